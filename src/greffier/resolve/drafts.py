"""Entries in the making: a frame's arguments turned into fillers, quantities and spans."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from greffier.lexicon import Kind, Traits
from greffier.model import (
    Actor,
    Argument,
    Context,
    Filler,
    Mention,
    Place,
    Quantity,
    Role,
    Sentence,
    Span,
    SpanRole,
    When,
)

__all__ = ["Draft", "Knowledge", "fillers_of", "owner_of", "quantity_in", "set_role"]

_LONGEST_ANCHOR = 60
_MOST_NAMES = 12


@dataclass(slots=True)
class Draft:
    """An entry in the making. `clause` are the heads of the clauses around its anchor, innermost first."""

    kind: str
    sentence: int
    head: int
    anchor: Span
    evidence: list[Span]
    by: str
    context: Context
    traits: Traits = field(default_factory=Traits)
    roles: dict[str, Role] = field(default_factory=dict)
    source: Filler | None = None
    when: When | None = None
    doubts: list[str] = field(default_factory=list)
    definite: bool = False
    heads: frozenset[tuple[int, int]] = frozenset()
    nouns: frozenset[tuple[int, str]] = frozenset()  # the sentence and lemma of each noun that names it
    again: bool = False  # a demonstrative noun of happening: told before
    bare: bool = False  # it lacks what its frame asks of a happening that was not told before
    undated: bool = False  # its clause tells a time that gives no date, so that none is lent to it
    company: frozenset[str] = frozenset()  # roles filled by those told of before (*les dirigeants*, *the parties*)
    generic: frozenset[str] = frozenset()  # roles whose filler names nobody in particular (*des personnes*)
    place_in_page: str = "body"
    factuality: str = "actual"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the stages found in one report, as functions and plain data, so that `resolve` knows no other stage.

    `actors(sentence, head)` gives who a phrase stands for; `place(span)` what a name on the map is; `names` are all
    named mentions, `quantities` all numbers and amounts, both by place in the text; `kinds` every kind by its name.
    """

    text: str
    published: date | None
    sentences: Sequence[Sentence]
    actors: Callable[[int, int], Sequence[Actor]]
    place: Callable[[Span], Place | None]
    place_reference: Callable[[int, int], Mention | None]
    types_of: Callable[[int, int], frozenset[str]]
    names: Sequence[Mention]
    quantities: Sequence[Mention]
    whens: Sequence[tuple[Span, When]]
    undated: Sequence[Span]
    kinds: Mapping[str, Kind]
    conjunctions: frozenset[str]
    spanning: frozenset[str]
    since: frozenset[str]
    totals: tuple[str, ...]
    sums: tuple[str, ...]
    marker: Callable[[int, int], str]
    antecedent: Callable[[int, int], tuple[int, int] | None]
    locative: frozenset[str]
    fused: frozenset[str]
    directions: frozenset[str]
    generic: frozenset[str]
    company: frozenset[str]
    missions: frozenset[str]
    shared_money: Mapping[str, Mapping[str, str]]


def set_role(draft: Draft, role: str, arguments: Sequence[Argument], known: Knowledge) -> None:
    """Fill one role of a draft from the arguments that the frame took for it."""
    spec = known.kinds[draft.kind].roles.get(role, {})
    how = spec.get("is")
    if how == "span":
        _set_span(draft, role, arguments, known)
    elif how in {"number", "amount"}:
        quantity = quantity_in(known, arguments[0].span, money=how == "amount")
        if quantity is not None:
            draft.roles[role] = quantity
    elif how == "fillers":
        found: list[Filler] = []
        for argument in arguments:
            before = tuple(found)  # those of one argument are told by the same words: *les deux pays*
            for filler in fillers_of(role, argument, known, str(spec.get("takes", "thing"))):
                if not any(_same(filler, f) for f in before):
                    found.append(filler)
        if found:
            draft.roles[role] = tuple(found)


