"""Reports from the command line's paths, read one by one with the pipeline of their language."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from greffier.cli.bilingual import Day, LanguageCode, Whole, spoken
from greffier.desk.reading import Reader, load_pipeline, together
from greffier.desk.runs import read_reports
from greffier.errors import InputError, ReportError
from greffier.intake import Defaults
from greffier.model import Listed, Notice, Report
from greffier.settings import Settings, from_environment

if TYPE_CHECKING:
    from greffier.desk.incoming import Arrival, Fetch
    from greffier.desk.jobs import Lists, Outcome
    from greffier.pipeline import Pipeline, Reading

__all__ = [
    "SOME_FAILED", "Readings", "Spread", "cores", "jobs_option", "list_options", "listed_in", "load_pipeline",
    "report_options", "spark_option",
]  # fmt: skip

SOME_FAILED = 6
_MOST_JOBS = 256
_MANY = 16  # reports for which it pays to begin another process: it loads its models in the time they take

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Item = TypeVar("_Item")


def report_options(function: _Function) -> _Function:
    """The options that say what a report's file does not."""
    published = click.option(
        "--published", type=Day(), help="Publication date, as 2025-01-31; without it, relative dates stay open."
    )
    language = click.option(
        "--language", type=LanguageCode(),
        help="Language of the reports, fr or en, whatever they say; without it what they say, or their words.",
    )  # fmt: skip
    return published(language(function))


def _without_name(sentence: str, error: ReportError) -> str:
    """The reason alone, that of several items being one."""
    return sentence.removeprefix(str(error.values.get("name", ""))).lstrip(" :\u00a0\u202f")


def jobs_option(function: _Function) -> _Function:
    """The option that says how many processes read."""
    option = click.option(
        "--jobs", type=Whole(1, _MOST_JOBS), default=1, metavar="N",
        help="How many processes read at the same time; the result is the same. Each takes about 0.7 GB.",
    )  # fmt: skip
    return option(function)


def spark_option(function: _Function) -> _Function:
    """The option that says on which cluster reports are read."""
    option = click.option(
        "--spark", metavar="MASTER",
        help="Read on a Spark cluster: its master, as yarn, k8s://…, spark://host:7077, or local[2] for this machine.",
    )  # fmt: skip
    return option(function)


def list_options(function: _Function) -> _Function:
    """The options that give one's own lists of actors and places."""
    actors = click.option(
        "--actors",
        metavar="FILE",
        help="Your own list of actors, which goes before the built-in tables: CSV with the columns id, name, aliases "
        "(parted by |), kind, country, lat, lon.",
    )
    places = click.option("--places", metavar="FILE", help="Your own list of places, in the same columns.")
    return actors(places(function))


def listed_in(file: str | None, sort: str) -> list[Listed]:
    """The rows of one's own list in `file`, none without one. Raises InputError."""
    from greffier.lexicon import load_gazetteer, read_listed

    return read_listed(Path(file), sort, load_gazetteer().countries) if file is not None else []


def cores() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Spread:
    """By how many processes of this machine reports are read, or on which cluster. False where this process reads."""

    jobs: int = 1
    master: str | None = None

    def __post_init__(self) -> None:
        if self.master is not None and self.jobs != 1:
            raise InputError("--jobs and --spark exclude each other; give one of them.")

    def __bool__(self) -> bool:
        return self.jobs > 1 or self.master is not None

    def read(
        self, items: Iterable[_Item], report_of: Callable[[_Item], Report | None], lists: Lists
    ) -> Iterator[tuple[_Item, Outcome | None]]:
        """Each item, in order, with what was found in its report; None where it has none."""
        if self.master is None:
            from greffier.desk.jobs import read_ahead

            return read_ahead(items, report_of, self.jobs, lists)
        from greffier.desk.cluster import read_on_cluster

        return read_on_cluster(items, report_of, self.master, lists)


