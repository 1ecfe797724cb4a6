"""Errors that greffier raises on purpose: each says what is wrong, where, and what to do.

GreffierError
├── InputError          a report, path or option that cannot be used (exit code 2)
│   ├── Mistakes        several in one file, told all at once
│   └── ReportError     one report that cannot be read; others go on
├── DataError           a kind or language data file that is malformed (exit code 3)
├── ModelError          a language model that is absent or not the pinned one (exit code 4)
└── LookupFailed        an entry, report or kind that was asked for and is not there (exit code 5)
"""

from __future__ import annotations

from collections.abc import Iterable

from greffier.filling import fill

__all__ = ["DataError", "GreffierError", "InputError", "LookupFailed", "Mistakes", "ModelError", "ReportError"]


class GreffierError(Exception):
    """Base of every error of ours; its text is one sentence for a person.

    `message` is English; where `values` are given it is a template that they fill (`"{path}: …"`), so that a door can
    say the same sentence in another language.
    """

    exit_code = 1

    def __init__(self, message: str = "", **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return fill(self.message, self.values) if self.values else self.message


class InputError(GreffierError):
    """A path, option or text that cannot be used."""

    exit_code = 2


class ReportError(InputError):
    """One report that cannot be read; the run goes on with the others."""


class Mistakes(InputError):
    """Several mistakes of one file, each an error with its own sentence."""

    def __init__(self, found: Iterable[GreffierError]) -> None:
        self.found = tuple(found)
        super().__init__("\n".join(map(str, self.found)))


class DataError(GreffierError):
    """A kind or language data file that is malformed."""

    exit_code = 3


class ModelError(GreffierError):
    """A language model that is absent or not the pinned one."""

    exit_code = 4


class LookupFailed(GreffierError):
    """Something that was asked for by name and is not there."""

    exit_code = 5
