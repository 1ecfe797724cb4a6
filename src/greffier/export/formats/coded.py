"""`gold`: coded reports as the codebook writes them, a file each; `judgements`: what people decided, one a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from greffier.export.formats.base import Format, Left, Options, Wanted, text_of
from greffier.export.jsonl import entry_to_json
from greffier.ledger import Connection, Kept, Question, judgements, publication_of
from greffier.lexicon import load_kinds
from greffier.model import STATUSES, Anchor, Entry, Judgement

__all__ = ["GOLD", "GOLD_FIELDS", "JUDGEMENTS", "JUDGEMENT_FIELDS", "judgement_to_json"]

GOLD_FIELDS = (
    "text", "title", "published", "language", "source", "outlet", "url", "report", "complete", "entries", "id",
    "status", "kind", "anchor", "evidence", "factuality", "when", "roles", "start", "end", "exact", "greffier",
)  # fmt: skip
JUDGEMENT_FIELDS = (
    "id", "author", "recorded_at", "verdict", "anchors", "report", "text", "entry", "kind", "start", "end", "exact",
    "prefix", "suffix", "signature", "names", "field", "before", "after", "base", "leaves", "apart", "settles",
    "because", "undoes",
)  # fmt: skip
_UNREVIEWED = STATUSES[0]


def _write_gold(wanted: Wanted, folder: Path, _options: Options) -> tuple[Left, ...]:
    partial = 0
    everything = Wanted(wanted.connection, Question(withdrawn=wanted.question.withdrawn), STATUSES)
    for kept in wanted.entries():
        complete = _is_complete(kept, everything)
        partial += not complete
        content = json.dumps(_coded(kept, complete=complete), ensure_ascii=False, indent=1)
        (folder / f"{kept.report.id[:16]}.json").write_text(content + "\n", "utf-8")
    sentence = (
        "{count} {count:report is|reports are} not coded whole: what is not in {count:it|them} counts as not coded."
    )
    return (Left(sentence, partial),)


def _is_complete(kept: Kept, everything: Wanted) -> bool:
    """Whether people judged all entries of the report, and those that they kept are all here."""
    from greffier.ledger import kept_report

    whole = kept_report(everything.connection, kept.report.id)
    here = {entry.id for entry in kept.entries}
    return all(s == STATUSES[-1] or (id in here and s != _UNREVIEWED) for id, s in whole.statuses.items())


def _coded(kept: Kept, *, complete: bool) -> dict[str, Any]:
    report = kept.report
    published = report.published.isoformat() if report.published else None
    about = {"title": report.title, "published": published, "language": report.language}
    where = {"source": report.outlet or "", "outlet": report.outlet, "url": report.url, "report": report.id}
    entries = [_entry(entry, kept) for entry in kept.entries]
    return {"text": report.text, **about, **where, "complete": complete, "entries": entries}


def _entry(entry: Entry, kept: Kept) -> dict[str, Any]:
    """An entry in the codebook's form, and beside it our own of its source and fillers."""
    ours = entry_to_json(entry, kept.report.text)
    own = {key: ours[key] for key in ("id", "kind", "anchor", "evidence", "factuality", "when")}
    forms = load_kinds()[entry.kind].roles
    named = {role: value for role, value in ours["roles"].items() if forms[role]["is"] == "fillers"}
    roles = {role: [_names(f) for f in value] if role in named else value for role, value in ours["roles"].items()}
    source = _names(ours["source"]) if ours["source"] is not None else None
    resolved = {"source": ours["source"], "roles": named}
    return {**own, "status": kept.statuses[entry.id], "source": source, "roles": roles, "greffier": resolved}


def _names(filler: dict[str, Any]) -> list[str]:
    from greffier.intake.codings import names_of

    return names_of(filler)


def _write_judgements(wanted: Wanted, out: BinaryIO, _options: Options) -> tuple[Left, ...]:
    with text_of(out) as text:
        for one in _asked(wanted):
            text.write(json.dumps(judgement_to_json(one), ensure_ascii=False, separators=(",", ":")) + "\n")
    return ()


def _asked(wanted: Wanted) -> Iterator[Judgement]:
    """All judgements, or those on reports that have an entry asked for."""
    question = wanted.question
    if question == Question(withdrawn=question.withdrawn):
        yield from judgements(wanted.connection)
        return
    asked = _publications(wanted.connection, Wanted(wanted.connection, question, STATUSES))
    for one in judgements(wanted.connection):
        if any(publication_of(wanted.connection, anchor.report) in asked for anchor in one.anchors):
            yield one


def _publications(connection: Connection, asked: Wanted) -> set[str]:
    return {publication_of(connection, kept.report.id) for kept in asked.entries()}


def judgement_to_json(one: Judgement) -> dict[str, Any]:
    """A judgement with all that it holds, so that another ledger can keep the very same."""
    return {
        "id": one.id, "author": one.author, "recorded_at": one.recorded_at.isoformat(), "verdict": one.verdict,
        "anchors": [_anchor(anchor) for anchor in one.anchors], "names": list(one.names), "field": one.field,
        "before": one.before, "after": one.after, "base": one.base, "leaves": one.leaves, "apart": one.apart,
        "settles": one.settles, "because": one.because, "undoes": one.undoes,
    }  # fmt: skip


def _anchor(anchor: Anchor) -> dict[str, Any]:
    quote = anchor.quote
    place = {"start": quote.span.start, "end": quote.span.end} if quote else {"start": None, "end": None}
    words = {key: getattr(quote, key) if quote else None for key in ("exact", "prefix", "suffix")}
    own = {"report": anchor.report, "text": anchor.text, "entry": anchor.entry, "kind": anchor.kind}
    return {**own, **place, **words, "signature": anchor.signature}


GOLD = Format("gold", write_folder=_write_gold)
JUDGEMENTS = Format("judgements", _write_judgements, suffix="jsonl", work=True)
