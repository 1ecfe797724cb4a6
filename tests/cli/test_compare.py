"""`greffier export`, `import` and `compare` on the tables of other datasets."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from greffier.cli import compare as command
from greffier.cli import import_records
from greffier.cli.app import run
from greffier.export.comparison import COMPARISON_COLUMNS, SORTS
from greffier.export.formats.ucdp import grid_cell
from greffier.lexicon.records import SHEETS, load_sheet
from greffier.link.beside.items import PREFIX
from ledger.told import make_ledger

CASES = tomllib.loads((Path(__file__).parent / "beside.toml").read_text("utf-8"))
Run = Callable[..., str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger with all tables taken in, linked. Copy it to write."""
    folder = tmp_path_factory.mktemp("beside")
    path = folder / "made.db"
    make_ledger(path, CASES["ledger"]["reports"])
    for name, table in CASES["table"].items():
        file = write_table(folder / f"{name}.csv", table["form"], table["rows"])
        assert run(["import", table["form"], str(file), "--ledger", str(path)]) == 0
    assert run(["events", "--ledger", str(path)]) == 0
    return path


@pytest.fixture
def ledger(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "copy.db"))


@pytest.fixture
def told(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """What a command prints; `told.err` is its standard error."""
    monkeypatch.setenv("GREFFIER_LANG", "en")

    def ran(*arguments: object, code: int = 0) -> str:
        capfd.readouterr()
        assert run([str(one) for one in arguments]) == code
        out, ran.err = capfd.readouterr()  # type: ignore[attr-defined]
        return out

    return ran


def write_table(path: Path, form: str, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, load_sheet(form).columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def table_of(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content, newline="")))


# --- out -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("case", CASES["export"], ids=lambda c: " ".join([c["form"], *c.get("args", ())]))
def test_what_an_export_makes_of_events(case: dict[str, Any], ledger: Path, told: Run) -> None:
    args = case.get("args") or case.get("aside", [])
    out = told("export", case["form"], "--include-unreviewed", "--ledger", ledger, *args)
    rows = {row[case["key"]]: row for row in table_of(out)}
    assert set(rows) == set(case["rows"])
    for key, cells in case["rows"].items():
        assert {column: rows[key][column] for column in cells} == cells, key
    for sentence in case.get("err", ()):
        assert sentence in told.err  # type: ignore[attr-defined]


@pytest.mark.parametrize("form", SHEETS)
def test_columns_stand_in_their_order_and_the_unknown_stay_empty(form: str, ledger: Path, told: Run) -> None:
    sheet = load_sheet(form)
    plain = told("export", form, "--ledger", ledger)
    assert next(csv.reader([plain])) == list(sheet.columns), "nothing is accepted, and the columns stand"
    rows = table_of(told("export", form, "--include-unreviewed", "--ledger", ledger))
    assert rows and list(rows[0]) == [*sheet.columns, "greffier_status"]
    assert {row["greffier_status"] for row in rows} == {"unreviewed"}
    assert {row[column] for row in rows for column in sheet.unknown} == {""}
    ids = [row[sheet.table("read")["id"][0]] for row in rows]
    assert len(set(ids)) == len(ids) and all(id.startswith(PREFIX) for id in ids)


def test_the_grid_is_that_of_prio() -> None:
    """720 cells a row from the south-west corner, 360 rows."""
    assert grid_cell(-90, -180) == 1
    assert grid_cell(-89.9, 179.9) == 720
    assert grid_cell(-89.4, -180) == 721
    assert grid_cell(89.9, 179.9) == 720 * 360


# --- in --------------------------------------------------------------------------------------------------------------
def test_names_are_the_same_everywhere() -> None:
    assert sorted(import_records.RECORDS) == sorted(SHEETS)
    assert command.SORTS == SORTS


def test_a_file_twice_adds_nothing_twice_and_a_changed_row_is_changed(ledger: Path, tmp_path: Path, told: Run) -> None:
    rows = CASES["table"]["acled"]["rows"]
    file = write_table(tmp_path / "acled.csv", "acled", rows)
    assert "0 records added, 0 changed, 8 known already" in told("import", "acled", file, "--ledger", ledger)
    write_table(file, "acled", [{**rows[0], "fatalities": "4"}, *rows[1:], {**rows[1], "event_id_cnty": "NEW1"}])
    assert "1 record added, 1 changed, 7 known already" in told("import", "acled", file, "--ledger", ledger)
    found = compared(told, ledger, "acled")
    assert found["reference"]["rows"] == 9
    assert not [row for row in found["rows"] if row.get("record") == "UKR1" and row.get("differences")]


