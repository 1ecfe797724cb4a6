"""Entries as JSON, CSV and a table."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from greffier.export import columns, entry_to_json, print_report, quantity_words, report_to_json, write_csv
from greffier.export.jsonl import filler_to_json, quantity_to_json
from greffier.export.words import date_words, line_of
from greffier.lexicon import load_interface
from greffier.model import Entry, Filler, Place, Quantity, Report, Span, SpanRole, When

TEXT = "Trois drones ont visé le port d'Exempleville mardi, tuant au moins quatre dockers, selon le maire."
REPORT = Report("r1", TEXT, "=Titre", date(2031, 5, 4), "fr", "Exemple-Presse", None, "a.json")
PLACE = Place("ex:1", "Exempleville", "EX", 1.5, -2.25, "city", ("Exempleville", "Sampletown"))


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def filler(role: str, words: str, name: str = "", **more: Any) -> Filler:
    return Filler(role, words, span(words), name or words, **more)


def entry(**more: Any) -> Entry:
    values: dict[str, Any] = {
        "id": "e1", "report": "r1", "kind": "toll", "anchor": span("tuant"), "evidence": (Span(0, len(TEXT)),),
        "factuality": "actual", "source": filler("source", "le maire", "le maire d'Exempleville"),
        "when": When(date(2031, 5, 2), date(2031, 5, 2)),
        "roles": {
            "harm": "killed", "number": Quantity(4.0), "victims": (filler("victims", "dockers"),),
            "place": (filler("place", "Exempleville", place=PLACE, names=("Exempleville", "Sampletown")),),
            "object": SpanRole("object", span("le port")), "period": When(date(2031, 1, 1), date(2031, 12, 31)),
        },
        "doubts": ("place inherited",), "by": "toll.participle", "confidence": 0.7512,
    }  # fmt: skip
    return Entry(**{**values, **more})


def test_entry_in_the_gold_form() -> None:
    found = entry_to_json(entry(), TEXT)
    assert found["anchor"] == {"start": 52, "end": 57, "exact": "tuant"}
    assert found["evidence"] == [{"start": 0, "end": len(TEXT), "exact": TEXT}]
    assert found["when"] == {"start": "2031-05-02", "end": "2031-05-02"}
    assert found["roles"]["number"] == {"min": 4}
    assert found["roles"]["harm"] == "killed"
    assert found["roles"]["object"]["exact"] == "le port"
    assert found["roles"]["period"] == {"start": "2031-01-01", "end": "2031-12-31"}
    assert found["roles"]["place"] == [{
        "name": "Exempleville", "text": "Exempleville", "start": 32, "end": 44, "id": "ex:1", "country": "EX",
        "lat": 1.5, "lon": -2.25, "precision": "city", "aliases": ["Sampletown"],
    }]  # fmt: skip
    assert found["source"] == {"name": "le maire d'Exempleville", "text": "le maire", "start": 89, "end": 97}
    assert (found["id"], found["by"], found["doubts"], found["confidence"]) == (
        "e1", "toll.participle", ["place inherited"], 0.75,
    )  # fmt: skip


def test_report_line() -> None:
    found = report_to_json(REPORT, [entry()])
    assert found["report"] == {
        "id": "r1", "title": "=Titre", "published": "2031-05-04", "language": "fr",
        "outlet": "Exemple-Presse", "url": None, "published_at": None, "authors": [], "doubts": [],
    }  # fmt: skip
    assert found["text"] == TEXT
    assert len(found["entries"]) == 1


def test_at_most_twelve_aliases() -> None:
    many = filler("actor", "dockers", names=tuple(f"nom {i}" for i in range(40)))
    assert len(filler_to_json(many)["aliases"]) == 12


QUANTITIES = [
    (Quantity(4.0, 4.0), {"min": 4, "max": 4}, "4"),
    (Quantity(20, None, open=True), {"min": 20, "open": True}, "> 20"),
    (Quantity(35), {"min": 35}, "≥ 35"),
    (Quantity(None, 200), {"max": 200}, "≤ 200"),
    (Quantity(15, 25), {"min": 15, "max": 25}, "15–25"),
    (Quantity(2.5, 2.5), {"min": 2.5, "max": 2.5}, "2,5"),
    (Quantity(50000, 50000, scope="total"), {"min": 50000, "max": 50000, "scope": "total"}, "50\u202f000"),
    (Quantity(1.2e9, 1.2e9, currency="EUR"), {"min": 1200000000, "max": 1200000000, "currency": "EUR"}, "1,2 Md €"),
]


@pytest.mark.parametrize(("quantity", "data", "words"), QUANTITIES)
def test_quantities(quantity: Quantity, data: dict[str, Any], words: str) -> None:
    assert quantity_to_json(quantity) == data
    assert quantity_words(quantity, "fr") == words


DATES = [
    (date(2031, 5, 2), date(2031, 5, 2), "2 mai 2031"),
    (date(2031, 5, 1), date(2031, 5, 31), "mai 2031"),
    (date(2031, 1, 1), date(2031, 12, 31), "2031"),
    (date(2031, 5, 5), date(2031, 5, 11), "5–11 mai 2031"),
    (date(2031, 12, 1), date(2032, 1, 31), "1 déc. 2031 – 31 janv. 2032"),
]


@pytest.mark.parametrize(("start", "end", "words"), DATES)
def test_dates(start: date, end: date, words: str) -> None:
    found = date_words(When(start, end), "fr")
    assert " ".join(found.replace("\u2009", " ").split()).replace(" – ", "–") == words.replace(" – ", "–")


def cells(report: Report, entries: list[Entry]) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    write_csv([(report, entries)], out)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))


def test_csv_row() -> None:
    (row,) = cells(REPORT, [entry()])
    assert list(row) == list(columns())
    assert (row["harm"], row["number_min"], row["number_max"], row["when_start"]) == ("killed", "4", "", "2031-05-02")
    assert (row["lat"], row["lon"], row["precision"]) == ("1.5", "-2.25", "city")


@given(st.sampled_from("=+-@\t\r"), st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0")))
def test_no_cell_is_a_formula(first: str, rest: str) -> None:
    (row,) = cells(Report("r", TEXT, first + rest), [entry()])
    assert row["title"] == "'" + first + rest


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_table_fits(width: int, language: str) -> None:
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False, emoji=False, markup=False)
    bare = entry(roles={}, source=None, when=None, doubts=())
    print_report(REPORT, [entry(), bare], load_interface(language), console)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    words = " ".join(out.getvalue().split())
    for told in ("Exempleville", "≥ 4", "dockers", "2031", "tuant"):
        assert told in words
    assert ("bilan" if language == "fr" else "toll") in words


@pytest.mark.parametrize(("code", "words"), [("fr", "dont dockers"), ("en", "including dockers")])
def test_a_part_of_the_victims_is_told_as_one(code: str, words: str) -> None:
    told = entry(roles={"harm": "killed", "number": Quantity(4.0), "including": (filler("including", "dockers"),)})
    line = line_of(told, TEXT, load_interface(code))
    assert line["who"] == ""
    assert line["what"].endswith(words)


def test_square_brackets_are_words_not_markup() -> None:
    out = io.StringIO()
    odd = Report("r", "Le [red]titre[/red] et :smile: tuant", "[bold]Titre[/bold]")
    console = Console(file=out, width=80, highlight=False, emoji=False, markup=False)
    print_report(odd, [entry(anchor=Span(30, 35), evidence=(Span(0, 36),))], load_interface("fr"), console)
    assert "[red]titre[/red] et :smile:" in out.getvalue()
