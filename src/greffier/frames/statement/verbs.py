"""Reporting verbs as they stand in a sentence: which phrase, how far the verb group runs, voice and negation."""

from __future__ import annotations

from dataclasses import dataclass

from greffier.frames.phrases import base
from greffier.frames.statement.frame import Page
from greffier.frames.statement.reporting import Cue

__all__ = ["ReportingVerb", "lent_auxiliary", "reporting_verb"]

_WINDOW = 3  # tokens that may stand between the words of a fixed phrase
_FAR = 8  # tokens between an auxiliary and its participle
_REACH = 5  # tokens around a verb in which an idiom is looked for


@dataclass(frozen=True, slots=True)
class ReportingVerb:
    """A reporting verb at token `i` of sentence `s`.

    Its group runs from `left` (auxiliaries and clitics) to `right`, exclusive; `clitic` is the token of an inverted
    subject (*-t-il*) or None; `finite` is False for infinitives and participles without an auxiliary.
    """

    s: int
    i: int
    lemma: str
    cues: tuple[Cue, ...]
    anchor: tuple[int, ...]
    left: int
    right: int
    clitic: int | None
    finite: bool
    passive: bool
    negated: bool

    def take(self, what: str) -> Cue | None:
        """The first cue that takes this complement."""
        return next((c for c in self.cues if what in c.takes), None)


def reporting_verb(page: Page, s: int, i: int) -> ReportingVerb | None:
    """The reporting verb at token `i`, or None when the token is none or stands in a quotation."""
    token = page.sentences[s].tokens[i]
    lemma = _lemma(page, s, i)
    if lemma not in page.reporting.cues or not page.outside(s, i) or token.dep.startswith(("aux", "cop")):
        return None
    left = _left(page, s, i)
    cues, anchor = _cues(page, s, i, lemma, left)
    if not cues or _idiom(page, s, i, lemma) or _unspoken(page, s, i, left, max(anchor) + 1, lemma):
        return None
    right = max(anchor) + 1
    clitic = _clitic(page, s, left, i)
    after = i + 1
    while page.lower(s, after).startswith("-") and page.reporting.word("subject_clitics", page.lower(s, after)):
        clitic, after = after, after + 1
    right = max(right, after)
    return ReportingVerb(
        s,
        i,
        lemma,
        cues,
        anchor,
        left,
        right,
        clitic,
        clitic is not None or _finite(page, s, i),
        clitic is None and _passive(page, s, i),
        _negated(page, s, i),
    )


def _lemma(page: Page, s: int, i: int) -> str:
    """The infinitive; right after a quotation, also of a present form that the parser took for a noun."""
    token = page.sentences[s].tokens[i]
    if token.pos in {"VERB", "AUX"}:
        return token.lemma
    if token.pos not in {"NOUN", "ADJ", "PROPN", "ADV", "X"} or not token.text.islower():
        return ""
    if token.text not in page.reporting.present and token.text not in page.reporting.participles:
        return ""
    if _after_quotation(page, s, i) or (i and not _has_finite(page, s)):
        return page.reporting.present.get(token.text, "")
    near = range(max(0, i - 2), i)
    helped = any(page.reporting.word("have", page.sentences[s].tokens[j].lemma) for j in near)
    if helped or any(page.reporting.word("subject_clitics", page.lower(s, j)) for j in near):
        return page.reporting.participles.get(token.text, "")
    return ""


def _has_finite(page: Page, s: int) -> bool:
    tokens = page.sentences[s].tokens
    return any(t.feats.get("VerbForm") == "Fin" and page.outside(s, t.i) for t in tokens)


def _after_quotation(page: Page, s: int, i: int) -> bool:
    j = i - 1
    if j >= 0 and page.lower(s, j) == ",":
        j -= 1
    return j >= 0 and not page.outside(s, j)


def _left(page: Page, s: int, i: int) -> int:
    """Where the verb group begins: auxiliaries, clitics, negation, and adverbs between them."""
    tokens = page.sentences[s].tokens
    left = j = i
    while j > 0 and page.outside(s, j - 1):
        token = tokens[j - 1]
        word = page.lower(s, j - 1)
        if token.pos == "AUX" or base(token.dep) == "aux" or _is_clitic(page, word):
            left = j - 1
        elif token.pos != "ADV" or i - j > 4:
            break
        j -= 1
    return left


def _is_clitic(page: Page, word: str) -> bool:
    return page.reporting.word("object_clitics", word) or (
        word.startswith("-") and page.reporting.word("subject_clitics", word)
    )


def _clitic(page: Page, s: int, left: int, i: int) -> int | None:
    found = [j for j in range(left, i) if page.lower(s, j).startswith("-") and page.lower(s, j)[1:].isalpha()]
    return found[-1] if found else None


def _cues(page: Page, s: int, i: int, lemma: str, left: int) -> tuple[tuple[Cue, ...], tuple[int, ...]]:
    """The cues of the longest phrase that stands here, and its tokens."""
    reflexive = any(_own(page, s, j) for j in range(left, i))
    best: tuple[Cue, ...] = ()
    anchor: tuple[int, ...] = (i,)
    for cue in page.reporting.cues[lemma]:
        if cue.reflexive != reflexive or (best and len(cue.words) < len(best[0].words)):
            continue
        matched = _words(page, s, i, cue.words)
        if matched is not None:
            best = (*best, cue)
            anchor = (i, *matched)
    return best, anchor


def _own(page: Page, s: int, j: int) -> bool:
    """A third-person reflexive; *nous* and *vous* are mostly objects in news."""
    return page.reporting.word("reflexive_third", page.lower(s, j))


