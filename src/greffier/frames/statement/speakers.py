"""Who speaks: the subject, undone from inversion, relative clause, coordination and passive."""

from __future__ import annotations

from greffier.frames.phrases import base, conjuncts
from greffier.frames.statement.frame import Page
from greffier.frames.statement.verbs import ReportingVerb, lent_auxiliary
from greffier.model import Sentence

__all__ = [
    "Subject",
    "cased",
    "coordinated",
    "head_of",
    "inverted",
    "past_phrase",
    "subject_after",
    "subject_of",
    "subjects_at",
]

_NOMINAL = {"NOUN", "PROPN", "PRON", "NUM", "X", "ADJ"}
_LONG_QUOTATION = 6  # words

Subject = tuple[int, str]  # head token and how it was found: dependency, order or shared


def subject_of(page: Page, verb: ReportingVerb) -> list[Subject]:
    """The heads of the verb's subject, or of a passive's agent; empty when the text names none."""
    if verb.passive:
        return _spread(page, verb.s, _agent(page, verb.s, verb.i), "dependency")
    return _active(page, verb.s, verb.i, verb, set())


def coordinated(sentence: Sentence, head: int) -> list[int]:
    """`head` and the nouns coordinated with it; without a conjunction, commas only set off an apposition."""
    found = conjuncts(sentence, head)
    linked = any(sentence.tokens[k].dep == "cc" for h in found for k in sentence.children[h])
    return found if linked else [head]


def subjects_at(page: Page, s: int, i: int) -> list[Subject]:
    """The subjects of any verb, its own or lent."""
    return _active(page, s, i, None, set())


def _spread(page: Page, s: int, head: int | None, how: str) -> list[Subject]:
    if head is None:
        return []
    found = [h for h in coordinated(page.sentences[s], head) if h == head or page.outside(s, h)]
    return [(h, how) for h in [*_coordinated_left(page, s, head), *found]]


def _coordinated_left(page: Page, s: int, head: int) -> list[int]:
    """A name before *et* that the parser took for the root: *Paris et Berlin ont réclamé*."""
    sentence = page.sentences[s]
    tokens = sentence.tokens
    first = min(k for k in sentence.subtree(head) if k <= head)
    if tokens[first].pos == "CCONJ":
        first += 1
    if first < 2 or tokens[first - 1].pos != "CCONJ" or tokens[first - 2].pos not in {"NOUN", "PROPN"}:
        return []
    other = _climb(page, s, first - 2)
    free = not any(tokens[c].dep == "case" for c in sentence.children[other])
    return [other] if free and head not in conjuncts(sentence, other) else []


def _agent(page: Page, s: int, i: int) -> int | None:
    """Who acts in a passive: the phrase with *par*."""
    sentence = page.sentences[s]
    for c in sentence.children[i]:
        if sentence.tokens[c].dep == "obl:agent":
            return c
    for c in sentence.children[i]:
        cases = [k for k in sentence.children[c] if sentence.tokens[k].dep == "case"]
        if c > i and any(page.reporting.word("by", page.lower(s, k)) for k in cases):
            return c
    return None


def _active(page: Page, s: int, i: int, verb: ReportingVerb | None, seen: set[int]) -> list[Subject]:
    if i in seen:
        return []
    seen.add(i)
    sentence = page.sentences[s]
    if verb is not None and verb.clitic is not None:
        nobody = page.reporting.word("indefinite", page.lower(s, verb.clitic).lstrip("-").removeprefix("t-"))
        named = [] if nobody else _own_subject(page, s, i, before=verb.left)
        return named or [(verb.clitic, "dependency")]
    if verb is not None and inverted(page, verb):
        after = subject_after(page, verb)
        if after is not None:
            return _spread(page, s, after, "order")
    lent = lent_auxiliary(page, s, i)
    own = _own_subject(page, s, i) or ([] if lent is None else _own_subject(page, s, lent))
    if own:
        return own
    left = verb.left if verb else i
    token = sentence.tokens[i]
    if token.feats.get("VerbForm") == "Fin" and base(token.dep) in {"advcl", "xcomp"}:
        return _leftward(page, s, left, sentence) or _first_noun(sentence, left)
    return _shared(page, s, i, seen) or _leftward(page, s, left, sentence)


