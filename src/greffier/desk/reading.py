"""Reading reports, with the pipeline of each one's language, loaded when it is first needed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from greffier.model import Check, Entry, Report, Searched

if TYPE_CHECKING:
    from greffier.lexicon import Gazetteer
    from greffier.pipeline import Pipeline, Reading

__all__ = ["Findings", "Reader", "load_pipeline"]


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
        if report.language not in self.pipelines:
            self.pipelines[report.language] = self.load(report.language)
        return self.pipelines[report.language].read(report)

    def find(self, report: Report) -> Findings:
        """What a ledger keeps of the reading of one report."""
        reading = self.read(report)
        sentences = tuple(Searched(sentence.span, sentence.lemmas) for sentence in reading.sentences)
        return Findings(reading.report, tuple(reading.entries), sentences, self.checks(reading))

    def load(self, language: str) -> Pipeline:
        """The pipeline of a language that is not loaded yet."""
        return load_pipeline(language, *self._lists())

    def checks(self, reading: Reading) -> tuple[Check, ...]:
        """What the claims of a report that was read come to."""
        return self.pipelines[reading.report.language].checks(reading)

    def _lists(self) -> tuple[Gazetteer, ...]:
        return () if self.gazetteer is None else (self.gazetteer,)
