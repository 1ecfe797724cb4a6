"""The only door to spaCy: from a report's text to sentences of tokens in Universal Dependencies.

Paragraphs, headings, captions and quotations are told apart before the parser sees the text, and every sentence
start is set beforehand, because the parser glues lines and breaks inside quotations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import spacy
from spacy.language import Language as Pipeline
from spacy.tokens import Doc

from greffier.lexicon import Language, VerbForms, known_verbs, load_language
from greffier.model import Sentence, Span, Token
from greffier.parse.pinned import check_model
from greffier.parse.segment import Block, segment
from greffier.parse.slips import mend_slips
from greffier.parse.universal import NAME_LABELS, is_universal, to_universal

__all__ = ["Parser", "load_parser"]

_CLAUSES = frozenset({"body", "caption"})  # parts of a page that speak in clauses; titles may do without a verb
# What an English model hangs on nouns only, and what only nouns are to a verb or a preposition.
_NOMINAL = frozenset({"amod", "compound", "det", "poss"})
_SLOTS = frozenset({"csubj", "nsubj", "dobj", "pobj", "pcomp", "nsubjpass", "csubjpass", "conj"})
_CHUNK = 32  # reports handed to the model at once: more gains nothing and holds more memory

# The models learnt from plain apostrophes and spaces; each replacement keeps the length, so that offsets hold.
_PLAIN = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "‑": "-"})
_ELIDED = re.compile(r"(?<![\w'])[^\W\d_]{1,2}'(?= \w)")
_GROUPED_FIGURES = re.compile(r"(?<![\w,.])\d{1,3}(?: \d{3})+(?![\w])")


def _join_figures(doc: Doc) -> None:
    """Make one token of figures in groups of three (*20 000*), and of an elided word before a space (*l' Union*)."""
    spans = [doc.char_span(m.start(), m.end()) for rule in (_GROUPED_FIGURES, _ELIDED) for m in rule.finditer(doc.text)]
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


class Parser:
    """A loaded model of one language. `parse_many` keeps the order of its texts."""

    def __init__(self, language: Language, nlp: Pipeline) -> None:
        self.language = language
        self._nlp = nlp
        lemmatizer: Any = nlp.get_pipe("lemmatizer")
        _as_sets(lemmatizer.lookups)
        self._lemmatizer = lemmatizer
        self._forms = VerbForms(language.section("verbs"), known_verbs(language.code))
        self._universal = is_universal(nlp.get_pipe("parser").labels)  # type: ignore[attr-defined]
        phrases = language.section("clauses").get("prepositions", {}).get("phrases", ())
        self._phrases = [p.split() for p in phrases]
        active = language.section("clauses").get("voice", {}).get("active_auxiliaries", ())
        irregular = language.section("verbs").get("irregular", {})
        self._perfect = frozenset(form for verb in active for form in (verb, *irregular.get(verb, ())))
        self._slips: Mapping[str, Any] = language.section("verbs").get("slips", {})
        self._lemmas: dict[tuple[str, str, str], str] = {}
        self._feats: dict[str, dict[str, str]] = {}

    def parse(self, text: str, title: str | None = None) -> list[Sentence]:
        """Sentences of one text, in order."""
        return next(self.parse_many([(text, title)]))

    def parse_many(self, texts: Iterable[tuple[str, str | None]]) -> Iterator[list[Sentence]]:
        """Sentences of each (text, title or None), in the order given."""
        furniture = self.language.section("furniture")
        batch: list[tuple[str, list[Block]]] = []
        for text, title in texts:
            batch.append((text, segment(text, furniture, title)))
            if len(batch) == _CHUNK:
                yield from self._run(batch)
                batch = []
        yield from self._run(batch)

    def _run(self, batch: list[tuple[str, list[Block]]]) -> Iterator[list[Sentence]]:
        docs = [self._prepared(text, blocks) for text, blocks in batch]
        with self._nlp.select_pipes(disable=["lemmatizer"]):
            for doc, (_, blocks) in zip(self._nlp.pipe(docs), batch, strict=True):
                yield self._sentences(doc, blocks)

    def _prepared(self, text: str, blocks: list[Block]) -> Doc:
        """The text cut into tokens, with sentence starts where `segment` sees them and nowhere else."""
        doc = self._nlp.make_doc(text.translate(_PLAIN))
        _join_figures(doc)
        starts = {s.start for b in blocks for s in b.sentences}
        # All at once: setting `is_sent_start` token by token looks through the whole text each time.
        marks = [1 if token.idx in starts or token.i == 0 else -1 for token in doc]
        column: Any = np.asarray(marks, dtype="int64").astype("uint64")
        doc.from_array(["SENT_START"], column)
        return doc

    def _sentences(self, doc: Doc, blocks: list[Block]) -> list[Sentence]:
        spans = [(s, b) for b in blocks for s in b.sentences]
        found: list[Sentence] = []
        at = 0
        for sent in doc.sents:
            words = [t for t in sent if not t.is_space]
            if not words:
                continue
            start = words[0].idx
            while at < len(spans) - 1 and spans[at][0].end <= start:
                at += 1
            block = spans[at][1] if spans else None
            found.append(self._sentence(len(found), words, block))
        return found

    def _sentence(self, index: int, words: list[Any], block: Block | None) -> Sentence:
        position = {t.i: k for k, t in enumerate(words)}
        heads = [self._head(t, position, k) for k, t in enumerate(words)]
        pos = [self._part(t) for t in words]
        deps = ["root" if heads[k] == k else t.dep_ for k, t in enumerate(words)]
        if not self._universal:
            deps, heads = to_universal(deps, heads, pos, [t.text for t in words], self._phrases, self._perfect)
        tokens = [
            Token(
                k,
                t.text,
                self._lemma(t) if pos[k] == t.pos_ else t.lower_,
                pos[k],
                deps[k],
                heads[k],
                Span(t.idx, t.idx + len(t.text)),
                self._features(t),
                NAME_LABELS.get(t.ent_type_, ""),
            )
            for k, t in enumerate(words)
        ]
        if block is None or block.place in _CLAUSES:
            tokens = mend_slips(tokens, self._forms, self._slips)
        children: list[list[int]] = [[] for _ in words]
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

    @staticmethod
    def _head(token: Any, position: dict[int, int], own: int) -> int:
        head = token.head
        while head.i not in position and head.head.i != head.i:
            head = head.head
        return position.get(head.i, own)

    def _features(self, token: Any) -> dict[str, str]:
        """Morphology, with a future or a conditional that the form itself tells."""
        told = ""
        if token.pos_ in {"VERB", "AUX"}:
            told = self._forms.tense(token.lower_, self._lemma(token)) or self._told_past(token)
            if not told and "Cnd" in token.morph.get("Mood") and self._forms.is_past(token.lower_):
                told = "imperfect"
        key = f"{token.morph}/{told}"
        if key not in self._feats:
            feats: dict[str, str] = token.morph.to_dict()
            if told == "future":
                feats |= {"VerbForm": "Fin", "Mood": "Ind", "Tense": "Fut"}
            elif told == "conditional":
                feats |= {"VerbForm": "Fin", "Mood": "Cnd", "Tense": "Pres"}
            elif told == "imperfect":
                feats |= {"VerbForm": "Fin", "Mood": "Ind", "Tense": "Imp"}
            elif told == "past":
                feats = {"VerbForm": "Fin", "Tense": "Past"}
            self._feats[key] = feats
        return self._feats[key]

    def _part(self, token: Any) -> str:
        """A noun for what an English tagger took for a verb, though it is built as a noun (*Russian shelling*)."""
        if self._universal or token.pos_ != "VERB" or "Prog" not in token.morph.get("Aspect"):
            return str(token.pos_)
        labels = {c.dep_ for c in token.children}
        nominal = labels & _NOMINAL and token.dep_ in _SLOTS and not labels & {"aux", "dobj", "nsubj"}
        return "NOUN" if nominal else "VERB"

    def _told_past(self, token: Any) -> str:
        """`past` for what an English tagger took for a participle, though it has a subject and no auxiliary."""
        if self._universal or "Perf" not in token.morph.get("Aspect"):
            return ""
        labels = {c.dep_ for c in token.children}
        return "past" if "nsubj" in labels and not labels & {"aux", "auxpass"} else ""

    def _lemma(self, token: Any) -> str:
        key = (token.text, token.pos_, token.tag_)
        if key not in self._lemmas:
            self._lemmas[key] = self._found_lemma(token)
        return self._lemmas[key]

    def _found_lemma(self, token: Any) -> str:
        if token.pos_ in {"VERB", "AUX"}:
            known = self._forms.infinitive(token.lower_)
            if known is not None:
                return str(known)
        if token.pos_ in {"PUNCT", "PROPN", "X", "SYM"}:
            return str(token.text)
        if token.pos_ == "NUM":
            return str(token.lower_)
        lemmas = self._lemmatizer.lemmatize(token)
        return str(lemmas[0]).lower() if lemmas else str(token.lower_)


@cache
def load_parser(language: str) -> Parser:
    """The parser of a language, its model checked against its pinned digest. Raises ModelError, InputError."""
    data = load_language(language)
    return Parser(data, spacy.load(check_model(language).package))
