"""What every format of `greffier export` is made from, and what it tells of what it leaves out."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TextIO

from greffier.ledger import Connection, Kept, Question, count_asked, last_change, walk, walk_events
from greffier.ledger.events import events_of
from greffier.lexicon import Interface
from greffier.link.known import Event
from greffier.model import STATUSES
from greffier.pipeline.gathered import gathered

__all__ = ["POLICIES", "Format", "Held", "Left", "Options", "Page", "Wanted", "text_of"]

POLICIES = ("min", "latest", "official", "reviewed")  # which figure of a toll stands where only one can
_UNREVIEWED, _ACCEPTED = STATUSES[0], STATUSES[1:3]


@dataclass(frozen=True, slots=True)
class Options:
    """How to write: for people who read `interface`'s language; `excel_fr` as a French spreadsheet takes tables;
    `toll` is one of POLICIES; `link` is where a feed will be found, `limit` how many items it holds."""

    interface: Interface
    excel_fr: bool = False
    toll: str = POLICIES[0]
    link: str = ""
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Left:
    """Something that a format has no place for: a sentence with `{count}` (a template of the interface)."""

    sentence: str
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some reports with the entries that are exported, in order, and the public id of the event of each entry."""

    kept: tuple[Kept, ...]
    events: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """An event as the entries that are exported tell it, and the status of each of them."""

    event: Event
    statuses: Mapping[str, str]

    @property
    def status(self) -> str:
        """`accepted` where people accepted or corrected all of it, `partly` some, `unreviewed` nothing."""
        seen = [self.statuses[voice.entry.id] in _ACCEPTED for voice in self.event.voices]
        return _ACCEPTED[0] if all(seen) else "partly" if any(seen) else _UNREVIEWED


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is exported: the entries that `question` asks for and that have one of `statuses`.

    Walks are made anew each time that they are asked for, and hold a few reports or events at a time.
    """

    connection: Connection
    question: Question
    statuses: tuple[str, ...]

    @property
    def unreviewed(self) -> bool:
        """Whether entries that nobody has judged are wanted too."""
        return _UNREVIEWED in self.statuses

    def pages(self) -> Iterator[Page]:
        """Reports with their entries, by day of publication."""
        for kept in walk(self.connection, self.question, self.statuses):
            yield Page(kept, events_of(self.connection, [entry.id for one in kept for entry in one.entries]))

    def entries(self) -> Iterator[Kept]:
        """The same, report by report."""
        return (kept for page in self.pages() for kept in page.kept)

    def events(self) -> Iterator[Held]:
        """Events that hold an entry asked for, as all entries of these statuses in reports of the days asked about
        tell them; by first day."""
        for ids in walk_events(self.connection, self.question, self.statuses):
            yield from self.told(ids)

    def told(self, ids: Sequence[str]) -> Iterator[Held]:
        """These events, as `events` gives them."""
        asked = Question(as_of=self.question.as_of, as_known=self.question.as_known, withdrawn=self.question.withdrawn)
        statuses: dict[str, str] = {}
        for event in gathered(self.connection, ids, asked, self.statuses, statuses):
            yield Held(event, statuses)

    def count(self) -> int:
        """How many entries there are."""
        return count_asked(self.connection, self.question, self.statuses)

    def changed(self) -> datetime | None:
        """When the ledger last took something in (UTC): the moment that a file bears, so that the same ledger gives
        the same file."""
        return last_change(self.connection)

    def but(self, question: Question) -> Wanted:
        """The same of another question."""
        return replace(self, question=question)


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a ledger. `write` takes what is wanted, where to (a file open for bytes; a new, empty folder
    where `folder`) and how, and gives what it left out. `binary` files are not shown on a terminal; `takes` are fields
    of `Options` that it heeds besides the language; `suffix` ends a file's name, where the format's name does not.
    `work` is for people to judge, so that what nobody judged yet is in it without being asked for; `labels` is the
    setting that the program needs which it is for."""

    name: str
    write: Callable[[Wanted, BinaryIO, Options], tuple[Left, ...]] | None = None
    write_folder: Callable[[Wanted, Path, Options], tuple[Left, ...]] | None = None
    binary: bool = False
    takes: frozenset[str] = field(default_factory=frozenset)
    suffix: str = ""
    work: bool = False
    labels: Callable[[], str] | None = None

    @property
    def ending(self) -> str:
        """What a file's name ends with, without the dot."""
        return self.suffix or self.name

    @property
    def folder(self) -> bool:
        """Whether it takes a folder."""
        return self.write_folder is not None


@contextmanager
def text_of(out: BinaryIO, encoding: str = "utf-8") -> Iterator[TextIO]:
    """A file open for bytes as one for text, whose line ends are written as they are given."""
    wrapped = io.TextIOWrapper(out, encoding=encoding, newline="", write_through=False)
    try:
        yield wrapped
    finally:
        wrapped.flush()
        wrapped.detach()
