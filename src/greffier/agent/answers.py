"""Answers from a ledger that is only read, for an agent: questions in, plain data that can be cited out.

Each function opens the ledger, asks, and lets go of it, so that what was added meanwhile is in the next answer. What is
left out of an answer is counted in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from typing_extensions import TypedDict  # typing's own lacks what the SDK asks of it before Python 3.12

from greffier.agent.cited import (
    AboutReport,
    CitedEntry,
    CitedEvent,
    Quote,
    about_report,
    cited_entry,
    cited_event,
    quote,
)
from greffier.desk.questions import question_of
from greffier.errors import InputError, LookupFailed
from greffier.export import actor_to_json, sum_rows
from greffier.intake import parse_date
from greffier.judge import as_known
from greffier.ledger import (
    GROUPS,
    Connection,
    Question,
    actors,
    count_asked,
    find_entry,
    find_report,
    kept_report,
    matching,
    pledges_in,
    read_ledger,
    search,
    sums,
    walk,
    walk_events,
    was_there,
)
from greffier.ledger.events import events_of
from greffier.model import STATUSES, Span
from greffier.pipeline.asking import find_events
from greffier.pipeline.gathered import gathered

__all__ = [
    "MOST", "ActorList", "Answers", "EntryList", "EventList", "FoundSentence", "PledgeSums", "ReportRead",
    "SentenceList",
]  # fmt: skip

MOST = 100  # entries or events of an answer
_STANDING = STATUSES[:-1]  # all but rejected
_TEXT = 60_000  # characters of a report's text in one answer
_DAYS = {"happened_from": "since", "happened_to": "until", "as_of": "as_of", "as_known": "as_known"}


class EntryList(TypedDict):
    """Entries found; `total` is how many there are, `left_out` how many of them stand neither here nor before."""

    total: int
    left_out: int
    entries: list[CitedEntry]


class EventList(TypedDict):
    """Events found, by first day; of each at most `entries_shown` entries stand here, `read_event` gives all."""

    total: int
    left_out: int
    entries_shown: int
    events: list[CitedEvent]


class ReportRead(TypedDict):
    """A report with its text, quoted from a third party, and its entries; `text_from` is where the text begins here,
    `text_length` how long it is as a whole (code points)."""

    about: AboutReport
    text: str
    text_from: int
    text_length: int
    withdrawn: bool
    replaced_by: str | None
    entries: list[CitedEntry]


class FoundSentence(TypedDict):
    """A sentence found, quoted, and the entries that stand in it."""

    quote: Quote
    published_in: AboutReport
    entries: list[str]


class SentenceList(TypedDict):
    """Sentences found, best first, no more than asked for."""

    sentences: list[FoundSentence]


class ActorList(TypedDict):
    """Actors found, most entries first."""

    total: int
    left_out: int
    actors: list[dict[str, Any]]


class PledgeSums(TypedDict):
    """Sums of pledges of one stage and one currency each; one told by several reports counts once. Totals over a period
    and pledges without an amount are left out: `not_summed`. `entries` of a sum are the ids that it is made from."""

    by: str
    sums: list[dict[str, Any]]
    not_summed: int


@dataclass(frozen=True, slots=True)
class Answers:
    """What a ledger answers; `path` is its file."""

    path: Path

    @contextmanager
    def _asking(self, question: Question) -> Iterator[Connection]:
        with read_ledger(self.path) as ledger, ledger.look() as connection, as_known(connection, question.as_known):
            yield connection

    def entries(self, given: Mapping[str, Any], limit: int = 20, skip: int = 0) -> EntryList:
        """Entries that fit all that is asked, by day of publication."""
        question, statuses = _question(given), _statuses(given)
        with self._asking(question) as connection:
            total = count_asked(connection, question, statuses)
            found = (kept for some in walk(connection, question, statuses) for kept in some)
            told = ((kept, entry) for kept in found for entry in kept.entries)
            some = list(islice(told, skip, skip + _bounded(limit)))
            events = events_of(connection, [entry.id for _, entry in some])
        cited = [cited_entry(k.report, e, k.statuses[e.id], events.get(e.id)) for k, e in some]
        return {"total": total, "left_out": max(0, total - skip - len(cited)), "entries": cited}

    def events(self, given: Mapping[str, Any], limit: int = 10, skip: int = 0, shown: int = 3) -> EventList:
        """Events that hold an entry that fits all that is asked, by first day."""
        question, statuses = _question(given), _statuses(given)
        with self._asking(question) as connection:
            ids = [event for some in walk_events(connection, question, statuses) for event in some]
            days = Question(as_of=question.as_of, as_known=question.as_known)
            known: dict[str, str] = {}
            found = gathered(connection, ids[skip : skip + _bounded(limit)], days, _STANDING, known)
        cited = [cited_event(event, known, shown) for event in found]
        left = max(0, len(ids) - skip - len(cited))
        return {"total": len(ids), "left_out": left, "entries_shown": shown, "events": cited}

    def event(self, name: str, given: Mapping[str, Any]) -> list[CitedEvent]:
        """All that is known of an event, by its id or the beginning of it; several where they are one today."""
        question = _question(given)
        with self._asking(question) as connection:
            ids, known = find_events(connection, name), dict[str, str]()
            found = gathered(connection, ids, question, _STANDING, known)
        if not found:
            raise LookupFailed(
                "no event {id!r} in the ledger, or none that is told by the reports asked about.", id=name
            )
        return [cited_event(event, known) for event in found]

    def entry(self, name: str) -> CitedEntry:
        """One entry, by its id or the beginning of it."""
        with self._asking(Question()) as connection:
            found = find_entry(connection, name)
            if found is None:
                raise LookupFailed("no entry {id!r} in the ledger.", id=name)
            kept, events = kept_report(connection, found[1]), events_of(connection, [found[0]])
        entry = next(one for one in kept.entries if one.id == found[0])
        return cited_entry(kept.report, entry, kept.statuses[entry.id], events.get(entry.id))

    def report(self, name: str, given: Mapping[str, Any], start: int = 0) -> ReportRead:
        """A report by its id or the beginning of it: its text from `start`, and all its entries."""
        question = _question(given)
        with self._asking(question) as connection:
            report = find_report(connection, name)
            if report is None:
                raise LookupFailed("no report {id!r} in the ledger.", id=name)
            if not was_there(connection, report, question):
                raise LookupFailed("the report {id!r} was not there on that day: later, or without a date.", id=name)
            kept = kept_report(connection, report)
            events = events_of(connection, [entry.id for entry in kept.entries])
        first = min(max(0, start), len(kept.report.text))
        standing = [e for e in kept.entries if kept.statuses[e.id] in _STANDING]
        return {
            "about": about_report(kept.report),
            "text": kept.report.text[first : first + _TEXT],
            "text_from": first,
            "text_length": len(kept.report.text),
            "withdrawn": bool(kept.withdrawn),
            "replaced_by": kept.replaced_by,
            "entries": [cited_entry(kept.report, e, kept.statuses[e.id], events.get(e.id)) for e in standing],
        }

    def sentences(self, words: str, given: Mapping[str, Any], limit: int = 20) -> SentenceList:
        """Sentences that hold all words, in any form of theirs, best first."""
        question = _question(given)
        with self._asking(question) as connection:
            found = search(connection, words, _bounded(limit), question)
            reports = {id: kept_report(connection, id).report for id in {one.report for one in found}}
        return {
            "sentences": [
                {
                    "quote": quote(reports[one.report], Span(one.start, one.stop)),
                    "published_in": about_report(reports[one.report]),
                    "entries": list(one.entries),
                }
                for one in found
            ]
        }

    def actors(self, words: str, kind: str, given: Mapping[str, Any], limit: int = 20) -> ActorList:
        """Actors by a name in any spelling that was seen, a part of one, or an id."""
        question = _question(given)
        with self._asking(question) as connection:
            found = actors(connection, words, kind, question.as_of, question.as_known)
        some = [actor_to_json(one) for one in found[: _bounded(limit)]]
        return {"total": len(found), "left_out": len(found) - len(some), "actors": some}

    def pledges(self, by: str, given: Mapping[str, Any]) -> PledgeSums:
        """Sums of pledges by donor, recipient, stage, period or currency."""
        if by not in GROUPS:
            raise InputError("{name}: {value!r} is none of {known}.", name="by", value=by, known=", ".join(GROUPS))
        question = _question({**given, "kinds": ["aid"]})
        with self._asking(question) as connection:
            found = list(matching(connection, question))
            told = pledges_in(found, events_of(connection, (e.id for kept in found for e in kept.entries)))
        added = sums(told, by)
        rows = [{**row, "entries": str(row["entries"]).split()} for row in sum_rows(added, by, "en")]
        return {"by": by, "sums": rows, "not_summed": len(told) - sum(len(one.pledges) for one in added)}


def _question(given: Mapping[str, Any]) -> Question:
    """What is asked, by the names of tools' parameters. Raises InputError."""
    plain = {name: value for name, value in given.items() if value not in (None, "", []) and name != "kinds"}
    days = {_DAYS[name]: _day(name, str(plain.pop(name))) for name in _DAYS if name in plain}
    if "radius_km" in plain:
        plain["radius"] = float(plain.pop("radius_km"))
    return question_of({**plain, **days}, tuple(given.get("kinds") or ()))


def _day(name: str, value: str) -> date:
    return parse_date(value, name)


def _statuses(given: Mapping[str, Any]) -> tuple[str, ...]:
    said = given.get("status")
    return (str(said),) if said else _STANDING


def _bounded(limit: int) -> int:
    return max(1, min(MOST, limit))
