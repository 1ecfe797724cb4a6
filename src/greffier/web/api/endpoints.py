"""The endpoints that read: the questions of the command line, by the same names, with the same answers as its JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TextIO

from greffier import export
from greffier.desk.standings import standing_to_json
from greffier.errors import InputError, LookupFailed
from greffier.ledger import (
    GROUPS,
    Kept,
    Question,
    about,
    actors,
    count_asked,
    difference,
    find_entry,
    find_report,
    holders,
    kept_report,
    matching,
    pledges_in,
    search,
    sightings,
    sums,
    track,
    walk,
    walk_events,
    was_there,
)
from greffier.ledger.events import events_of
from greffier.model import STATUSES
from greffier.pipeline.asking import ask_event, events_among, find_events
from greffier.pipeline.gathered import gathered
from greffier.web.api.filters import DAYS, FILTERS, KIND, PAGING, WHERE
from greffier.web.api.shape import Endpoint, Found, Json, _, choice, day, flag, text, whole

if TYPE_CHECKING:
    from greffier.link.known import Event
    from greffier.web.api.asking import Ask

__all__ = ["READING"]

_STANDING = STATUSES[:-1]
_AT_ONCE = 50
_CSV = ("application/json", "application/x-ndjson", "text/csv")
_LINES = ("application/json", "application/x-ndjson")


def _statuses(question: Question) -> tuple[str, ...]:
    return (question.status,) if question.status else _STANDING


def _entries(ask: Ask, kinds: tuple[str, ...] = ()) -> Found:
    """Reports with the entries asked for, one by one."""
    question = ask.question(kinds)
    statuses, after = _statuses(question), ask.given.get("after", "")

    def rows() -> Iterator[tuple[str, Any]]:
        for some in walk(ask.held, question, statuses, after, _AT_ONCE):
            held = holders(ask.held, [one.report.id for one in some], question.as_of, question.as_known)
            for one in some:
                yield one.report.id, (one, held.get(one.report.id, {}))

    total = count_asked(ask.held, question, statuses)
    return Found(rows(), lambda row: export.kept_to_json(row[0], holders=row[1]), _entries_csv, total)


def _entries_csv(rows: Iterator[Any], out: TextIO) -> None:
    export.write_kept_csv((row[0] for row in rows), out)


def _of_kind(kind: str) -> Any:
    def answer(ask: Ask) -> Found:
        return _entries(ask, (kind,))

    return answer


def _one_report(ask: Ask) -> Json:
    """A report with all its entries, as `show` gives it."""
    name = ask.path["id"]
    report = find_report(ask.held, name)
    if report is None:
        raise LookupFailed("no report {id!r} in the ledger.", id=name)
    return _shown(ask, report)


def _one_entry(ask: Ask) -> Json:
    """One entry with its report, as `show` gives it."""
    name = ask.path["id"]
    found = find_entry(ask.held, name)
    if found is None:
        raise LookupFailed("no entry {id!r} in the ledger.", id=name)
    whole = _shown(ask, found[1])
    return {**whole, "entries": [entry for entry in whole["entries"] if entry["id"] == found[0]]}


def _shown(ask: Ask, report: str) -> Json:
    question = ask.question()
    if not was_there(ask.held, report, question):
        raise LookupFailed("the report {id!r} was not there on that day: later, or without a date.", id=report[:12])
    kept = kept_report(ask.held, report)
    held = holders(ask.held, [report], question.as_of, question.as_known)
    return export.kept_to_json(kept, holders=held.get(report, {}))


def _reports(ask: Ask) -> Found:
    """Reports without their texts, entries or not, by id."""
    from greffier.ledger import report_ids

    ids = report_ids(ask.held, current=not ask.given.get("all-versions", False))
    return Found(((id, id) for id in ids), lambda id: _about(kept_report(ask.held, id)), None, len(ids))


def _about(kept: Kept) -> Json:
    found = export.kept_to_json(replace(kept, entries=()))["report"]
    counted = sum(kept.statuses[entry.id] != STATUSES[-1] for entry in kept.entries)
    return {**found, "replaces": kept.replaces, "replaced_by": kept.replaced_by, "entries": counted}


def _events(ask: Ask) -> Found:
    """Events that hold an entry asked for, as reports of the days asked about tell them."""
    question = ask.question()
    ids = [id for some in walk_events(ask.held, question, _statuses(question)) for id in some]
    after = ask.given.get("after", "")
    wanted = ids[ids.index(after) + 1 :] if after in ids else [] if after else ids
    days = Question(as_of=question.as_of, as_known=question.as_known, withdrawn=question.withdrawn)

    def rows() -> Iterator[tuple[str, Event]]:
        for start in range(0, len(wanted), _AT_ONCE):
            yield from ((one.id, one) for one in gathered(ask.held, wanted[start : start + _AT_ONCE], days))

    return Found(rows(), export.event_to_json, lambda found, out: _events_csv(ask, found, out), len(ids))


def _events_csv(ask: Ask, found: Iterable[Event], out: TextIO) -> None:
    export.write_events_csv(found, out, ask.interface)


def _one_event(ask: Ask) -> list[Json]:
    """All that is known of an event; several where they are one today."""
    name, question = ask.path["id"], ask.question()
    found = [ask_event(ask.held, id, question) for id in find_events(ask.held, name)]
    told = [export.event_to_json(one) for one in found if one is not None]
    if not told:
        raise LookupFailed("no event {id!r} in the ledger; greffier events lists them.", id=name)
    return told


def _sums(ask: Ask) -> Found:
    """Sums of pledges, never across stages or currencies."""
    question = ask.question(("aid",))
    kept = list(matching(ask.held, question))
    told = pledges_in(kept, events_of(ask.held, (e.id for one in kept for e in one.entries)))
    rows = export.sum_rows(sums(told, ask.given["by"]), ask.given["by"], ask.interface.code)
    return _plain(list(rows))


def _plain(rows: list[Any]) -> Found:
    """Rows that are made at once, with their numbers for keys."""
    return Found(((str(n), row) for n, row in enumerate(rows)), lambda row: row, _rows_csv, len(rows))


def _rows_csv(rows: Iterator[Any], out: TextIO) -> None:
    export.write_rows(list(rows), out)


def _stories(ask: Ask) -> Found:
    from greffier.pipeline.stories import stories_between

    found = stories_between(ask.held, ask.given.get("from"), ask.given.get("to"))
    rows = [
        {
            "reports": [
                {"report": a.id, "published": a.published.isoformat() if a.published else None, "outlet": a.outlet,
                 "title": a.title}
                for a in story.reports
            ],
            "events": list(story.events),
        }
        for story in found
    ]  # fmt: skip
    return replace(_plain(rows), table=None)


def _track(ask: Ask) -> Found:
    words, pair = ask.given.get("words", ""), tuple(ask.given.get("between", ()))
    if not words and not pair:
        raise InputError("which topic? Give its words, or between twice.")
    if pair and len(pair) != 2:
        raise InputError("between is to be given twice: two who negotiate.")
    told = about(ask.held, words, pair, ask.question())
    found = track(told, events_of(ask.held, (e.id for one in told for e in one.entries)))
    return _plain([export.row_to_json(row) for row in export.track_rows(found, ask.interface)])


def _diff(ask: Ask) -> Found:
    from greffier.judge import as_known

    before, after = ask.given["from"], ask.given["to"]
    if after < before:
        raise InputError("{name} is before {other}.", name="to", other="from")
    field = "as_known" if ask.given.get("by-known") else "as_of"
    plain = replace(ask, given={k: v for k, v in ask.given.items() if k not in {"from", "to"}})
    question = plain.question()
    old, new = (replace(question, **{field: one}) for one in (before, after))
    found = difference(ask.held, old, new, lambda on, asked: as_known(on, asked.as_known))
    return _plain([export.row_to_json(row) for row in export.difference_rows(found, ask.interface)])


def _brief(ask: Ask) -> str:
    from greffier.lexicon.wording import load_wording

    question = ask.question()
    kept = list(matching(ask.held, question))
    wording = load_wording(ask.interface.code)
    found = export.brief_of(kept, events_among(ask.held, kept), wording, ask.interface)
    return export.markdown_page(found, wording)


def _actors(ask: Ask) -> Found:
    question = ask.question()
    found = actors(ask.held, ask.given.get("words", ""), ask.given.get("actor-kind", ""), question.as_of,
                   question.as_known)  # fmt: skip
    return Found(((one.id, one) for one in found), export.actor_to_json, export.write_actors_csv, len(found))


def _one_actor(ask: Ask) -> Json:
    question, name = ask.question(), ask.path["id"]
    found = actors(ask.held, name, "", question.as_of, question.as_known)
    mine = next((one for one in found if name in {one.id, *one.merged}), None)
    if mine is None:
        raise LookupFailed("no actor {words!r} in the ledger.", words=name)
    return export.actor_to_json(mine, sightings(ask.held, mine.id, question.as_of, question.as_known))


def _search(ask: Ask) -> Found:
    found = search(ask.held, ask.given["words"], ask.given.get("limit", 50), ask.question())
    rows = [
        {"report": one.report, "start": one.start, "end": one.stop, "exact": one.words,
         "published": one.published.isoformat() if one.published else None, "outlet": one.outlet, "title": one.title,
         "entries": list(one.entries)}
        for one in found
    ]  # fmt: skip
    return replace(_plain(rows), table=None)


def _checks(ask: Ask) -> list[Json]:
    """What the claims of a report come to, held against the ledger."""
    from greffier.desk.checked import checked

    report = find_report(ask.held, ask.path["id"])
    if report is None:
        raise LookupFailed("no report {id!r} in the ledger.", id=ask.path["id"])
    kept = kept_report(ask.held, report)
    return [export.check_to_json(one, kept.report.text) for one in checked(ask.held, kept, ask.question())]


def _judgements(ask: Ask) -> Found:
    from greffier.judge import history

    name = ask.given.get("report", "")
    report = find_report(ask.held, name) if name else None
    if name and report is None:
        raise LookupFailed("no report {id!r} in the ledger.", id=name)
    author, orphans = ask.given.get("author"), ask.given.get("orphans", False)
    told = [s for s in history(ask.held, report) if author in {None, s.judgement.author}]
    kept = [s for s in told if not orphans or s.state == "orphan"]
    return Found(((s.judgement.id, s) for s in kept), standing_to_json, None, len(kept))


_KEYS = ("id", _("its id, or the beginning of it"))
READING: tuple[Endpoint, ...] = (
    Endpoint("/entries", _("Entries asked for, by report"), _entries, "ReportWithEntries",
             (KIND, *FILTERS, *PAGING), example="kind=toll&country=UA", media=_CSV),
    Endpoint("/entries/{id}", _("One entry with its report"), _one_entry, "ReportWithEntries", DAYS, many=False,
             names=dict([_KEYS])),
    Endpoint("/reports", _("Reports, without their texts and entries"), _reports, "AboutReport",
             (flag("all-versions", _("also versions that others replace")), *PAGING), media=_LINES),
    Endpoint("/reports/{id}", _("A report with its text and all its entries"), _one_report, "ReportWithEntries", DAYS,
             many=False, names=dict([_KEYS])),
    Endpoint("/reports/{id}/checks", _("What the claims of a report come to"), _checks, "Checks", DAYS, many=False,
             names=dict([_KEYS])),
    Endpoint("/events", _("Events with their tolls and contradictions"), _events, "Event",
             (KIND, *FILTERS, *PAGING), example="place=Odesa&limit=5", media=_CSV, linked=True),
    Endpoint("/events/{id}", _("All that is known of an event; several where they are one today"), _one_event, "Events",
             DAYS, many=False, names=dict([_KEYS]), linked=True),
    Endpoint("/tolls", _("Tolls, by report"), _of_kind("toll"), "ReportWithEntries", (*FILTERS, *PAGING), media=_CSV),
    Endpoint("/pledges", _("Pledges of aid, by report"), _of_kind("aid"), "ReportWithEntries", (*FILTERS, *PAGING),
             media=_CSV),
    Endpoint("/pledges/sums", _("Sums of pledges; one told by several reports counts once"), _sums, "Row",
             (choice("by", _("what to sum by"), GROUPS, required=True), *FILTERS, *PAGING), example="by=donor",
             media=_CSV, linked=True),
    Endpoint("/positions", _("Who stands where, by report"), _of_kind("position"), "ReportWithEntries",
             (*FILTERS, *PAGING), media=_CSV),
    Endpoint("/stories", _("Which reports tell the same story"), _stories, "Story",
             (day("from", _("first day of publication")), day("to", _("last day of publication")), *PAGING),
             media=_LINES, linked=True),
    Endpoint("/track", _("How a negotiation stands"), _track, "TrackRow",
             (text("words", _("its topic")), text("between", _("two who negotiate: give it twice"), many=True),
              *FILTERS, *PAGING), example="words=ceasefire", media=_CSV, linked=True),
    Endpoint("/diff", _("What became known between two days"), _diff, "TrackRow",
             (day("from", _("what was known at the end of this day…"), required=True),
              day("to", _("… and at the end of this one"), required=True),
              flag("by-known", _("by the day on which the ledger held a report")), KIND, *WHERE, *PAGING),
             example="from=2031-05-01&to=2031-05-31", media=_CSV),
    Endpoint("/brief", _("A chronology in Markdown, every sentence with its reference"), _brief, "Text",
             (KIND, *FILTERS), many=False, media=("text/markdown",), linked=True),
    Endpoint("/actors", _("Actors, most entries first"), _actors, "Actor",
             (text("words", _("a name, a part of one, or an id")),
              text("actor-kind", _("only this kind: person, country, forces…"), most=40), *DAYS, *PAGING), media=_CSV),
    Endpoint("/actors/{id}", _("An actor with the reports that tell of it"), _one_actor, "Actor", DAYS, many=False,
             names={"id": _("its id")}),
    Endpoint("/search", _("Sentences that hold all words, in any form of theirs, best first"), _search, "Sentence",
             (text("words", _("words"), required=True), KIND, *FILTERS,
              whole("limit", _("how many at most; 50 if nothing is said"), 1, 1000)), example="words=port",
             media=_LINES),
    Endpoint("/judgements", _("What people decided, and what became of it"), _judgements, "Judgement",
             (text("report", _("only on the report of this id, or its beginning")),
              text("author", _("only this author's")),
              flag("orphans", _("only those that find nothing any more to bear on")), *PAGING), media=_LINES),
)  # fmt: skip
