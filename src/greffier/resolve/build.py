"""Drafts from frames and statements: roles grouped and resolved, source and definiteness read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from greffier.model import Argument, Context, Filler, Frame, Mention, Proposition, Quantity, Sentence, Span, SpanRole
from greffier.resolve.drafts import Draft, Knowledge, fillers_of, owner_of, quantity_in, set_role
from greffier.resolve.tree import chain

__all__ = ["Said", "fact_draft", "statement_draft"]

_LONGEST_ANCHOR = 60
_JUDGEMENTS = frozenset({"praises", "accuses"})
_NOMINAL = ("object", "prepositional")  # rules of statements whose content is a noun phrase
_JUDGING = "whole"  # rules of statements whose content is what is judged


class Said(Protocol):
    """What `resolve` needs to know of a statement (see `frames.statement`)."""

    @property
    def sentence(self) -> int:
        """Index of the sentence of its anchor."""
        ...

    @property
    def anchor(self) -> tuple[int, ...]:
        """Token indices of its anchor."""
        ...

    @property
    def speakers(self) -> tuple[Argument, ...]:
        """Who speaks."""
        ...

    @property
    def addressees(self) -> tuple[Argument, ...]:
        """Who is spoken to."""
        ...

    @property
    def act(self) -> str:
        """The codebook's act."""
        ...

    @property
    def quote(self) -> str:
        """direct, indirect or mixed."""
        ...

    @property
    def content(self) -> Span | None:
        """What is said."""
        ...

    @property
    def negated(self) -> bool:
        """True when it was not said."""
        ...

    @property
    def by(self) -> str:
        """The rule."""
        ...

    @property
    def source(self) -> Argument | None:
        """Who the report has the statement from."""
        ...

    @property
    def sentences(self) -> tuple[int, ...]:
        """All sentences that tell it."""
        ...


def _anchor(sentence: Sentence, head: int, tokens: Sequence[int]) -> Span:
    """From the first to the last evoking word; the head alone when they stand too far apart."""
    spans = [sentence.tokens[i].span for i in tokens] or [sentence.tokens[head].span]
    whole = Span(min(s.start for s in spans), max(s.end for s in spans))
    return whole if len(whole) <= _LONGEST_ANCHOR else sentence.tokens[head].span


def fact_draft(frame: Frame, known: Knowledge, reported: Sequence[tuple[Span, Said]]) -> Draft | None:
    """The draft of a frame; its source is the smallest reported span that holds its anchor."""
    p = frame.proposition
    sentence = known.sentences[p.sentence]
    draft = Draft(
        kind=frame.rule.kind,
        sentence=p.sentence,
        head=p.head,
        anchor=_anchor(sentence, p.head, p.anchor),
        evidence=[sentence.span],
        by=frame.rule.id,
        context=p.context,
        traits=known.kinds[frame.rule.kind].traits,
        factuality=p.context.factuality,
        again=p.is_told_again(sentence),
        bare=_lacks(frame),
        definite=any(_definite(sentence, h, known.fused) for h in _told_as(p)),
        heads=frozenset((a.sentence, a.head) for a in p.arguments),
        nouns=frozenset(
            (p.sentence, t.lemma) for t in map(sentence.tokens.__getitem__, _told_as(p)) if t.pos == "NOUN"
        ),
        place_in_page=sentence.place,
    )
    grouped: dict[str, list[Argument]] = defaultdict(list)
    for role, argument in frame.roles:
        grouped[role].append(argument)
    for role, arguments in grouped.items():
        set_role(draft, role, arguments, known)
    missing = grouped.keys() - draft.roles.keys()
    if any(_is_needed(frame, role) and _is_span(known, draft.kind, role) for role in missing):
        return None  # a pronoun that stands for nothing
    draft.company = frozenset(r for r, arguments in grouped.items() if all(_is_company(a, known) for a in arguments))
    draft.generic = frozenset(r for r, arguments in grouped.items() if all(_is_generic(a, known) for a in arguments))
    for role, value in (*frame.rule.set.items(), *frame.values):
        draft.roles[role] = SpanRole(role, value) if isinstance(value, Span) else value
    _numbers(draft, grouped, known)
    _own_money(draft, known)
    _uncounted(draft, known)
    for role, spec in known.kinds[draft.kind].roles.items():
        if "owner_of" in spec:
            owner_of(str(spec["owner_of"]), role, draft, known)
    if draft.roles.get("number") == Quantity(0, 0):
        draft.factuality = "denied"
    _promise(draft)
    draft.source = _source(draft, known, reported)
    return draft


