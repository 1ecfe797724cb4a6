"""selon X, …: a source named by a marker, and what it says."""

from __future__ import annotations

from dataclasses import replace

from greffier.frames.statement.contents import content_span, quote_kind, to_quotation_end
from greffier.frames.statement.frame import Page, StatementFrame
from greffier.frames.statement.speakers import coordinated
from greffier.frames.statement.voices import argument
from greffier.model import Argument, Sentence

__all__ = ["find_sources", "rest_of_clause", "with_relay"]

_NOMINAL = {"NOUN", "PROPN", "PRON", "NUM", "X"}


def find_sources(page: Page, s: int) -> list[StatementFrame]:
    """One statement for each marker of a source that a name, a person or a document follows."""
    found: list[StatementFrame] = []
    end = 0
    for j, word in enumerate(page.words[s]):
        if j < end or word not in page.reporting.openings:
            continue
        length = _marker(page, s, j)
        frame = _read(page, s, j, length) if length else None
        if frame is not None:
            found.append(frame)
        end = j + length
    return found


def with_relay(page: Page, frame: StatementFrame) -> StatementFrame:
    """*le ministre, cité par l'agence X*: the speaker's phrase tells who passed the words on."""
    s = frame.sentence
    tokens = page.sentences[s].tokens
    for speaker in frame.speakers[-1:] if frame.source is None else ():
        for k in range(speaker.head + 1, len(tokens) - 2 if speaker.sentence == s else 0):
            if tokens[k].feats.get("VerbForm") == "Fin":
                break
            if page.reporting.word("cited", page.lower(s, k)) and page.reporting.word("by", page.lower(s, k + 1)):
                head = _head(page, s, k + 2)
                return frame if head is None else replace(frame, source=argument(page, s, head, "marker"))
    return frame


def _marker(page: Page, s: int, j: int) -> int:
    """How many tokens the marker has that may open at `j`; 0 where it is none."""
    if not page.outside(s, j):
        return 0
    tokens = page.sentences[s].tokens
    near = ""
    best = 0
    for k in range(j, min(len(tokens), j + 8)):
        if page.lower(s, k) in page.reporting.between:
            continue
        near += ("" if not near or near.endswith("'") or page.lower(s, k).startswith("-") else " ") + page.lower(s, k)
        if tuple(near.split()) in page.reporting.markers or near in page.reporting.weak:
            best = k - j + 1
    if best == 1 and page.lower(s, j) in page.reporting.weak and not _clause_opens(page, s, j):
        return 0
    return best


def _clause_opens(page: Page, s: int, j: int) -> bool:
    """At the head of the sentence, or after a connective and a comma."""
    tokens = page.sentences[s].tokens
    return j == 0 or (j <= 3 and tokens[j - 1].text == ",")


def _read(page: Page, s: int, j: int, length: int) -> StatementFrame | None:
    sentence = page.sentences[s]
    first = j + length
    head = first - 1 if sentence.tokens[first - 1].pos == "NOUN" else _head(page, s, first)
    if head is None:
        return None
    weak = length == 1 and page.lower(s, j) in page.reporting.weak
    end = _phrase_end(page, s, first, head)
    if not _is_source(page, s, first, head, end, weak):
        return None
    span = _figure(page, s, j, end) or _own_clause(page, s, j, end) or rest_of_clause(page, s, j, end)
    if span is None:
        return None
    content = content_span(page, s, *span)
    if content is None:
        return None
    content = to_quotation_end(page, content)
    speakers = tuple(
        _speaker(page, s, h, first) for h in coordinated(sentence, head) if h <= end and h in _phrase(sentence, head)
    )
    anchor = tuple(range(j, end + 1)) if weak else (j,)
    kind = quote_kind(page, content)
    return StatementFrame(s, anchor, speakers, (), "says", kind, content, None, False, "statement.source", (s,))


def _speaker(page: Page, s: int, head: int, first: int) -> Argument:
    """Who is behind a mere wording (*l'annonce du gouvernement*); other documents speak for themselves."""
    sentence = page.sentences[s]
    if sentence.tokens[head].lemma in page.reporting.wordings:
        for c in sentence.children[head]:
            cased = [k for k in sentence.children[c] if sentence.tokens[k].dep == "case"]
            if c > head and any(page.reporting.word("of", page.lower(s, k)) for k in cased):
                return argument(page, s, c, "marker")
            makers = [k for k in sentence.children[c] if sentence.tokens[k].dep == "obl:agent"]
            if c > head and makers:
                return argument(page, s, makers[0], "marker")
    return argument(page, s, head, "marker")