@dataclass(slots=True)
class Readings(Reader):
    """Readings of several paths; those that cannot be read are told on standard error, and the others go on."""

    published: date | None = None
    language: str | None = None
    settings: Settings = field(default_factory=lambda: from_environment(os.environ))
    done: int = 0
    failed: int = 0
    failures: list[str] = field(default_factory=list)
    notices: int = 0
    left_out: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    fetch: Fetch | None = None
    seen: Callable[[str], None] = lambda _path: None
    on_failure: Callable[[Arrival, ReportError], None] | None = None

    def of(self, paths: Sequence[str], item: str = "") -> Iterator[tuple[Arrival, Reading]]:
        """Each report with its reading, as soon as it is read; with `item`, only the one of that name in its file."""

        def wanted(arrival: Arrival) -> Report | None:
            return arrival.what if isinstance(arrival.what, Report) and (not item or arrival.item == item) else None

        for batch in together(self.arrivals(paths), wanted):
            found = iter(self._several([report for _, report in batch if report is not None]))
            for arrival, report in batch:
                if isinstance(arrival.what, Notice):
                    self.tell_notice(arrival)
                elif report is not None:
                    try:
                        reading = next(found, None) or self.read(report)
                    except ReportError as error:
                        self.fail(error)
                        continue
                    self.done += 1
                    yield arrival, reading

    def _several(self, reports: Sequence[Report]) -> Sequence[Reading]:
        """The readings of some reports; none where one of them fails, which is then found when each is read alone."""
        try:
            return list(self.read_many(reports))
        except Exception:  # noqa: BLE001 - raised again by the report that it is about
            return ()

    def arrivals(self, paths: Sequence[str]) -> Iterator[Arrival]:
        """Each report, not read yet, and each notice; what fails is told, and the others go on."""
        from greffier.desk.incoming import arrivals, limits_of
        from greffier.intake.limits import Tally

        if paths.count("-") > 1:
            raise InputError("standard input (-) can be read only once.")
        tally, defaults = Tally(), Defaults(self.published, self.language)
        limits = limits_of(self.settings.text_limit)
        for arrival in arrivals(paths, defaults, limits, tally, sys.stdin.buffer, self.fetch, self.seen):
            if isinstance(arrival.what, ReportError):
                self.fail(arrival.what, arrival)
            else:
                yield arrival
        self.left_out += tally.left_out

    def ahead(
        self, paths: Sequence[str], spread: Spread, lists: Lists, known: Callable[[str], bool]
    ) -> Iterator[tuple[Arrival, Outcome | None]]:
        """Each report and notice with what was found in it; None for a notice, and for what is `known` by its id."""

        def unknown(arrival: Arrival) -> Report | None:
            return arrival.what if isinstance(arrival.what, Report) and not known(arrival.what.id) else None

        arrivals = self.arrivals(paths)
        if spread:
            yield from spread.read(arrivals, unknown, lists)
            return
        if self.fetch is None and cores() > 1:  # what is fetched comes slowly, and one at a time
            for arrival in arrivals:
                if unknown(arrival) is not None:
                    arrivals = chain([arrival], arrivals)
                    break
                yield arrival, None
            first = list(islice(arrivals, _MANY))
            arrivals = chain(first, arrivals)
            if len(first) == _MANY:
                # Another process reads while this one keeps: what is kept is the same, and sooner.
                yield from Spread().read(arrivals, unknown, lists)
                return
        for batch in together(arrivals, unknown):
            found = read_reports((report for _, report in batch if report is not None), self)
            yield from ((arrival, None if report is None else next(found)) for arrival, report in batch)

    def tell_notice(self, arrival: Arrival) -> None:
        """Tell of a notice that there is nothing to read in it."""
        self.notices += 1
        sentence = "{name}: takes a report back; there is nothing to read in it."
        click.echo(f"greffier: {spoken().say(sentence, name=arrival.name)}", err=True)

    def fail(self, error: ReportError, arrival: Arrival | None = None) -> None:
        """Tell of one item that cannot be used; the others go on. With an `arrival`, `on_failure` hears of it too."""
        if arrival is not None and self.on_failure is not None:
            self.on_failure(arrival, error)
        self.failures.append(spoken().explain(error))
        self.reasons[_without_name(self.failures[-1], error)] += 1
        click.echo(f"greffier: {self.failures[-1]}", err=True)
        self.failed += 1

    def list_failed(self) -> None:
        """Tell again what failed, together, where much was printed in between."""
        if self.done and len(self.failures) > 1:
            for sentence in self.failures:
                click.echo(f"greffier: {sentence}", err=True)

    def load(self, language: str) -> Pipeline:
        """The pipeline of a language that is not loaded yet."""
        return load_pipeline(language, *self._lists())

    def exit_code(self) -> int:
        """0 when all were read, 2 when none, SOME_FAILED between."""
        if not self.failed:
            return 0
        total = self.done + self.notices + self.failed
        if total > 1:
            sentence = "{failed} of {total} {total:report|reports} could not be read."
            click.echo(f"greffier: {spoken().say(sentence, failed=self.failed, total=total)}", err=True)
        return SOME_FAILED if self.done or self.notices else ReportError.exit_code
