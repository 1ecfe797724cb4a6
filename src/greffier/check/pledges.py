"""A sum of pledges against the pledges that the same report tells of one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from greffier.check.claims import Claims, cut
from greffier.check.parts import bounds
from greffier.check.told import Told
from greffier.check.verdicts import verdict
from greffier.model import Check, Entry, Figure, Quantity

__all__ = ["check_pledges"]

_ROUNDED = 0.01  # share that rounding may take or add


def check_pledges(told: Told, claims: Claims) -> Iterator[Check]:
    """Of one stage and currency: a total told as such, and the pledges told by other donors."""
    aid = [e for e in told.entries if e.kind == "aid" and e.factuality == "actual" and _money(e) is not None]
    if len(aid) < 3:
        return
    totals = {e.id for e in aid if _is_total(told, claims, e)}
    for total in aid:
        if total.id in totals:
            parts = [e for e in aid if e.id not in totals and _alike(e, total)]
            if len(parts) > 1 and len({_donors(e) for e in parts}) == len(parts):
                yield _judged(total, parts)


def _money(entry: Entry) -> Quantity | None:
    amount = entry.roles.get("amount")
    return amount if isinstance(amount, Quantity) and amount.currency is not None else None


def _is_total(told: Told, claims: Claims, entry: Entry) -> bool:
    return any(e.holds(entry.anchor) and claims["sum.together"].holds(cut(told.text, e)) for e in entry.evidence)


def _alike(entry: Entry, total: Entry) -> bool:
    one, other = _money(entry), _money(total)
    same = one is not None and other is not None and one.currency == other.currency
    return same and entry.roles.get("stage") == total.roles.get("stage")


def _donors(entry: Entry) -> frozenset[str]:
    donors = entry.roles.get("donor")
    return frozenset(f.id or f.name for f in donors) if isinstance(donors, tuple) else frozenset({entry.id})


def _judged(total: Entry, parts: Sequence[Entry]) -> Check:
    claimed = _money(total)
    assert claimed is not None
    told = [q for e in parts if (q := _money(e)) is not None]
    low, high = (sum(bounds(q)[n] for q in told) for n in (0, 1))
    least, most = bounds(claimed)
    slack = _ROUNDED * abs(claimed.min or claimed.max or 0)
    reason = "pledges_right" if low <= most + slack and high >= least - slack else "pledges_incomplete"
    reason = "pledges_wrong" if low > most + slack else reason
    figures: dict[str, Figure] = {
        "sum": sum(q.min or q.max or 0 for q in told),
        "total": claimed.min or claimed.max or 0,
        "currency": claimed.currency or "",
        "count": len(parts),
    }
    every = [total.id, *(e.id for e in parts)]
    return verdict("pledges", reason, total.anchor, figures, [e.anchor for e in parts], every)