def _words(page: Page, s: int, i: int, words: tuple[str, ...]) -> tuple[int, ...] | None:
    tokens = page.sentences[s].tokens
    found: list[int] = []
    j = i + 1
    for word in words:
        for k in range(j, min(len(tokens), j + _WINDOW)):
            if page.lower(s, k) == word or tokens[k].lemma == word:
                found.append(k)
                j = k + 1
                break
            if tokens[k].pos not in {"ADV", "ADJ", "DET", "PRON"} and not page.lower(s, k).startswith("-"):
                return None
        else:
            return None
    return tuple(found)


def _idiom(page: Page, s: int, i: int, lemma: str) -> bool:
    tokens = page.sentences[s].tokens
    low, high = tokens[max(0, i - _REACH)].span.start, tokens[min(len(tokens) - 1, i + _REACH)].span.end
    near = page.text[low:high].lower().replace("’", "'")
    after = page.text[tokens[i].span.end : high].lower().replace("’", "'")
    return any(phrase in near or f"{lemma}{after}".startswith(phrase) for phrase in page.reporting.idioms)


def _unspoken(page: Page, s: int, i: int, left: int, right: int, lemma: str) -> bool:
    """Not said: an aim (*pour confirmer*), what is refused (*refuse de dire*), or another sense (*condamné à mort*)."""
    reporting = page.reporting
    token = page.sentences[s].tokens[i]
    before = [page.lower(s, j) for j in range(max(0, left - 2), left)]
    if token.feats.get("VerbForm") == "Inf":
        if any(reporting.word("aim", word) for word in before):
            return True
        above = page.sentences[s].tokens[token.head]
        if token.head < i and above.lemma in reporting.withheld:
            return True
    if lemma in reporting.greeting and _greets(page, s, i):
        return True
    return any(page.lower(s, j) in reporting.unless.get(lemma, ()) for j in _next_markers(page, s, i, right))


def _greets(page: Page, s: int, i: int) -> bool:
    """*A salué des soldats*: people nobody in particular, and nothing that they are praised for."""
    sentence = page.sentences[s]
    after = [sentence.tokens[c] for c in sentence.children[i] if c > i and sentence.tokens[c].pos != "PUNCT"]
    objects = [t for t in after if t.dep == "obj"]
    if len(after) != 1 or not objects or objects[0].lemma not in page.reporting.voices:
        return False
    articles = [sentence.tokens[c] for c in sentence.children[objects[0].i] if sentence.tokens[c].dep == "det"]
    return any(t.feats.get("Definite") == "Ind" for t in articles)


def _next_markers(page: Page, s: int, i: int, right: int) -> list[int]:
    """The token after the group, days skipped, and the prepositions of what hangs on the verb."""
    sentence = page.sentences[s]
    j = right
    while j < len(sentence.tokens) and page.lower(s, j) in page.reporting.between:
        j += 1
    cases = [k for c in sentence.children[i] if c > i for k in sentence.children[c] if sentence.tokens[k].pos == "ADP"]
    return [j, *(k for k in cases if k >= right)]


def _finite(page: Page, s: int, i: int) -> bool:
    sentence = page.sentences[s]
    group = [sentence.tokens[i], *(sentence.tokens[c] for c in sentence.children[i])]
    if any(t.dep.startswith("aux") and t.feats.get("VerbForm") == "Fin" for t in group):
        return True
    form = sentence.tokens[i].feats.get("VerbForm")
    if form == "Fin" or form is None:
        return True
    auxiliary = lent_auxiliary(page, s, i) is not None
    shared = sentence.tokens[i].dep == "conj" and form == "Part" and sentence.tokens[i].feats.get("Tense") == "Past"
    return form == "Part" and (auxiliary or shared)


def _passive(page: Page, s: int, i: int) -> bool:
    sentence = page.sentences[s]
    token = sentence.tokens[i]
    if token.feats.get("VerbForm") != "Part" or token.feats.get("Tense") == "Pres":
        return False
    deps = {sentence.tokens[c].dep for c in sentence.children[i]}
    lent = lent_auxiliary(page, s, i)
    helpers = [c for c in sentence.children[i] if sentence.tokens[c].dep.startswith(("aux", "cop"))]
    if lent is not None and not helpers:
        helpers = [lent]
    if helpers and all(sentence.tokens[c].lemma in page.reporting.words.get("be", ()) for c in helpers):
        return not any(_own(page, s, j) for j in range(_left(page, s, i), i))
    if deps & {"aux:pass", "nsubj:pass"} or ("obl:agent" in deps and not helpers):
        return True  # "a fait état d'une attaque par les rebelles" is active
    return base(token.dep) in {"acl", "amod"} and not any(d.startswith("aux") for d in deps) and lent is None


def lent_auxiliary(page: Page, s: int, i: int) -> int | None:
    """An auxiliary that adverbs part from its participle, so that the parser took it for a verb of its own."""
    tokens = page.sentences[s].tokens
    for j in range(i - 1, max(-1, i - _FAR), -1):
        if tokens[j].lemma in page.reporting.auxiliaries and tokens[j].feats.get("VerbForm") == "Fin":
            return j
        if tokens[j].pos in {"PUNCT", "VERB", "PROPN", "SCONJ", "CCONJ"} or not page.outside(s, j):
            return None
    return None


def _negated(page: Page, s: int, i: int) -> bool:
    """Negated by *ne … pas* and the like; *ne … que* only restricts."""
    sentence = page.sentences[s]
    left = _left(page, s, i)
    near = {j for j in sentence.children[i] if abs(j - i) <= 5} | set(range(left, i)) | {i + 1}
    return any(page.reporting.word("not", page.lower(s, j)) for j in near) and _with_particle(page, s, left, i)


def _with_particle(page: Page, s: int, left: int, i: int) -> bool:
    return any(page.reporting.word("negative", page.lower(s, j)) for j in range(left, i))