def _lacks(frame: Frame) -> bool:
    filled = {role for role, _ in frame.roles} | set(frame.rule.set)
    return any(not filled.intersection(need) for need in frame.rule.needs)


def _is_needed(frame: Frame, role: str) -> bool:
    return any(role in need for need in frame.rule.needs)


def _is_span(known: Knowledge, kind: str, role: str) -> bool:
    return known.kinds[kind].roles.get(role, {}).get("is") == "span"


def _promise(draft: Draft) -> None:
    """What is announced or promised has happened as a promise (codebook, "Aid")."""
    promise = draft.traits.promise
    if promise is not None and draft.factuality == "planned":
        draft.factuality = "actual"
        if draft.roles.get(promise.role) in {None, *promise.instead_of}:
            draft.roles[promise.role] = promise.value


def _told_as(p: Proposition) -> list[int]:
    """The anchor, and what it is said to be: *la réunion était une séance de travail*."""
    return [p.head, *(a.head for a in p.arguments if a.slot == "cop")]


def _is_company(argument: Argument, known: Knowledge) -> bool:
    """*Les dirigeants*, *the parties*: a definite plural without complements, for those who were told of."""
    sentence = known.sentences[argument.sentence]
    token = sentence.tokens[argument.head]
    below = [sentence.tokens[c] for c in sentence.children[argument.head]]
    named = {token.lemma.lower(), token.text.lower()} & known.company and token.feats.get("Number") == "Plur"
    definite = any(t.feats.get("Definite") == "Def" or t.feats.get("PronType") == "Art" for t in below)
    plain = {"DET", "NUM", "ADP", "PUNCT"}  # "les deux chefs d'État" is one title
    bare = all(t.pos in plain or t.dep == "conj" or t.lemma in known.company for t in below)
    return bool(named) and definite and bare


def _is_generic(argument: Argument, known: Knowledge) -> bool:
    token = known.sentences[argument.sentence].tokens[argument.head]
    return token.pos == "NUM" or token.lemma in known.generic or token.text.lower() in known.generic


def _definite(sentence: Sentence, head: int, fused: frozenset[str]) -> bool:
    """*cette attaque*, *du voyage*: a noun that points back. `fused` are prepositions that hold an article."""
    if sentence.tokens[head].pos not in {"NOUN", "PROPN"}:
        return False
    for c in sentence.children[head]:
        token = sentence.tokens[c]
        if (token.dep == "case" and token.text.lower() in fused) or (token.pos == "DET" and token.points_back):
            return True
    return False


def _numbers(draft: Draft, grouped: dict[str, list[Argument]], known: Knowledge) -> None:
    """A number told inside a filler's phrase: *vingt otages*, *plus de deux milliards d'euros d'aide*."""
    for role, spec in known.kinds[draft.kind].roles.items():
        how = spec.get("is")
        if how not in {"number", "amount"} or role in draft.roles:
            continue
        for other in (*spec.get("within", ()), *([role] if role in grouped else [])):
            for argument in grouped.get(other, ()):
                quantity = quantity_in(known, argument.span, money=how == "amount")
                if quantity is not None and role not in draft.roles:
                    draft.roles[role] = quantity
        if how == "amount" and role not in draft.roles and not _is_counted(grouped.get(role, ()), known):
            _money_of_clause(draft, role, known)
        if spec.get("counts") and role not in draft.roles:
            _count_singulars(draft, role, grouped.get(str(spec["counts"]), ()), known)


