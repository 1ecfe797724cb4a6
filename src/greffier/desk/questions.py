"""Questions to a ledger from what a person wrote: options of a command, or the query of an address."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from greffier.errors import InputError

if TYPE_CHECKING:
    from greffier.ledger import Circle, Question
    from greffier.lexicon import Town

__all__ = ["RADIUS", "Tell", "question_of"]

RADIUS = 25.0  # kilometres around a place, if nothing else is said
_DEGREES = re.compile(r"(-?\d{1,9}(?:\.\d{1,20})?)\s{0,9},\s{0,9}(-?\d{1,9}(?:\.\d{1,20})?)")
_OTHERS = 3  # other places of a name that are told
_SMALL = 20  # times fewer people: not worth telling of

Tell = Callable[[str, "Town", Sequence["Town"]], None]  # a name, the town that it is taken for, others of that name


def question_of(
    given: Mapping[str, Any], kinds: tuple[str, ...] = (), *, sign: str = "", tell: Tell | None = None
) -> Question:
    """What is asked, by the names of `Question`'s fields; `near` and `radius` (km) together make its circle.

    `sign` stands before names of options in errors; `tell` is called where a town's name could mean others. Raises
    InputError where options do not fit, or name no place or kind.
    """
    from greffier.ledger import Question

    _check_kinds(kinds, sign)
    plain = {name: value for name, value in given.items() if name not in {"near", "radius"}}
    near = _circle(given.get("near") or "", given.get("radius"), sign, tell)
    closed = {name: plain.get(name) or "" for name in ("status", "factuality")}
    return Question(kinds=kinds, near=near, **{**plain, **closed})


def _check_kinds(kinds: tuple[str, ...], sign: str) -> None:
    from greffier.lexicon import load_kinds

    known = load_kinds()
    for kind in kinds:
        if kind not in known:
            raise InputError(
                "{name}: {value!r} is none of {known}.", name=f"{sign}kind", value=kind, known=", ".join(sorted(known))
            )


def _circle(near: str, radius: float | None, sign: str, tell: Tell | None) -> Circle | None:
    from greffier.ledger import Circle

    if not near:
        if radius is not None:
            raise InputError("{radius} goes with {near} PLACE.", radius=f"{sign}radius", near=f"{sign}near")
        return None
    km = RADIUS if radius is None else radius
    if not 0 < km <= 20_000:
        raise InputError("{name}: {value!r} is no distance in kilometres.", name=f"{sign}radius", value=radius)
    lat, lon = _point(near, f"{sign}near", tell)
    return Circle(lat, lon, km)


def _point(near: str, name: str, tell: Tell | None) -> tuple[float, float]:
    """The degrees of a town, or those given. Where several towns have the name, the one that is taken is told."""
    from greffier.lexicon import load_gazetteer

    degrees = _DEGREES.fullmatch(near.strip())
    if degrees is not None:
        lat, lon = float(degrees[1]), float(degrees[2])
        if abs(lat) > 90 or abs(lon) > 180:
            raise InputError("{name}: {value!r} is no point on the map.", name=name, value=near)
        return lat, lon
    gazetteer = load_gazetteer()
    by_id = gazetteer.town(near) if ":" in near else None
    towns = [by_id] if by_id is not None else [t for t in gazetteer.towns(near) if t.kind == "town"]
    if not towns:
        sentence = "{name}: no town {value!r} is known; give another name of it, or LAT,LON."
        raise InputError(sentence, name=name, value=near)
    taken, *rest = towns
    others = [t for t in rest if t.population >= taken.population / _SMALL][:_OTHERS]
    if others and tell is not None:
        tell(near, taken, others)
    return taken.lat, taken.lon
