"""The commands of the ledger, on a pipeline that stands in."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from greffier.cli import reports
from greffier.cli.app import run
from greffier.errors import ModelError
from greffier.ledger.migrate import newest
from greffier.model import Check, Entry, Report, Sentence
from ledger.made import TEXT, checks, entries, sentences
from one_by_one import OneByOne

Out = pytest.CaptureFixture[str]


@dataclass
class Reading:
    report: Report
    entries: tuple[Entry, ...]
    sentences: list[Sentence]


class StandIn(OneByOne):
    """Reads the made-up entries; fails on a text that says so."""

    read_texts: list[str]

    def __init__(self) -> None:
        self.read_texts = []

    def read(self, report: Report) -> Reading:
        self.read_texts.append(report.text)
        if "panne" in report.text:
            raise ZeroDivisionError("made up")
        if "modèle" in report.text:
            raise ModelError("no model.")
        return Reading(report, entries(report), sentences(report))

    def checks(self, reading: Reading) -> tuple[Check, ...]:
        return checks(reading.report)


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> StandIn:
    found = StandIn()
    monkeypatch.setattr(reports, "load_pipeline", lambda _language: found)
    for name, value in (("STATE", str(tmp_path / "state")), ("LANG", "en"), ("LEDGER", ""), ("DEBUG", "")):
        monkeypatch.setenv(f"GREFFIER_{name}", value)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return found


def write(name: str, text: str = TEXT, **fields: Any) -> str:
    Path(name).write_text(json.dumps({"text": text, "published": "2031-05-04", **fields}), "utf-8")
    return name


def say(capsys: Out, *arguments: str, code: int = 0) -> str:
    assert run(list(arguments)) == code
    return capsys.readouterr().out


def test_add_and_add_again(capsys: Out, reader: StandIn) -> None:
    a, b = write("a.json"), write("b.json", f"{TEXT} Encore.", outlet="Exemple-Presse")
    assert say(capsys, "add", a, b).splitlines() == ["a.json: added, 3 entries.", "b.json: added, 3 entries."]
    assert say(capsys, "add", b, a).splitlines() == ["b.json: known already.", "a.json: known already."]
    assert len(reader.read_texts) == 2, "what is known is not read again"
    assert Path("greffier.db").exists()


def test_which_ledger(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREFFIER_LEDGER", "mine.db")
    say(capsys, "add", write("a.json"))
    say(capsys, "add", "a.json", "--ledger", "other.db")
    assert Path("mine.db").exists() and Path("other.db").exists() and not Path("greffier.db").exists()


def test_versions_are_told(capsys: Out) -> None:
    say(capsys, "add", write("a.json", url="https://exemple.invalid/1"))
    changed = write("b.json", f"{TEXT} Corrigé.", url="https://exemple.invalid/1")
    assert "new version of" in say(capsys, "add", changed)
    redated = write("c.json", f"{TEXT} Corrigé.", url="https://exemple.invalid/1", published="2031-05-01")
    assert "new version of" in say(capsys, "add", redated)
    shown = say(capsys, "entries", "--format", "jsonl").splitlines()
    assert [json.loads(line)["report"]["published"] for line in shown] == ["2031-05-01"]
    lines = say(capsys, "export", "jsonl").splitlines()
    assert len(lines) == 3 and len(say(capsys, "export", "jsonl", "--current").splitlines()) == 1
    old = next(d["report"]["id"] for d in map(json.loads, lines) if d["text"] == TEXT)
    assert "replaced by" in say(capsys, "show", old[:10])


def test_what_fails_is_listed_and_the_rest_goes_on(capsys: Out) -> None:
    paths = [write("a.json"), "none.txt", write("c.json", f"{TEXT} Une panne."), write("d.json", f"{TEXT} Bien.")]
    assert run(["add", *paths]) == 6
    out, err = capsys.readouterr()
    assert out.splitlines() == ["a.json: added, 3 entries.", "d.json: added, 3 entries."]
    assert err.count("none.txt") == 2 and err.count("ZeroDivisionError: made up") == 2
    assert "2 of 4 reports could not be read." in err
    assert run(["add", "none.txt"]) == 2


def test_a_missing_model_ends_the_run(capsys: Out) -> None:
    assert run(["add", write("a.json"), write("b.json", f"{TEXT} Sans modèle."), write("c.json", "x")]) == 4
    told = capsys.readouterr().err.splitlines()  # the third had arrived, too: reports are read several at a time
    assert [line.split(":")[1] for line in told] == [" c.json", " no model."]
    assert say(capsys, "entries", "--format", "jsonl").count("\n") == 1


def test_export_tells_what_it_leaves_out(capsys: Out) -> None:
    say(capsys, "add", write("a.json"))
    assert run(["export", "jsonl"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["entries"] == []
    assert err == "greffier: 0 accepted of 3; --include-unreviewed adds them.\n"
    assert run(["export", "jsonl", "--include-unreviewed", "--output", "out.jsonl"]) == 0
    assert capsys.readouterr() == ("", "")
    line = Path("out.jsonl").read_text("utf-8")
    assert [e["status"] for e in json.loads(line)["entries"]] == ["unreviewed"] * 3
    assert line == json.dumps(json.loads(line), ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    with sqlite3.connect("greffier.db") as plain:
        plain.execute("UPDATE entry SET status = CASE kind WHEN 'toll' THEN 'accepted' ELSE 'rejected' END")
    assert run(["export", "jsonl", "--include-unreviewed"]) == 0
    assert [e["kind"] for e in json.loads(capsys.readouterr().out)["entries"]] == ["toll"]
    assert run(["export", "jsonl", "--output", "no/out.jsonl"]) == 2
    assert run(["export", "parquet"]) == 2


def test_what_is_added_lacks_nothing_that_is_read(capsys: Out) -> None:
    def plain(data: dict[str, Any]) -> dict[str, Any]:
        for name in ("versions", "withdrawn"):
            data["report"].pop(name, None)
        kept = {"status", "event"}
        return data | {"entries": [{k: v for k, v in e.items() if k not in kept} for e in data["entries"]]}

    read = json.loads(say(capsys, "read", write("a.json"), "--format", "jsonl"))
    say(capsys, "add", "a.json")
    assert plain(json.loads(say(capsys, "entries", "--format", "jsonl"))) == read
    assert plain(json.loads(say(capsys, "export", "jsonl", "--include-unreviewed"))) == read


def test_show_entries_and_tolls(capsys: Out) -> None:
    say(capsys, "add", write("a.json", title="Un titre", outlet="Exemple-Presse"), write("b.json", published=None))
    capsys.readouterr()
    table = say(capsys, "tolls")
    assert "Exemple-Presse" in table and "≥ 4" in table.replace("> 4", "≥ 4")
    toll = json.loads(say(capsys, "tolls", "--outlet", "Exemple-Presse", "--format", "json"))[0]["entries"][0]
    assert "€" in say(capsys, "pledges") and "Exemple-Presse" in say(capsys, "pledges", "--outlet", "Exemple-Presse")
    assert say(capsys, "positions") == "no entries.\n"
    assert "Un titre" in say(capsys, "show", toll["id"])
    assert json.loads(say(capsys, "show", toll["id"][:8], "--format", "jsonl"))["entries"][0]["id"] == toll["id"]
    assert say(capsys, "entries", "--kind", "talks") == "no entries.\n"
    assert say(capsys, "entries", "--format", "csv").count("\r\n") == 7
    assert run(["entries", "--as-of", "2031-06-01"]) == 0
    assert "1 report without a publication date is" in capsys.readouterr().err
    assert run(["entries", "--kind", "strikes"]) == 2
    assert run(["show", "zzz"]) == 5


def test_search(capsys: Out) -> None:
    say(capsys, "add", write("a.json"))
    assert "drones" in say(capsys, "search", "tuer")
    assert say(capsys, "search", "introuvable") == "nothing found.\n"


def test_verify_backup_and_doctor(capsys: Out) -> None:
    assert "none yet" in say(capsys, "doctor")
    assert not Path("greffier.db").exists()
    say(capsys, "add", write("a.json"))
    assert say(capsys, "verify") == "greffier.db: nothing wrong.\n"
    copy = say(capsys, "backup").strip()
    assert say(capsys, "verify", "--ledger", copy) == f"{copy}: nothing wrong.\n"
    assert run(["backup", copy]) == 2
    assert "SQLite" in say(capsys, "doctor") and newest() in say(capsys, "doctor")
    with sqlite3.connect("greffier.db") as plain:
        plain.execute("UPDATE filler SET name = 'autre'")
    assert run(["verify"]) == 8
    assert "a report's rows are not those that were written" in capsys.readouterr().out
    assert run(["verify", "--ledger", "none.db"]) == 5


def test_a_ledger_in_french(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREFFIER_LANG", "fr")
    assert say(capsys, "add", write("a.json")) == "a.json: ajoutée, 3 entrées.\n"
    assert "registre" in say(capsys, "doctor")


def test_checks_are_kept_and_held_against_other_reports(capsys: Out) -> None:
    say(capsys, "add", write("a.json", f"{TEXT} Un.", published="2031-05-04"))
    first = json.loads(say(capsys, "entries", "--kind", "attack", "--format", "jsonl"))
    shown = say(capsys, "show", first["report"]["id"])
    assert "= holds: mardi" in shown and "~ cannot tell: visé – 1 of 2 is dated in it" in shown
    say(capsys, "add", write("b.json", f"{TEXT} Deux.", published="2031-05-02", outlet="Exemple-Presse"))
    assert "= holds: visé – the report or the ledger dates 2" in say(capsys, "show", first["report"]["id"])
    assert "visé" in say(capsys, "show", first["entries"][0]["id"])
    say(capsys, "add", write("c.json", f"{TEXT} Trois.", published="2031-05-01", outlet="La Gazette imaginaire"))
    data = json.loads(say(capsys, "show", first["report"]["id"], "--format", "jsonl"))["checks"]
    assert [(c["check"], c["verdict"], c["reason"]) for c in data] == [
        ("weekday", "holds", "weekday_right"), ("ordinal", "cannot tell", "ordinal_more"),
    ]  # fmt: skip
    assert "= weekday  ~ how many" in say(capsys, "entries", "--kind", "attack")
    then = say(capsys, "entries", "--kind", "attack", "--as-of", "2031-05-02")
    assert "= how many" in then, "what was published later bears nothing out"
    with sqlite3.connect("greffier.db") as plain:
        assert plain.execute("SELECT count(*) FROM checks WHERE verdict = 'holds'").fetchone() == (3,)


def test_checks_of_a_file_against_a_ledger(capsys: Out) -> None:
    say(capsys, "add", write("a.json", f"{TEXT} Un.", published="2031-05-02"), "--ledger", "known.db")
    later = write("b.json", f"{TEXT} Deux.", published="2031-05-04")
    assert "cannot tell" in say(capsys, "check", later)
    assert "cannot tell" not in say(capsys, "check", later, "--ledger", "known.db")
    assert run(["check", later, "--ledger", "none.db"]) == 5
