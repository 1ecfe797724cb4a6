"""What is asked of a ledger, from keywords: those of the command line's options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypedDict

from greffier.desk.questions import question_of
from greffier.desk.renew import settle
from greffier.errors import InputError
from greffier.intake import parse_date
from greffier.judge import as_known
from greffier.ledger import ActorStore, Connection, Question, open_ledger, read_ledger
from greffier.lexicon.persons import register_rules
from greffier.model import FACTUALITIES, STATUSES
from greffier.pipeline.linking import is_linked

__all__ = ["Day", "Filters", "asking", "day_of", "statuses_of", "to_question"]

Day = date | str  # a day, or its ISO form


class Filters(TypedDict, total=False):
    """Which entries; what is not given lets all through, but rejected entries and reports that were taken back.

    `actor`, `place` and `source` are names, in any spelling that was seen, or ids; `near` is a town or `"LAT,LON"`,
    `radius` in kilometres (25); `country` an ISO code; `since` and `until` bound when it happened; `as_of` takes
    reports published by that day, `as_known` what the ledger held at the end of that day (UTC).
    """

    kind: str | Sequence[str]
    actor: str
    place: str
    near: str
    radius: float
    source: str
    outlet: str
    country: str
    status: str
    factuality: str
    since: Day
    until: Day
    as_of: Day
    as_known: Day
    withdrawn: bool


_DAYS = ("since", "until", "as_of", "as_known")
_CLOSED = {"status": STATUSES, "factuality": FACTUALITIES}


def to_question(given: Mapping[str, Any], *kinds: str) -> Question:
    """The question of some filters, about these `kinds` where there are any. Raises InputError, and TypeError for a
    filter that there is not."""
    unknown = set(given) - set(Filters.__annotations__)
    if unknown:
        raise TypeError(f"unexpected keyword: {', '.join(sorted(unknown))}")
    rest = {name: value for name, value in given.items() if name != "kind" and value is not None}
    for name, values in _CLOSED.items():
        if rest.get(name, "") not in ("", *values):
            sentence = "{name}: {value!r} is none of {known}."
            raise InputError(sentence, name=name, value=rest[name], known=", ".join(values))
    rest |= {name: day_of(rest[name], name) for name in _DAYS if name in rest}
    own = given.get("kind") or ()
    return question_of(rest, kinds or ((own,) if isinstance(own, str) else tuple(own)))


def day_of(value: Day | None, name: str) -> date | None:
    """A day, given as such or in ISO form. Raises InputError."""
    if isinstance(value, datetime):
        return value.date()
    return value if value is None or isinstance(value, date) else parse_date(str(value), name)


def statuses_of(question: Question) -> tuple[str, ...]:
    """The statuses that a question lets through."""
    return (question.status,) if question.status else STATUSES[:-1]


@contextmanager
def asking(path: Path, day: date | None = None) -> Iterator[Connection]:
    """A connection on which the ledger reads as it did at the end of a day (None: as it does), its actors and events
    made first where a run was broken off."""
    with read_ledger(path) as ledger, ledger.look() as connection:
        store = ActorStore(connection)
        whole = is_linked(connection) and not store.is_behind(register_rules(store.listed("actor")))
    if not whole:
        with open_ledger(path) as ledger:
            settle(ledger)
    with read_ledger(path) as ledger, ledger.begin() as connection, as_known(connection, day):
        yield connection
