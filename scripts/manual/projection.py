"""A page that stands in both languages, shown in one: what is told twice is told once.

Pages of reference have the French first and the English in italics (docs/decisions/manual.md). Of that form, and of
nothing looser, the other language is left out: columns of tables headed by a language, `French · English` in headings,
cells and brackets, and French sentences with their English in italics after them. What has another form stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

__all__ = ["COLUMNS", "Projection", "halves", "project", "setup", "split"]

# The heads of columns that hold one language.
COLUMNS = {"fr": frozenset({"français", "quoi"}), "en": frozenset({"English", "what"})}
_HEADS = {"français": "quoi", "English": "what"}  # of the column that is left
_DOT = " · "
_BRACKETS = re.compile(r"\(([^()·]+) · ([^()·]+)\)")
_WORDS = 4


def split(words: str, language: str, whole: bool = True) -> str:
    """One half of `French · English`, whole or in brackets; other words are given back as they are.

    Not `whole`: these words are a part of a sentence, of which only what stands in brackets can be parted.
    """
    outer = _outer(words)
    if whole and len(outer) == 1 and not _BRACKETS.search(words):
        return (words[: outer[0]] if language == "fr" else words[outer[0] + len(_DOT) :]).strip()
    return _BRACKETS.sub(lambda found: f"({found[1 if language == 'fr' else 2]})", words)


def _outer(words: str) -> list[int]:
    """Where a dot parts words outside brackets."""
    found, depth = [], 0
    for at, sign in enumerate(words):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if not depth and words.startswith(_DOT, at):
            found.append(at)
    return found


def halves(paragraph: nodes.paragraph) -> tuple[list[nodes.Node], list[nodes.Node]] | None:
    """A paragraph's French and its English, either of which may be empty; None where they do not take turns."""
    children = list(paragraph.children)
    while children and isinstance(children[-1], nodes.Text) and not children[-1].strip():
        children.pop()
    if not children or not _is_english(children[-1]):
        return None
    french: list[nodes.Node] = []
    english: list[nodes.Node] = []
    for child in children:
        if not _is_english(child):
            french.append(child)
        elif _breaks_off(french) or _outer("".join(part.astext() for part in french)):
            return None
        else:
            english += [*([nodes.Text(" ")] if english else []), *child.children]
    return french, english


def _is_english(node: nodes.Node) -> bool:
    """Italics that hold a sentence, not a word that is quoted."""
    if not isinstance(node, nodes.emphasis):
        return False
    words = node.astext().strip()
    return len(words.split()) >= _WORDS and words.endswith((".", ":", ")", "”"))


def _breaks_off(french: list[nodes.Node]) -> bool:
    """Whether the French so far breaks off in a sentence, so that the italics are part of it."""
    words = "".join(node.astext() for node in french).rstrip()
    return bool(words) and not words.endswith((".", ":", "!", "?", ")", "»", "…", "·"))


def _paragraphs(document: nodes.Node, language: str) -> None:
    for paragraph in list(document.findall(nodes.paragraph)):
        parted = halves(paragraph)
        if parted is None:
            continue
        french, english = parted
        if french:
            _replace(paragraph, french if language == "fr" else english)
        elif (before := _told_in_french(paragraph)) and language == "fr":
            paragraph.parent.remove(paragraph)
        elif language == "en":
            _replace(paragraph, english)
            for told in before:
                told.parent.remove(told)


def _replace(paragraph: nodes.paragraph, children: list[nodes.Node]) -> None:
    paragraph["parted"] = True
    paragraph.children = []
    paragraph.extend(children)
    last = paragraph.children[-1]
    if isinstance(last, nodes.Text):
        paragraph.replace(last, nodes.Text(last.rstrip()))


def _told_in_french(paragraph: nodes.paragraph) -> list[nodes.paragraph]:
    """The paragraphs that an English one tells again: those just before it that have no English of their own."""
    found: list[nodes.paragraph] = []
    at = paragraph.parent.index(paragraph)
    while at and isinstance(before := paragraph.parent[at - 1], nodes.paragraph) and not before.get("parted"):
        found.append(before)
        at -= 1
    return found


def _columns(document: nodes.Node, language: str) -> None:
    other = COLUMNS["en" if language == "fr" else "fr"]
    for table in list(document.findall(nodes.table)):
        heads = [entry.astext().strip() for row in table.findall(nodes.thead) for entry in row.findall(nodes.entry)]
        gone = [at for at, head in enumerate(heads) if head in other]
        if not gone or not any(head in COLUMNS[language] for head in heads):
            continue
        for row in list(table.findall(nodes.row)):
            _without(row, gone)
        group = next(iter(table.findall(nodes.tgroup)))
        specs = [child for child in group.children if isinstance(child, nodes.colspec)]
        for at in gone:
            group.remove(specs[at])
        group["cols"] = len(specs) - len(gone)
        _rename(table)


def _rename(table: nodes.table) -> None:
    for text in [t for row in table.findall(nodes.thead) for t in row.findall(nodes.Text) if t.astext() in _HEADS]:
        text.parent.replace(text, nodes.Text(_HEADS[text.astext()]))


def _without(row: nodes.Element, gone: list[int]) -> None:
    for at in reversed(gone):
        del row[at]


def _pairs(document: nodes.Node, language: str) -> None:
    for entry in document.findall(nodes.entry):
        for paragraph in entry.findall(nodes.paragraph):
            _side(paragraph, language)
    for text in list(_short_texts(document)):
        half = split(text.astext(), language, whole=len(text.parent.children) == 1)
        if half != text.astext():
            text.parent.replace(text, nodes.Text(half))


def _side(paragraph: nodes.paragraph, language: str) -> None:
    """Keep one side of a cell in which a dot parts two tellings that name the same things."""
    children = list(paragraph.children)
    dots = [(n, c) for n, c in enumerate(children) if isinstance(c, nodes.Text) and _outer(c.astext())]
    if len(children) < 2 or len(dots) != 1 or len(_outer(dots[0][1].astext())) != 1:
        return
    (at, text), words = dots[0], dots[0][1].astext()
    cut = _outer(text.astext())[0]
    left = [*children[:at], nodes.Text(words[:cut].rstrip())]
    right = [nodes.Text(words[cut + len(_DOT) :].lstrip()), *children[at + 1 :]]
    if _named(left) == _named(right):
        _replace(paragraph, [n for n in (left if language == "fr" else right) if n.astext()])


def _named(side: list[nodes.Node]) -> list[str]:
    return sorted(found.astext() for node in side for found in node.findall(nodes.literal))


def _short_texts(document: nodes.Node) -> Iterator[nodes.Text]:
    for holder in document.findall(lambda n: isinstance(n, (nodes.title, nodes.entry, nodes.strong))):
        yield from (text for text in holder.findall(nodes.Text) if not isinstance(text.parent, nodes.literal))


def project(document: nodes.Node, language: str) -> None:
    """Leave the other language out of a page, wherever it is told in both."""
    _columns(document, language)
    _paragraphs(document, language)
    _pairs(document, language)


class Projection(SphinxTransform):
    """Shows each page in the language of its site."""

    default_priority = 200

    def apply(self, **_: Any) -> None:
        """Project the page, unless it stands in one language."""
        if self.env.docname.split("/")[0] in self.config.in_both_languages:
            project(self.document, self.config.language)


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx asks of an extension."""
    app.add_config_value("in_both_languages", [], "env")
    app.add_transform(Projection)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
