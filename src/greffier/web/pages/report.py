"""A report with its entries: read beside its text, judged, corrected and added to by keyboard."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.responses import Response

from greffier import judge as room
from greffier.desk.explaining import explained
from greffier.errors import GreffierError, InputError, LookupFailed
from greffier.judge.forms import spans_of
from greffier.ledger import find_judgement, find_report, kept_report, next_unjudged
from greffier.lexicon import load_kinds
from greffier.model import ENTRY_VERDICTS, Entry, Judgement, Report
from greffier.web.corrections import Form, changes, fields_of
from greffier.web.seen import Seen, see
from greffier.web.visit import Visit, get, post

__all__ = ["ROUTES", "act", "add", "edit", "following", "preceding", "show", "why"]

_Judged = Sequence[Judgement]


def show(visit: Visit) -> Response:
    """The report, with one of its entries in focus."""
    seen = see(visit.connection, _id(visit))
    return visit.page("report.html", seen=seen, focus=_focus(seen, visit.asked("entry")), key=_key)


def _id(visit: Visit) -> str:
    found = find_report(visit.connection, visit.asked("report"))
    if found is None:
        raise LookupFailed("no report {id!r} in the ledger.", id=visit.asked("report"))
    return found


def _focus(seen: Seen, asked: str) -> str | None:
    """The entry asked for, else the first that nobody judged, else the first."""
    ids = [card.entry.id for card in seen.cards]
    named = next((one for one in ids if asked and one.startswith(asked)), None)
    return named or seen.following("") or next(iter(ids), None)


def _key() -> str:
    """A key of a form, so that sending it twice judges once."""
    return secrets.token_hex(8)


def following(visit: Visit) -> Response:
    """To the next report to look at."""
    return _beside(visit, back=False)


def preceding(visit: Visit) -> Response:
    """To the one before."""
    return _beside(visit, back=True)


def _beside(visit: Visit, *, back: bool) -> Response:
    own = _id(visit)
    other = next_unjudged(visit.connection, own, back=back)
    said = "" if other else visit.say("No other report waits on this side.")
    return visit.redirect(f"/report/{other or own}", said)


# --- forms -----------------------------------------------------------------------------------------------------------


def edit(visit: Visit) -> Response:
    """The form of an entry; with another `kind`, the fields that it would have then."""
    kept = kept_report(visit.connection, _id(visit))
    entry = next((e for e in kept.entries if e.id == visit.asked("entry")), None)
    if entry is None:
        raise LookupFailed("no entry {id!r} in the ledger.", id=visit.asked("entry"))
    fields = fields_of(_kind(visit, entry.kind), entry, kept.report.text)
    return _form(visit, report=kept.report, entry=entry, fields=fields)


def add(visit: Visit) -> Response:
    """The form of an entry to be made at words of the text (`start`, `end` in code points)."""
    kept = kept_report(visit.connection, _id(visit))
    kind = visit.asked("kind") or visit.asked("v.kind")
    anchor = _stretch(visit.asked("start"), visit.asked("end"), kept.report.text)
    fields = fields_of(_kind(visit, kind) if kind else next(iter(load_kinds())), None, "", anchor)
    fields = [field for field in fields if kind or field.name in {"kind", "anchor"}]
    return _form(visit, report=kept.report, entry=None, fields=fields, kind=kind, anchor=anchor)


def _form(visit: Visit, **values: Any) -> Response:
    whole = visit.request.headers.get("hx-request") != "true"
    values = {"kind": "", "anchor": None, "key": _key, **values}
    return visit.page("report_form_page.html" if whole else "report_form.html", **values)


def _kind(visit: Visit, otherwise: str) -> str:
    kind = visit.asked("kind") or otherwise
    if kind not in load_kinds():
        raise LookupFailed("no kind {kind!r}.", kind=kind)
    return kind


def _stretch(start: str, end: str, text: str) -> dict[str, Any] | None:
    if not start.isdecimal() or not end.isdecimal() or not int(start) < int(end) <= len(text):
        return None
    return {"start": int(start), "end": int(end), "exact": text[int(start) : int(end)]}


# --- judging ---------------------------------------------------------------------------------------------------------


def act(visit: Visit) -> Response:
    """Judge as the form says; a script gets what changed as JSON, a reader without one goes back to the report."""
    with visit.reading() as connection:
        own = find_report(connection, visit.asked("report"))
    verdict = _VERDICTS.get(visit.sent("verdict"))
    if own is None or verdict is None:
        raise LookupFailed("no report {id!r} in the ledger.", id=visit.asked("report"))
    said, judged, done = "", _Done(), False
    try:
        verdict(visit, own, judged)
        done = True
    except GreffierError as error:
        if not _wants_json(visit):
            raise
        said = visit.language.interface.explain(error)
    return _answer(visit, own, judged, said, done)


class _Done(list[Judgement]):
    """What was judged so far."""


def _accept(visit: Visit, own: str, done: _Done) -> None:
    entry, key = visit.sent("entry"), visit.sent("key")
    done += visit.judge(lambda ledger, who: room.accept(ledger, entry, who, key or None))


def _reject(visit: Visit, own: str, done: _Done) -> None:
    entry, key = visit.sent("entry"), visit.sent("key")
    done += visit.judge(lambda ledger, who: room.reject(ledger, entry, who, key or None), visit.sent("because"))


def _settle(visit: Visit, own: str, done: _Done) -> None:
    """Where two differ, leave the entry as one of them left it."""
    entry, author, key = visit.sent("entry"), visit.sent("as"), visit.sent("key") or _key()
    done += visit.judge(lambda ledger, who: room.settle(ledger, entry, author, who, identity=key))


def _nothing(visit: Visit, own: str, done: _Done) -> None:
    with visit.reading() as connection:
        text = kept_report(connection, own).report.text
    stretch, key = _stretch(visit.sent("start"), visit.sent("end"), text), visit.sent("key")
    words, at = "", 0
    if stretch is not None:
        words, at = _occurrence(stretch, text)
    done += visit.judge(lambda ledger, who: room.nothing(ledger, own, words, who, occurrence=at, identity=key or None))


def _occurrence(stretch: Mapping[str, Any], text: str) -> tuple[str, int]:
    """The words of a stretch, and which occurrence of them it is, from 1. Raises InputError for part of a word."""
    words, start = stretch["exact"].strip(), stretch["start"]
    places = [span.start for span in spans_of(words, text)]
    start += len(stretch["exact"]) - len(stretch["exact"].lstrip())
    if start not in places:
        raise InputError("{words!r} does not stand in the report.", words=words)
    return words, places.index(start) + 1


def _correct(visit: Visit, own: str, done: _Done) -> None:
    with visit.reading() as connection:
        kept = kept_report(connection, own)
    entry = next((e for e in kept.entries if e.id == visit.sent("entry")), None)
    if entry is None:
        raise LookupFailed("no entry {id!r} in the ledger.", id=visit.sent("entry"))
    form = _fields(visit)
    kind = (form.get("v.kind") or [entry.kind])[-1]
    changed = changes(form, fields_of(_known(kind), entry, kept.report.text))
    key = visit.sent("key") or _key()
    for field, said in changed.items():
        done += visit.judge(_correction(entry.id, field, said, f"{key}-{field}"), visit.sent("because"))


def _correction(entry: str, field: str, said: list[str], key: str) -> Callable[..., Judgement]:
    return lambda ledger, who: room.correct(ledger, entry, field, said, who, identity=key)


def _add(visit: Visit, own: str, done: _Done) -> None:
    form, key = _fields(visit), visit.sent("key")
    kind = _known((form.get("v.kind") or [""])[-1])
    said = {name: value for name, value in changes(form, fields_of(kind)).items() if name != "kind"}
    make = lambda ledger, who: room.add_entry(ledger, own, kind, said, who, identity=key or None)  # noqa: E731
    done += visit.judge(make, visit.sent("because"))


def _known(kind: str) -> str:
    if kind not in load_kinds():
        known = ", ".join(sorted(load_kinds()))
        raise InputError("{name}: {value!r} is none of {known}.", name="kind", value=kind, known=known)
    return kind


def _fields(visit: Visit) -> Form:
    return {name: [v for v in visit.form.getlist(name) if isinstance(v, str)] for name in visit.form}


def _undo(visit: Visit, own: str, done: _Done) -> None:
    """Undo a judgement, or the reader's last one on this report."""
    name, key = visit.sent("judgement"), visit.sent("key")
    with visit.reading() as connection:
        known = find_judgement(connection, key) if key else None
        last = room.last_of(connection, own, visit.site.author) if not name and known is None else None
    name = name or (known.undoes if known else "") or (last.id if last else "")
    if name:
        done += visit.judge(lambda ledger, who: room.undo(ledger, name, who, key or None))


