"""Floors: figures that a change may not fall under, for the coded reports with a given digest."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from pathlib import Path

from greffier.errors import InputError
from greffier.evaluate.figures import Figures
from greffier.evaluate.gold import reason_of

__all__ = ["Fall", "Floors", "falls", "measured", "read_floors", "write_floors"]

_HEADER = """\
# Figures that greffier may not fall under on coded reports, known by their digest (`greffier score`).
# Written by `greffier score GOLD_DIR --floors FILE --raise-floors`; lowering one takes --lower-floors and a line in
# CHANGELOG.md.
"""

Floors = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Fall:
    """A figure under its floor."""

    name: str
    floor: float
    found: float


def measured(found: Figures) -> dict[str, float]:
    """The figures that can have a floor, rounded down to three digits."""
    values = {
        "whole_f1": found.whole.f1,
        "macro_whole": found.macro_whole or 0.0,
        "entries_f1": found.entries.f1,
        "facts_f1": found.facts.f1,
        "roles_f1": found.roles.f1,
        "numbers": found.numbers or 0.0,
        "when_f1": found.when.f1,
        "not_actual_f1": found.not_actual.f1,
        "source_f1": found.source.f1,
    }
    return {name: floor(value * 1000) / 1000 for name, value in values.items()}


def read_floors(path: Path) -> Floors:
    """Floors by digest of the coded reports. Raises InputError when the file is malformed."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError("{path}: cannot be read as TOML ({reason}).", path=path, reason=reason_of(error)) from None
    return {
        digest: {k: float(v) for k, v in table.items()} for digest, table in data.items() if isinstance(table, Mapping)
    }


def falls(floors: Mapping[str, float], found: Figures) -> list[Fall]:
    """The figures that lie under their floor."""
    values = measured(found)
    return [
        Fall(name, least, values[name]) for name, least in floors.items() if name in values and values[name] < least
    ]


def write_floors(path: Path, digest: str, found: Figures, *, lower: bool) -> None:
    """Set the floors of these coded reports to what was found; without `lower`, none goes down."""
    floors = read_floors(path)
    old, new = floors.get(digest, {}), measured(found)
    floors[digest] = new if lower else {name: max(value, old.get(name, value)) for name, value in new.items()}
    tables = ["\n".join([f'["{key}"]', *(f"{k} = {v:.3f}" for k, v in table.items())]) for key, table in floors.items()]
    path.write_text(_HEADER + "\n" + "\n\n".join(tables) + "\n", "utf-8")
