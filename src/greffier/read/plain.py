"""Plain text, and the one place where bytes become text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from greffier.errors import ReportError
from greffier.read.decode import decode, measure
from greffier.read.draft import Draft, Source

__all__ = ["Words", "decoded", "read_text"]


@dataclass(frozen=True, slots=True)
class Words:
    """Text that was bytes, and what may be wrong with it."""

    text: str
    doubts: tuple[str, ...] = ()


def decoded(raw: bytes, source: Source) -> Words:
    """The text that `raw` is. Raises ReportError."""
    return Words(decode(raw, source.name))


def read_text(raw: bytes, source: Source) -> Iterator[Draft | ReportError]:
    """Plain text: all of it is the report."""
    try:
        measure(len(raw), source.limit, source.name)
        words = decoded(raw, source)
        yield Draft(words.text, source.name, doubts=words.doubts)
    except ReportError as error:
        yield error
