"""Word documents (.docx): the words as they stand when every tracked change is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

from greffier.errors import ReportError
from greffier.intake.draft import Draft, Source
from greffier.intake.limits import Budget, Limits
from greffier.intake.packed import members, opened, refusal, unpacked
from greffier.intake.safe_xml import walk_xml
from greffier.intake.values import words

__all__ = ["PART", "read_word"]

PART = "word/document.xml"
_CORE = "docProps/core.xml"
_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_SILENT = frozenset(("del", "moveFrom", "Fallback", "instrText", "pict", "rt"))
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\N{NON-BREAKING HYPHEN}"}
_PROTECTED = b"\xd0\xcf\x11\xe0"


def read_word(raw: bytes, source: Source) -> Iterator[Draft | ReportError]:
    """The one report of a document. Its properties tell title, language and author, but no day of publication."""
    try:
        if raw.startswith(_PROTECTED):
            raise ReportError(
                "{name}: is protected by a password, or an old .doc; save it as .docx without one.", name=source.name
            )
        with opened(BytesIO(raw), source.name) as archive:
            yield _draft(archive, source, Budget(Limits(text=source.limit), len(raw)))
    except ReportError as error:
        yield error


def _draft(archive: ZipFile, source: Source, budget: Budget) -> Draft:
    parts = {one.filename: one for one in members(archive, source.name, budget)}
    if PART not in parts:
        raise ReportError("{name}: is no Word document.", name=source.name)
    body, core = _Body(), _Core()
    for part, target in ((PART, body), (_CORE, core)):
        if part in parts:
            refused = refusal(parts[part], source.name)
            if refused is not None:
                raise refused
            content = unpacked(archive, parts[part], budget.limits.document, source.name, budget)
            if not walk_xml(content, target, source.name) and target is body:
                raise ReportError("{name}: is damaged, and cannot be read.", name=source.name)
    text = body.text()
    if not text:
        raise ReportError("{name}: this document has no text.", name=source.name)
    author = words(core.said.get("creator"))
    return Draft(
        text,
        source.name,
        title=body.heading or words(core.said.get("title")),
        language=words(core.said.get("language")),
        authors=(author,) if author else (),
    )


class _Body:
    """Takes the elements of the document's part, one by one. A text box's paragraphs follow the one that holds it."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.heading: str | None = None
        self._open: list[list[str]] = []
        self._later: list[str] = []
        self._silent = 0
        self._hidden = self._in_words = self._is_heading = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if self._silent or name in _SILENT:
            self._silent += 1
        elif name == "p" and tag[: -len(name)] in (_WORDS, _STRICT):
            self._open.append([])
            self._is_heading = False
        elif name == "pStyle":
            self._is_heading = any(value == "Title" for value in attributes.values())
        elif name == "r":
            self._hidden = False
        elif name == "vanish":
            self._hidden = not any(value in ("0", "false", "off") for value in attributes.values())
        elif name == "t":
            self._in_words = not self._hidden
        elif name in _SIGNS and self._open and not self._hidden:
            self._open[-1].append(_SIGNS[name])

    def data(self, characters: str) -> None:
        if self._in_words and not self._silent and self._open:
            self._open[-1].append(characters)

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if self._silent:
            self._silent -= 1
        elif name == "t":
            self._in_words = False
        elif name == "p" and tag[: -len(name)] in (_WORDS, _STRICT) and self._open:
            self._finish("".join(self._open.pop()).strip())

    def _finish(self, paragraph: str) -> None:
        if self._open:  # a text box
            self._later.append(paragraph)
            return
        if self._is_heading and self.heading is None and paragraph:
            self.heading = paragraph
        else:
            self.paragraphs.append(paragraph)
        self.paragraphs += self._later
        self._later = []

    def close(self) -> None:
        """What the parser calls at the end."""

    def text(self) -> str:
        return "\n\n".join(filter(None, self.paragraphs))


class _Core:
    """Takes the document's properties: the last words of each, by the bare name of its element."""

    def __init__(self) -> None:
        self.said: dict[str, str] = {}
        self._name = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        del attributes
        self._name = tag.rpartition("}")[2]

    def data(self, characters: str) -> None:
        self.said[self._name] = self.said.get(self._name, "") + characters

    def end(self, tag: str) -> None:
        self._name = ""

    def close(self) -> None:
        """What the parser calls at the end."""
