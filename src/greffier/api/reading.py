"""`greffier.read`: one text, read as `greffier read` reads it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from greffier.api.display import report_html, report_text
from greffier.api.frames import Tabular
from greffier.desk.reading import Reader
from greffier.desk.runs import read_report
from greffier.errors import InputError
from greffier.export import check_to_json, report_to_json
from greffier.intake import Defaults, Draft, known_language, measure, parse_date
from greffier.intake.reports import report_of as report_from
from greffier.model import Check, Entry, Report
from greffier.settings import from_environment

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Reading", "Shown", "read", "reader", "report_of"]


@dataclass(frozen=True, slots=True, repr=False)
class Shown(Tabular):
    """A report with its entries and what its claims come to, as a notebook or a terminal shows it.

    `statuses` tell what people judged of entries, by id: those of a text that was only read nobody has judged.
    """

    report: Report
    entries: tuple[Entry, ...]
    checks: tuple[Check, ...] = ()
    statuses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __repr__(self) -> str:
        about = self.report.title or self.report.id[:12]
        return f"<greffier.{type(self).__name__} {about!r}: {len(self.entries)} entries>"

    def words(self, entry: Entry) -> str:
        """The words that an entry of this report rests on: its fullest sentence."""
        return next((span.of(self.report.text) for span in entry.evidence), entry.anchor.of(self.report.text))

    def to_json(self) -> dict[str, Any]:
        """Plain data, as `greffier read --format json` prints it, and `checks`."""
        data = report_to_json(self.report, self.entries)
        return data | {"checks": [check_to_json(check, self.report.text) for check in self.checks]}

    def to_arrow(self, table: str = "entries") -> pa.Table:
        """A row an entry; or the table `evidence`, `doubts`, `roles` or `fillers`. Raises InputError for others."""
        import pyarrow as pa

        from greffier.columnar import batches_of, schema_of
        from greffier.columnar.rows import told_rows

        rows = told_rows(self.report, self.entries, self.statuses)
        if table not in rows:
            sentence = "{name}: {value!r} is none of {known}."
            raise InputError(sentence, name="table", value=table, known=", ".join(rows))
        return pa.Table.from_batches(batches_of(table, rows[table]), schema_of(table))

    def _repr_html_(self) -> str:
        return report_html(self.report, self.entries, self.statuses)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What IPython shows on a terminal."""
        told = repr(self) if cycle else report_text(self.report, self.entries, self.checks, self.statuses)
        printer.text(told.rstrip())


@dataclass(frozen=True, slots=True, repr=False)
class Reading(Shown):
    """One text as it was read."""


def read(
    text: str,
    published: date | str | None = None,
    *,
    title: str | None = None,
    outlet: str | None = None,
    language: str | None = None,
    url: str | None = None,
) -> Reading:
    """Read one report: its entries pinned to their words, and what its claims come to.

    `published` is a day or a moment, or its ISO form; without it relative dates stay open, with a doubt. `language` is
    `fr` or `en`; without it, that of the words. The first reading of a language loads its model, which takes seconds.
    Raises InputError where something given cannot be used, ReportError where the text cannot be read.

        >>> import greffier
        >>> found = greffier.read("Des drones ont frappé Odessa mardi, tuant deux personnes.", published="2031-05-08")
        >>> [(entry.kind, str(entry.when.start)) for entry in found.entries]
        [('attack', '2031-05-06'), ('toll', '2031-05-06')]
    """
    report = report_of(text, published, title=title, outlet=outlet, language=language, url=url)
    found = read_report(report, reader())
    return Reading(found.report, found.entries, found.checks)


def report_of(
    text: str,
    published: date | str | None = None,
    *,
    title: str | None = None,
    outlet: str | None = None,
    language: str | None = None,
    url: str | None = None,
) -> Report:
    """The report of a text, not read yet. Raises InputError."""
    if not isinstance(text, str):
        raise InputError("text: give the report's text as a str, not {type}.", type=type(text).__name__)
    measure(len(text.encode("utf-8", "surrogatepass")) if text.strip() else 0, _limit(), "text")
    day = published.isoformat() if isinstance(published, date | datetime) else published
    if day is not None:
        parse_date(day, "published")
    code = known_language(language, "language") if language else None
    draft = Draft(text, "text", title=title, published=day, outlet=outlet, url=url)
    return report_from(draft, Defaults(language=code))


def _limit() -> int:
    return from_environment(os.environ).text_limit


@cache
def reader() -> Reader:
    """The reader of this process: each language's model is loaded once."""
    return Reader()
