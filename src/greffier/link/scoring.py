"""The one door to Splink: how well two tellings fit, in bits, by probabilities that were counted once and are shipped.

Splink runs on an in-memory DuckDB of its own and weighs the pairs that share a block. A weight is the frozen prior plus
what each comparison says, so that it does not move as the ledger grows. Splink is imported when first used.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations, product
from typing import Any

from greffier.link.alike import content
from greffier.link.blocks import blocks, fits_cap
from greffier.link.records import FINE, Number, Telling, Where
from greffier.link.tellings import Pair, pair
from greffier.link.veto import short

__all__ = ["COMPARISONS", "Weights", "compared", "gammas", "load_weights", "weigh", "working"]

_BOTH = "{0}_l IS NULL OR {0}_r IS NULL"
_NONE = "len({0}_l) = 0 OR len({0}_r) = 0"
_SHARED = "len(list_intersect({0}_l, {0}_r))"
_LEAST = "least(len({0}_l), len({0}_r))"
_KM = (
    "12742 * asin(least(1.0, sqrt(pow(sin(radians(lat_r - lat_l) / 2), 2) + cos(radians(lat_l)) * cos(radians(lat_r))"
    " * pow(sin(radians(lon_r - lon_l) / 2), 2))))"
)
_NAMED = "list_has_any(spots_l, names_r) OR list_has_any(spots_r, names_l)"
_NEAR = "abs(low_l - low_r) <= {share} * greatest(low_l, low_r)"

# Each comparison: when it cannot be told, then its levels from the best to the worst, each a name and an SQL condition
# ("" for all that is left). Field names end in _l and _r for the two tellings of a pair.
COMPARISONS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "date": (
        _BOTH.format("first"),
        {
            "same": "first_l = first_r AND last_l = last_r",
            "meet": "first_l <= last_r AND first_r <= last_l",
            "apart": "",
        },
    ),
    "told": (  # where both are dated the day of publication says no more
        f"{_BOTH.format('published')} OR (first_l IS NOT NULL AND first_r IS NOT NULL)",
        {
            "same day": "published_l = published_r",
            "next day": "abs(published_l - published_r) = 1",
            "days": "abs(published_l - published_r) <= 4",
            "later": "",
        },
    ),
    "place": (
        f"({_NONE.format('countries')}) AND ({_NONE.format('places')}) AND NOT ({_NAMED})",
        {
            "same": f"{_SHARED.format('towns')} > 0",
            "near": f"{_KM} <= 30",
            "named": _NAMED,
            "region": f"{_SHARED.format('places')} > 0 OR {_KM} <= 250",
            "country": f"{_SHARED.format('countries')} > 0",
            "other": "",
        },
    ),
    "who": (
        _NONE.format("who"),
        {
            "several named": f"{_SHARED.format('named')} >= 2",
            "named": f"{_SHARED.format('named')} = 1",
            "countries": f"{_SHARED.format('who')} >= 2",
            "country": f"{_SHARED.format('who')} = 1",
            "other": "",
        },
    ),
    "figure": (
        "what_l IS NULL OR what_r IS NULL OR what_l <> what_r",
        {
            "same": "low_l = low_r",
            "near": _NEAR.format(share="0.25"),
            "alike": _NEAR.format(share="0.6"),
            "other": "",
        },
    ),
    "names": (
        _NONE.format("names"),
        {
            "many": f"{_SHARED.format('names')} >= 4",
            "some": f"{_SHARED.format('names')} >= 2",
            "one": f"{_SHARED.format('names')} = 1",
            "none": "",
        },
    ),
    "words": (
        f"language_l <> language_r OR {_NONE.format('words')}",
        {
            "most": f"{_SHARED.format('words')} >= 0.6 * {_LEAST.format('words')}",
            "half": f"{_SHARED.format('words')} >= 0.4 * {_LEAST.format('words')}",
            "some": f"{_SHARED.format('words')} >= 0.2 * {_LEAST.format('words')}",
            "few": f"{_SHARED.format('words')} >= 0.08 * {_LEAST.format('words')}",
            "none": "",
        },
    ),
    "state": (
        _NONE.format("closed"),
        {"same": f"{_SHARED.format('closed')} > 0", "other": ""},
    ),
}
_SPELLINGS: Mapping[str, Mapping[str, str]] = {
    "spark": {"len": "size", "list_intersect": "array_intersect", "list_has_any": "arrays_overlap"}
}
_WIDE = frozenset({"country"})
_FIRST = ("killed", "wounded")  # the figure by which a happening is best known


@dataclass(frozen=True, slots=True)
class Weights:
    """What was counted: `prior` in bits, the `threshold` to link, and for each comparison's level its m and u."""

    prior: float
    threshold: float
    levels: Mapping[str, Mapping[str, tuple[float, float]]]
    digest: str = ""


@cache
def load_weights() -> Weights:
    """The shipped weights, made by scripts/train_linker.py."""
    from hashlib import sha256

    raw = files("greffier.data").joinpath("linking", "weights.json").read_bytes()
    data = json.loads(raw)
    levels = {name: {level: (m, u) for level, (m, u) in some.items()} for name, some in data["levels"].items()}
    return Weights(data["prior"], data["threshold"], levels, sha256(raw).hexdigest())


