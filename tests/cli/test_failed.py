"""`greffier add` keeps what fails, `greffier failed` lists it, tries it again, dismisses it."""

from __future__ import annotations

import io
import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.test_ledger import StandIn, reader  # noqa: F401  (the pipeline that stands in)
from greffier.cli.app import run
from ledger.made import TEXT

Out = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def files(reader: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setenv("GREFFIER_AUTHOR", "Brune")
    (tmp_path / "good.txt").write_text(TEXT, "utf-8")
    (tmp_path / "bad.json").write_text('{"text": "' + TEXT + ' Bis.", "language": "de"}', "utf-8")
    (tmp_path / "pdf.txt").write_bytes(b"%PDF-1.7")


def listed(capsys: Out, *more: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run(["failed", "--format", "jsonl", *more]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_what_fails_is_listed_with_its_reason_in_either_language(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["add", "good.txt", "bad.json", "pdf.txt", "nowhere.txt"]) == 6
    found = {one["name"]: one for one in listed(capsys)}
    assert found.keys() == {"bad.json", "pdf.txt"}, "what is not there was not given"
    assert found["bad.json"]["reason"].endswith("unknown language 'de'; known: en, fr.")
    assert found["pdf.txt"]["tries"] == 1 and found["pdf.txt"]["kept"] is True
    monkeypatch.setenv("GREFFIER_LANG", "fr")
    assert run(["failed"]) == 0
    assert "pdf.txt : n'est pas un texte mais un fichier binaire" in capsys.readouterr().out


def test_the_same_again_adds_no_line(capsys: Out) -> None:
    for _ in range(3):
        run(["add", "pdf.txt"])
    (one,) = listed(capsys)
    assert one["tries"] == 3


def test_a_mended_file_is_added_by_trying_again(capsys: Out, tmp_path: Path) -> None:
    run(["add", "bad.json", "pdf.txt"])
    path = tmp_path / "bad.json"
    path.write_text(path.read_text("utf-8").replace('"de"', '"fr"'), "utf-8")
    capsys.readouterr()
    assert run(["failed", "--again"]) == 6
    told = capsys.readouterr()
    assert "bad.json: added, 3 entries." in told.out and "pdf.txt: is no text" in told.err
    assert [one["name"] for one in listed(capsys)] == ["pdf.txt"]
    settled = {one["name"]: one["settled"] for one in listed(capsys, "--all")}
    assert settled == {"bad.json": "added", "pdf.txt": None}
    assert run(["verify"]) == 0


@pytest.mark.sqlite("it opens the file")
def test_what_is_gone_is_tried_as_it_was_given(capsys: Out, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREFFIER_TEXT_LIMIT", "10")
    run(["add", "good.txt", "--published", "2031-05-04"])
    (tmp_path / "good.txt").unlink()
    monkeypatch.setenv("GREFFIER_TEXT_LIMIT", "5 MB")
    assert run(["failed", "--again"]) == 0
    assert listed(capsys) == []
    with sqlite3.connect(tmp_path / "greffier.db") as plain:
        assert plain.execute("SELECT published, language FROM reports").fetchall() == [("2031-05-04", "fr")]
        assert plain.execute("SELECT state, report IS NOT NULL FROM failures").fetchall() == [("added", 1)]


def test_a_text_added_otherwise_settles_it(capsys: Out, tmp_path: Path) -> None:
    run(["add", "bad.json"])
    (tmp_path / "other.txt").write_text(f"{TEXT} Bis.", "utf-8")
    assert run(["add", "other.txt"]) == 0
    assert listed(capsys) == []
    run(["add", "bad.json"])
    assert len(listed(capsys)) == 1, "it was given again, and failed again"
    assert run(["add", "other.txt"]) == 0, "known already"
    assert listed(capsys) == []


def test_standard_input_is_kept_too(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"text": "  "}')))
    assert run(["add", "-"]) == 2
    (one,) = listed(capsys)
    assert (one["name"], one["path"], one["form"]) == ("-", None, "json")


def test_a_fault_of_the_program_is_a_failure_too(capsys: Out, tmp_path: Path) -> None:
    (tmp_path / "panne.txt").write_text(f"{TEXT} panne", "utf-8")
    run(["add", "panne.txt"])
    (one,) = listed(capsys)
    assert "greffier itself fails on it" in one["reason"]


def test_dismissed_ones_are_listed_no_more(capsys: Out) -> None:
    run(["add", "bad.json", "pdf.txt"])
    first = listed(capsys)[0]
    assert run(["failed", first["id"][:8], "--dismiss"]) == 0
    assert [one["id"] for one in listed(capsys)] != [first["id"]]
    (one,) = [one for one in listed(capsys, "--all") if one["id"] == first["id"]]
    assert (one["settled"], one["settled_by"]) == ("dismissed", "Brune")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--again", "--dismiss"], 2, "do not go together"),
        (["abc"], 5, "no failed item 'abc'"),
        (["--format", "xml"], 2, "none of"),
    ],
)
def test_mistakes_are_one_sentence(arguments: list[str], code: int, words: str, capsys: Out) -> None:
    run(["add", "good.txt"])
    capsys.readouterr()
    assert run(["failed", *arguments]) == code
    told = capsys.readouterr().err
    assert words in told and told.count("\n") == 1


def test_nothing_has_failed(capsys: Out) -> None:
    run(["add", "good.txt"])
    capsys.readouterr()
    assert run(["failed"]) == 0
    assert capsys.readouterr().out == "nothing has failed.\n"


def test_a_report_in_another_language_is_named_and_can_be_forced(capsys: Out, tmp_path: Path) -> None:
    told = f"Der Sprecher antwortete am Dienstag: « {TEXT} » Weitere Angaben machte er vor den Journalisten nicht."
    (tmp_path / "de.txt").write_text(told, "utf-8")
    (tmp_path / "fr.txt").write_text(f"{TEXT} Encore une phrase.", "utf-8")
    assert run(["add", "de.txt", "fr.txt"]) == 6
    assert "de.txt: seems to be in Deutsch (de)" in capsys.readouterr().err
    (one,) = listed(capsys)
    assert one["name"] == "de.txt" and "--language (en, fr)" in one["reason"]
    assert run(["add", "de.txt", "--language", "fr"]) == 0
    assert listed(capsys) == []
