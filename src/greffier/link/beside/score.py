"""How alike two items are, with what was compared: days and kilometres apart, actors in common, tolls, sums."""

from __future__ import annotations

from dataclasses import dataclass

from greffier.lexicon.records import comparing
from greffier.link.beside.items import Item, Range
from greffier.model import distance_km

__all__ = ["Likeness", "compared", "least_of", "liken", "overlap", "room_of"]

_ORDER = ("point", "city", "region", "sea", "country")


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two items compared.

    `days` apart beyond what their precision leaves open, None where one is undated; `km` apart, None where one is
    nowhere; `named`: whether their places have a name in common; `actors` those in common; `parts`: how alike each part
    is, 0 to 1, without what one of them does not tell; `score` all of it, `weight` how much was compared.
    """

    days: int | None
    km: float | None
    named: bool
    actors: frozenset[str]
    parts: dict[str, float]
    score: float
    weight: float

    @property
    def rank(self) -> float:
        """By which pairs are chosen: of two that are as alike, the one of which more was compared."""
        return self.score * (1 + 0.1 * self.weight)


def least_of(kind: str) -> float:
    """The score from which two of a kind are one."""
    return float(comparing().get(kind, {}).get("least", comparing()["least"]))


def room_of(kind: str, *, near: bool = False) -> int:
    """Days that two of a kind may lie apart to be one, or to be told as near."""
    name = "near_days" if near else "days"
    return int(comparing().get(kind, {}).get(name, comparing()[name]))


def liken(one: Item, other: Item, *, near: bool = False) -> Likeness | None:
    """How alike two items of one kind are; None where they cannot be one (or, with `near`, are not even near)."""
    days, room = _days_apart(one, other), room_of(one.kind, near=near)
    if days is None and not (one.kind == "aid" and _paid(one, other)):
        return None
    if days is not None and days > room:
        return None
    if one.kind == "aid" and not one.actors & other.actors:
        return None
    coarse, km, named = _coarser(one, other), _apart(one, other), bool(one.names & other.names)
    return compared(one, other, near=near) if _within(one, other, coarse, km, named=named, near=near) else None


def compared(one: Item, other: Item, *, near: bool = False) -> Likeness:
    """How alike two items are, whether or not they can be one."""
    days, km, named = _days_apart(one, other), _apart(one, other), bool(one.names & other.names)
    parts: dict[str, float] = {}
    if days is not None:
        parts["time"] = max(0.0, 1 - days / (room_of(one.kind, near=near) + 1))
    if one.kind != "aid":
        parts["place"] = _place(_coarser(one, other), km, named=named)
    if one.actors and other.actors:
        parts["actors"] = float(bool(one.actors & other.actors))
    if one.toll is not None and other.toll is not None:
        parts["toll"] = _figures(one.toll, other.toll)
    if one.amount is not None and other.amount is not None and _paid(one, other):
        parts["amount"] = _figures(one.amount, other.amount)
    weights = comparing()["weights"]
    whole = sum(weights[name] for name in parts) or 1.0
    score = sum(weights[name] * value for name, value in parts.items()) / whole
    return Likeness(days, km, named, one.actors & other.actors, parts, round(score, 6), round(whole, 6))


def _paid(one: Item, other: Item) -> bool:
    """Whether both tell a sum, in one currency."""
    return one.amount is not None and other.amount is not None and one.currency == other.currency


def _days_apart(one: Item, other: Item) -> int | None:
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return None
    gap = max(one.first - other.last, other.first - one.last, 0)
    return max(gap - one.slack - other.slack, 0)


def _coarser(one: Item, other: Item) -> str:
    """The coarser of two precisions, `none` where one has no place."""
    if not one.precision or not other.precision:
        return "none"
    return max(one.precision, other.precision, key=lambda name: _ORDER.index(name) if name in _ORDER else 2)


def _apart(one: Item, other: Item) -> float | None:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return distance_km((one.lat, one.lon), (other.lat, other.lon))


def _within(one: Item, other: Item, coarse: str, km: float | None, *, named: bool, near: bool) -> bool:
    """Whether they can be at one place: near enough for how finely they are told, else of one name or country."""
    if one.kind == "aid":
        return True
    if coarse == "country" and one.country and other.country:
        return one.country == other.country
    if coarse == "none" and one.kind in comparing()["placeless"]:
        return bool(one.actors & other.actors)
    if km is not None:
        most = float(comparing()["km"].get(coarse, 0))
        return km <= (max(most, comparing()["near_km"]) if near else most)
    if named:
        return not (one.country and other.country) or one.country == other.country
    fine = bool(one.names and other.names) and coarse in _ORDER[:2]
    return not fine and bool(one.country) and one.country == other.country


def _place(coarse: str, km: float | None, *, named: bool) -> float:
    most = float(comparing()["coarse"][coarse])
    if named and coarse in (*_ORDER[:2], "none"):
        return 1.0
    if km is None:
        return most
    reach = float(comparing()["km"].get(coarse, 1))
    return most * max(0.0, 1 - 0.8 * max(0.0, km - 2) / reach)


def overlap(one: Range, other: Range) -> bool:
    """Whether two ranges have a figure in common."""
    return (one[1] is None or other[0] <= one[1]) and (other[1] is None or one[0] <= other[1])


def _figures(one: Range, other: Range) -> float:
    """1 where the ranges touch, less the further they lie apart for their size."""
    if overlap(one, other):
        return 1.0
    low, high = sorted((one, other), key=lambda bounds: bounds[0])
    top = low[1] if low[1] is not None else low[0]
    return max(0.0, top / high[0]) if high[0] else 0.0
