"""What is known of the tables of other datasets (ACLED, UCDP, Kiel): their columns, headings, words and country names.

All of it lies under data/records; a dataset is a file there, and its name is what commands call it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Any

from greffier.errors import DataError
from greffier.lexicon.gazetteer import load_gazetteer
from greffier.lexicon.language import read_toml
from greffier.lexicon.name_key import name_key

__all__ = [
    "SHEETS", "Land", "Sheet", "comparing", "land_named", "land_numbered", "lands", "load_sheet", "says", "words",
]  # fmt: skip

SHEETS = ("acled", "ucdp", "kiel")
_FOLDER = "records"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A dataset: its columns in order, those that a ledger cannot know, and the tables of its file."""

    name: str
    columns: tuple[str, ...]
    unknown: frozenset[str]
    tables: Mapping[str, Any]

    def table(self, name: str) -> Any:
        """A table of the file, {} where it has none of that name."""
        return self.tables.get(name, {})


@dataclass(frozen=True, slots=True)
class Land:
    """A country as the datasets name it; `numeric` is its ISO 3166-1 number, 0 where it has none."""

    code: str
    numeric: int
    iso3: str
    acled_region: str
    acled: str
    ucdp_region: str
    ucdp: str


@cache
def load_sheet(name: str) -> Sheet:
    """A dataset by its name, one of SHEETS. Raises DataError for a file that does not fit."""
    data = read_toml(files("greffier.data").joinpath(_FOLDER, f"{name}.toml"))
    columns, unknown = tuple(data["columns"]), frozenset(data["unknown"])
    if not unknown <= set(columns):
        raise DataError("{name}: {columns} are no columns.", name=name, columns=", ".join(sorted(unknown - {*columns})))
    return Sheet(name, columns, unknown, data)


@cache
def comparing() -> Mapping[str, Any]:
    """By what records and events are set side by side (comparing.toml)."""
    return read_toml(files("greffier.data").joinpath(_FOLDER, "comparing.toml"))


@cache
def lands() -> Mapping[str, Land]:
    """The countries by ISO code."""
    text = files("greffier.data").joinpath(_FOLDER, "countries.csv").read_text("utf-8")
    rows = csv.DictReader(StringIO(text))
    found = ({**row, "numeric": int(row["numeric"])} for row in rows)
    return {str(row["code"]): Land(**row) for row in found}  # type: ignore[arg-type]


@cache
def _by_name() -> Mapping[str, str]:
    """Codes of countries by every name that a dataset or the gazetteer has for them; those of datasets first."""
    found: dict[str, str] = {}
    gazetteer, known = load_gazetteer(), lands()
    for land in known.values():
        for name in filter(None, (land.acled, land.ucdp, land.ucdp.partition(" (")[0], land.iso3)):
            found.setdefault(name_key(name), land.code)
    for code in known:
        country = gazetteer.country(code)
        for name in (name for some in country.names.values() for name in some) if country else ():
            found.setdefault(name_key(name), code)
    return found


def land_named(name: str) -> str | None:
    """The ISO code of the country of that name or ISO 3166-1 code of three letters, None where it is none."""
    return _by_name().get(name_key(name))


@cache
def land_numbered(number: int) -> str | None:
    """The ISO code of the country of that ISO 3166-1 number."""
    return next((code for code, land in lands().items() if land.numeric == number), None)


@cache
def words() -> Mapping[str, Any]:
    """The lists of words.toml."""
    return read_toml(files("greffier.data").joinpath(_FOLDER, "words.toml"))


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(f"{word}{end}" for word in words()[name] for end in ("", "s", "x"))


@cache
def _longest(name: str) -> int:
    return max(word.count(" ") for word in _list(name)) + 1


def says(text: str, name: str, *, first: bool = False) -> bool:
    """Whether a word of a list of words.toml stands in `text`; with `first`, at its beginning or after one word (an
    article)."""
    found, known = name_key(text).split(), _list(name)
    starts = range(min(2, len(found))) if first else range(len(found))
    return any(" ".join(found[i : i + n]) in known for i in starts for n in range(1, _longest(name) + 1))
