"""Entries as plain data that lacks nothing: `entry_from(plain_entry(e, text)) == e`. Made of the rows of tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from greffier.ledger.rows import Row, entry_of, entry_rows
from greffier.model import Entry

__all__ = ["entry_from", "packed", "plain_entry", "unpacked"]

_DAYS = ("when_start", "when_end", "first_day", "last_day")
_OURS = frozenset({"words", "status", "position", "entry"})  # what the text, the replay or the order gives


def plain_entry(entry: Entry, text: str) -> dict[str, Any]:
    """The entry, of a report with this `text`, as JSON can hold it; what is empty is left out."""
    tables = entry_rows(entry, 0, text)
    own = _plain(tables.pop("entry")[0])
    return {**own, **{name: [_plain(row) for row in rows] for name, rows in tables.items() if rows}}


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    found = {key: value for key, value in row.items() if value is not None and key not in _OURS}
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in found.items()}


def entry_from(plain: Mapping[str, Any]) -> Entry:
    """The entry that was made plain."""
    parts = [[_row(row) for row in plain.get(name, ())] for name in ("evidence", "doubt", "role", "filler")]
    return entry_of(_row(plain), *parts)


class _Whole(dict[str, Any]):
    """A row in which what was left out is None."""

    def __missing__(self, key: str) -> None:
        return None


def _row(plain: Mapping[str, Any]) -> Row:
    return _Whole({key: date.fromisoformat(value) if key in _DAYS else value for key, value in plain.items()})


def packed(entries: Iterable[Entry], text: str) -> tuple[str, str]:
    """All entries of a report as one text, and the SHA-256 that it is known by."""
    data = json.dumps([plain_entry(e, text) for e in entries], ensure_ascii=False, separators=(",", ":"))
    return sha256(data.encode()).hexdigest(), data


def unpacked(data: str) -> Sequence[Entry]:
    """The entries that were packed."""
    return tuple(entry_from(plain) for plain in json.loads(data))
