"""`w3c`: a web annotation for each stretch of evidence, one a line; the first of an entry tells all of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from greffier import __version__
from greffier.export.formats.base import Format, Left, Options, Wanted, text_of
from greffier.export.jsonl import entry_to_json
from greffier.ledger import Connection, Kept, judgements, publication_of
from greffier.model import ENTRY_VERDICTS, Entry, Judgement, Report, Span, quoted, text_id

__all__ = ["W3C", "W3C_FIELDS"]

W3C_FIELDS = (
    "@context", "id", "type", "motivation", "created", "creator", "generator", "body", "target", "source", "scope",
    "canonical", "state", "selector", "exact", "prefix", "suffix", "start", "end", "purpose", "value", "format",
)  # fmt: skip
_JUDGING = frozenset({*ENTRY_VERDICTS, "add"})


def _write(wanted: Wanted, out: BinaryIO, _options: Options) -> tuple[Left, ...]:
    with text_of(out) as text:
        for kept in wanted.entries():
            who = _judges(wanted.connection, kept)
            for entry in kept.entries:
                for one in _annotations(kept, entry, who.get(entry.id)):
                    text.write(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n")
    return ()


def _judges(connection: Connection, kept: Kept) -> Mapping[str, Judgement]:
    """The last judgement on each entry."""
    told = judgements(connection, publication=publication_of(connection, kept.report.id), verdicts=_JUDGING)
    undone = {one.undoes for one in judgements(connection, publication=publication_of(connection, kept.report.id))}
    return {str(a.entry): one for one in told if one.id not in undone for a in one.anchors if a.entry is not None}


def _annotations(kept: Kept, entry: Entry, judged: Judgement | None) -> Iterator[dict[str, Any]]:
    status = kept.statuses[entry.id]
    for number, span in enumerate(entry.evidence):
        found: dict[str, Any] = {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": f"urn:greffier:ev:{entry.id}:{number}",
            "type": "Annotation",
            "motivation": "identifying",
        }
        if judged is not None:
            found |= {"created": judged.recorded_at.isoformat().replace("+00:00", "Z")}
            found |= {"creator": {"type": "Person", "name": judged.author}}
        found["generator"] = {"type": "Software", "name": "greffier", "softwareVersion": __version__}
        found["body"] = _body(entry, kept.report.text, status, whole=number == 0)
        yield found | {"target": _target(kept.report, span)}


def _body(entry: Entry, text: str, status: str, *, whole: bool) -> list[dict[str, Any]]:
    bodies = [
        {"type": "SpecificResource", "source": f"urn:greffier:entry:{entry.id}", "purpose": "linking"},
        {"type": "TextualBody", "value": entry.kind, "purpose": "classifying"},
        {"type": "TextualBody", "value": status, "purpose": "assessing"},
    ]
    if whole:
        told = {k: v for k, v in entry_to_json(entry, text).items() if k not in {"by", "doubts", "confidence"}}
        words = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        about = {"type": "TextualBody", "purpose": "describing", "format": "application/json"}
        bodies.append(about | {"value": words})
    return bodies


def _target(report: Report, span: Span) -> dict[str, Any]:
    quote, source = quoted(report.text, span.start, span.end), f"urn:sha256:{text_id(report.text)}"
    words = {key: quote[key] for key in ("exact", "prefix", "suffix")}
    selectors = [
        {"type": "TextQuoteSelector", **words},
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
    ]
    canonical = {"canonical": report.url} if report.url else {}
    state = {"type": "TimeState", "cached": source}
    return {"source": source, "scope": f"urn:greffier:report:{report.id}", **canonical, "state": state,
            "selector": selectors}  # fmt: skip


W3C = Format("w3c", _write, suffix="jsonl")
