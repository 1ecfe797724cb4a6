"""Rows of other datasets in the ledger: kept as they were given, beside what the ledger tells and apart from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from greffier.errors import InputError, LookupFailed
from greffier.ledger import schema
from greffier.ledger.question import Question, versions
from greffier.model import Record, Reference

__all__ = [
    "Taken", "days_with_reports", "find_reference", "forget_reference", "keep_records", "records_of",
    "reference_problems", "references",
]  # fmt: skip

_TABLE, _RECORD = schema.reference, schema.reference_record
_AT_ONCE = 500  # rows in one step
_DAYS = {"first_day": "start", "last_day": "end"}
_PLAIN = (
    "id", "line", "kind", "type", "slack", "country", "place", "region", "lat", "lon", "precision", "actors", "low",
    "best", "high", "amount", "most", "currency", "stages", "form", "note", "raw",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file: how many records are new, had changed, and were known as they are."""

    added: int
    changed: int
    known: int


def keep_records(connection: Connection, name: str, form: str, path: str, records: Iterable[Record]) -> Taken:
    """Keep the rows of a file under a name: those of a file before stay, the same rows again add nothing.

    Raises InputError where the name is that of another dataset.
    """
    found = connection.execute(select(_TABLE.c.form).where(_TABLE.c.name == name)).scalar()
    if found is not None and found != form:
        raise InputError("{name!r} is a table of {form} in this ledger; give another --name.", name=name, form=found)
    row = {"form": form, "path": path, "recorded_at": datetime.now(UTC)}
    step = insert(_TABLE).values(name=name, **row) if found is None else update(_TABLE).where(_TABLE.c.name == name)
    connection.execute(step if found is None else step.values(**row))
    rest, counts = iter(records), [0, 0, 0]
    while some := list(islice(rest, _AT_ONCE)):
        for place, count in enumerate(_keep(connection, name, some)):
            counts[place] += count
    return Taken(*counts)


def _keep(connection: Connection, name: str, records: Sequence[Record]) -> tuple[int, int, int]:
    own = _RECORD.c.reference == name
    query = select(_RECORD.c.id, _RECORD.c.digest).where(own, _RECORD.c.id.in_([one.id for one in records]))
    known = {row[0]: row[1] for row in connection.execute(query)}
    changed = [one for one in records if known.get(one.id, one.digest) != one.digest]
    if changed:
        connection.execute(delete(_RECORD).where(own, _RECORD.c.id.in_([one.id for one in changed])))
    fresh = [one for one in records if one.id not in known]
    if fresh or changed:
        connection.execute(insert(_RECORD), [_row(name, one) for one in (*fresh, *changed)])
    return len(fresh), len(changed), len(records) - len(fresh) - len(changed)


def _row(name: str, record: Record) -> dict[str, Any]:
    found = {column: getattr(record, column) for column in _PLAIN}
    days = {column: getattr(record, field) for column, field in _DAYS.items()}
    return {"reference": name, **found, **days, "raw": dict(record.raw), "digest": record.digest}


def references(connection: Connection) -> list[Reference]:
    """The datasets that are in the ledger, by name."""
    bounds = (func.count(), func.min(_RECORD.c.first_day), func.max(_RECORD.c.last_day))
    query = select(*_TABLE.c, *bounds).join_from(_TABLE, _RECORD, isouter=True).group_by(_TABLE.c.name)
    countries: dict[str, set[str]] = {}
    for name, country in connection.execute(select(_RECORD.c.reference, _RECORD.c.country).distinct()):
        countries.setdefault(name, set()).add(country)
    rows = connection.execute(query.order_by(_TABLE.c.name)).all()
    found = (Reference(*row[:7]) for row in rows)
    return [replace(one, countries=frozenset(countries.get(one.name, set()) - {""})) for one in found]


def find_reference(connection: Connection, name: str) -> Reference:
    """The dataset of that name, or the only one of that form. Raises LookupFailed."""
    known = references(connection)
    found = [one for one in known if one.name == name] or [one for one in known if one.form == name]
    if len(found) == 1:
        return found[0]
    if not known:
        sentence = "no reference records; greffier import acled FILE takes them in."
        raise LookupFailed(sentence)
    names = ", ".join(one.name for one in known)
    raise LookupFailed("no reference {name!r} in the ledger; there are: {names}.", name=name, names=names)


def forget_reference(connection: Connection, name: str) -> int:
    """Take a dataset out of the ledger; gives how many records it had."""
    count = connection.execute(delete(_RECORD).where(_RECORD.c.reference == name)).rowcount
    connection.execute(delete(_TABLE).where(_TABLE.c.name == name))
    return count


def records_of(connection: Connection, name: str) -> Iterator[Record]:
    """The records of a dataset, by day and id."""
    query = select(_RECORD).where(_RECORD.c.reference == name)
    query = query.order_by(_RECORD.c.first_day.is_(None), _RECORD.c.first_day, _RECORD.c.id)
    for row in connection.execute(query.execution_options(yield_per=1000)).mappings():
        yield _record(row)


def _record(row: Any) -> Record:
    found = {column: row[column] for column in _PLAIN}
    days = {field: row[column] for column, field in _DAYS.items()}
    return Record(**{**found, **days, "actors": tuple(row["actors"]), "stages": tuple(row["stages"])})


def reference_problems(connection: Connection) -> Iterator[tuple[str, str]]:
    """Records that are not as they were given: where, and what."""
    query = select(_RECORD).order_by(_RECORD.c.reference, _RECORD.c.id)
    for row in connection.execute(query.execution_options(yield_per=1000)).mappings():
        if _record(row).digest != row["digest"]:
            yield f"{row['reference']}/{row['id']}", "digest"


def days_with_reports(connection: Connection, question: Question) -> set[int]:
    """The days (ordinals) on which reports that count were published."""
    query = select(schema.report.c.published).where(*versions(question), schema.report.c.published.is_not(None))
    return {row[0].toordinal() for row in connection.execute(query.distinct())}
