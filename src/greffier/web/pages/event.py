"""One event: tellings side by side, the toll's history, stands, contradictions, words, checks, and why it is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from starlette.responses import RedirectResponse, Response

from greffier.errors import LookupFailed
from greffier.export import event_to_json
from greffier.judge import live
from greffier.ledger import Question, events, gathering, kept_report
from greffier.link.known import Event, Stand, Voice
from greffier.link.scoring import load_weights
from greffier.model import PAIR_VERDICTS, Check, Judgement, Report
from greffier.pipeline.asking import ask_event, ties_of
from greffier.pipeline.gathered import gathered
from greffier.web.sides import sides_of
from greffier.web.toll_chart import chart_of, shapes_of
from greffier.web.visit import Visit, get
from greffier.web.wording import event_words

__all__ = ["ROUTES", "Decision", "as_json", "decisions", "event_asked", "found", "show", "why"]

_TIES = 12  # shown beside those that hold it together
_REPORTS = 40  # whose checks are shown


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on an event at once: several judgements where a split took several; `undone` by another."""

    judgements: tuple[Judgement, ...]
    undone: bool

    @property
    def first(self) -> Judgement:
        """The one that tells who, when, what and why."""
        return self.judgements[0]


@dataclass(frozen=True, slots=True)
class _Strip:
    """Where one party stands, by day: `cells` beside the days of the strip."""

    actor: str
    cells: tuple[tuple[Stand, ...], ...]


def show(visit: Visit) -> Response:
    """The page of an event; an id that leads to another event goes there."""
    if visit.asked("after"):
        visit.site.settled()  # before the first look: what was just judged is to be seen
    id = event_asked(visit)
    if id != visit.asked("event"):
        return RedirectResponse(f"/event/{id}?old={visit.asked('event')}", 303)
    event = found(visit, id)
    shapes = shapes_of(event.tolls)
    days, strips = _strips(event)
    return visit.page(
        "event.html",
        **event_words(visit),
        event=event,
        sides=sides_of(event, visit.language),
        tolls=[(toll, chart_of(toll, shapes)) for toll in event.tolls],
        shapes=shapes,
        days=days,
        strips=strips,
        words=_words(event),
        checks=_checks(visit, event),
        before=gathering.led_to(visit.connection, id),
        led_from=visit.asked("old"),
        decisions=decisions(visit, id),
        bounded="as-of" in visit.params or "as-known" in visit.params,
    )


def as_json(visit: Visit) -> Response:
    """The event as JSON."""
    return visit.json(event_to_json(found(visit, event_asked(visit))))


def why(visit: Visit) -> Response:
    """What holds its tellings together: a part of the page, or a page of its own."""
    event = found(visit, event_asked(visit))
    tellings, ties = ties_of(visit.connection, event.id, _TIES)
    voices = {v.entry.id: v for v in event.voices}
    shown = [t for t in ties if t.one[0] in voices and t.other[0] in voices]
    part = visit.request.headers.get("hx-request") == "true"
    return visit.page(
        "event_ties.html" if part else "event_why.html",
        **event_words(visit),
        event=event,
        voices=voices,
        tellings=len(tellings),
        ties=shown,
        threshold=load_weights().threshold,
    )


def event_asked(visit: Visit) -> str:
    """The id of the event that the address names, or that it leads to. Raises LookupFailed."""
    name = visit.asked("event")
    id = events.find_event(visit.connection, name)
    if id is None:
        raise LookupFailed("no event {id!r} in the ledger.", id=name)
    return id


def found(visit: Visit, id: str) -> Event:
    """The event, as of the day that the address asks about. Raises LookupFailed where no report tells it."""
    question = visit.question()
    when = Question(as_of=question.as_of, as_known=question.as_known)
    if when.as_known is None:
        event = next(iter(gathered(visit.connection, [id], when)), None)
    else:
        with visit.known(when) as connection:
            event = ask_event(connection, id, when)
    if event is None:
        raise LookupFailed("the event {id!r} is told by no report that is current, or by none of that time.", id=id)
    return event


def decisions(visit: Visit, id: str) -> list[Decision]:
    """What people decided about this event being one or two, the last first."""
    members = [m.entry for m in events.members_of(visit.connection, [id])]
    told = gathering.judged_pairs(visit.connection, members)
    standing = {j.id for j in live(told)[0]}
    grouped: dict[str, list[Judgement]] = {}
    for one in told:
        if one.verdict in PAIR_VERDICTS:
            grouped.setdefault(_batch(one), []).append(one)
    decided = [Decision(tuple(some), all(j.id not in standing for j in some)) for some in grouped.values()]
    return sorted(decided, key=lambda d: (d.first.recorded_at, d.first.id), reverse=True)


def _batch(one: Judgement) -> str:
    """What judgements that were made at once have in common: a split is several, numbered behind one key."""
    key, sign, number = one.id.rpartition("-")
    return key if sign and number.isdecimal() else one.id


def _strips(event: Event) -> tuple[list[date], list[_Strip]]:
    days = sorted({s.voice.report.published for s in event.stands if s.voice.report.published})
    by_key: dict[str, list[Stand]] = {}
    for stand in event.stands:
        by_key.setdefault(stand.key, []).append(stand)
    return days, [
        _Strip(some[0].actor, tuple(tuple(s for s in some if s.voice.report.published == day) for day in days))
        for _, some in sorted(by_key.items())
    ]


def _words(event: Event) -> list[tuple[Report, list[tuple[str, list[Voice]]]]]:
    """Each report with its sentences, each once with the entries that rest on it."""
    found: dict[str, dict[str, list[Voice]]] = {}
    reports: dict[str, Report] = {}
    for voice in event.voices:
        entry, text = voice.entry, voice.report.text
        span = next((s for s in entry.evidence if s.holds(entry.anchor)), entry.anchor)
        reports[voice.report.id] = voice.report
        found.setdefault(voice.report.id, {}).setdefault(" ".join(span.of(text).split()), []).append(voice)
    return [(reports[id], list(sentences.items())) for id, sentences in found.items()]


def _checks(visit: Visit, event: Event) -> list[tuple[Report, Check]]:
    """What the claims about this event come to, by the report and by what others tell."""
    from greffier.desk.checked import checked

    entries = {v.entry.id for v in event.voices}
    reports: Sequence[str] = list(dict.fromkeys(v.report.id for v in event.voices))
    some = gathering.with_checks(visit.connection, reports)[:_REPORTS]
    told = []
    for report in some:
        kept = kept_report(visit.connection, report)
        told += [(kept.report, c) for c in checked(visit.connection, kept) if entries & set(c.entries)]
    return told


ROUTES = [get("/event/{event}.json", as_json), get("/event/{event}/why", why), get("/event/{event}", show)]
