"""Formats that are known by their first bytes."""

from __future__ import annotations

import io
import time

import pytest

from greffier.intake.recognition import recognise
from pace import allowed

SLOW_HEADS = {
    "comments": b"<!---->" * 9_000,
    "declarations": b"<?a?>" * 12_000,
    "open comments": b"<!--" * 15_000,
    "white": b"<?xml ?>" + b" " * 60_000,
    "headers": b"a: b\n" * 12_000,
    "folded": b"a: b\n" + b" c\n" * 20_000,
    "braces": b"{" * 60_000,
    "tabs": b"\t" * 60_000,
    "quotes": b'"' * 60_000,
    "head": b"---\n" + b"a: " + b" " * 4_900 + b"x" * 90,
}


@pytest.mark.parametrize("case", SLOW_HEADS)
def test_heads_made_to_be_slow_are_known_at_once(case: str) -> None:
    started = time.process_time()
    recognise(io.BytesIO(SLOW_HEADS[case]))
    assert time.process_time() - started < allowed(0.2)


FIRST_BYTES = {
    b"<!-- a --><?xml version='1.0'?>\n<rss version='2.0'>": "xml",
    b"<?xml version='1.0'?><!-- a --><html>": "page",
    b"\n <!DOCTYPE  HTML>": "page",
    b"<rdf:RDF xmlns:rdf='a'>": "xml",
    b"<p>Une.": "page",
    b"<!-- a -->\n<meta charset='utf-8'>": "page",
    b"<Une> dit-il": "text",
    b"Une <html>": "text",
    b'{"text": "a"}': "json",
    b'{"text": "a"}\n{"text": "b"}': "jsonl",
    b'[{"text": "a"}]': "json",
    b"[1] Une": "text",
    b"{a} et b": "text",
    b"From: a\nSubject: b\n\nc": "mail",
    b"Note: a\n\nSubject: b": "text",
    b"title,text\n1,2": "csv",
    b"texte\n1": "text",
    b"Le texte, dit-il, est bref.": "text",
    b"text,a\rb,c": "text",
    b"": "text",
}


@pytest.mark.parametrize("raw", FIRST_BYTES)
def test_formats_are_known_by_their_first_bytes(raw: bytes) -> None:
    stream = io.BytesIO(raw)
    assert (recognise(stream), stream.tell()) == (FIRST_BYTES[raw], 0)
