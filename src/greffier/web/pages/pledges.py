"""Pledges: sums by donor, recipient, stage, period or currency, never over stages, currencies or totals; and each with
its words."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from starlette.responses import Response

from greffier.errors import InputError
from greffier.export import pledge_columns, pledge_to_json, safe_cell, sum_rows
from greffier.export.words import month_words, names_of, quantity_words
from greffier.ledger import GROUPS, Kept, Pledge, Question, Sum, brisk, in_full, pledges_in, summable, sums
from greffier.ledger.brisk import brisk_every, brisk_renewed
from greffier.ledger.events import events_of
from greffier.model import STATUSES, Quantity
from greffier.web.charts import Bars, bars
from greffier.web.visit import Visit, get

if TYPE_CHECKING:
    from greffier.ledger import Connection

__all__ = ["ROUTES", "as_csv", "as_json", "one"]

_ROLES = ("donor", "recipient", "amount", "stage", "form", "period")
_STAGES = ("promised", "committed", "delivered", "requested", "withheld")
_PAGE, _PANELS = 40, 8


@dataclass(frozen=True, slots=True)
class _Told:
    """All pledges that a question comes to, the latest first; and how many entries tell none of actual fact."""

    pledges: tuple[Pledge, ...]
    untrue: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks besides the filters."""

    by: str
    stage: str
    currency: str
    page: int


def one(visit: Visit) -> Response:
    """The page of pledges."""
    asked, told = _asked(visit), _told(visit)
    chosen = [pledge for pledge in told.pledges if _fits(pledge, asked)]
    added = sums([p for p in chosen if summable(p)], asked.by)
    single = [p for p in chosen if not p.total]
    first = (asked.page - 1) * _PAGE if (asked.page - 1) * _PAGE < len(single) else 0
    shown = single[first : first + _PAGE]
    totals = [p for p in chosen if p.total][:_PAGE]
    with visit.known(visit.question()) as connection:
        full = in_full(connection, ((r.id, e.id) for p in (*shown, *totals) for r, e in p.tellings))
    return visit.page(
        "pledges.html", asked=asked, groups=list(GROUPS), stages=_counted(told.pledges, asked, "stage"),
        currencies=_counted(told.pledges, asked, "currency"), sums=added, panels=_panels(visit, added, asked.by),
        pledges=shown, totals=totals, full=full, count=len(single), first=first, page_size=_PAGE,
        total_count=sum(p.total for p in chosen), plain=sum(not summable(p) and not p.total for p in chosen),
        untrue=told.untrue, name=_namer(visit, asked.by), amount_of=partial(_words, visit), here="/tracks",
    )  # fmt: skip


def as_csv(visit: Visit) -> Response:
    """The pledges as CSV, a row each."""
    asked, out = _asked(visit), io.StringIO()
    writer = csv.DictWriter(out, pledge_columns)
    writer.writeheader()
    for pledge in _told(visit).pledges:
        if _fits(pledge, asked):
            row = pledge_to_json(pledge, visit.language.code)
            writer.writerow({k: safe_cell(" ".join(v) if isinstance(v, list) else v) for k, v in row.items()})
    return visit.download(out.getvalue(), "pledges.csv", "text/csv")


def as_json(visit: Visit) -> Response:
    """Sums and pledges as JSON."""
    asked, code = _asked(visit), visit.language.code
    chosen = [pledge for pledge in _told(visit).pledges if _fits(pledge, asked)]
    added = sums([p for p in chosen if summable(p)], asked.by)
    return visit.json(
        {"sums": sum_rows(added, asked.by, code), "pledges": [pledge_to_json(pledge, code) for pledge in chosen]}
    )


def _asked(visit: Visit) -> _Asked:
    """What is asked. Raises InputError."""
    by, stage = visit.asked("by", "donor") or "donor", visit.asked("stage")
    for name, value, known in (("by", by, tuple(GROUPS)), ("stage", stage, ("", *_STAGES))):
        if value not in known:
            several = ", ".join(filter(None, known))
            raise InputError("{name}: {value!r} is none of {known}.", name=name, value=value, known=several)
    page = visit.asked("page")
    return _Asked(by, stage, visit.asked("currency"), max(1, int(page)) if page.isdecimal() and len(page) < 7 else 1)


