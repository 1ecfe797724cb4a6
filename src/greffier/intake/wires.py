"""XML: feeds, and what news agencies send: NewsML-G2 and NITF, told as the same fields as a wire's JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from greffier.errors import ReportError
from greffier.intake.draft import Draft, Source
from greffier.intake.feeds import read_feed
from greffier.intake.objects import wired
from greffier.intake.safe_xml import Checked, walk_xml

__all__ = ["read_xml"]

_ITEMS = frozenset(("newsItem", "nitf"))
_ROOTS = _ITEMS | {"newsMessage"}
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_PARAGRAPHS = frozenset(("p", "hl2", "li", "inlineData"))
_SILENT = frozenset(("media", "figcaption", "table", "body.head", "body.end", "head"))  # no paragraphs of the report

# The fields that an element's words tell, and those that its attributes tell. Of several the first holds.
_WORDS = {
    "headline": "headline", "hl1": "headline", "by": "byline", "byline": "byline", "versionCreated": "versioncreated",
    "firstCreated": "firstcreated", "embargoed": "embargoed",
}  # fmt: skip
_ATTRIBUTES = {
    ("newsItem", "guid"): "uri", ("newsItem", _LANGUAGE): "language", ("nitf", _LANGUAGE): "language",
    ("language", "tag"): "language", ("provider", "literal"): "copyrightholder", ("pubStatus", "qcode"): "pubstatus",
    ("doc-id", "id-string"): "uri", ("doc-id", "regsrc"): "copyrightholder", ("date.issue", "norm"): "versioncreated",
    ("date.release", "norm"): "embargoed", ("docdata", "management-status"): "pubstatus",
}  # fmt: skip


def read_xml(raw: bytes, source: Source) -> Iterator[Draft | ReportError]:
    """The items of a feed, or of what an agency sent: one alone by the file's name, several as `message.xml#2`."""
    try:
        checked = Checked()
        if not walk_xml(raw, checked, source.name) or checked.root not in _ROOTS:
            yield from read_feed(raw, source)
            return
        wire = _Wire()
        walk_xml(raw, wire, source.name)
    except ReportError as error:
        yield error
        return
    for number, item in enumerate(wire.items, 1):
        name = source.name if checked.root in _ITEMS else f"{source.name}#{number}"
        yield _draft(item, Source(name, source.limit))


def _draft(item: dict[str, Any], source: Source) -> Draft | ReportError:
    item["pubstatus"] = item.get("pubstatus", "usable").rpartition(":")[2].lower()
    try:
        return wired({**item, "body_text": "\n\n".join(item["paragraphs"])}, source)
    except ReportError as error:
        return error


class _Wire:
    """Takes the elements of an agency's file, known by their bare names, whatever their namespace. A NITF document
    within a NewsML item is that item's."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []
        self._open: list[str] = []
        self._item: dict[str, Any] | None = None
        self._depth = 0  # of the item
        self._words: list[str] | None = None
        self._taken = 0  # the depth of the element whose words are taken

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self._open.append(name)
        if self._item is None and name in _ITEMS:
            self._item, self._depth = {"paragraphs": []}, len(self._open)
        if self._item is None:
            return
        for (element, attribute), key in _ATTRIBUTES.items():
            if name == element and attribute in attributes:
                self._item.setdefault(key, attributes[attribute])
        if self._words is None and (name in _WORDS or self._is_paragraph(name)):
            self._words, self._taken = [], len(self._open)

    def _is_paragraph(self, name: str) -> bool:
        return name in _PARAGRAPHS and _SILENT.isdisjoint(self._open)

    def data(self, characters: str) -> None:
        if self._words is not None:
            self._words.append(characters)

    def end(self, tag: str) -> None:
        del tag
        if self._item is not None and self._words is not None and len(self._open) == self._taken:
            self._keep(self._open[-1], "".join(self._words), self._item)
            self._words = None
        if self._item is not None and len(self._open) == self._depth:
            self.items.append(self._item)
            self._item = None
        self._open.pop()

    def _keep(self, name: str, words: str, item: dict[str, Any]) -> None:
        folded = words.strip() if name == "inlineData" else " ".join(words.split())
        if name in _WORDS:
            item.setdefault(_WORDS[name], folded)
        elif folded:
            item["paragraphs"].append(folded)

    def close(self) -> None:
        return
