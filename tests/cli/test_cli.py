"""The command line on a pipeline that stands in: what is printed, what fails and how."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from greffier.cli import reports
from greffier.cli.app import run
from greffier.errors import ModelError
from greffier.model import Entry, Filler, Quantity, Report, Span
from one_by_one import OneByOne

TEXT = "Des drones ont tué quatre dockers, selon le maire."


@dataclass
class FakeReading:
    report: Report
    entries: tuple[Entry, ...]
    sentences: tuple[object, ...] = ()
    frames: tuple[object, ...] = ()


class FakePipeline(OneByOne):
    """Reads one toll wherever the text holds *tué*."""

    loaded: ClassVar[list[str]] = []

    def read(self, report: Report) -> FakeReading:
        at = report.text.find("tué")
        if at < 0:
            return FakeReading(report, ())
        who = Filler("source", "le maire", Span(0, 3), "le maire")
        roles = {"harm": "killed", "number": Quantity(4, 4)}
        made = Entry(
            f"e{report.id[:8]}", report.id, "toll", Span(at, at + 3), (Span(0, len(report.text)),), "actual", who, None,
            roles, ("no publication date",), "toll.verb", 0.6,
        )  # fmt: skip
        return FakeReading(report, (made,))


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    FakePipeline.loaded = []

    def load(language: str) -> FakePipeline:
        FakePipeline.loaded.append(language)
        return FakePipeline()

    monkeypatch.setattr(reports, "load_pipeline", load)
    monkeypatch.setenv("GREFFIER_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("GREFFIER_LANG", "en")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)


def write(name: str, content: str | bytes = TEXT) -> str:
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return name


Out = pytest.CaptureFixture[str]


def test_formats(capsys: Out) -> None:
    a, b = write("a.txt"), write("b.json", json.dumps({"text": "Rien.", "language": "en"}))
    assert run(["read", a, b, "--format", "jsonl"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["text"], len(first["entries"]), second["entries"]) == (TEXT, 1, [])
    assert FakePipeline.loaded == ["fr", "en"]
    assert run(["read", a, b, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [first, second]
    assert run(["read", a, b, "--format", "csv"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out, newline=""))
    assert (row["harm"], row["number_min"]) == ("killed", "4")
    assert run(["read", a]) == 0
    assert "toll" in capsys.readouterr().out


def test_models_are_loaded_once() -> None:
    assert run(["read", *[write(f"{i}.txt") for i in range(5)]]) == 0
    assert FakePipeline.loaded == ["fr"]


def test_options_reach_the_report(capsys: Out) -> None:
    assert run(["read", write("a.txt"), "--published", "2031-02-03", "--language", "en", "--format", "jsonl"]) == 0
    about = json.loads(capsys.readouterr().out)["report"]
    assert (about["published"], about["language"]) == ("2031-02-03", "en")


def test_least_confidence(capsys: Out) -> None:
    assert run(["read", write("a.txt"), "--min-confidence", "0.7", "--format", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out)["entries"] == []


def test_bad_reports_are_told_and_the_others_go_on(capsys: Out) -> None:
    assert run(["read", write("vide.txt", ""), write("a.txt"), "rien.txt", "--format", "jsonl"]) == 6
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 1
    assert "vide.txt: the file is empty" in told.err
    assert "rien.txt: there is no such file" in told.err
    assert "2 of 3 reports could not be read." in told.err


WRONG = {
    "empty": (["read", "vide.txt"], 2, "is empty"),
    "binary": (["read", "image.txt"], 2, "binary"),
    "path": (["read", "rien.txt"], 2, "no such file"),
    "language": (["read", "a.txt", "--language", "xx"], 2, "--language: unknown language 'xx'; known: en, fr."),
    "date": (["read", "a.txt", "--published", "hier"], 2, "--published: 'hier' is no date"),
    "format": (["read", "a.txt", "--format", "xml"], 2, "--format: 'xml' is none of table"),
    "export": (["export", "xml"], 2, "FORMAT: 'xml' is none of acled"),
    "share": (["read", "a.txt", "--min-confidence", "2"], 2, "is no number from 0 to 1"),
    "option": (["read", "--frmat", "x"], 2, "no option --frmat"),
    "value": (["read", "a.txt", "--format"], 2, "--format needs a value"),
    "command": (["red"], 2, "no command 'red'"),
    "stdin twice": (["read", "-", "-"], 2, "only once"),
    "entry": (["why", "e000"], 5, "no entry 'e000' was read lately"),
    "entry at": (["why", "e000", "a.txt"], 5, "no entry 'e000' in the reports read"),
    "which": (["why"], 2, ""),
    "gold": (["score", "rien"], 2, "no such folder"),
    "gold file": (["score", "a.txt"], 2, "holds no coded report"),
    "gold JSON": (["score", "broken.json"], 2, "is no valid JSON"),
    "gold entry": (["score", "coded.json"], 2, "entry 1 lacks anchor, evidence, factuality, roles"),
    "gold entries": (["score", "list.json"], 2, 'holds "text" and a list of "entries"'),
    "data file": (["lint", "rien.toml"], 2, "no such file"),
    "no data file": (["lint", "a.txt"], 2, "no data file"),
    "unread": (["score", "mes_unread", "--errors"], 2, "stay unread"),
}


@pytest.mark.parametrize("case", WRONG)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_failure_is_a_sentence_and_a_code(
    capsys: Out, monkeypatch: pytest.MonkeyPatch, case: str, language: str
) -> None:
    monkeypatch.setenv("GREFFIER_LANG", language)
    write("a.txt"), write("vide.txt", ""), write("image.txt", b"\x89PNG\0"), write("broken.json", '{"text"')
    write("coded.json", '{"text": "Rien.", "entries": [{"kind": "toll"}]}'), write("list.json", '{"entries": {}}')
    arguments, code, words = WRONG[case]
    assert run(arguments) == code
    told = capsys.readouterr().err
    assert "Traceback" not in told
    if language == "en":
        assert words in told
    elif words:
        assert words not in told


def test_limit_is_a_setting(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    monkeypatch.setenv("GREFFIER_TEXT_LIMIT", "20 B")
    assert run(["read", write("a.txt")]) == 2
    assert "over the limit" in capsys.readouterr().err
    monkeypatch.setenv("GREFFIER_TEXT_LIMIT", "grand")
    assert run(["read", "a.txt"]) == 2
    assert "GREFFIER_TEXT_LIMIT is 'grand'" in capsys.readouterr().err


def test_a_fault_of_our_own_is_a_sentence_too(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    def broken(self: FakePipeline, report: Report) -> FakeReading:
        raise RuntimeError("boom")

    monkeypatch.setattr(FakePipeline, "read", broken)
    assert run(["read", write("a.txt")]) == 1
    assert "RuntimeError: boom" in capsys.readouterr().err
    monkeypatch.setenv("GREFFIER_DEBUG", "1")
    with pytest.raises(RuntimeError):
        run(["read", "a.txt"])


def test_a_missing_model_ends_the_run(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    def load(language: str) -> FakePipeline:
        raise ModelError("The model is absent.")

    monkeypatch.setattr(reports, "load_pipeline", load)
    assert run(["read", write("a.txt")]) == 4
    assert "The model is absent." in capsys.readouterr().err


def test_why_finds_the_report_again(capsys: Out) -> None:
    assert run(["read", write("a.txt"), "--format", "jsonl"]) == 0
    name = json.loads(capsys.readouterr().out)["entries"][0]["id"]
    for arguments in ([name], [name[:6]], [name, "a.txt"]):
        assert run(["why", *arguments]) == 0
        told = capsys.readouterr().out
        for words in (name, "toll, actual", "'tué'", "toll.verb", "killed", "le maire", "0.60", "no publication date"):
            assert words in told


def test_score_of_predictions(capsys: Out) -> None:
    said = {"kind": "toll", "anchor": {"start": 15, "end": 18, "exact": "tué"}, "factuality": "actual", "source": None,
            "when": None, "roles": {"harm": "killed", "number": {"min": 4, "max": 4}}}  # fmt: skip
    entry = {**said, "evidence": [{"start": 0, "end": len(TEXT), "exact": TEXT}]}
    Path("gold").mkdir()
    write("gold/a.json", json.dumps({"text": TEXT, "language": "fr", "entries": [entry]}))
    write("said.jsonl", json.dumps({"text": TEXT, "entries": [said]}) + "\n")
    assert run(["score", "gold", "--predictions", "said.jsonl", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["figures"]["whole"]["f1"] == found["figures"]["entries"]["f1"] == 1.0
    assert run(["score", "gold", "--predictions", "said.jsonl", "--floors", "floors.toml", "--raise-floors"]) == 0
    assert "whole facts" in capsys.readouterr().out
    said["roles"] = {"harm": "wounded"}
    write("said.jsonl", json.dumps({"text": TEXT, "entries": [said]}) + "\n")
    assert run(["score", "gold", "--predictions", "said.jsonl", "--floors", "floors.toml", "--errors"]) == 7
    told = capsys.readouterr()
    assert "whole_f1 is 0.000, under its floor of 1.000." in told.err
    assert "toll harm  gold killed  said wounded" in told.out
    assert run(["score", "gold", "--floors", "floors.toml"]) == 0, "the pipeline reads it whole"


def test_score_tells_reports_without_prediction(capsys: Out) -> None:
    Path("gold").mkdir()
    write("gold/a.json", json.dumps({"text": TEXT, "language": "fr", "entries": []}))
    write("said.jsonl", "")
    assert run(["score", "gold", "--predictions", "said.jsonl"]) == 6
    assert "1 report has no prediction: its entries" in capsys.readouterr().err


def test_help_is_in_both_languages_and_loads_no_model() -> None:
    told = {}
    for language in ("fr", "en"):
        environment = {**os.environ, "GREFFIER_LANG": language}
        command = [sys.executable, "-X", "importtime", "-m", "greffier.cli", "read", "--help"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        told[language] = done.stdout
        assert "spacy" not in done.stderr, "help must not load a model"
    assert "Lit des dépêches" in told["fr"]
    assert "Read reports" in told["en"]
    assert "Usage :" in told["fr"]


def test_version(capsys: Out) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("greffier 0.")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["diff", "--to", "2031-05-04"], "il manque --from."),
        (["search"], "WORDS"),
        (["why", "--not", " "], "--not : la phrase est vide ; donnez-en une"),
        (["track", "trêve", "--status", "rejected"], "les entrées rejetées n'entrent pas ici"),
    ],
)
def test_what_is_missing_is_told_in_french(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREFFIER_LANG", "fr")
    assert run(arguments) == 2
    err = capsys.readouterr().err
    assert told in err and "AFTER" not in err and "BEFORE" not in err


def test_sizes_are_french_in_french(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREFFIER_LANG", "fr")
    monkeypatch.setenv("GREFFIER_TEXT_LIMIT", "7.75 MB")
    (tmp_path / "a.txt").write_bytes(b"a" * 7_760_000)
    assert run(["read", str(tmp_path / "a.txt")]) == 2
    assert "dépasse la limite de 7,75 Mo" in capsys.readouterr().err
