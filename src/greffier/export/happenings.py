"""Events as sentences: one for what its reports tell alike, with the tolls behind what caused them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from greffier.export.sentences import clause_of, sentence_of
from greffier.lexicon import Interface
from greffier.lexicon.wording import Wording
from greffier.link.known import Event, Toll, Voice, when_told
from greffier.model import Entry, Report, When

__all__ = ["Said", "sentences_of"]

Telling = tuple[Report, Entry]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence without its full stop, the days that its reports give, and all that it rests on."""

    sentence: str
    when: When | None
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    wording: Wording
    interface: Interface

    def sentence(self, voice: Voice, toll: Toll | None = None, *, sourced: bool = True) -> str:
        """An entry as a sentence."""
        bounds = _bounds(toll) if toll else None
        sourced = sourced and bounds is None
        return sentence_of(voice.report, voice.entry, self.wording, self.interface, bounds=bounds, sourced=sourced)

    def clause(self, toll: Toll) -> str:
        """A toll behind what caused it: its last figure, and between which it lay."""
        bounds, voice = _bounds(toll), toll.latest.voice
        sourced = bounds is None
        return clause_of(voice.report, voice.entry, self.wording, self.interface, bounds=bounds, sourced=sourced)

    def best(self, voices: Sequence[Voice]) -> Voice:
        """The one that tells most, in the language of the page if there is one."""
        own = self.wording.code
        return max(voices, key=lambda v: (v.report.language == own, len(v.entry.roles), -voices.index(v)))


def sentences_of(event: Event, wording: Wording, interface: Interface) -> Iterator[Said]:
    """What an event comes to: what happened with its tolls, and apart from it what is told otherwise (denied, planned,
    another stand). Each sentence rests on all entries that tell so."""
    page, tolls = _Page(wording, interface), {toll.harm: toll for toll in event.tolls}
    figures = [v for v in event.voices if _harm(v) in tolls and _counts(v, tolls[_harm(v)])]
    counted = {v.entry.id for v in figures}
    groups = _groups([v for v in event.voices if v.entry.id not in counted])
    main = next((g for g in groups if _is_main(g[0], event)), None)
    if main is not None:
        yield _with_tolls(page, main, event.tolls, figures)
    else:
        for harm, toll in tolls.items():
            same = [v for v in figures if _harm(v) == harm]
            yield _said(page.sentence(toll.latest.voice, toll), same)
    for group in groups:
        if group is not main:
            yield _said(page.sentence(page.best(group)), group)


def _said(sentence: str, voices: Sequence[Voice]) -> Said:
    return Said(sentence, when_told(voices), tuple((v.report, v.entry) for v in voices))


def _with_tolls(page: _Page, group: Sequence[Voice], tolls: Sequence[Toll], figures: Sequence[Voice]) -> Said:
    best = page.best(group)
    sources = {_source(toll.latest.voice) for toll in tolls if _bounds(toll) is None}
    said = page.sentence(best, sourced=_source(best) not in sources)
    words = page.wording.tolls["join"].join([said, *map(page.clause, tolls)])
    return _said(words, [*group, *figures])


def _groups(voices: Sequence[Voice]) -> list[list[Voice]]:
    """Entries that tell alike: of one kind, as happened or not, with the same closed values."""
    found: dict[tuple[object, ...], list[Voice]] = {}
    for voice in voices:
        entry = voice.entry
        closed = sorted((role, value) for role, value in entry.roles.items() if isinstance(value, str))
        found.setdefault((entry.kind, entry.factuality, *closed), []).append(voice)
    return list(found.values())


def _is_main(voice: Voice, event: Event) -> bool:
    return voice.entry.kind == event.kind != "toll" and voice.entry.factuality == "actual"


def _harm(voice: Voice) -> str:
    return str(voice.entry.roles.get("harm", ""))


def _counts(voice: Voice, toll: Toll) -> bool:
    """Whether a toll's entry is in its history, or a part of what its report has there."""
    there = {figure.voice.report.id: figure.voice.entry.factuality for figure in (*toll.history, *toll.copied)}
    known = there.get(voice.report.id)
    return known is not None and "number" in voice.entry.roles and voice.entry.factuality == known


def _bounds(toll: Toll) -> tuple[float, float] | None:
    """Between which figures a toll lay; None where all reports tell one."""
    same = {(figure.quantity.min, figure.quantity.max, figure.quantity.open) for figure in toll.history}
    if len(same) == 1 or toll.minimum is None or toll.maximum is None:
        return None
    return toll.minimum, toll.maximum


def _source(voice: Voice) -> str:
    return voice.entry.source.name if voice.entry.source else ""
