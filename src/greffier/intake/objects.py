"""JSON: greffier's own reports, ninjs 1.x to 3.x, and JSON Feed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from greffier.errors import InputError, ReportError
from greffier.intake.draft import Draft, Source
from greffier.intake.feeds import cut_short
from greffier.intake.form import parse_date
from greffier.intake.own_words import CHANGED, own_words
from greffier.intake.plain import decoded
from greffier.intake.stamps import stamp
from greffier.intake.values import encodable, listed, text_in, words

__all__ = ["from_object", "loads", "read_json", "wired"]

_FEED = ("https://jsonfeed.org/version", "http://jsonfeed.org/version")
_NINJS = frozenset(
    [
        "versioncreated",
        "firstcreated",
        "pubstatus",
        "body_text",
        "body_xhtml",
        "body_html",
        "bodies",
        "headline",
        "headlines",
    ]
)
_HTML = ("text/html", "application/xhtml+xml", "body_xhtml", "body_html", "html", "xhtml")


def read_json(raw: bytes, source: Source) -> Iterator[Draft | ReportError]:
    """The report of a JSON file, or those of a JSON Feed."""
    try:
        data = loads(decoded(raw, source).text, source.name)
        if isinstance(data, dict) and str(data.get("version")).startswith(_FEED):
            yield from _feed(data, source)
        else:
            yield from_object(data, source)
    except ReportError as error:
        yield error


def loads(content: str, name: str) -> Any:
    """What the JSON of `content` says. Raises ReportError."""
    try:
        return json.loads(content)
    except json.JSONDecodeError as error:
        raise ReportError(
            "{name}: is no valid JSON (line {line}, column {column}); check the commas and quotes there.",
            name=name,
            line=error.lineno,
            column=error.colno,
        ) from None
    except (RecursionError, ValueError):  # brackets a thousand deep, or a number of thousands of digits
        raise ReportError("{name}: is nested too deeply, or holds too long a number.", name=name) from None


def from_object(data: Any, source: Source) -> Draft:
    """The report that one JSON object tells, ours or a wire's. Raises ReportError."""
    if not isinstance(data, dict):
        raise ReportError('{name}: holds no JSON object; a report is written {{"text": "…"}}.', name=source.name)
    folded = {key.lower(): value for key, value in data.items()}  # 3.x writes versionCreated, 1.x versioncreated
    is_wire = "text" not in data and "uri" in folded and not _NINJS.isdisjoint(folded)
    return wired(folded, source) if is_wire else _own(data, source)


def _own(data: Mapping[str, Any], source: Source) -> Draft:
    told: dict[str, Any] = {
        key: _field(data, key, source.name) for key in ("title", "published", "language", "outlet", "url", "uri")
    }
    text, published = _text(data, source.name), told["published"]
    if published:
        try:
            parse_date(published, f"{source.name}: published")
        except InputError as error:
            raise ReportError(error.message, **error.values) from None
    return Draft(text, source.name, **told, authors=listed(data.get("authors")))


def _text(data: Mapping[str, Any], name: str) -> str:
    text = data.get("text")
    if text is None:
        raise ReportError('{name}: the field "text" is missing; it holds the report\'s words.', name=name)
    if not isinstance(text, str) or not encodable(text):
        raise ReportError('{name}: the field "text" is no valid text; it holds the report\'s words.', name=name)
    if not text.strip():
        raise ReportError('{name}: the field "text" is empty; it holds the report\'s words.', name=name)
    return text


def _field(data: Mapping[str, Any], key: str, name: str) -> str | None:
    value = data.get(key)
    if value is None or (isinstance(value, str) and encodable(value)):
        return value or None
    raise ReportError('{name}: the field "{key}" must be text, or left out.', name=name, key=key)


