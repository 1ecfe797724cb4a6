"""Items that could not be added: kept with the reason until their text is added, or somebody dismisses them.

The reason is kept as the English template and its values, so that it can be told in either language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from greffier.errors import GreffierError, LookupFailed
from greffier.ledger import schema
from greffier.model import text_id

__all__ = ["KEPT", "Failed", "Given", "count_failed", "dismiss_failed", "failed_items", "find_failed", "keep_failed",
           "settle_failed"]  # fmt: skip

KEPT = 250_000  # bytes of an item that are kept: a report's text is rarely longer, a picture is
_TABLE = schema.failed


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gave to be added: `name` is what people see, `path` the file's, None where there is none.

    `content` are its bytes, None where they could not be had; `form` is `text`, `json` or `pasted`; `fields` are what
    was said beside it (published, language, outlet, title, url); `text` is its words, "" where they could not be
    had; `item` says which one it is of what its file holds (the end of its name: `/b.html`, `#3`), "" for all of it.
    """

    name: str
    path: str | None
    content: bytes | None
    form: str
    fields: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    item: str = ""

    @property
    def id(self) -> str:
        """What is the same for the same thing given again: the same item of the same file, else of the same bytes."""
        same = self.path.encode("utf-8", "surrogatepass") if self.path else b"\0" + (self.content or self.name.encode())
        item = b"\0" + self.item.encode("utf-8", "surrogatepass") if self.item else b""
        return sha256(same + item).hexdigest()

    @property
    def whole(self) -> str:
        """The name of the file that holds it."""
        return self.name.removesuffix(self.item)


@dataclass(frozen=True, slots=True)
class Failed:
    """An item that failed: what was given (`content` None where it was large), the reason, when first and last, how
    often; `settled` is `added` (with the report), `dismissed` (by whom), or None."""

    id: str
    given: Given
    message: str
    figures: Mapping[str, Any]
    recorded_at: datetime
    tried_at: datetime
    tries: int
    settled: str | None = None
    settled_at: datetime | None = None
    settled_by: str | None = None
    report: str | None = None

    @property
    def reason(self) -> GreffierError:
        """The reason, for an interface to explain."""
        return GreffierError(self.message, **self.figures)


def keep_failed(connection: Connection, given: Given, error: GreffierError) -> str:
    """Keep an item that failed; gives its id. The same item again counts as one more try, and what was dismissed stays
    so while it fails for the same reason."""
    known = _known(connection, given)
    now, figures = datetime.now(UTC), _plain(error.values)
    content = given.content if given.content is not None and len(given.content) <= KEPT else None
    row = {"message": error.message, "figures": figures, "given": dict(given.fields), "tried_at": now,
           "text": text_id(given.text) if given.text else None, "content": content}  # fmt: skip
    if known is None:
        own = {"id": given.id, "name": given.name, "path": given.path, "item": given.item, "form": given.form}
        connection.execute(insert(_TABLE), {**own, **row, "recorded_at": now, "tries": 1})
        return given.id
    same = (known["message"], known["figures"], known["content"]) == (error.message, figures, content)
    if known["settled"] != "dismissed" or not same:
        row |= dict.fromkeys(("settled", "settled_at", "settled_by", "report"))
    connection.execute(update(_TABLE).where(_TABLE.c.id == known["id"]).values(**row, tries=known["tries"] + 1))
    return str(known["id"])


def _known(connection: Connection, given: Given) -> Any:
    """The row of an item that failed before: the same file, or, where there is none, the same bytes."""
    same = _TABLE.c.id == given.id
    if given.path is None and given.content is not None:
        same = or_(same, and_(_TABLE.c.content == given.content, _TABLE.c.item == given.item))
    return connection.execute(select(_TABLE).where(same).order_by(_TABLE.c.recorded_at)).mappings().first()


def _plain(values: Mapping[str, object]) -> dict[str, Any]:
    """Values as JSON holds them."""
    return {k: v if isinstance(v, (str, int, float)) else str(v) for k, v in values.items()}


def settle_failed(
    connection: Connection, report: str | None, text: str, path: str | None, item: str = "", inner: str = ""
) -> int:
    """Mark as added what failed before and is a report now (or a notice: None): of that text, of that file (`inner`
    says which of the items that it holds), or the very item of the id `item`.

    Gives how many were open.
    """
    told = {"text": text_id(text) if text else None, "path": path or None, "id": item or None}
    given = {f"own_{name}": value for name, value in told.items() if value is not None}
    if not given:
        return 0
    values = {"settled": "added", "settled_at": datetime.now(UTC), "settled_by": None, "report": report}
    given |= {"own_item": inner} if path else {}
    return connection.execute(_settled(frozenset(given)), {**values, **given}).rowcount


@cache
def _settled(given: frozenset[str]) -> Any:
    """The statement that settles what is of a text, a file or an id, those of them that are given."""
    same = {
        "own_text": _TABLE.c.text == bindparam("own_text"),
        "own_path": and_(_TABLE.c.path == bindparam("own_path"), _TABLE.c.item == bindparam("own_item")),
        "own_id": _TABLE.c.id == bindparam("own_id"),
    }
    query = update(_TABLE).where(or_(*(one for name, one in same.items() if name in given)))
    return query.where(or_(_TABLE.c.settled.is_(None), _TABLE.c.settled == "dismissed"))


def dismiss_failed(connection: Connection, item: str, author: str) -> None:
    """Somebody says that nothing is to be done about an item. Raises LookupFailed."""
    found = find_failed(connection, item)
    values = {"settled": "dismissed", "settled_at": datetime.now(UTC), "settled_by": author}
    connection.execute(update(_TABLE).where(_TABLE.c.id == found.id, _TABLE.c.settled.is_(None)).values(**values))


def count_failed(connection: Connection) -> int:
    """How many items are not settled."""
    return connection.scalar(select(func.count()).select_from(_TABLE).where(_TABLE.c.settled.is_(None))) or 0


def failed_items(connection: Connection, *, settled: bool = False, limit: int | None = None) -> list[Failed]:
    """Items that failed, the latest first; those that are settled too, if asked."""
    query = select(_TABLE).order_by(_TABLE.c.recorded_at.desc(), _TABLE.c.id)
    query = query if settled else query.where(_TABLE.c.settled.is_(None))
    return [_failed(row) for row in connection.execute(query.limit(limit)).mappings()]


def find_failed(connection: Connection, beginning: str) -> Failed:
    """The item whose id begins so. Raises LookupFailed where there is none, or several."""
    query = select(_TABLE).where(_TABLE.c.id.startswith(beginning, autoescape=True)).limit(2)
    found = connection.execute(query).mappings().all()
    if len(found) > 1:
        raise LookupFailed("{id!r} begins several ids; give more of it.", id=beginning)
    if not found:
        raise LookupFailed("no failed item {id!r}; greffier failed lists them.", id=beginning)
    return _failed(found[0])


def _failed(row: Any) -> Failed:
    given = Given(row["name"], row["path"], row["content"], row["form"], row["given"], item=row["item"])
    times = {key: row[key] for key in ("recorded_at", "tried_at", "tries")}
    ended = {key: row[key] for key in ("settled", "settled_at", "settled_by", "report")}
    return Failed(row["id"], given, row["message"], row["figures"], **times, **ended)
