"""Bytes to text: every usual encoding, told rightly, wrongly or not at all; nothing wrong is ever silent."""

from __future__ import annotations

import codecs
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greffier.errors import ReportError
from greffier.intake.decode import _GARBLED, _GUESSED, _LOST, _MIXED, _UNTRUE, decode
from greffier.intake.prescan import declared
from greffier.lexicon import load_interface

FRENCH = (
    "À Port-Exemple, « l’œuvre » du préfet a coûté 3 000 € : c’est ce qu’a déclaré le maire, déçu.\n\n"
    "Les sœurs de l’hôpital ont été évacuées où l’on a pu ; « ça s’aggrave », a‑t‑on dit à Noël."
)
ENGLISH = "The mayor’s “café” fund of €3,000 was spent: « hors d’œuvre », a naïve aide said – twice."
# What an encoding lacks, as its writers would put it.
PLAIN = {"œ": "oe", "€": "EUR", "’": "'", "“": '"', "”": '"', "–": "-", "‑": "-"}
ENCODINGS = {  # Python's name: the label that says it, and what we call it
    "utf-8": ("utf-8", "utf-8"),
    "utf-8-sig": ("UTF-8", "utf-8"),
    "utf-16-le": ("utf-16le", "utf-16le"),
    "utf-16-be": ("utf-16be", "utf-16be"),
    "cp1252": ("windows-1252", "windows-1252"),
    "iso-8859-1": ("ISO-8859-1", "windows-1252"),
    "iso-8859-15": ("iso-8859-15", "iso-8859-15"),
    "mac-roman": ("macintosh", "macintosh"),
}
SURE = tuple(ENCODINGS)[:6]
LIES = ("utf-8", "iso-8859-1", "windows-1252", "iso-8859-15", "macintosh", "windows-1251", "utf-16le", "nonsense-9")
PAGE = "<!doctype html>\n<html><head><meta {meta}><title>x</title></head><body><p>{text}</p></body></html>"


def encodable(text: str, encoding: str) -> str:
    def fits(c: str) -> bool:
        try:
            return bool(c.encode(encoding))
        except UnicodeEncodeError:
            return False

    return "".join(c if fits(c) else PLAIN[c] for c in text)


def raw_of(text: str, encoding: str, mark: bool) -> bytes:
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    return (marks.get(encoding, b"") if mark else b"") + text.encode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_the_matrix(text: str, encoding: str) -> None:
    """Each encoding as HTTP tells it, as the page tells it, told by nobody, and told wrongly by either."""
    label, name = ENCODINGS[encoding]
    words = encodable(text, encoding)
    for mark, how in product((True, False), ("http", "meta", "none", *LIES)):
        told = {"http": label, "meta": label, "none": None}.get(how, how)
        meta = f'charset="{told}"' if how != "http" and told else 'name="generator"'
        page = PAGE.format(meta=meta, text=words)
        found = decode(raw_of(page, encoding, mark), "x", charset=told if how == "http" else None, page=True)
        if found.text != page:
            assert encoding not in SURE and found.doubts, (encoding, how, mark, found)
        elif how == "http":
            assert (found.encoding, found.doubts) == (name, ()), (encoding, mark, found)
        elif how == "none" and encoding in {"cp1252", "iso-8859-1", "iso-8859-15", "mac-roman"}:
            assert _GUESSED[found.encoding] in found.doubts, (encoding, found)
        elif how in LIES:
            _check_lie(found.doubts, encoding, how, mark)


def _check_lie(doubts: tuple[str, ...], encoding: str, lie: str, mark: bool) -> None:
    """A label that would have spoilt the text is doubted; one that reads it as well is no lie, and none is needed."""
    if encoding.startswith("utf-16") and not mark:
        assert _GUESSED["utf-16le"] in doubts
    elif encoding in {"cp1252", "mac-roman", "iso-8859-15"} and lie not in {ENCODINGS[encoding][0], "nonsense-9"}:
        same = encoding == "cp1252" and lie in {"iso-8859-1", "windows-1252"}
        assert same or _UNTRUE in doubts, (encoding, lie)
    elif encoding == "utf-8" and lie in {"iso-8859-1", "windows-1252", "iso-8859-15", "macintosh", "windows-1251"}:
        assert doubts == (_UNTRUE,)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_http_may_lie_too(text: str, encoding: str) -> None:
    words = encodable(text, encoding)
    for lie in LIES:
        found = decode(raw_of(words, encoding, True), "x", charset=lie)
        assert found.text == words if encoding in SURE else found.text == words or found.doubts, (encoding, lie)


