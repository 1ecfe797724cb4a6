"""Where entries were read from, so that `greffier why ENTRY` finds the report again: paths, dates and ids, no words."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from greffier.model import Entry, Report

__all__ = ["Memory", "forget_entries", "recall", "remember"]

_FILE = "read.jsonl"
_MOST = 4_000_000  # bytes, after which the file begins anew


@dataclass(frozen=True, slots=True)
class Memory:
    """Where an entry's report lies, and what the command line said about it."""

    path: str
    published: date | None
    language: str
    item: str = ""


def remember(state: Path, path: str | None, item: str, report: Report, entries: Iterable[Entry]) -> None:
    """Note that entries were read from `path` (absolute), from that `item` of it ("" for all of it), if there is one.

    A folder that cannot be written is no failure: nothing is noted.
    """
    if path is None:
        return
    day = report.published.isoformat() if report.published else None
    line = {"path": path, "item": item, "published": day, "language": report.language}
    file = state / _FILE
    with contextlib.suppress(OSError):
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(0o600)
        mode = "w" if file.stat().st_size > _MOST else "a"
        with file.open(mode, encoding="utf-8") as out:
            out.write(json.dumps({**line, "entries": [e.id for e in entries]}) + "\n")


def forget_entries(state: Path, entries: Collection[str]) -> None:
    """Note no longer where these entries (ids) were read from. A file that cannot be written stays as it is."""
    file = state / _FILE
    with contextlib.suppress(OSError, UnicodeDecodeError):
        lines = file.read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not any(f'"{entry}"' in line for entry in entries)]
        if len(kept) < len(lines):
            file.write_text("".join(kept), "utf-8")


def recall(state: Path, entry: str) -> Memory | None:
    """Where the entry whose id is, or begins with, `entry` was last read from; None where that is not known."""
    try:
        lines = (state / _FILE).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    for line in reversed(lines):
        if f'"{entry}' not in line:
            continue
        with contextlib.suppress(ValueError, KeyError, TypeError):  # a line cut short by a crash
            known = json.loads(line)
            if any(name.startswith(entry) for name in known["entries"]):
                day = known["published"]
                day = date.fromisoformat(day) if day else None
                return Memory(known["path"], day, known["language"], known.get("item", ""))
    return None
