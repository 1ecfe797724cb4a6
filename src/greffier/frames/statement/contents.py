"""What is said: clauses with *que*, infinitives, objects, and quotations joined over their attribution."""

from __future__ import annotations

from greffier.frames.statement.frame import Page
from greffier.frames.statement.verbs import ReportingVerb
from greffier.model import Span, Token

__all__ = [
    "clause_end",
    "clause_reach",
    "content_span",
    "join_quotations",
    "noun_end",
    "opening_end",
    "quote_kind",
    "that_clause",
    "to_quotation_end",
    "without_comma",
]

_CLOSERS = {"»", "”", '"', "’", "'", ")", "]"}
_MARKS = "«»“”„‹›\"'‘’ \u00a0\u202f\u2009"
_SCOPE = 14  # tokens between a verb and its clause
_TAIL = 14  # longest rest of a sentence that still goes with the clause before it


def that_clause(page: Page, verb: ReportingVerb) -> tuple[int, int] | None:
    """First token of a clause with *que* (or of an indirect question) after the verb, and its head token or -1."""
    sentence = page.sentences[verb.s]
    for c in sentence.children[verb.i]:
        if sentence.tokens[c].dep in {"ccomp", "xcomp", "advcl", "obj"} and c > verb.i:
            marks = [k for k in sentence.children[c] if verb.right <= k < c and _opens_clause(page, verb.s, k)]
            if marks and _reachable(page, verb, marks[0]):
                return marks[0], c
    bare = _bare_clause(page, verb) if page.reporting.bare_clause else None
    if bare is not None:
        return bare
    for j in range(verb.right, min(len(sentence.tokens), verb.right + _SCOPE)):
        if _opens_clause(page, verb.s, j) and page.outside(verb.s, j):
            return (j, -1) if _reachable(page, verb, j) and not _is_relative(page, verb, j) else None
    return None


def _bare_clause(page: Page, verb: ReportingVerb) -> tuple[int, int] | None:
    """A clause without a conjunction: *said three bridges had been destroyed*."""
    sentence = page.sentences[verb.s]
    for c in sentence.children[verb.i]:
        if sentence.tokens[c].dep != "ccomp" or c < verb.i:
            continue
        own = [k for k in sentence.subtree(c) if k >= verb.right]
        subjects = [k for k in sentence.children[c] if sentence.tokens[k].dep in {"nsubj", "nsubj:pass", "expl"}]
        if not own or not subjects or not page.outside(verb.s, own[0]):
            return None
        return _past_days(page, verb.s, own[0], min(sentence.subtree(subjects[0]))), c
    return None


def _past_days(page: Page, s: int, first: int, subject: int) -> int:
    """*said on Monday it had no plans*: the day of the speech, which the parser hung on what was said."""
    tokens = page.sentences[s].tokens
    days = [k for k in range(first, subject) if page.lower(s, k) in page.reporting.between]
    brought = all(tokens[k].pos in {"ADP", "NUM", "DET"} for k in range(first, subject) if k not in days)
    return subject if days and brought else first


def _opens_clause(page: Page, s: int, j: int) -> bool:
    word, token = page.lower(s, j), page.sentences[s].tokens[j]
    if page.reporting.word("that", word):
        return token.pos in {"SCONJ", "PRON", "ADV", "X"} or token.dep == "mark"
    return page.reporting.word("whether", word) and token.dep in {"mark", "advmod", "obj", "det"}


def _reachable(page: Page, verb: ReportingVerb, j: int) -> bool:
    """No other finite verb stands between, and a restriction (*ne … que*) is no clause."""
    tokens = page.sentences[verb.s].tokens
    between = [tokens[k] for k in range(verb.right, j) if page.outside(verb.s, k)]
    present = [t for t in between if t.feats.get("VerbForm") == "Part" and t.feats.get("Tense") == "Pres"]
    if any(t.feats.get("VerbForm") == "Fin" for t in between) or any(t.lemma in page.reporting.cues for t in present):
        return False
    restricts = any(page.reporting.word("negative", page.lower(verb.s, k)) for k in range(verb.left, verb.i))
    return not (restricts and not verb.negated and tokens[j].pos == "ADV")


