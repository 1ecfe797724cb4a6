"""Rules meet propositions: which frames fire, and which argument fills which role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from greffier.frames.clauses import ClauseGrammar
from greffier.frames.phrases import base
from greffier.model import Argument, Frame, Proposition, Rule, Sentence, Span

__all__ = ["RuleIndex", "TypesOf", "fits", "index_rules", "match", "steps"]

TypesOf = Callable[[int, int], frozenset[str]]  # (sentence, head token) -> what the phrase can be

# What each type that a frame asks for accepts.
_ACCEPTS = {
    "actor": frozenset({"actor", "country", "body", "person", "people", "pronoun", "official", "institution", "name"}),
    "people": frozenset({"people", "person", "pronoun", "number", "name"}),
    "place": frozenset({"place", "country", "site", "name"}),
    "thing": frozenset({"thing", "place", "country", "site", "people", "body", "person", "actor", "pronoun", "weapon"}),
    "deal": frozenset({"deal", "pronoun", "clause", "sanction"}),
    "matter": frozenset({"deal", "pronoun", "clause", "sanction", "thing"}),
    "body": frozenset({"body", "institution"}),
    "aid": frozenset({"aid", "money", "weapon"}),
}
_LONGEST_GAP = 4  # words that may stand between a verb and the rest of its fixed phrase


@dataclass(frozen=True, slots=True)
class RuleIndex:
    """Rules by the first word that evokes them, with the rest of the phrase."""

    verbs: Mapping[str, tuple[tuple[Rule, tuple[str, ...], bool], ...]]
    nouns: Mapping[str, tuple[tuple[Rule, tuple[str, ...]], ...]]

    @property
    def noun_lemmas(self) -> frozenset[str]:
        """First words of the nouns of happening."""
        return frozenset(self.nouns)


def index_rules(rules: Iterable[Rule], reflexives: Iterable[str]) -> RuleIndex:
    """An index of `rules`; `reflexives` are the pronouns that open a reflexive infinitive (*se *, *s'*)."""
    verbs: dict[str, list[tuple[Rule, tuple[str, ...], bool]]] = defaultdict(list)
    nouns: dict[str, list[tuple[Rule, tuple[str, ...]]]] = defaultdict(list)
    pronouns = tuple(reflexives)
    for rule in rules:
        for verb in rule.verbs:
            bare = next((verb.removeprefix(p) for p in pronouns if verb.startswith(p)), verb)
            first, *rest = _words(bare)
            verbs[first].append((rule, tuple(rest), bare != verb))
        for noun in rule.nouns:
            first, *rest = _words(noun)
            nouns[first].append((rule, tuple(rest)))
    return RuleIndex({k: tuple(v) for k, v in verbs.items()}, {k: tuple(v) for k, v in nouns.items()})


def _words(phrase: str) -> list[str]:
    """Words as a tokenizer cuts them: an elided one keeps its apostrophe (*prendre d' assaut*)."""
    return phrase.replace("'", "' ").split()


def fits(types: frozenset[str], wanted: str) -> bool:
    """True when a phrase of `types` can be what a frame wants; `|` separates alternatives, `any` takes all."""
    return any(w == "any" or types & _ACCEPTS.get(w, frozenset({w})) for w in wanted.split("|"))


def match(
    proposition: Proposition, sentence: Sentence, index: RuleIndex, types_of: TypesOf, grammar: ClauseGrammar
) -> list[Frame]:
    """The frames that fire on a proposition, best of each kind."""
    best: dict[str, tuple[int, int, Frame]] = {}
    for order, (rule, anchor) in enumerate(_candidates(proposition, sentence, index)):
        frame = _fill(rule, replace(proposition, anchor=anchor), sentence, types_of)
        if _refused(rule, frame, sentence, types_of):
            continue
        rank = (len(anchor), len(frame.roles))
        if rule.kind not in best or rank > best[rule.kind][:2]:
            best[rule.kind] = (*rank, frame)
        del order
    return [_apart(frame, sentence) for _, _, frame in best.values()]


def steps(
    proposition: Proposition, sentence: Sentence, index: RuleIndex, types_of: TypesOf
) -> list[tuple[Rule, Frame, str]]:
    """For `why --not`: each rule that the words evoke, what it filled, and what refused it ("" if nothing did)."""
    found = []
    for rule, anchor in _candidates(proposition, sentence, index):
        frame = _fill(rule, replace(proposition, anchor=anchor), sentence, types_of)
        found.append((rule, frame, _refused(rule, frame, sentence, types_of)))
    return found


def _candidates(p: Proposition, sentence: Sentence, index: RuleIndex) -> Iterable[tuple[Rule, tuple[int, ...]]]:
    if p.pos == "VERB":
        for rule, rest, reflexive in index.verbs.get(p.lemma, ()):
            if reflexive and not p.reflexive:
                continue
            words = _rest(sentence, p.head, rest)
            if words is not None:
                yield rule, (p.head, *words)
        return
    form = sentence.tokens[p.head].text.lower()
    for key in dict.fromkeys((p.lemma, form)):
        for rule, rest in index.nouns.get(key, ()):
            words = _rest(sentence, p.head, rest)
            if words is not None:
                yield rule, (p.head, *words)


def _rest(sentence: Sentence, head: int, rest: tuple[str, ...]) -> tuple[int, ...] | None:
    """Indices of the words that complete a fixed phrase after `head`, or None."""
    if not rest:
        return ()
    tokens = sentence.tokens
    for start in range(head + 1, min(head + 2 + _LONGEST_GAP, len(tokens) - len(rest) + 1)):
        window = tokens[start : start + len(rest)]
        if all(w in (t.text.lower(), t.lemma) for w, t in zip(rest, window, strict=True)):
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
        wanted = _wanted(rule, argument, sentence) or _partitive(rule, argument, p, sentence)
        types = types_of(argument.sentence, argument.head)
        filled = False
        for role, kind_of in wanted.items():
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


def _wanted(rule: Rule, argument: Argument, sentence: Sentence) -> Mapping[str, str]:
    if argument.slot in {"subj", "adj"}:
        return rule.subj
    if argument.slot == "obj":
        return rule.obj
    if argument.slot == "cop":
        return {}
    if argument.slot == "clause":
        own = rule.obj if _completes(argument, sentence) else {}
        return {r: t for r, t in {**own, **rule.obl.get(argument.marker, {})}.items() if "clause" in t.split("|")}
    return rule.obl.get(argument.marker, {})


def _completes(argument: Argument, sentence: Sentence) -> bool:
    """A clause that the verb calls for, not one that tells why or when."""
    return argument.marker in {"", "de"} or base(sentence.tokens[argument.head].dep) in {"ccomp", "xcomp"}


def _partitive(rule: Rule, argument: Argument, p: Proposition, sentence: Sentence) -> Mapping[str, str]:
    """*Demander des garanties*: an article that the parser takes for a preposition; only for a verb without object."""
    if p.pos != "VERB" or argument.marker != "de" or any(a.slot == "obj" for a in p.arguments):
        return {}
    cases = [c for c in sentence.children[argument.head] if sentence.tokens[c].dep == "case"]
    articles = [c for c in cases if sentence.tokens[c].feats.get("Definite") or len(sentence.tokens[c].text) > 2]
    return rule.obj if articles and articles == cases else {}


def _one_how(roles: list[tuple[str, Argument]]) -> list[tuple[str, Argument]]:
    """Where a role has fillers of the verb's own, those that the parser hung elsewhere are dropped."""
    own = {role for role, a in roles if a.how in {"dependency", "shared"} and a.slot not in {"subj", "adj"}}
    return [(role, a) for role, a in roles if a.how in {"dependency", "shared"} or role not in own]


def _refused(rule: Rule, frame: Frame, sentence: Sentence, types_of: TypesOf) -> str:
    """Why the frame may not fire, or ""."""
    filled = {role for role, _ in frame.roles} | set(rule.set)
    for alternatives in rule.needs:
        if not filled.intersection(alternatives):
            return "needs " + " or ".join(alternatives)
    word = _forbidden(rule, frame, sentence)
    return f"unless {word}" if word else ""


def _forbidden(rule: Rule, frame: Frame, sentence: Sentence) -> str:
    """The word among the anchor's own phrases, or right after it, that forbids the frame."""
    if not rule.unless:
        return ""
    p = frame.proposition
    near = {p.head, sentence.tokens[p.head].head, *sentence.children[p.head], *(a.head for a in p.arguments)}
    near |= {
        c for i in sentence.children[p.head] for c in sentence.children[i] if base(sentence.tokens[c].dep) != "conj"
    }
    words = {w for i in near for w in (sentence.tokens[i].lemma, sentence.tokens[i].text.lower())}
    after = " ".join(t.text.lower() for t in sentence.tokens[p.head : p.head + 7]).replace("' ", "'")
    return next((w for w in rule.unless if w in words or (" " in w and w in after)), "")
