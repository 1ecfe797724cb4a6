"""Judging: each call adds one judgement and writes anew what it bears on, in one transaction, or raises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from greffier.errors import InputError, LookupFailed
from greffier.judge.anchoring import quote_of
from greffier.judge.folding import DIFFER, GONE, OTHERWISE
from greffier.judge.following import let_wait
from greffier.judge.forms import Words, gold_form, known_fillers
from greffier.judge.replay import Shown, live
from greffier.judge.scene import Scene, restate_publication, scene_of
from greffier.judge.substance import digest_of, new_id, signature, substance
from greffier.judge.values import JUDGED, gold_of, with_field
from greffier.ledger import (
    Connection,
    Ledger,
    add_judgement,
    find_entry,
    find_judgement,
    find_report,
    judgements,
    plain_entry,
    publication_of,
    sentence_at,
)
from greffier.lexicon import load_kinds
from greffier.model import ENTRY_VERDICTS, PAIR_VERDICTS, Anchor, Entry, Judgement, Report, Span, text_id

__all__ = [
    "Judge", "about", "accept", "add_entry", "anchor_of", "correct", "done_before", "found", "keep", "last_of",
    "nothing", "reject", "undo",
]  # fmt: skip

_OF_REPORTS = (*ENTRY_VERDICTS, "add", "nothing")
_OURS = frozenset({DIFFER, GONE, OTHERWISE})  # doubts that judgements leave


@dataclass(frozen=True, slots=True)
class Judge:
    """Who judges, and how: `apart` without seeing other people's judgements, `settles` after them all."""

    author: str
    apart: bool = False
    settles: bool = False
    because: str = ""

    def judgement(self, verdict: str, identity: str | None, anchors: Sequence[Anchor], **more: Any) -> Judgement:
        """A judgement of this person, now; `identity` makes asking twice the same as asking once."""
        now, manner = datetime.now(UTC), {"apart": self.apart, "settles": self.settles, "because": self.because}
        return Judgement(identity or uuid4().hex, self.author, now, verdict, tuple(anchors), **{**manner, **more})


def anchor_of(entry: Entry, report: Report) -> Anchor:
    """What a judgement on an entry holds on to."""
    quote = quote_of(report.text, entry.anchor)
    return Anchor(report.id, text_id(report.text), entry.id, entry.kind, quote, signature(entry))


def accept(ledger: Ledger, name: str, judge: Judge, identity: str | None = None) -> Judgement:
    """The entry whose id begins with `name` is right as it stands. Raises LookupFailed."""
    with ledger.begin() as connection:
        if (done := done_before(connection, identity, "accept", judge)) is not None:
            return done
        scene, shown, entry = found(connection, name, judge)
        leaves = digest_of(entry, scene.kept.report.text)
        return keep(connection, judge.judgement("accept", identity, **about(scene, shown, entry), leaves=leaves))


def reject(ledger: Ledger, name: str, judge: Judge, identity: str | None = None) -> Judgement:
    """The entry is none: its words do not tell it. Raises LookupFailed."""
    with ledger.begin() as connection:
        if (done := done_before(connection, identity, "reject", judge)) is not None:
            return done
        scene, shown, entry = found(connection, name, judge)
        return keep(connection, judge.judgement("reject", identity, **about(scene, shown, entry)))


def correct(
    ledger: Ledger, name: str, field: str, said: Sequence[str], judge: Judge,
    *, occurrence: int = 0, identity: str | None = None,
) -> Judgement:  # fmt: skip
    """A field of the entry is what is `said` (see `greffier.judge.forms`), the rest is right. Raises InputError."""
    with ledger.begin() as connection:
        if (done := done_before(connection, identity, "correct", judge)) is not None:
            return done
        scene, shown, entry = found(connection, name, judge)
        text = scene.kept.report.text
        gold = gold_form(entry.kind, field, said, _words(scene, _near(entry), occurrence))
        leaves = digest_of(with_field(entry, field, gold), text)
        values = {"field": field, "before": gold_of(entry, field, text), "after": gold, "leaves": leaves}
        return keep(connection, judge.judgement("correct", identity, **about(scene, shown, entry), **values))


def add_entry(
    ledger: Ledger, name: str, kind: str, said: Mapping[str, Sequence[str]], judge: Judge,
    *, occurrence: int = 0, identity: str | None = None,
) -> Judgement:  # fmt: skip
    """An entry that the machine did not find: `said` are its fields, of which it needs an anchor. Raises InputError."""
    with ledger.begin() as connection:
        if (done := done_before(connection, identity, "add", judge)) is not None:
            return done
        scene = _scene(connection, name)
        report = scene.kept.report
        entry = _made(connection, scene, kind, said, occurrence)
        same = next((e for e in scene.shown().entries if substance(e, report.text) == substance(entry, report.text)
                     and e.anchor.overlaps(entry.anchor)), None)  # fmt: skip
        if same is not None:
            raise InputError("this is entry {id} already; accept that one.", id=same.id[:12])
        base, leaves = plain_entry(entry, report.text), digest_of(entry, report.text)
        added = judge.judgement("add", identity, [anchor_of(entry, report)], base=base, leaves=leaves)
        return keep(connection, added)