def weigh(
    tellings: Sequence[Telling], weights: Weights, sizes: Mapping[int, int] | None = None, *, spark: Any = None
) -> dict[Pair, float]:
    """The weight of every pair that shares a block, in bits, rounded so that no order of adding shows.

    `sizes` tells how many tellings the whole ledger has in a block, where `tellings` are only some of them; `spark` is
    a Spark session on whose cluster they are weighed, None for this machine: the weights are the same. Tellings with
    one content are weighed once: two of them stand for all.
    """
    alike: dict[Hashable, list[str]] = defaultdict(list)
    for telling in sorted(tellings, key=lambda t: t.id):
        alike[content(telling)].append(telling.id)
    standing = {id: ids for ids in alike.values() for id in ids[:2]}
    in_all = _sizes_of(tellings) if sizes is None else sizes
    found: dict[Pair, float] = {}
    for row in _predict([t for t in tellings if t.id in standing], weights, in_all, spark=spark):
        one, other, bits = row["unique_id_l"], row["unique_id_r"], round(float(row["match_weight"]), 3)
        if standing[one] is standing[other]:
            found |= {pair(a, b): bits for a, b in combinations(standing[one], 2)}
        elif one == standing[one][0] and other == standing[other][0]:
            found |= {pair(a, b): bits for a, b in product(standing[one], standing[other])}
    return found


def _sizes_of(tellings: Iterable[Telling]) -> dict[int, int]:
    return Counter(key for telling in tellings for key in blocks(telling))


def working(tellings: Sequence[Telling], weights: Weights) -> dict[Pair, dict[str, tuple[str, float]]]:
    """For every pair that shares a block, what each comparison found: its level ("" for not told), and bits."""
    found = {}
    for row in _predict(tellings, weights, None, working=True):
        p = pair(row["unique_id_l"], row["unique_id_r"])
        found[p] = {name: _worked(name, row[f"gamma_{name}"], weights) for name in COMPARISONS}
    return found


def compared(
    tellings: Sequence[Telling], pairs: Iterable[Pair], weights: Weights
) -> dict[Pair, dict[str, tuple[str, float]]]:
    """What `working` tells, for these pairs only, by the same conditions put to DuckDB alone: at once, for a page."""
    import duckdb
    import pyarrow

    told = pyarrow.Table.from_pylist([_row(t, []) for t in tellings], schema=_schema())
    wanted = sorted(set(pairs))
    asked = pyarrow.table({"one": [p[0] for p in wanted], "other": [p[1] for p in wanted]})
    sides = ", ".join(f"{side}.{name} AS {name}_{side}" for name in _schema().names for side in "lr")
    inner = "asked JOIN told l ON l.unique_id = one JOIN told r ON r.unique_id = other"
    levels = ", ".join(f"{_levels(name)} AS {name}" for name in COMPARISONS)
    connection = duckdb.connect(":memory:")
    try:
        connection.register("told", told)
        connection.register("asked", asked)
        rows = connection.sql(f"SELECT one, other, {levels} FROM (SELECT one, other, {sides} FROM {inner})").fetchall()
    finally:
        connection.close()
    return {
        (one, other): {name: _worked(name, gamma, weights) for name, gamma in zip(COMPARISONS, found, strict=True)}
        for one, other, *found in rows
    }


def _levels(name: str) -> str:
    """A comparison as one expression: the number of its level, the best highest, -1 where it cannot be told."""
    untold, levels = COMPARISONS[name]
    best = len(levels) - 1
    cases = " ".join(f"WHEN {test or 'true'} THEN {best - n}" for n, test in enumerate(levels.values()))
    return f"CASE WHEN {untold} THEN -1 {cases} END"


def gammas(tellings: Sequence[Telling], weights: Weights) -> Iterator[tuple[Pair, dict[str, str]]]:
    """The level of each comparison ("" for not told) for every pair that shares a block: what training counts."""
    for p, told in working(tellings, weights).items():
        yield p, {name: level for name, (level, _bits) in told.items()}


def _worked(name: str, gamma: int, weights: Weights) -> tuple[str, float]:
    from math import log2

    if gamma < 0:
        return "", 0.0
    level = list(COMPARISONS[name][1])[-1 - gamma]
    m, u = weights.levels[name][level]
    return level, round(log2(m / u), 3)


def _predict(
    tellings: Sequence[Telling], weights: Weights, sizes: Mapping[int, int] | None, *, working: bool = False,
    spark: Any = None,
) -> list[dict[str, Any]]:  # fmt: skip
    keys = {t.id: blocks(t) for t in tellings}
    counted = Counter(key for some in keys.values() for key in some)
    in_all = counted if sizes is None else {key: sizes.get(key, n) for key, n in counted.items()}
    rows = [_row(t, [k for k in fits_cap(keys[t.id], in_all) if counted[k] > 1]) for t in tellings]
    rows = [row for row in rows if row["blocks"]]
    if len(rows) < 2:
        return []
    if spark is None:
        return _on_this_machine(rows, _settings(weights, working=working))
    return _on_cluster(rows, _settings(weights, working=working, dialect="spark"), spark)


