"""Uncertain pairs: two tellings side by side, nearest to the threshold first, to be judged one event or two."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from starlette.responses import Response

from greffier import judge as room
from greffier.errors import InputError
from greffier.judge import live
from greffier.ledger import Connection, gathering
from greffier.ledger.events import telling_facts
from greffier.link.known import Event
from greffier.link.records import telling_from
from greffier.link.scoring import compared, load_weights
from greffier.link.tellings import Pair, pair
from greffier.pipeline.gathered import gathered
from greffier.web.visit import Visit, get, post
from greffier.web.wording import event_words

__all__ = ["ROUTES", "decide", "show"]

_VERDICTS = ("same_event", "different_event")
_AT_ONCE = 40  # pairs looked at together
_NEAREST = 3000  # links that are looked through, those nearest to the threshold

Told = dict[str, tuple[str, list[str]]]  # event and entries of each telling


@dataclass(frozen=True, slots=True)
class _Uncertain:
    """A pair to be judged: tellings, weight in bits, and for each side its event, its entry and its event's id."""

    tellings: Pair
    weight: float
    sides: tuple[Event, Event]
    entries: tuple[str, str]
    linked: bool


def show(visit: Visit) -> Response:
    """The first pair that waits, after the one that the address names."""
    after = tuple(visit.asked("after").split("~"))
    near = gathering.near_links(visit.connection, load_weights().threshold, _NEAREST)
    begin = next((n + 1 for n, (a, b, _) in enumerate(near) if (a, b) == after), 0)
    one = next(_waiting(visit, near[begin:]), None)
    found: dict[str, tuple[str, float]] = {}
    if one is not None:
        tellings = [telling_from(facts) for facts in telling_facts(visit.connection, one.tellings)]
        found = next(iter(compared(tellings, [one.tellings], load_weights()).values()), {})
    return visit.page(
        "pairs.html",
        **event_words(visit),
        one=one,
        found=found,
        threshold=load_weights().threshold,
        begun=begin > 0,
        last=visit.asked("last"),
        identity=secrets.token_hex(8),
    )


def _waiting(visit: Visit, near: Sequence[tuple[str, str, float]]) -> Iterator[_Uncertain]:
    """Pairs that nobody judged, of reports that count, on whose weight something hangs."""
    rest = iter(near)
    while some := list(islice(rest, _AT_ONCE)):
        told = gathering.entries_of_tellings(visit.connection, {t for a, b, _ in some for t in (a, b)})
        entries = {e for _, ids in told.values() for e in ids}
        standing = gathering.standing_entries(visit.connection, entries)
        judged = _judged(visit.connection, entries)
        for a, b, weight in some:
            if a in told and b in told and not judged & _pairs(told[a][1], told[b][1]):
                yield from _uncertain(visit, (a, b), weight, told, standing)


def _pairs(one: Sequence[str], other: Sequence[str]) -> set[Pair]:
    return {pair(a, b) for a in one for b in other}


def _judged(connection: Connection, entries: set[str]) -> set[Pair]:
    """The pairs of entries on which a judgement stands."""
    standing, _ = live(gathering.judged_pairs(connection, entries))
    sides = [[a.entry or "" for a in j.anchors] for j in standing if j.verdict in _VERDICTS]
    return {pair(some[0], some[1]) for some in sides if len(some) == 2}


def _uncertain(visit: Visit, p: Pair, weight: float, told: Told, standing: set[str]) -> Iterator[_Uncertain]:
    """The pair, where linking it, or not, makes the two one event, or two, and both still stand."""
    (one, mine), (other, theirs) = told[p[0]], told[p[1]]
    firsts = [next((e for e in ids if e in standing), "") for ids in (mine, theirs)]
    linked = weight >= load_weights().threshold
    if not all(firsts) or linked != (one == other):
        return
    events = {event.id: event for event in gathered(visit.connection, [one, other])}
    sides = [_only(events[id], ids) for id, ids in ((one, mine), (other, theirs))]
    yield _Uncertain(p, weight, (sides[0], sides[1]), (firsts[0], firsts[1]), linked)


def _only(event: Event, entries: Sequence[str]) -> Event:
    """What one telling alone says of the event."""
    from greffier.link.known import event_from

    return event_from(event.id, [v for v in event.voices if v.entry.id in entries])


def decide(visit: Visit) -> Response:
    """Judge a pair and show the next; *not sure* judges nothing and goes on."""
    verdict, entries = visit.sent("verdict"), [str(e) for e in visit.form.getlist("entry")]
    address, said, last = {"after": visit.sent("after")}, "", ""
    if verdict in _VERDICTS and len(entries) == 2:
        identity = visit.sent("identity") or secrets.token_hex(8)
        visit.judge(lambda ledger, judge: room.judge_events(ledger, verdict, entries, judge, identity=identity))
        last, said = identity, visit.say("One event.") if verdict == _VERDICTS[0] else visit.say("Different events.")
    elif verdict == "undo":
        visit.judge(lambda ledger, judge: room.undo(ledger, visit.sent("judgement"), judge))
        return visit.redirect("/pairs", visit.say("Undone."))
    elif verdict != "unsure":
        known = ", ".join((*_VERDICTS, "unsure", "undo"))
        raise InputError("{name}: {value!r} is none of {known}.", name="verdict", value=verdict, known=known)
    return visit.redirect(f"/pairs?{urlencode(address | ({'last': last} if last else {}))}", said)


ROUTES = [get("/pairs", show), post("/pairs", decide)]
