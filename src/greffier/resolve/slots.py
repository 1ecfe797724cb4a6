"""Slots that the clause leaves open: place and date of the clause, the sentence, the same happening.

Each value keeps how it was found; what comes from another telling is `inherited` and leaves a doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from greffier.model import Filler, Place, Quantity, Role, SpanRole, When
from greffier.resolve.dates import date_from_sentence
from greffier.resolve.drafts import Draft, Knowledge
from greffier.resolve.totals import mark_total
from greffier.resolve.tree import chain, distance, head_in
from greffier.resolve.where import is_wide, locate_sites, narrowest, on_map, place_from_sentence, places_taken

__all__ = ["complete", "share"]

_LONGEST_LENT = 10  # days: a longer interval dates what it stands with, not what follows


def complete(drafts: Sequence[Draft], known: Knowledge) -> None:
    """Give each draft the place and the date that its clause, its sentence or its happening tells."""
    page = places_taken(drafts)
    speech = {(d.sentence, d.head): d.roles.get("content") for d in drafts if d.kind == "statement"}
    for draft in drafts:
        narrowest(draft, known)
        if draft.traits.placed and ("place" not in draft.roles or is_wide(draft, known)):
            place_from_sentence(draft, known, page)
        if draft.when is None:
            date_from_sentence(draft, known, speech)
    for draft in drafts:
        mark_total(draft, known)
    _same_sentence(drafts)
    _beside(drafts)


def _beside(drafts: Sequence[Draft]) -> None:
    """*s'est rendu à X, où il a rencontré Y*: facts of one sentence that tell no place of their own are where it is."""
    for draft in drafts:
        if not draft.traits.placed or "place" in draft.roles:
            continue
        near = [
            d
            for d in drafts
            if d.sentence == draft.sentence and d.kind != draft.kind and on_map(d) and _same_people(d, draft)
        ]
        other = min(near, key=lambda d: distance(d.anchor, draft.anchor), default=None)
        if other is not None and not other.traits.happening:
            value = other.roles["place"]
            draft.roles["place"] = tuple(replace(f, how="inherited") for f in value if isinstance(f, Filler))  # type: ignore[union-attr]


def _same_people(a: Draft, b: Draft) -> bool:
    """Someone takes part in both."""

    def people(draft: Draft) -> set[str]:
        fillers = [f for r, v in draft.roles.items() if isinstance(v, tuple) and r != "place" for f in v]
        return {f.name for f in fillers}

    return bool(people(a) & people(b))


def _same_sentence(drafts: Sequence[Draft]) -> None:
    """Tolls take place and date of the attack that their sentence tells."""
    happenings = [d for d in drafts if d.traits.happening]
    for draft in happenings:
        attack = _attack_of(draft, happenings)
        if attack is not None:
            _inherit(draft, attack)


def share(drafts: Sequence[Draft], known: Knowledge) -> list[Draft]:
    """Later tellings take the place and date of what was told just before; sites without a name their town.

    Gives the drafts in order of their anchors, without those that point back to nothing.
    """
    happenings = [d for d in drafts if d.traits.happening]
    _same_sentence(happenings)
    order = sorted(happenings, key=lambda d: (d.place_in_page == "title", d.anchor.start))
    previous: Draft | None = None
    for draft in order:
        if previous is not None and _may_follow(draft, previous, known):
            _inherit(draft, previous)
        if draft.when is None and not draft.undated:
            draft.when = _day_just_told(draft, known)
        if "place" in draft.roles or draft.when is not None:
            previous = draft
    for draft in drafts:
        locate_sites(draft, drafts, known)
    _same_stay(drafts, known)
    return _told_again(drafts, known)


def _same_stay(drafts: Sequence[Draft], known: Knowledge) -> None:
    """*Elle est arrivée lundi à Lviv. Elle y a visité un hôpital*: what someone does in a town, within their stay."""
    staying: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: d.anchor.start):
        if draft.traits.happening or not draft.traits.placed or draft.place_in_page != "body":
            continue
        if draft.when is None and not draft.undated and draft.factuality == "actual":
            stay = next((d for d in reversed(staying) if _is_in(draft, d, known)), None)
            if stay is not None and stay.when is not None:
                draft.when = replace(stay.when, basis="inherited")
        if draft.when is not None and draft.when.start == draft.when.end and draft.factuality == "actual":
            staying.append(draft)


def _is_in(draft: Draft, stay: Draft, known: Knowledge) -> bool:
    """Told right after the stay, of someone who takes part in it, in the same town."""
    gap = known.sentences[draft.sentence].paragraph - known.sentences[stay.sentence].paragraph
    towns = {p.id for p in on_map(stay) if p.precision != "country"}
    return 0 <= gap <= 2 and _same_people(draft, stay) and any(p.id in towns for p in on_map(draft))


