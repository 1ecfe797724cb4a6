"""Tables of other datasets, in the forms in which they come."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greffier.errors import GreffierError, InputError
from greffier.intake.records import BadRow, read_records
from greffier.intake.records.cells import count_of, day_of, number_of, range_of
from greffier.lexicon.records import SHEETS, land_named, land_numbered, lands, load_sheet
from greffier.model import Record

CASES = tomllib.loads((Path(__file__).parent / "records.toml").read_text("utf-8"))["case"]


def read(tmp_path: Path, form: str, content: bytes) -> list[Record | BadRow]:
    file = tmp_path / "table.csv"
    file.write_bytes(content)
    return list(read_records(file, form))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_tables(case: dict[str, Any], tmp_path: Path) -> None:
    text = ("\ufeff" if case.get("mark") else "") + case["text"].lstrip("\n")
    rows = read(tmp_path, case["form"], text.encode(case.get("encoding", "utf-8")))
    records = [row for row in rows if isinstance(row, Record)]
    assert [row.line for row in rows if isinstance(row, BadRow)] == case.get("bad", [])
    assert len(records) == case.get("good", len(records)) and records
    for record, fields in zip(records, [case.get("reads", {}), case.get("second", {})], strict=False):
        for field, value in fields.items():
            found = getattr(record, field)
            found = found.isoformat() if isinstance(found, date) else list(found) if isinstance(found, tuple) else found
            assert (found if found is not None else "") == value, field
        assert set(record.raw) and all(isinstance(cell, str) for cell in record.raw.values())


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_day_is_read_as_it_is_written(day: date) -> None:
    for form in (
        "%Y-%m-%d",
        "%d-%m-%Y",
        "%d/%m/%Y",
        "%d %B %Y",
        "%d %b %Y",
        "%Y-%m-%dT00:00:00",
        "%Y-%m-%d 00:00:00.000",
    ):
        assert day_of(day.strftime(form)) == day
    if day.day > 12:
        assert day_of(day.strftime("%m/%d/%Y")) == day


@given(st.integers(0, 10**12))
def test_a_number_is_read_as_it_is_written(number: int) -> None:
    for words in (str(number), f"{number:,}", f"{number:,}".replace(",", " "), f"{number}.0", f" {number} "):
        assert number_of(words) == number and count_of(words) == number
    assert range_of(f"≥ {number}") == (number, None)
    assert range_of(f"{number}–{number + 5}") == (number, number + 5)


@pytest.mark.parametrize("words", ["many", "1-2-3", "nan?", "2031-02-30", "31 Nonember 2031", "inf"])
def test_what_is_neither_is_refused(words: str) -> None:
    for read_cell in (number_of, day_of):
        with pytest.raises(ValueError):
            read_cell(words)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    """Never another error than ours."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for form in SHEETS:
            for head in (b"", ",".join(load_sheet(form).columns).encode() + b"\n"):
                try:
                    rows = read(Path(folder), form, head + content)
                except InputError:
                    continue
                assert all(isinstance(row.why, GreffierError) for row in rows if isinstance(row, BadRow))


def test_countries_are_found_by_the_names_of_each_dataset() -> None:
    known = lands()
    for land in known.values():
        for name in (land.acled, land.ucdp, land.iso3):
            assert not name or land_named(name) == land.code, name
    numbers = [land.numeric for land in known.values() if land.numeric]
    assert len(set(numbers)) == len(numbers) and land_numbered(804) == "UA"
    assert {len(land.iso3) for land in known.values()} == {3}


def test_files_of_datasets_name_columns_that_there_are() -> None:
    for form in SHEETS:
        sheet = load_sheet(form)
        assert len(set(sheet.columns)) == len(sheet.columns)
        first = [names[0] for names in sheet.table("read").values() if isinstance(names, list)]
        fields = {field for names in sheet.table("read").values() if isinstance(names, list) for field in names}
        assert {"id"} <= set(sheet.table("read")) and fields & set(sheet.columns) and first
    assert [len(load_sheet(form).columns) for form in ("acled", "ucdp", "kiel")] == [31, 49, 26]