def test_verify_finds_a_record_that_was_changed(ledger: Path, capfd: pytest.CaptureFixture[str]) -> None:
    from greffier.ledger import open_ledger
    from greffier.ledger.references import reference_problems

    with open_ledger(ledger) as opened, opened.begin() as connection:
        assert list(reference_problems(connection)) == []
        raw = "json_set(raw, '$.fatalities', '1000')"
        connection.exec_driver_sql(f"UPDATE reference_record SET raw = {raw} WHERE id = 'UKR1'")
    assert run(["verify", "--ledger", str(ledger)]) == 8
    assert "acled/UKR1" in capfd.readouterr().out


def test_records_are_no_part_of_what_the_ledger_tells(ledger: Path, tmp_path: Path, told: Run) -> None:
    before = told("export", "jsonl", "--include-unreviewed", "--ledger", ledger)
    file = write_table(tmp_path / "more.csv", "acled", CASES["table"]["acled"]["rows"])
    told("import", "acled", file, "--ledger", ledger)
    assert told("export", "jsonl", "--include-unreviewed", "--ledger", ledger) == before


def test_bad_rows_are_told_with_their_lines_and_the_others_go_in(ledger: Path, tmp_path: Path, told: Run) -> None:
    good = CASES["table"]["acled"]["rows"][0]
    bad = [{"event_date": ""}, {"event_date": "31/02/2031"}, {"fatalities": "many"}, {"latitude": "95"}]
    rows = [{**good, "event_id_cnty": f"B{n}", **one} for n, one in enumerate(bad)]
    file = write_table(tmp_path / "bad.csv", "acled", [*rows, good, {**good, "fatalities": "1"}])
    out = told("import", "acled", file, "--ledger", ledger, code=6)
    assert "bad: 1 record added, 0 changed, 0 known already, 5 left out." in out
    lines = told.err.splitlines()  # type: ignore[attr-defined]
    wanted = ["line 2: it gives no day", "line 3: event_date: '31/02/2031'", "line 4: fatalities: 'many'",
              "line 5: 95.0, 30.74 is no place on earth", "line 7: its id 'UKR1' stands on another row"]  # fmt: skip
    assert len(lines) == len(wanted) and all(a in b for a, b in zip(wanted, lines, strict=True))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a,b\n1,2\n", "has no column event_date"),
        (b"PK\x03\x04rest", "is a workbook"),
        (b"", "has no column event_date"),
    ],
)
def test_what_is_no_such_table_is_one_sentence(
    content: bytes, sentence: str, ledger: Path, tmp_path: Path, told: Run
) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(content)
    told("import", "acled", file, "--ledger", ledger, code=2)
    assert sentence in told.err and told.err.count("\n") == 1  # type: ignore[attr-defined]
    told("import", "acled", tmp_path / "none.csv", "--ledger", ledger, code=2)
    assert told.err.count("\n") == 1  # type: ignore[attr-defined]
    told("import", "acled", file, "--ledger", tmp_path / "none.db", code=5)
    assert not (tmp_path / "none.db").exists()


def test_a_name_is_of_one_dataset(ledger: Path, tmp_path: Path, told: Run) -> None:
    file = write_table(tmp_path / "x.csv", "kiel", CASES["table"]["kiel"]["rows"])
    told("import", "kiel", file, "--name", "acled", "--ledger", ledger, code=2)
    assert "'acled' is a table of acled" in told.err  # type: ignore[attr-defined]


# --- side by side ----------------------------------------------------------------------------------------------------
def compared(told: Run, ledger: Path, *arguments: str) -> dict[str, Any]:
    return dict(json.loads(told("compare", *arguments, "--format", "json", "--ledger", ledger)))


