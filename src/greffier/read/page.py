"""From a page of the web to the report that it holds."""

from __future__ import annotations

from collections.abc import Iterator

from greffier.errors import ReportError
from greffier.read.decode import decode
from greffier.read.draft import Draft, Source

__all__ = ["read_page"]


def read_page(raw: bytes, source: Source) -> Iterator[Draft | ReportError]:
    """The report of a page, or a ReportError where none can be had of it."""
    import trafilatura  # 0.3 s, which those who read no page need not wait

    try:
        found = decode(raw, source.name, charset=source.charset, page=True)
    except ReportError as error:
        yield error
        return
    text = trafilatura.extract(found.text, favor_precision=True, include_comments=False, include_tables=False)
    if not text:
        yield ReportError("{name}: no text of a report was found in this page.", name=source.name)
        return
    yield Draft(text, source.name, url=source.address, doubts=found.doubts)
