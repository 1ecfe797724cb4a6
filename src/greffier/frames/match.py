"""Rules meet propositions: which frames fire, and which argument fills which role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from greffier.frames.clauses import ClauseGrammar
from greffier.frames.phrases import base, conjuncts, marker_of, phrase_span
from greffier.lexicon import Language, accepted, load_language
from greffier.model import Argument, Frame, Proposition, Rule, Sentence, Span

__all__ = ["RuleIndex", "TypesOf", "asked_of", "fits", "index_rules", "match", "steps"]

TypesOf = Callable[[int, int], frozenset[str]]  # (sentence, head token) -> what the phrase can be

_LONGEST_GAP = 4  # words that may stand between a verb and the rest of its fixed phrase


@dataclass(frozen=True, slots=True)
class RuleIndex:
    """Rules by the word that evokes them: a verb with the words after it, a noun with those before and after it."""

    verbs: Mapping[str, tuple[tuple[Rule, tuple[str, ...], bool], ...]]
    nouns: Mapping[str, tuple[tuple[Rule, tuple[str, ...], tuple[str, ...]], ...]]


def index_rules(rules: Iterable[Rule], reflexives: Iterable[str]) -> RuleIndex:
    """An index of `rules`; `reflexives` are the pronouns that open a reflexive infinitive (*se *, *s'*)."""
    verbs: dict[str, list[tuple[Rule, tuple[str, ...], bool]]] = defaultdict(list)
    nouns: dict[str, list[tuple[Rule, tuple[str, ...], tuple[str, ...]]]] = defaultdict(list)
    pronouns = tuple(reflexives)
    for rule in rules:
        for verb in rule.verbs:
            bare = next((verb.removeprefix(p) for p in pronouns if verb.startswith(p)), verb)
            first, *rest = _words(bare)
            verbs[first].append((rule, tuple(rest), bare != verb))
        for noun in rule.nouns:
            words = tuple(_words(noun))
            at = _head_of(words, load_language(rule.language))
            nouns[words[at]].append((rule, words[:at], words[at + 1 :]))
    return RuleIndex({k: tuple(v) for k, v in verbs.items()}, {k: tuple(v) for k, v in nouns.items()})


def _head_of(words: tuple[str, ...], language: Language) -> int:
    """Where the head of a noun phrase stands: first, or where the language says so last before a preposition."""
    order = language.section("nouns").get("order", {})
    if order.get("head") != "last":
        return 0
    return next((i for i, w in enumerate(words) if w in order.get("links", ())), len(words)) - 1


def _words(phrase: str) -> list[str]:
    """Words as a tokenizer cuts them: an elided one keeps its apostrophe (*prendre d' assaut*)."""
    return phrase.replace("'", "' ").split()


def fits(types: frozenset[str], wanted: str) -> bool:
    """True when a phrase of `types` can be what a frame wants; `|` separates alternatives, `any` takes all."""
    return any(w == "any" or types & accepted().get(w, frozenset({w})) for w in wanted.split("|"))


def match(
    proposition: Proposition,
    sentence: Sentence,
    index: RuleIndex,
    types_of: TypesOf,
    grammar: ClauseGrammar,
    finish: Callable[[Frame], Frame | None] = lambda frame: frame,
) -> list[Frame]:
    """The frames that fire on a proposition, best of each kind.

    `finish` completes a frame or refuses it with None; the next best of its kind then has its turn.
    """
    ranked: dict[str, list[tuple[tuple[int, int], Frame]]] = {}
    for rule, anchor in _candidates(proposition, sentence, index):
        p = replace(proposition, anchor=anchor, arguments=_of_phrase(proposition, anchor, sentence, grammar))
        frame = _fill(rule, p, sentence, types_of)
        if not _refused(rule, frame, sentence, grammar):
            ranked.setdefault(rule.kind, []).append(((len(anchor), len(frame.roles)), frame))
    best = []
    for found in ranked.values():
        found.sort(key=lambda x: x[0], reverse=True)  # stable: of equals the first in its file wins
        fit = next((f for _, frame in found if (f := finish(_apart(frame, sentence))) is not None), None)
        if fit is not None:
            best.append(fit)
    return best


def steps(
    proposition: Proposition, sentence: Sentence, index: RuleIndex, types_of: TypesOf, grammar: ClauseGrammar
) -> list[tuple[Rule, Frame, str]]:
    """For `why --not`: each rule that the words evoke, what it filled, and what refused it ("" if nothing did)."""
    found = []
    for rule, anchor in _candidates(proposition, sentence, index):
        p = replace(proposition, anchor=anchor, arguments=_of_phrase(proposition, anchor, sentence, grammar))
        frame = _fill(rule, p, sentence, types_of)
        found.append((rule, frame, _refused(rule, frame, sentence, grammar)))
    return found


def _candidates(p: Proposition, sentence: Sentence, index: RuleIndex) -> Iterable[tuple[Rule, tuple[int, ...]]]:
    if p.pos == "VERB":
        found = index.verbs.get(p.lemma, ())
        own = {rule.kind for rule, _, reflexive in found if reflexive} if p.reflexive else set()
        for rule, rest, reflexive in found:
            if reflexive != p.reflexive and (reflexive or rule.kind in own):
                continue  # where a kind knows the reflexive verb, the bare one says something else
            words = _rest(sentence, p.head, rest)
            if words is not None:
                yield rule, (p.head, *words)
        return
    form = sentence.tokens[p.head].text.lower()
    for key in dict.fromkeys((p.lemma, form)):
        for rule, before, rest in index.nouns.get(key, ()):
            words = _rest(sentence, p.head, rest)
            if words is not None and _stands_before(sentence, p.head, before):
                yield rule, (p.head, *range(p.head - len(before), p.head), *words)


def _particle(sentence: Sentence, head: int, word: str) -> int | None:
    """The particle of a verb behind its object (*pulled its troops out*), or opening what follows (*out of town*)."""
    own = [c for c in sentence.children[head] if c > head]
    below = [d for c in own if base(sentence.tokens[c].dep) == "obl" for d in sentence.children[c] if d < c]
    found = [c for c in own if sentence.tokens[c].dep in {"compound:prt", "advmod"}]
    found += [d for d in below if sentence.tokens[d].dep == "case" and d > head]
    return next((c for c in found if sentence.tokens[c].text.lower() == word), None)


def _stands_before(sentence: Sentence, head: int, words: tuple[str, ...]) -> bool:
    window = sentence.tokens[max(0, head - len(words)) : head]
    return len(window) == len(words) and all(w in (t.text.lower(), t.lemma) for w, t in zip(words, window, strict=True))


def _of_phrase(
    p: Proposition, anchor: tuple[int, ...], sentence: Sentence, grammar: ClauseGrammar
) -> tuple[Argument, ...]:
    """The arguments, with what hangs on the other words of a fixed phrase (*prendre le contrôle de la ville*)."""
    known = {a.head for a in p.arguments} | set(anchor)
    found = list(p.arguments)
    for word in anchor[1:]:
        for c in sentence.children[word]:
            token = sentence.tokens[c]
            if c in known or base(token.dep) not in {"nmod", "obl"} or token.pos not in {"NOUN", "PROPN", "PRON"}:
                continue
            marker = marker_of(sentence, c, grammar)
            for h in conjuncts(sentence, c):
                found.append(Argument("obl", marker, sentence.index, h, phrase_span(sentence, h)))
    return tuple(found)


def _rest(sentence: Sentence, head: int, rest: tuple[str, ...]) -> tuple[int, ...] | None:
    """Indices of the words that complete a fixed phrase after `head`, or None."""
    if not rest:
        return ()
    tokens = sentence.tokens
    if len(rest) == 1 and (particle := _particle(sentence, head, rest[0])) is not None:
        return (particle,)
    for start in range(head + 1, min(head + 2 + _LONGEST_GAP, len(tokens) - len(rest) + 1)):
        window = tokens[start : start + len(rest)]
        if all(w in (t.text.lower(), t.text.lower()[:-1], t.lemma) for w, t in zip(rest, window, strict=True)):
            return tuple(range(start, start + len(rest)))
        if tokens[start].pos not in {"ADV", "DET", "PRON", "ADP", "ADJ", "AUX"}:
            return None
    return None


def _fill(rule: Rule, p: Proposition, sentence: Sentence, types_of: TypesOf) -> Frame:
    roles: list[tuple[str, Argument]] = []
    taken: set[int] = set(p.anchor[1:])
    for argument in p.arguments:
        if argument.head in taken:
            continue
        asked = asked_of(rule, argument, sentence) or _partitive(rule, argument, p, sentence)
        types = types_of(argument.sentence, argument.head)
        filled = False
        for role, kind_of in asked.items():
            if fits(types, kind_of) and (not filled or (kind_of == "place" and "weapon" not in types)):
                roles.append((role, argument))
                filled = True
    return Frame(rule, p, tuple(_one_how(roles)))


def _apart(frame: Frame, sentence: Sentence) -> Frame:
    """A phrase ends where another role's phrase, hung on it by the parser, begins: *reçu X* | *à Y*."""
    hung = [a for _, a in frame.roles if a.how == "marker"]
    return replace(frame, roles=tuple((r, _ending_before(a, hung, sentence)) for r, a in frame.roles))


def _ending_before(argument: Argument, hung: Iterable[Argument], sentence: Sentence) -> Argument:
    inside = [h for h in hung if argument.head < h.head and argument.span.holds(h.span) and h.head != argument.head]
    if not inside:
        return argument
    first = min(inside, key=lambda h: h.span.start)
    cases = [c for c in sentence.children[first.head] if c < first.head and sentence.tokens[c].dep == "case"]
    start = min([first.span.start, *(sentence.tokens[c].span.start for c in cases)])
    ends = [t.span.end for t in sentence.tokens if t.span.end <= start and t.span.start >= argument.span.start]
    return replace(argument, span=Span(argument.span.start, max(ends))) if ends else argument


def asked_of(rule: Rule, argument: Argument, sentence: Sentence) -> Mapping[str, str]:
    """The roles that a frame gives the slot in which an argument stands, with the type that each asks for."""
    if argument.slot in {"subj", "adj"}:
        return rule.subj
    if argument.slot == "obj":
        return rule.obj
    if argument.slot == "cop":
        return {}
    if argument.slot == "clause":
        own = rule.obj if _completes(rule, argument, sentence) else {}
        return {r: t for r, t in {**own, **rule.obl.get(argument.marker, {})}.items() if "clause" in t.split("|")}
    return rule.obl.get(argument.marker, {})


def _completes(rule: Rule, argument: Argument, sentence: Sentence) -> bool:
    """A clause that the verb calls for, not one that tells why or when."""
    return argument.marker in {"", *rule.partitive} or base(sentence.tokens[argument.head].dep) in {"ccomp", "xcomp"}


def _partitive(rule: Rule, argument: Argument, p: Proposition, sentence: Sentence) -> Mapping[str, str]:
    """*Demander des garanties*: an article that the parser takes for a preposition; only for a verb without object."""
    if p.pos != "VERB" or argument.marker not in rule.partitive or any(a.slot == "obj" for a in p.arguments):
        return {}
    cases = [c for c in sentence.children[argument.head] if sentence.tokens[c].dep == "case"]
    articles = [c for c in cases if sentence.tokens[c].feats.get("Definite") or len(sentence.tokens[c].text) > 2]
    return rule.obj if articles and articles == cases else {}


def _one_how(roles: list[tuple[str, Argument]]) -> list[tuple[str, Argument]]:
    """Where a role has fillers of the verb's own, those that the parser hung elsewhere are dropped."""
    own = {role for role, a in roles if a.how in {"dependency", "shared"} and a.slot not in {"subj", "adj"}}
    return [(role, a) for role, a in roles if a.how in {"dependency", "shared"} or role not in own]


def _refused(rule: Rule, frame: Frame, sentence: Sentence, grammar: ClauseGrammar) -> str:
    """Why the frame may not fire, or ""."""
    filled = {role for role, _ in frame.roles} | set(rule.set)
    # a happening that was told before needs nothing to tell it by
    for alternatives in () if frame.proposition.is_told_again(sentence) else rule.needs:
        if not filled.intersection(alternatives):
            return "needs " + " or ".join(alternatives)
    word = _forbidden(rule, frame, sentence, grammar)
    return f"unless {word}" if word else ""


def _forbidden(rule: Rule, frame: Frame, sentence: Sentence, grammar: ClauseGrammar) -> str:
    """The word among the anchor's own phrases, or right after it, that forbids the frame; not what it answers."""
    if not rule.unless:
        return ""
    p = frame.proposition
    near = {p.head, sentence.tokens[p.head].head, *sentence.children[p.head], *(a.head for a in p.arguments)}
    near |= {
        c for i in sentence.children[p.head] for c in sentence.children[i] if base(sentence.tokens[c].dep) != "conj"
    }
    if sentence.tokens[p.head].feats.get("VerbForm") == "Part" and sentence.tokens[p.head].feats.get("Tense") == "Pres":
        # "un train de sanctions …, visant la flotte": what the participle is told of stands beside it
        beside = sentence.children[sentence.tokens[p.head].head]
        near |= {*beside, *(c for i in beside for c in sentence.children[i])}
    answered = {a.head for a in p.arguments if a.marker in grammar.answering}
    near -= answered | {c for i in answered for c in sentence.children[i]}
    words = {sentence.tokens[i].text.lower() for i in near}
    words |= {sentence.tokens[i].lemma for i in near if sentence.tokens[i].pos != "CCONJ"}  # "puis" is no "pouvoir"
    after = " ".join(t.text.lower() for t in sentence.tokens[p.head : p.head + 7]).replace("' ", "'")
    return next((w for w in rule.unless if w in words or (" " in w and w in after)), "")