def _head(page: Page, s: int, first: int) -> int | None:
    """The head of the phrase that begins at `first`."""
    tokens = page.sentences[s].tokens
    k = first
    while k < len(tokens) and tokens[k].pos in {"DET", "ADJ", "ADV", "ADP", "NUM"} and k - first < 5:
        k += 1
    if k >= len(tokens) or tokens[k].pos not in _NOMINAL or not page.outside(s, k):
        return None
    while first <= tokens[k].head < k and tokens[k].dep in {"nmod", "flat", "flat:name", "amod", "appos", "fixed"}:
        k = tokens[k].head
    while tokens[k].head > k and tokens[k].dep in {"compound", "nmod:poss"} and page.outside(s, tokens[k].head):
        k = tokens[k].head  # "the United Nations", "the army's spokesman"
    return k


def _phrase_end(page: Page, s: int, first: int, head: int) -> int:
    """Last token of the source phrase: to the comma that closes it, appositions in it."""
    tokens = page.sentences[s].tokens
    inside = {k for k in _phrase(page.sentences[s], head) if k >= first and tokens[k].feats.get("VerbForm") != "Fin"}
    end = head
    for k in range(head + 1, len(tokens)):
        if tokens[k].feats.get("VerbForm") == "Fin" or not page.outside(s, k) or tokens[k].text in {".", ";", ":"}:
            break
        if k in inside and tokens[k].pos != "PUNCT":
            end = k
        elif tokens[k].text != "," and k not in inside and k > end + 1:
            break
    if any(t.text == "," for t in tokens[head:end]):
        end = _past_appositions(page, s, head, end)
    return _past_relative(page, s, end)


def _past_relative(page: Page, s: int, end: int) -> int:
    """A relative clause between commas belongs to the source (*selon un élu, qui l'a vu, le pont a sauté*)."""
    tokens = page.sentences[s].tokens
    if end + 2 >= len(tokens) or tokens[end + 1].text != "," or tokens[end + 2].feats.get("PronType") != "Rel":
        return end
    close = next((k for k in range(end + 3, len(tokens) - 1) if tokens[k].text == ","), None)
    return end if close is None else close - 1


def _phrase(sentence: Sentence, head: int) -> set[int]:
    """What hangs on `head`, without what the parser coordinated with it by a mere comma."""
    found, stack = {head}, [head]
    while stack:
        for child in sentence.children[stack.pop()]:
            linked = any(sentence.tokens[k].dep == "cc" for k in sentence.children[child])
            if sentence.tokens[child].dep not in {"conj", "parataxis"} or linked:
                found.add(child)
                stack.append(child)
    return found


def _past_appositions(page: Page, s: int, head: int, end: int) -> int:
    """A comma ends the phrase unless an apposition follows that another comma or the sentence's end closes."""
    tokens = page.sentences[s].tokens
    commas = [k for k in range(head, end + 1) if tokens[k].text == ","]
    after = end + 1
    if after < len(tokens) and tokens[after].text not in {",", "."}:
        return commas[0] - 1
    return end


def _is_source(page: Page, s: int, first: int, head: int, end: int, weak: bool) -> bool:
    token = page.sentences[s].tokens[head]
    if token.lemma in page.reporting.not_sources or token.text.lower() in page.reporting.not_sources:
        return False
    if not weak:
        return True
    words = " ".join(page.lower(s, k) for k in range(first, end + 1)).replace("' ", "'")
    if any(words == w or words.startswith(w + " ") for w in page.reporting.weak_not) or words[:1].isdigit():
        return False
    closed = end + 1 < len(page.sentences[s].tokens) and page.lower(s, end + 1) == ","
    if not closed:
        return False
    if token.pos == "NOUN" and not token.name:
        return token.lemma in page.reporting.voices
    return token.name != "LOC" or not _is_definite(page.sentences[s], head)


def _is_definite(sentence: Sentence, head: int) -> bool:
    return any(sentence.tokens[c].dep == "det" for c in sentence.children[head])


