"""Tables of a ledger as Parquet files, read by what people read them with; nothing is lost on the way."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from export.conftest import Export
from greffier.cli.app import run
from greffier.columnar import batches_of, reader, schema_of, tables
from greffier.columnar.arrow import ROWS
from greffier.columnar.parquet import content_line
from greffier.columnar.rows import Asked, Rows
from greffier.export.formats import FORMATS
from greffier.ledger import Question, matching, open_ledger, read_ledger
from greffier.ledger.rows import entry_of, entry_rows
from greffier.model import Entry, Report
from ledger.made import corpus, entries, keep
from ledger.test_any_entry import TEXTS
from ledger.test_any_entry import entries as any_entry

ALL = ("accepted", "corrected", "unreviewed")


@pytest.fixture
def folder(export: Export, tmp_path: Path) -> Path:
    export("parquet", "--include-unreviewed")
    return tmp_path / "out.parquet"


def rows_of(folder: Path, table: str) -> list[dict[str, Any]]:
    return pq.read_table(folder / f"{table}.parquet").to_pylist()  # type: ignore[no-any-return]


def test_a_file_a_table_whose_columns_are_as_told(folder: Path) -> None:
    assert sorted(path.stem for path in folder.iterdir()) == sorted(tables())
    for name in tables():
        file = pq.ParquetFile(folder / f"{name}.parquet")
        found = file.schema_arrow
        assert found.remove_metadata().equals(schema_of(name).remove_metadata()), name
        assert all(field.metadata[b"fr"] and field.metadata[b"en"] for field in found), name
        groups = [file.metadata.row_group(number) for number in range(file.num_row_groups)]
        assert all(group.column(0).compression == "ZSTD" for group in groups)
        assert bool(groups) == bool(file.metadata.num_rows)
    times = schema_of("reports")
    assert times.field("published").type == pa.date32() and schema_of("entries").field("start").type == pa.int32()
    assert times.field("recorded_at").type == pa.timestamp("us", tz="UTC")
    assert pa.types.is_struct(schema_of("events").field("sources").type.value_type)


def test_the_file_says_what_it_is_of(export: Export, tmp_path: Path) -> None:
    export("parquet")
    left = export.told  # type: ignore[attr-defined]
    meta = pq.ParquetFile(tmp_path / "out.parquet" / "entries.parquet").metadata
    about = {key.decode(): value.decode() for key, value in meta.metadata.items()}
    assert about["greffier.statuses"] == "accepted corrected" and about["greffier.ledger_changed"]
    kept = meta.num_rows
    assert f"{kept} accepted of {kept + int(about['greffier.left_out'])};" in left and int(about["greffier.left_out"])


def test_the_content_hash_is_that_of_the_rows(folder: Path) -> None:
    for name in tables():
        found = sha256()
        for row in rows_of(folder, name):
            found.update(content_line(row, schema_of(name).names))
        meta = pq.ParquetFile(folder / f"{name}.parquet").metadata.metadata
        assert meta[b"greffier.content"].decode() == f"sha256:{found.hexdigest()}", name


def test_nothing_is_lost_between_the_ledger_and_the_files(folder: Path, told: Path) -> None:
    with read_ledger(told) as ledger, ledger.begin() as connection:
        kept = list(matching(connection, Question()))
    by_report = {row["id"]: row for row in rows_of(folder, "reports")}
    parts = {name: _by_entry(rows_of(folder, name)) for name in ("evidence", "doubts", "roles", "fillers")}
    entries_there = {row["id"]: row for row in rows_of(folder, "entries")}
    assert len(entries_there) == sum(len(one.entries) for one in kept)
    for one in kept:
        row = by_report[one.report.id]
        plain = replace(one.report, path=None, uri=None)
        assert plain == _report(row)
        for entry in one.entries:
            own = entries_there[entry.id]
            assert (own["status"], own["report"]) == (one.statuses[entry.id], one.report.id)
            assert _entry(own, parts) == entry


def _report(row: dict[str, Any]) -> Report:
    names = ("id", "text", "title", "published", "language", "outlet", "url", "published_at")
    return Report(**{name: row[name] for name in names}, authors=tuple(row["authors"]), doubts=tuple(row["doubts"]))


def _entry(own: dict[str, Any], parts: dict[str, dict[str, list[dict[str, Any]]]]) -> Entry:
    fillers = [row | {"actor": row["local"]} for row in parts["fillers"].get(own["id"], ())]
    rest = (parts[name].get(own["id"], []) for name in ("evidence", "doubts", "roles"))
    return entry_of(own, *rest, fillers)


def _by_entry(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["entry"], []).append(row)
    return found


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_entry_comes_back_from_columns(data: st.DataObject) -> None:
    """Whatever is in it: astral signs, right-to-left words, numbers and days at the ends of what is there."""
    text = data.draw(TEXTS)
    report = Report("r" * 64, text)
    entry = data.draw(any_entry(report, 0))
    parts = entry_rows(entry, 0, text)
    fillers = [row | {"local": row["actor"], "actor": None} for row in parts["filler"]]
    told = {"entries": parts["entry"], "evidence": parts["evidence"], "doubts": parts["doubt"], "roles": parts["role"]}
    back: dict[str, list[dict[str, Any]]] = {}
    for name, rows in (told | {"fillers": fillers}).items():
        back[name] = [row for batch in batches_of(name, rows) for row in batch.to_pylist()]
    assert _entry(back["entries"][0], {name: {entry.id: rows} for name, rows in back.items()}) == entry


def test_duckdb_pandas_and_polars_read_them(folder: Path, told: Path) -> None:
    with read_ledger(told) as ledger, ledger.begin() as connection:
        wanted = [entry.id for one in matching(connection, Question()) for entry in one.entries]
    for name in tables():
        path, count = folder / f"{name}.parquet", len(rows_of(folder, name))
        assert len(pd.read_parquet(path)) == len(pl.read_parquet(path)) == count, name
        assert duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall() == [(count,)], name
    entries_file, evidence, reports = (folder / f"{name}.parquet" for name in ("entries", "evidence", "reports"))
    assert list(pd.read_parquet(entries_file)["id"]) == pl.read_parquet(entries_file)["id"].to_list() == wanted
    cut = duckdb.sql(
        f"SELECT v.words = substring(r.text, v.start + 1, v.stop - v.start) FROM '{evidence}' v "
        f"JOIN '{entries_file}' e ON e.id = v.entry JOIN '{reports}' r ON r.id = e.report"
    ).fetchall()
    assert cut and all(row == (True,) for row in cut)


def test_events_are_those_of_the_command_line(folder: Path, told: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["events", "--all", "--format", "json", "--ledger", str(told)]) == 0
    wanted = {one["event"]: one for one in json.loads(capfd.readouterr().out)}
    found = {row["id"]: row for row in rows_of(folder, "events")}
    assert found.keys() == wanted.keys() and found
    for id, row in found.items():
        one = wanted[id]
        assert row["entries"] == len(one["entries"]) and row["independent"] == len(one["independent"])
        assert {s["report"] for s in row["sources"]} == {e["report"] for e in one["entries"]}
        assert [(t["harm"], t["min"], t["max"]) for t in row["tolls"]] == [
            (t["harm"], t["min"], t["max"]) for t in one["tolls"]
        ]
    held = {(row["event"], row["entry"]) for row in rows_of(folder, "memberships")}
    assert held == {(id, entry["id"]) for id, one in wanted.items() for entry in one["entries"]}


def test_fillers_name_actors_of_the_register(folder: Path) -> None:
    known = {row["id"] for row in rows_of(folder, "actors")}
    named = {row["actor"] for row in rows_of(folder, "fillers")} - {None}
    assert named and named <= known


def test_reports_are_all_that_count_unless_entries_are_asked_for(export: Export, tmp_path: Path) -> None:
    folder = tmp_path / "out.parquet"
    export("parquet", "--include-unreviewed")
    everything = {row["id"]: row["entries"] for row in rows_of(folder, "reports")}
    counts = pd.read_parquet(folder / "entries.parquet")["report"].value_counts().to_dict()
    assert {id: count for id, count in everything.items() if count} == counts
    export("parquet", "--include-unreviewed", "--kind", "aid")
    some = {row["id"]: row["entries"] for row in rows_of(folder, "reports")}
    assert some.keys() < everything.keys() and all(some.values())
    assert {row["kind"] for row in rows_of(folder, "entries")} == {"aid"}


def test_other_files_of_the_folder_stay_and_nothing_half_is_left(
    export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out.parquet"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", "utf-8")
    export("parquet")
    before = (folder / "entries.parquet").read_bytes()

    def broken(_asked: Asked) -> Rows:
        raise OSError(28, "no space")

    monkeypatch.setattr("greffier.columnar.parquet.GROUPS", (*_groups()[:2], (("events",), broken)))
    export("parquet", "--include-unreviewed", code=2)
    assert (folder / "notes.txt").read_text("utf-8") == "mine"
    assert (folder / "entries.parquet").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]


def _groups() -> Any:
    from greffier.columnar.rows import GROUPS

    return GROUPS


def test_a_folder_is_needed_and_the_same_ledger_gives_the_same_files(
    export: Export, tmp_path: Path, told: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert FORMATS["parquet"].folder and run(["export", "parquet", "--ledger", str(told)]) == 2
    assert "--output" in capfd.readouterr().err
    made = []
    for _ in range(2):
        export("parquet", "--include-unreviewed")
        made.append({path.name: path.read_bytes() for path in (tmp_path / "out.parquet").iterdir()})
    assert made[0] == made[1]


def test_batches_are_bounded_and_streams_are_read_once(tmp_path: Path) -> None:
    rows = ({"entry": "e", "position": n, "doubt": "d"} for n in range(ROWS + 1))
    assert [batch.num_rows for batch in batches_of("doubts", rows)] == [ROWS, 1]
    with open_ledger(tmp_path / "a.db") as ledger:
        for report in corpus():
            keep(ledger, report)
        with ledger.begin() as connection:
            told = reader(Asked(connection, Question(), ALL), "entries").read_all()
            current = sum(len(one.entries) for one in matching(connection, Question()))
    assert told.num_rows == current and current < sum(len(entries(one)) for one in corpus())


def test_closed_values_that_differ_from_batch_to_batch_are_one_column(tmp_path: Path) -> None:
    """Each batch has a dictionary of its own; every taker unites them."""
    values = ["killed"] * ROWS + ["wounded"] * ROWS + ["missing", "killed"]
    rows = [{"entry": "e", "role": "harm", "position": 0, "form": "closed", "value": value} for value in values]
    table = pa.Table.from_batches(batches_of("roles", rows))
    assert len({tuple(chunk.dictionary.to_pylist()) for chunk in table["value"].chunks}) == 3
    pq.write_table(table, tmp_path / "roles.parquet")
    assert table.to_pandas()["value"].tolist() == values
    assert pl.from_arrow(table)["value"].to_list() == values  # type: ignore[index, union-attr]
    assert [row[0] for row in duckdb.from_arrow(table).project("value").fetchall()] == values
    assert pd.read_parquet(tmp_path / "roles.parquet")["value"].tolist() == values


def test_judgements_come_with_what_they_are_about(ledger_copy: Path, tmp_path: Path) -> None:
    with read_ledger(ledger_copy) as ledger, ledger.begin() as connection:
        entry = next(e.id for k in matching(connection, Question()) for e in k.entries if e.kind == "aid")
    assert run(["judge", "reject", entry, "--author", "a", "--because", "no", "--ledger", str(ledger_copy)]) == 0
    folder = tmp_path / "out"
    for more, count in ([], 1), (["--kind", "talks"], 0):
        assert run(["export", "parquet", "--ledger", str(ledger_copy), "--output", str(folder), *more]) == 0
        rows = rows_of(folder, "judgements")
        assert len(rows) == count
        assert all(row["anchors"][0]["entry"] == entry and json.loads(row["base"])["kind"] == "aid" for row in rows)
