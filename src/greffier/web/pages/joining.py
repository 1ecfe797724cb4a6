"""Judging events by hand: joining two, parting one, each with a preview of what comes of it; and undoing."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from starlette.responses import Response

from greffier import judge as room
from greffier.desk.renew import judged_events
from greffier.errors import InputError, LookupFailed
from greffier.judge import Judge, live
from greffier.ledger import Connection, Ledger, Question, events, gathering
from greffier.link.known import Event, Voice, event_from
from greffier.model import Judgement
from greffier.pipeline.gathered import gathered
from greffier.pipeline.leeway import leeway_of
from greffier.pipeline.parting import Parting, nearest_events, parting
from greffier.web.pages.event import event_asked, found
from greffier.web.sides import sides_of
from greffier.web.visit import Visit, get, post
from greffier.web.wording import event_words

__all__ = ["ROUTES", "Candidate", "join", "merge", "part", "split", "undo"]

_CANDIDATES = 12
_AROUND = timedelta(days=2)  # before and after the event, where others are looked for
_SEARCHED = ("actor", "place", "from", "to")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another event that may be the same; `weight` in bits where they were compared."""

    event: Event
    weight: float | None


# --- joining ---------------------------------------------------------------------------------------------------------
def merge(visit: Visit) -> Response:
    """Look for the event that is the same one; once it is chosen, what the two would come to."""
    event = found(visit, event_asked(visit))
    name = visit.asked("with")
    if name:
        return _preview(visit, event, name)
    searched = any(visit.asked(one) for one in _SEARCHED)
    some = _searched(visit, event) if searched else _likely(visit, event)
    return visit.page("event_merge.html", **event_words(visit), event=event, candidates=some, searched=searched)


def _preview(visit: Visit, event: Event, name: str) -> Response:
    other = _other(visit, event, name)
    joined = event_from(event.id, [*event.voices, *other.voices], leeway_of)
    return visit.page(
        "event_joined.html",
        **event_words(visit),
        event=event,
        other=other,
        joined=joined,
        sides=sides_of(joined, visit.language),
        against=_against(visit.connection, event, other),
        more=len(joined.contradictions) - len(event.contradictions) - len(other.contradictions),
        identity=secrets.token_hex(8),
    )


def _other(visit: Visit, event: Event, name: str) -> Event:
    """The event of that id, or in whose address it stands. Raises LookupFailed, InputError where it is the same."""
    id = events.find_event(visit.connection, name.strip().rstrip("/").rpartition("/")[2])
    if id is None:
        raise LookupFailed("no event {id!r} in the ledger.", id=name)
    if id == event.id:
        raise InputError("{first} and {second} are one event.", first=name, second=event.id)
    return found(visit, id)


def _likely(visit: Visit, event: Event) -> list[Candidate]:
    """Those that were weighed beside it, then those of its kind and days."""
    weights = dict(nearest_events(visit.connection, event.id, _CANDIDATES))
    ids = list(weights)
    if event.when is not None:
        around = Question((event.kind,), since=event.when.start - _AROUND, until=event.when.end + _AROUND)
        rows = visit.site.overview.listed(visit.connection, around, "reports", down=True, all_=False)
        ids += [row.event for row in rows[: 2 * _CANDIDATES] if row.event not in weights]
    shown = gathered(visit.connection, [id for id in ids if id != event.id][:_CANDIDATES])
    return [Candidate(one, weights.get(one.id)) for one in shown]


def _searched(visit: Visit, event: Event) -> list[Candidate]:
    rows = visit.site.overview.listed(visit.connection, visit.question(), "reports", down=True, all_=True)
    ids = [row.event for row in rows if row.event != event.id][:_CANDIDATES]
    return [Candidate(one, None) for one in gathered(visit.connection, ids)]


def _against(connection: Connection, one: Event, other: Event) -> list[Judgement]:
    """Judgements that stand and keep the two apart; joining them undoes these."""
    sides = [{m.entry for m in events.members_of(connection, [event.id])} for event in (one, other)]
    standing, _ = live(gathering.judged_pairs(connection, sides[0] | sides[1]))
    apart = [j for j in standing if j.verdict == "different_event"]
    return [j for j in apart if all(any(a.entry in side for a in j.anchors) for side in sides)]