def _first_noun(sentence: Sentence, left: int) -> list[Subject]:
    """A root that is a noun before a verb left without subject: the parser missed that the verb is the main one."""
    root = sentence.tokens[sentence.root]
    return [(root.i, "order")] if root.pos in {"NOUN", "PROPN"} and root.i < left else []


def _own_subject(page: Page, s: int, i: int, before: int | None = None) -> list[Subject]:
    sentence = page.sentences[s]
    for c in sentence.children[i]:
        token = sentence.tokens[c]
        if base(token.dep) != "nsubj" or not page.outside(s, c) or (before is not None and c >= before):
            continue
        if (
            cased(sentence, c)
            or page.reporting.word("reflexive_third", page.lower(s, c))
            or page.reporting.word("article", page.lower(s, c))
        ):
            continue
        if page.reporting.word("relative", page.lower(s, c)):
            return _antecedent(page, s, i, c)
        return _spread(page, s, c, "dependency")
    return []


def cased(sentence: Sentence, c: int) -> bool:
    """Whether a preposition other than a partitive article brings the noun, so that it can be no subject."""
    return any(
        sentence.tokens[k].dep == "case" and sentence.tokens[k].pos == "ADP" and k < c for k in sentence.children[c]
    )


def _antecedent(page: Page, s: int, verb: int, pronoun: int) -> list[Subject]:
    """What a relative pronoun stands for: the noun that the clause hangs on, or else the nearest one before."""
    tokens = page.sentences[s].tokens
    above: int = verb
    for _ in range(4):
        if tokens[above].dep == "acl:relcl":
            head = tokens[above].head
            if tokens[pronoun - 1].text == "," and head < pronoun:
                head = _top(page, s, head)
            return _spread(page, s, _whole_name(page, s, head), "shared") if tokens[head].pos in _NOMINAL else []
        if tokens[above].dep != "conj":
            break
        above = tokens[above].head
    for j in range(pronoun - 1, max(-1, pronoun - 8), -1):
        if tokens[j].pos in {"NOUN", "PROPN", "PRON"}:
            return [(_whole_name(page, s, _climb(page, s, j)), "order")]
    return []


def _top(page: Page, s: int, head: int) -> int:
    """After a comma, *qui* stands for the whole phrase: *le chef de la délégation, qui …*."""
    tokens = page.sentences[s].tokens
    for _ in range(6):
        above = tokens[head].head
        if base(tokens[head].dep) not in {"nmod", "appos", "conj", "flat"} or above >= head:
            break
        if tokens[above].pos not in {"NOUN", "PROPN"}:
            break
        head = above
    return head


def _whole_name(page: Page, s: int, head: int) -> int:
    """An apposition's own head says less than the noun that it explains; a comma-free one is the same phrase."""
    tokens = page.sentences[s].tokens
    while base(tokens[head].dep) in {"flat", "fixed"} and tokens[head].head != head:
        head = tokens[head].head
    return head


def _climb(page: Page, s: int, j: int) -> int:
    """The head of the noun phrase that ends at token `j`."""
    tokens = page.sentences[s].tokens
    while (
        tokens[j].dep in {"flat", "flat:name", "flat:foreign", "nmod", "amod", "appos", "fixed"} and tokens[j].head < j
    ):
        if tokens[tokens[j].head].pos not in {"NOUN", "PROPN", "PRON"}:
            break
        j = tokens[j].head
    return j


