"""Intervals between two happenings, and *the second in a week*, against the dated entries of the report."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from greffier.check.claims import Claims, Word, cut
from greffier.check.told import Told
from greffier.check.verdicts import verdict
from greffier.model import Against, Check, Entry, Figure, Mention, Sentence, Span, TimeExpression, When

__all__ = ["check_intervals", "check_ordinals"]

_UNIT_DAYS = {"day": (1, 1), "week": (7, 7), "month": (28, 31), "year": (365, 366)}  # at least, at most
_PHRASE = 14  # words that name the other happening
_ASIDE = 4  # words between a day and the claim that is held against it
_REACH = 6  # words from the ordinal's noun to the time in which it counts
_NOUN = 2  # words from an ordinal to its noun: an adjective may stand between
_FAR = 36_600  # days: how far back an interval without an upper end is looked for
_POINTS = frozenset({"point", "city"})
_TOWN = "geonames:"  # an id that names a town by itself
_ENDS = frozenset(".;:,!?()")


def check_intervals(told: Told, claims: Claims) -> Iterator[Check]:
    """*L'accord a été signé le 12 février, moins d'un mois après la rencontre du 20 janvier*."""
    for sentence in told.sentences:
        lengths = [t for t, _ in told.times_in(sentence.span) if _is_length(t)]
        if not lengths:
            continue
        words = cut(told.text, sentence.span)
        for length in lengths:
            yield from _interval(told, claims, length, sentence, words)


def _is_length(time: TimeExpression) -> bool:
    return time.rule == "duration" and not time.vague and time.value.get("unit") in _UNIT_DAYS and "n" in time.value


def _interval(
    told: Told, claims: Claims, length: TimeExpression, sentence: Sentence, words: Sequence[Word]
) -> Iterator[Check]:
    here = next((i for i, w in enumerate(words) if w.span.start >= length.span.end), len(words))
    after, before = (claims[f"interval.{way}"].at(words, here) for way in ("after", "before"))
    link = after or before
    if link is None or link[0] >= len(words):
        return
    after_link = words[link[0] : link[0] + _PHRASE]
    end = next((w.span.start for w in after_link if w.key in _ENDS), after_link[-1].span.end)
    phrase = Span(words[link[0]].span.start, max(end, words[link[0]].span.start))
    other = _day(told, sentence.span, lambda span: phrase.holds(span))
    main = _day(told, sentence.span, lambda span: not phrase.overlaps(span) and not length.span.overlaps(span))
    span = length.span.join(Span(phrase.start, phrase.end))
    taken = main is not None and other is not None and bool(main[2] or other[2]) and main[0] == other[0]
    if other is None or main is None or taken:  # an entry may have taken the other's date
        against = _other(told, main, phrase, sentence, _allowed(length, claims, told.text), bool(after))
        yield verdict("interval", "interval_undated", span, {}, [length.span], (), against)
        return
    gap = (main[0] - other[0]).days * (1 if after else -1)
    low, high, sure = _allowed(length, claims, told.text)
    reason = "interval_right" if low <= gap <= high else "interval_near"
    if not low - sure <= gap <= high + sure:
        reason = "interval_wrong" if _beside(main[1], span, words) else "interval_which"
    figures: dict[str, Figure] = {"days": gap, "first": min(main[0], other[0]), "last": max(main[0], other[0])}
    yield verdict("interval", reason, span, figures, [length.span, main[1], other[1]], _ids(main, other))


def _other(
    told: Told,
    main: _Day | None,
    phrase: Span,
    sentence: Sentence,
    allowed: tuple[float, float, float],
    after: bool,
) -> Against | None:
    """What the ledger may tell of the other happening: its noun gives the kinds, its names which one it is."""
    nouns = [t for t in sentence.tokens if phrase.holds(t.span) and t.lemma.lower() in told.nouns]
    places = {p.id for span, p in told.places.items() if phrase.holds(span)}
    names = sorted(places | {m.id for m in told.names_in(phrase) if m.id is not None and m.type != "place"})
    if main is None or not nouns or not names or (main[2] and main[1].overlaps(phrase)):
        return None
    kinds, day, (low, high, _) = told.nouns[nouns[0].lemma.lower()], main[0], allowed
    far = timedelta(days=min(high, _FAR))
    first, last = (day - far, day) if after else (day, day + far)
    return Against(tuple(sorted(kinds)), tuple(names), first, last, (When(day, day),), low, high)


def _beside(day: Span, claim: Span, words: Sequence[Word]) -> bool:
    """Whether the day that a claim is held against stands right before it: else it may be another happening's."""
    return day.end <= claim.start and sum(day.end <= w.span.start < claim.start for w in words) <= _ASIDE


