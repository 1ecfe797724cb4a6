"""Which noun phrase each pronoun stands for, or nothing rather than a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from greffier.mentions.actors.entities import Cast, Entity
from greffier.mentions.actors.holders import agree
from greffier.mentions.actors.page import Nominal
from greffier.mentions.actors.pronouns import Pronoun, is_impersonal, pronoun_at
from greffier.model import Sentence, Span, Token

__all__ = ["Found", "resolve_all"]

_BACK = 3  # sentences that a pronoun may reach back
_HUMAN = frozenset({"person", "role", "human", "people"})
_ACTING = _HUMAN | {"country", "body", "group"}
_LAST_WORD = 2  # sentences
_APART = frozenset({"title", "heading", "caption"})
_CLAUSES = frozenset({"ccomp", "advcl", "acl", "parataxis", "xcomp", "csubj"})
_DEEP = 12  # steps up to a verb
_LEAST = 2.0  # below this score nothing is meant


@dataclass(frozen=True, slots=True)
class Found:
    """What a pronoun stands for: one noun phrase, or several; for *y*, beside the place, the thing that it may be."""

    nominals: tuple[Nominal, ...]
    thing: Nominal | None = None


@dataclass(slots=True)
class _Seen:
    """A noun phrase that a later pronoun may stand for."""

    nominals: tuple[Nominal, ...]
    entity: Entity
    sentence: int
    head: int
    gender: str | None
    number: str | None
    subject: bool
    dep: str
    clause: int
    quote: int = -1
    speaks: bool = False


def resolve_all(cast: Cast, quotations: Sequence[Span] = ()) -> dict[tuple[int, int], Found]:
    """Every pronoun that can be resolved, by (sentence, token). `quotations` are spans of quoted words."""
    found: dict[tuple[int, int], Found] = {}
    quotes = _Quotes(quotations)
    seen: list[_Seen] = []
    for s, sentence in enumerate(cast.page.sentences):
        if sentence.place != "furniture":
            _read_sentence(cast, s, quotes, seen, found)
    return found


def _read_sentence(cast: Cast, s: int, quotes: _Quotes, seen: list[_Seen], found: dict[tuple[int, int], Found]) -> None:
    """Resolve the pronouns of one sentence from left to right, and remember its noun phrases for what follows."""
    heads = {n.head: n for n in cast.nominals[s]}
    for token in cast.page.sentences[s].tokens:
        i, quote = token.i, quotes.at(token.span.start)
        latest = _latest(cast, heads[i], seen) if i in heads and _is_last(cast, heads[i]) else None
        if latest is not None:
            found[(s, i)] = latest
            seen.append(_as_seen(cast, latest.nominals, s, i, i, heads[i].gender, heads[i].number, quote))
        elif i in heads and not cast.page.titles.has("times", heads[i].lemma):
            seen.extend(_seen(cast, heads[i], heads, quote))
        pronoun = pronoun_at(cast, s, i)
        if pronoun is None or pronoun.use == "speaker" or (i in heads and pronoun.use != "demonstrative"):
            continue
        answer = _resolve(cast, replace(pronoun, quote=quote), seen, heads)
        if answer is not None:
            found[(s, i)] = answer
            if pronoun.use in {"personal", "demonstrative"}:
                seen.append(_again(cast, pronoun, answer, quote))


class _Quotes:
    """Which outermost quotation holds an offset; asked in rising order."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = sorted(spans)
        self._next = 0

    def at(self, offset: int) -> int:
        """Index of the quotation, -1 outside."""
        while self._next < len(self._spans) and self._spans[self._next].end <= offset:
            self._next += 1
        inside = self._next < len(self._spans) and self._spans[self._next].start <= offset
        return self._next if inside else -1


def _clause(sentence: Sentence, i: int) -> int:
    """The verb that a token hangs on, or whatever stands in a verb's place."""
    tokens = sentence.tokens
    for _ in range(_DEEP):
        token = tokens[i]
        joined = token.dep == "conj" and tokens[token.head].pos == "VERB"
        if token.pos == "VERB" or token.head == i or joined or token.dep.partition(":")[0] in _CLAUSES:
            break
        i = token.head
    return i


def _is_subject(cast: Cast, sentence: Sentence, token: Token) -> bool:
    if token.dep.startswith("nsubj"):
        return True
    if token.dep.startswith("obl") and _opens(sentence, token):
        return True
    if token.dep != "obj" or token.i < token.head:
        return False
    verb = sentence.tokens[token.head]  # "affirme le ministre": the parser takes the subject for an object
    siblings = [sentence.tokens[c] for c in sentence.children[verb.i]]
    finite = verb.feats.get("VerbForm") == "Fin" or any(t.pos == "AUX" for t in siblings)
    speech = verb.lemma in cast.page.titles.speech
    return finite and speech and not any(t.dep.startswith("nsubj") for t in siblings)


