"""HTML that is all report, as in feeds and mails: tags out, text kept, a paragraph where the page breaks one."""

from __future__ import annotations

import re
from html.parser import HTMLParser

__all__ = ["parse", "text_of"]

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_SILENT = frozenset(
    [
        "button",
        "figcaption",
        "head",
        "iframe",
        "math",
        "nav",
        "noscript",
        "object",
        "option",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
    ]
)
_BREAK = "\n\n"
_SPACES = re.compile(r"[ \t\r\n\f]+")  # those that HTML folds: a no-break space is meant


def parse(raw: bytes, name: str) -> str:
    """The task of `greffier.intake.worker`: `raw` is HTML in UTF-8."""
    del name
    return text_of(raw.decode("utf-8"))


def text_of(html: str) -> str:
    """The text of a piece of HTML, paragraphs parted by an empty line; "" where there is none."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    pieces = "".join(reader.pieces).split(_BREAK)
    return _BREAK.join(words for piece in pieces if (words := "\n".join(map(_folded, piece.split("\n"))).strip()))


def _folded(line: str) -> str:
    return line.strip(" ")


class _Text(HTMLParser):
    """Collects text. `silent` counts the open elements whose text is no text for readers."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _SILENT:
            self.silent.append(tag)
        elif not self.silent:
            self.pieces.append(_BREAK if tag in _BLOCKS else "\n" if tag == "br" else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            del self.silent[self.silent.index(tag) :]
        elif tag in _BLOCKS and not self.silent:
            self.pieces.append(_BREAK)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(_SPACES.sub(" ", data))
