"""What a page tells of itself in JSON-LD, in the words of schema.org, however broken."""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import html

from greffier.intake.markup import clean

__all__ = ["Node", "is_kind", "names", "nodes", "string", "truth"]

Node = Mapping[str, Any]

_WRAPPED = re.compile(r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*\Z")
_COMMA = re.compile(r",(\s*[}\]])")
_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|dateCreated|description|articleBody|isAccessibleForFree|@type|inLanguage)"'
    r'\s*:\s*(?:"((?:[^"\\]|\\.){0,100000})"|(true|false))'
)
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage")  # where a page's own report may stand; never in lists of others
_DEEPEST = 12
_MOST = 2_000  # nodes


def nodes(tree: html.HtmlElement) -> list[Node]:
    """The nodes of a page's JSON-LD, in order, a reference by `@id` beside what it refers to."""
    found: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            found.extend(_walk(_loaded(script.text), 0))
        if len(found) > _MOST:
            break
    known = {node["@id"]: node for node in found if isinstance(node.get("@id"), str) and len(node) > 1}
    return [{key: _resolved(value, known) for key, value in node.items()} for node in found[:_MOST]]


def _loaded(text: str) -> Any:
    """The data that a script holds; where its JSON is broken, the plain fields that can be made out."""
    plain = _WRAPPED.sub("", text).strip().rstrip(";")
    for attempt in (plain, _COMMA.sub(r"\1", plain), entities.unescape(plain)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    salvaged: dict[str, Any] = {}
    for name, value, flag in _FIELD.findall(plain):
        salvaged.setdefault(name, _unescaped(value) or flag)
    return salvaged


def _unescaped(value: str) -> str:
    try:
        return str(json.loads(f'"{value}"', strict=False))
    except ValueError:
        return value


def _walk(data: Any, depth: int) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for item in data[:_MOST]:
            yield from _walk(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for key in _INSIDE:
            yield from _walk(data.get(key), depth + 1)


def _resolved(value: Any, known: Mapping[str, Node]) -> Any:
    if isinstance(value, list):
        return [_resolved(item, known) for item in value]
    if isinstance(value, dict) and len(value) == 1 and isinstance(value.get("@id"), str):
        return known.get(value["@id"], value)
    return value


def is_kind(node: Node, *endings: str) -> bool:
    """Whether a node's type ends with one of `endings`: `NewsArticle` and `https://schema.org/Article` with Article."""
    types = node.get("@type")
    listed = types if isinstance(types, list) else [types]
    return any(isinstance(one, str) and one.endswith(endings) for one in listed)


def string(value: Any) -> str | None:
    """A field's text on one line, its entities and tags undone; of several the first."""
    if isinstance(value, list):
        return next(filter(None, map(string, value)), None)
    if isinstance(value, dict):
        return string(value.get("@value")) or string(value.get("name"))
    if not isinstance(value, str):
        return None
    return " ".join(clean(entities.unescape(value)).split()) or None


def names(value: Any) -> tuple[str, ...]:
    """The names of persons or bodies: text, a node, or a list of these."""
    items = value if isinstance(value, list) else [value]
    found = (string(item.get("name")) if isinstance(item, dict) else string(item) for item in items)
    return tuple(dict.fromkeys(name for name in found if name))


def truth(value: Any) -> bool | None:
    """A yes or no that may be written as text, as by many pages; None where it is neither."""
    if isinstance(value, bool):
        return value
    word = value.strip().lower().rsplit("/", 1)[-1] if isinstance(value, str) else ""
    return {"true": True, "false": False}.get(word)