def _opens(sentence: Sentence, token: Token) -> bool:
    """A noun phrase without preposition that opens a sentence whose verb has no subject is that subject."""
    if any(t.dep == "case" or t.pos in {"ADP", "VERB"} for t in sentence.tokens[: token.i]):
        return False
    siblings = sentence.children[token.head]
    return not any(sentence.tokens[c].dep.startswith(("nsubj", "expl:subj", "case")) for c in siblings)


def _seen(cast: Cast, n: Nominal, heads: dict[int, Nominal], quote: int) -> list[_Seen]:
    """A noun phrase as a later pronoun may take it up, and the coordination that it ends."""
    sentence = cast.page.sentences[n.sentence]
    token = sentence.tokens[n.head]
    entity = cast.of_nominal[(n.sentence, n.head)]
    gender = entity.gender if entity.kind in _HUMAN else n.gender
    own = _as_seen(cast, (n,), n.sentence, n.head, n.head, gender, n.number or entity.number, quote)
    if token.dep != "conj" or token.head not in heads:
        return [own]
    first = token.head
    also = [c for c in sentence.children[first] if c in heads and c <= n.head and sentence.tokens[c].dep == "conj"]
    group = tuple(heads[c] for c in (first, *also))
    genders = {g.gender for g in group}
    gender = "Masc" if "Masc" in genders else "Fem" if genders == {"Fem"} else None
    return [own, _as_seen(cast, group, n.sentence, n.head, first, gender, "Plur", quote)]


def _as_seen(
    cast: Cast, nominals: tuple[Nominal, ...], s: int, at: int, lead: int, gender: str | None, number: str | None,
    quote: int,
) -> _Seen:  # fmt: skip
    """`at` is where it stands, `lead` the token whose place in the clause counts."""
    sentence = cast.page.sentences[s]
    entity = cast.of_nominal[(nominals[0].sentence, nominals[0].head)]
    token = sentence.tokens[lead]
    if token.dep == "appos" and token.head < lead:
        token = sentence.tokens[token.head]
    subject = _is_subject(cast, sentence, token)
    clause = _clause(sentence, lead)
    speaks = subject and sentence.tokens[clause].lemma in cast.page.titles.speech
    return _Seen(nominals, entity, s, at, gender, number, subject, token.dep, clause, quote, speaks)


def _again(cast: Cast, p: Pronoun, answer: Found, quote: int) -> _Seen:
    return _as_seen(cast, answer.nominals, p.sentence, p.i, p.i, p.gender, p.number, quote)


def _resolve(cast: Cast, p: Pronoun, seen: Sequence[_Seen], heads: dict[int, Nominal]) -> Found | None:
    if p.use == "relative":
        return _relative(cast, p, heads)
    if p.use == "personal" and is_impersonal(cast, p):
        return None
    if p.use == "there":
        where, thing = _where(cast, p, seen), _matter(cast, p, seen)
        return Found(where.nominals if where else (), thing) if where or thing else None
    if p.use == "possessive":
        return _owner(cast, p, seen)
    if p.use == "personal" and p.number == "Plur" and _both(cast, p):
        pair = _pair(seen, p.sentence, _HUMAN, cast)
        if pair is not None:
            return pair
    best = _best(cast, p, seen)
    if best is None and p.number == "Plur" and p.use == "personal":
        return _pair(seen, p.sentence, _HUMAN, cast)
    return best


def _both(cast: Cast, p: Pronoun) -> bool:
    words, titles = cast.page.lower[p.sentence][p.i + 1 : p.i + 5], cast.page.titles
    return any(titles.has("both", w) for w in words) and any(titles.has("two", w) for w in words)


def _agreeing(cast: Cast, p: Pronoun) -> Pronoun:
    """*Elle les a accusées*: a participle after its object shows the object's gender by its ending."""
    sentence = cast.page.sentences[p.sentence]
    verb = sentence.tokens[sentence.tokens[p.i].head]
    feminine = tuple(cast.page.titles.pronouns.get("feminine_participle", ()))
    if p.use != "object" or p.gender is not None or verb.feats.get("VerbForm") != "Part" or not feminine:
        return p
    return replace(p, gender="Fem" if cast.page.lower[p.sentence][verb.i].endswith(feminine) else "Masc")


def _best(cast: Cast, p: Pronoun, seen: Sequence[_Seen]) -> Found | None:
    p = _agreeing(cast, p)
    token = cast.page.token(p.sentence, p.i)
    clause = _clause(cast.page.sentences[p.sentence], p.i)
    best: tuple[float, int] | None = None
    found = None
    own = _subject_of(p, clause, seen)
    for c in reversed(seen):
        if p.sentence - c.sentence > _BACK:
            break
        score = _score(cast, p, token, clause, c) if c.entity is not own else None
        if score is not None and (best is None or score > best[0]):
            best, found = (score, c.head), c
    if best is None or best[0] < _LEAST or found is None:
        return None
    return Found(found.nominals)


