"""A sum of pledges against the pledges of its parties, as the same report tells them or others of the ledger do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from greffier.check.claims import Claims, cut
from greffier.check.parts import bounds
from greffier.check.told import Told
from greffier.check.verdicts import verdict
from greffier.model import Against, Check, Entry, Figure, Filler, Given, Quantity, When

__all__ = ["adds_up", "check_pledges", "is_whole"]

_ROUNDED = 0.01  # share that rounding may take or add
_WEEK = timedelta(days=7)  # in which pledges were made whose time is not told
_UNNAMED = "np:"  # begins the id of somebody whom the report does not name


def check_pledges(told: Told, claims: Claims) -> Iterator[Check]:
    """Of one stage and currency: a total told as such, and the pledges told by other donors."""
    aid = [e for e in told.entries if e.kind == "aid" and e.factuality == "actual" and _money(e) is not None]
    totals = {e.id for e in aid if _is_total(told, claims, e)}
    for total in (e for e in aid if e.id in totals):
        against = _against(told, total)
        parts = [e for e in aid if e.id not in totals and _alike(e, total) and _is_part(e, against)]
        if len({donor for e in parts for donor in _donors(e)}) == sum(len(_donors(e)) for e in parts):
            yield from _judged(total, parts, against)


def adds_up(given: Iterable[Given], low: float, high: float) -> bool:
    """Whether what was given comes to a sum between two bounds, but for rounding."""
    some = list(given)
    slack = _ROUNDED * abs(low or high)
    return sum(g.low for g in some) <= high + slack and sum(g.high for g in some) >= low - slack


def is_whole(given: Iterable[Given], against: Against) -> bool:
    """Whether all parties gave: those named, or as many as are told; True where neither is."""
    givers = {giver for g in given for giver in g.givers}
    if against.parties:
        return givers == set(against.parties)
    return against.count in (0, len(givers))


def _money(entry: Entry) -> Quantity | None:
    amount = entry.roles.get("amount")
    return amount if isinstance(amount, Quantity) and amount.currency is not None else None


def _is_total(told: Told, claims: Claims, entry: Entry) -> bool:
    return any(e.holds(entry.anchor) and claims["sum.together"].holds(cut(told.text, e)) for e in entry.evidence)


def _alike(entry: Entry, total: Entry) -> bool:
    one, other = _money(entry), _money(total)
    same = one is not None and other is not None and one.currency == other.currency
    return same and entry.roles.get("stage") == total.roles.get("stage")


def _is_part(entry: Entry, against: Against) -> bool:
    return not against.parties or set(_donors(entry)) <= set(against.parties)


def _fillers(entry: Entry, role: str) -> tuple[Filler, ...]:
    value = entry.roles.get(role)
    return value if isinstance(value, tuple) else ()


def _donors(entry: Entry) -> tuple[str, ...]:
    return tuple(sorted({_key(f) for f in _fillers(entry, "donor")})) or (entry.id,)


def _key(filler: Filler) -> str:
    """The id, that of a country in one form; the name where there is none."""
    id = filler.id or filler.name
    return f"country:{id}" if len(id) == 2 and id.isupper() else id


def _named(filler: Filler) -> bool:
    return filler.id is not None and not filler.id.startswith(_UNNAMED)


def _against(told: Told, total: Entry) -> Against:
    """What the total says of its parts: who gave, or how many, to whom, when."""
    donors, amount = _fillers(total, "donor"), _money(total)
    assert amount is not None
    parties = tuple(sorted(map(_key, donors))) if len(donors) > 1 and all(map(_named, donors)) else ()
    low, high = bounds(amount)
    first, last = _time(told, total)
    return Against(
        kinds=("aid",),
        names=tuple(sorted({_key(f) for f in _fillers(total, "recipient") if _named(f)})),
        first=first,
        last=last,
        low=low,
        high=high,
        parties=parties,
        count=0 if parties else _count(told, donors),
        stage=str(total.roles.get("stage", "")),
        currency=amount.currency or "",
    )


def _count(told: Told, donors: Sequence[Filler]) -> int:
    """How many *the three countries* are; 0 where that is not told."""
    if len(donors) != 1 or donors[0].span is None:
        return 0
    found = [m.quantity for m in told.quantities_in(donors[0].span) if m.quantity and m.quantity.currency is None]
    exact = [int(q.min) for q in found if q.min is not None and q.min == q.max and not q.open]
    return exact[0] if len(exact) == 1 and exact[0] > 1 else 0


def _time(told: Told, total: Entry) -> tuple[date, date]:
    """The period that the total is told for, else the days before it was told."""
    period = total.roles.get("period")
    if isinstance(period, When):
        return period.start, period.end
    when = total.when or told.published
    return (when.start - _WEEK, when.end) if when is not None else (date.max, date.min)


def _judged(total: Entry, parts: Sequence[Entry], against: Against) -> Iterator[Check]:
    amounts = [q for e in parts if (q := _money(e)) is not None]
    given = tuple(Given(_donors(e), *bounds(q)) for e, q in zip(parts, amounts, strict=True))
    asked = _asked(against, given)
    if len(parts) < 2 and asked is None:
        return
    claimed = _money(total)
    assert claimed is not None
    figures: dict[str, Figure] = {
        "sum": sum(q.min or q.max or 0 for q in amounts),
        "total": claimed.min or claimed.max or 0,
        "currency": against.currency,
        "count": len(parts),
    }
    every = [total.id, *(e.id for e in parts)]
    reason = _reason(given, against)
    yield verdict("pledges", reason, total.anchor, figures, [e.anchor for e in parts], every, asked)


def _reason(given: Sequence[Given], against: Against) -> str:
    if len(given) < 2:
        return "pledges_alone"
    above = sum(g.low for g in given) > against.high + _ROUNDED * abs(against.low or against.high)
    givers = sum(len(g.givers) for g in given)
    if above:
        return "pledges_incomplete" if 0 < against.count < givers else "pledges_wrong"
    right = adds_up(given, against.low, against.high) and is_whole(given, against)
    return "pledges_right" if right else "pledges_incomplete"


def _asked(against: Against, given: tuple[Given, ...]) -> Against | None:
    """What other reports may add; None where it is not told to whom or when."""
    if not against.names or against.first > against.last:
        return None
    return Against(**{name: getattr(against, name) for name in Against.__slots__} | {"given": given})
