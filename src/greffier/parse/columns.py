"""A parsed text as columns of plain values: asking the parser's objects word by word costs several times as much."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from spacy.tokens import Doc

__all__ = ["Columns", "columns", "offsets"]

_KEY: list[int | str] = ["ORTH", "POS", "TAG", "MORPH"]
_REST: list[int | str] = ["DEP", "ENT_TYPE", "IS_SPACE", "HEAD", "SENT_START", "LENGTH"]


@dataclass(frozen=True, slots=True)
class Columns:
    """One row a token, white space included.

    `key` holds the model's numbers of form, part of speech, tag and morphology; `dep` and `name` are labels, `head` the
    row of the governor (a root's own), `start` and `end` code points of the text; `sentences` are runs of rows.
    """

    key: list[tuple[int | str, ...]]
    dep: list[str]
    name: list[str]
    space: list[bool]
    head: list[int]
    start: list[int]
    end: list[int]
    sentences: list[range]


def columns(doc: Doc) -> Columns:
    """The columns of a parsed text."""
    key: Any = doc.to_array(_KEY)
    rest: Any = doc.to_array(_REST)
    dep, name, space = rest.T[:3].tolist()
    head, opens, length = rest.T[3:].astype("int64")  # heads are relative, and what opens no sentence is negative
    start, strings = offsets(doc), doc.vocab.strings
    labels = {n: strings[n] for n in {*dep, *name}}
    first = dict.fromkeys([0, *np.flatnonzero(opens == 1).tolist(), len(doc)])
    return Columns(
        key=[tuple(numbers) for numbers in key.tolist()],
        dep=[labels[n] for n in dep],
        name=[labels[n] for n in name],
        space=list(map(bool, space)),
        head=(head + np.arange(len(doc))).tolist(),
        start=start.tolist(),
        end=(start + length).tolist(),
        sentences=[range(a, b) for a, b in pairwise(first)],
    )


def offsets(doc: Doc) -> Any:
    """Where each token starts in the text, in code points."""
    widths: Any = doc.to_array(["LENGTH", "SPACY"])
    return np.concatenate(([0], widths.sum(axis=1).astype("int64").cumsum()[:-1])) if len(doc) else np.zeros(0, "int64")
