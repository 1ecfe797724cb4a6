"""Formats for graphs, calendars, feeds and maps: POLECAT's columns, TimeMap's folder, and any text in all of them."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from export.conftest import Export
from export.test_ftm import assert_sound, entities, peer, same, statements
from greffier.cli.app import run
from greffier.desk.renew import renew
from greffier.export.formats.graph import Entity, dates_of, ftm_rules, id_of
from greffier.export.formats.plover import COLUMNS, plover_rules
from greffier.export.formats.timemap import FIELDS
from greffier.export.formats.told import clean, url_of
from greffier.ledger import open_ledger, report_ids
from greffier.lexicon import load_gazetteer, load_kinds
from greffier.model import Report, When
from ledger.told import make_ledger


def rows(content: bytes) -> list[dict[str, str]]:
    lines = content.decode().split("\n")
    assert lines.pop() == ""
    cells = [line.split("\t") for line in lines]
    assert {len(row) for row in cells} == {40}
    return [dict(zip(cells[0], row, strict=True)) for row in cells[1:]]


# --- plover ----------------------------------------------------------------------------------------------------------
def test_polecat_has_its_forty_columns_and_only_what_is_told_as_a_fact(
    export: Export, linked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREFFIER_LANG", "fr")
    found = rows(export("plover", "--include-unreviewed", ledger=linked))
    assert len(COLUMNS) == len(set(COLUMNS)) == 40 and tuple(found[0]) == COLUMNS
    told = [(r["Event Date"], r["Event Type"], r["Actor Country"], r["Recipient Country"]) for r in found]
    assert told == [
        ("2031-05-02", "ASSAULT", "RUS", ""), ("2031-05-03", "AGREE", "SWE", "UKR"),
        ("2031-05-04", "AID", "NOR", "UKR"),
        ("2031-05-05", "CONSULT", "UKR; TUR", ""),
    ]  # fmt: skip
    strike = found[0]
    assert (strike["Placename"], strike["Country"], strike["GeoNames ID"]) == ("Izmaïl", "UKR", "707308")
    assert strike["Source"] == "Exemple-Presse; La Gazette imaginaire" and strike["Publication Date"] == "2031-05-02"
    assert all(row["Version"].endswith("; accepted") for row in found)
    told = export.told  # type: ignore[attr-defined]
    assert "4 événements n'y sont pas : aucune dépêche ne les rapporte comme un fait." in told


def test_every_type_of_the_rules_is_one_of_its_kind() -> None:
    rules, kinds = plover_rules(), load_kinds()
    typed = {name: rule for name, rule in rules.items() if "values" in rule}
    for name, rule in typed.items():
        values = set(kinds[name].roles[rule["role"]]["values"])
        assert set(rule["values"]) <= values and set(rule.get("modes", {})) <= set(rule["values"])
        assert set(rule["values"].values()) <= set(kinds[name].plover), name
    assert all(len(kind.plover) == 1 for name, kind in kinds.items() if name not in typed)
    roles = {role for kind in kinds.values() for role in kind.roles}
    assert {role for side in rules["parties"].values() for role in side} <= roles


def test_every_country_has_three_letters(export: Export, tmp_path: Path) -> None:
    codes = sorted(load_gazetteer().countries)
    names = [f"Pays{number}" for number in range(len(codes))]
    entries = [
        {
            "kind": "protest",
            "anchor": f"{name} proteste",
            "actor": [{"words": name, "country": code}],
            "when": "2031-05-02",
        }
        for name, code in zip(names, codes, strict=True)
    ]
    text = " ".join(f"{name} proteste." for name in names)
    path = made(tmp_path / "all.db", [{"outlet": "E", "published": "2031-05-02", "text": text, "entries": entries}])
    found = {row["Actor Country"] for row in rows(export("plover", "--include-unreviewed", ledger=path))}
    assert len(found) == len(codes) and all(re.fullmatch("[A-Z]{3}", code) for code in found)
    assert {"FRA", "DEU", "COD", "MMR", "TLS", "YEM", "XKX"} <= found


# --- timemap ---------------------------------------------------------------------------------------------------------
def test_a_time_map_is_a_folder_of_three_files(
    linked: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREFFIER_LANG", "fr")
    folder = tmp_path / "map"
    assert run(["export", "timemap", "--ledger", str(linked), "--output", str(folder), "--include-unreviewed"]) == 0
    assert "3 événements n'y sont pas : ni jour, ni lieu" in capfd.readouterr().err
    found = {name: json.loads((folder / name).read_text("utf-8")) for name in FIELDS}
    assert {p.name for p in folder.iterdir()} == set(FIELDS)
    for name, fields in FIELDS.items():
        assert all(tuple(item) == fields for item in found[name]), name
    sources = {one["id"] for one in found["sources.json"]}
    filters = {one["id"] for one in found["associations.json"]}
    for event in found["events.json"]:
        assert event["date"] or event["latitude"]
        assert isinstance(event["latitude"], str) and bool(event["latitude"]) == bool(event["longitude"])
        assert set(event["sources"]) <= sources and set(event["associations"]) <= filters
    strike = next(one for one in found["events.json"] if one["category"] == "attack")
    assert (strike["date"], strike["latitude"], strike["location"]) == ("5/2/2031", "45.350000", "Izmaïl")
    assert {"kind-attack", "told-actual", "told-denied", "status-accepted"} == set(strike["associations"])
    assert [one["associations"][-1] for one in found["events.json"] if one["date"] == "6/1/2031"] == [
        "status-unreviewed"
    ]


def test_a_folder_needs_a_path(linked: Path) -> None:
    assert run(["export", "timemap", "--ledger", str(linked)]) == 2


# --- any text --------------------------------------------------------------------------------------------------------
ODD = st.sampled_from(
    "𝄞é\u0301א\u202e\u2066\r\n\u2028\u200d\x07\x1f\x85\ufffe\U000e0041«»\"'\\;:,=+@<&>|[]{}%\ue000\ue001\t"
)
WORDS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0") | ODD, min_size=1, max_size=40)


@given(WORDS)
def test_clean_words_are_one_line_and_stay_as_they_are(words: str) -> None:
    line = clean(words)
    assert clean(line) == line and unicodedata.is_normalized("NFC", line)
    assert not {
        c for c in line if unicodedata.category(c) in {"Cc", "Cs"} or c in "\u202a\u202b\u202d\u202e\u2028\u2029"
    }
    assert len(clean(words, 7)) <= 7


@given(st.sampled_from(sorted(ftm_rules()["longest"])), WORDS | WORDS.map(lambda w: w * 5000))
def test_a_value_of_followthemoney_is_as_its_type_keeps_it(type_name: str, words: str) -> None:
    """Added again, it is the same value; nothing is longer than its type takes."""
    places = [(s, p) for s, some in ftm_rules()["schema"].items() for p, kind in some.items() if kind == type_name]
    for schema, name in places[:1]:
        one, again = Entity("greffier-1", schema), Entity("greffier-1", schema)
        one.add(name, words)
        for value in one.properties.get(name, {}):
            assert value and len(value) <= ftm_rules()["longest"][type_name]
            again.add(name, value)
        assert list(again.properties.get(name, {})) == list(one.properties.get(name, {})) and not again.cut


@given(WORDS)
def test_an_id_is_of_characters_that_followthemoney_takes(words: str) -> None:
    assert re.fullmatch(r"[0-9a-zA-Z][0-9a-zA-Z.-]*[0-9a-zA-Z]", id_of("actor", words))


@given(st.dates(), st.dates())
def test_a_partial_date_covers_the_interval_and_no_more(one: date, other: date) -> None:
    start, end = sorted((one, other))
    found = dates_of(When(start, end))
    if "date" in found and len(found["date"]) < 10:
        assert start.isoformat().startswith(found["date"]) and end.isoformat().startswith(found["date"])
        assert (start.day, end.day) in {(1, last) for last in (28, 29, 30, 31)}
    else:
        assert found in ({"date": start.isoformat()}, {"startDate": start.isoformat(), "endDate": end.isoformat()})


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://", "http://a b", "file:///etc", "https://e.invalid/\n", None]
)
def test_only_addresses_of_the_web_are_links(url: str | None) -> None:
    report = Report("r", "t", url=url)
    assert url_of(report) in {"", "https://e.invalid/"} and not re.search(r"\s", url_of(report))


def made(path: Path, reports: list[dict[str, Any]]) -> Path:
    """A ledger of these reports, linked."""
    make_ledger(path, reports)
    with open_ledger(path) as ledger:
        with ledger.begin() as connection:
            ids = report_ids(connection)
        renew(ledger, ids)
    return path


def hostile(words: list[str], number: int) -> dict[str, Any]:
    """A report in which these words are a title, an outlet, who acts, what is quoted, where, and who says so."""
    texts = [f"«{word}»" for word in words]
    text = f"{number} début. {' '.join(texts)} {number} fin."
    who, what, where, says = texts[:4]
    place = [{"words": where, "id": f"place:{where}", "at": [45.0, 28.0], "country": "UA"}]
    day = {"when": "2031-05-02", "source": {"words": says, "id": f"person:{says}"}}
    entries = [
        {"kind": "visit", "anchor": "début", "visitor": [{"words": who, "id": f"person:{who}"}], "place": place, **day},
        {"kind": "statement", "anchor": "fin", "speaker": [who], "act": "accuses", "content": what, **day},
    ]
    about = {
        "title": words[0],
        "outlet": words[1],
        "url": f"https://exemple.invalid/{words[2]}",
        "published": "2031-05-02",
    }
    return {**about, "text": text, "entries": entries}


NASTY = [
    [
        "=1+1\x07<script>alert(1)</script>",
        "]]>&lt;\u202eabc",
        "a\r\nEND:VEVENT\r\n;:,\\",
        '"quoted" \ue0009\ue001 {count}',
    ],
    ["+1\t2", "\ufffe\u2028\U000e0041", "<br/>'; DROP TABLE entry; --", "@SUM(A1) \u0301א"],
]


def test_hostile_words_come_out_in_every_format_as_it_has_them(tmp_path: Path) -> None:
    everywhere(made(tmp_path / "odd.db", [hostile(words, number) for number, words in enumerate(NASTY)]))


@pytest.mark.slow
@settings(
    max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)
@given(st.lists(st.lists(WORDS, min_size=4, max_size=4, unique=True), min_size=3, max_size=6), st.booleans())
def test_any_words_come_out_in_every_format_as_it_has_them(
    tmp_path_factory: pytest.TempPathFactory, told: list[list[str]], french: bool
) -> None:
    """Some of them 100,000 characters long; followthemoney, where it is installed, changes nothing in them."""
    long = [word * (100_000 // len(word) + 1) for word in told[0]]
    path = made(tmp_path_factory.mktemp("odd") / "odd.db", [hostile(w, n) for n, w in enumerate([long, *told])])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GREFFIER_LANG", "fr" if french else "en")
        everywhere(path)
    if (ftm := peer()) is not None:
        done = subprocess.run([ftm, "validate", "-i", str(path.parent / "ftm")], capture_output=True, check=True)
        same(done.stdout, entities((path.parent / "ftm").read_bytes()))


def everywhere(ledger: Path) -> None:
    """Each format, read by what reads it."""
    names = ("ftm", "ftm-statements", "ics", "rss", "plover", "timemap")
    found = {name: written(ledger, name) for name in names}
    assert_sound(entities(found["ftm"]))
    events = [set(one["properties"]["keywords"]) for one in entities(found["ftm"]).values() if one["schema"] == "Event"]
    assert {row["entity_id"] for row in statements(found["ftm-statements"])} == set(entities(found["ftm"]))
    calendar = Calendar.from_ical(found["ics"])
    assert len(calendar.walk("VEVENT")) == sum("type:visit" in words for words in events) and calendar.errors == []
    channel = ElementTree.fromstring(found["rss"])[0]
    assert len(channel.findall("item")) == len(events) > 1
    assert not any(re.search(r"<(?!/?p>)", item.findtext("description", "")) for item in channel.findall("item"))
    for row in rows(found["plover"]):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


def written(ledger: Path, name: str) -> bytes:
    """What the command writes; a folder's first file."""
    output = ledger.parent / name
    assert run(["export", name, "--ledger", str(ledger), "--include-unreviewed", "--output", str(output)]) == 0
    if output.is_dir():
        assert all(json.loads(path.read_text("utf-8")) for path in output.iterdir())
        return b""
    return output.read_bytes()


def test_statements_are_read_by_a_csv_reader(export: Export, linked: Path) -> None:
    content = export("ftm-statements", ledger=linked).decode()
    assert list(csv.DictReader(io.StringIO(content, newline=""))) == statements(content.encode())