def _set_span(draft: Draft, role: str, arguments: Sequence[Argument], known: Knowledge) -> None:
    told = [one for a in arguments if (one := _told_before(known, a)) is not None]
    if not told:
        return
    told = [a for a in told if a.how != "reference"] or told  # a pronoun beside the thing itself says where, or nothing
    span = _wide(known, told[0])
    for other in told[1:]:
        span = span.join(_wide(known, other))
    draft.roles[role] = SpanRole(role, span, told[0].how)


def _told_before(known: Knowledge, argument: Argument) -> Argument | None:
    """The argument, or for a pronoun the plan or deal of an earlier sentence that it stands for; None without one."""
    token = known.sentences[argument.sentence].tokens[argument.head]
    clitic = token.pos == "PRON" or (token.pos == "DET" and token.dep == "obj")
    kind = token.feats.get("PronType", "Prs")
    if not clitic or kind == "Rel" or (argument.slot != "obj" and token.dep != "iobj"):
        return argument
    personal = kind in {"Prs", "Art"} and token.feats.get("Person", "3") == "3"
    found = known.antecedent(argument.sentence, argument.head) if personal else None
    if found is None or "deal" not in known.types_of(*found):
        return None
    span = known.sentences[found[0]].tokens[found[1]].span
    return Argument(argument.slot, "", found[0], found[1], span, "reference")


def _same(a: Filler, b: Filler) -> bool:
    return a.span == b.span or a.name == b.name or (a.id is not None and a.id == b.id)


def _wide(known: Knowledge, argument: Argument) -> Span:
    """The argument's phrase with its relative clauses: what a span role holds."""
    sentence = known.sentences[argument.sentence]
    inside = [i for i in sentence.subtree(argument.head) if not _leads(sentence, argument.head, i)]
    start = min((sentence.tokens[i].span.start for i in inside), default=argument.span.start)
    end = max((sentence.tokens[i].span.end for i in inside), default=argument.span.end)
    span = Span(min(start, argument.span.start), max(end, argument.span.end))
    return _trimmed(known.text, span)


def _leads(sentence: Sentence, head: int, i: int) -> bool:
    """A preposition, conjunction or punctuation that opens the phrase is no part of it, nor are coordinated clauses."""
    token = sentence.tokens[i]
    top = i
    while sentence.tokens[top].head not in {head, top}:
        top = sentence.tokens[top].head
    above = sentence.tokens[top]
    if i < head and above.dep in {"case", "mark"} and above.head == head:
        return True
    return (
        above.dep in {"conj", "cc", "obl:time", "parataxis"}
        and above.pos in {"VERB", "AUX", "CCONJ", "NOUN"}
        and above.i > head
        and (above.dep in {"obl:time", "parataxis"} or above.pos in {"VERB", "AUX"})
    ) or (
        token.pos == "PUNCT"
        and token.head == head
        and i > head
        and all(j < i or sentence.tokens[j].pos == "PUNCT" for j in sentence.subtree(head))
    )