def wired(data: Mapping[str, Any], source: Source) -> Draft:
    """The report of a wire's item, by the fields of ninjs 1.x, in lower case. Raises ReportError."""
    withdrawn = words(data.get("pubstatus")) == "canceled"
    if not withdrawn:
        _refuse_held(data, source.name)
    text = _body(data, source.name)
    if not text and not withdrawn:
        raise ReportError("{name}: this item has no text.", name=source.name)
    when = stamp(words(data.get("versioncreated"))) or stamp(words(data.get("firstcreated")))
    return Draft(
        text,
        source.name,
        title=words(data.get("headline")) or _main(data.get("headlines"), "value"),
        published=when.iso if when else None,
        language=words(data.get("language")),
        outlet=next(iter(listed(data.get("infosources"))), None) or words(data.get("copyrightholder")),
        authors=listed(data.get("byline") or data.get("by")),
        uri=words(data.get("uri")),
        withdrawn=withdrawn,
    )


def _refuse_held(data: Mapping[str, Any], name: str) -> None:
    """Raise ReportError for what its wire holds back. An embargo without a date has no end."""
    if words(data.get("pubstatus")) == "withheld":
        raise ReportError("{name}: its wire withholds it (pubstatus: withheld); it is not to be used.", name=name)
    if "embargoed" not in data:
        return
    until = stamp(words(data["embargoed"]))
    if until is None or _is_to_come(until.iso):
        raise ReportError(
            "{name}: is under embargo until {until}; add it again then.", name=name, until=until.iso if until else "?"
        )


def _is_to_come(iso: str) -> bool:
    when = datetime.fromisoformat(iso)
    return (when if when.tzinfo else when.replace(tzinfo=UTC)) > datetime.now(UTC)


def _body(data: Mapping[str, Any], name: str) -> str:
    """The item's text: HTML first, as plain bodies have often lost their paragraphs."""
    bodies = (
        [b for b in data.get("bodies") or () if isinstance(b, dict)] if isinstance(data.get("bodies"), list) else []
    )
    marked = [b for b in bodies if _sort(b) in _HTML]
    html = words(data.get("body_xhtml")) or words(data.get("body_html")) or _main(marked, "value")
    if html:
        return text_in(html, name)
    return words(data.get("body_text")) or _main([b for b in bodies if b not in marked], "value") or ""


def _sort(body: Mapping[str, Any]) -> str:
    folded = {key.lower(): value for key, value in body.items()}
    return str(folded.get("contenttype") or folded.get("role") or "").lower()


def _main(parts: object, key: str) -> str | None:
    """The value of the part whose role is `main`, else of the first that has one."""
    found = [p for p in parts if isinstance(p, dict) and words(p.get(key))] if isinstance(parts, list) else []
    chosen = next((p for p in found if p.get("role") == "main"), found[0] if found else {})
    return words(chosen.get(key))


def _feed(data: Mapping[str, Any], source: Source) -> Iterator[Draft | ReportError]:
    items = data.get("items")
    if not isinstance(items, list) or not items:
        raise ReportError("{name}: the feed holds no item.", name=source.name)
    for number, item in enumerate(items, 1):
        name = f"{source.name}#{number}"
        try:
            yield _fed(item, data, name)
        except ReportError as error:
            yield error


def _fed(item: Any, feed: Mapping[str, Any], name: str) -> Draft:
    """An item of a JSON Feed; its HTML before its plain text, for the paragraphs."""
    if not isinstance(item, dict):
        raise ReportError("{name}: this item has no text.", name=name)
    html, plain, summary = (words(item.get(key)) for key in ("content_html", "content_text", "summary"))
    authors = listed(item.get("authors") or item.get("author") or feed.get("authors") or feed.get("author"))
    marked = text_in(html, name) if html else ""
    text, doubts = own_words(marked, words(item.get("title")), authors) if marked else (plain or summary, ())
    if not text:
        raise ReportError("{name}: this item has no text.", name=name)
    when, changed = stamp(words(item.get("date_published"))), stamp(words(item.get("date_modified")))
    told = when or changed
    late = (CHANGED,) if told is not when else ()
    url = words(item.get("url")) or words(item.get("external_url"))
    return Draft(
        text,
        name,
        title=words(item.get("title")),
        published=told.iso if told else None,
        language=words(item.get("language")) or words(feed.get("language")),
        outlet=words(feed.get("title")),
        authors=authors,
        url=url,
        uri=words(item.get("id")) or url,
        doubts=(*doubts, *late, *cut_short(text, whole=bool(html or plain))),
    )
