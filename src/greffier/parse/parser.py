"""The only door to spaCy: from a report's text to sentences of tokens in Universal Dependencies.

Paragraphs, headings, captions and quotations are told apart before the parser sees the text, and every sentence
start is set beforehand, because the parser glues lines and breaks inside quotations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from spacy.language import Language as Pipeline
from spacy.tokens import Doc

from greffier.lexicon import Language, VerbForms, known_verbs
from greffier.model import Sentence, Span, Token
from greffier.parse.columns import Columns, columns, offsets
from greffier.parse.embeddings import remember_embeddings
from greffier.parse.segment import Block, segment
from greffier.parse.slips import mend_slips
from greffier.parse.universal import NAME_LABELS, is_universal, to_universal

__all__ = ["Parser"]

_CLAUSES = frozenset({"body", "caption"})  # parts of a page that speak in clauses; titles may do without a verb
# What an English model hangs on nouns only, and what only nouns are to a verb or a preposition.
_NOMINAL = frozenset({"amod", "compound", "det", "poss"})
_SLOTS = frozenset({"csubj", "nsubj", "dobj", "pobj", "pcomp", "nsubjpass", "csubjpass", "conj"})
_SUBJECTS = frozenset({"csubj", "csubjpass", "nsubj", "nsubjpass"})
_VERBAL = frozenset({"AUX", "VERB"})
_MOST_LOOKS = 50_000  # looks kept at most
_REMEMBERED = 100_000  # words whose lemma is kept in memory
_BATCH = 16_000  # code points handed to the model at once: its tables for more do not fit into the processor's cache

# The models learnt from plain apostrophes and spaces; each replacement keeps the length, so that offsets hold.
_PLAIN = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "‑": "-"})
_ELIDED = re.compile(r"(?<![\w'])[^\W\d_]{1,2}'(?= \w)")
_GROUPED_FIGURES = re.compile(r"(?<![\w,.])\d{1,3}(?: \d{3})+(?![\w])")


@dataclass(frozen=True, slots=True)
class _Look:
    """What a token tells by itself, wherever it stands."""

    text: str
    lemma: str
    pos: str
    feats: dict[str, str]


def _join_figures(doc: Doc, text: str) -> None:
    """Make one token of figures in groups of three (*20 000*), and of an elided word before a space (*l' Union*)."""
    spans = [doc.char_span(m.start(), m.end()) for rule in (_GROUPED_FIGURES, _ELIDED) for m in rule.finditer(text)]
    if not spans:
        return
    with doc.retokenize() as retokenizer:
        for span in spans:
            if span is not None:
                retokenizer.merge(span)


def _as_sets(lookups: Any) -> None:
    """Give the rule lemmatizer sets of words: it asks of each form whether it stands in lists of thousands."""
    if lookups.has_table("lemma_index"):
        table = lookups.get_table("lemma_index")
        for key in list(table):
            table[key] = frozenset(table[key])


def _lemmatizer(nlp: Pipeline) -> Any:
    """The lemmatizer, where it goes word by word, so that only the words that need it are looked up; else None."""
    found: Any = nlp.get_pipe("lemmatizer") if nlp.has_pipe("lemmatizer") else None
    if not hasattr(found, "lemmatize"):
        return None
    _as_sets(found.lookups)
    return found


def _only_tags(nlp: Pipeline) -> bool:
    """True when the model's attribute rules but fill in tags, which nothing here reads, and say what white space is."""
    if not nlp.has_pipe("attribute_ruler"):
        return False
    rules: Any = nlp.get_pipe("attribute_ruler")
    return all(
        {*rule["attrs"]} == {"TAG"} or all("IS_SPACE" in word for pattern in rule["patterns"] for word in pattern)
        for rule in rules.patterns
    )


class Parser:
    """A loaded model of one language. `parse_many` keeps the order of its texts."""

    def __init__(self, language: Language, nlp: Pipeline) -> None:
        self.language = language
        self._nlp = nlp
        remember_embeddings(nlp)
        self._lemmatizer = _lemmatizer(nlp)
        self._forms = VerbForms(language.section("verbs"), known_verbs(language.code))
        self._left_out = ["lemmatizer"] if self._lemmatizer is not None else []
        self._left_out += ["attribute_ruler"] if _only_tags(nlp) else []
        self._universal = is_universal(nlp.get_pipe("parser").labels)  # type: ignore[attr-defined]
        phrases = language.section("clauses").get("prepositions", {}).get("phrases", ())
        self._phrases = [p.split() for p in phrases]
        active = language.section("clauses").get("voice", {}).get("active_auxiliaries", ())
        irregular = language.section("verbs").get("irregular", {})
        self._perfect = frozenset(form for verb in active for form in (verb, *irregular.get(verb, ())))
        self._slips: Mapping[str, Any] = language.section("verbs").get("slips", {})
        self._looks: dict[tuple[int | str, ...], _Look] = {}

    def parse(self, text: str, title: str | None = None) -> list[Sentence]:
        """Sentences of one text, in order."""
        return next(self.parse_many([(text, title)]))

    def parse_many(self, texts: Iterable[tuple[str, str | None]]) -> Iterator[list[Sentence]]:
        """Sentences of each (text, title or None), in the order given."""
        furniture = self.language.section("furniture")
        batch: list[tuple[str, list[Block]]] = []
        size = 0
        for text, title in texts:
            batch.append((text, segment(text, furniture, title)))
            size += len(text)
            if size >= _BATCH:
                yield from self._run(batch)
                batch, size = [], 0
        yield from self._run(batch)

    def _run(self, batch: list[tuple[str, list[Block]]]) -> Iterator[list[Sentence]]:
        docs = [self._prepared(text, blocks) for text, blocks in batch]
        for doc, (_, blocks) in zip(self._nlp.pipe(docs, disable=self._left_out), batch, strict=True):
            yield self._sentences(doc, blocks)
        self._forget()

    def _forget(self) -> None:
        """Empty what the lemmatizer keeps of every new word, once that is large: a run may go on for months."""
        if self._lemmatizer is not None and len(self._lemmatizer.cache) > _REMEMBERED:
            self._lemmatizer.cache.clear()

    def _prepared(self, text: str, blocks: list[Block]) -> Doc:
        """The text cut into tokens, with sentence starts where `segment` sees them and nowhere else."""
        plain = text.translate(_PLAIN)
        doc = self._nlp.make_doc(plain)
        _join_figures(doc, plain)
        marks = np.full(len(doc), -1, dtype="int64")
        marks[np.isin(offsets(doc), [s.start for b in blocks for s in b.sentences])] = 1
        marks[:1] = 1
        # All at once: setting `is_sent_start` token by token looks through the whole text each time.
        column: Any = marks.astype("uint64")
        doc.from_array(["SENT_START"], column)
        return doc

    def _sentences(self, doc: Doc, blocks: list[Block]) -> list[Sentence]:
        rows = columns(doc)
        spans = [(s, b) for b in blocks for s in b.sentences]
        found: list[Sentence] = []
        at = 0
        for sentence in rows.sentences:
            words = [i for i in sentence if not rows.space[i]]
            if not words:
                continue
            while at < len(spans) - 1 and spans[at][0].end <= rows.start[words[0]]:
                at += 1
            block = spans[at][1] if spans else None
            tokens = self._tokens(doc, rows, words)
            if block is None or block.place in _CLAUSES:
                tokens = mend_slips(tokens, self._forms, self._slips)
            found.append(_sentence(len(found), tokens, block))
        return found

    def _tokens(self, doc: Doc, rows: Columns, words: list[int]) -> list[Token]:
        """The tokens of one sentence, whose rows are `words`."""
        looks = [self._look(doc, rows, i) for i in words]
        position = {i: k for k, i in enumerate(words)}
        heads = [_head(rows, i, position) for i in words]
        deps = ["root" if heads[k] == k else rows.dep[i] for k, i in enumerate(words)]
        if not self._universal:
            pos, texts = [look.pos for look in looks], [look.text for look in looks]
            deps, heads = to_universal(deps, heads, pos, texts, self._phrases, self._perfect)
        return [
            Token(
                k,
                look.text,
                look.lemma,
                look.pos,
                deps[k],
                heads[k],
                Span(rows.start[i], rows.end[i]),
                look.feats,
                NAME_LABELS.get(rows.name[i], ""),
            )
            for k, (i, look) in enumerate(zip(words, looks, strict=True))
        ]

    def _look(self, doc: Doc, rows: Columns, i: int) -> _Look:
        """What a token tells by itself, reckoned once for all that are alike."""
        part, told = ("", "") if self._universal else (self._part(doc[i]), self._told_past(doc[i]))
        key = (*rows.key[i], part, told)
        if key not in self._looks:
            if len(self._looks) >= _MOST_LOOKS:
                self._looks.clear()
            self._looks[key] = self._new_look(doc[i], part, told)
        return self._looks[key]

    def _new_look(self, token: Any, part: str, told: str) -> _Look:
        """`part` is its part of speech where the model's is not to be taken, `told` as `_told_past` gives it."""
        if self._universal and token.pos_ == "SPACE":  # a word taken for white space: as the attribute rules have it
            return _Look(token.text, token.text, "X", {})
        lemma = self._lemma(token)
        feats = self._features(token, lemma, told)
        part = part or token.pos_
        return _Look(token.text, lemma if part == token.pos_ else token.lower_, part, feats)

    def _features(self, token: Any, lemma: str, told: str) -> dict[str, str]:
        """Morphology, with a future or a conditional that the form itself tells."""
        feats: dict[str, str] = token.morph.to_dict()
        tense = self._forms.tense(token.lower_, lemma) or told if token.pos_ in _VERBAL else ""
        if tense == "future":
            return feats | {"VerbForm": "Fin", "Mood": "Ind", "Tense": "Fut"}
        if tense == "conditional":
            return feats | {"VerbForm": "Fin", "Mood": "Cnd", "Tense": "Pres"}
        if not tense and feats.get("Mood") == "Cnd" and self._forms.is_past(token.lower_):
            return feats | {"VerbForm": "Fin", "Mood": "Ind", "Tense": "Imp"}
        return {"VerbForm": "Fin", "Tense": "Past"} if tense == "past" else feats

    @staticmethod
    def _part(token: Any) -> str:
        """A noun for what an English tagger took for a verb, though it is built as a noun (*Russian shelling*)."""
        if token.pos_ != "VERB" or "Prog" not in token.morph.get("Aspect"):
            return ""
        labels = {c.dep_ for c in token.children}
        built = labels & _NOMINAL and token.dep_ in _SLOTS
        bare = token.dep_ in _SUBJECTS and token.head.i > token.i  # "Shelling killed two people"
        return "NOUN" if (built or bare) and not labels & {"aux", "dobj", "nsubj"} else ""

    @staticmethod
    def _told_past(token: Any) -> str:
        """`past` for what an English tagger took for a participle, though it has a subject and no auxiliary."""
        if token.pos_ not in _VERBAL or "Perf" not in token.morph.get("Aspect"):
            return ""
        labels = {c.dep_ for c in token.children}
        return "past" if "nsubj" in labels and not labels & {"aux", "auxpass"} else ""

    def _lemma(self, token: Any) -> str:
        if token.pos_ in _VERBAL:
            known = self._forms.infinitive(token.lower_)
            if known is not None:
                return str(known)
        if token.pos_ in {"PUNCT", "PROPN", "X", "SYM"}:
            return str(token.text)
        if token.pos_ == "NUM":
            return str(token.lower_)
        lemmas = [token.lemma_] if self._lemmatizer is None else self._lemmatizer.lemmatize(token)
        return str(lemmas[0]).lower() if lemmas and lemmas[0] else str(token.lower_)


def _head(rows: Columns, i: int, position: dict[int, int]) -> int:
    """Where in its sentence the governor of row `i` stands; white space passes on to what governs it."""
    head = rows.head[i]
    while head not in position and rows.head[head] != head:
        head = rows.head[head]
    return position.get(head, position[i])


def _sentence(index: int, tokens: list[Token], block: Block | None) -> Sentence:
    children: list[list[int]] = [[] for _ in tokens]
    for token in tokens:
        if token.head != token.i:
            children[token.head].append(token.i)
    return Sentence(
        index,
        Span(tokens[0].span.start, tokens[-1].span.end),
        tuple(tokens),
        tuple(tuple(c) for c in children),
        block.place if block else "body",
        block.paragraph if block else 0,
    )
