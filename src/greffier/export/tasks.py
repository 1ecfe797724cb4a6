"""Reports as work for coders: entries as labelled stretches, lines between them, and what is sent along.

What is sent along (`greffier`) comes back with the work and says which entries were sent out, and how they were; so
what a program has no place for is not lost, and what a person took away is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from greffier import __version__
from greffier.export.jsonl import entry_to_json
from greffier.ledger import Kept
from greffier.lexicon import load_kinds
from greffier.model import Entry, Filler, Report, Span, SpanRole, text_id

__all__ = ["SENT", "Part", "Task", "labels_of", "sent_along", "task_of"]

EVIDENCE, SOURCE = "evidence", "source"
SENT = ("version", "offset_unit", "report", "text_id", "about", "entries")  # what is sent along


@dataclass(frozen=True, slots=True)
class Part:
    """A labelled stretch; `of` is the entry that it is part of, "" for its anchor."""

    id: str
    label: str
    span: Span
    of: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A report with those of its entries that a coder is to see."""

    report: Report
    entries: tuple[Entry, ...]
    parts: tuple[Part, ...]

    def of(self, entry: Entry) -> list[Part]:
        """The stretches of one entry, its anchor first."""
        return [part for part in self.parts if entry.id in {part.id, part.of}]


def task_of(kept: Kept, statuses: Sequence[str]) -> Task:
    """The work that a report is, with its entries of these statuses."""
    entries = tuple(e for e in kept.entries if kept.statuses[e.id] in statuses)
    return Task(kept.report, entries, tuple(part for entry in entries for part in _parts(entry)))


def _parts(entry: Entry) -> Iterable[Part]:
    yield Part(entry.id, entry.kind, entry.anchor)
    for number, span in enumerate(entry.evidence):
        yield Part(f"{entry.id}.{EVIDENCE}.{number}", EVIDENCE, span, entry.id)
    fillers: list[Filler] = [entry.source] if entry.source is not None else []
    for number, filler in enumerate(fillers):
        yield Part(f"{entry.id}.{SOURCE}.{number}", SOURCE, filler.span, entry.id)
    for role, value in entry.roles.items():
        spans = [value.span] if isinstance(value, SpanRole) else []
        spans += [filler.span for filler in value] if isinstance(value, tuple) else []
        for number, span in enumerate(spans):
            yield Part(f"{entry.id}.{role}.{number}", role, span, entry.id)


def sent_along(kept: Kept, statuses: Sequence[str], entries: Iterable[Entry] | None = None) -> dict[str, Any]:
    """What comes back with the work: the report, and its entries of these statuses in gold form, rejected ones too, so
    that they are known to have been left out."""
    report = kept.report
    chosen = [e for e in (kept.entries if entries is None else entries) if kept.statuses[e.id] in statuses]
    about = {
        "title": report.title,
        "published": report.published.isoformat() if report.published else None,
        "language": report.language,
        "outlet": report.outlet,
        "url": report.url,
    }
    return {
        "version": __version__,
        "offset_unit": "codepoint",
        "report": report.id,
        "text_id": text_id(report.text),
        "about": {key: value for key, value in about.items() if value is not None},
        "entries": [_sent(e, report.text) | {"status": kept.statuses[e.id]} for e in chosen],
    }


def _sent(entry: Entry, text: str) -> dict[str, Any]:
    found = entry_to_json(entry, text)
    return {key: value for key, value in found.items() if key not in {"by", "doubts", "confidence"}}


def labels_of() -> tuple[list[str], list[str]]:
    """The labels of anchors (kinds) and of parts (`evidence`, `source`, roles that stretches fill), in order."""
    kinds = load_kinds()
    roles = (role for kind in kinds.values() for role, spec in kind.roles.items() if spec["is"] in {"fillers", "span"})
    return sorted(kinds), [EVIDENCE, SOURCE, *dict.fromkeys(roles)]