def rest_of_clause(page: Page, s: int, marker: int, end: int) -> tuple[int, int] | None:
    """The rest of the sentence's clause: after a marker that opens it, before one that closes it, around one inside."""
    tokens = page.sentences[s].tokens
    begin = _clause_start(page, s, marker)
    stop = _clause_stop(page, s, end)
    before = [k for k in range(begin, marker) if tokens[k].pos not in {"PUNCT", "ADV", "CCONJ", "SCONJ"}]
    after = [k for k in range(end + 1, stop + 1) if tokens[k].pos != "PUNCT"]
    finite_before = any(tokens[k].feats.get("VerbForm") == "Fin" for k in before)
    finite_after = any(tokens[k].feats.get("VerbForm") == "Fin" for k in after)
    if not before and after:
        return after[0], stop
    if before and (finite_before or not finite_after):
        return (begin, stop if after and finite_after and len(after) > 6 and not finite_before else marker - 1)
    if before and after:
        return (begin if len(before) > 3 else end + 1), stop
    return None


def _figure(page: Page, s: int, marker: int, end: int) -> tuple[int, int] | None:
    """*13 500 personnes selon la police*: without a comma, a figure alone is what the source gives."""
    tokens = page.sentences[s].tokens
    if end + 1 >= len(tokens) or tokens[end + 1].text not in {",", ";", ")"} or tokens[marker - 1].text == ",":
        return None
    first = marker
    while first > 0 and tokens[first - 1].text not in {",", ";", "("} and marker - first < 10:
        first -= 1
    words = tokens[first:marker]
    if first == 0 or not any(t.pos == "NUM" for t in words) or any(t.pos == "VERB" for t in words):
        return None
    return first, marker - 1


def _own_clause(page: Page, s: int, marker: int, end: int) -> tuple[int, int] | None:
    """The relative or second clause that the marker stands in, no comma between: *…, qui a fait trois morts selon X*.

    Set apart by a comma, the source is the whole sentence's, unless it stands right behind the relative pronoun
    (*une attaque qui, selon X, a fait trois morts*).
    """
    tokens = page.sentences[s].tokens
    before = marker - 1 - (marker > 0 and tokens[marker - 1].text == ",")
    if before >= 0 and _is_relative_subject(page, s, before):
        stop = max(page.sentences[s].subtree(tokens[before].head))
        return (end + 1, stop) if stop > end + 1 else None
    if before != marker - 1:
        return None
    commas = [k for k in range(marker) if tokens[k].text == "," and page.outside(s, k)]
    if not commas or not _opens_another(page, s, commas[-1], marker):
        return None
    return commas[-1] + 1, marker - 1


def _is_relative_subject(page: Page, s: int, k: int) -> bool:
    return (
        page.reporting.word("relative", page.lower(s, k)) and page.sentences[s].tokens[k].feats.get("PronType") == "Rel"
    )


def _opens_another(page: Page, s: int, comma: int, marker: int) -> bool:
    """Whether a clause of its own begins behind the comma: a relative, a present participle, or one with *et*."""
    tokens = page.sentences[s].tokens
    inside = tokens[comma + 1 : marker]
    finite = any(t.feats.get("VerbForm") == "Fin" for t in inside)
    first = inside[0] if inside else tokens[comma]
    if any(t.feats.get("PronType") == "Rel" for t in inside[:3]):
        return finite or any(t.pos == "NUM" for t in inside)
    if first.feats.get("VerbForm") == "Part" and first.feats.get("Tense") == "Pres":
        return True
    return finite and first.pos == "CCONJ" and any(t.feats.get("VerbForm") == "Fin" for t in tokens[:comma])


def _clause_start(page: Page, s: int, marker: int) -> int:
    """Where the clause before the marker begins: the sentence, or what follows a semicolon or a colon."""
    tokens = page.sentences[s].tokens
    for k in range(marker - 1, -1, -1):
        if tokens[k].text in {";", ":"} and page.outside(s, k):
            return k + 1
        if tokens[k].pos in {"CCONJ", "SCONJ"} and page.outside(s, k) and k == marker - 1:
            return marker
    return 0


def _clause_stop(page: Page, s: int, end: int) -> int:
    tokens = page.sentences[s].tokens
    for k in range(end + 1, len(tokens)):
        if tokens[k].text == ";" and page.outside(s, k):
            return k - 1
    return len(tokens) - 1
