"""`ftm` and `ftm-statements`: FollowTheMoney 4.11, an entity a line, or a row a value with where it comes from.

Two formats and not one with an option, for they are read by different commands (`ftm validate`, `ftm
aggregate-statements`) and have columns of their own. The JSON is ours to write: followthemoney itself is needed by
tests alone.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from hashlib import sha1
from typing import BinaryIO

from greffier.export.formats.base import Format, Left, Options, Wanted, text_of
from greffier.export.formats.graph import Entity, Value, ftm_rules
from greffier.export.formats.investigation import Graph

__all__ = ["FTM", "FTM_STATEMENTS", "STATEMENT_COLUMNS", "ftm_fields"]

STATEMENT_COLUMNS = (
    "canonical_id", "entity_id", "prop", "prop_type", "schema", "value", "dataset", "origin", "lang", "original_value",
    "external", "first_seen", "last_seen", "id",
)  # fmt: skip
_DATASET = "greffier"


def ftm_fields() -> tuple[str, ...]:
    """Fields of an entity, and properties that it may have."""
    properties = {name for schema in ftm_rules()["schema"].values() for name in schema}
    return ("id", "schema", "properties", "datasets", "referents", *sorted(properties))


def _write(wanted: Wanted, out: BinaryIO, options: Options) -> tuple[Left, ...]:
    graph = Graph(wanted, options)
    with text_of(out) as text:
        for entity in graph.entities():
            text.write(json.dumps(entity.to_json(), ensure_ascii=False, separators=(",", ":")) + "\n")
    return _left(graph)


def _write_statements(wanted: Wanted, out: BinaryIO, options: Options) -> tuple[Left, ...]:
    graph = Graph(wanted, options)
    with text_of(out) as text:
        writer = csv.DictWriter(text, STATEMENT_COLUMNS, dialect=csv.unix_dialect)
        writer.writeheader()
        for entity in graph.entities():
            writer.writerows(_statements(entity))
    return _left(graph)


def _left(graph: Graph) -> tuple[Left, ...]:
    return (
        Left("{count} {count:value was|values were} cut, being longer than FollowTheMoney takes.", graph.cut),
        Left(
            "{count} {count:delivery|deliveries} of money {count:is|are} an event only: not both sides are known.",
            graph.unpaid,
        ),
    )


def _statements(entity: Entity) -> Iterator[dict[str, str]]:
    """A row for the entity itself, as statements have it, and one for each value."""
    seen = [value.origin for _, _, value in entity.values()]
    first, last = (
        min((o.first for o in seen if o.first), default=""),
        max((o.last for o in seen if o.last), default=""),
    )
    about = {"canonical_id": entity.id, "entity_id": entity.id, "schema": entity.schema, "dataset": _DATASET}
    about["external"] = "f"
    base = {"prop": "id", "prop_type": "id", "value": entity.id, "first_seen": first, "last_seen": last}
    yield about | base | {"id": _key(entity.id, "id", entity.id, "")}
    for name, type_name, value in entity.values():
        yield about | {"prop": name, "prop_type": type_name} | _cells(entity, name, value)


def _cells(entity: Entity, name: str, value: Value) -> dict[str, str]:
    origin = value.origin
    return {
        "value": value.value,
        "origin": origin.by,
        "lang": origin.language,
        "original_value": "" if origin.words == value.value else origin.words[: ftm_rules()["longest"]["text"]],
        "first_seen": origin.first,
        "last_seen": origin.last,
        "id": _key(entity.id, name, value.value, origin.language),
    }


def _key(entity: str, name: str, value: str, language: str) -> str:
    """The id of a statement, as FollowTheMoney makes it: what is told again has the same."""
    key = f"{_DATASET}.{entity}.{name}.{value}" + (f"@{language}" if language else "")
    return sha1(key.encode("utf-8")).hexdigest()


FTM = Format("ftm", _write, suffix="json")
FTM_STATEMENTS = Format("ftm-statements", _write_statements, suffix="csv")
