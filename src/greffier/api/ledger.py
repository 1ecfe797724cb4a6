"""`greffier.Ledger`: a file of the record, asked and added to from Python."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Unpack

from greffier.api.question import Day, Filters, asking, day_of, statuses_of, to_question
from greffier.api.reading import Reading, reader, report_of
from greffier.api.results import Actors, Entries, Events, KeptReport, Reports, arrow_table, ask
from greffier.columnar.rows import Asked
from greffier.columnar.tables import tables
from greffier.desk.adding import Adding, keep_notice, keep_report, prepare
from greffier.desk.checked import checked
from greffier.desk.incoming import arrivals, limits_of
from greffier.desk.reading import Reader
from greffier.desk.renew import settle
from greffier.desk.runs import this_run
from greffier.errors import InputError, LookupFailed, ReportError
from greffier.export import check_to_json, kept_to_json
from greffier.intake import Defaults, known_language
from greffier.intake.limits import Tally
from greffier.ledger import (
    Found,
    Question,
    find_entry,
    find_report,
    holders,
    kept_report,
    open_ledger,
    read_ledger,
    search,
    was_there,
)
from greffier.ledger import actors as find_actors
from greffier.link.known import Event
from greffier.model import Notice, Report
from greffier.pipeline.asking import ask_event, find_events
from greffier.settings import from_environment

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

__all__ = ["Ledger"]

_LONGEST_NAME = 200  # characters: a system raises where a name is longer


class Ledger:
    """A ledger in a file; the same questions and answers as the command line's.

    Without a path it is that of GREFFIER_LEDGER, else `greffier.db`; `create` makes the file where there is none. It
    holds nothing open between questions, so that `with` is not needed, and does no harm. Raises LookupFailed where
    there is no file, InputError where it is no ledger.

        >>> ledger = Ledger("example.db")
        >>> for told in ledger.entries(kind="toll"):
        ...     print(told.report.outlet, told.words, told.entry.roles["number"].min)
        Exemple-Presse tuant 4.0
        >>> ledger.entries(kind="attack").to_pandas()["place"].tolist()
        ['Exempleville']
        >>> ledger.duckdb().sql("SELECT kind, count(*) FROM entries GROUP BY kind ORDER BY kind").fetchall()
        [('aid', 1), ('attack', 1), ('toll', 1)]
    """

    def __init__(self, path: str | os.PathLike[str] | None = None, *, create: bool = False) -> None:
        self.path = from_environment(os.environ).ledger if path is None else Path(path)
        with open_ledger(self.path) if create else read_ledger(self.path):
            pass

    def __repr__(self) -> str:
        return f"greffier.Ledger({str(self.path)!r})"

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is held open."""

    # --- questions ---------------------------------------------------------------------------------------------------
    def entries(self, **filters: Unpack[Filters]) -> Entries:
        """The entries asked for, as `greffier entries`: walked through in steps, or had as a table."""
        return Entries(self.path, to_question(filters))

    def tolls(self, **filters: Unpack[Filters]) -> Entries:
        """Tolls: nothing is summed."""
        return Entries(self.path, to_question(filters, "toll"))

    def pledges(self, **filters: Unpack[Filters]) -> Entries:
        """Pledges of aid."""
        return Entries(self.path, to_question(filters, "aid"))

    def positions(self, **filters: Unpack[Filters]) -> Entries:
        """Who takes which stand on what."""
        return Entries(self.path, to_question(filters, "position"))

    def events(self, *, everything: bool = False, **filters: Unpack[Filters]) -> Events:
        """The events that hold an entry asked for; without `everything`, no statements that only one report tells."""
        return ask(self.path, to_question(filters), everything=everything)

    def event(self, id: str, as_of: Day | None = None, as_known: Day | None = None) -> Event:
        """One event, by its id or the beginning of it. Raises LookupFailed where there is none, or
        where it was several on the day asked about."""
        question = Question(as_of=day_of(as_of, "as_of"), as_known=day_of(as_known, "as_known"))
        with asking(self.path, question.as_known) as connection:
            found = [ask_event(connection, one, question) for one in find_events(connection, id)]
        told = [event for event in found if event is not None]
        if not told:
            raise LookupFailed("no event {id!r} in the ledger; greffier events lists them.", id=id)
        if len(told) > 1:
            names = ", ".join(event.id for event in told)
            raise LookupFailed("{id!r} was several events on that day: {events}.", id=id, events=names)
        return told[0]

    def reports(
        self, outlet: str = "", as_of: Day | None = None, as_known: Day | None = None, *, withdrawn: bool = False
    ) -> Reports:
        """Current versions of reports."""
        day, known = day_of(as_of, "as_of"), day_of(as_known, "as_known")
        return Reports(self.path, Question(outlet=outlet, as_of=day, as_known=known, withdrawn=withdrawn))

    def report(self, id: str, as_of: Day | None = None, as_known: Day | None = None) -> KeptReport:
        """A report by its id, or that of an entry, or the beginning of either. Raises LookupFailed."""
        question = Question(as_of=day_of(as_of, "as_of"), as_known=day_of(as_known, "as_known"))
        with asking(self.path, question.as_known) as connection:
            entry = find_entry(connection, id)
            report = entry[1] if entry else find_report(connection, id)
            if report is None or not was_there(connection, report, question):
                raise LookupFailed("no report or entry {id!r} in the ledger.", id=id)
            kept, held = kept_report(connection, report), holders(connection, [report], *_days(question))
            checks = tuple(checked(connection, kept, question))
        plain = kept_to_json(kept, holders=held.get(report, {}))
        plain |= {"checks": [check_to_json(check, kept.report.text) for check in checks]}
        return KeptReport(kept.report, kept.entries, checks, kept.statuses, plain)

    def actors(self, words: str = "", kind: str = "", as_of: Day | None = None, as_known: Day | None = None) -> Actors:
        """Actors of the register, all or those that an id, a name or a part of one means."""
        days = day_of(as_of, "as_of"), day_of(as_known, "as_known")
        with asking(self.path, days[1]) as connection:
            return Actors(tuple(find_actors(connection, words, kind, *days)))

    def search(self, words: str, limit: int | None = 50, **filters: Unpack[Filters]) -> list[Found]:
        """Sentences that hold all words, best first, with the entries that stand in them."""
        question = to_question(filters)
        with asking(self.path, question.as_known) as connection:
            return search(connection, words, limit, question)

    # --- tables ------------------------------------------------------------------------------------------------------
    def table(self, name: str, **filters: Unpack[Filters]) -> pa.Table:
        """A table of docs/reference/exports.md as a whole. Raises InputError where there is none of that name."""
        return arrow_table(self.path, to_question(filters), _known(name))

    def batches(self, name: str, **filters: Unpack[Filters]) -> Iterator[pa.RecordBatch]:
        """The same table in batches: memory does not grow with the ledger."""
        from greffier.columnar import batches

        question, table = to_question(filters), _known(name)
        with asking(self.path, question.as_known) as connection:
            yield from batches(Asked(connection, question, statuses_of(question)), table)

    def duckdb(self, *names: str, **filters: Unpack[Filters]) -> duckdb.DuckDBPyConnection:
        """A DuckDB in memory that holds these tables (all of them where none is named), for SQL."""
        import duckdb
        import pyarrow as pa

        from greffier.columnar import batches_of_many, schema_of

        question, wanted = to_question(filters), [_known(name) for name in names or tables()]
        connection = duckdb.connect()
        for name in wanted:
            connection.register("incoming", schema_of(name).empty_table())
            connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM incoming')
        with asking(self.path, question.as_known) as opened:
            for name, batch in batches_of_many(Asked(opened, question, statuses_of(question)), wanted):
                connection.register("incoming", pa.Table.from_batches([batch]))
                connection.execute(f'INSERT INTO "{name}" SELECT * FROM incoming')
        connection.unregister("incoming")
        return connection

    # --- adding ------------------------------------------------------------------------------------------------------
    def add(
        self,
        *what: str | os.PathLike[str] | Report | Reading,
        published: Day | None = None,
        title: str | None = None,
        outlet: str | None = None,
        language: str | None = None,
        url: str | None = None,
    ) -> list[Adding]:
        """Read reports and keep them: a `str` is a text, a `Path` a file or folder in any format that is read.

        What else is given holds for texts, and for files that do not say. One report is one transaction, and one that
        is known adds nothing: `Adding.added` is None then. Raises ReportError at the first that cannot be read; those
        before it are kept.
        """
        day, code = day_of(published, "published"), known_language(language, "language") if language else None
        more: dict[str, Any] = {"title": title, "outlet": outlet, "url": url}
        done: list[Adding] = []
        with open_ledger(self.path) as ledger:
            gazetteer, naming = prepare(ledger, {})
            own = Reader(gazetteer=gazetteer) if gazetteer.own.branches else reader()
            try:
                for one in what:
                    for found in _items(one, published, Defaults(day, code, **more)):
                        if isinstance(found, Notice):
                            keep_notice(ledger, found, this_run())
                        else:
                            done.append(keep_report(ledger, found, own, this_run(), naming))
            finally:
                settle(ledger)
        return done