def _is_relative(page: Page, verb: ReportingVerb, j: int) -> bool:
    """Right after a noun, *que* opens a relative clause, unless a comma, a day or the verb's person comes between."""
    tokens = page.sentences[verb.s].tokens
    before = tokens[j - 1]
    if (
        j == verb.right
        or before.pos not in {"NOUN", "PROPN", "PRON"}
        or page.lower(verb.s, j - 1) in page.reporting.between
    ):
        return False
    if any(c.person for c in verb.cues) or any(t.dep == "case" for t in tokens[verb.right : j]):
        return tokens[j].pos == "PRON"
    return tokens[j].pos == "PRON" or before.dep == "obj"


def clause_end(page: Page, s: int, start: int, head: int) -> int:
    """Last token of the clause that begins at `start` (its *que*) with `head`, -1 when the parser gave none."""
    sentence = page.sentences[s]
    last = len(sentence.tokens) - 1
    known = max(sentence.subtree(head)) if head >= 0 else start + 1
    contrast = _contrast(page, s, max(start, head) + 1, known)
    if contrast is not None:
        return contrast
    stop = _break_after(page, s, max(known, start + 1), head >= 0)
    if stop is None:
        return last if head < 0 or last - known <= _TAIL else known
    return stop


def _contrast(page: Page, s: int, low: int, high: int) -> int | None:
    """The last token before *, mais …* or a semicolon inside what the parser took for one clause."""
    tokens = page.sentences[s].tokens
    for j in range(low, min(high, len(tokens) - 2)):
        if not page.outside(s, j):
            continue
        if tokens[j].text == ";" or (tokens[j].text == "," and page.reporting.word("while", page.lower(s, j + 1))):
            return j - 1
    return None


def _break_after(page: Page, s: int, known: int, certain: bool) -> int | None:
    """The last token before the next thing that is no part of the clause."""
    tokens = page.sentences[s].tokens
    for j in range(known + (1 if certain else 0), len(tokens)):
        if page.outside(s, j) and _breaks(page, s, j):
            return max(known, j - 1) if certain else j - 1
    return None


def _breaks(page: Page, s: int, j: int) -> bool:
    """A semicolon or colon; or a comma before a contrast, a gerund, a participle or a source."""
    tokens = page.sentences[s].tokens
    if tokens[j].text in {";", ":"}:
        return True
    if tokens[j].text != "," or j + 1 >= len(tokens):
        return False
    following, word = tokens[j + 1], page.lower(s, j + 1)
    if page.reporting.word("while", word) or _starts_source(page, s, j + 1):
        return True
    after = tokens[j + 2] if j + 2 < len(tokens) else following
    if page.reporting.word("gerund", word) and after.feats.get("VerbForm") == "Part":
        return True
    return following.feats.get("VerbForm") == "Part" and following.feats.get("Tense") == "Pres"


def clause_reach(page: Page, s: int, last: int) -> int:
    """The offset to which what a noun tells runs on: the end of its clause, phrases beside it included."""
    tokens = page.sentences[s].tokens
    end = last
    for j in range(last + 1, len(tokens)):
        if page.outside(s, j) and (_breaks(page, s, j) or _gerund(page, s, j)) and not _names_parts(page, s, j + 1):
            break
        linked = any(page.reporting.word("relative", page.lower(s, k)) for k in range(end, j))
        if tokens[j].feats.get("VerbForm") == "Fin" and page.outside(s, j) and not linked:
            break
        if tokens[j].pos not in {"PUNCT", "CCONJ", "DET", "PRON", "AUX"}:
            end = j
    return tokens[end].span.end


def _names_parts(page: Page, s: int, j: int) -> bool:
    """*des attaques, incluant un attentat*: parts of what is told."""
    return page.reporting.word("including", page.lower(s, j))


def opening_end(page: Page, s: int, verb: int) -> int | None:
    """The offset of the comma that ends the clause of `verb` where it opens the sentence under a conjunction.

    *Alors que le premier bilan annonçait huit morts, douze personnes ont péri*: the bilan does not tell of the twelve.
    """
    tokens = page.sentences[s].tokens
    commas = [t.i for t in tokens if t.text == "," and page.outside(s, t.i)]
    if not page.reporting.word("opening", page.lower(s, 0)) or not commas or commas[0] < verb:
        return None
    return tokens[commas[0]].span.start


def _gerund(page: Page, s: int, j: int) -> bool:
    """*en réclamant …*, with an adverb between at most."""
    tokens = page.sentences[s].tokens
    after = tokens[j + 1 : j + 2]
    present = [t for t in after if t.feats.get("VerbForm") == "Part" and t.feats.get("Tense") == "Pres"]
    return bool(present) and page.reporting.word("gerund", page.lower(s, j))


