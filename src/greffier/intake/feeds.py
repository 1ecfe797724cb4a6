"""RSS and Atom: each item is a report. `parse` runs in `intake.worker`, as feedparser takes what it is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from greffier.errors import ReportError
from greffier.intake.confined import confined
from greffier.intake.draft import Draft, Source
from greffier.intake.own_words import CHANGED, CUT, own_words
from greffier.intake.safe_xml import Checked, walk_xml
from greffier.intake.snippets import text_of
from greffier.intake.stamps import stamp

__all__ = ["SECONDS", "cut_short", "parse", "read_feed"]

SECONDS = 5.0  # that a feed may take
_HTML = ("text/html", "application/xhtml+xml")
_ELLIPSES = ("…", "...", "[…]", "[...]")


def read_feed(raw: bytes, source: Source) -> Iterator[Draft | ReportError]:
    """The items of a feed, each a report named `feed.xml#3`: its whole text where the feed has it, else its summary."""
    try:
        walk_xml(raw, Checked(), source.name)
        items = confined("feed", raw, source.name, SECONDS, address=source.address)
    except ReportError as error:
        yield error
        return
    for number, item in enumerate(items, 1):
        name = f"{source.name}#{number}"
        if not item["text"]:
            yield ReportError("{name}: this item has no text.", name=name)
            continue
        yield _draft(item, name)


def _draft(item: dict[str, Any], name: str) -> Draft:
    text, doubts = item.pop("text"), (*item.pop("doubts"),)
    item["authors"] = tuple(item["authors"])
    if item.pop("marked"):
        text, more = own_words(text, item["title"], item["authors"])
        doubts = (*doubts, *more)
    return Draft(text, name, doubts=doubts, **item)


def parse(raw: bytes, name: str, address: str | None = None) -> list[dict[str, Any]]:
    """The fields of a Draft for each item of the feed. Raises ReportError where `raw` is no feed."""
    import feedparser

    found = feedparser.parse(raw, response_headers={"content-location": address} if address else None)
    if not found.version and not found.entries:
        raise ReportError("{name}: is neither RSS nor Atom, NewsML-G2 or NITF; greffier reads no other XML.", name=name)
    if not found.entries:
        raise ReportError("{name}: the feed holds no item.", name=name)
    return [_item(entry, found.feed) for entry in found.entries]


def _item(entry: Any, feed: Any) -> dict[str, Any]:
    content = next((c for c in entry.get("content", ()) if c.get("value")), None)
    detail = content or entry.get("summary_detail") or {}
    text = _words(detail) if detail.get("value") else ""
    when, changed = stamp(entry.get("published")), stamp(entry.get("updated"))
    told = when or changed
    doubts = (*cut_short(text, whole=content is not None), *((CHANGED,) if told is not when else ()))
    link = entry.get("link") or None
    return {
        "text": text,
        "title": _words(entry.get("title_detail") or {}) or None,
        "published": told.iso if told else None,
        "language": detail.get("language") or feed.get("language") or None,
        "outlet": _outlet(entry, feed),
        "authors": [who["name"] for who in entry.get("authors", ()) if who.get("name")],
        "url": link,
        "uri": entry.get("id") or link,
        "marked": detail.get("type") in _HTML,
        "doubts": doubts,
    }


def cut_short(text: str, *, whole: bool) -> tuple[str, ...]:
    """The doubt that `text` is a beginning: a summary that stops in the middle of what it says."""
    return (CUT,) if not whole and text.endswith(_ELLIPSES) else ()


def _words(detail: Any) -> str:
    value = str(detail.get("value") or "")
    return text_of(value) if detail.get("type") in _HTML else value.strip()


def _outlet(entry: Any, feed: Any) -> str | None:
    """The feed that an aggregated item was taken from, else this one."""
    own = entry.get("source") or {}
    return own.get("title") or feed.get("title") or None
