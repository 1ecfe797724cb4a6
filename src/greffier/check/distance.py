"""Distances and directions against the map: *Lviv, à une soixantaine de kilomètres de la frontière polonaise*."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from greffier.check.claims import Claims, Word, cut
from greffier.check.parts import bounds
from greffier.check.told import Told
from greffier.check.verdicts import verdict
from greffier.model import Check, Figure, Mention, Place, Quantity, Sentence, Span, apart, bearing, distance_km

__all__ = ["check_distances"]

_LONGEST = 160  # characters between the place that lies there and the claim
_REACH = 8  # words between the place that lies there and the claim
_BY_ROAD = 1.5  # how much longer than the straight line a road that a report may mean can be
_STRAIGHT, _ACROSS = 56.25, 101.25  # degrees: within five winds of sixteen; beyond nine
_POINTS = frozenset({"point", "city"})
_LEAST = 0.05  # share of an exact figure within which it may be rounded


@dataclass(frozen=True, slots=True)
class _Claim:
    """How far and in which direction, from what; `border` is the ISO code of the country behind a border."""

    span: Span
    far: Mention | None
    unit: float
    direction: tuple[str, float] | None
    target: Span
    border: str | None = None


def check_distances(told: Told, claims: Claims) -> Iterator[Check]:
    """A check for each distance from a named place or border, and for each direction."""
    last: list[Span] = []  # towns of the nearest sentence before that names any
    for sentence in told.sentences:
        names = told.names_in(sentence.span)
        if names:
            scene = _Scene(told, claims, cut(told.text, sentence.span), sentence, names, last)
            yield from scene.checks()
            last = [m.span for m in names if scene.is_point(m)] or last


def _unit(mention: Mention, claims: Claims) -> float | None:
    """Kilometres of the unit that a measure is told in; None for other measures."""
    words = mention.text.lower().split()
    last = words[-1].lstrip("0123456789.,") if words else ""
    return claims.units.get(last) if mention.type == "measure" and mention.quantity is not None else None


@dataclass(slots=True)
class _Scene:
    """One sentence with its names, cut into words."""

    told: Told
    claims: Claims
    words: Sequence[Word]
    sentence: Sentence
    names: Sequence[Mention]
    earlier: Sequence[Span]
    named: dict[int, Mention] = field(init=False)

    def __post_init__(self) -> None:
        """Find names by where they start."""
        self.named = {m.span.start: m for m in self.names}

    def checks(self) -> Iterator[Check]:
        """What each claim of the sentence comes to."""
        starts = {w.span.start: i for i, w in enumerate(self.words)}
        taken = -1
        far = {starts.get(q.span.start, -1): q for q in self.told.quantities_in(self.sentence.span)}
        for i in range(len(self.words)):
            claim = self._claim(i, far.get(i)) if i > taken else None
            if claim is None:
                continue
            taken = starts.get(claim.target.start, i)
            yield from self._judged(claim)

    def _claim(self, i: int, far: Mention | None) -> _Claim | None:
        unit, after = None if far is None else _unit(far, self.claims), i
        start = self.words[i].span.start
        if far is not None and unit is not None:
            at = self.claims["distance.at"]
            if at.by_first and at.before(self.words, i) is None:
                return None
            after = next((n for n in range(i, len(self.words)) if self.words[n].span.start >= far.span.end), i)
        turned = self.claims["directions"].at(self.words, after)
        if unit is None and turned is None:
            return None
        after, angle = turned if turned is not None else (after, None)
        target = self._target(after, border=unit is not None)
        if target is None:
            return None
        name = (self._said(after, angle), float(angle)) if angle is not None else None
        span = Span(start, target[0].end)
        return _Claim(span, far if unit is not None else None, unit or 0.0, name, *target)

    def _said(self, end: int, angle: float) -> str:
        """The words of the direction that ends before word `end`."""
        found = self.claims["directions"].before(self.words, end)
        first = found[0] if found is not None else end - 1
        return self.told.text[self.words[first].span.start : self.words[end - 1].span.end]

    def _target(self, i: int, border: bool) -> tuple[Span, str | None] | None:
        """The place, or the border of a country, that a distance is told from."""
        of = self.claims["distance.of"].at(self.words, i)
        if of is not None:
            title = self.claims["distance.title"].at(self.words, of[0])
            for start in (of[0], title[0] if title is not None else of[0]):
                found = self._name_at(start)
                if found is not None and found.type != "demonym":
                    return found.span, None
        return self._border(i, of) if border else None

    def _border(self, i: int, of: tuple[int, bool] | None) -> tuple[Span, str] | None:
        starts = [i] if of is None else [i, of[0]]
        for start in starts:
            led = self.claims["distance.border"].at(self.words, start)
            found = self._name_at(led[0]) if led is not None else None
            if led is not None and found is None:  # the border with the Russia, of Poland
                article = self.claims["distance.article"].at(self.words, led[0])
                found = self._name_at(article[0]) if article is not None else None
            found = found or self._adjective(start)
            if found is not None and found.country is not None:
                return found.span, found.country
        return None

    def _adjective(self, start: int) -> Mention | None:
        """*la frontière russe*, *the Russian border*."""
        led = self.claims["distance.border_of"].at(self.words, start)
        if led is not None:
            return self._name_at(led[0])
        article = self.claims["distance.article"].at(self.words, start)
        found = self._name_at(article[0]) if article is not None else None
        end = None if found is None else self._word_after(found.span)
        return found if end is not None and self.claims["distance.border_after"].at(self.words, end) else None

    def _word_after(self, span: Span) -> int | None:
        return next((n for n, w in enumerate(self.words) if w.span.start >= span.end), None)

    def _name_at(self, i: int) -> Mention | None:
        """The name that starts with word `i`; an article may belong to it."""
        return self.named.get(self.words[i].span.start) if 0 <= i < len(self.words) else None

    def _judged(self, claim: _Claim) -> Iterator[Check]:
        here = self._subject(claim)
        entries = [e.id for e in self.told.entries_in(self.sentence.span)]
        if here is None:
            if claim.far is not None:
                yield verdict("distance", "place_unnamed", claim.span, {}, [claim.target], entries)
            return
        place, other = self.told.places[here], self.told.places.get(claim.target)
        grounds = [here, claim.target]
        if claim.border is not None:
            yield self._to_border(claim, place, grounds, entries)
            return
        if other is None or other.precision not in _POINTS or other.lat is None or other.lon is None:
            if claim.far is not None:
                figures = {"place": self._words(claim.target)}
                yield verdict("distance", "place_wide", claim.span, figures, grounds, entries)
            return
        yield from self._measured(claim, place, other, grounds, entries)

    def _to_border(self, claim: _Claim, place: Place, grounds: list[Span], entries: list[str]) -> Check:
        assert claim.far is not None and claim.far.quantity is not None and claim.border is not None
        reach = self.told.border(place, claim.border)
        if reach is None:
            unknown: dict[str, Figure] = {"place": self._words(grounds[0])}
            return verdict("distance", "border_unknown", claim.span, unknown, grounds, entries)
        low, high = _claimed(claim.far.quantity, claim.unit)
        radius, km = self.told.radius(place), sum(reach) / 2
        figures: dict[str, Figure] = {"place": self._words(grounds[0]), "km": round(km)}
        figures["slack"] = math.ceil((reach[1] - reach[0]) / 2)
        reason = _reason(low, high, max(0.0, km - radius), km + radius)
        if reason == "distance_wrong":  # unless the map may be as much out as that
            loose = _reason(low, high, max(0.0, reach[0] - radius), reach[1] + radius)
            reason = "border_near" if loose != "distance_wrong" else reason
        return verdict("distance", reason, claim.span, figures, grounds, entries)

    def _measured(
        self, claim: _Claim, place: Place, other: Place, grounds: list[Span], entries: list[str]
    ) -> Iterator[Check]:
        a, b = (place.lat or 0.0, place.lon or 0.0), (other.lat or 0.0, other.lon or 0.0)
        km, reach = distance_km(a, b), self.told.radius(place) + self.told.radius(other)
        names: dict[str, Figure] = {"place": self._words(grounds[0]), "other": self._words(grounds[1])}
        if claim.far is not None and claim.far.quantity is not None:
            low, high = _claimed(claim.far.quantity, claim.unit)
            reason = _reason(low, high, max(0.0, km - reach), km + reach)
            yield verdict("distance", reason, claim.span, names | {"km": round(km)}, grounds, entries)
        if claim.direction is not None:
            angle = bearing(b, a)
            turn = apart(angle, claim.direction[1])
            reason = "direction_right" if turn <= _STRAIGHT else "direction_aslant"
            reason = "direction_wrong" if turn > _ACROSS else reason
            figures = names | {"degrees": round(angle), "words": claim.direction[0]}
            yield verdict("direction", "too_near" if km <= reach else reason, claim.span, figures, grounds, entries)

    def _words(self, span: Span) -> str:
        return span.of(self.told.text)

    def _subject(self, claim: _Claim) -> Span | None:
        """The place that is said to lie there: right before the claim, or right after it."""
        near = [m for m in self.names if self.is_point(m) and m.span != claim.target]
        before = [m for m in near if m.span.end <= claim.span.start]
        if before and self._stands(before[-1].span.end, claim.span.start, "between"):
            return before[-1].span
        after = [m for m in near if m.span.start >= claim.span.end]
        opens = claim.span.start - self.sentence.span.start <= 4
        if after and opens and self._stands(claim.span.end, after[0].span.start, "apposed"):
            return after[0].span
        return None if before else self._pointed_at(claim)

    def _pointed_at(self, claim: _Claim) -> Span | None:
        """*Cette ville du nord…*, at the head of a sentence: the one town that was named last."""
        pointing = self.claims["distance.pointing"].at(self.words, 0)
        near = claim.span.start - self.sentence.span.start <= _LONGEST
        return (
            self.earlier[-1] if pointing and near and len({self.told.places[s].id for s in self.earlier}) == 1 else None
        )

    def is_point(self, mention: Mention) -> bool:
        """Whether a name stands for a point on the map, not for a stretch of it."""
        place = self.told.places.get(mention.span)
        return place is not None and place.precision in _POINTS and place.lat is not None and place.lon is not None

    def _stands(self, start: int, end: int, loose: str) -> bool:
        """Whether only words that may stand there, and times, lie between two points of the text."""
        if end - start > _LONGEST:
            return False
        times = [time.span for time, _ in self.told.times_in(Span(start, max(start, end)))]
        gap = [w.key for w in self.words if start <= w.span.start < end and not any(t.holds(w.span) for t in times)]
        return 0 < len(gap) <= _REACH and all(key in self.claims.loose[loose] for key in gap)


def _claimed(quantity: Quantity, unit: float) -> tuple[float, float]:
    """The kilometres that the words allow: a range a quarter of its width wider, an exact figure by its roundness."""
    low, high = bounds(quantity)
    slack = (high - low) / 4 if low < high < float("inf") and low > float("-inf") else _roundness(quantity)
    return max(0.0, low - slack) * unit, (high + slack) * unit


def _roundness(quantity: Quantity) -> float:
    """Half a step of the last digit told, at least a twentieth of the figure."""
    value = quantity.min if quantity.min is not None else quantity.max
    if not value or value != int(value):
        return abs(value or 0) * _LEAST
    step = 1
    while value % (step * 10) == 0:
        step *= 10
    return max(step / 2, value * _LEAST)


def _reason(low: float, high: float, least: float, most: float) -> str:
    """Claimed kilometres against those on the map: nothing is nearer than the straight line, a road may be longer."""
    if low <= most and high >= least:
        return "distance_right"
    return "distance_by_road" if high >= least and low <= most * _BY_ROAD else "distance_wrong"
