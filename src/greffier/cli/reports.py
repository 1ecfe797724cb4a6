"""Reports from the command line's paths, read one by one with the pipeline of their language."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from greffier.cli.bilingual import Day, LanguageCode, spoken
from greffier.desk.reading import Reader, load_pipeline
from greffier.errors import InputError, ReportError
from greffier.model import Listed, Report
from greffier.read import Defaults, read_path, read_stream
from greffier.settings import Settings, from_environment

if TYPE_CHECKING:
    from greffier.pipeline import Pipeline, Reading

__all__ = ["SOME_FAILED", "Readings", "list_options", "listed_in", "load_pipeline", "report_at", "report_options"]

SOME_FAILED = 6

_Function = TypeVar("_Function", bound=Callable[..., Any])


def report_options(function: _Function) -> _Function:
    """The options that say what a report's file does not."""
    published = click.option(
        "--published", type=Day(), help="Publication date, as 2025-01-31; without it, relative dates stay open."
    )
    language = click.option(
        "--language", type=LanguageCode(), help="Language of the reports, fr or en; without it that of their words."
    )
    return published(language(function))


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


def report_at(path: str, defaults: Defaults, settings: Settings) -> Report:
    """The report at a path, `-` being standard input. Raises ReportError."""
    if path == "-":
        return read_stream(sys.stdin.buffer, defaults, settings.text_limit)
    return read_path(path, defaults, settings.text_limit)


@dataclass(slots=True)
class Readings(Reader):
    """Readings of several paths; those that cannot be read are told on standard error, and the others go on."""

    published: date | None = None
    language: str | None = None
    settings: Settings = field(default_factory=lambda: from_environment(os.environ))
    done: int = 0
    failed: int = 0
    failures: list[str] = field(default_factory=list)
    streamed: bytes | None = None
    on_failure: Callable[[str, bytes | None, ReportError], None] | None = None

    def of(self, paths: Sequence[str]) -> Iterator[tuple[str, Reading]]:
        """Each path with its reading, as soon as it is read."""
        for path, report in self.reports(paths):
            try:
                reading = self.read(report)
            except ReportError as error:
                self.fail(error)
                continue
            self.done += 1
            yield path, reading

    def reports(self, paths: Sequence[str]) -> Iterator[tuple[str, Report]]:
        """Each path with its report, not read yet."""
        if paths.count("-") > 1:
            raise InputError("standard input (-) can be read only once.")
        defaults = Defaults(self.published, self.language)
        for path in paths:
            self.streamed = sys.stdin.buffer.read(self.settings.text_limit + 1) if path == "-" else None
            try:
                report = self._report(path, defaults)
            except ReportError as error:
                self.fail(error, path)
                continue
            yield path, report

    def _report(self, path: str, defaults: Defaults) -> Report:
        if self.streamed is None:
            return report_at(path, defaults, self.settings)
        return read_stream(BytesIO(self.streamed), defaults, self.settings.text_limit)

    def fail(self, error: ReportError, path: str | None = None) -> None:
        """Tell of one report that cannot be used; the others go on. With a `path`, `on_failure` hears of it too."""
        if path is not None and self.on_failure is not None:
            self.on_failure(path, self.streamed, error)
        self.failures.append(spoken().explain(error))
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
        total = self.done + self.failed
        if total > 1:
            sentence = "{failed} of {total} {total:report|reports} could not be read."
            click.echo(f"greffier: {spoken().say(sentence, failed=self.failed, total=total)}", err=True)
        return SOME_FAILED if self.done else ReportError.exit_code
