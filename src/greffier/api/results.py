"""Answers of a ledger: each is a question that is put again whenever it is looked at, walked through in steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from greffier.api.frames import Tabular
from greffier.api.question import asking, statuses_of
from greffier.api.reading import Shown
from greffier.columnar.rows import Asked, actor_rows, event_rows
from greffier.export import actor_to_json, entry_to_json, event_to_json, kept_to_json
from greffier.ledger import KeptActor, Question, count_asked, holders, walk, walk_reports
from greffier.link.known import Event
from greffier.model import Entry, Report
from greffier.pipeline.asking import ask_events

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Actors", "Entries", "Events", "KeptReport", "Reports", "Told", "arrow_table", "ask"]


@dataclass(frozen=True, slots=True)
class Told:
    """An entry with the report that tells it and what people judged of it: `status` is `unreviewed`, `accepted`,
    `corrected` or `rejected`."""

    entry: Entry
    report: Report
    status: str

    @property
    def id(self) -> str:
        """The entry's id."""
        return self.entry.id

    @property
    def kind(self) -> str:
        """The entry's kind."""
        return self.entry.kind

    @property
    def words(self) -> str:
        """The anchor's words."""
        return self.entry.anchor.of(self.report.text)

    @property
    def evidence(self) -> tuple[str, ...]:
        """The sentences that tell it, the fullest first."""
        return tuple(span.of(self.report.text) for span in self.entry.evidence)

    def to_json(self) -> dict[str, Any]:
        """Plain data, with the status."""
        return entry_to_json(self.entry, self.report.text) | {"status": self.status}


@dataclass(frozen=True, slots=True, repr=False)
class KeptReport(Shown):
    """A report of a ledger; `plain` is what `greffier show --format json` prints of it."""

    plain: dict[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data, as `greffier show --format json` prints it."""
        return self.plain or Shown.to_json(self)


@dataclass(frozen=True, slots=True)
class Entries(Tabular):
    """Entries asked for, by day of their reports' publication."""

    path: Path
    question: Question

    def __iter__(self) -> Iterator[Told]:
        with asking(self.path, self.question.as_known) as connection:
            for some in walk(connection, self.question, statuses_of(self.question)):
                for kept in some:
                    yield from (Told(entry, kept.report, kept.statuses[entry.id]) for entry in kept.entries)

    def __len__(self) -> int:
        with asking(self.path, self.question.as_known) as connection:
            return count_asked(connection, self.question, statuses_of(self.question))

    def to_json(self) -> list[dict[str, Any]]:
        """Reports with their entries, as `greffier entries --format json` prints them."""
        question, found = self.question, []
        with asking(self.path, question.as_known) as connection:
            for some in walk(connection, question, statuses_of(question)):
                held = holders(connection, [kept.report.id for kept in some], question.as_of, question.as_known)
                found += [kept_to_json(kept, holders=held.get(kept.report.id, {})) for kept in some]
        return found

    def to_arrow(self, table: str = "entries") -> pa.Table:
        """A row an entry; or any table of docs/reference/exports.md about these entries (`evidence`, `fillers`…)."""
        return arrow_table(self.path, self.question, table)


@dataclass(frozen=True, slots=True, repr=False)
class Events(Tabular, Sequence[Event]):
    """Events asked for, by first day; what each knows, reports of the days asked about tell."""

    found: tuple[Event, ...]

    def __repr__(self) -> str:
        return f"<greffier.Events: {len(self.found)}>"

    def __getitem__(self, index: Any) -> Any:
        return self.found[index]

    def __len__(self) -> int:
        return len(self.found)

    def to_json(self) -> list[dict[str, Any]]:
        """As `greffier events --format json` prints them."""
        return [event_to_json(event) for event in self.found]

    def to_arrow(self) -> pa.Table:
        """A row an event."""
        return _table("events", event_rows(self.found))


def ask(path: Path, question: Question, *, everything: bool) -> Events:
    """The events that hold an entry asked for; statements that only one report tells hide the rest, and are left out
    unless `everything` or statements are asked for."""
    with asking(path, question.as_known) as connection:
        found = ask_events(connection, question)
    shown = everything or "statement" in question.kinds
    return Events(tuple(event for event in found if shown or not _is_lone(event)))


def _is_lone(event: Event) -> bool:
    return event.kind == "statement" and len({voice.report.id for voice in event.voices}) == 1


@dataclass(frozen=True, slots=True)
class Reports(Tabular):
    """Reports that count, with or without entries, by day of publication."""

    path: Path
    question: Question

    def __iter__(self) -> Iterator[Report]:
        with asking(self.path, self.question.as_known) as connection:
            for some in walk_reports(connection, self.question):
                yield from (kept.report for kept in some)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def to_arrow(self) -> pa.Table:
        """A row a report, with its text."""
        return arrow_table(self.path, self.question, "reports")


@dataclass(frozen=True, slots=True, repr=False)
class Actors(Tabular, Sequence[KeptActor]):
    """Actors of the register, most entries first."""

    found: tuple[KeptActor, ...]

    def __repr__(self) -> str:
        return f"<greffier.Actors: {len(self.found)}>"

    def __getitem__(self, index: Any) -> Any:
        return self.found[index]

    def __len__(self) -> int:
        return len(self.found)

    def to_json(self) -> list[dict[str, Any]]:
        """Plain data of each."""
        return [actor_to_json(one) for one in self.found]

    def to_arrow(self) -> pa.Table:
        """A row an actor."""
        return _table("actors", actor_rows(self.found))


def arrow_table(path: Path, question: Question, table: str) -> pa.Table:
    """A whole table in memory."""
    from greffier.columnar import reader

    with asking(path, question.as_known) as connection:
        return reader(Asked(connection, question, statuses_of(question)), table).read_all()


def _table(name: str, rows: Sequence[dict[str, Any]]) -> pa.Table:
    import pyarrow as pa

    from greffier.columnar import batches_of, schema_of

    return pa.Table.from_batches(batches_of(name, rows), schema_of(name))