_Day = tuple[date, Span, str]  # the day, the words that tell it, the entry's id or ""


def _ids(*days: _Day) -> list[str]:
    return list(dict.fromkeys(id for _, _, id in days if id))


def _day(told: Told, sentence: Span, wanted: Callable[[Span], bool]) -> _Day | None:
    """The one day told in the wanted part of a sentence, by a date or else by an entry's."""
    days = [(w.start, t.span, "") for t, w in told.times_in(sentence) if w and _one(w) and wanted(t.span)]
    if not days:
        near = [e for e in told.entries_in(sentence) if wanted(e.anchor) and e.kind != "statement"]
        days = [(e.when.start, e.anchor, e.id) for e in near if e.when and _one(e.when)]
    return days[0] if days and len({day for day, _, _ in days}) == 1 else None


def _one(when: When) -> bool:
    """Whether a time is one day, or the night that begins on it."""
    return when.start == when.end or (when.granularity == "night" and (when.end - when.start).days == 1)


def _allowed(length: TimeExpression, claims: Claims, text: str) -> tuple[float, float, float]:
    """The least and the most days that the words allow, and how many more or less remain doubtful."""
    least, most = (days * float(length.value["n"]) for days in _UNIT_DAYS[length.value["unit"]])
    words = cut(text, Span(max(0, length.span.start - 24), length.span.end))
    inside = [i for i, w in enumerate(words) if w.span.start >= length.span.start]
    first = inside[0] if inside else len(words)

    def told(way: str) -> bool:
        phrases = claims[f"interval.{way}"]
        return phrases.at(words, first) is not None or phrases.before(words, first) is not None

    if told("under"):
        return 0.0, most, 0.0
    if told("over"):
        return least, float("inf"), 0.0
    unit = _UNIT_DAYS[length.value["unit"]][1]
    if told("near"):
        return least - unit / 2, most + unit / 2, unit / 2
    return least - (unit - 1) / 2, most + (unit - 1) / 2, max(1.0, unit / 2)


def check_ordinals(told: Told, claims: Claims) -> Iterator[Check]:
    """*La deuxième attaque en une semaine*: the report itself may tell of the others; if not, nothing is known."""
    dated = _dated(told)
    for sentence in told.sentences:
        ordinals = [q for q in told.quantities_in(sentence.span) if q.type == "ordinal" and q.quantity]
        words = cut(told.text, sentence.span) if ordinals else []
        for ordinal in ordinals:
            claim = _counted(told, claims, ordinal, sentence, words)
            if claim is not None:
                yield _ordinal(told, dated, claim, told.entries_in(sentence.span))


_Dated = tuple[date, Span, str]  # when a thing happened, and the anchor and id of the entry that tells so


def _dated(told: Told) -> dict[str, list[_Dated]]:
    """By kind, in order of days, what is told to have happened on one day."""
    found: dict[str, list[_Dated]] = {}
    for e in told.entries:
        if e.when is not None and _one(e.when) and e.factuality == "actual":
            found.setdefault(e.kind, []).append((e.when.start, e.anchor, e.id))
    return {kind: sorted(days, key=lambda d: (d[0], d[2])) for kind, days in found.items()}


@dataclass(frozen=True, slots=True)
class _Counted:
    """The how-manieth of what happened, in which time."""

    count: int
    span: Span
    noun: Span
    kinds: frozenset[str]
    time: TimeExpression
    when: When | None
    narrowed: bool  # other words say which of them count
    places: frozenset[str]  # ids of the place that the words between noun and time name, and nothing else


def _counted(
    told: Told, claims: Claims, ordinal: Mention, sentence: Sentence, words: Sequence[Word]
) -> _Counted | None:
    count = int(ordinal.quantity.min) if ordinal.quantity and ordinal.quantity.min else 0
    noun = _noun(told, ordinal, sentence)
    window = _window(told, claims, noun[0], sentence, words) if noun is not None else None
    if count < 2 or noun is None or window is None:
        return None
    time, when, between = window
    where = _place_alone(told, claims, between)
    return _Counted(count, ordinal.span.join(time.span), *noun, time, when, bool(between) and not where, where)


def _place_alone(told: Told, claims: Claims, between: Sequence[Word]) -> frozenset[str]:
    """The place that some words name (*contre Odessa*), where they name one and say nothing else."""
    if not between:
        return frozenset()
    whole = between[0].span.join(between[-1].span)
    names = {span: place.id for span, place in told.places.items() if whole.holds(span) and place.precision in _POINTS}
    for mention in told.names_in(whole):  # a town that was taken for somebody: nobody is attacked several times a week
        if mention.span not in names and mention.id is None and (town := told.town(mention.text)) is not None:
            names[mention.span] = town
    rest = [w for w in between if not any(span.holds(w.span) for span in names)]
    at, i = claims["ordinal.at"], 0
    while i < len(rest) and (found := at.at(rest, i)) is not None:
        i = found[0]
    ids = frozenset(names.values())
    return ids if len(ids) == 1 and i == len(rest) else frozenset()


