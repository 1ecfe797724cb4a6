"""PDF: the words of its pages, column after column. `parse` runs in `greffier.intake.worker`."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from unicodedata import normalize

from greffier.errors import ReportError
from greffier.intake.columns import Letter, paragraphs, without_margins
from greffier.intake.confined import confined
from greffier.intake.draft import Draft, Source

__all__ = ["SECONDS", "parse", "read_pdf"]

SECONDS = 20.0  # that a file may take


def read_pdf(raw: bytes, source: Source) -> Iterator[Draft | ReportError]:
    """The one report of a document. The day of its making is not that of publication, so none is told."""
    try:
        told = confined("pdf", raw, source.name, SECONDS)
        yield Draft(told["text"], source.name, title=told["title"])
    except ReportError as error:
        yield error


def parse(raw: bytes, name: str) -> dict[str, Any]:
    """The text, and the title where the first page shows it. Raises ReportError where there are no words."""
    from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect, PDFTextExtractionNotAllowed
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser
    from pdfminer.psexceptions import PSException

    try:
        document = PDFDocument(PDFParser(BytesIO(raw)))
        pages = [_letters(page) for page in PDFPage.create_pages(document)]
    except (PDFPasswordIncorrect, PDFTextExtractionNotAllowed):
        raise ReportError(
            "{name}: is protected by a password; save it without one, or copy its text.", name=name
        ) from None
    except (PSException, KeyError, TypeError, ValueError):
        raise ReportError("{name}: is damaged, and cannot be read.", name=name) from None
    text = "\n\n".join(without_margins([paragraphs(page) for page in pages]))
    if not text.strip():
        raise ReportError(
            "{name}: its pages are pictures without words, as a scanner makes; have their text recognised first.",
            name=name,
        )
    return {"text": text, "title": _title(document, text)}


def _letters(page: Any) -> list[Letter]:
    """The letters of a page, in the order of the file; lying ones (turned by a quarter) are left out."""
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LTChar, LTContainer
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager

    manager = PDFResourceManager()
    device = PDFPageAggregator(manager, laparams=None)
    PDFPageInterpreter(manager, device).process_page(page)
    found: list[Letter] = []
    waiting: list[Any] = [device.get_result()]
    while waiting:
        for item in waiting.pop():
            if isinstance(item, LTChar) and item.upright and _is_letter(item.get_text()):
                found.append(Letter(normalize("NFKC", item.get_text()), item.x0, item.y0, item.x1, item.y1, item.size))
            elif isinstance(item, LTContainer):
                waiting.append(item)
    return found


def _is_letter(text: str) -> bool:
    """Whether a sign of the page stands for something that can be read: "(cid:13)" is one that stands for nothing."""
    return text.isprintable() and not text.startswith("(cid:")


def _title(document: Any, text: str) -> str | None:
    """The title in the document's properties, when its first page shows it: many are names of files."""
    from pdfminer.utils import decode_text

    said = next((info["Title"] for info in document.info if isinstance(info.get("Title"), bytes)), b"")
    title = " ".join(decode_text(said).split())
    return title if title and title in " ".join(text[:5_000].split()) else None