def _own_money(draft: Draft, known: Knowledge) -> None:
    """*La Norvège a promis 10 millions de couronnes*: a word that several countries share is the giver's money."""
    sentence = known.sentences[draft.sentence].span
    for role, spec in known.kinds[draft.kind].roles.items():
        amount, givers = draft.roles.get(role), draft.roles.get(str(spec.get("payer", "")))
        if not isinstance(amount, Quantity) or amount.currency is None or not isinstance(givers, tuple):
            continue
        told = [m for m in known.quantities if sentence.holds(m.span) and m.quantity == amount]
        shared = known.shared_money.get(told[0].text.lower().split()[-1], {}) if told else {}
        countries = {_country_of(f, known) for f in givers}
        own = shared.get(countries.pop() or "") if len(countries) == 1 else None
        if own is not None:
            draft.roles[role] = replace(amount, currency=own)


def _country_of(filler: Filler, known: Knowledge) -> str | None:
    """A filler's country, or the one that its adjective names (*le ministre norvégien*)."""
    if filler.country is not None:
        return filler.country
    return next((m.country for m in known.names if m.type == "demonym" and filler.span.holds(m.span)), None)


def _uncounted(draft: Draft, known: Knowledge) -> None:
    """A group is named without its number, which is a role of its own (*quatre dockers*: dockers, 4)."""
    for role, spec in known.kinds[draft.kind].roles.items():
        for other in spec.get("within", ()) if spec.get("is") == "number" and role in draft.roles else ():
            value = draft.roles.get(other)
            if isinstance(value, tuple):
                draft.roles[other] = tuple(_without_number(f, known) for f in value)


def _without_number(filler: Filler, known: Knowledge) -> Filler:
    inside = [m for m in known.quantities if filler.span.holds(m.span) and m.type == "number"]
    if not inside or (filler.id is not None and not filler.id.startswith("np:")):
        return filler
    own = [n for n in (filler.name, *filler.names) if n.casefold() in filler.text.casefold()]  # not its country's names
    bare = min(
        (n for n in own or (filler.name, *filler.names) if n and not n[0].isdigit()),
        key=lambda n: _numbered(n, inside),
        default=filler.name,
    )
    names = tuple(dict.fromkeys([bare, filler.name, *filler.names]))[:12]
    return replace(filler, name=bare, names=names)


def _numbered(name: str, inside: Sequence[Mention]) -> tuple[bool, int]:
    """Names without the figure first, then the longest."""
    figures = {word for m in inside for word in m.text.lower().split()}
    return bool(figures & set(name.lower().split())), -len(name)


def _count_singulars(draft: Draft, role: str, arguments: Sequence[Argument], known: Knowledge) -> None:
    """Single persons count as one each (*un journaliste a été arrêté*); a plural or a group without a figure not."""
    single = [_is_single(known.sentences[a.sentence], a.head, known) for a in arguments]
    if single and all(single):
        draft.roles[role] = Quantity(len(single), len(single))


def _is_single(sentence: Sentence, head: int, known: Knowledge) -> bool:
    token = sentence.tokens[head]
    if token.pos == "PROPN":
        return True
    numbers = [
        sentence.tokens[c].feats.get("Number") for c in sentence.children[head] if sentence.tokens[c].pos == "DET"
    ]
    singular = token.feats.get("Number", "") == "Sing" or ("Sing" in numbers and "Number" not in token.feats)
    return singular and "people" in known.types_of(sentence.index, head)


def _is_counted(arguments: Sequence[Argument], known: Knowledge) -> bool:
    """Goods with a figure of their own (*20 tonnes de riz*) take none from elsewhere in the sentence."""
    tokens = [(known.sentences[a.sentence], a.head) for a in arguments]
    return any(s.tokens[c].dep == "nummod" for s, head in tokens for c in s.children[head])


def _money_of_clause(draft: Draft, role: str, known: Knowledge) -> None:
    """The one amount of money of the sentence."""
    sentence = known.sentences[draft.sentence]
    money = [
        m
        for m in known.quantities
        if m.type == "money" and sentence.span.holds(m.span) and m.approximate != "conversion"
    ]
    if len(money) == 1 and isinstance(money[0].quantity, Quantity):
        draft.roles[role] = money[0].quantity


