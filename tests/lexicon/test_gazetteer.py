"""The gazetteer: cases of gazetteer.toml, its tables, and the digest of its database."""

from __future__ import annotations

import csv
import importlib.util
import sqlite3
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greffier.lexicon import load_gazetteer
from greffier.lexicon.name_key import name_key

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "src" / "greffier" / "data"
CASES = tomllib.loads(Path(__file__).with_name("gazetteer.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES["case"], ids=lambda c: c["text"][:40])
def test_finds(case):
    found = load_gazetteer().scan(case["text"], case["language"])
    assert [[case["text"][f.start : f.end], f.known.type, f.known.id] for f in found] == case["finds"]


@pytest.mark.parametrize("town", CASES["town"], ids=lambda t: t["names"][0])
def test_towns(town):
    for name in town["names"]:
        first = next(t for t in load_gazetteer().towns(name) if t.kind == "town")
        assert first.country == town["country"], name
        assert abs(first.lat - town["near"][0]) < 0.1 and abs(first.lon - town["near"][1]) < 0.1, name


@pytest.mark.parametrize("name", ["Soumy", "Robotyne", "Jytomyr", "Idleb"])
def test_a_place_is_found_by_its_id(name):
    for town in load_gazetteer().towns(name):
        found = load_gazetteer().town(town.id)
        assert found is not None and (found.id, found.lat) == (town.id, town.lat)


def test_an_unknown_name_has_no_towns():
    assert load_gazetteer().towns("Xyzzyville-les-Ormes") == ()
    assert load_gazetteer().country_names("QQ") == ()


def test_names_of_a_country_are_french_and_english_with_its_capital():
    names = load_gazetteer().country_names("RU")
    assert {"Russie", "Russia", "Moscou", "Moscow"} <= set(names) and "Kremlin" not in names and len(names) <= 12
    assert load_gazetteer().aliases("RU", ["le Kremlin"])[0] == "le Kremlin"


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["actors/bodies.csv", "places/areas.csv", "places/regions.csv"])
def test_ids_are_unique(name):
    ids = [row["id"] for row in rows(name)]
    assert len(ids) == len(set(ids))


def test_countries_of_bodies_and_areas_are_known():
    codes = {row["code"] for row in rows("places/countries.csv")}
    used = {row["country"] for name in ("actors/bodies.csv", "places/areas.csv") for row in rows(name)}
    assert used - codes <= {"", "AQ", "SJ", "IO"}


def test_every_capital_is_on_the_map():
    gazetteer = load_gazetteer()
    for country in gazetteer.countries.values():
        for name in [n for names in country.capitals.values() for n in names[:1]]:
            known = gazetteer.towns(name)
            assert any(t.country in {country.code, "IL"} for t in known), f"{name} ({country.code})"


def test_the_database_is_the_recorded_one():
    spec = importlib.util.spec_from_file_location("build_places", ROOT / "scripts" / "build_places.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with sqlite3.connect(f"file:{DATA / 'places' / 'places.db'}?mode=ro", uri=True) as db:
        assert module.digest(db) == (DATA / "places" / "places.sha256").read_text("ascii").strip()


@given(st.text(max_size=200), st.sampled_from(["fr", "en"]))
def test_found_names_lie_in_the_text_in_order(text, language):
    found = list(load_gazetteer().scan(text, language))
    assert all(0 <= f.start < f.end <= len(text) for f in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(name):
    assert name_key(name_key(name)) == name_key(name)


def test_towns_asked_for_longest_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["Odessa", "Kramatorsk", "Tripoli", "Lyman", "Pokrovsk"]
    known = [load_gazetteer().towns(name) for name in names]
    gazetteer = load_gazetteer().with_lists()
    monkeypatch.setattr("greffier.lexicon.gazetteer._REMEMBERED", 2)
    for _ in range(2):
        assert [gazetteer.towns(name) for name in names] == known
        assert len(gazetteer._towns) == 2
    gazetteer.towns("Lyman")
    gazetteer.towns("Odessa")
    assert set(gazetteer._towns) == {name_key("Lyman"), name_key("Odessa")}
