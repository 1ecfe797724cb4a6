"""The columns of any parsed text tell what the parser's own objects tell."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from greffier.parse.columns import columns, offsets

WORDS = st.sampled_from(("Le", "maire", "de", "Bourg-l'Étang", "parle", ".", " ", "\n\n", "𝄞"))
ROWS = st.tuples(WORDS, st.booleans(), st.sampled_from(("NOUN", "VERB", "")), st.booleans(), st.booleans())


@given(st.lists(ROWS, max_size=12), st.data())
@settings(max_examples=150, deadline=None)
def test_columns_are_what_the_tokens_say(rows: list[tuple[str, bool, str, bool, bool]], data: st.DataObject) -> None:
    words, spaces, pos, starts, named = map(list, zip(*rows, strict=True)) if rows else ([], [], [], [], [])
    firsts = [i for i, opens in enumerate(starts) if opens or i == 0]
    first = [max(f for f in firsts if f <= i) for i in range(len(rows))]
    heads = [data.draw(st.integers(f, i)) for i, f in enumerate(first)]  # before the word, within its sentence
    deps = ["ROOT" if head == i else "obj" for i, head in enumerate(heads)]
    doc = Doc(Vocab(), words, spaces, pos=pos, heads=heads, deps=deps, ents=["B-PER" if n else "O" for n in named])
    found = columns(doc)
    assert offsets(doc).tolist() == found.start == [t.idx for t in doc]
    assert [doc.text[a:b] for a, b in zip(found.start, found.end, strict=True)] == [t.text for t in doc]
    assert found.key == [(t.orth, t.pos, t.tag, t.morph.key) for t in doc]
    assert found.dep == [t.dep_ for t in doc]
    assert found.name == [t.ent_type_ for t in doc]
    assert found.space == [t.is_space for t in doc]
    assert found.head == [t.head.i for t in doc]
    assert found.sentences == [range(s.start, s.end) for s in doc.sents]
