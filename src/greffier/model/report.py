"""A report: one news text as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

__all__ = ["Notice", "Report", "report_id", "text_id"]


def text_id(text: str) -> str:
    """The identity of a text: the SHA-256 of its frozen characters, in hexadecimal."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def report_id(text: str, published: date | None, outlet: str | None, url: str | None, language: str) -> str:
    """The identity of one publication of one text: another outlet, address, day or language is another report."""
    parts = (text, published.isoformat() if published else "", outlet or "", url or "", language)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Report:
    """One text as published once, never altered after reading. `published` None stays None.

    `published_at` is the moment of publication with the offset that the outlet gives, where it is known; `published` is
    the day of it there. `uri` is the name that the outlet's own system gives the text, by which a notice takes it back.
    `doubts` are short sentences on what may be wrong with the text as it came. None of these four is part of the `id`.
    """

    id: str
    text: str
    title: str | None = None
    published: date | None = None
    language: str = "fr"
    outlet: str | None = None
    url: str | None = None
    path: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    uri: str | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A wire's notice that takes back a report: the one of the same `uri`, or of the same `url`. At least one is given.

    A report that is known to have been published after the notice was sent again, and stands.
    """

    uri: str | None = None
    url: str | None = None
    published: date | None = None
    published_at: datetime | None = None
    outlet: str | None = None
    title: str | None = None
    text: str = ""
    path: str | None = None

    @property
    def id(self) -> str:
        """What is the same for the same notice given again, from wherever it was read."""
        moment = self.published_at.astimezone(UTC).isoformat() if self.published_at else ""
        day = self.published.isoformat() if self.published else ""
        parts = ("notice", self.uri or "", self.url or "", day, moment)
        return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