def join(visit: Visit) -> Response:
    """Judge the two to be one event; what kept them apart is undone."""
    with visit.reading() as connection:
        ids = [events.find_event(connection, name) or "" for name in (visit.asked("event"), visit.sent("with"))]
        some = gathered(connection, ids)
        if ids[0] == ids[1]:  # asked twice: the two are one by now
            return visit.redirect(f"/event/{ids[0]}", visit.say("The two are one event."))
        if len(some) < 2:
            raise LookupFailed("no event {id!r} in the ledger.", id=visit.sent("with"))
        against = _against(connection, *some)
    identity = visit.sent("identity") or secrets.token_hex(8)
    entries = {event.id: _head(event) for event in some}

    def act(ledger: Ledger, judge: Judge) -> Sequence[Judgement]:
        undone = [room.undo(ledger, j.id, judge) for j in against]
        same = room.judge_events(
            ledger, "same_event", ids, judge, entries_of=lambda _c, name: [entries[name]], identity=identity
        )
        return [*undone, same]

    visit.judge(act, visit.sent("because"))
    return visit.redirect(f"/event/{ids[0]}?after={identity}", visit.say("The two are one event."))


def _head(event: Event) -> str:
    """The entry by which a judgement holds on to an event: the first of the event's own kind."""
    voices = [v for v in event.voices if v.entry.kind == event.kind] or list(event.voices)
    return voices[0].entry.id


# --- parting ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Told:
    """What one report tells of an event: its telling's id, its entries, whether it is chosen to leave."""

    telling: str
    voices: tuple[Voice, ...]
    chosen: bool


def split(visit: Visit) -> Response:
    """Choose tellings that do not belong; once some are chosen, what the parts would come to."""
    event = found(visit, event_asked(visit))
    out = set(visit.params.get("out", []))
    told = _tellings(visit.connection, event, out)
    if not out or not any(one.chosen for one in told) or all(one.chosen for one in told):
        wrong = bool(out)
        return visit.page("event_split.html", **event_words(visit), event=event, told=told, wrong=wrong)
    judged = judged_events(room.pairs_of(visit.connection))
    parted = parting(visit.connection, event.id, out, judged)
    return visit.page(
        "event_parted.html",
        **event_words(visit),
        event=event,
        out=sorted(out),
        groups=_parts(event, told, parted),
        pairs=len(parted.pairs),
        identity=secrets.token_hex(8),
    )


def _tellings(connection: Connection, event: Event, out: set[str]) -> list[_Told]:
    of = {m.entry: m.telling for m in events.members_of(connection, [event.id])}
    found: dict[str, list[Voice]] = {}
    for voice in event.voices:
        found.setdefault(of[voice.entry.id], []).append(voice)
    return [_Told(telling, tuple(some), telling in out) for telling, some in found.items()]


def _parts(event: Event, told: list[_Told], parted: Parting) -> list[Event]:
    """The events that the groups would be; one that was there before keeps its own entries out of sight."""
    voices = {one.telling: one.voices for one in told}
    some = [[v for telling in group for v in voices.get(telling, ())] for group in parted.groups]
    return [replace(event_from(event.id, part, leeway_of), id="") for part in some if part]


def part(visit: Visit) -> Response:
    """Judge that the chosen tellings tell of another event."""
    identity, out = visit.sent("identity") or secrets.token_hex(8), [str(one) for one in visit.form.getlist("out")]
    with visit.reading() as connection:
        id = events.find_event(connection, visit.asked("event"))
        if id is None:
            raise LookupFailed("no event {id!r} in the ledger.", id=visit.asked("event"))
        pairs = parting(connection, id, out, judged_events(room.pairs_of(connection))).pairs

    def act(ledger: Ledger, judge: Judge) -> Sequence[Judgement]:
        return [
            room.judge_events(ledger, "different_event", pair, judge, identity=f"{identity}-{number}")
            for number, pair in enumerate(pairs)
        ]

    if pairs:
        visit.judge(act, visit.sent("because"))
    return visit.redirect(f"/event/{id}?after={identity}", visit.say("They are different events."))


# --- undoing ---------------------------------------------------------------------------------------------------------
def undo(visit: Visit) -> Response:
    """Undo what was decided at once, as many judgements as it took."""
    names = [str(one) for one in visit.form.getlist("judgement")]
    with visit.reading() as connection:
        standing = {j.id for j in live(gathering.with_undoing(connection, names))[0]}
    wanted = [name for name in names if name in standing]
    if wanted:
        visit.judge(lambda ledger, judge: [room.undo(ledger, name, judge) for name in wanted])
    return visit.redirect(f"/event/{visit.asked('event')}?after=undo", visit.say("Undone."))


ROUTES = [
    get("/event/{event}/merge", merge),
    post("/event/{event}/merge", join),
    get("/event/{event}/split", split),
    post("/event/{event}/split", part),
    post("/event/{event}/undo", undo),
]