CASES = {
    "a mark goes before HTTP": (b"\xef\xbb\xbfd\xc3\xa9j\xc3\xa0", "iso-8859-1", "déjà", "utf-8", ()),
    "HTTP in quotes": (b"d\xe9j\xe0", ' "Latin1" ', "déjà", "windows-1252", ()),
    "an unknown label is none": (b"d\xe9j\xe0 vu", "wtf-9", "déjà vu", "windows-1252", (_GUESSED["windows-1252"],)),
    "ASCII needs no label": (b"plain words", "macintosh", "plain words", "macintosh", ()),
    "nor is it UTF-16 without NULs": (b"plain words", "utf-16le", "plain words", "utf-8", (_UNTRUE,)),
    "two encodings in one text": (
        "Été à Noël, où çà".encode() + b" caf\xe9", None, "Été à Noël, où çà café", "utf-8", (_MIXED,),
    ),
    "bytes that are UTF-8 by chance": (
        "Il est fatigué\xa0».".encode("cp1252"), None, "Il est fatigué\xa0».", "windows-1252",
        (_GUESSED["windows-1252"],),
    ),
    "bytes of no character": (b"caf\xe9 \x81 cr\xe8me", "windows-1252", "café \ufffd crème", "windows-1252", (_LOST,)),
    "half a character at the end": ("Été".encode("utf-16") + b"x", None, "Été\ufffd", "utf-16le", (_LOST,)),
    "spoilt before it came": ("Lâ€™Ã©tÃ©".encode(), None, "Lâ€™Ã©tÃ©", "utf-8", (_GARBLED,)),
    "Cyrillic in UTF-8 is sound": ("Київ, Kyïv, Łódź".encode(), None, "Київ, Kyïv, Łódź", "utf-8", ()),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_single_cases(case: str) -> None:
    raw, charset, text, encoding, doubts = CASES[case]
    found = decode(raw, "x", charset=charset)
    assert (found.text, found.encoding, found.doubts) == (text, encoding, doubts)


DECLARED = {
    '<meta charset="ISO-8859-15">': "iso-8859-15",
    "<META CHARSET=latin1 />": "latin1",
    "<meta content='text/html; charset=windows-1252' http-equiv=Content-Type>": "windows-1252",
    '<meta content="text/html; charset=windows-1252">': None,
    "<!-- <meta charset=koi8-r> --><meta charset=utf-8>": "utf-8",
    "<!-- <meta charset=koi8-r>": None,
    '<meta charset="utf-16">': "utf-8",
    '<?xml version="1.0" encoding="iso-8859-1"?><html>': "iso-8859-1",
    "<meta name=x charset>": None,
    " " * 1024 + "<meta charset=utf-8>": None,
    "<metaphor charset=utf-8>": None,
    "Une dépêche sans balise": None,
}


def test_what_a_page_declares() -> None:
    assert {page: declared(page.encode()) for page in DECLARED} == DECLARED


def test_a_plain_text_is_not_asked_for_meta() -> None:
    raw = "<meta charset=macintosh> déjà".encode("cp1252")
    assert decode(raw, "x").text.endswith("déjà") and decode(raw, "x").encoding == "windows-1252"


def test_every_doubt_is_said_in_french() -> None:
    french = load_interface("fr").messages
    assert {*_GUESSED.values(), _UNTRUE, _MIXED, _LOST, _GARBLED} <= set(french)


@pytest.mark.parametrize("raw", [b"abc\0def", b"%PDF-1.7 abc", b"\x01\x02\x03\x04abc", b"\xff\xfe\0\0a\0\0\0"])
def test_binary_is_refused(raw: bytes) -> None:
    with pytest.raises(ReportError, match="binary"):
        decode(raw, "x")


@given(st.binary(), st.none() | st.sampled_from(LIES), st.booleans())
def test_any_bytes_give_text_or_a_sentence(raw: bytes, charset: str | None, page: bool) -> None:
    try:
        found = decode(raw, "x", charset=charset, page=page)
    except ReportError as error:
        assert str(error).startswith("x: ")
    else:
        assert found.text.strip() and found.text.encode("utf-8", "strict")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1).filter(str.strip))
def test_utf8_is_read_as_it_is(text: str) -> None:
    """But for a first mark, and for a few bytes that are UTF-8 by chance."""
    found = decode(text.encode(), "x")
    assert found.text == text.removeprefix("\ufeff") or found.doubts
