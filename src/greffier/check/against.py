"""A check held against what other reports tell: it may come to hold by them, it is never contradicted by them.

A ledger holds what somebody added, not all that happened: that it knows of fewer says nothing, and that it knows of
more may be a matter of what is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from greffier.check.pledges import adds_up, is_whole
from greffier.check.verdicts import REASONS
from greffier.model import Against, Check, Figure, Given, Happening, When

__all__ = ["against_ledger"]


def against_ledger(check: Check, known: Iterable[Happening]) -> Check:
    """The check with what other reports add; the check as it is where they add nothing."""
    if check.against is None:
        return check
    if check.kind == "pledges":
        return _pledges(check, check.against, [h for h in known if h.given is not None])
    if check.kind == "interval":
        return _interval(check, check.against, [h for h in known if set(check.against.names) <= h.names])
    return _ordinal(check, check.against, [h for h in known if set(check.against.names) & h.names])


def _fitting(against: Against, known: Sequence[Happening]) -> list[Happening]:
    """Those of the kinds asked for that are told to a day, or a night, inside the time asked for."""
    return [h for h in known if h.kind in against.kinds and _short(h.when) and _inside(h.when, against)]


def _short(when: When) -> bool:
    return (when.end - when.start).days <= (1 if when.granularity == "night" else 0)


def _inside(when: When, against: Against) -> bool:
    return against.first <= when.start and when.end <= against.last


def _apart(times: Iterable[When]) -> int:
    """How many of the times are surely different: none of them shares a day with another."""
    count, last = 0, None
    for when in sorted(times, key=lambda w: (w.end, w.start)):
        if last is None or when.start > last:
            count, last = count + 1, when.end
    return count


def _ordinal(check: Check, against: Against, known: Sequence[Happening]) -> Check:
    added = _fitting(against, known)
    if not added:
        return check
    count, own = _apart([*against.told, *(h.when for h in added)]), _apart(against.told)
    figures = dict(check.figures)
    claimed = int(str(figures["claimed"]))
    if count <= own:
        return check
    reason = "ordinal_untold" if count < claimed else "ordinal_right" if count == claimed else "ordinal_more"
    reason = "ordinal_narrowed" if count >= claimed and against.narrowed else reason
    return _changed(check, reason, figures | {"count": count}, added)


def _interval(check: Check, against: Against, known: Sequence[Happening]) -> Check:
    here = against.told[0].start
    for other in sorted(_fitting(against, known), key=lambda h: (h.when.start, h.entry)):
        days = abs((here - other.when.start).days)
        if against.low <= days <= against.high:
            first, last = sorted((here, other.when.start))
            return _changed(check, "interval_ledger", {"days": days, "first": first, "last": last}, [other])
    return check


def _pledges(check: Check, against: Against, known: Sequence[Happening]) -> Check:
    """The sum with what others tell of who else gave; one who is told to have given two sums leaves it open."""
    own = {giver for g in against.given for giver in g.givers}
    added = [h for h in known if h.given is not None and _adds(h.given, own, against)]
    given = {g for h in added if (g := h.given) is not None} | set(against.given)
    givers = [giver for g in given for giver in g.givers]
    if not added or check.verdict != "cannot tell" or len(set(givers)) < len(givers) or len(given) < 2:
        return check
    if not (is_whole(given, against) and adds_up(given, against.low, against.high)):
        return check
    total = sum(g.low if g.low == g.high else (g.low + g.high) / 2 for g in given)
    figures = dict(check.figures) | {"sum": total, "count": len(given)}
    return _changed(check, "pledges_ledger", figures, added)


def _adds(given: Given, own: set[str], against: Against) -> bool:
    """Whether a pledge is of a party whose share the report does not tell, and not the sum itself told again."""
    party = not against.parties or set(given.givers) <= set(against.parties)
    return party and not own & set(given.givers) and (given.low, given.high) != (against.low, against.high)


def _changed(check: Check, reason: str, figures: dict[str, Figure], added: Sequence[Happening]) -> Check:
    entries = tuple(dict.fromkeys([*check.entries, *(h.entry for h in added if h.entry)]))
    return replace(check, verdict=REASONS[reason], reason=reason, figures=tuple(figures.items()), entries=entries)
