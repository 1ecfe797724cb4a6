"""What a person coded elsewhere becomes judgements: accepted, corrected, rejected or added, pinned to the words here.

One entry that was told is one step: it becomes all of its judgements or, with the reason, none. Their ids hang on the
content of what was told, so that the same file adds the same judgements once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from greffier.errors import InputError
from greffier.intake.codings import between, digest, placed
from greffier.judge.following import let_wait
from greffier.judge.forms import FIELDS, Words, gold_form, known_fillers
from greffier.judge.judging import Judge, about, anchor_of
from greffier.judge.pairing import Sides, agrees, paired
from greffier.judge.replay import Shown
from greffier.judge.scene import Scene, restate_publication, scene_of
from greffier.judge.substance import digest_of, new_id, substance
from greffier.judge.values import JUDGED, gold_of, with_field
from greffier.ledger import Connection, Ledger, add_judgement, judgements, plain_entry, sentence_at
from greffier.lexicon import load_kinds
from greffier.model import Anchor, Coding, Entry, Judgement, Span, Told, text_id

__all__ = ["Taken", "take"]

_INSTANT = timedelta(microseconds=1)


@dataclass(slots=True)
class Taken:
    """What became of a coding: judgements added, how many entries were taken before, and what was refused."""

    judgements: list[Judgement] = field(default_factory=list)
    known: int = 0
    refused: list[InputError] = field(default_factory=list)


def take(
    ledger: Ledger, report: str, coding: Coding, judge: Judge, *, keep_missing: bool = False, dry: bool = False
) -> Taken:
    """Judge the entries of a report as the coding tells them, in one transaction. Raises LookupFailed.

    `keep_missing` leaves alone what was sent out and did not come back; `dry` adds nothing.
    """
    with ledger.begin() as connection:
        scene = scene_of(connection, report)
        work = _Work(connection, scene, scene.shown(judge.author if judge.apart else None), coding, judge)
        work.judge((*coding.told, *(() if keep_missing else coding.missing)))
        if coding.complete and not work.taken.refused:
            work.nothing_else()
        if work.taken.judgements and not dry:
            for one in work.taken.judgements:
                add_judgement(connection, one)
            restate_publication(connection, report)
            for one in work.taken.judgements:
                let_wait(connection, one)
    return work.taken


@dataclass(slots=True)
class _Work:
    """One coding at work on one report."""

    connection: Connection
    scene: Scene
    shown: Shown
    coding: Coding
    judge_: Judge
    taken: Taken = field(default_factory=Taken)

    @property
    def text(self) -> str:
        """The report's text."""
        return self.scene.kept.report.text

    def judge(self, told: Sequence[Told]) -> None:
        """Each entry told, and the reason where it cannot be."""
        fresh = [one for one in told if not self._is_known(one)]
        self.taken.known += len(told) - len(fresh)
        placed_ = [(one, fields) for one in fresh if (fields := self._placed(one)) is not None]
        sides = [Sides(one.entry, fields.get("kind"), fields, loose=one.loose) for one, fields in placed_]
        mine = paired(sides, self.shown.entries, self.text)
        for i, (one, fields) in enumerate(placed_):
            try:
                self.taken.judgements += self._judgements(one, fields, mine.get(i))
            except InputError as error:
                self._refuse(one, error)

    def nothing_else(self) -> None:
        """The whole report was read: what nobody judged is none."""
        identity = f"{self._prefix('nothing')}-0"
        if judgements(self.connection, ids=[identity]):
            return
        report = self.scene.kept.report
        self.taken.judgements.append(
            self._timed(self.judge_.judgement("nothing", identity, [Anchor(report.id, text_id(report.text))]))
        )

    def _prefix(self, told: Any) -> str:
        return digest(self.coding.key, self.judge_.author, self.scene.kept.report.id, told)

    def _identity(self, told: Told) -> str:
        return self._prefix([told.verdict, told.entry, told.fields, told.rest])

    def _is_known(self, told: Told) -> bool:
        return bool(judgements(self.connection, ids=[f"{self._identity(told)}-0"]))

    def _refuse(self, told: Told, error: InputError) -> None:
        words = " ".join(told.what.split())[:80]
        self.taken.refused.append(
            InputError("{name}: « {words} »: {reason}", name=self.coding.name, words=words, reason=error)
        )

    def _placed(self, told: Told) -> dict[str, Any] | None:
        """The fields told with their stretches where they stand here; None where one does not."""
        fields = {**told.rest, **told.fields}
        try:
            return {name: self._here(value) for name, value in fields.items()}
        except InputError as error:
            self._refuse(told, error)
            return None

    def _here(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [self._here(one) for one in value]
        if not isinstance(value, dict) or not isinstance(value.get("start"), int):
            return value
        key = "exact" if "exact" in value else "text"
        around = {part: value.get(part) for part in (key, "prefix", "suffix")}
        exact, prefix, suffix = (one if isinstance(one, str) else "" for one in around.values())
        move = between(self.coding.text, self.text) if self.coding.text is not None else None
        places = [at if isinstance(at, int) else -1 for at in (value["start"], value.get("end"))]
        start, end = ((move(at) if move and at >= 0 else at) for at in places)
        if move is not None and (same := Span(start, end) if 0 <= start < end <= len(self.text) else None):
            # only line ends differ
            whole = same.of(self.text).replace("\r\n", "\n") == exact.replace("\r\n", "\n")
            span = same if whole else None
        else:
            span = placed(self.text, start, end, exact, prefix, suffix)
        if span is None:
            raise InputError("{words!r} does not stand in the report, or in several places.", words=exact[:80])
        own = {name: part for name, part in value.items() if name not in {"prefix", "suffix"}}
        return {**own, "start": span.start, "end": span.end, key: span.of(self.text)}

    def _judgements(self, told: Told, fields: Mapping[str, Any], entry: Entry | None) -> list[Judgement]:
        prefix = self._identity(told)
        if entry is None:
            if told.verdict == "reject":
                sentence = "no such entry is in the ledger any more."
                raise InputError(sentence)
            return [] if told.optional else [self._added(fields, prefix)]
        if told.verdict == "reject":
            base = about(self.scene, self.shown, entry)
            return [self._timed(self.judge_.judgement("reject", f"{prefix}-0", **base))]
        return self._kept(told, fields, entry, prefix)

    def _kept(self, told: Told, fields: Mapping[str, Any], entry: Entry, prefix: str) -> list[Judgement]:
        """An accept, or a correction a field that is told otherwise."""
        found, base = list[Judgement](), about(self.scene, self.shown, entry)
        for name in sorted((n for n in fields if n in told.fields), key=lambda n: n != "kind"):
            gold = self._gold(entry.kind, name, fields[name], entry)
            before = gold_of(entry, name, self.text)
            if agrees(name, gold, before, fields[name], loose=told.loose, entry=entry):
                continue
            entry = with_field(entry, name, gold)
            leaves = digest_of(entry, self.text)
            values = {"field": name, "before": before, "after": gold, "leaves": leaves}
            one = self.judge_.judgement("correct", f"{prefix}-{len(found)}", **base, **values)
            found.append(self._timed(one, found))
        if not any(held.holds(entry.anchor) for held in entry.evidence) and found:
            raise InputError("the evidence does not hold the anchor {words!r}.", words=entry.anchor.of(self.text))
        if found:
            return found
        leaves = digest_of(entry, self.text)
        return [self._timed(self.judge_.judgement("accept", f"{prefix}-0", **base, leaves=leaves))]

    def _added(self, fields: Mapping[str, Any], prefix: str) -> Judgement:
        entry, report = self._made(fields), self.scene.kept.report
        told = substance(entry, self.text)
        there = (e for e in self.shown.entries if e.anchor.overlaps(entry.anchor))
        same = next((e for e in there if substance(e, self.text) == told), None)
        if same is not None:
            raise InputError("this is entry {id} already; accept that one.", id=same.id[:12])
        base, leaves = plain_entry(entry, self.text), digest_of(entry, self.text)
        added = self.judge_.judgement("add", f"{prefix}-0", [anchor_of(entry, report)], base=base, leaves=leaves)
        return self._timed(added)

    def _made(self, fields: Mapping[str, Any]) -> Entry:
        kind, report = fields.get("kind"), self.scene.kept.report
        if not isinstance(kind, str) or kind not in load_kinds() or not isinstance(fields.get("anchor"), dict):
            sentence = "it is no entry of the ledger, and tells neither a kind nor the words that evoke it."
            raise InputError(sentence)
        anchor = gold_form(kind, "anchor", [json.dumps(fields["anchor"])], self._words(Span(0, 0)))
        span = Span(anchor["start"], anchor["end"])
        near = sentence_at(self.connection, report.id, span) or span
        entry = Entry("", report.id, kind, span, (near,), "actual", None, None, {}, (), JUDGED, 1.0)
        for name, value in fields.items():
            if name not in {"kind", "anchor"} and (value is not None or name in FIELDS):
                entry = with_field(entry, name, self._gold(kind, name, value, entry)) if value is not None else entry
        if not any(held.holds(span) for held in entry.evidence):
            raise InputError("the evidence does not hold the anchor {words!r}.", words=span.of(self.text))
        return replace(entry, id=new_id(entry, report.id, self.text))

    def _words(self, near: Span) -> Words:
        return Words(self.text, near, known_fillers(self.scene.machine))

    def _gold(self, kind: str, name: str, value: Any, entry: Entry) -> Any:
        """A value told, checked, in gold form. Raises InputError."""
        near = next((span for span in entry.evidence if span.holds(entry.anchor)), entry.anchor)
        said = [] if value is None else [value if isinstance(value, str) else json.dumps(value)]
        return gold_form(kind, name, said, self._words(near))

    def _timed(self, one: Judgement, before: Sequence[Judgement] = ()) -> Judgement:
        """The judgement, later than those before it."""
        last = [*self.taken.judgements, *before][-1:]
        return replace(one, recorded_at=max(one.recorded_at, last[0].recorded_at + _INSTANT)) if last else one