def _subject_of(p: Pronoun, clause: int, seen: Sequence[_Seen]) -> Entity | None:
    """Who does what the pronoun's verb says: *le* and *lui* are somebody else."""
    if p.use != "object":
        return None
    for c in reversed(seen):
        if c.sentence != p.sentence:
            return None
        if c.subject and c.clause == clause:
            return c.entity
    return None


def _score(cast: Cast, p: Pronoun, token: Token, clause: int, c: _Seen) -> float | None:
    """How well a noun phrase suits as what a pronoun stands for; None when it cannot be."""
    if not _can_be(cast, p, c):
        return None
    near = c.sentence == p.sentence
    if near and (c.head >= p.i or (c.clause == clause and p.use != "possessive")):
        return None  # arguments of one verb are not each other
    distance = p.sentence - c.sentence
    speaks = _speaks(cast, p, token)
    if speaks and c.speaks:
        distance = min(distance, _LAST_WORD)  # who spoke last goes on, however long the quotation between
    elif speaks and c.entity.kind not in _ACTING:
        return None
    score = 6.0 - 2.0 * distance - (1.5 if distance > 1 else 0.0)
    score -= 0.0 if _together(cast, p, c) else 0.5
    score -= 0.0 if c.quote == p.quote else 6.0 if c.quote >= 0 else 1.0
    score -= 2.0 if p.gender and c.gender != p.gender and not cast.page.titles.natural else 0.0
    score -= 2.0 if cast.page.sentences[c.sentence].place in _APART else 0.0
    if c.entity.kind in {"country", "place"} and c.dep.startswith(("obl", "nmod")):
        score -= 1.5  # where, rather than who
    if speaks:
        score += _as_speaker(p, c)
    if p.use == "demonstrative":
        score -= 1.0 if c.dep.startswith("nmod") else 0.0
        return score + c.head / 1000 + (0.5 if c.entity.kind in _ACTING else 0.0)
    return score + _place(c) + _sort(p, token, c)


def _together(cast: Cast, p: Pronoun, c: _Seen) -> bool:
    sentences = cast.page.sentences
    return sentences[p.sentence].paragraph == sentences[c.sentence].paragraph


def _as_speaker(p: Pronoun, c: _Seen) -> float:
    if c.entity.kind not in _ACTING:
        return -3.0
    human = 1.0 if c.entity.kind in _HUMAN else 0.0
    return human + (2.0 if c.speaks and p.use != "demonstrative" else 0.0)


def _can_be(cast: Cast, p: Pronoun, c: _Seen) -> bool:
    """Number and gender agree; a person's gender that only the parser tells does not decide."""
    if not agree(c.number, p.number):
        return False
    if cast.page.titles.natural and p.gender is not None:
        return (c.entity.kind in _HUMAN) == (p.gender != "Neut") and (p.gender == "Neut" or agree(c.gender, p.gender))
    guessed = c.entity.kind == "person" and not c.entity.sure
    mixed = p.gender == "Masc" and p.number == "Plur" and c.entity.kind == "people"
    return guessed or mixed or agree(c.gender, p.gender)


def _place(c: _Seen) -> float:
    """Subjects first, then objects; what hangs on another noun last."""
    if c.subject:
        return 3.0
    return 1.0 if c.dep.startswith(("obj", "obl:agent")) else -1.5 if c.dep.startswith("nmod") else 0.0


def _speaks(cast: Cast, p: Pronoun, token: Token) -> bool:
    if token.i and cast.page.titles.has("told_by", cast.page.lower[p.sentence][token.i - 1]):
        return True  # "selon lui"
    verb = cast.page.token(p.sentence, token.head)
    return token.dep.startswith(("nsubj", "expl")) and verb.lemma in cast.page.titles.speech


def _sort(p: Pronoun, token: Token, c: _Seen) -> float:
    """Subjects are taken up by actors, objects rather by what the clause before had as object."""
    if p.use == "object":
        return 2.0 if c.dep.startswith(("obj", "nsubj:pass")) else -1.0 if c.subject else 0.0
    if token.dep.startswith(("nsubj", "expl")):
        return 2.0 if c.entity.kind in _HUMAN else 1.0 if c.entity.kind in _ACTING else -1.0
    return 0.5 if c.entity.kind in _ACTING else 0.0