def _told(visit: Visit) -> _Told:
    question = visit.question(("aid",))
    if question.status == STATUSES[-1]:
        raise InputError("rejected entries are left out here; greffier entries --status rejected lists them.")
    with visit.known(question) as connection:
        if question.as_known is not None:
            return _reckoned(connection, brisk(connection, question, _ROLES))
        return visit.site.memo.get(("pledges", question), lambda on: _reckoned(on, _kept(visit, on, question)))


def _kept(visit: Visit, connection: Connection, question: Question) -> list[Kept]:
    """The entries asked for: which ones is told by the columns of all."""
    memo = visit.site.memo
    every = memo.get("aid", lambda on: brisk_every(on, "aid", _ROLES), brisk_renewed).kept
    table, mask = visit.site.tallies.asked(connection, question)
    return [every[id] for n in np.flatnonzero(mask) if (id := table.ids[n]) in every]


def _reckoned(connection: Connection, kept: Sequence[Kept]) -> _Told:
    events = events_of(connection, (entry.id for one in kept for entry in one.entries))
    found = pledges_in(kept, events)
    untrue = sum(entry.factuality != "actual" for one in kept for entry in one.entries)
    order = sorted(found, key=lambda p: (p.day is not None, p.day or 0, p.tellings[0][1].id), reverse=True)
    return _Told(tuple(order), untrue)


def _fits(pledge: Pledge, asked: _Asked) -> bool:
    currency = pledge.amount.currency if pledge.amount is not None else None
    return (not asked.stage or pledge.stage == asked.stage) and (not asked.currency or currency == asked.currency)


def _counted(pledges: Iterable[Pledge], asked: _Asked, what: str) -> list[tuple[str, int]]:
    """How many pledges there are of each stage or currency, among those that the other one lets through."""
    rest = _Asked(asked.by, "" if what == "stage" else asked.stage, "" if what == "currency" else asked.currency, 1)
    values = (GROUPS[what](pledge) for pledge in pledges if _fits(pledge, rest))
    return sorted(Counter(str(v) for v in values if v).items(), key=lambda pair: (-pair[1], pair[0]))


def _namer(visit: Visit, by: str) -> Callable[[Sum], str]:
    """How a group is named in the reader's language."""
    code, label = visit.language.code, visit.language.interface.label

    def name(one: Sum) -> str:
        group = one.group
        if not isinstance(group, str):
            return names_of(group, code) or visit.say("not told")
        if not group:
            return visit.say("not told")
        return month_words(group, code) if by == "period" else label("value", group) if by == "stage" else group

    return name


def _panels(visit: Visit, added: Sequence[Sum], by: str) -> list[Bars]:
    """Bars, those of one stage and one currency together: nothing else may be compared. By month in their order, else
    the longest first; the panels with the most pledges first."""
    name = _namer(visit, by)
    groups: dict[tuple[str, str], list[Sum]] = {}
    for one in added:
        groups.setdefault((one.stage, one.currency), []).append(one)
    order = sorted(groups.items(), key=lambda item: (-sum(len(s.pledges) for s in item[1]), item[0]))
    found = []
    for (stage, currency), some in order[:_PANELS]:
        some = some if by == "period" else sorted(some, key=lambda s: -(s.max if s.max is not None else s.min))
        values = [(name(s), s.min, s.max, _words(visit, s)) for s in some]
        found.append(bars(values, stage, currency))
    return found


def _words(visit: Visit, one: Sum) -> str:
    return quantity_words(Quantity(one.min, one.max, currency=one.currency), visit.language.code)


ROUTES = [get("/pledges", one, counted=True), get("/pledges.csv", as_csv), get("/pledges.json", as_json)]
