"""CoNLL-U, written and read: what `greffier.parse` found in a text, kept word by word.

Ten columns a token, as the format has it; places in the text are `TokenRange` of MISC, the model's name label `Name`.
A text is a document (`# newdoc id = …`), its id the beginning of the digest of its characters. Why not a library:
docs/decisions/frozen-parses.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from greffier.model import Sentence, Span, Token, text_id

__all__ = ["document_id", "head_of", "read_conllu", "write_conllu"]

_NONE = "_"


def document_id(text: str) -> str:
    """The id under which a text's parse is kept."""
    return text_id(text)[:16]


def write_conllu(parses: Iterable[tuple[str, Sequence[Sentence]]], head: Mapping[str, str]) -> Iterator[str]:
    """The lines of a file: `head` as comments, then each text with its sentences."""
    yield from (f"# {key} = {value}" for key, value in head.items())
    for text, sentences in parses:
        for sentence in sentences:
            first = [f"# newdoc id = {document_id(text)}"] if sentence.index == 0 else []
            yield from [*first, f"# text = {' '.join(sentence.span.of(text).split())}"]
            yield from [f"# place = {sentence.place}", f"# paragraph = {sentence.paragraph}"]
            yield from map(_line, sentence.tokens)
            yield ""


def _line(token: Token) -> str:
    feats = "|".join(f"{key}={value}" for key, value in sorted(token.feats.items())) or _NONE
    misc = f"TokenRange={token.span.start}:{token.span.end}" + (f"|Name={token.name}" if token.name else "")
    head = 0 if token.head == token.i else token.head + 1
    columns = [token.i + 1, token.text, token.lemma, token.pos, _NONE, feats, head, token.dep, _NONE, misc]
    return "\t".join(map(str, columns))


def head_of(lines: Iterable[str]) -> dict[str, str]:
    """The comments above the first text."""
    found: dict[str, str] = {}
    for line in lines:
        if line.startswith("# newdoc") or not line.startswith("# "):
            break
        key, _, value = line[2:].partition(" = ")
        found[key] = value
    return found


def read_conllu(lines: Iterable[str]) -> dict[str, tuple[Sentence, ...]]:
    """Sentences by the id of their text."""
    found: dict[str, list[Sentence]] = {}
    document, about, tokens = "", {"place": "body", "paragraph": "0"}, list[Token]()
    for line in lines:
        if line.startswith("#"):
            key, _, value = line[2:].partition(" = ")
            about[key] = value
            document = value if key == "newdoc id" else document
        elif line:
            tokens.append(_token(line))
        elif tokens:
            kept = found.setdefault(document, [])
            kept.append(_sentence(len(kept), tokens, about["place"], int(about["paragraph"])))
            tokens = []
    return {key: tuple(sentences) for key, sentences in found.items()}


def _token(line: str) -> Token:
    number, text, lemma, pos, _, feats, head, dep, _, misc = line.split("\t")
    about = dict(part.split("=", 1) for part in misc.split("|"))
    start, end = about["TokenRange"].split(":")
    i = int(number) - 1
    morphology = {} if feats == _NONE else dict(part.split("=", 1) for part in feats.split("|"))
    return Token(i, text, lemma, pos, dep, int(head) - 1 if head != "0" else i, Span(int(start), int(end)), morphology,
                 about.get("Name", ""))  # fmt: skip


def _sentence(index: int, tokens: Sequence[Token], place: str, paragraph: int) -> Sentence:
    below: list[list[int]] = [[] for _ in tokens]
    for token in tokens:
        if token.head != token.i:
            below[token.head].append(token.i)
    span = Span(tokens[0].span.start, tokens[-1].span.end)
    return Sentence(index, span, tuple(tokens), tuple(map(tuple, below)), place, paragraph)