def _on_this_machine(rows: Sequence[Mapping[str, Any]], settings: dict[str, Any]) -> list[dict[str, Any]]:
    import duckdb
    from splink import DuckDBAPI

    connection = duckdb.connect(":memory:")
    try:
        return _with_splink(DuckDBAPI(connection), rows, settings)
    finally:
        connection.close()


def _on_cluster(rows: Sequence[Mapping[str, Any]], settings: dict[str, Any], spark: Any) -> list[dict[str, Any]]:
    from splink import SparkAPI

    # None of Splink's own functions in Java is used, and results stay on the cluster until they are asked for.
    made: Any = SparkAPI
    database = made(spark_session=spark, register_udfs_automatically=False, break_lineage_method="persist")
    try:
        return _with_splink(database, rows, settings)
    finally:
        spark.catalog.clearCache()


def _with_splink(database: Any, rows: Sequence[Mapping[str, Any]], settings: dict[str, Any]) -> list[dict[str, Any]]:
    import logging

    import pyarrow
    from splink import Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    table = database.register(pyarrow.Table.from_pylist(list(rows), schema=_schema()))
    # The settings are ours, and tested; looking them over takes longer than linking.
    linker = Linker(table, settings, log_level=logging.ERROR, validate_settings=False)
    found: list[dict[str, Any]] = linker.inference.predict().as_record_list()
    return found


def _settings(weights: Weights, *, working: bool, dialect: str = "duckdb") -> dict[str, Any]:
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": 1 / (1 + 2**-weights.prior),
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": "l.blocks = r.blocks", "sql_dialect": dialect, "arrays_to_explode": ["blocks"]}
        ],
        "comparisons": [_comparison(name, weights, dialect) for name in COMPARISONS],
        "retain_intermediate_calculation_columns": working,
        "retain_matching_columns": working,
    }


def _comparison(name: str, weights: Weights, dialect: str) -> dict[str, Any]:
    untold, levels = COMPARISONS[name]
    unknown = _spelled(untold, dialect)
    found: list[dict[str, Any]] = [{"sql_condition": unknown, "label_for_charts": "not told", "is_null_level": True}]
    for level, condition in levels.items():
        (m, u), test = weights.levels[name][level], _spelled(condition, dialect) or "ELSE"
        found.append({"sql_condition": test, "label_for_charts": level, "m_probability": m, "u_probability": u})
    return {"output_column_name": name, "comparison_levels": found}


def _spelled(condition: str, dialect: str) -> str:
    """A condition as a database spells it: DuckDB's functions on lists have other names in Spark."""
    for ours, theirs in _SPELLINGS.get(dialect, {}).items():
        condition = condition.replace(f"{ours}(", f"{theirs}(")
    return condition


def _row(telling: Telling, keys: Sequence[int]) -> dict[str, Any]:
    town = next((p for p in telling.places if p.precision in FINE and p.lat is not None), None)
    figure = _figure(telling.numbers)
    dated = short(telling)
    return {
        "unique_id": telling.id,
        "blocks": list(keys),
        "first": telling.first if dated else None,
        "last": telling.last if dated else None,
        "published": telling.published,
        "language": telling.language,
        "towns": _ids(telling.places, FINE),
        "places": sorted({p.id for p in telling.places if p.precision not in _WIDE}),
        "countries": sorted({p.country for p in telling.places if p.country}),
        "lat": town.lat if town else None,
        "lon": town.lon if town else None,
        "who": sorted(telling.who),
        "named": sorted(one for one in telling.who if "=country:" not in one),
        "what": figure.what if figure else None,
        "low": figure.low if figure else None,
        "names": sorted(telling.names),
        "spots": sorted(telling.spots),
        "words": sorted(telling.words),
        "closed": sorted(telling.closed),
    }


def _ids(places: Iterable[Where], precisions: frozenset[str]) -> list[str]:
    return sorted({p.id for p in places if p.precision in precisions})


def _figure(numbers: Iterable[Number]) -> Number | None:
    """The figure to compare by: the dead first, the highest of them."""
    some = [n for n in numbers if n.low is not None]
    rank = {what: i for i, what in enumerate(_FIRST)}
    return min(some, key=lambda n: (rank.get(n.what, len(rank)), n.what, -(n.low or 0)), default=None)


def _schema() -> Any:
    import pyarrow

    texts, whole, real, text = pyarrow.list_(pyarrow.string()), pyarrow.int64(), pyarrow.float64(), pyarrow.string()
    kinds = {
        "unique_id": text, "blocks": pyarrow.list_(whole), "first": whole, "last": whole, "published": whole,
        "language": text, "towns": texts, "places": texts, "countries": texts, "lat": real, "lon": real, "who": texts,
        "named": texts, "what": text, "low": real, "names": texts, "spots": texts, "words": texts, "closed": texts,
    }  # fmt: skip
    return pyarrow.schema(list(kinds.items()))