_VERDICTS: Mapping[str, Callable[[Visit, str, _Done], None]] = {
    "accept": _accept,
    "reject": _reject,
    "correct": _correct,
    "add": _add,
    "nothing": _nothing,
    "settle": _settle,
    "undo": _undo,
}
_ONE = ("accept", "reject")  # verdicts after which the next entry is looked at


def _wants_json(visit: Visit) -> bool:
    return visit.request.headers.get("accept", "") == "application/json"


def _answer(visit: Visit, own: str, judged: _Done, said: str, done: bool) -> Response:
    entry = next((a.entry for one in judged for a in one.anchors if a.entry), None) or visit.sent("entry")
    touched = _touched(visit, judged) or ({entry} if not done else None)
    with visit.reading() as connection:
        seen = see(connection, own, touched)
    said = said or _told(visit, judged)
    if not _wants_json(visit):
        return visit.redirect(f"/report/{own}?entry={_after(visit, seen, entry)}", said)
    cards = {
        card.entry.id: visit.render("report_card.html", card=card, seen=seen, focus=None, key=_key)
        for card in seen.cards
    }
    data = {
        "ok": done,
        "said": said,
        "cards": cards,
        "order": [one.id for one in seen.kept.entries],
        "focus": entry if visit.sent("verdict") not in _ONE else None,
        "bar": visit.render("report_bar.html", seen=seen, key=_key),
        "record": visit.render("report_record.html", seen=seen, key=_key),
    }
    return Response(json.dumps(data, ensure_ascii=False), 200 if done else 400, media_type="application/json")


