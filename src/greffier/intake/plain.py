"""Plain text, and the one place where bytes of these formats become text."""

from __future__ import annotations

from collections.abc import Iterator

from greffier.errors import ReportError
from greffier.intake.decode import Decoded, decode, measure
from greffier.intake.draft import Draft, Source

__all__ = ["decoded", "read_text"]


def decoded(raw: bytes, source: Source) -> Decoded:
    """The text that `raw` is. Raises ReportError."""
    return decode(raw, source.name, charset=source.charset)


def read_text(raw: bytes, source: Source) -> Iterator[Draft | ReportError]:
    """Plain text: all of it is the report."""
    try:
        measure(len(raw), source.limit, source.name)
        words = decoded(raw, source)
        yield Draft(words.text, source.name, doubts=words.doubts)
    except ReportError as error:
        yield error
