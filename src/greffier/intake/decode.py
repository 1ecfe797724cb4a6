"""From bytes to text, by the WHATWG's rules and labels; whatever is guessed, or found to be told wrongly, is a doubt.

In this order: a byte order mark, what HTTP said, what a page says of itself, strict UTF-8, windows-1252. A label that
cannot hold for these bytes is put aside. Line ends and all else stay as they are.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import webencodings

from greffier.errors import ReportError
from greffier.intake.prescan import declared
from greffier.intake.soundness import is_garbled, is_glued, oddness

__all__ = ["Decoded", "decode", "measure"]

_SIGNATURES = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"\x7fELF", b"{\\rtf")
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16le", codecs.BOM_UTF16_BE: "utf-16be"}
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_MEGABYTE = 1_000_000  # bytes
_FEW = 6  # bytes over ASCII: so few can be UTF-8 by chance
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a]")  # what no text holds but by mistake

# What single-byte text in French or English may be; the first of those that read soundly.
_SINGLE = ("windows-1252", "iso-8859-15", "macintosh")
_GUESSED = {
    "windows-1252": "the encoding is a guess: windows-1252",
    "iso-8859-15": "the encoding is a guess: iso-8859-15",
    "macintosh": "the encoding is a guess: mac-roman",
    "utf-16le": "the encoding is a guess: UTF-16",
    "utf-16be": "the encoding is a guess: UTF-16",
    "utf-8": "the encoding is a guess: UTF-8",
}
_UNTRUE = "the text is not in the encoding that is told of it"
_MIXED = "parts of the text are in another encoding than the rest"
_LOST = "some characters could not be read"
_GARBLED = "some words look as if they had been decoded wrongly before"


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding that it was in, by its WHATWG name, and what may be wrong with it, in short sentences."""

    text: str
    encoding: str
    doubts: tuple[str, ...] = ()


def measure(size: int, limit: int, name: str) -> None:
    """Raise ReportError when a report of `size` bytes is empty or over `limit`."""
    if size == 0:
        raise ReportError("{name}: the file is empty; give one that holds a report's text.", name=name)
    if size > limit:
        raise ReportError(
            "{name}: {size:.3g} MB is over the limit of {limit:.3g} MB; split the text, or raise GREFFIER_TEXT_LIMIT.",
            name=name,
            size=size / _MEGABYTE,
            limit=limit / _MEGABYTE,
        )


def decode(raw: bytes, name: str, *, charset: str | None = None, page: bool = False) -> Decoded:
    """The text of `raw`; `charset` is what HTTP said of it, and a `page` is asked for its own `<meta>`.

    Raises ReportError, with `name` to say which, when it is binary, or nothing but white space.
    """
    found = _marked(raw) or _wide(raw, charset)
    if found is None:
        if b"\0" in raw or raw.startswith(_SIGNATURES):
            raise ReportError("{name}: is no text but a binary file; give a .txt file or a .json report.", name=name)
        found = _told(raw, _known(charset) or (_known(declared(raw)) if page else None))
    _check_words(found.text, name)
    more = [doubt for doubt, holds in ((_LOST, "\ufffd" in found.text), (_GARBLED, is_garbled(found.text))) if holds]
    return Decoded(found.text, found.encoding, (*found.doubts, *more))


def _marked(raw: bytes) -> Decoded | None:
    """Text that begins with a byte order mark; the mark is no part of it."""
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            rest = raw[len(mark) :]
            if encoding != "utf-8":
                return Decoded(_as(rest, encoding), encoding)
            text = _strictly(rest, encoding)
            return Decoded(text, encoding) if text is not None else _told(rest, encoding)
    return None