def _touched(visit: Visit, judged: Sequence[Judgement]) -> set[str] | None:
    """The entries whose cards these judgements change; None where it may be any."""
    if visit.sent("verdict") == "undo" and judged:
        with visit.reading() as connection:
            judged = [one for j in judged if (one := find_judgement(connection, j.undoes or "")) is not None]
    if any(one.verdict not in ENTRY_VERDICTS for one in judged):
        return None
    return {anchor.entry for one in judged for anchor in one.anchors if anchor.entry}


def _after(visit: Visit, seen: Seen, entry: str) -> str:
    """Where a reader without a script goes on."""
    return (seen.following(entry) if visit.sent("verdict") in _ONE else None) or entry


def _told(visit: Visit, judged: Sequence[Judgement]) -> str:
    """What was done, in a sentence."""
    verdict = visit.sent("verdict")
    if verdict == "undo":
        return visit.say("Undone.") if judged else visit.say("You have nothing left to undo in this report.")
    if verdict == "correct" and not judged:
        return visit.say("Nothing was changed.")
    said = {
        "accept": visit.say("Accepted."),
        "reject": visit.say("Rejected."),
        "correct": visit.say("Corrected."),
        "add": visit.say("Added."),
        "settle": visit.say("Settled, as %(author)s left it.", author=visit.sent("as")),
        "nothing": visit.say("Noted: there is nothing else to read here."),
    }
    return said[verdict]


# --- why -------------------------------------------------------------------------------------------------------------


def why(visit: Visit) -> Response:
    """Read the report again and tell how an entry was found, as `greffier why` does; it loads the parser."""
    with visit.reading() as connection:
        own = find_report(connection, visit.asked("report"))
        if own is None:
            raise LookupFailed("no report {id!r} in the ledger.", id=visit.asked("report"))
        report = kept_report(connection, own).report
    found, lines = _again(visit, report, visit.sent("entry")), []
    if found is not None:
        lines = list(explained(*found, visit.language.interface))
    whole = visit.request.headers.get("hx-request") != "true"
    return visit.page("report_why_page.html" if whole else "report_why.html", lines=lines, report=report)


def _again(visit: Visit, report: Report, entry: str) -> tuple[Entry, Any] | None:
    reading = visit.site.additions.read_again(report)
    found = next((e for e in reading.entries if e.id == entry), None)
    return None if found is None else (found, reading)


ROUTES = [
    get("/report/{report}", show),
    get("/report/{report}/next", following),
    get("/report/{report}/previous", preceding),
    get("/report/{report}/edit", edit),
    get("/report/{report}/add", add),
    post("/report/{report}/judge", act),
    post("/report/{report}/why", why),
]
