"""Retellings within one report become one entry, never across conflicting dates; unknown is not equal."""

from __future__ import annotations

from collections.abc import Sequence

from greffier.model import Filler, Quantity, Role, SpanRole
from greffier.resolve.drafts import Draft

__all__ = ["merge"]

_BELOW = 2  # sentences below a heading that tell in full what it says
_WEAK_PAGE = {"title": 2, "heading": 2, "caption": 2, "dateline": 3}


def merge(drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts with retellings joined, the fullest telling in the body first; order of anchors is kept."""
    order = sorted(drafts, key=lambda d: (_WEAK_PAGE.get(d.place_in_page, 0), d.anchor.start))
    kept: list[Draft] = []
    for draft in order:
        same = next((k for k in reversed(kept) if _retells(draft, k)), None)
        if same is None:
            kept.append(draft)
        else:
            _join(same, draft)
    return sorted(kept, key=lambda d: d.anchor.start)


def _retells(new: Draft, old: Draft) -> bool:
    if new.kind != old.kind or new.traits.retold == "never":
        return False
    if _is_purpose(new, old):
        return not _dates_conflict(new, old)
    if _told_apart(new, old):
        return False
    if new.sentence == old.sentence:
        return _same_sentence(new, old)
    return _named_again(new, old) or _tells_the_same(new, old)


def _tells_the_same(new: Draft, old: Draft) -> bool:
    """Sentences apart: by number where that counts, else by who takes part, or as a title or a definite noun does."""
    weak = new.place_in_page in _WEAK_PAGE
    shared = _shared(new, old)
    if new.traits.retold == "number":
        if not (weak or new.definite) and _groups_differ(new, old):
            return False
        return _numbers_agree(new, old) and (weak or shared > 0 or new.definite)
    if _same_company(new, old):
        return True
    roles = new.traits.same_event
    if any(_fillers_conflict(new, old, role) for role in (roles[:2] if weak else roles)):
        return False
    if weak:
        # a title tells the report's own fact; a heading over a part may tell of another
        return new.place_in_page == "title" or shared > 0 or _is_bare(new) or _introduces(new, old)
    return _points_back(new, old, shared)


def _introduces(new: Draft, old: Draft) -> bool:
    """A heading tells what the sentences right below it tell in full."""
    return new.place_in_page == "heading" and 0 < old.sentence - new.sentence <= _BELOW


def _same_company(new: Draft, old: Draft) -> bool:
    """*Les dirigeants ont évoqué X*: those who meet are those whose meeting was told."""
    told = [role for role in new.traits.same_event if role in new.roles]
    pairs = [old.roles.get(role) for role in told]
    before = old.anchor.start < new.anchor.start and bool(told) and set(told) <= new.company
    return new.traits.told_twice and before and all(isinstance(v, tuple) and len(v) > 1 for v in pairs)


def _named_again(new: Draft, old: Draft) -> bool:
    """*La réunion était technique. Les deux parties ont conclu la réunion …*: one noun, so soon, is one meeting."""
    if not new.traits.told_twice or not new.definite:
        return False
    if any(_fillers_conflict(new, old, role) for role in new.traits.same_event if role not in new.company):
        return False
    return any(lemma == noun and 0 <= here - there <= 1 for here, lemma in new.nouns for there, noun in old.nouns)


def _is_purpose(new: Draft, old: Draft) -> bool:
    """*se sont réunis pour discuter de X*: what a meeting is for is that meeting."""
    if not new.traits.told_twice or new.sentence != old.sentence:
        return False
    return (new.sentence, new.head) in old.heads and old.anchor.start < new.anchor.start


def _points_back(new: Draft, old: Draft, shared: int) -> bool:
    """A definite anchor, or enough in common."""
    if new.traits.retold == "near":
        return new.definite or (shared >= 1 and _near_in_text(new, old))
    return shared >= 2 or (new.definite and (shared >= 1 or _is_bare(new)))


def _told_apart(new: Draft, old: Draft) -> bool:
    """Something that both tell differs: what came of it, how real it is, how many, when or where."""
    if new.factuality != old.factuality and not _may_turn_real(new, old):
        return True
    if any(new.roles.get(r) != old.roles.get(r) for r in new.traits.apart if r in new.roles and r in old.roles):
        return True
    return _numbers_conflict(new, old) or _dates_conflict(new, old) or _fillers_conflict(new, old, "place")


def _may_turn_real(new: Draft, old: Draft) -> bool:
    """What is only possible at one place and told at another is one happening; what is planned is another occasion."""
    pair = {new.factuality, old.factuality}
    if _WEAK_PAGE.get(new.place_in_page):
        return "actual" in pair
    return pair == {"actual", "possible"}


def _is_bare(draft: Draft) -> bool:
    """No filler of its own tells it apart (*cette rencontre*, *la réunion des deux parties*)."""
    own = [v for role, v in draft.roles.items() if role not in draft.company]
    return not any(isinstance(v, tuple) and any(f.how != "inherited" for f in v) for v in own)


def _same_sentence(new: Draft, old: Draft) -> bool:
    """Two anchors of one sentence tell one fact when one is a phrase of the other and nothing speaks against it."""
    if new.traits.retold == "number":
        return new.anchor == old.anchor and _numbers_agree(new, old) and not _groups_differ(new, old)
    if any(_fillers_conflict(new, old, r) for r in new.traits.same_event):
        return False
    nested = (old.sentence, old.head) in new.heads or (new.sentence, new.head) in old.heads
    return nested or (new.traits.told_twice and (_has_no_actor(new) or _has_no_actor(old)))


def _groups_differ(new: Draft, old: Draft) -> bool:
    """Both name a group in particular, and not the same."""
    return any(
        _fillers_conflict(new, old, role) and role not in new.generic | old.generic for role in new.traits.same_event
    )


def _has_no_actor(draft: Draft) -> bool:
    return not any(role in draft.roles for role in draft.traits.same_event)


def _near_in_text(new: Draft, old: Draft) -> bool:
    return abs(new.sentence - old.sentence) <= 3


def _numbers_agree(new: Draft, old: Draft) -> bool:
    a, b = new.roles.get("number"), old.roles.get("number")
    if not isinstance(a, Quantity) or not isinstance(b, Quantity):
        # without a figure it may be the one told before, but takes none from a group with one
        return a is b is None or new.place_in_page in _WEAK_PAGE
    return _near(a, b, rounded=new.place_in_page in _WEAK_PAGE)


def _numbers_conflict(new: Draft, old: Draft) -> bool:
    rounded = new.place_in_page in _WEAK_PAGE
    for role, a in new.roles.items():
        b = old.roles.get(role)
        if isinstance(a, Quantity) and isinstance(b, Quantity) and not _near(a, b, rounded):
            return True
    return False


def _near(a: Quantity, b: Quantity, rounded: bool) -> bool:
    """Equal bounds; a headline's rounded figure may fall within the body's."""
    if (a.min, a.max, a.currency) == (b.min, b.max, b.currency):
        return True
    if a.currency != b.currency or not rounded:
        return False
    if a.max is None and a.min is not None and b.min is not None and b.min >= a.min:
        return True  # "des dizaines" in a title, a larger figure in the body
    values = [v for v in (a.min, a.max) if v is not None]
    others = [v for v in (b.min, b.max) if v is not None]
    return bool(values and others) and max(values) >= 0.9 * min(others) and min(values) <= 1.1 * max(others)


def _dates_conflict(new: Draft, old: Draft) -> bool:
    a, b = new.when, old.when
    return a is not None and b is not None and (a.end < b.start or b.end < a.start)


def _names(fillers: Role | None) -> list[set[str]]:
    if not isinstance(fillers, tuple):
        return []
    return [{n.casefold() for n in (f.name, f.text, *(() if _is_site(f) else f.names))} for f in fillers]


def _is_site(filler: Filler) -> bool:
    """A place without a name of its own, which only stands in one that has."""
    return filler.id is None and filler.place is not None


def _fillers_conflict(new: Draft, old: Draft, role: str) -> bool:
    """Both are told and share no name."""
    a, b = _names(new.roles.get(role)), _names(old.roles.get(role))
    if not a or not b:
        return False
    if role == "place" and _holds_place(new.roles.get(role), old.roles.get(role)):
        return False
    return not any(x & y for x in a for y in b)


def _holds_place(a: Role | None, b: Role | None) -> bool:
    """One place is or holds the other, or one of them is not on the map, so that nothing tells them apart."""
    left = [f for f in a if isinstance(f, Filler)] if isinstance(a, tuple) else []
    right = [f for f in b if isinstance(f, Filler)] if isinstance(b, tuple) else []
    for x in left:
        for y in right:
            p, q = x.place, y.place
            if x.id is None or y.id is None:
                if (
                    p is None
                    or q is None
                    or p.id == q.id
                    or (p.country == q.country and "country" in (p.precision, q.precision))
                ):
                    return True
                continue
            if x.country and x.country == y.country and (x.id == x.country or y.id == y.country):
                return True
            if x.text in y.text or y.text in x.text:
                return True
    return False


def _one_holds_other(new: Draft, old: Draft) -> bool:
    """Both on the map, a country and a place in it."""
    left, right = new.roles.get("place"), old.roles.get("place")
    if not isinstance(left, tuple) or not isinstance(right, tuple):
        return False
    return any(
        p.place is not None
        and q.place is not None
        and p.place.country == q.place.country is not None
        and (p.place.precision == "country") != (q.place.precision == "country")
        for p in left
        for q in right
    )


def _same_town(new: Draft, old: Draft) -> bool:
    def towns(draft: Draft) -> set[str]:
        value = draft.roles.get("place")
        return {f.place.id for f in value if f.place is not None} if isinstance(value, tuple) else set()

    return bool(towns(new) & towns(old))


def _shared(new: Draft, old: Draft) -> int:
    found = sum(
        1
        for role in ("place", *new.traits.same_event)
        if any(x & y for x in _names(new.roles.get(role)) for y in _names(old.roles.get(role)))
        or (role == "place" and (_one_holds_other(new, old) or (new.traits.happening and _same_town(new, old))))
    )
    # A host is where the talks are: "organisée par la Turquie", "la réunion en Turquie".
    crossed = any(
        x & y
        for a, b in (("place", "host"), ("host", "place"), ("participants", "host"))
        for x in _names(new.roles.get(a))
        for y in _names(old.roles.get(b))
    )
    return found + crossed


def _join(kept: Draft, other: Draft) -> None:
    """Add a telling: its evidence, and the roles that the fuller one leaves open."""
    kept.evidence += [e for e in other.evidence if e not in kept.evidence]
    for role, value in other.roles.items():
        if role not in kept.roles:
            kept.roles[role] = value
        elif role == "place":
            kept.roles[role] = _narrower(kept.roles[role], value)
    if kept.when is None:
        kept.when = other.when
    if kept.source is not None and other.source is None and other.place_in_page == "body":
        kept.source = None
    kept.heads = kept.heads | other.heads
    kept.nouns = kept.nouns | other.nouns
    kept.doubts += [d for d in other.doubts if d not in kept.doubts]


def _narrower(a: Role, b: Role) -> Role:
    def is_country(value: Role) -> bool:
        return isinstance(value, tuple) and bool(value) and all(f.id is not None and f.id == f.country for f in value)

    if isinstance(a, SpanRole) or not is_country(a) or is_country(b):
        return a
    return b
