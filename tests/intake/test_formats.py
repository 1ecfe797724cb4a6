"""Files as they come: each case of fixtures/cases.toml, by its name and, without one, by its content."""

from __future__ import annotations

import io
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from greffier.errors import ReportError
from greffier.intake.draft import Draft
from greffier.intake.formats import ENDINGS, drafts, open_path, open_stream
from greffier.intake.limits import Limits, Tally
from greffier.intake.values import field_named
from intake.making_cases import MADE

FIXTURES = Path(__file__).parent / "fixtures"
CASES = tomllib.loads((FIXTURES / "cases.toml").read_text("utf-8"))["case"]
FIELDS = ("text", "title", "published", "language", "outlet", "url", "uri")


def name_of(case: dict[str, Any]) -> str:
    return str(case.get("made") or case["file"])


def content(case: dict[str, Any]) -> bytes:
    if "made" in case:
        return MADE[case["made"]]()
    raw = (FIXTURES / case["file"]).read_bytes()
    return raw.decode("utf-8").encode(case["encoding"]) if "encoding" in case else raw


def check(case: dict[str, Any], items: list[Draft | ReportError], name: str) -> None:
    found = [item for item in items if isinstance(item, Draft)]
    errors = [str(item) for item in items if isinstance(item, ReportError)]
    expected = case.get("gives", [])
    assert len(errors) == len(case.get("fails", []))
    told = zip(case.get("fails", []), errors, strict=True)
    assert all(words in said and said.startswith(name) for words, said in told)
    assert len(found) == len(expected), found
    for draft, wanted in zip(found, expected, strict=True):
        assert draft.name == name + wanted.get("name", "")
        assert {k: getattr(draft, k) for k in FIELDS if k in wanted} == {k: wanted[k] for k in FIELDS if k in wanted}
        assert draft.authors == tuple(wanted["authors"]) if "authors" in wanted else True
        assert all(words in draft.text for words in wanted.get("holds", []))
        assert not any(words in draft.text for words in wanted.get("lacks", []))
        assert len(draft.doubts) == wanted.get("doubts", 0), draft.doubts
        assert draft.withdrawn == wanted.get("withdrawn", False)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_by_name(case: dict[str, Any]) -> None:
    tally = Tally()
    check(case, list(drafts(content(case), name_of(case), Limits(), tally)), name_of(case))
    assert tally.left_out == case.get("left_out", 0)


@pytest.mark.parametrize("case", [c for c in CASES if c.get("by_content", True)], ids=name_of)
def test_by_content(case: dict[str, Any]) -> None:
    """Standard input has no name; Markdown looks like plain text there, and WACZ like a zip."""
    check(case, list(open_stream(io.BytesIO(content(case)), Limits())), "-")


def test_what_http_says_goes_before_the_ending() -> None:
    raw = b"<p>Le pont a \xe9t\xe9 ferm\xe9 mardi matin, a dit la mairie, apr\xe8s l'inspection des c\xe2bles.</p>" * 3
    address = "https://presse.exemple.invalid/depeche.txt"
    for media, marked in (("text/html", False), ("text/plain", True), (None, True)):
        told = drafts(raw, address, Limits(), media=media, charset="windows-1252", address=address)
        draft = next(iter(told))
        assert isinstance(draft, Draft) and ("<p>" in draft.text) == marked
        assert "été fermé" in draft.text


def test_every_case_names_its_trap_and_every_fixture_has_a_case() -> None:
    assert all(case["trap"].endswith(".") for case in CASES)
    files = {path.name for path in FIXTURES.iterdir()} - {"cases.toml"}
    assert files == {case["file"] for case in CASES if "file" in case}
    assert set(MADE) == {case["made"] for case in CASES if "made" in case}


def test_a_folder_is_all_of_its_files_in_order(tmp_path: Path) -> None:
    for case in CASES:
        (tmp_path / name_of(case)).write_bytes(content(case))
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / ".hidden.txt").write_text("Rien.")
    (tmp_path / "sous").mkdir()
    (tmp_path / "sous" / "a.txt").write_text("Une dépêche.")
    tally = Tally()
    items = list(open_path(tmp_path, Limits(), tally))
    assert sum(isinstance(item, Draft) for item in items) == sum(len(case.get("gives", [])) for case in CASES) + 1
    assert sum(isinstance(item, ReportError) for item in items) == sum(len(case.get("fails", [])) for case in CASES)
    assert tally.left_out == 1 + sum(case.get("left_out", 0) for case in CASES)
    names = [item.name for item in items if isinstance(item, Draft)]
    assert names[-1] == str(tmp_path / "zones.atom#2") and str(tmp_path / "sous" / "a.txt") in names


def test_every_ending_has_a_case() -> None:
    seen = {end for end in ENDINGS for case in CASES if name_of(case).endswith(end)}
    plain = {".txt", ".html", ".htm", ".xhtml", ".xml", ".ndjson", ".warc"}  # other tests, or another name of the same
    assert seen | plain == set(ENDINGS)


def test_every_ending_and_every_name_of_a_column_is_documented() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "input.md").read_text("utf-8")
    names = tomllib.loads(files("greffier.data").joinpath("input", "fields.toml").read_text("utf-8"))
    assert [end for end in ENDINGS if f"`{end}`" not in page] == []
    assert [name for field in names for name in names[field] if f"`{name}`" not in page] == []
    assert all(field_named(name) == field for field in names for name in names[field])


@pytest.mark.parametrize("written", ["'=1+1", "'-5 °C", "'@exemple", "'+33", "'aujourd'hui'", "plain"])
def test_what_an_export_guarded_is_as_it_was(written: str) -> None:
    table = f'title,text\n"{written}",Le maire est arrivé mardi à Exempleville.\n'
    (found,) = drafts(table.encode(), "a.csv", Limits())
    assert isinstance(found, Draft)
    assert found.title == (written[1:] if written[1] in "=+-@" else written)
