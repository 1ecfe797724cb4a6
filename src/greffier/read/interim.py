"""Pages read plainly, until their own reader is here."""

from __future__ import annotations

from collections.abc import Iterator

from greffier.errors import ReportError
from greffier.read.draft import Draft, Source
from greffier.read.plain import decoded
from greffier.read.values import text_in

__all__ = ["read_page"]


def read_page(raw: bytes, source: Source) -> Iterator[Draft | ReportError]:
    """All the text of a page."""
    try:
        found = decoded(raw, source)
        text = text_in(found.text, source.name)
        if not text:
            raise ReportError("{name}: this item has no text.", name=source.name)
        yield Draft(text, source.name, url=source.address, doubts=found.doubts)
    except ReportError as error:
        yield error