def _days(question: Question) -> tuple[date | None, date | None]:
    return question.as_of, question.as_known


def _known(name: str) -> str:
    if name not in tables():
        sentence = "{name}: {value!r} is none of {known}."
        raise InputError(sentence, name="table", value=name, known=", ".join(tables()))
    return name


def _refuse_path(text: str) -> None:
    """Raises InputError where a text is the name of a file: nobody means to keep that."""
    if len(text) < _LONGEST_NAME and "\n" not in text and Path(text).exists():
        raise InputError("{path!r} is a file or folder: give pathlib.Path({path!r}) to read it.", path=text)


def _items(
    what: str | os.PathLike[str] | Report | Reading, published: Day | None, defaults: Defaults
) -> Iterator[Report | Notice]:
    """Reports and notices of what was given to be added. Raises ReportError for one that cannot be read."""
    if isinstance(what, Report | Reading):
        yield what.report if isinstance(what, Reading) else what
    elif isinstance(what, str):
        _refuse_path(what)
        more = {name: getattr(defaults, name) for name in ("title", "outlet", "language", "url")}
        yield report_of(what, published, **more)
    else:
        limits = limits_of(from_environment(os.environ).text_limit)
        for arrival in arrivals([os.fspath(what)], defaults, limits, Tally(), io.BytesIO()):
            if isinstance(arrival.what, ReportError):
                raise arrival.what
            yield arrival.what
