"""Reading reports, with the pipeline of each one's language, loaded when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from greffier.model import Check, Entry, Report, Searched

if TYPE_CHECKING:
    from greffier.lexicon import Gazetteer
    from greffier.pipeline import Pipeline, Reading

__all__ = ["Findings", "Reader", "load_pipeline", "together"]

_AT_ONCE = 16_000  # code points that are read together, as many as the parser hands to its model at once
_MOST = 64  # items of a batch, with a report or not

T = TypeVar("T")


def load_pipeline(language: str, gazetteer: Gazetteer | None = None) -> Pipeline:
    """The pipeline of one language; loading it takes seconds, so that nothing else imports it."""
    from greffier.pipeline import Pipeline

    return Pipeline.load((language,), gazetteer)


@dataclass(frozen=True, slots=True)
class Findings:
    """What a ledger keeps of a reading, and no more: it goes from one process to another."""

    report: Report
    entries: tuple[Entry, ...]
    sentences: tuple[Searched, ...]
    checks: tuple[Check, ...]


@dataclass(slots=True, kw_only=True)
class Reader:
    """Reads reports; `gazetteer` is one with lists of one's own, None where there are none."""

    gazetteer: Gazetteer | None = None
    pipelines: dict[str, Pipeline] = field(default_factory=dict)

    def read(self, report: Report) -> Reading:
        """The reading of one report."""
        return next(self.read_many([report]))

    def read_many(self, reports: Iterable[Report]) -> Iterator[Reading]:
        """The reading of each report, in their order; neighbours of one language are parsed together, which takes less
        time and changes nothing."""
        for language, some in groupby(reports, lambda report: report.language):
            if language not in self.pipelines:
                self.pipelines[language] = self.load(language)
            yield from self.pipelines[language].read_many(some)

    def find(self, report: Report) -> Findings:
        """What a ledger keeps of the reading of one report."""
        return next(self.find_many([report]))

    def find_many(self, reports: Iterable[Report]) -> Iterator[Findings]:
        """What a ledger keeps of the reading of each report, in their order."""
        for reading in self.read_many(reports):
            sentences = tuple(Searched(sentence.span, sentence.lemmas) for sentence in reading.sentences)
            yield Findings(reading.report, tuple(reading.entries), sentences, self.checks(reading))

    def load(self, language: str) -> Pipeline:
        """The pipeline of a language that is not loaded yet."""
        return load_pipeline(language, *self._lists())

    def checks(self, reading: Reading) -> tuple[Check, ...]:
        """What the claims of a report that was read come to."""
        return self.pipelines[reading.report.language].checks(reading)

    def _lists(self) -> tuple[Gazetteer, ...]:
        return () if self.gazetteer is None else (self.gazetteer,)


def together(items: Iterable[T], report_of: Callable[[T], Report | None]) -> Iterator[list[tuple[T, Report | None]]]:
    """Items in batches, each with its report, None where it has none that is to be read: as much as is read at once."""
    batch: list[tuple[T, Report | None]] = []
    size = 0
    for item in items:
        report = report_of(item)
        batch.append((item, report))
        size += len(report.text) if report is not None else 0
        if size >= _AT_ONCE or len(batch) == _MOST:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
