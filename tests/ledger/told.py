"""Ledgers from data: reports with entries whose words stand in their texts, as tests of questions write them.

A filler is `"words"`, or `{ words = …, name = …, id = …, at = [lat, lon], precision = … }`; a quantity
`[min, max, currency, scope]` from the left, `">4"` is more than 4; a day `2031-05-04`, a time `2031-05-04/2031-05-09`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import update

from greffier.ledger import Run, add_report, open_ledger, schema
from greffier.ledger.verify import seal
from greffier.lexicon import load_kinds
from greffier.model import (
    Entry,
    Filler,
    Place,
    Quantity,
    Report,
    Role,
    Sentence,
    Span,
    SpanRole,
    Token,
    When,
    report_id,
)

__all__ = ["make_ledger", "report_of"]


def make_ledger(path: Path, reports: list[dict[str, Any]]) -> None:
    """Write a ledger with these reports, in this order."""
    with open_ledger(path) as ledger:
        for data in reports:
            report = report_of(data)
            entries = [_entry(n, spec, report) for n, spec in enumerate(data.get("entries", []))]
            add_report(ledger, report, entries, _sentences(report.text), Run("test", {}))
            with ledger.begin() as connection:
                known, status = data.get("known"), data.get("status")
                mine = schema.report.c.id == report.id
                if known:
                    moment = datetime.fromisoformat(known).replace(hour=12, tzinfo=UTC)
                    connection.execute(update(schema.report).where(mine).values(recorded_at=moment))
                if status:
                    own = schema.entry.c.report == report.id
                    connection.execute(update(schema.entry).where(own).values(status=status))
                seal(connection, report.id)


def report_of(data: dict[str, Any]) -> Report:
    """The report that a case describes."""
    published = date.fromisoformat(data["published"]) if data.get("published") else None
    language, outlet, url = data.get("language", "fr"), data.get("outlet"), data.get("url")
    identity = report_id(data["text"], published, outlet, url, language)
    return Report(identity, data["text"], data.get("title"), published, language, outlet, url)


def _entry(number: int, spec: dict[str, Any], report: Report) -> Entry:
    text, kind = report.text, spec["kind"]
    anchor = _span(spec["anchor"], text)
    evidence = next(s.span for s in _sentences(text) if s.span.holds(anchor))
    roles = load_kinds()[kind].roles
    found = {role: _role(role, str(roles[role]["is"]), spec[role], text) for role in roles if role in spec}
    when = _when(spec["when"]) if "when" in spec else None
    source = _filler("source", spec["source"], text) if "source" in spec else None
    factuality = spec.get("factuality", "actual")
    id = spec.get("id") or f"{number}{report.id[:14]}"
    return Entry(id, report.id, kind, anchor, (evidence,), factuality, source, when, found, (), "made", 0.5)


def _role(role: str, form: str, value: Any, text: str) -> Role:
    match form:
        case "closed":
            return str(value)
        case "span":
            return SpanRole(role, _span(value, text))
        case "period":
            return _when(value)
        case "number" | "amount":
            return _quantity(value)
        case _:
            return tuple(_filler(role, one, text) for one in value)


def _quantity(value: Any) -> Quantity:
    if isinstance(value, str):
        return Quantity(float(value.strip(">≥")), None, open=value.startswith(">"))
    low, high, *rest = [*value, *value] if len(value) == 1 else value
    currency, scope = [*rest, None, None][:2]
    return Quantity(float(low), None if high == "" else float(high), False, currency or None, scope)


def _filler(role: str, value: Any, text: str) -> Filler:
    data = {"words": value} if isinstance(value, str) else value
    words, name, id = data["words"], data.get("name", data["words"]), data.get("id")
    place = None
    if "at" in data:
        country, precision = data.get("country"), data.get("precision", "city")
        place = Place(id or name, name, country, *map(float, data["at"]), precision)
    return Filler(role, words, _span(words, text), name, (name,), id, data.get("country"), place)


def _when(value: str) -> When:
    first, _, last = value.partition("/")
    days = date.fromisoformat(first), date.fromisoformat(last or first)
    return When(*days, "days" if last else "day")


def _span(words: str, text: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def _sentences(text: str) -> list[Sentence]:
    """Sentences end with a full stop; lemmas are the words themselves, without a plural's s."""
    found, start = [], 0
    for index, piece in enumerate(text.split(". ")):
        end = min(len(text), start + len(piece) + 1)
        tokens = [(w.strip(".,"), Span(start, end)) for w in piece.split()]
        own = tuple(
            Token(i, w, w.lower().rstrip("s"), "NOUN", "dep", i, span, {}) for i, (w, span) in enumerate(tokens)
        )
        found.append(Sentence(index, Span(start, end), own, tuple(() for _ in own)))
        start += len(piece) + 2
    return found