def _wide(raw: bytes, charset: str | None) -> Decoded | None:
    """UTF-16 without its mark: nearly every other byte is NUL in a text of these languages, and hardly any between."""
    half = len(raw) // 2
    first, second = raw[::2].count(0), raw[1::2].count(0)
    if not half or max(first, second) < half * 0.7 or min(first, second) > half * 0.05:
        return None
    encoding = "utf-16be" if first > second else "utf-16le"
    said = _known(charset)
    if said == encoding:
        return Decoded(_as(raw, encoding), encoding)
    untrue = () if said is None else (_UNTRUE,)
    return Decoded(_as(raw, encoding), encoding, (*untrue, _GUESSED[encoding]))


def _told(raw: bytes, said: str | None) -> Decoded:
    """Text without a mark, where `said` is what is told of it; see the module."""
    if said in _WIDE:  # there are none of the NULs that it would have
        plain = _told(raw, None)
        return Decoded(plain.text, plain.encoding, (_UNTRUE, *plain.doubts))
    if raw.isascii() and said not in _STATEFUL:
        return Decoded(raw.decode("ascii"), said or "utf-8")
    text = _strictly(raw, "utf-8")
    if text is not None and not (len(raw) - len(text) <= _FEW and _better(raw, text, said)):
        return Decoded(text, "utf-8", () if said in (None, "utf-8") else (_UNTRUE,))
    if text is None and said in (None, "utf-8", *_SINGLE):
        mixed = _mixed(raw)
        if mixed is not None:
            return Decoded(mixed, "utf-8", (_MIXED,))
    return _single(raw, said)


_WIDE = frozenset({"utf-16le", "utf-16be"})
_STATEFUL = frozenset({"iso-2022-jp"})  # of which ASCII bytes are not all ASCII


def _better(raw: bytes, text: str, said: str | None) -> bool:
    """Whether a few bytes that happen to be UTF-8 read better one by one: scripts would be mixed in a word."""
    other = said if said not in (None, "utf-8") else _SINGLE[0]
    return is_glued(text) and not oddness(_as(raw, other))


def _mixed(raw: bytes) -> str | None:
    """UTF-8 in which some bytes are not, each of these as windows-1252; None where they are not the fewer."""
    sequences = _SEQUENCE.findall(raw)
    high = len(raw) - len(raw.translate(None, bytes(range(0x80, 0x100))))
    if len(sequences) <= high - sum(map(len, sequences)):
        return None
    return raw.decode("utf-8", "windows-1252-for-the-rest")


def _byte_by_byte(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _as(error.object[error.start : error.start + 1], _SINGLE[0]), error.start + 1


codecs.register_error("windows-1252-for-the-rest", _byte_by_byte)


def _single(raw: bytes, said: str | None) -> Decoded:
    """Text that is no UTF-8: in the encoding told of it, unless one of the usual ones reads more soundly."""
    told = said if said is not None and said != "utf-8" else None
    readings = {encoding: _as(raw, encoding) for encoding in dict.fromkeys((*([told] if told else []), *_SINGLE))}
    best = min(readings, key=lambda encoding: oddness(readings[encoding]))  # the first of equals
    untrue = () if said is None or best == told else (_UNTRUE,)
    guessed = () if best == told else (_GUESSED[best],)
    return Decoded(readings[best], best, (*untrue, *guessed))


def _known(label: str | None) -> str | None:
    """The WHATWG name of a label; None where there is none."""
    found = webencodings.lookup(label.strip().strip("\"'")) if label else None
    return None if found is None or found.name in _NO_TEXT else str(found.name)


_NO_TEXT = frozenset({"replacement", "x-user-defined"})  # labels that browsers keep for other ends


def _as(raw: bytes, encoding: str) -> str:
    """`raw` in an encoding; what cannot be read is U+FFFD."""
    text: str = webencodings.lookup(encoding).codec_info.decode(raw, "replace")[0]
    return text


def _strictly(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _check_words(text: str, name: str) -> None:
    if not text.strip():
        raise ReportError("{name}: holds nothing but white space; give a report's text.", name=name)
    if len(_CONTROLS.findall(text)) * 100 > len(text) or "\0" in text:
        raise ReportError("{name}: is no text but a binary file; give a .txt file or a .json report.", name=name)
