"""The ledger as tables: one for each kind and one for all, with facets, orders, pages, and the same as CSV and JSON."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

from starlette.responses import RedirectResponse, Response

from greffier.errors import InputError, LookupFailed
from greffier.export import kept_to_json, write_kept_csv
from greffier.ledger import FACETS, SORTS, Cursor, Listing, Question, listing
from greffier.lexicon import load_kinds
from greffier.web.visit import Visit, get

__all__ = ["ROUTES", "as_csv", "as_json", "start", "table"]

ALL = "all"
_PAGE, _MOST = 50, 200
_DAYS = {"published", "when"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an address asks: the kind, "all" for all; the question; the order; where the page begins, its length."""

    kind: str
    question: Question
    sort: str
    down: bool
    after: Cursor | None
    limit: int


def start(visit: Visit) -> Response:
    """All kinds, or those that the query names."""
    query = visit.request.url.query
    return RedirectResponse(f"/ledger/{ALL}{'?' if query else ''}{query}", 303)


def table(visit: Visit) -> Response:
    """A page of the table of one kind, or of all."""
    asked = _asked(visit)
    found, ready = _listing(visit, asked), visit.site.ready()
    facets = visit.site.tallies.facets(visit.connection, asked.question, _facets(asked.kind)) if ready else {}
    return visit.page(
        "ledger.html",
        kind=asked.kind,
        kinds=list(load_kinds()),
        columns=_columns(asked.kind),
        rows=found.rows,
        sort=asked.sort,
        down=asked.down,
        sorts=SORTS,
        after=_written(found.after),
        facets=facets,
        counting=not ready,
    )


def as_csv(visit: Visit) -> Response:
    """Just what the table shows, as CSV."""
    asked, out = _asked(visit), io.StringIO()
    write_kept_csv(_listing(visit, asked).rows, out)
    return visit.download(out.getvalue(), f"{asked.kind}.csv", "text/csv")


def as_json(visit: Visit) -> Response:
    """Just what the table shows, as JSON."""
    return visit.json([kept_to_json(kept) for kept in _listing(visit, _asked(visit)).rows])


def _asked(visit: Visit) -> _Asked:
    kind = visit.asked("kind_of_table")
    if kind != ALL and kind not in load_kinds():
        raise LookupFailed("no kind {kind!r}.", kind=kind)
    sort, down = _order(visit.asked("sort", "-published"))
    question = visit.question(() if kind == ALL else (kind,))
    limit = min(_MOST, int(visit.asked("limit") or _PAGE)) if visit.asked("limit").isdecimal() else _PAGE
    return _Asked(kind, question, sort, down, _cursor(visit.asked("after"), sort), max(1, limit))


def _order(said: str) -> tuple[str, bool]:
    sort = said.removeprefix("-")
    if sort not in SORTS:
        raise InputError("{name}: {value!r} is none of {known}.", name="sort", value=said, known=", ".join(SORTS))
    return sort, said.startswith("-")


def _cursor(said: str, sort: str) -> Cursor | None:
    """A cursor as an address holds it: `value~entry`. Raises InputError."""
    if not said:
        return None
    value, _, entry = said.rpartition("~")
    try:
        if not value:
            return Cursor(None, entry)
        return Cursor(date.fromisoformat(value) if sort in _DAYS else float(value), entry)
    except ValueError:
        raise InputError("{name}: {value!r} is no place in the table.", name="after", value=said) from None


def _written(cursor: Cursor | None) -> str:
    return "" if cursor is None else f"{'' if cursor.value is None else cursor.value}~{cursor.entry}"


def _listing(visit: Visit, asked: _Asked) -> Listing:
    with visit.known(asked.question) as connection:
        among = visit.site.tallies.among(connection, asked.question)
        return listing(
            connection,
            asked.question,
            asked.sort,
            down=asked.down,
            after=asked.after,
            limit=asked.limit,
            among=among,
        )


def _columns(kind: str) -> list[str]:
    """The roles that are columns: those of the kind, in its own order."""
    return [] if kind == ALL else list(load_kinds()[kind].roles)


def _facets(kind: str) -> tuple[str, ...]:
    return FACETS if kind == ALL else tuple(name for name in FACETS if name != "kind")


ROUTES = [
    get("/ledger", start),
    get("/ledger/{kind_of_table}.csv", as_csv),
    get("/ledger/{kind_of_table}.json", as_json),
    get("/ledger/{kind_of_table}", table),
]