def _day_just_told(draft: Draft, known: Knowledge) -> When | None:
    """The one day that the sentences before it in its paragraph tell, where the story is told in the past."""
    here = known.sentences[draft.sentence]
    if draft.factuality != "actual" or draft.place_in_page != "body" or draft.context.tense == "future":
        return None
    before = [s for s in known.sentences[max(0, draft.sentence - 2) : draft.sentence] if s.paragraph == here.paragraph]
    for sentence in reversed(before):
        told = {w for s, w in known.whens if sentence.span.holds(s)}
        if told:
            when = next(iter(told))
            past = known.published is None or when.end <= known.published
            one = len(told) == 1 and when.granularity == "day" and past
            return replace(when, basis="inherited") if one else None
    return None


def _told_again(drafts: Sequence[Draft], known: Knowledge) -> list[Draft]:
    """What points back (*ces discussions se poursuivront*) is filled from what it points to, or tells nothing."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: d.anchor.start):
        if draft.again and not _tells_something(draft):
            before = [d for d in kept if d.kind == draft.kind]
            if not before and (draft.bare or not _tells_which(draft, known)):
                continue
            for role, value in before[-1].roles.items() if before else ():
                draft.roles.setdefault(role, _lent(value))
        elif draft.definite and draft.traits.apart and not any(r in draft.roles for r in draft.traits.same_event):
            # another stage of what was told before (*le traité entrera en vigueur*): the same parties
            earlier = [d for d in kept if d.kind == draft.kind and d.place_in_page == "body"]
            before = [d for d in earlier if not _elsewhere(d, draft)]
            for role in draft.traits.same_event:
                if before and role in before[-1].roles:
                    draft.roles[role] = _lent(before[-1].roles[role])
        kept.append(draft)
    return kept


def _tells_which(draft: Draft, known: Knowledge) -> bool:
    """*Les attaques à Kaboul*: its own phrase tells which; *l'attaque a fait dix morts à Kaboul*, *les pourparlers
    reprendront lundi à Oslo* are news even where nothing was told of them before.
    """
    place, sentence = draft.roles.get("place"), known.sentences[draft.sentence]
    own = [f for f in place if f.how == "dependency"] if isinstance(place, tuple) else []
    if not draft.traits.happening:
        return bool(own) or draft.when is not None
    if any(draft.head in chain(sentence, head_in(sentence, f.span)) for f in own):
        return True
    subject = sentence.tokens[draft.head]
    after = sentence.tokens[subject.head].span.start
    return (
        subject.dep.startswith("nsubj")
        and isinstance(place, tuple)
        and any(sentence.span.holds(f.span) and f.span.start > after for f in place)
    )


def _tells_something(draft: Draft) -> bool:
    return any(isinstance(v, tuple | Quantity | SpanRole) for r, v in draft.roles.items() if r != "place")


def _lent(value: Role) -> Role:
    if isinstance(value, tuple):
        return tuple(replace(f, how="inherited") for f in value)
    return replace(value, how="inherited") if isinstance(value, SpanRole) else value


def _attack_of(draft: Draft, others: Sequence[Draft]) -> Draft | None:
    """The attack told in the same sentence, nearest before or after."""
    near = [o for o in others if o is not draft and o.sentence == draft.sentence and o.kind != draft.kind]
    near = near or [o for o in others if o is not draft and o.sentence == draft.sentence]
    return min(near, key=lambda o: distance(o.anchor, draft.anchor), default=None)


def _may_follow(draft: Draft, previous: Draft, known: Knowledge) -> bool:
    """Within two paragraphs, and neither told on another day nor at another place."""
    gap = known.sentences[draft.sentence].paragraph - known.sentences[previous.sentence].paragraph
    if draft.when is not None and previous.when is not None and draft.when != previous.when:
        return False
    return 0 <= gap <= 2 and not _elsewhere(draft, previous)


def _elsewhere(a: Draft, b: Draft) -> bool:
    """Both stand on the map, at different places of which neither holds the other."""
    x, y = on_map(a), on_map(b)
    return bool(x and y) and not any(_same_place(p, q) for p in x for q in y)


def _same_place(a: Place, b: Place) -> bool:
    if a.id == b.id or a.name == b.name:
        return True
    return a.country == b.country and "country" in (a.precision, b.precision)


def _inherit(draft: Draft, other: Draft) -> None:
    place = other.roles.get("place")
    if isinstance(place, tuple) and place and ("place" not in draft.roles or _is_within(other, draft)):
        draft.roles["place"] = tuple(replace(f, how="inherited") for f in place)
        draft.doubts.append("place inherited")
    if draft.undated:
        return
    if draft.when is None and other.when is not None and (other.when.end - other.when.start).days <= _LONGEST_LENT:
        draft.when = replace(other.when, basis="inherited")


def _is_within(narrow: Draft, wide: Draft) -> bool:
    """The one tells a town, the other the country that it lies in."""
    a, b = on_map(narrow), on_map(wide)
    return bool(a and b) and all(
        p.country == q.country and p.country is not None and q.precision == "country" and p.precision != "country"
        for p in a
        for q in b
    )
