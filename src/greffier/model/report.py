"""A report: one news text as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

__all__ = ["Report", "report_id", "text_id"]


def text_id(text: str) -> str:
    """The identity of a text: the SHA-256 of its frozen characters, in hexadecimal."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def report_id(text: str, published: date | None, outlet: str | None, url: str | None, language: str) -> str:
    """The identity of one publication of one text: another outlet, address, day or language is another report."""
    parts = (text, published.isoformat() if published else "", outlet or "", url or "", language)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Report:
    """One text as published once, never altered after reading. `published` None stays None."""

    id: str
    text: str
    title: str | None = None
    published: date | None = None
    language: str = "fr"
    outlet: str | None = None
    url: str | None = None
    path: str | None = None
