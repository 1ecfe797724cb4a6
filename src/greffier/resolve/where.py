"""Where a fact happened, when its frame does not tell: a place of its clause, of its sentence, of what is struck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from greffier.model import Argument, Filler, Mention, Place, Sentence, Span
from greffier.resolve.drafts import Draft, Knowledge, fillers_of
from greffier.resolve.tree import chain, distance, head_in, same_clause

__all__ = ["Page", "is_wide", "locate_sites", "narrowest", "on_map", "place_from_sentence", "places_taken"]

_SOMEWHERE = frozenset({"people", "site", "place", "weapon", "force", "happening"})
# Roles whose phrase may hold where it all happened: *tuer trois soldats à Goma*, *un missile au large du Yémen*.
_LOOSE = frozenset({"place", "weapon", "victims", "including"})
_EXTENT = {"country": 3, "sea": 3, "region": 2, "place": 1}


def is_wide(draft: Draft, known: Knowledge) -> bool:
    """The frame told a stretch of land (*dans le sud du pays*), in which its sentence may name a town."""
    value = draft.roles.get("place")
    if not isinstance(value, tuple) or len(value) != 1:
        return False
    words = known.text[value[0].span.start : value[0].span.end].lower().split()
    return bool(known.directions.intersection(words)) and (
        value[0].place is None or value[0].place.precision == "country"
    )


def narrowest(draft: Draft, known: Knowledge) -> None:
    """Of several places told for one fact the narrowest stays, with those coordinated with it."""
    value = draft.roles.get("place")
    if not isinstance(value, tuple) or len(value) < 2:
        return
    extents = [_extent(f, known) for f in value]
    best = min(extents)
    kept = tuple(f for f, e in zip(value, extents, strict=True) if e == best)
    joined = _joined_with(kept[0], value, known)
    if len(joined) > 1:
        draft.roles["place"] = joined
        return
    if best <= 1 and len(kept) > 1 and not _coordinated(kept, known):
        kept = kept[:1]
    draft.roles["place"] = kept


def _joined_with(one: Filler, value: Sequence[Filler], known: Knowledge) -> tuple[Filler, ...]:
    """The fillers that a conjunction joins to `one`, itself among them (*en Israël et en Cisjordanie*)."""
    found = [one]
    for other in value:
        low, high = sorted((one.span, other.span))
        between = known.text[low.end : high.start].split() if low.end <= high.start else []
        if other is not one and 1 <= len(between) <= 2 and between[0] in known.conjunctions:
            found.append(other)
    return tuple(sorted(found, key=lambda f: f.span))


def _coordinated(fillers: Sequence[Filler], known: Knowledge) -> bool:
    """Fillers parted by nothing but a comma or a short conjunction."""
    for a, b in pairwise(fillers):
        between = known.text[min(a.span.end, b.span.end) : max(a.span.start, b.span.start)]
        if len(between.split()) > 2:
            return False
    return True


def _extent(filler: Filler, known: Knowledge) -> int:
    if filler.place is not None:
        return {"country": 3, "sea": 3, "region": 2}.get(filler.place.precision, 1)
    named = next((m for m in known.names if filler.span.holds(m.span)), None)
    return _EXTENT.get(named.type, 1) if named else 0 if filler.id is None else 1


@dataclass(frozen=True, slots=True)
class Page:
    """Places that frames took, with the anchors of those frames; heads of all anchors by sentence."""

    claimed: dict[Span, set[int]]
    anchors: dict[int, frozenset[int]]


def places_taken(drafts: Sequence[Draft]) -> Page:
    """What the frames of all drafts took."""
    heads: dict[int, set[int]] = {}
    for draft in drafts:
        heads.setdefault(draft.sentence, set()).add(draft.head)
    return Page(_claimed(drafts), {s: frozenset(h) for s, h in heads.items()})


def _claimed(drafts: Sequence[Draft]) -> dict[Span, set[int]]:
    """Places that frames of their own took, with the anchors of those frames."""
    found: dict[Span, set[int]] = {}
    for draft in drafts:
        value = draft.roles.get("place")
        for filler in value if isinstance(value, tuple) else ():
            found.setdefault(filler.span, set()).add(draft.anchor.start)
    return found


def place_from_sentence(draft: Draft, known: Knowledge, page: Page) -> None:
    """A place that stands in the anchor's clause, else in its sentence, after a word of place.

    What the frame of another fact took is left to it, unless one happening is told. A stretch of
    land that the frame told gives way to a town only, and a country to the town that is struck.
    """
    wide = "place" in draft.roles
    sentence = known.sentences[draft.sentence]
    taken = [f.span for r, v in draft.roles.items() if isinstance(v, tuple) and r not in _LOOSE for f in v]
    free = [m for m in _located(draft, known, page.anchors) if not any(t.holds(m.span) for t in taken)]
    if wide:
        free = [m for m in free if m.type == "place"]
    elif not draft.traits.happening:
        own = {draft.anchor.start}
        free = [m for m in free if not any(s.holds(m.span) and not a & own for s, a in page.claimed.items())]
    inside = [m for m in free if same_clause(sentence, draft.head, m)]
    pool = inside or free
    if not pool or all(m.type in {"country", "sea"} for m in pool):
        if not wide:
            _place_from_target(draft, known)
            _place_from_before(draft, known)
        if not pool or "place" in draft.roles:
            return
    best = min(pool, key=lambda m: (_EXTENT[m.type], distance(m.span, draft.anchor)))
    argument = _argument_of(sentence, best, known)
    filler = replace(fillers_of("place", argument, known, "place")[0], how="order")
    draft.roles["place"] = (filler,)


def _place_from_target(draft: Draft, known: Knowledge) -> None:
    """What is struck and stands on the map is where it is struck."""
    value = draft.roles.get("target") or draft.roles.get("victims")
    if not isinstance(value, tuple):
        return
    for filler in value:
        mention = next((m for m in known.names if m.type in _EXTENT and filler.span.holds(m.span)), None)
        place = known.place(mention.span) if mention else None
        if mention is not None and mention.type != "country":
            names = tuple(dict.fromkeys([mention.text, *(place.names[:6] if place else ()), *filler.names]))[:12]
            draft.roles["place"] = (
                Filler(
                    "place",
                    mention.text,
                    mention.span,
                    mention.text,
                    names,
                    place.id if place else mention.id,
                    place.country if place else mention.country,
                    place,
                    "order",
                ),
            )
            return


def _place_from_before(draft: Draft, known: Knowledge) -> None:
    """*Un homme s'introduit dans un centre et tue dix personnes*: where the first of two joined verbs puts him."""
    sentence = known.sentences[draft.sentence]
    verb = sentence.tokens[draft.head]
    own = any(sentence.tokens[c].dep.startswith("nsubj") for c in sentence.children[verb.i])
    if "place" in draft.roles or not draft.traits.happening or verb.dep != "conj" or own:
        return
    for c in sentence.children[verb.head]:
        located = verb.head < c < verb.i and known.marker(sentence.index, c) in known.locative
        if located and "site" in known.types_of(sentence.index, c):
            span = Span(_article_at(sentence, c), sentence.tokens[c].span.end)
            argument = Argument("obl", known.marker(sentence.index, c), sentence.index, c, span)
            draft.roles["place"] = tuple(replace(f, how="order") for f in fillers_of("place", argument, known, "place"))
            return


