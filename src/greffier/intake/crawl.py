"""Web archives (WARC): the pages that were answered; each is a report with the address that was asked for."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BufferedIOBase
from typing import BinaryIO

from greffier.errors import ReportError
from greffier.intake.answers import Answer, answered
from greffier.intake.draft import Draft, Reader, Source
from greffier.intake.limits import STEP, Budget
from greffier.intake.packed import shown

__all__ = ["MAGIC", "read_crawl"]

MAGIC = b"WARC/"
_LINE = 65_536  # bytes of a header's line
_LINES = 500
_GZIP = b"\x1f\x8b"
_FAULTS = (zlib.error, EOFError, OSError)


def read_crawl(
    stream: BinaryIO, source: Source, budget: Budget, readers: Mapping[str, Reader]
) -> Iterator[Draft | ReportError]:
    """The answers with a page or plain text, named `a.warc.gz#3` by their number among all answers.

    `readers` has a reader for each media type that is read. Other answers are counted in `budget.tally`. WARC-Date is
    the day of the visit, which tells nothing of the publication.
    """
    try:
        number = 0
        for record in _records(_Counted(_unpacked(stream), source.name, budget), source.name):
            if record.head.get("warc-type") == "response":
                number += 1
                budget.count(source.name)
                yield from _response(record, f"{source.name}#{number}", source, budget, readers)
    except ReportError as error:
        yield error
    except _FAULTS:
        yield _damaged(source.name)


@dataclass(frozen=True, slots=True)
class _Record:
    """A record's headers by their names in lower case, and the stream that stands at its block."""

    head: Mapping[str, str]
    length: int
    stream: _Counted


@dataclass(slots=True)
class _Counted:
    """A stream whose bytes are counted; `left` are those of the present record."""

    stream: BinaryIO | BufferedIOBase
    name: str
    budget: Budget
    left: int = 0

    def line(self) -> bytes:
        return self._count(self.stream.readline(_LINE))

    def read(self, size: int) -> bytes:
        part = self._count(self.stream.read(min(size, self.left, STEP)))
        self.left -= len(part)
        if not part and self.left:
            raise _damaged(self.name)
        return part

    def rest(self, keep: bool) -> bytes:
        """The rest of the record; nothing of it with `keep` off, as it is passed over."""
        parts = []
        while part := self.read(STEP):
            if keep:
                parts.append(part)
        return b"".join(parts)

    def _count(self, part: bytes) -> bytes:
        self.budget.spend(len(part), self.name)
        return part


def _unpacked(stream: BinaryIO) -> BinaryIO | BufferedIOBase:
    """The stream, unpacked when it is gzip, record by record or as a whole."""
    packed = stream.read(2) == _GZIP
    stream.seek(0)
    return gzip.GzipFile(fileobj=stream) if packed else stream


def _records(stream: _Counted, name: str) -> Iterator[_Record]:
    while line := stream.line():
        if not line.strip():
            continue
        if not line.startswith(MAGIC):
            raise _damaged(name)
        head = _head(stream, name)
        length = head.get("content-length", "")
        if not length.isascii() or not length.isdigit():
            raise _damaged(name)
        stream.left = int(length[:18])
        yield _Record(head, stream.left, stream)
        stream.rest(keep=False)


def _head(stream: _Counted, name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for _ in range(_LINES):
        line = stream.line()
        if not line.strip():
            return found
        key, _, value = line.decode("utf-8", "replace").partition(":")
        found[key.strip().lower()] = value.strip()
    raise _damaged(name)


def _response(
    record: _Record, name: str, source: Source, budget: Budget, readers: Mapping[str, Reader]
) -> Iterator[Draft | ReportError]:
    address = shown(record.head.get("warc-target-uri", "")).strip("<>") or None
    if record.length > budget.limits.page:
        budget.tally.left_out += 1
        return
    found = answered(record.stream.rest(keep=True), name, budget)
    if isinstance(found, ReportError):
        yield found
    elif found is None or found.media not in readers:
        budget.tally.left_out += 1
    else:
        yield from _pages(found, Source(name, source.limit, found.charset, address), readers)


def _pages(found: Answer, source: Source, readers: Mapping[str, Reader]) -> Iterator[Draft | ReportError]:
    for item in readers[found.media](found.body, source):
        yield replace(item, url=item.url or source.address) if isinstance(item, Draft) else item


def _damaged(name: str) -> ReportError:
    return ReportError("{name}: is damaged, and cannot be read.", name=name)
