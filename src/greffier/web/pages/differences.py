"""Where two coders differ, side by side, to be settled: an entry as one of them left it, or field by field."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from greffier import judge as room
from greffier.desk.coders import coded_by
from greffier.errors import InputError
from greffier.judge import live
from greffier.ledger import Kept, gathering, kept_report
from greffier.model import Judgement
from greffier.web.language import Language
from greffier.web.visit import Visit, get, post

if TYPE_CHECKING:
    from greffier.evaluate import Agreement, Difference

__all__ = ["ROUTES", "settle", "show"]

_PAGE = 10  # reports
_SIDES = ("first", "second")
Field = tuple[str, str, str]  # its name, and what either says


@dataclass(frozen=True, slots=True)
class _Differing:
    """An entry on which they differ: ids by either, the report, its words, what differs, whether it was settled."""

    ids: tuple[str, str]
    kept: Kept
    kind: str
    words: str
    fields: tuple[Field, ...]
    settled: bool


def show(visit: Visit) -> Response:
    """The differences of two authors, some reports at a time."""
    from greffier.evaluate import agreement  # its libraries take a second to load

    authors = gathering.judges(visit.connection)
    first, second = (visit.asked(side) for side in _SIDES)
    first = first or next(iter(authors), "")
    second = second or next((a for a in authors if a != first), "")
    reports = gathering.reports_judged_by(visit.connection, first, second) if first and second else []
    page = int(visit.asked("page")) if visit.asked("page").isdecimal() and len(visit.asked("page")) < 9 else 1
    shown = reports[(page - 1) * _PAGE : page * _PAGE]
    found = agreement(coded_by(visit.connection, first, second, shown)) if shown else None
    open_ = visit.asked("settled") != "1"
    entries = _entries(visit, found) if found else []
    return visit.page(
        "differences.html",
        authors=authors,
        first=first,
        second=second,
        reports=len(reports),
        entries=[d for d in entries if not (open_ and d.settled)],
        settled=sum(d.settled for d in entries),
        open_=open_,
        figures=_figures(found, len(reports) <= _PAGE),
        page=page,
        last=max(1, -(-len(reports) // _PAGE)),
        identity=secrets.token_hex(8),
    )


def _figures(found: Agreement | None, whole: bool) -> dict[str, float | None] | None:
    """Kappa of verdicts, and F1 of the entries kept; None where there are more reports than one page shows."""
    if found is None or not whole:
        return None
    return {"kappa": found.kappa.get(""), "f1": found.entries[""].f1, "judged": found.judged.get("", 0)}


def _entries(visit: Visit, found: Agreement) -> list[_Differing]:
    """The differences by entry."""
    groups: dict[tuple[str, tuple[str | None, str | None]], list[Difference]] = {}
    for one in found.differences:
        groups.setdefault((one.report, one.ids), []).append(one)
    kept = {report: kept_report(visit.connection, report) for report in {report for report, _ in groups}}
    settled = _settled(visit, {id for _, ids in groups for id in ids if id})
    return [
        _Differing(
            (ids[0] or "", ids[1] or ""), kept[report], some[0].kind, _words(kept[report], ids, some),
            tuple((d.field, *(_said(d.field, v, visit.language) for v in d.said)) for d in some),  # type: ignore[misc]
            any(id in settled for id in ids),
        )
        for (report, ids), some in groups.items()
    ]  # fmt: skip


def _words(kept: Kept, ids: tuple[str | None, str | None], some: Sequence[Difference]) -> str:
    """The sentence, or the words that the coders gave."""
    entry = next((e for e in kept.entries if e.id in ids), None)
    return entry.evidence[0].of(kept.report.text) if entry else next((d.words for d in some if d.words), "")


def _settled(visit: Visit, ids: set[str]) -> set[str]:
    """The entries on which nobody judged again since someone settled them."""
    by_entry: dict[str, list[Judgement]] = {}
    for one in live(gathering.judgements_on(visit.connection, ids))[0]:
        for anchor in one.anchors:
            if anchor.entry and one.verdict != "undo":
                by_entry.setdefault(anchor.entry, []).append(one)
    return {entry for entry, some in by_entry.items() if some[-1].settles}


def _said(field: str, value: Any, language: Language) -> str:
    """What a coder says in a field, in words."""
    label = language.interface.label
    match value:
        case None:
            return "–"
        case bool():
            return language.say("has it") if value else language.say("does not have it")
        case str():
            return label("status", value) if field == "verdict" else label("value", value)
        case list():
            return ", ".join(_said(field, one, language) for one in value)
        case dict():
            return _plain(value)
    return str(value)


def _plain(value: dict[str, Any]) -> str:
    if "start" in value and "exact" not in value and "name" not in value:
        return str(value["start"]) if value["start"] == value.get("end") else f"{value['start']} – {value.get('end')}"
    if "min" in value or "max" in value:
        low, high = value.get("min"), value.get("max")
        return str(low) if low == high else f"{'' if low is None else low}–{'' if high is None else high}"
    return str(value.get("name") or value.get("exact") or json.dumps(value, ensure_ascii=False))


def settle(visit: Visit) -> Response:
    """Leave an entry as one of the two did."""
    chosen, identity = visit.sent("as"), visit.sent("identity") or secrets.token_hex(8)
    if chosen not in _SIDES:
        raise InputError("{name}: {value!r} is none of {known}.", name="as", value=chosen, known=", ".join(_SIDES))
    authors, ids = [visit.sent(side) for side in _SIDES], [visit.sent(f"{side}_entry") for side in _SIDES]
    author = authors[_SIDES.index(chosen)]

    def act(ledger: Any, judge: room.Judge) -> list[Judgement]:
        done = []
        for number, id in enumerate(dict.fromkeys(id for id in ids if id)):
            done += room.settle(ledger, id, author, judge, identity=f"{identity}-{number}")
        return done

    visit.judge(act, visit.sent("because"))
    back = visit.sent("back", "/differences")
    safe = back if back.startswith("/differences") else "/differences"
    return visit.redirect(safe, visit.say("Settled, as %(author)s left it.", author=author))


ROUTES = [get("/differences", show), post("/differences", settle)]