@pytest.mark.parametrize("case", CASES["compare"], ids=lambda c: " ".join([c["table"], *c.get("args", ())]))
def test_a_comparison_with_its_reasons(case: dict[str, Any], ledger: Path, told: Run) -> None:
    found = compared(told, ledger, case["table"], *case.get("args", ()))
    rows = found["rows"]
    assert {key: found["counts"][key] for key in case["counts"]} == case["counts"]
    pairs = {row["record"]: row["differences"] for row in rows if row["sort"] in {"matched", "differing"}}
    assert {key: pairs[key] for key in case.get("matched", {})} == case.get("matched", {})
    here = {row["place"]: row["reason"] for row in rows if row["sort"] == "here"}
    assert {key: here[key] for key in case.get("here", {})} == case.get("here", {})
    there = {row["record"]: row for row in rows if row["sort"] == "there"}
    assert {key: there[key]["reason"] for key in case.get("there", {})} == case.get("there", {})
    for record, words in case.get("near", {}).items():
        assert words in there[record]["nearest"]
    assert case.get("aside_there", found["counts"]["not_compared_there"]) == found["counts"]["not_compared_there"]


@pytest.mark.parametrize("form", SHEETS)
def test_a_ledger_set_beside_its_own_export_is_matched_whole(
    form: str, ledger: Path, tmp_path: Path, told: Run
) -> None:
    """With our ids, and with ids of others, so that what is told decides."""
    rows = table_of(told("export", form, "--include-unreviewed", "--ledger", ledger))
    id = load_sheet(form).table("read")["id"][0]
    for name, number in (("own", 0), ("others", 1)):
        some = [{**row, id: f"X{n}" if number else row[id]} for n, row in enumerate(rows)]
        file = write_table(
            tmp_path / f"{name}.csv",
            form,
            [{k: v for k, v in r.items() if k in r and k != "greffier_status"} for r in some],
        )
        told("import", form, file, "--ledger", ledger)
        found = compared(told, ledger, name)
        assert found["counts"]["matched"] == len(rows) and found["counts"]["differing"] == 0
        assert found["counts"]["there"] == 0
        pairs = [(row["event"], row["record"]) for row in found["rows"] if row["sort"] == "matched"]
        ours = {f"X{n}" if number else row[id]: row[id].removeprefix(PREFIX) for n, row in enumerate(rows)}
        assert {(event.removeprefix(PREFIX), record) for event, record in pairs} == {(b, a) for a, b in ours.items()}


def test_forms_tell_the_same_and_a_table_fits_a_narrow_screen(
    ledger: Path, told: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    found = compared(told, ledger, "acled")
    lines = [
        json.loads(line) for line in told("compare", "acled", "--format", "jsonl", "--ledger", ledger).splitlines()
    ]
    assert lines == found["rows"]
    rows = table_of(told("compare", "acled", "--format", "csv", "--ledger", ledger))
    assert [row["sort"] for row in rows] == [line["sort"] for line in lines]
    assert tuple(rows[0]) == COMPARISON_COLUMNS and set().union(*lines) == set(COMPARISON_COLUMNS)
    shown = told("compare", "acled", "--ledger", ledger)
    assert max(map(len, shown.splitlines())) <= 80
    for words in ("3  matched (2 of them differ)", "toll: 3–5 here, 9 there", "Only there", "here, but rejected"):
        assert words in shown
    only = told("compare", "acled", "--only", "here", "--ledger", ledger)
    assert "Only here" in only and "toll: 3–5" not in only
    assert told("compare", "acled", "--ledger", ledger) == shown, "the same again"


def test_what_there_is_to_compare_with(ledger: Path, tmp_path: Path, told: Run) -> None:
    assert [line.split()[0] for line in told("compare", "--ledger", ledger).splitlines()] == ["acled", "kiel", "ucdp"]
    rows = [json.loads(line) for line in told("compare", "--format", "jsonl", "--ledger", ledger).splitlines()]
    assert [row["records"] for row in rows] == [8, 3, 2]
    told("compare", "nothing", "--ledger", ledger, code=5)
    assert "there are: acled, kiel, ucdp." in told.err  # type: ignore[attr-defined]
    told("compare", "acled", "--kind", "visit", "--ledger", ledger, code=2)
    empty = tmp_path / "empty.db"
    make_ledger(empty, [])
    assert "no reference records" in told("compare", "--ledger", empty)
    told("compare", "acled", "--ledger", empty, code=5)
