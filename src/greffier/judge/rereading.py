"""Adding and reading again: what people judged is carried over, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from greffier.judge.replay import Standing
from greffier.judge.scene import restate_publication
from greffier.judge.substance import substance
from greffier.ledger import (
    Added,
    Connection,
    Ledger,
    Run,
    add_reading,
    distinct,
    judgements,
    machine_entries,
    publication_of,
    readers,
    refuse_faults,
    refused,
    restate_checks,
    restate_sentences,
    set_aside,
    write_report,
)
from greffier.ledger import kept_report as kept
from greffier.model import Check, Entry, Report, Searched, Sentence

__all__ = ["Changes", "Then", "add_report", "read_again", "unread"]


Then = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Changes:
    """What reading a report again did: how many of the machine's entries are the same, told otherwise, new, gone.

    `standings` are those of all judgements on the report and its other versions.
    """

    same: int
    changed: int
    new: int
    gone: int
    standings: tuple[Standing, ...] = ()


def add_report(
    ledger: Ledger,
    report: Report,
    entries: Sequence[Entry],
    sentences: Iterable[Sentence | Searched],
    run: Run,
    checks: Sequence[Check] = (),
    *,
    then: Then | None = None,
) -> tuple[Added, tuple[Standing, ...]]:
    """Keep a report; what people judged on another version of it is played over this one. Raises ReportError.

    `then` does what else belongs to a new report, in the same transaction.
    """
    with ledger.begin() as connection:
        added = write_report(connection, report, entries, sentences, run, checks)
        standings: tuple[Standing, ...] = ()
        if added.replaces is not None and judgements(connection, publication=publication_of(connection, report.id)):
            standings = tuple(restate_publication(connection, report.id).standings)
        if added.new and then is not None:
            then(connection)
    return added, standings


def unread(ledger: Ledger, run: Run) -> list[str]:
    """Reports that another program, other words or other models read last, by id."""
    with ledger.begin() as connection:
        return sorted(r for r, reader in readers(connection).items() if reader != (run.program, run.models))


def read_again(
    ledger: Ledger,
    report: Report,
    entries: Sequence[Entry],
    sentences: Iterable[Sentence | Searched],
    run: Run,
    checks: Sequence[Check] = (),
    *,
    then: Then | None = None,
) -> Changes:
    """Keep what another run read in a report that the ledger has, judgements played over it. Raises ReportError.

    What is made of its entries waits to be made again (`greffier.ledger.set_aside`); `then` does what else belongs to a
    new reading, in the same transaction.
    """
    told = tuple(distinct(entries))
    with ledger.begin() as connection:
        there = kept(connection, report.id)
        before = machine_entries(connection, there)
        try:
            add_reading(connection, there, told, run)
        except ValueError as error:
            raise refused(report, str(error)) from error
        restate_sentences(connection, report, sentences)
        restate_checks(connection, report, checks)
        shown = restate_publication(connection, report.id)
        refuse_faults(connection, report)
        set_aside(connection, report.id)
        if then is not None:
            then(connection)
    return _changes(before, told, report.text, tuple(shown.standings))


def _changes(before: Sequence[Entry], after: Sequence[Entry], text: str, standings: tuple[Standing, ...]) -> Changes:
    old, new = ({e.id: substance(e, text) for e in some} for some in (before, after))
    both = old.keys() & new.keys()
    same = sum(1 for i in both if old[i] == new[i])
    return Changes(same, len(both) - same, len(new) - len(both), len(old) - len(both), standings)