def _relative(cast: Cast, p: Pronoun, heads: dict[int, Nominal]) -> Found | None:
    sentence = cast.page.sentences[p.sentence]
    verb = sentence.tokens[_relative_verb(sentence, p.i)]
    if verb.dep == "acl:relcl" and verb.head < p.i and verb.head in heads:
        return Found((_speaking(cast, heads[verb.head], heads, verb),))
    before = [n for n in heads.values() if n.last < p.i]
    near = max(before, key=lambda n: n.last, default=None)
    if near is None or p.i - near.last > 3:
        return None
    return Found((near,))


def _speaking(cast: Cast, n: Nominal, heads: dict[int, Nominal], verb: Token) -> Nominal:
    """*La patronne du club de Lyon, qui estime*: of the nouns in one phrase, the one that can speak."""
    if verb.lemma not in cast.page.titles.speech:
        return n
    at: Nominal | None = n
    steps = 0
    while at is not None and steps < 4:
        if cast.of_nominal[(at.sentence, at.head)].kind in _HUMAN:
            return at
        token = cast.page.token(at.sentence, at.head)
        at, steps = heads.get(token.head) if token.head < token.i else None, steps + 1
    return n


def _relative_verb(sentence: Sentence, i: int) -> int:
    tokens = sentence.tokens
    at, steps = tokens[i].head, 0
    while tokens[at].dep != "acl:relcl" and tokens[at].head != at and steps < 6:
        at, steps = tokens[at].head, steps + 1
    return at if tokens[at].dep == "acl:relcl" else tokens[i].head


def _owner(cast: Cast, p: Pronoun, seen: Sequence[_Seen]) -> Found | None:
    """*Ses troupes*: the subject of the same clause where number fits, else like a subject pronoun."""
    sentence = cast.page.sentences[p.sentence]
    owned = sentence.tokens[p.i].head
    clause = _clause(sentence, p.i)
    for c in reversed(seen):
        if c.sentence != p.sentence:
            break
        if c.subject and c.clause == clause and c.head not in (owned, p.i) and _can_be(cast, p, c):
            return Found(c.nominals)
    return _best(cast, p, seen)


def _where(cast: Cast, p: Pronoun, seen: Sequence[_Seen]) -> Found | None:
    """*Y*: the place told last, but not in *il y a*."""
    lower, titles = cast.page.lower[p.sentence], cast.page.titles
    if any(w in titles.pronouns.get("personal", {}) for w in lower[max(0, p.i - 2) : p.i]) and _have(cast, p):
        return None
    for c in reversed(seen):
        if p.sentence - c.sentence > 1:
            break
        n = c.nominals[0]
        named = n.mention is not None and n.mention.type in {"country", "place", "region", "sea"}
        before = cast.page.lower[n.sentence][n.first - 1] if n.first else ""
        if (
            c.quote == p.quote
            and (named or titles.describes(n.lemma) & {"town", "region", "country"})
            and (titles.has("place_before", before) or titles.has("place_before", n.determiner))
        ):
            return Found(c.nominals)
    return None


def _matter(cast: Cast, p: Pronoun, seen: Sequence[_Seen]) -> Nominal | None:
    """*La France propose une trêve. Moscou s'y oppose*: the thing that a verb's own *y* takes up, were it no place."""
    if cast.page.token(p.sentence, p.i).dep != "iobj":
        return None
    things = [c for c in seen if c.entity.kind not in _ACTING | {"place"} and len(c.nominals) == 1]
    best = _best(cast, replace(p, use="object", gender=None, number=None), things)
    return best.nominals[0] if best else None


def _have(cast: Cast, p: Pronoun) -> bool:
    following = cast.page.lower[p.sentence][p.i + 1 : p.i + 2]
    return any(cast.page.titles.has("there_is", w) for w in following)


def _is_last(cast: Cast, n: Nominal) -> bool:
    titles = cast.page.titles
    pointing = titles.has("last_after", n.determiner) and n.last == n.head
    return pointing and "last" in titles.describes(n.lemma)


def _latest(cast: Cast, n: Nominal, seen: Sequence[_Seen]) -> Found | None:
    """*Ce dernier*: what was named last before it and agrees."""
    p = Pronoun(n.sentence, n.head, "demonstrative", n.gender, n.number)
    return _best(cast, p, [c for c in seen if (c.sentence, c.head) < (n.sentence, n.first) and c.nominals[0] is not n])


def _pair(seen: Sequence[_Seen], sentence: int, kinds: frozenset[str], cast: Cast) -> Found | None:
    """The last two different actors of a sort named in one sentence, or in two that follow each other."""
    found: list[_Seen] = []
    for c in reversed(seen):
        if sentence - c.sentence > _BACK or len(found) == 2:
            break
        single = c.entity.kind in kinds and c.number != "Plur" and len(c.nominals) == 1
        apart = cast.page.sentences[c.sentence].place in _APART
        if single and not apart and all(c.entity is not f.entity for f in found):
            found.append(c)
    return Found(tuple(c.nominals[0] for c in reversed(found))) if len(found) == 2 else None
