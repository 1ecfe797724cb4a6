"""Keeping reports in a ledger: what is known adds nothing, what is new is read, kept, and its actors are entered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from greffier.desk.renew import gazetteer_of, pairs_in
from greffier.desk.runs import read_report

if TYPE_CHECKING:
    from greffier.desk.reading import Findings, Reader
    from greffier.judge import Standing
    from greffier.ledger import Added, Connection, Ledger, Run, TakenBack
    from greffier.lexicon import Gazetteer
    from greffier.model import Entry, Listed, Notice, Report
    from greffier.pipeline import Judged

__all__ = ["Adding", "keep_notice", "keep_report", "prepare"]


@dataclass(frozen=True, slots=True)
class Adding:
    """What became of a report: `added` is None where it was known, `standings` are judgements carried over to it;
    `forgotten` says that it was forgotten once, and was therefore not added."""

    report: Report
    added: Added | None = None
    entries: tuple[Entry, ...] = ()
    standings: Sequence[Standing] = ()
    forgotten: bool = False


def prepare(ledger: Ledger, given: Mapping[str, Sequence[Listed]]) -> tuple[Gazetteer, Callable[..., None]]:
    """The tables with the lists that the ledger remembers, of which those `given` (by sort) take the place; and how a
    report's actors are named. The register is brought up to date."""
    from greffier.ledger import ActorStore
    from greffier.pipeline import Judged, catch_up, register_report

    with ledger.begin() as connection:
        for sort, rows in given.items():
            ActorStore(connection).remember(sort, rows)
    gazetteer, pairs = gazetteer_of(ledger), pairs_in(ledger)
    judged: Judged = Judged(pairs.same_actor, pairs.different_actor)
    with ledger.begin() as connection:
        catch_up(connection, gazetteer, judged)
    return gazetteer, partial(register_report, gazetteer=gazetteer, judged=judged)


def keep_report(
    ledger: Ledger, report: Report, reader: Reader, run: Run, naming: Callable[..., None],
    *, path: str | None = None, inner: str = "", item: str = "", found: Findings | None = None,
) -> Adding:  # fmt: skip
    """Keep one report, read first when it is not known and nothing has been `found` in it yet. Raises ReportError.

    What failed before is settled with it: the same text, the file at `path` (absolute; `inner` is which of its items),
    the failed `item` of that id.
    """
    from greffier.judge import add_report
    from greffier.ledger import is_forgotten, knows, meet_again

    settle = partial(_settle, report=report.id, text=report.text, path=path, inner=inner, item=item)
    known = False
    if found is None:
        with ledger.look() as connection:
            if is_forgotten(connection, report):
                return Adding(report, forgotten=True)
        known = knows(ledger, report.id)
    if known:
        with ledger.begin() as connection:
            meet_again(connection, report)
            settle(connection)
        return Adding(report)
    found = found or read_report(report, reader)

    def then(connection: Connection) -> None:
        naming(connection, report=found.report, entries=found.entries)
        settle(connection)

    what = (found.report, found.entries, found.sentences)
    added, standings = add_report(ledger, *what, run, found.checks, then=then)
    if added.forgotten:
        return Adding(report, forgotten=True)
    if not added.new:  # known, or another was quicker
        with ledger.begin() as connection:
            settle(connection)
        return Adding(report)
    return Adding(found.report, added, found.entries, standings)


def keep_notice(
    ledger: Ledger, notice: Notice, run: Run, *, path: str | None = None, inner: str = "", item: str = ""
) -> TakenBack:
    """Keep a notice, and take back the reports that it is about, once they are known. Raises ReportError."""
    from greffier.ledger import add_notice

    with ledger.begin() as connection:
        done = add_notice(connection, notice, run)
        _settle(connection, report=None, text="", path=path, inner=inner, item=item)
    return done


def _settle(connection: Connection, **same: Any) -> None:
    from greffier.ledger import settle_failed

    settle_failed(connection, **same)
