"""Names: cases of fr_names.toml and en_names.toml, on sentences made without a parser."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greffier.lexicon import load_gazetteer
from greffier.mentions.names import find_names
from greffier.model import Sentence, Span, Token

CASES = [
    {"language": code, **case}
    for code in ("fr", "en")
    for case in tomllib.loads(Path(__file__).with_name(f"{code}_names.toml").read_text("utf-8"))["case"]
]
WORD = re.compile(r"M\.|\w+['’]|\w+|[^\w\s]")


def sentences(text, labels, pos):
    """One sentence a full stop; a capital makes a proper noun unless `pos` says otherwise."""
    marks = {}
    for words, label in labels.items():
        for hit in re.finditer(re.escape(words), text):
            marks.update(dict.fromkeys(range(*hit.span()), label))
    found, start = [], 0
    for end in [m.end() for m in re.finditer(r"(?<!\bM)\.(?= |$)", text)] or [len(text)]:
        hits = list(WORD.finditer(text, start, end))
        tokens = tuple(
            Token(i, h.group(), h.group().lower(), pos.get(h.group(), "PROPN" if h.group()[0].isupper() else "X"),
                  "dep", 0, Span(*h.span()), {}, marks.get(h.start(), ""))
            for i, h in enumerate(hits)
        )  # fmt: skip
        if tokens:
            found.append(Sentence(len(found), tokens[0].span.join(tokens[-1].span), tokens, ((),) * len(tokens)))
        start = end
    return found


def known_id(mention):
    """The id, unless it is a town's: those belong to GeoNames."""
    return "" if mention.id is None or ":" in mention.id else mention.id


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:40])
def test_names(case):
    first, rest = case["text"], case.get("also", "")
    text = f"{first} {rest}".strip()
    labels = {**case.get("labels", {}), **case.get("also_labels", {})}
    mentions = find_names(sentences(text, labels, case.get("pos", {})), text, load_gazetteer(), case["language"])
    assert [[m.text, m.type, known_id(m)] for m in mentions] == case["finds"]


WORDS = ["Paris", "à", "le", "Durand", "M.", "OTAN", "-", "d'", "von", "Kiev", ",", "Soumy", "Selon", "russe"]
LABELS = ["", "PER", "LOC", "ORG", "MISC"]


@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(LABELS)), max_size=12))
def test_mentions_do_not_overlap(labelled):
    text = " ".join(word for word, _ in labelled)
    mentions = find_names(
        sentences(text, {w: label for w, label in labelled if label}, {}), text, load_gazetteer(), "fr"
    )
    spans = [m.span for m in mentions]
    assert spans == sorted(spans) and all(not a.overlaps(b) for a, b in pairwise(spans))
    assert all(m.text == m.span.of(text) for m in mentions)