def _trimmed(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and text[start] in " ,;:.\n":
        start += 1
    while end > start and text[end - 1] in " ,;:.\n":
        end -= 1
    return Span(start, end)


def quantity_in(known: Knowledge, span: Span, money: bool = False) -> Quantity | None:
    """The first quantity inside `span`: money before numbers when `money`."""
    inside = [m for m in known.quantities if span.holds(m.span) and m.quantity is not None]
    wanted = [m for m in inside if m.type == "money"] if money else []
    wanted = wanted or [m for m in inside if m.type == "number" and m.approximate not in {"article", "vague"}]
    return wanted[0].quantity if wanted else None


def fillers_of(role: str, argument: Argument, known: Knowledge, takes: str) -> list[Filler]:
    """The fillers that one argument gives: one, or several where a plural stands for several actors."""
    sentence = known.sentences[argument.sentence]
    if "place" in takes.split("|"):
        return [_place_filler(role, argument, known)]
    variants = _variants(known, sentence, argument)
    text = known.text[argument.span.start : argument.span.end]
    both = _two_demonyms(known, sentence, argument)
    if both:
        return [_demonym_filler(role, argument, m, [text]) for m in both]
    actors = list(known.actors(argument.sentence, argument.head))
    if len(actors) > 1:
        return [_actor_filler(role, text, argument, actor, []) for actor in actors]
    if actors and not _is_more(sentence, argument.head, actors[0], text):
        return [_actor_filler(role, text, argument, actors[0], variants)]
    if _stands_for_nothing(sentence, argument.head):
        return []
    adjective = _demonym(known, argument)
    if adjective is not None:
        return [_demonym_filler(role, argument, adjective, variants)]
    place = _mention_place(known, argument)
    names = tuple(dict.fromkeys([*variants, *(place.names if place and role == "target" else ())]))[:_MOST_NAMES]
    return [Filler(role, text, argument.span, variants[0], names, None, None, place, argument.how)]


def _stands_for_nothing(sentence: Sentence, head: int) -> bool:
    """A pronoun that nothing resolved: a role that the text does not fill is absent."""
    token = sentence.tokens[head]
    return (
        token.pos == "PRON"
        and (token.feats.get("PronType") in {"Rel", "Int", "Prs", "Dem"} or "Person" in token.feats)
        and not any(sentence.tokens[c].dep in {"nmod", "nummod"} for c in sentence.children[head])
    )


def _is_more(sentence: Sentence, head: int, actor: Actor, text: str) -> bool:
    """*les deux parties* stand for two: one actor told elsewhere is not who they are."""
    counted = any(sentence.tokens[c].dep == "nummod" for c in sentence.children[head])
    return (
        counted
        and sentence.tokens[head].feats.get("Number") == "Plur"
        and actor.name not in text
        and not (actor.id.startswith("np:"))
    )


def _demonym_filler(role: str, argument: Argument, mention: Mention, variants: list[str]) -> Filler:
    names = tuple(dict.fromkeys([mention.names[0], *variants[:4], mention.text, *mention.names[1:]]))[:_MOST_NAMES]
    return Filler(role, mention.text, mention.span, names[0], names, mention.id, mention.country, None, argument.how)


def _two_demonyms(known: Knowledge, sentence: Sentence, argument: Argument) -> list[Mention]:
    """*des délégations suisse et suédoise*: a plural noun whose adjectives stand in the singular is one for each."""
    if sentence.tokens[argument.head].feats.get("Number") != "Plur":
        return []
    found = [m for m in known.names if m.type == "demonym" and m.names and argument.span.holds(m.span)]
    tokens = [sentence.at(m.span.start) for m in found]
    single = [t for t in tokens if t is not None and t.pos == "ADJ" and t.feats.get("Number") == "Sing"]
    return found if len(found) >= 2 and len(single) == len(found) else []


def _demonym(known: Knowledge, argument: Argument) -> Mention | None:
    """The country that an adjective alone names: *des frappes russes*."""
    return next((m for m in known.names if m.type == "demonym" and m.names and m.span == argument.span), None)


def owner_of(role: str, owner: str, draft: Draft, known: Knowledge) -> None:
    """*des missiles russes*: whose the weapons or troops are fills `owner` when nobody else does."""
    value = draft.roles.get(role)
    if owner in draft.roles or not isinstance(value, tuple):
        return
    found: list[Filler] = []
    for filler in value:
        for m in known.names:
            if m.type == "demonym" and m.names and filler.span.holds(m.span) and not any(f.id == m.id for f in found):
                found.append(
                    Filler(
                        owner,
                        m.text,
                        m.span,
                        m.names[0],
                        (m.names[0], m.text, *m.names[1:])[:_MOST_NAMES],
                        m.id,
                        m.country,
                        None,
                        "marker",
                    )
                )
    if found:
        draft.roles[owner] = tuple(found)


def _actor_filler(role: str, text: str, argument: Argument, actor: Actor, variants: list[str]) -> Filler:
    own = [v for v in variants[:3] if v not in actor.names]
    names = tuple(dict.fromkeys([actor.name, *actor.names[: _MOST_NAMES - 1 - len(own)], *own]))[:_MOST_NAMES]
    return Filler(role, text, argument.span, actor.name, names, actor.id, actor.country, None, argument.how)


def _variants(known: Knowledge, sentence: Sentence, argument: Argument) -> list[str]:
    """Ways to give the phrase: as told, without article or number, its head with adjectives, its head alone."""
    tokens = [t for t in sentence.tokens if argument.span.holds(t.span)]
    head = sentence.tokens[argument.head]
    if not tokens:
        return [known.text[argument.span.start : argument.span.end]]

    def words(first: int, last: int) -> str:
        return known.text[sentence.tokens[first].span.start : sentence.tokens[last].span.end]

    first, last = tokens[0].i, tokens[-1].i
    found = [words(first, last)]
    bare = first
    while bare < argument.head and sentence.tokens[bare].pos == "DET":
        bare += 1
    counted = bare
    while counted < argument.head and sentence.tokens[counted].pos in {"NUM", "DET", "ADP", "ADV"}:
        counted += 1
    found += [words(bare, last), words(counted, last)]
    near = argument.head
    while (
        near < last
        and sentence.tokens[near + 1].pos in {"ADJ", "PROPN"}
        and sentence.tokens[near + 1].head == argument.head
    ):
        near += 1
    found += [words(counted, near), words(bare, near)]
    if head.pos != "PRON":
        found.append(words(argument.head, argument.head))
    return [v for v in dict.fromkeys(found) if v]


def _mention_place(known: Knowledge, argument: Argument) -> Place | None:
    for mention in known.names:
        if argument.span.holds(mention.span) and mention.type in {"place", "country", "region", "sea"}:
            return known.place(mention.span)
    return None


def _place_filler(role: str, argument: Argument, known: Knowledge) -> Filler:
    """A place: the name inside the phrase when there is one, with the phrase's own words besides."""
    sentence = known.sentences[argument.sentence]
    text = known.text[argument.span.start : argument.span.end]
    variants = _variants(known, sentence, argument)
    mention = _named_place(known, argument)
    how = argument.how
    if mention is None:
        mention = known.place_reference(argument.sentence, argument.head)
        how = "reference" if mention is not None else how
    if mention is None:
        return Filler(role, text, argument.span, variants[0], tuple(variants)[:_MOST_NAMES], None, None, None, how)
    place = known.place(mention.span)
    if how == "reference" and "site" in known.types_of(argument.sentence, argument.head):
        # "un hôpital de la ville": a site without a name, in the town that its complement points to
        names = [*variants[:4], mention.text, *(place.names[:6] if place else ())]
        unique = tuple(dict.fromkeys(names))[:_MOST_NAMES]
        return Filler(role, text, argument.span, variants[0], unique, None, mention.country, place, how)
    names = [mention.text, *(place.names[:6] if place else mention.names[:6]), *variants]
    name = mention.text
    country = place.country if place else mention.country
    return Filler(
        role,
        text,
        argument.span,
        name,
        tuple(dict.fromkeys(names))[:_MOST_NAMES],
        place.id if place else mention.id,
        country,
        place,
        how,
    )


def _named_place(known: Knowledge, argument: Argument) -> Mention | None:
    """The name on the map that the phrase's head is part of, else the first that the phrase holds."""
    sentence = known.sentences[argument.sentence]
    head = sentence.tokens[argument.head].span
    kinds = {"place", "country", "region", "sea"}
    if sentence.tokens[argument.head].lemma in known.missions:
        # "l'ambassade de France à Kyiv" is in Kyiv; without a town, nobody told where
        below = [i for i in sentence.subtree(argument.head) if known.marker(sentence.index, i) in known.locative]
        stands = [m for i in below for m in known.names if m.type in kinds and m.span.overlaps(sentence.tokens[i].span)]
        return next(iter(stands), None)
    at_head = next((m for m in known.names if m.type in kinds and m.span.overlaps(head)), None)
    return at_head or next((m for m in known.names if m.type in kinds and argument.span.holds(m.span)), None)
