"""`greffier export ftm` and `ftm-statements`: what is in them, and what followthemoney itself makes of them."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from export.conftest import Export
from greffier.export.formats.graph import ftm_rules
from greffier.lexicon import load_kinds

Json = dict[str, Any]
ROOT = Path(__file__).parents[2]
EVIDENCE = re.compile(r"\[(\d+):(\d+)\] « (.*) »", re.DOTALL)


def entities(content: bytes) -> dict[str, Json]:
    lines = [json.loads(line) for line in content.splitlines()]
    found = {one["id"]: one for one in lines}
    assert len(found) == len(lines), "an entity stands once"
    return found


def of(found: dict[str, Json], schema: str) -> list[Json]:
    return [one["properties"] for one in found.values() if one["schema"] == schema]


def statements(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline=""), dialect=csv.unix_dialect))


@pytest.fixture
def found(export: Export, linked: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Json]:
    monkeypatch.setenv("GREFFIER_LANG", "fr")
    return entities(export("ftm", ledger=linked))


def assert_sound(found: dict[str, Json]) -> None:
    """Listed properties, each value once and no longer than its type takes; every id is of an entity that is there."""
    rules = ftm_rules()
    for one in found.values():
        types = rules["schema"][one["schema"]]
        assert re.fullmatch(r"greffier-[0-9a-zA-Z.-]*[0-9a-zA-Z]", one["id"])
        for name, values in one["properties"].items():
            assert name in types, (one["schema"], name)
            assert values and len(set(values)) == len(values)
            assert all(0 < len(value) <= rules["longest"][types[name]] for value in values), name
            assert types[name] != "entity" or set(values) <= set(found), name


def test_entities_are_sound_and_refer_to_what_is_there(found: dict[str, Json]) -> None:
    assert_sound(found)
    assert {one["schema"] for one in found.values()} == {
        "Address", "Article", "Documentation", "Event", "Payment", "Person", "PublicBody",
    }  # fmt: skip


def test_every_entry_is_evidence_with_the_words_where_they_stand(found: dict[str, Json]) -> None:
    texts = {id: one["properties"]["bodyText"][0] for id, one in found.items() if one["schema"] == "Article"}
    evidence = of(found, "Documentation")
    assert len(evidence) == 13
    for one in evidence:
        (told,) = (EVIDENCE.fullmatch(line) for line in one["summary"])
        assert told and texts[one["document"][0]][int(told[1]) : int(told[2])] == told[3]
        assert one["status"][1] == "accepted"


def test_hedges_tolls_and_contradictions_are_kept(found: dict[str, Json]) -> None:
    told = {one["name"][0]: one for one in of(found, "Event")}
    strike = next(one for name, one in told.items() if name.startswith("Attaque à Izmaïl"))
    assert {"killed:3", "killed:5", "told:actual", "told:denied", "denied:attacker:Russie"} <= set(strike["keywords"])
    assert "contradiction:factuality" in strike["keywords"] and strike["date"] == ["2031-05-02"]
    assert "3 (Exemple-Presse, 2 mai 2031) → 5 (La Gazette imaginaire, 3 mai 2031)" in strike["description"][0]
    planned = told["Prévu : visite d'Anselme Fictif à Odessa"]
    assert "told:planned" in planned["keywords"] and "planned:visitor:Anselme Fictif" in planned["keywords"]
    assert "Démenti : visite d'Anselme Fictif à Bucarest" in told
    assert all("status:accepted" in one["keywords"] for one in told.values())


def test_only_money_told_as_given_between_known_parties_is_a_payment(found: dict[str, Json], export: Export) -> None:
    (payment,) = of(found, "Payment")
    assert (payment["payer"], payment["beneficiary"]) == (["greffier-actor-NO"], ["greffier-actor-UA"])
    assert (payment["amount"], payment["currency"], payment["date"]) == (["30000000"], ["EUR"], ["2031-05-04"])
    assert "1 livraison d'argent n'est qu'un événement" in export.told  # type: ignore[attr-defined]
    words = [set(one["keywords"]) for one in of(found, "Event")]
    assert any({"pledge", "amount:5000000 EUR", "period:2031-06-01/2031-08-31"} <= some for some in words)
    assert any({"delivery", "amount:total:900000000 EUR"} <= some for some in words)


def test_days_months_and_intervals(export: Export, linked: Path) -> None:
    found = entities(export("ftm", "--include-unreviewed", ledger=linked))
    assert_sound(found)
    dated = {tuple(one.get(name, [""])[0] for name in ("date", "startDate", "endDate")) for one in of(found, "Event")}
    assert {("2031-06", "", ""), ("", "2031-05-05", "2031-05-06"), ("2031-05-02", "", "")} <= dated
    unreviewed = [one for one in of(found, "Event") if "status:unreviewed" in one["keywords"]]
    assert [one["date"] for one in unreviewed] == [["2031-06"]]
    assert [one["status"] for one in of(found, "Documentation") if "unreviewed" in one["status"]] == [
        ["planned", "unreviewed"]
    ]


@pytest.mark.sqlite("its statements")
def test_a_role_told_with_a_name_is_a_post(export: Export, linked: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(linked, tmp_path / "post.db"))
    with sqlite3.connect(copy) as plain:
        (report,) = plain.execute("SELECT report FROM sighting WHERE local = 'person:anselme fictif'").fetchone()
        row = (report, "person:anselme fictif", "envoy", "UA", "", "2031-05-06", "l'envoyé ukrainien", 1)
        plain.execute("INSERT INTO office VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        plain.execute(
            'INSERT INTO actor (id, kind, name, "key", recorded_at, merged_into) '
            "VALUES ('a-f', 'person', 'A. F.', 'x', '2031-05-06T12:00:00.000000Z', 'anselme-fictif')"
        )
    found = entities(export("ftm", ledger=copy))
    assert_sound(found)
    (post,), (held,) = of(found, "Position"), of(found, "Occupancy")
    assert (post["name"], post["country"]) == (["l'envoyé ukrainien"], ["ua"])
    assert held["holder"] == ["greffier-actor-anselme-fictif"] and held["date"] == ["2031-05-06"]
    assert found["greffier-actor-anselme-fictif"]["referents"] == ["greffier-actor-a-f"]


def test_statements_are_the_same_entities_with_the_words_and_days(export: Export, linked: Path) -> None:
    found, rows = entities(export("ftm", ledger=linked)), statements(export("ftm-statements", ledger=linked))
    made: dict[str, Json] = {}
    for row in rows:
        one = made.setdefault(row["entity_id"], {"id": row["entity_id"], "schema": row["schema"], "properties": {}})
        if row["prop"] != "id":
            one["properties"].setdefault(row["prop"], []).append(row["value"])
            assert row["prop_type"] == ftm_rules()["schema"][row["schema"]][row["prop"]]
    assert made == {id: {key: one[key] for key in ("id", "schema", "properties")} for id, one in found.items()}
    assert len({row["id"] for row in rows}) == len(rows)
    killed = {row["value"]: row for row in rows if row["value"].startswith("killed:")}
    assert killed["killed:3"]["original_value"] == "La frappe a fait trois morts, selon les secours."
    assert killed["killed:5"]["first_seen"] == "2031-05-03T00:00:00" and killed["killed:5"]["origin"].endswith(" made")


def test_the_rules_know_every_kind_of_actor_and_role() -> None:
    rules, interface = (
        ftm_rules(),
        tomllib.loads(files("greffier.data").joinpath("interface", "fr.toml").read_text("utf-8")),
    )
    assert set(rules["actor"]) <= set(interface["labels"]["actor"])
    assert set(rules["actor"].values()) | {"LegalEntity"} <= set(rules["schema"])
    payment, kinds = rules["payment"], load_kinds()
    roles = kinds[payment["kind"]].roles
    assert {payment[key] for key in ("role", "payer", "beneficiary", "amount", "purpose")} <= set(roles)
    assert set(payment["keywords"]) == set(roles[payment["role"]]["values"])
    assert set(rules["roles"]["organizer"]) <= {role for kind in kinds.values() for role in kind.roles}
    assert {type_name for schema in rules["schema"].values() for type_name in schema.values()} == set(
        rules["longest"]
    ) - {"identifier"}


# --- followthemoney itself -------------------------------------------------------------------------------------------
def peer() -> str | None:
    """The program of an installed followthemoney: GREFFIER_FTM, or what `make peers` installs; None where none is."""
    program = os.environ.get("GREFFIER_FTM") or str(ROOT / ".venv-peers" / "bin" / "ftm")
    return program if Path(program).exists() else None


@pytest.fixture
def ftm(tmp_path: Path) -> Any:
    """Runs one of its commands."""
    program = peer()
    if program is None and not os.environ.get("CI"):
        pytest.skip("no followthemoney here (make peers, or GREFFIER_FTM)")
    assert program is not None, "no followthemoney: make peers"

    def run(*arguments: str) -> bytes:
        done = subprocess.run([program, *arguments], cwd=tmp_path, capture_output=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        return done.stdout

    return run


def same(content: bytes, found: dict[str, Json]) -> None:
    """The same entities with the same values, in whatever order."""
    made = {one["id"]: one for one in map(json.loads, content.splitlines())}
    assert set(made) == set(found)
    for id, one in found.items():
        assert made[id]["schema"] == one["schema"]
        values = {name: set(values) for name, values in made[id]["properties"].items()}
        assert values == {name: set(values) for name, values in one["properties"].items()}, id


@pytest.mark.slow
def test_followthemoney_takes_it_and_changes_nothing(export: Export, linked: Path, tmp_path: Path, ftm: Any) -> None:
    found = entities(export("ftm", "--include-unreviewed", ledger=linked))
    path = str(tmp_path / "out.ftm")
    same(ftm("validate", "-i", path), found)
    same(ftm("aggregate", "-i", path), found)
    export("ftm-statements", "--include-unreviewed", ledger=linked)
    rolled = ftm("aggregate-statements", "-f", "csv", "-i", str(tmp_path / "out.ftm-statements"))
    same(rolled, found)
    theirs = statements(ftm("statements", "-d", "greffier", "-f", "csv", path))
    ours = statements((tmp_path / "out.ftm-statements").read_bytes())
    plain = {row["id"] for row in ours if not row["lang"]}
    assert {row["id"] for row in theirs if row["prop"] != "id"} >= plain - {r["id"] for r in ours if r["prop"] == "id"}
    for command, more in (("export-csv", ["-o", str(tmp_path / "tables")]), ("export-gexf", ["-o", "o.gexf"])):
        ftm(command, "-i", path, *more)
    assert {p.stem for p in (tmp_path / "tables").glob("*.csv")} == {one["schema"] for one in found.values()}


@pytest.mark.slow
def test_the_list_of_properties_is_that_of_followthemoney(ftm: Any) -> None:
    model = json.loads(ftm("dump-model"))
    types = {name: one["maxLength"] for name, one in model["types"].items()}
    for schema, properties in ftm_rules()["schema"].items():
        known: dict[str, Json] = {}
        for name in (*model["schemata"][schema]["schemata"], schema):
            known |= model["schemata"][name]["properties"]
        assert {name: known[name]["type"] for name in properties} == dict(properties), schema
    assert {name: types[name] for name in ftm_rules()["longest"]} == dict(ftm_rules()["longest"])
