"""Markdown: the words without their marks. `parse` runs in `greffier.intake.worker`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from greffier.errors import ReportError
from greffier.intake.confined import confined
from greffier.intake.draft import Draft, Source
from greffier.intake.plain import decoded
from greffier.intake.stamps import stamp
from greffier.intake.values import renamed, text_in, words

__all__ = ["SECONDS", "parse", "read_markdown"]

SECONDS = 10.0  # that a file may take
_HEAD = re.compile(r"---[ \t]*\r?\n(.{0,5000}?)\r?\n(?:---|\.\.\.)[ \t]*\r?\n", re.DOTALL)
_FIELD = re.compile(r"^(\w[\w -]{0,40}):[ \t](.+)$", re.MULTILINE)


def read_markdown(raw: bytes, source: Source) -> Iterator[Draft | ReportError]:
    """The one report of a file. A heading of the first level at its top is the title; a head between `---` tells the
    rest."""
    try:
        found = decoded(raw, source)
        head = _HEAD.match(found.text)
        body = found.text[head.end() :] if head else found.text
        told = confined("markdown", body.encode(), source.name, SECONDS)
        text = text_in(told["html"], source.name)
        if not text:
            raise ReportError("{name}: this document has no text.", name=source.name)
        said = _said(head[1]) if head else {}
        title = said.pop("title", None) or told["title"]
        yield Draft(text, source.name, title=title, doubts=found.doubts, **said)
    except ReportError as error:
        yield error


def _said(head: str) -> dict[str, Any]:
    """What the lines of the head say, under our names."""
    known = renamed({name: value.strip().strip("\"'") for name, value in _FIELD.findall(head)})
    when = stamp(words(known.get("published")))
    said: dict[str, Any] = {key: words(known.get(key)) for key in ("title", "language", "outlet", "url")}
    author = words(known.get("authors"))
    return {**said, "published": when.iso if when else None, "authors": (author,) if author else ()}


def parse(raw: bytes, name: str) -> dict[str, str | None]:
    """The title, and HTML of the rest."""
    from markdown_it import MarkdownIt

    del name
    reader = MarkdownIt("commonmark").enable("table")
    tokens = reader.parse(raw.decode("utf-8"))
    titled = len(tokens) > 1 and tokens[0].type == "heading_open" and tokens[0].tag == "h1"
    title = "".join(part.content for part in tokens[1].children or () if part.type in _WORDS) if titled else None
    return {
        "title": title or None,
        "html": reader.renderer.render(tokens[3:] if titled else tokens, reader.options, {}),
    }


_WORDS = ("text", "code_inline", "softbreak")
