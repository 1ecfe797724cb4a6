"""Slots that the clause leaves open: place and date of the clause, the sentence, the same happening.

Each value keeps how it was found; what comes from another telling is `inherited` and leaves a doubt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from greffier.model import Argument, Filler, Mention, Place, Quantity, Role, Sentence, Span, SpanRole, When
from greffier.resolve.drafts import Draft, Knowledge, fillers_of

__all__ = ["complete", "narrowest", "share"]

_REACH = 6  # code points between a date and the words that it dates the saying of
_LONGEST_LENT = 10  # days: a longer interval dates what it stands with, not what follows
_SOMEWHERE = frozenset({"people", "site", "place", "weapon", "force"})
_EXTENT = {"country": 3, "sea": 3, "region": 2, "place": 1}


def complete(drafts: Sequence[Draft], known: Knowledge) -> None:
    """Give each draft the place and the date that its clause, its sentence or its happening tells."""
    page = _page(drafts)
    speech = {(d.sentence, d.head): d.roles.get("content") for d in drafts if d.kind == "statement"}
    for draft in drafts:
        narrowest(draft, known)
        if draft.traits.placed and ("place" not in draft.roles or _is_wide(draft, known)):
            _place_from_sentence(draft, known, page)
        if draft.when is None:
            _date_from_sentence(draft, known, speech)
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
            if d.sentence == draft.sentence and d.kind != draft.kind and _on_map(d) and _same_people(d, draft)
        ]
        other = min(near, key=lambda d: _distance(d.anchor, draft.anchor), default=None)
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


@dataclass(frozen=True, slots=True)
class _Page:
    """Places that frames took, with the anchors of those frames; heads of all anchors by sentence."""

    claimed: dict[Span, set[int]]
    anchors: dict[int, frozenset[int]]


def _page(drafts: Sequence[Draft]) -> _Page:
    heads: dict[int, set[int]] = {}
    for draft in drafts:
        heads.setdefault(draft.sentence, set()).add(draft.head)
    return _Page(_claimed(drafts), {s: frozenset(h) for s, h in heads.items()})


def _claimed(drafts: Sequence[Draft]) -> dict[Span, set[int]]:
    """Places that frames of their own took, with the anchors of those frames."""
    found: dict[Span, set[int]] = {}
    for draft in drafts:
        value = draft.roles.get("place")
        for filler in value if isinstance(value, tuple) else ():
            found.setdefault(filler.span, set()).add(draft.anchor.start)
    return found


def _is_wide(draft: Draft, known: Knowledge) -> bool:
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
    if best <= 1 and len(kept) > 1 and not _coordinated(kept, known):
        kept = kept[:1]
    draft.roles["place"] = kept


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


def _place_from_sentence(draft: Draft, known: Knowledge, page: _Page) -> None:
    """A place that stands in the anchor's clause, else in its sentence, after a word of place.

    What the frame of another fact took is left to it, unless one happening is told. A stretch of
    land that the frame told gives way to a town only, and a country to the town that is struck.
    """
    wide = "place" in draft.roles
    sentence = known.sentences[draft.sentence]
    taken = [f.span for r, v in draft.roles.items() if isinstance(v, tuple) and r != "place" for f in v]
    free = [m for m in _located(draft, known, page.anchors) if not any(t.holds(m.span) for t in taken)]
    if wide:
        free = [m for m in free if m.type == "place"]
    elif not draft.traits.happening:
        own = {draft.anchor.start}
        free = [m for m in free if not any(s.holds(m.span) and not a & own for s, a in page.claimed.items())]
    inside = [m for m in free if _same_clause(sentence, draft.head, m)]
    pool = inside or free
    if not pool or all(m.type in {"country", "sea"} for m in pool):
        if not wide:
            _place_from_target(draft, known)
        if not pool or "place" in draft.roles:
            return
    best = min(pool, key=lambda m: (_EXTENT[m.type], _distance(m.span, draft.anchor)))
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


def _is_locative(sentence: Sentence, mention: Mention, known: Knowledge, anchors: frozenset[int]) -> bool:
    """True when the name stands where a place stands: after a preposition of place that hangs on a verb, on an anchor,
    or on what can be somewhere (people, sites, arms); *le chargé de la navigation sur la mer Rouge* tells no place.
    """
    for i in _chain(sentence, _head_in(sentence, mention.span)):
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


def _chain(sentence: Sentence, i: int) -> list[int]:
    found = [i]
    while sentence.tokens[i].head != i and len(found) < 4:
        i = sentence.tokens[i].head
        found.append(i)
    return found


def _head_in(sentence: Sentence, span: Span) -> int:
    inside = [t.i for t in sentence.tokens if span.overlaps(t.span)]
    return next((i for i in inside if sentence.tokens[i].head not in inside), inside[0] if inside else 0)


def _argument_of(sentence: Sentence, mention: Mention, known: Knowledge) -> Argument:
    head = _head_in(sentence, mention.span)
    above = sentence.tokens[head].head
    types = known.types_of(sentence.index, above) if above != head else frozenset()
    if sentence.tokens[head].dep in {"nmod", "appos"} and "place" in types and above < head:
        start = min(t.span.start for t in sentence.tokens if t.i == above or (t.head == above and t.dep == "det"))
        return Argument("obl", "", sentence.index, head, Span(start, mention.span.end), "order")
    return Argument("obl", "", sentence.index, head, mention.span, "order")


def _clause_of(sentence: Sentence, i: int) -> int:
    """The nearest verb at or above token `i`."""
    seen: set[int] = set()
    while i not in seen:
        token = sentence.tokens[i]
        if token.pos in {"VERB", "AUX"} and not token.dep.startswith(("aux", "cop")):
            return i
        seen.add(i)
        i = token.head
    return i


def _same_clause(sentence: Sentence, head: int, mention: Mention) -> bool:
    return _clause_of(sentence, head) == _clause_of(sentence, _head_in(sentence, mention.span))


def _distance(a: Span, b: Span) -> int:
    return max(0, max(a.start, b.start) - min(a.end, b.end))


def _date_from_sentence(draft: Draft, known: Knowledge, speech: Mapping[tuple[int, int], Role | None]) -> None:
    """The date of the anchor's own clause; for happenings also one of its sentence that no other clause claims.

    `speech` holds what is said by the anchors of statements: when something was said is not when it happened.
    """
    sentence = known.sentences[draft.sentence]
    here = [(s, w) for s, w in known.whens if sentence.span.holds(s) and not _another_nouns(sentence, s, draft)]
    own = _clause_of(sentence, draft.head)
    if draft.kind == "statement":
        here = [(s, w) for s, w in here if _dates_speech(sentence, s, draft, own)]
    else:
        here = [(s, w) for s, w in here if not _spoken(sentence, s, draft, speech)]
        clauses = {own, *_linked(sentence, own)}
        inside = [(s, w) for s, w in here if _clause_of(sentence, _head_in(sentence, s)) in clauses]
        inside += [(s, w) for s, w in here if _hangs_on(sentence, s, draft)]
        alone = draft.traits.happening and len({w for _, w in here}) == 1
        here = inside or (here if alone else [])
    if here:
        draft.when = min(here, key=lambda x: _distance(x[0], draft.anchor))[1]
    draft.undated = any(
        sentence.span.holds(s) and _clause_of(sentence, _head_in(sentence, s)) == own for s in known.undated
    )


def _spoken(sentence: Sentence, span: Span, draft: Draft, speech: Mapping[tuple[int, int], Role | None]) -> bool:
    """The date hangs on a verb of speech that is not the anchor."""
    verb = _clause_of(sentence, _head_in(sentence, span))
    content = speech.get((sentence.index, verb))
    within = isinstance(content, SpanRole) and content.span.holds(span)
    return (sentence.index, verb) in speech and verb != draft.head and not within


def _dates_speech(sentence: Sentence, span: Span, draft: Draft, own: int) -> bool:
    """The date hangs on the verb of speech, or stands between it and what is said; it is no part of what is said."""
    content = draft.roles.get("content")
    if isinstance(content, SpanRole):
        if content.span.overlaps(span):
            return False
        if draft.anchor.end <= span.start and span.end <= content.span.start <= span.end + _REACH:
            return True
    return _clause_of(sentence, _head_in(sentence, span)) == own


def _another_nouns(sentence: Sentence, span: Span, draft: Draft) -> bool:
    """A date that is part of a noun's phrase (*l'attaque de mardi*) dates that noun alone."""
    head = _head_in(sentence, span)
    token = sentence.tokens[head]
    above = sentence.tokens[token.head]
    if token.dep == "obl:time" or above.pos not in {"NOUN", "PROPN"} or above.i == token.i:
        return False
    if draft.head in _chain(sentence, head):
        return False
    # "la frappe du 2 mars a fait sept morts": what the happening did, it did on its day
    subject = above.dep.startswith("nsubj") and above.head == _clause_of(sentence, draft.head)
    return not (subject and draft.traits.happening)


def _linked(sentence: Sentence, verb: int) -> list[int]:
    """Verbs whose date is also this one's: the main verb of a gerund, the head of a coordination without subject."""
    token = sentence.tokens[verb]
    below = [
        c
        for c in sentence.children[verb]
        if sentence.tokens[c].dep in {"advcl", "acl"}
        and sentence.tokens[c].feats.get("VerbForm") == "Part"
        and sentence.tokens[c].feats.get("Tense") == "Past"
        and c < verb
    ]
    if token.head == verb:
        return below  # "Lancée le 3 mai, l'offensive …"
    above = _clause_of(sentence, token.head)
    if token.feats.get("VerbForm") in {"Part", "Inf"} and token.dep.partition(":")[0] in {
        "advcl",
        "xcomp",
        "conj",
        "acl",
    }:
        return [above]
    if token.dep == "conj" and not any(sentence.tokens[c].dep.startswith("nsubj") for c in sentence.children[verb]):
        return [above]
    return []