def _ordinal(told: Told, dated: dict[str, list[_Dated]], claim: _Counted, near: Sequence[Entry]) -> Check:
    end = _end([e for e in near if e.kind in claim.kinds], claim.when, told.published)
    if end is None:
        return verdict("ordinal", "ordinal_undated", claim.span, {"claimed": claim.count}, [claim.time.span])
    start = claim.when.start if claim.when is not None else end - timedelta(days=_most(claim.time))
    used = [d for kind in sorted(claim.kinds) for d in _between(dated.get(kind, []), start, end)]
    if claim.places:
        there = {e.id for e in told.entries if e in near or claim.places & _ids_in(e)}
        used = [d for d in used if d[2] in there]
    days = {day for day, _, _ in used}
    figures: dict[str, Figure] = {"count": len(days), "claimed": claim.count, "first": start, "last": end}
    enough = "ordinal_narrowed" if claim.narrowed else "ordinal_right"
    reason = enough if len(days) >= claim.count else "ordinal_untold"
    grounds = [anchor for _, anchor, _ in used]
    places = sorted(claim.places or {id for e in near if e.kind in claim.kinds for id in _points(e)})
    told_here = tuple(When(day, day) for day in sorted(days))
    against = (
        Against(tuple(sorted(claim.kinds)), tuple(places), start, end, told_here, narrowed=claim.narrowed)
        if places
        else None
    )
    return verdict("ordinal", reason, claim.span, figures, grounds, [id for _, _, id in used if id], against)


def _ids_in(entry: Entry) -> set[str]:
    """Ids of the places and actors in an entry's roles: a town that is struck may be the target, not the place."""
    fillers = [f for value in entry.roles.values() if isinstance(value, tuple) for f in value]
    return {id for f in fillers for id in (f.id, f.place.id if f.place else None) if id is not None}


def _points(entry: Entry) -> Iterator[str]:
    """Ids of the places of an entry that are points on the map."""
    places = entry.roles.get("place")
    for filler in places if isinstance(places, tuple) else ():
        if filler.place is not None and filler.place.precision in _POINTS:
            yield filler.place.id
        elif filler.place is None and filler.id is not None and filler.id.startswith(_TOWN):
            yield filler.id


def _between(days: Sequence[_Dated], start: date, end: date) -> Sequence[_Dated]:
    first = bisect_left(days, start, key=lambda d: d[0])
    return days[first : bisect_right(days, end, key=lambda d: d[0])]


def _noun(told: Told, ordinal: Mention, sentence: Sentence) -> tuple[Span, frozenset[str]] | None:
    """The noun of happening that an ordinal counts, with the kinds that it evokes."""
    after = [t for t in sentence.tokens if t.span.start >= ordinal.span.end][:_NOUN]
    found = next((t for t in after if t.lemma.lower() in told.nouns or t.text.lower() in told.nouns), None)
    if found is None:
        return None
    return found.span, told.nouns.get(found.lemma.lower()) or told.nouns[found.text.lower()]


def _window(
    told: Told, claims: Claims, noun: Span, sentence: Sentence, words: Sequence[Word]
) -> tuple[TimeExpression, When | None, Sequence[Word]] | None:
    """The time in which an ordinal counts, a length or one with a beginning; the words that stand before it."""
    after = [(t, w) for t, w in told.times_in(sentence.span) if t.span.start >= noun.end]
    if not after or not (_is_length(after[0][0]) or (after[0][1] is not None and not _one(after[0][1]))):
        return None
    first = next((i for i, w in enumerate(words) if w.span.start >= noun.end), len(words))
    there = next((i for i, w in enumerate(words) if w.span.start >= after[0][0].span.start), len(words))
    within = claims["ordinal.within"]
    led = within.before(words, there) or within.at(words, there)
    if led is None or there - first > _REACH:
        return None
    return *after[0], words[first : min(led[0], there)]


def _most(time: TimeExpression) -> int:
    return int(_UNIT_DAYS[time.value["unit"]][1] * float(time.value["n"]))


def _end(near: Sequence[Entry], when: When | None, published: When | None) -> date | None:
    """The last day of the window: of the happening that is told there, else of the time told, else of the report."""
    here = next((e.when for e in near if e.when), None) or when or published
    return here.end if here is not None else None
