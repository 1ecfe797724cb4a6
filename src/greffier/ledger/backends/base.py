"""What each backend must give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Select

from greffier.errors import InputError
from greffier.settings import Location

__all__ = ["WAIT", "Backend", "Spelling", "Terms", "Watch"]

WAIT = 30  # seconds that a writer waits for another
Terms = Sequence[Sequence[str]]  # words searched for: of each part one phrase at least stands in a sentence


class Watch(Protocol):
    """Tells whether a ledger has changed."""

    def version(self) -> int:
        """A number that changes when the ledger does, whoever wrote to it."""

    def close(self) -> None:
        """Let go of it."""


class Backend(Protocol):
    """A place where a ledger is or may be made."""

    @property
    def location(self) -> Location:
        """Where that is."""

    def refuse(self, *, reading: bool) -> None:
        """Raise LookupFailed or InputError where it is plain before opening that nothing can be opened."""

    def connect(self, *, write: bool, foreign_keys: bool = True) -> Engine:
        """An engine; a transaction of one that may `write` begins as the ledger's only writer."""

    def holds(self, connection: Connection) -> bool | None:
        """True for a ledger of ours, False for something else, None where there is nothing yet."""

    def mark(self, connection: Connection) -> None:
        """Say that this is a ledger of ours."""

    def settle(self, engine: Engine) -> None:
        """What is set each time a ledger is opened for writing. Raises the driver's errors."""

    def before_steps(self, engine: Engine, newest: str) -> None:
        """What is done before the schema of a ledger is brought to `newest`, such as a copy of it."""

    def broken_key(self, connection: Connection) -> str | None:
        """The name of a table with a row that refers to nothing, where steps may leave one."""

    def size(self, connection: Connection) -> tuple[int, int]:
        """The bytes that the ledger takes, and those that are free where it lies, 0 where nobody can say."""

    def clear(self, engine: Engine) -> bool:
        """Leave no byte of what was deleted; False where that cannot be done now."""

    def unusable(self, error: Exception) -> InputError:
        """The sentence for an error of the driver."""


class Spelling(Protocol):
    """Statements that databases spell differently."""

    @property
    def temporary(self) -> str:
        """The schema of what lasts as long as a connection."""

    def own(self, connection: Connection) -> str:
        """The schema of the ledger's own tables, as a statement names it."""

    def values(self, name: str) -> str:
        """The rows of a bound JSON list of texts, as a SELECT."""

    def temporary_index(self, table: str, column: str) -> str:
        """The statement that makes an index on a column of a temporary table."""

    def defer_keys(self, connection: Connection) -> None:
        """Let references be checked at the end of the transaction."""

    def kept_by(self, connection: Connection) -> tuple[str, str]:
        """The mode of the journal of a file, and the server with its driver; "" for what there is none of."""

    def view(self, sql: str) -> str:
        """The SELECT of a view, from how SQLite reads it."""

    def views(self, connection: Connection) -> list[str]:
        """The names of the views that there are."""

    def renew(self, connection: Connection) -> None:
        """Make what steps cannot make, where it is missing or older."""

    def unnumbered(self, connection: Connection) -> Any:
        """A context in which nothing that is written is numbered: for rows that bring their numbers."""

    def watch(self, engine: Engine) -> Watch:
        """What tells whether the ledger has changed."""

    def faults(self, connection: Connection) -> Iterator[tuple[str, str, str]]:
        """What is wrong with the file, references and the index: as `Problem` has it."""

    def index(self, connection: Connection, report: str) -> None:
        """Enter a report's sentences into the full-text index."""

    def unindex(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Take sentences out of it."""

    def hits(self, terms: Terms) -> Select[Any]:
        """The numbers (`id`) of the sentences that hold the terms."""

    def ranked(self, connection: Connection, terms: Terms) -> Select[Any]:
        """The same, each with a `rank`: the less, the better."""

    def other_forms(self, words: str) -> Select[Any] | None:
        """The numbers (`id`) of the sentences that hold all words in any form, None where no index tells."""
