"""The inbox: what is to be done, each sort with its count, a short list, and a key to begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from greffier.desk.inbox import Findings
from greffier.errors import InputError, LookupFailed
from greffier.export import reason_words
from greffier.ledger import (
    count_failed,
    count_unjudged,
    dismiss_failed,
    failed_items,
    looked_at,
    looked_until,
    note_look,
    report_ids,
    unjudged,
)
from greffier.web.pages.add import why_of, words_of
from greffier.web.visit import Visit, get, post

__all__ = ["ROUTES", "Section", "dismiss", "inbox", "looked", "put_aside", "section"]

SORTS = ("reports", "failed", "contradictions", "tolls", "checks", "orphans", "differences")
SEEN = ("contradictions", "tolls", "checks")  # of which one sees what is new since one last looked
FOUND = SORTS[2:]  # which are reckoned from the whole ledger
ASIDE = (*SEEN, "orphans")  # of which one thing can be put aside
KEYS = {"reports": "Shift+J", "failed": "f", "contradictions": "c", "tolls": "t", "checks": "v", "orphans": "o",
        "differences": "d"}  # fmt: skip
_SHORT, _LONG = 5, 50


@dataclass(frozen=True, slots=True)
class Section:
    """One sort of things to be done: how many there are, the first of them, how many were looked at before."""

    sort: str
    count: int
    items: Sequence[Any]
    before: int = 0
    until: datetime | None = None


def inbox(visit: Visit) -> Response:
    """All sorts, a few of each; those of which there is nothing are only named."""
    findings = visit.site.findings()
    found = [_section(visit, sort, findings, _SHORT) for sort in SORTS]
    part = visit.request.headers.get("hx-request") == "true"
    if part and findings is None:
        return Response("", 204)
    return visit.page(
        "inbox_part.html" if part else "inbox.html",
        sections=found,
        keys=KEYS,
        reckoning=findings is None,
        fresh=not found[0].count and not _any_report(visit),
        now=datetime.now(UTC).isoformat(),
        reason=_reason(visit),
        address=_address,
        why=why_of(visit),
        words_of=words_of,
        seen=SEEN,
        short=_SHORT,
    )


def section(visit: Visit) -> Response:
    """One sort, as long as a page may be."""
    sort = visit.asked("sort")
    if sort not in SORTS:
        raise LookupFailed("no section {sort!r} of the inbox.", sort=sort)
    start = int(visit.asked("after")) if visit.asked("after").isdecimal() else 0
    findings = visit.site.findings() if sort in FOUND else Findings()
    found = _section(visit, sort, findings, _LONG, min(start, 10**9))
    return visit.page(
        "inbox_section.html", one=found, keys=KEYS, start=start, most=_LONG, now=datetime.now(UTC).isoformat(),
        reckoning=findings is None,
        reason=_reason(visit), address=_address, why=why_of(visit), words_of=words_of, seen=SEEN,
    )  # fmt: skip


def _address(sort: str, item: Any) -> str:
    """Where one looks at a thing."""
    match sort:
        case "reports":
            return f"/report/{item.id}"
        case "failed":
            return f"/add?failed={item.id}"
        case "contradictions":
            return f"/event/{item.event}"
        case "tolls":
            return f"/event/{item[0].event}"
        case "checks":
            entry = f"?entry={item.check.entries[0]}" if item.check.entries else ""
            return f"/report/{item.report.id}{entry}"
        case "orphans":
            return f"/report/{item.report}" if item.report is not None else "/history"
        case _:
            return f"/report/{item.report.id}?entry={item.entry.id}"


def _any_report(visit: Visit) -> bool:
    return bool(report_ids(visit.connection))


def _reason(visit: Visit) -> Any:
    return lambda check: reason_words(check, visit.language.interface)


def _section(visit: Visit, sort: str, findings: Findings | None, most: int, start: int = 0) -> Section:
    match sort:
        case "reports":
            return Section(sort, count_unjudged(visit.connection), unjudged(visit.connection, most, start))
        case "failed":
            items = failed_items(visit.connection, limit=start + most)
            return Section(sort, count_failed(visit.connection), items[start:])
    return _found(visit, sort, findings or Findings(), most, start)


def _found(visit: Visit, sort: str, findings: Findings, most: int, start: int) -> Section:
    """Of what was reckoned, that which this author has not looked at, and nobody put aside."""
    aside, until = looked_at(visit.connection, sort), looked_until(visit.connection, visit.site.author).get(sort)
    match sort:
        case "contradictions":
            all_: list[Any] = list(findings.clashes)
        case "tolls":
            all_ = [(c, *since) for c in findings.changes if (since := c.since(until)) is not None]
            open_ = [one for one in all_ if one[0].key not in aside]
            return Section(sort, len(open_), open_[start : start + most], 0, until)
        case "checks":
            all_ = list(findings.claims)
        case "orphans":
            all_ = list(findings.orphans)
        case _:
            return Section(sort, len(findings.differences), findings.differences[start : start + most])
    open_ = [one for one in all_ if one.key not in aside]
    new = [one for one in open_ if sort not in SEEN or until is None or one.recorded_at > until]
    return Section(sort, len(new), new[start : start + most], len(open_) - len(new), until)


def looked(visit: Visit) -> Response:
    """The author has looked at all of a sort that was there when the page was made."""
    sort = visit.sent("sort")
    if sort not in SEEN:
        raise LookupFailed("no section {sort!r} of the inbox.", sort=sort)
    try:
        until = datetime.fromisoformat(visit.sent("until"))
    except ValueError:
        raise InputError("{name}: {value!r} is no moment.", name="until", value=visit.sent("until")) from None
    moment = min(until if until.tzinfo else until.replace(tzinfo=UTC), datetime.now(UTC))
    with visit.site.writing.begin() as connection:
        note_look(connection, visit.site.author, sort, moment=moment)
    return visit.redirect("/inbox", visit.say("Noted: from now on only what is new stands here."))


def put_aside(visit: Visit) -> Response:
    """Nothing is to be done about one thing: for everybody, and kept with who said so."""
    sort, item = visit.sent("sort"), visit.sent("item")
    if sort not in ASIDE or not item:
        raise LookupFailed("no section {sort!r} of the inbox.", sort=sort)
    with visit.site.writing.begin() as connection:
        note_look(connection, visit.site.author, sort, item)
    return visit.redirect("/inbox", visit.say("Put aside."))


def dismiss(visit: Visit) -> Response:
    """Nothing is to be done about an item that failed."""
    with visit.site.writing.begin() as connection:
        dismiss_failed(connection, visit.asked("item"), visit.site.author)
    return visit.redirect("/inbox", visit.say("Put aside; greffier failed --all still lists it."))


ROUTES = [
    get("/inbox", inbox),
    get("/inbox/{sort}", section),
    post("/inbox/looked", looked),
    post("/inbox/aside", put_aside),
    post("/inbox/failed/{item}/dismiss", dismiss),
]