def inverted(page: Page, verb: ReportingVerb) -> bool:
    """Whether the subject must follow: the group comes right after a quotation, or after a comma that ends a clause
    with a verb and subject of its own."""
    j = verb.left - 1
    if not verb.finite or verb.passive or j < 0:
        return False
    if verb.clitic is not None:
        return True
    if subject_after(page, verb) is None:
        return False
    tokens = page.sentences[verb.s].tokens
    if not page.outside(verb.s, j):
        return _whole_quotation(page, verb.s, j)
    if tokens[j].text not in {",", "–", "—", "-"} or j == 0:
        return False
    return not page.outside(verb.s, j - 1) or _clause_ends(page, verb, j)


def _whole_quotation(page: Page, s: int, j: int) -> bool:
    """A quotation that ends at `j` without a comma is speech when it opens the sentence or is long."""
    number = page.quoted[s][j]
    words = page.quotations[number].content.of(page.text).split()
    return page.quoted[s][0] == number or len(words) > _LONG_QUOTATION


def _clause_ends(page: Page, verb: ReportingVerb, comma: int) -> bool:
    """Whether a main clause with a finite verb stands before the comma, and no subject of the verb after that."""
    tokens = page.sentences[verb.s].tokens
    for k in range(comma - 1, -1, -1):
        if tokens[k].feats.get("VerbForm") != "Fin" or _subordinate(page, verb.s, k):
            continue
        helps = tokens[k].head == verb.i and (tokens[k].pos == "AUX" or not _has_subject(page, verb.s, k))
        if verb.left == verb.i and (helps or k == lent_auxiliary(page, verb.s, verb.i)):
            return False
        sentence = page.sentences[verb.s]
        subjects = [c for c in sentence.children[verb.i] if base(tokens[c].dep) == "nsubj" and not cased(sentence, c)]
        subjects = [c for c in subjects if not _parts(sentence, c)]
        return not any(k < c < verb.left and page.outside(verb.s, c) for c in subjects)
    return False


def _parts(sentence: Sentence, c: int) -> bool:
    """*…, dont deux enfants, rapporte l'agence*: who was counted before is nobody who speaks."""
    return any(sentence.tokens[k].feats.get("PronType") == "Rel" for k in sentence.children[c])


def _has_subject(page: Page, s: int, k: int) -> bool:
    sentence = page.sentences[s]
    return any(base(sentence.tokens[c].dep) == "nsubj" for c in sentence.children[k])


def _subordinate(page: Page, s: int, k: int) -> bool:
    """Whether a relative or a conjunction opens the stretch between commas that holds the verb at `k`."""
    tokens = page.sentences[s].tokens
    for j in range(k - 1, -1, -1):
        word = page.lower(s, j)
        if tokens[j].text in {",", ";", ":"}:
            return False
        if page.reporting.word("relative", word) or tokens[j].feats.get("PronType") == "Rel" or word in _opening(page):
            return True
        if tokens[j].feats.get("VerbForm") == "Fin":
            return False
    return False


def _opening(page: Page) -> frozenset[str]:
    return page.reporting.words.get("relative_object", frozenset())


def subject_after(page: Page, verb: ReportingVerb) -> int | None:
    """The head of the noun phrase right after the verb group, days and adverbs skipped."""
    tokens = page.sentences[verb.s].tokens
    j = verb.right
    while j < len(tokens) and page.outside(verb.s, j):
        word = page.lower(verb.s, j)
        aside = page.lower(verb.s, tokens[j].head) in page.reporting.between and tokens[j].head > j
        if tokens[j].pos == "ADP" and (aside or not page.reporting.word("of", word)):
            j = past_phrase(page, verb.s, j)
        elif tokens[j].pos == "ADV" or word in page.reporting.between or (tokens[j].pos == "NUM" and j > verb.right):
            j += 1
        else:
            head = head_of(page, verb.s, j)
            if head is None or page.lower(verb.s, head) not in page.reporting.between:
                return head if _can_head(page, verb.s, j) else None
            j = head + 1
    return None


def _can_head(page: Page, s: int, j: int) -> bool:
    token, word = page.sentences[s].tokens[j], page.lower(s, j)
    linked = page.reporting.word("that", word) or page.reporting.word("relative", word)
    return token.pos in _NOMINAL | {"DET"} and not linked


