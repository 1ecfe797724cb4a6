"""The tree of a page, and what its head says by `<meta>`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree, html

__all__ = ["clean", "meta", "parse", "tokens", "words"]

_PROLOGUE = re.compile(r"\A\s*<\?xml[^>]*\?>")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_PART = re.compile(r"[A-Za-z0-9]+")
_HUMP = re.compile(r"[A-Z]?[a-z]{3,}")  # shorter ones are as likely a generated name
_SILENT = frozenset({"script", "style", "template", "noscript"})


def parse(text: str) -> html.HtmlElement | None:
    """The tree of a page's text; None where there is none."""
    plain = clean(_PROLOGUE.sub("", text))
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = html.document_fromstring(plain.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    if "&#" in plain:
        _clean_tree(tree)
    return tree


def _clean_tree(tree: html.HtmlElement) -> None:
    """Take out the controls that references wrote into a tree, which it cannot be given again."""
    for element in tree.iter():
        for key in ("text", "tail"):
            content = getattr(element, key)
            if content is not None and _NO_TEXT.search(content):
                setattr(element, key, clean(content))
        for name, value in element.items():
            if _NO_TEXT.search(value):
                element.set(name, clean(value))


def clean(text: str) -> str:
    """Text without controls and half characters."""
    return _NO_TEXT.sub("", text)


def meta(tree: html.HtmlElement) -> dict[str, str]:
    """What `<meta>` say, by name in lower case; of several of one name the first."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        for key in ("property", "name", "itemprop"):
            name = (element.get(key) or "").strip().lower()
            if name and content:
                found.setdefault(name, content)
    return found


def words(element: html.HtmlElement) -> str:
    """The text of an element that is shown, its white space as single spaces."""
    return " ".join("".join(_shown(element)).split())


def _shown(element: html.HtmlElement) -> Iterator[str]:
    if not any(True for _ in element.iter(*_SILENT)):
        yield from element.itertext()
        return
    for part in element.iter():
        if isinstance(part.tag, str) and part.tag not in _SILENT:
            yield part.text or ""
        if part is not element:
            yield part.tail or ""


def tokens(element: html.HtmlElement) -> frozenset[str]:
    """The words of an element's class, id and component names, in lower case; `read-also` and `readAlso` give two, and
    the whole `read also`."""
    found: set[str] = set()
    for key in ("class", "id", "data-component", "data-testid"):
        for name in (element.get(key) or "")[:300].split():
            for pieces in (_PART.findall(name.lower()), [hump.lower() for hump in _HUMP.findall(name)]):
                found.update(pieces)
                found.update(" ".join(pair) for pair in pairwise(pieces))
    return frozenset(found)
