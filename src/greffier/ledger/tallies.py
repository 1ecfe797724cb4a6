"""How many entries there are of each sort, from columns kept in memory: SQL would take a page's time many times.

The columns are brought up to date from the reports that have changed, before they are counted: no count is ever old.
docs/decisions/memory.md tells what was weighed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from greffier.ledger.actors import find_actor
from greffier.ledger.held import Mask, Table, load_table, renew_table
from greffier.ledger.memo import Memo
from greffier.ledger.named import entries_naming
from greffier.ledger.question import Question
from greffier.ledger.spread import Spread, counting, entries_of, events_of
from greffier.ledger.tables import entries_among

__all__ = ["Tallies"]

Then = Callable[[Connection, date | None], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class Tallies:
    """Counts over a ledger, kept in `memo`. `then` shows the ledger on a connection as it was known on a day."""

    memo: Memo
    then: Then

    def table(self) -> Table:
        """The columns of all entries."""
        return self.memo.get("columns", load_table, renew_table)

    def warm(self, patience: float) -> bool:
        """Whether the columns are there, or come within `patience` seconds; else they are made behind."""
        return self.memo.soon("columns", load_table, renew_table, patience) is not None

    def facets(
        self,
        connection: Connection,
        question: Question,
        names: Iterable[str],
        limit: int = 12,
        among: frozenset[str] | None = None,
    ) -> dict[str, list[tuple[str, int]]]:
        """For each of these facets its commonest values among what is asked (but for what is asked of that facet),
        or among these entries only.

        None for a question about what was known on a day, when other judgements count.
        """
        if question.as_known is not None:
            return {}
        table, found = self.table(), {}
        here = None if among is None else table.among(among)
        for name in names:
            mask = self._mask(connection, table, _without(question, name), name)
            mask = mask if here is None else mask & here
            found[name] = table.columns[name].counts(mask, limit)
        return found

    def asked(self, connection: Connection, question: Question, but: str = "") -> tuple[Table, Mask]:
        """The columns, and which entries a question asks for, but for what it asks of one facet.

        What was known on a day is asked of `connection`, which must show the ledger as it was then: `judge.as_known`.
        """
        table = self.table() if question.as_known is None else self._as_known(question.as_known)
        return table, self._mask(connection, table, question, but)

    def spread(self, connection: Connection, question: Question, *, events: bool) -> Spread:
        """The entries or the events asked for, in space and time; `connection` as for `asked`."""

        def make(_own: Connection) -> Spread:
            table, mask = self.asked(connection, question)
            if events:
                return events_of(table, mask, counting(table, table.versions.mask(question)))
            return entries_of(table, mask)

        return make(connection) if question.as_known else self.memo.get(("spread", question, events), make)

    def cross(self, one: str, other: str) -> dict[tuple[str, str], int]:
        """How many entries of current versions have each pair of values of two columns, "" for none; rejected ones
        count too."""
        table = self.table()
        return table.cross(table.versions.mask(Question()), one, other)

    def among(self, connection: Connection, question: Question) -> frozenset[str] | None:
        """As `entries_among`, remembered."""
        asked = Question(
            actor=question.actor, source=question.source, place=question.place, near=question.near,
            as_of=question.as_of,
        )  # fmt: skip
        if not asked.about_entries:
            return None
        if question.as_known is not None:  # `connection` shows the ledger as it was
            return entries_among(connection, question)
        return self.memo.get(("among", asked), lambda own: self._found(own, asked))

    def _found(self, connection: Connection, asked: Question) -> frozenset[str]:
        """What names and circles come to: actors of the register by their column, others by what reports say."""
        sets, rest = list[frozenset[str]](), replace(asked, actor="", source="")
        for name, source in ((asked.actor, False), (asked.source, True)):
            actors = find_actor(connection, name) if name else []
            if actors:
                sets.append(self.table().naming(actors, source=source))
            elif name:
                sets.append(entries_naming(connection, name, asked.as_of, source=source))
        others = entries_among(connection, rest)
        return frozenset.intersection(*sets, *([others] if others is not None else []))

    def _mask(self, connection: Connection, table: Table, question: Question, but: str = "") -> Mask:
        ids = self.among(connection, question)
        return table.mask(question, None if ids is None else table.among(ids), but)

    def _as_known(self, day: date) -> Table:
        def make(own: Connection) -> Table:
            with self.then(own, day):
                return load_table(own)

        return self.memo.get(("columns", day), make)


def _without(question: Question, name: str) -> Question:
    """A question without what one facet asks, so that its other values are counted too."""
    changed: dict[str, Any] = {"kinds": ()} if name == "kind" else {name: ""}
    return replace(question, **changed)
