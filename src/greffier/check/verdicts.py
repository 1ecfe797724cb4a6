"""The reasons that a verdict can have, and the verdict that each gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from greffier.model import Against, Check, Figure, Span

__all__ = ["REASONS", "verdict"]

_HOLDS, _CONTRADICTED, _OPEN = "holds", "contradicted", "cannot tell"

# A key of the interface's table of reasons, and the verdict that goes with it.
REASONS: Mapping[str, str] = {
    "weekday_right": _HOLDS,
    "weekday_wrong": _CONTRADICTED,
    "no_such_day": _CONTRADICTED,
    "no_such_year": _CONTRADICTED,
    "year_unknown": _OPEN,
    "distance_right": _HOLDS,
    "distance_wrong": _CONTRADICTED,
    "distance_by_road": _OPEN,
    "direction_right": _HOLDS,
    "direction_wrong": _CONTRADICTED,
    "direction_aslant": _OPEN,
    "too_near": _OPEN,
    "place_unnamed": _OPEN,
    "place_wide": _OPEN,
    "border_unknown": _OPEN,
    "border_near": _OPEN,
    "part_right": _HOLDS,
    "part_wrong": _CONTRADICTED,
    "part_open": _OPEN,
    "part_which": _OPEN,
    "parts_overlap": _OPEN,
    "sum_right": _HOLDS,
    "sum_wrong": _CONTRADICTED,
    "sum_incomplete": _OPEN,
    "interval_right": _HOLDS,
    "interval_wrong": _CONTRADICTED,
    "interval_near": _OPEN,
    "interval_which": _OPEN,
    "interval_undated": _OPEN,
    "ordinal_right": _HOLDS,
    "ordinal_untold": _OPEN,
    "ordinal_narrowed": _OPEN,
    "ordinal_undated": _OPEN,
    "ordinal_more": _OPEN,
    "interval_ledger": _HOLDS,
    "pledges_right": _HOLDS,
    "pledges_wrong": _CONTRADICTED,
    "pledges_incomplete": _OPEN,
    "pledges_alone": _OPEN,
    "pledges_ledger": _HOLDS,
}


def verdict(
    kind: str,
    reason: str,
    span: Span,
    figures: Mapping[str, Figure],
    grounds: Sequence[Span] = (),
    entries: Sequence[str] = (),
    against: Against | None = None,
) -> Check:
    """The check with the verdict that its reason gives; KeyError where the reason is none."""
    return Check(kind, REASONS[reason], span, reason, tuple(figures.items()), tuple(grounds), tuple(entries), against)
