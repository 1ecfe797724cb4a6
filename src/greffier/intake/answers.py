"""Answers of web servers as web archives keep them: status, headers, and a body that may be in chunks and packed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from email.message import Message

from greffier.errors import ReportError
from greffier.intake.limits import STEP, Budget, too_large

__all__ = ["Answer", "answered"]

_GOOD = b"200"
_CODINGS = {"gzip": 47, "x-gzip": 47, "deflate": 15, "identity": 0, "": 0}  # zlib's window bits; 47 finds the header


@dataclass(frozen=True, slots=True)
class Answer:
    """A page that was found: its media type, what HTTP said of its encoding, and its bytes."""

    media: str
    charset: str | None
    body: bytes


def answered(block: bytes, name: str, budget: Budget) -> Answer | ReportError | None:
    """The answer in a record's block; None for any but 200. An error where its body cannot be unpacked."""
    head, _, body = block.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    if not lines[0].startswith(b"HTTP/") or lines[0].split(b" ")[1:2] != [_GOOD]:
        return None
    said = {k.strip().lower(): v.strip() for k, _, v in (line.decode("latin-1").partition(":") for line in lines[1:])}
    kind = Message()
    kind["content-type"] = said.get("content-type") or "application/octet-stream"
    coding = said.get("content-encoding", "").lower()
    if coding not in _CODINGS:
        return ReportError(
            "{name}: its page is packed as {coding}, which greffier does not read.", name=name, coding=coding
        )
    try:
        whole = _joined(body) if said.get("transfer-encoding", "").lower() == "chunked" else body
        whole = _inflated(whole, _CODINGS[coding], name, budget) if _CODINGS[coding] else whole
    except ReportError as error:
        return error
    except (zlib.error, ValueError):
        return ReportError("{name}: is damaged, and cannot be read.", name=name)
    return Answer(kind.get_content_type(), kind.get_content_charset(), whole)


def _joined(body: bytes) -> bytes:
    """A body without the sizes of its chunks; one that has none, as some archives keep it, as it is."""
    parts: list[bytes] = []
    at = 0
    while (end := body.find(b"\r\n", at, at + 100)) >= 0:
        try:
            size = int(body[at:end].split(b";")[0], 16)
        except ValueError:
            return body if at == 0 else b"".join(parts)
        if size <= 0:
            break
        parts.append(body[end + 2 : end + 2 + size])
        at = end + 4 + size
    return b"".join(parts) or body


def _inflated(body: bytes, bits: int, name: str, budget: Budget) -> bytes:
    if bits == _CODINGS["deflate"] and body[:1] != b"\x78":
        bits = -bits  # without zlib's header, as some servers send it
    unpacker, parts, size = zlib.decompressobj(bits), [], 0
    while part := unpacker.decompress(body, STEP):
        size += len(part)
        budget.spend(len(part), name)
        if size > budget.limits.page:
            raise too_large(name, budget.limits.page)
        parts.append(part)
        body = unpacker.unconsumed_tail
    return b"".join(parts)