def done_before(connection: Connection, identity: str | None, verdict: str, judge: Judge) -> Judgement | None:
    """The judgement that was asked for before under this id. Raises InputError where it is another one."""
    found = next(iter(judgements(connection, ids=[identity])), None) if identity else None
    if found is not None and (found.verdict, found.author) != (verdict, judge.author):
        raise InputError("another judgement has the id {id}.", id=identity)
    return found


def _made(connection: Connection, scene: Scene, kind: str, said: Mapping[str, Sequence[str]], occurrence: int) -> Entry:
    report = scene.kept.report
    if kind not in load_kinds():
        raise InputError("{name}: {value!r} is none of {known}.", name="--kind", value=kind,
                         known=", ".join(sorted(load_kinds())))  # fmt: skip
    whole = _words(scene, Span(0, len(report.text)), occurrence)
    anchor = gold_form(kind, "anchor", said.get("anchor", ()), whole)
    span = Span(anchor["start"], anchor["end"])
    sentence = sentence_at(connection, report.id, span) or span
    entry = Entry("", report.id, kind, span, (sentence,), "actual", None, None, {}, (), JUDGED, 1.0)
    near = _words(scene, sentence, 0)
    for field, values in said.items():
        if field != "anchor":
            entry = with_field(entry, field, gold_form(kind, field, values, near))
    if not any(held.holds(span) for held in entry.evidence):
        raise InputError("the evidence does not hold the anchor {words!r}.", words=span.of(report.text))
    return replace(entry, id=new_id(entry, report.id, report.text))


def nothing(
    ledger: Ledger, name: str, words: str, judge: Judge, *, occurrence: int = 0, identity: str | None = None
) -> Judgement:
    """A report, or a stretch of it told by its words, holds no entry but those that people judged."""
    with ledger.begin() as connection:
        if (done := done_before(connection, identity, "nothing", judge)) is not None:
            return done
        scene = _scene(connection, name)
        report = scene.kept.report
        span = _words(scene, Span(0, len(report.text)), occurrence).find(words) if words else None
        quote = quote_of(report.text, span) if span else None
        anchor = Anchor(report.id, text_id(report.text), quote=quote)
        return keep(connection, judge.judgement("nothing", identity, [anchor]))


def undo(ledger: Ledger, name: str, judge: Judge, identity: str | None = None) -> Judgement:
    """The judgement whose id begins with `name` counts no more; undoing an undo brings it back. Raises LookupFailed."""
    with ledger.begin() as connection:
        if (done := done_before(connection, identity, "undo", judge)) is not None:
            return done
        one = find_judgement(connection, name)
        if one is None:
            raise LookupFailed("no judgement {id!r} in the ledger.", id=name)
        if one in live(_about_the_same(connection, one))[1]:
            raise InputError("judgement {id} is undone already.", id=one.id[:8])
        more = {"names": one.names, "undoes": one.id}
        return keep(connection, judge.judgement("undo", identity, one.anchors, **more))


def _about_the_same(connection: Connection, one: Judgement) -> list[Judgement]:
    """Judgements among which are all that undo this one: an undo holds on to what it undoes."""
    publication = publication_of(connection, one.anchors[0].report) if one.anchors else None
    return judgements(connection, publication=publication)


def last_of(connection: Connection, report: str, author: str) -> Judgement | None:
    """The latest judgement of an author on a report, or another version of it, that stands and can be undone."""
    told = judgements(connection, publication=publication_of(connection, report))
    mine = (j for j in reversed(live(told)[0]) if j.author == author and j.verdict in _OF_REPORTS)
    return next(mine, None)


def _scene(connection: Connection, name: str) -> Scene:
    report = find_report(connection, name)
    if report is None:
        raise LookupFailed("no report {id!r} in the ledger.", id=name)
    return scene_of(connection, report)


def found(connection: Connection, name: str, judge: Judge) -> tuple[Scene, Shown, Entry]:
    """The entry as the judge sees it, with its report. Raises LookupFailed."""
    owner = find_entry(connection, name)
    if owner is None:
        raise LookupFailed("no entry {id!r} in the ledger.", id=name)
    scene = scene_of(connection, owner[1])
    shown = scene.shown(judge.author if judge.apart else None)
    entry = next((e for e in shown.entries if e.id == owner[0]), None)
    if entry is None:
        raise LookupFailed("no entry {id!r} in the ledger.", id=name)
    return scene, shown, entry


def about(scene: Scene, shown: Shown, entry: Entry) -> dict[str, Any]:
    """What a judgement on an entry keeps: its anchor, and the entry before anyone judged it."""
    report, base = scene.kept.report, shown.bases[entry.id]
    base = replace(base, id=entry.id, doubts=tuple(d for d in base.doubts if d not in _OURS))
    return {"anchors": [anchor_of(base, report)], "base": plain_entry(base, report.text)}


def _near(entry: Entry) -> Span:
    return next((span for span in entry.evidence if span.holds(entry.anchor)), entry.anchor)


def _words(scene: Scene, near: Span, occurrence: int) -> Words:
    return Words(scene.kept.report.text, near, known_fillers(scene.machine), occurrence)


def keep(connection: Connection, judgement: Judgement) -> Judgement:
    """Add the judgement, and write anew the reports that it bears on."""
    if add_judgement(connection, judgement):
        if judgement.verdict not in PAIR_VERDICTS:
            for report in dict.fromkeys(anchor.report for anchor in judgement.anchors):
                restate_publication(connection, report)
        let_wait(connection, judgement)
    return judgement