def _starts_source(page: Page, s: int, j: int) -> bool:
    """Whether a marker of a source begins at token `j`."""
    tokens = page.sentences[s].tokens[j : j + 6]
    near = " ".join(t.text.lower().replace("’", "'") for t in tokens).replace("' ", "'")
    return any(near == " ".join(m) or near.startswith(" ".join(m) + " ") for m in page.reporting.markers)


def noun_end(page: Page, s: int, head: int, verb: int) -> int:
    """Last token of an object's phrase with its complements and relative clauses, coordinated nouns in it."""
    sentence = page.sentences[s]
    kept = {head}
    stack = [head]
    while stack:
        i = stack.pop()
        for child in sentence.children[i]:
            token = sentence.tokens[child]
            if child < verb or (i == head and token.dep in {"advcl", "parataxis", "nsubj"}):
                continue
            if i == head and (_another_verb(token) or _named_medium(page, token)):
                continue
            kept.add(child)
            stack.append(child)
    last = max(kept)
    for j in range(head + 1, last):
        if page.outside(s, j) and (_breaks(page, s, j) or _gerund(page, s, j)):
            return j - 1
    return last


def _another_verb(token: Token) -> bool:
    return token.dep == "conj" and token.pos in {"VERB", "AUX"}


def _named_medium(page: Page, token: Token) -> bool:
    """*annoncer la trêve sur Telegram*: where it was said, which the parser hung on what was said."""
    return token.pos == "PROPN" and token.dep == "nmod" and token.text.lower() in page.reporting.media


def content_span(page: Page, s: int, first: int, last: int) -> Span | None:
    """The span of tokens `first` to `last`, grown to whole quotations and trimmed of marks and stops outside them."""
    sentence = page.sentences[s]
    tokens = sentence.tokens
    while first < last and _is_edge(tokens[first]):
        first += 1
    while last > first and tokens[last].pos == "PUNCT" and tokens[last].text not in _CLOSERS:
        last -= 1
    while last > first and page.outside(s, last) and _is_edge(tokens[last]):
        last -= 1
    if first > last or _is_edge(tokens[first]):
        return None
    start, end = tokens[first].span.start, tokens[last].span.end
    number = page.quoted[s][last]
    if number >= 0 and page.quotations[number].span.start >= start:
        end = max(end, page.quotations[number].span.end)
    return _bare(page, Span(start, end), page.quoted[s][first], number)


def _is_edge(token: Token) -> bool:
    return token.pos == "PUNCT" and token.text in {",", ":", ";", ".", "-", "–", "—", "...", "…"}


def _bare(page: Page, span: Span, first: int, last: int) -> Span:
    """Without the marks when one quotation is all of it."""
    for number in {first, last} - {-1}:
        quotation = page.quotations[number]
        inside = page.text[quotation.span.start : quotation.span.end].strip(_MARKS + ".,;")
        if span.of(page.text).strip(_MARKS + ".,;") == inside:
            return quotation.content
    return span


def to_quotation_end(page: Page, content: Span) -> Span:
    """A quotation that begins in the clause and ends in a later sentence belongs to it whole."""
    held = page.quotations_in(content)
    return content.join(held[-1].content) if held and held[-1].span.end > content.end else content


def join_quotations(page: Page, numbers: list[int]) -> Span:
    """One span from the first word of the first quotation to the last of the last."""
    first, last = page.quotations[numbers[0]].content, page.quotations[numbers[-1]].content
    return without_comma(page, first.join(last))


def without_comma(page: Page, content: Span) -> Span:
    """The span without a comma that stands inside the closing mark only because the sentence goes on."""
    return Span(content.start, content.end - len(content.of(page.text)) + len(content.of(page.text).rstrip(", ")))


def quote_kind(page: Page, content: Span) -> str:
    """`direct` when quotations hold all words of the content, `mixed` when they hold some, else `indirect`."""
    held = page.quotations_in(content)
    if not held:
        return "indirect"
    outside = content.of(page.text)
    for quotation in reversed(held):
        low, high = max(quotation.span.start, content.start), min(quotation.span.end, content.end)
        outside = outside[: low - content.start] + " " + outside[high - content.start :]
    return "mixed" if any(c.isalnum() for c in outside) else "direct"
