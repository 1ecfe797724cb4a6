"""What came without a file's name, known by its first bytes."""

from __future__ import annotations

import codecs
import json
import re
from typing import BinaryIO

from greffier.intake.crawl import MAGIC
from greffier.intake.rows import headings
from greffier.intake.word import PART

__all__ = ["recognise"]

_HEAD = 65_536  # bytes that tell the format
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_FEED = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|RDF|newsMessage|newsItem|nitf)[\s>]")
_PAGE = re.compile(
    rb"<(?:!doctype\s{1,20}html|html|head|body|meta|title|link|script|style|base|div|p|article|section|main|header|nav|"
    rb"h[1-6]|table|center|span|a|img|ul|ol|br|noscript)[\s/>]",
    re.IGNORECASE,
)
_DECLARED = re.compile(rb"<!(?:doctype|entity)\s", re.IGNORECASE)
_PASSED = ((b"<?", b"?>"), (b"<!--", b"-->"))  # what may stand before the first element
_HEADER = re.compile(rb"([!-9;-~]{1,60}):[ \t].*\r?\n(?:[ \t].*\r?\n)*")
_MAIL = frozenset((b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"received", b"return-path"))
_ENOUGH = 2  # of those headers
_LIST = re.compile(rb"\A\s*+\[\s*+[\[{]")
_BOM = b"\xef\xbb\xbf"
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def recognise(stream: BinaryIO) -> str:
    """The format of what is on a stream that can go back to its beginning, where it then stands: `text` if nothing
    tells another."""
    head = stream.read(_HEAD)
    stream.seek(0)
    bare = head.decode("utf-16", "ignore").encode() if head[:2] in _WIDE else head.removeprefix(_BOM)
    if bare.startswith(_ZIP):
        return "word" if PART.encode() in _whole(stream) else "zip"
    if bare.startswith((MAGIC, b"\x1f\x8b")):
        return "warc"
    if b"%PDF-" in bare[:1024]:
        return "pdf"
    if bare.startswith(_OLD_WORD):
        return "word"
    return _marked(bare) or _braced(bare, stream) or _lettered(bare)


def _whole(stream: BinaryIO) -> bytes:
    """What a document's first and last bytes hold: a zip names its members in both places."""
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(max(0, size - _HEAD))
    tail = stream.read(_HEAD)
    stream.seek(0)
    return tail


def _marked(head: bytes) -> str | None:
    """XML or a page, by the first element; XML of another kind is told by its own reader what it is not."""
    rest = _first_element(head)
    if _PAGE.match(rest):
        return "page"
    is_xml = _FEED.match(rest) or _DECLARED.match(rest) or head.lstrip().startswith(b"<?xml")
    return "xml" if is_xml else None


def _first_element(head: bytes) -> bytes:
    """What stands behind declarations and comments."""
    rest = head.lstrip()
    while (ends := next((end for start, end in _PASSED if rest.startswith(start)), None)) is not None:
        _, found, rest = rest.partition(ends)
        rest = rest.lstrip() if found else b""
    return rest


def _braced(head: bytes, stream: BinaryIO) -> str | None:
    """JSON, or JSON Lines when the first line is an object by itself and another follows."""
    if _LIST.match(head):
        return "json" if _last(stream) == b"]" else None
    if not head.lstrip().startswith(b"{"):
        return None
    first, _, rest = head.lstrip().partition(b"\n")
    if rest.lstrip().startswith(b"{") and _is_object(first):
        return "jsonl"
    return "json" if _last(stream) == b"}" else None


def _last(stream: BinaryIO) -> bytes:
    stream.seek(0, 2)
    stream.seek(max(0, stream.tell() - 1024))
    tail = stream.read()
    stream.seek(0)
    return tail.rstrip()[-1:]


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _lettered(head: bytes) -> str:
    """A mail by its headers, a table by the names of its columns, else plain text."""
    names, at = set(), 0
    while (found := _HEADER.match(head, at)) is not None:
        names.add(found[1].lower())
        at = found.end()
    if len(names & _MAIL) >= _ENOUGH:
        return "mail"
    table = headings(head.decode("utf-8", "replace"))
    return "csv" if table is not None and len(table[1]) > 1 else "text"
