"""From bytes to text: UTF-8, nothing translated, nothing guessed."""

from __future__ import annotations

import codecs

from greffier.errors import ReportError

__all__ = ["decode", "measure"]

_SIGNATURES = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"\x7fELF", b"{\\rtf")
_WIDE = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}
_MEGABYTE = 1_000_000  # bytes
_ALLOWED_CONTROLS = frozenset("\t\n\v\f\r\x1b\x1c\x1d\x1e\x1f\x85")


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


def decode(raw: bytes, name: str) -> str:
    """The text that `raw` holds in UTF-8, with or without byte order mark; line ends stay as they are.

    Raises ReportError, with `name` to say which, when it is another encoding, binary, or nothing but white space.
    """
    if raw[:2] in _WIDE:
        raise ReportError("{name}: is in UTF-16; save it as UTF-8 and read it again.", name=name)
    if b"\0" in raw or raw.startswith(_SIGNATURES):
        raise ReportError("{name}: is no text but a binary file; give a .txt file or a .json report.", name=name)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReportError(
            "{name}: is not in UTF-8 (byte {byte} at position {position}); "
            "save it as UTF-8, or try: iconv -f WINDOWS-1252 -t UTF-8.",
            name=name,
            byte=f"0x{raw[error.start]:02X}",
            position=error.start,
        ) from None
    return _worded(text, name)


def _worded(text: str, name: str) -> str:
    if not text.strip():
        raise ReportError("{name}: holds nothing but white space; give a report's text.", name=name)
    controls = sum(1 for c in text if c < " " and c not in _ALLOWED_CONTROLS)
    if controls * 100 > len(text):
        raise ReportError("{name}: is no text but a binary file; give a .txt file or a .json report.", name=name)
    return text
