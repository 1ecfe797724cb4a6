"""What a file tells of its reports, before the user's defaults fill what it leaves open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from greffier.errors import ReportError

__all__ = ["Draft", "Reader", "Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where bytes come from. `name` says in messages which item it is (`a.zip/b.html`, `feed.xml#3`), `limit` is the
    most bytes that one text may have, `charset` what HTTP said of the encoding, `address` where a page was fetched."""

    name: str
    limit: int
    charset: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """One report as its file tells it; None where the file says nothing.

    `published` is an ISO date, or a date and time with its offset (`2025-01-31T08:15:00+01:00`). `withdrawn` is True
    for a wire's kill notice, which takes back the report of the same `uri` (or `url`). `doubts` are short sentences of
    what may be wrong with the text (an encoding that had to be guessed).
    """

    text: str
    name: str
    title: str | None = None
    published: str | None = None
    language: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    uri: str | None = None
    withdrawn: bool = False
    doubts: tuple[str, ...] = ()


# What reads one format: bytes to the reports that they hold; one that cannot be had is an error that says which.
Reader = Callable[[bytes, Source], Iterator[Draft | ReportError]]