def _source(draft: Draft, known: Knowledge, reported: Sequence[tuple[Span, Said]]) -> Filler | None:
    """Who the report says it from: the speaker of the smallest reported span that holds the anchor.

    A judgement on something (*a qualifié l'entretien d'utile*) reports the judgement, not the thing.
    """
    for span, said in reported:
        judged = said.by.endswith(_JUDGING) or _presupposes(span, said, known)
        if span.holds(draft.anchor) and not _is_anchor(draft, said) and not judged:
            for speaker in said.speakers:
                fillers = fillers_of("source", speaker, known, "actor")
                if fillers:
                    own = _takes_own_stand(draft, fillers[0], said) or _is_background(draft, span, said, known)
                    return None if own else fillers[0]
            return None
    return None


def _takes_own_stand(draft: Draft, speaker: Filler, said: Said) -> bool:
    """A stand that its own actor takes while speaking is told by the report itself."""
    actor = draft.roles.get("actor")
    if draft.kind != "position" or said.quote == "direct" or not isinstance(actor, tuple):
        return False
    return any(speaker.name == f.name for f in actor)


def _presupposes(span: Span, said: Said, known: Knowledge) -> bool:
    """*A condamné l'attaque du 11 mai*: who judges what is known does not tell it; *a dénoncé une attaque* may."""
    if said.quote != "indirect" or said.act not in _JUDGEMENTS or not said.by.endswith(_NOMINAL):
        return False
    first = known.sentences[said.sentence].at(span.start)
    return first is not None and (first.points_back or first.feats.get("Poss") == "Yes")


def _is_background(draft: Draft, span: Span, said: Said, known: Knowledge) -> bool:
    """*Les troupes, qui s'étaient retirées, cherchent …, a dit X*: what the report itself adds between commas, where
    X does not say just that.
    """
    if said.quote == "direct":
        return False
    sentence = known.sentences[draft.sentence]
    return any(_is_added(sentence, i, span) for i in chain(sentence, draft.head))


def _is_added(sentence: Sentence, verb: int, span: Span) -> bool:
    """The verb of a relative clause that a comma sets apart from a subject, `span` holding more than the clause."""
    token = sentence.tokens[verb]
    if token.dep != "acl:relcl" or not sentence.tokens[token.head].dep.startswith("nsubj"):
        return False
    pronouns = [t for t in sentence.tokens[:verb] if t.feats.get("PronType") == "Rel"]
    if not pronouns or span.start >= pronouns[-1].span.start:
        return False
    return pronouns[-1].i > 0 and sentence.tokens[pronouns[-1].i - 1].text == ","


def _is_anchor(draft: Draft, said: Said) -> bool:
    return said.sentence == draft.sentence and draft.head in said.anchor


def statement_draft(said: Said, known: Knowledge, reported: Sequence[tuple[Span, Said]] = ()) -> Draft | None:
    """The draft of a statement; None when nobody can be named who says it and nothing is said.

    Its source is who tells in the smallest span of `reported` around it that somebody said so.
    """
    sentence = known.sentences[said.sentence]
    head = said.anchor[0]
    factuality = "denied" if said.negated else "actual"
    draft = Draft(
        kind="statement",
        sentence=said.sentence,
        head=head,
        anchor=_anchor(sentence, head, said.anchor),
        evidence=[known.sentences[s].span for s in (said.sentences or (said.sentence,))],
        by=said.by if said.by.startswith("statement.") else f"statement.{said.by}",
        context=Context(factuality),
        traits=known.kinds["statement"].traits,
        factuality=factuality,
        place_in_page=sentence.place,
    )
    for role, arguments in (("speaker", said.speakers), ("addressee", said.addressees)):
        fillers = [f for a in arguments for f in fillers_of(role, a, known, "actor")]
        if fillers:
            draft.roles[role] = tuple(replace(f, role=role) for f in fillers)
    draft.roles["act"] = said.act
    draft.roles["quote"] = said.quote
    if said.content is not None:
        draft.roles["content"] = SpanRole("content", said.content)
    if not said.speakers:
        draft.doubts.append("speaker not told")
    told = fillers_of("source", said.source, known, "actor") if said.source is not None else ()
    # one marker of a source inside another ("500 selon la police, 900 selon les organisateurs") passes nothing on
    teller = next(iter(told), None) or (None if said.by == "statement.source" else _source(draft, known, reported))
    own = draft.roles.get("speaker")
    if teller is not None and not (isinstance(own, tuple) and any(f.name == teller.name for f in own)):
        draft.source = teller
    return draft
