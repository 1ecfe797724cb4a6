"""Pledges told by many reports, each counted once, and sums of those that may be added.

Two entries tell one pledge where donor, recipient, amount and stage are the same; a recipient that one of them does
not tell is no difference. Sums are of one stage and one currency; totals over a period are never part of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from greffier.ledger.load import Kept
from greffier.ledger.who import fillers_in, whole_key
from greffier.model import Entry, Filler, Quantity, Report

__all__ = ["GROUPS", "Pledge", "Sum", "pledges_in", "summable", "sums"]

Telling = tuple[Report, Entry]
_Key = tuple[tuple[str, ...], Quantity | None, str]


@dataclass(frozen=True, slots=True)
class Pledge:
    """One pledge with all of its tellings, the first published first; `day` is the first day told of it."""

    donors: tuple[Filler, ...]
    recipients: tuple[Filler, ...]
    amount: Quantity | None
    stage: str
    day: date | None
    tellings: tuple[Telling, ...]

    @property
    def total(self) -> bool:
        """Whether it is a total over a period, which is no pledge of its own."""
        return self.amount is not None and self.amount.scope is not None


@dataclass(frozen=True, slots=True)
class Sum:
    """Pledges of one group, stage and currency, added; `max` None where one of them has no upper bound.

    `group` are the fillers of a donor or recipient, or a word (a month as `2031-05`, a stage, a currency).
    """

    group: tuple[Filler, ...] | str
    stage: str
    currency: str
    min: float
    max: float | None
    pledges: tuple[Pledge, ...]

    @property
    def tellings(self) -> int:
        """How many entries tell them."""
        return sum(len(pledge.tellings) for pledge in self.pledges)


GROUPS: dict[str, Callable[[Pledge], tuple[Filler, ...] | str]] = {
    "donor": lambda pledge: pledge.donors,
    "recipient": lambda pledge: pledge.recipients,
    "stage": lambda pledge: pledge.stage,
    "period": lambda pledge: pledge.day.isoformat()[:7] if pledge.day else "",
    "currency": lambda pledge: (pledge.amount.currency or "") if pledge.amount else "",
}


def pledges_in(kept: Iterable[Kept], events: Mapping[str, str] = MappingProxyType({})) -> list[Pledge]:
    """The pledges that these entries tell, those of actual fact only.

    `events` gives the event of an entry: of one event, one amount at one stage is one pledge, however it is named.
    """
    told = [(k.report, e) for k in kept for e in k.entries if k.statuses.get(e.id) != "rejected"]
    groups: dict[_Key, dict[tuple[str, ...], list[Telling]]] = {}
    first: dict[tuple[object, ...], tuple[_Key, tuple[str, ...]]] = {}
    for report, entry in sorted(told, key=_order):
        if entry.kind == "aid" and entry.factuality == "actual":
            key = _key(entry)
            recipient = whole_key(entry.roles.get("recipient"))
            if entry.id in events:  # the first telling of the event names who gives and who takes
                key, recipient = first.setdefault((events[entry.id], *key[1:]), (key, recipient))
            groups.setdefault(key, {}).setdefault(recipient, []).append((report, entry))
    return [_pledge(tellings) for by_recipient in groups.values() for tellings in _joined(by_recipient)]


def _order(told: Telling) -> tuple[str, str]:
    report, entry = told
    return report.published.isoformat() if report.published else "~", entry.id


def _key(entry: Entry) -> _Key:
    amount, stage = entry.roles.get("amount"), entry.roles.get("stage")
    known = amount if isinstance(amount, Quantity) else None
    return whole_key(entry.roles.get("donor")), known, stage if isinstance(stage, str) else ""


def _joined(by_recipient: dict[tuple[str, ...], list[Telling]]) -> list[list[Telling]]:
    """Tellings by recipient; those that tell none belong to the only one, or else are one of their own."""
    named = {key: tellings for key, tellings in by_recipient.items() if key}
    if len(named) != 1 or () not in by_recipient:
        return list(by_recipient.values())
    return [sorted([*next(iter(named.values())), *by_recipient[()]], key=_order)]


def _pledge(tellings: Sequence[Telling]) -> Pledge:
    entries = [entry for _, entry in tellings]
    amount, stage = entries[0].roles.get("amount"), entries[0].roles.get("stage")
    recipients = next((found for e in entries if (found := fillers_in(e.roles.get("recipient")))), ())
    days = [day for told in tellings if (day := _day(told)) is not None]
    return Pledge(
        donors=fillers_in(entries[0].roles.get("donor")),
        recipients=recipients,
        amount=amount if isinstance(amount, Quantity) else None,
        stage=stage if isinstance(stage, str) else "",
        day=min(days, default=None),
        tellings=tuple(tellings),
    )


def _day(told: Telling) -> date | None:
    report, entry = told
    return entry.when.start if entry.when is not None else report.published


def summable(pledge: Pledge) -> bool:
    """Whether it can be part of a sum: money with a bound, and no total over a period."""
    amount = pledge.amount
    return amount is not None and amount.currency is not None and amount.scope is None and _bounds(amount) is not None


def _bounds(amount: Quantity) -> tuple[float, float | None] | None:
    """The least and the most; None where nothing bounds it."""
    if amount.min is None and amount.max is None:
        return None
    return float(amount.min or 0), None if amount.max is None else float(amount.max)


def sums(pledges: Iterable[Pledge], by: str) -> list[Sum]:
    """Sums of the pledges that can be added, by one of GROUPS, always one stage and one currency each."""
    found: dict[tuple[str, str, str], list[Pledge]] = {}
    group = GROUPS[by]
    for pledge in filter(summable, pledges):
        assert pledge.amount is not None
        named = group(pledge)
        key = named if isinstance(named, str) else "|".join(whole_key(named))
        found.setdefault((key, pledge.stage, pledge.amount.currency or ""), []).append(pledge)
    return [_sum(group(some[0]), key[1], key[2], some) for key, some in sorted(found.items())]


def _sum(group: tuple[Filler, ...] | str, stage: str, currency: str, pledges: Sequence[Pledge]) -> Sum:
    bounds = [found for p in pledges if p.amount is not None and (found := _bounds(p.amount)) is not None]
    tops = [top for _, top in bounds if top is not None]
    most = sum(tops) if len(tops) == len(bounds) else None
    return Sum(group, stage, currency, sum(low for low, _ in bounds), most, tuple(pledges))