def _hangs_on(sentence: Sentence, span: Span, draft: Draft) -> bool:
    head = _head_in(sentence, span)
    return any(i == draft.head for i in _chain(sentence, head))


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
        if "place" in draft.roles or draft.when is not None:
            previous = draft
    for draft in drafts:
        _locate_sites(draft, drafts, known)
    return _told_again(drafts)


def _told_again(drafts: Sequence[Draft]) -> list[Draft]:
    """What points back (*ces discussions se poursuivront*) is filled from what it points to, or tells nothing."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: d.anchor.start):
        if draft.again and not _tells_something(draft):
            before = [d for d in kept if d.kind == draft.kind]
            if not before:
                continue
            for role, value in before[-1].roles.items():
                draft.roles.setdefault(role, _lent(value))
        kept.append(draft)
    return kept


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
    return min(near, key=lambda o: _distance(o.anchor, draft.anchor), default=None)


def _may_follow(draft: Draft, previous: Draft, known: Knowledge) -> bool:
    """Within two paragraphs, and neither told on another day nor at another place."""
    gap = known.sentences[draft.sentence].paragraph - known.sentences[previous.sentence].paragraph
    if draft.when is not None and previous.when is not None and draft.when != previous.when:
        return False
    return 0 <= gap <= 2 and not _elsewhere(draft, previous)


def _elsewhere(a: Draft, b: Draft) -> bool:
    """Both stand on the map, at different places of which neither holds the other."""
    x, y = _on_map(a), _on_map(b)
    return bool(x and y) and not any(_same_place(p, q) for p in x for q in y)


def _on_map(draft: Draft) -> list[Place]:
    value = draft.roles.get("place")
    return [f.place for f in value if f.place is not None] if isinstance(value, tuple) else []


def _same_place(a: Place, b: Place) -> bool:
    if a.id == b.id or a.name == b.name:
        return True
    return a.country == b.country and "country" in (a.precision, b.precision)


def _told_before(draft: Draft, placed: Sequence[Draft]) -> Draft | None:
    """The last fact told within three sentences before that stands on the map, on no other day."""
    near = [
        d
        for d in placed
        if d is not draft
        and _on_map(d)
        and 0 <= draft.sentence - d.sentence <= 3
        and d.anchor.start < draft.anchor.start
        and (d.when is None or draft.when is None or d.when == draft.when)
    ]
    return max(near, key=lambda d: d.anchor.start, default=None)


def _locate_sites(draft: Draft, placed: Sequence[Draft], known: Knowledge) -> None:
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
        text, place, _ = min(places, key=lambda x: (_EXTENT.get(x[2].type, 1), _distance(x[2].span, site.span)))
    if place is None:
        return
    names = tuple(dict.fromkeys([*site.names[:4], text, *place.names[:6]]))[:12]
    draft.roles["place"] = (replace(site, names=names, place=place, country=place.country),)


def _inherit(draft: Draft, other: Draft) -> None:
    place = other.roles.get("place")
    if isinstance(place, tuple) and place and ("place" not in draft.roles or _is_within(other, draft)):
        draft.roles["place"] = tuple(replace(f, how="inherited") for f in place)
        draft.doubts.append("place inherited")
    if draft.undated:
        return
    if draft.when is None and other.when is not None and (other.when.end - other.when.start).days <= _LONGEST_LENT:
        draft.when = When(other.when.start, other.when.end, other.when.granularity, "inherited", other.when.rule)


def _is_within(narrow: Draft, wide: Draft) -> bool:
    """The one tells a town, the other the country that it lies in."""
    a, b = _on_map(narrow), _on_map(wide)
    return bool(a and b) and all(
        p.country == q.country and p.country is not None and q.precision == "country" and p.precision != "country"
        for p in a
        for q in b
    )