def past_phrase(page: Page, s: int, j: int) -> int:
    """The token after the prepositional phrase that begins at `j`."""
    tokens = page.sentences[s].tokens
    head = tokens[j].head
    if head <= j or head - j > 6:
        return j + 1
    end = head
    while (
        end + 1 < len(tokens)
        and tokens[end + 1].head in range(j, end + 1)
        and tokens[end + 1].pos not in {"PUNCT", "DET"}
    ):
        end += 1
    return end + 1


def head_of(page: Page, s: int, j: int) -> int | None:
    """The head of the noun phrase that begins at token `j`."""
    tokens = page.sentences[s].tokens
    k = j
    while k < len(tokens) and tokens[k].pos in {"DET", "ADJ", "NUM", "ADV"} and k - j < 5:
        k += 1
    if k < len(tokens) and tokens[k].pos in {"NOUN", "PROPN", "PRON"}:
        while base(tokens[k].dep) in {"compound", "amod", "nummod"} and k < tokens[k].head < k + 4:
            k = tokens[k].head
        while tokens[k].head >= j and tokens[k].head < k and base(tokens[k].dep) in {"flat", "nmod", "amod", "appos"}:
            k = tokens[k].head
        return k
    return j if tokens[j].pos in {"NUM", "PRON", "ADJ"} else None


def _shared(page: Page, s: int, i: int, seen: set[int]) -> list[Subject]:
    """A subject lent by the verb that this one hangs on, or the noun that a participle tells of."""
    sentence = page.sentences[s]
    token = sentence.tokens[i]
    head = token.head
    if head == i:
        return []
    above = sentence.tokens[head]
    if token.feats.get("VerbForm") == "Fin" and base(token.dep) in {"acl", "amod"}:
        return [(_top(page, s, head), "shared")]
    if base(token.dep) == "acl" and above.pos in {"NOUN", "PROPN", "PRON"}:
        return [(h, "shared") for h, _ in _spread(page, s, head, "shared")]
    reporter = _outer_reporter(page, s, i) if token.dep == "conj" else None
    if reporter is not None:
        return [(h, "shared") for h, _ in _own_subject(page, s, reporter)]
    if above.pos in {"VERB", "AUX"} or base(token.dep) in {"conj", "xcomp", "advcl", "parataxis", "ccomp"}:
        found = _own_subject(page, s, head) or _active(page, s, head, None, seen)
        return [(h, "shared") for h, _ in found]
    return []


def _outer_reporter(page: Page, s: int, i: int) -> int | None:
    """*X a reconnu que …, mais a nié …*: a reporting verb goes on with another, not with what that one reports."""
    tokens = page.sentences[s].tokens
    if not page.reporting.says(tokens[i].lemma):
        return None
    head = tokens[i].head
    inside = tokens[head].dep in {"ccomp", "xcomp"} and not page.reporting.says(tokens[head].lemma)
    above = tokens[head].head
    if (
        inside
        and tokens[above].lemma in page.reporting.cues
        and page.outside(s, above)
        and _own_subject(page, s, above)
    ):
        return above
    return None


def _leftward(page: Page, s: int, left: int, sentence: Sentence) -> list[Subject]:
    """By order alone: the noun phrase right before the group when no preposition brings it, or the one that opens the
    sentence when an apposition stands between."""
    tokens = sentence.tokens
    j = left - 1
    while j >= 0 and (tokens[j].pos == "ADV" or page.lower(s, j) in page.reporting.between):
        j -= 1
    if j > 0 and tokens[j].text == "," and not any(t.feats.get("VerbForm") == "Fin" for t in tokens[:j]):
        first = head_of(page, s, 0)
        return [] if first is None or first >= j else [(first, "order")]
    if j < 0 or not page.outside(s, j) or tokens[j].pos not in {"NOUN", "PROPN", "PRON"}:
        return []
    head = _climb(page, s, j)
    cased = any(tokens[c].dep == "case" for c in sentence.children[head])
    return [] if cased else [(head, "order")]
