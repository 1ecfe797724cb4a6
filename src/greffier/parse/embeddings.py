"""Vectors of words, reckoned once for all that are alike.

What a spaCy model makes of a word before it looks at its neighbours (`MultiHashEmbed`: hash embeddings, the word's
static vector, and a layer that mixes them) depends on the word's form alone, and takes over a third of what its tables
cost; most words of a report were in the one before. A row is the same, bit for bit, whichever rows it is reckoned with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language as Pipeline
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

__all__ = ["remember_embeddings"]

_MOST = 40_000  # rows that are kept; 96 numbers each, so 15 MB for each table of a model
# What a word has wherever it stands; the form and the space after it decide all of them, but for the norm, which rules
# of the tokenizer may give.
_OF_THE_WORD = frozenset({"ORTH", "LOWER", "NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"})
_KEY: list[int | str] = ["ORTH", "NORM", "SPACY"]

Embedded = list[NDArray[np.float32]]


class _Memory:
    """The rows of one table, by the word that they are of."""

    def __init__(self, embed: Any) -> None:
        self._embed = embed
        self._turn = Lock()  # a server reads in several threads
        self._row: dict[bytes, int] = {}
        self._table: NDArray[np.float32] = np.empty((0, embed.get_dim("nO")), dtype=np.float32)

    def embed(self, docs: Sequence[Doc]) -> Embedded:
        """One array for each text, a row a word."""
        if not any(len(doc) for doc in docs):
            return list(self._embed.predict(docs))
        keys = [_keys(doc) for doc in docs]
        with self._turn:
            if len(self._row) > _MOST:
                self._row.clear()
            self._learn(docs, keys)
            return [self._table[[self._row[key] for key in known]] for known in keys]

    def _learn(self, docs: Sequence[Doc], keys: Sequence[Sequence[bytes]]) -> None:
        """Reckon the rows of words that are not known yet."""
        new = {
            key: (doc, i)
            for doc, known in zip(docs, keys, strict=True)
            for i, key in enumerate(known)
            if key not in self._row
        }
        if not new:
            return
        first = len(self._row)
        if first + len(new) > len(self._table):
            room = np.empty((2 * (first + len(new)), self._table.shape[1]), dtype=np.float32)
            room[:first] = self._table[:first]
            self._table = room
        self._table[first : first + len(new)] = self._embed.predict([_words(docs[0].vocab, list(new.values()))])[0]
        self._row.update((key, first + k) for k, key in enumerate(new))


def _keys(doc: Doc) -> list[bytes]:
    """What tells apart the words of a text."""
    columns = np.ascontiguousarray(doc.to_array(_KEY))
    return list(columns.view(f"V{columns.itemsize * len(_KEY)}").ravel().tolist()) if len(doc) else []


def _words(vocab: Any, places: Sequence[tuple[Doc, int]]) -> Doc:
    """The words at some places, as a text of their own."""
    tokens: list[Any] = [doc[i] for doc, i in places]
    found = Doc(vocab, words=[t.text for t in tokens], spaces=[bool(t.whitespace_) for t in tokens])
    for new, old in zip(found, tokens, strict=True):
        if new.norm != old.norm:
            new.norm_ = old.norm_
    return found


def _forward(model: Any, docs: Sequence[Doc], is_train: bool) -> tuple[Embedded, Callable[..., Any]]:
    if is_train:
        raise NotImplementedError("A model that remembers its embeddings cannot be trained.")
    return model.attrs["memory"].embed(docs), lambda _: []


def _is_lexical(embed: Any) -> bool:
    """True when a layer looks at nothing but the form of each word."""
    read = [node.attrs["columns"] for node in embed.walk() if "columns" in node.attrs]
    names = {node.name for node in embed.walk()}
    return (
        bool(read) and {str(name) for columns in read for name in columns} <= _OF_THE_WORD and "charembed" not in names
    )


def remember_embeddings(nlp: Pipeline) -> int:
    """Have the tables of a loaded pipeline remember their words; gives how many do. Results stay the same."""
    done = 0
    for _, pipe in nlp.pipeline:
        model: Any = getattr(pipe, "model", None)
        if not isinstance(model, Model) or not isinstance(model.ops, NumpyOps):
            continue
        for node in [n for n in model.walk() if n.has_ref("embed")]:
            embed: Any = node.get_ref("embed")
            if embed is not None and embed.has_dim("nO") and _is_lexical(embed):
                kept: Any = Model(
                    "remembered", _forward, dims={"nO": embed.get_dim("nO")}, attrs={"memory": _Memory(embed)}
                )
                model.replace_node(embed, kept)
                done += 1
    return done