def _is_locative(sentence: Sentence, mention: Mention, known: Knowledge, anchors: frozenset[int]) -> bool:
    """True when the name stands where a place stands: after a preposition of place that hangs on a verb, on an anchor,
    or on what can be somewhere (people, sites, arms); *le chargé de la navigation sur la mer Rouge* tells no place.
    """
    for i in chain(sentence, head_in(sentence, mention.span)):
        token = sentence.tokens[i]
        if known.marker(sentence.index, i) in known.locative:
            above = token.head
            return (
                above in {i, *anchors}
                or sentence.tokens[above].pos in {"VERB", "AUX", "ADJ"}
                or bool(known.types_of(sentence.index, above) & _SOMEWHERE)
            )
        if token.pos == "VERB":
            return False
    return False


def _located(draft: Draft, known: Knowledge, anchors: Mapping[int, frozenset[int]]) -> list[Mention]:
    """Names of places that the draft's sentence tells as places."""
    sentence = known.sentences[draft.sentence]
    here = anchors.get(draft.sentence, frozenset())
    return [
        m
        for m in known.names
        if m.type in _EXTENT and sentence.span.holds(m.span) and _is_locative(sentence, m, known, here)
    ]


def _argument_of(sentence: Sentence, mention: Mention, known: Knowledge) -> Argument:
    head = head_in(sentence, mention.span)
    above = sentence.tokens[head].head
    types = known.types_of(sentence.index, above) if above != head else frozenset()
    if sentence.tokens[head].dep in {"nmod", "appos"} and "place" in types and above < head:
        return Argument("obl", "", sentence.index, head, Span(_article_at(sentence, above), mention.span.end), "order")
    return Argument("obl", "", sentence.index, head, mention.span, "order")


def _article_at(sentence: Sentence, noun: int) -> int:
    """Where a noun begins with its article."""
    return min(t.span.start for t in sentence.tokens if t.i == noun or (t.head == noun and t.dep == "det"))


def _told_before(draft: Draft, placed: Sequence[Draft]) -> Draft | None:
    """The last fact told within three sentences before that stands on the map, on no other day."""
    near = [
        d
        for d in placed
        if d is not draft
        and on_map(d)
        and 0 <= draft.sentence - d.sentence <= 3
        and d.anchor.start < draft.anchor.start
        and (d.when is None or draft.when is None or d.when == draft.when)
    ]
    return max(near, key=lambda d: d.anchor.start, default=None)


def locate_sites(draft: Draft, placed: Sequence[Draft], known: Knowledge) -> None:
    """A site without a name (*une boîte de nuit*) stands in the town that the same happening names."""
    value = draft.roles.get("place")
    if not isinstance(value, tuple) or len(value) != 1 or value[0].place is not None or value[0].id is not None:
        return
    site = value[0]
    named = _located(draft, known, {})
    places = [(m.text, p, m) for m in named if (p := known.place(m.span)) is not None]
    if not places:
        other = _told_before(draft, placed)
        if other is None:
            return
        value = other.roles["place"]
        filler = next(f for f in value if isinstance(f, Filler) and f.place is not None)  # type: ignore[union-attr]
        text, place = filler.name, filler.place
    else:
        text, place, _ = min(places, key=lambda x: (_EXTENT.get(x[2].type, 1), distance(x[2].span, site.span)))
    if place is None:
        return
    names = tuple(dict.fromkeys([*site.names[:4], text, *place.names[:6]]))[:12]
    draft.roles["place"] = (replace(site, names=names, place=place, country=place.country),)


def on_map(draft: Draft) -> list[Place]:
    """Places of the draft that have coordinates."""
    value = draft.roles.get("place")
    return [f.place for f in value if f.place is not None] if isinstance(value, tuple) else []
