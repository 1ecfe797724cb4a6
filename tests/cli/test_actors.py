"""`greffier actors`, `--actor` and lists of one's own, on a pipeline that stands in."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from greffier.cli import reports
from greffier.cli.app import run
from greffier.ledger import ActorStore, open_ledger
from greffier.model import Entry, Filler, Report, Sentence, Span

Out = pytest.CaptureFixture[str]
OURS = ["Ostap Vymyslenko", "Vymyslenko", "Olga Inventata", "Rives ouvertes"]


@dataclass
class Reading:
    report: Report
    entries: tuple[Entry, ...]
    sentences: list[Sentence] = field(default_factory=list)


class StandIn:
    """Each of our names at the beginning of a report is a speaker; *président turc* before it is its role."""

    def read(self, report: Report) -> Reading:
        name = next((n for n in OURS if n in report.text), None)
        kind = "body" if name == "Rives ouvertes" else "person"
        if name is None:
            words, id = "Le président turc", "role:president:TR:"
            speaker = Filler("speaker", words, Span(0, 17), "président turc", (), id, "TR")
        else:
            at = report.text.index(name)
            titled = ("président turc",) if "président turc" in report.text else ()
            names, country = (name, name.split()[-1], *titled), "TR" if titled else None
            speaker = Filler("speaker", name, Span(at, at + len(name)), name, names, f"{kind}:{name.lower()}", country)
        whole = (Span(0, len(report.text)),)
        entry = Entry(report.id[:16], report.id, "statement", Span(0, 2), whole, "actual", None, None,
                      {"speaker": (speaker,)}, (), "made.up")  # fmt: skip
        return Reading(report, (entry,))

    def checks(self, _reading: Reading) -> tuple[()]:
        return ()


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reports, "load_pipeline", lambda *_: StandIn())
    for name, value in (("STATE", str(tmp_path / "state")), ("LANG", "en"), ("LEDGER", ""), ("DEBUG", "")):
        monkeypatch.setenv(f"GREFFIER_{name}", value)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)


def write(name: str, text: str, day: str = "2031-05-04") -> str:
    fields = {"text": text, "published": day, "outlet": "Exemple-Presse"}
    Path(name).write_text(json.dumps(fields), "utf-8")
    return name


def say(capsys: Out, *arguments: str, code: int = 0) -> str:
    assert run(list(arguments)) == code
    return capsys.readouterr().out


@pytest.fixture
def filled(capsys: Out) -> None:
    a = write("a.json", "Le président turc, Ostap Vymyslenko, le dit.")
    b = write("b.json", "Le président turc le redit.", "2031-05-20")
    c = write("c.json", "Olga Inventata le nie.", "2031-06-30")
    say(capsys, "add", a, b, c)


def asked(capsys: Out, *arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in say(capsys, "actors", *arguments, "--format", "jsonl").splitlines()]


def test_the_list_and_one_of_it(capsys: Out, filled: None) -> None:
    ostap, olga = asked(capsys)
    assert (ostap["id"], ostap["country"], ostap["entries"], ostap["reports"]) == ("ostap-vymyslenko", "TR", 2, 2)
    [role] = ostap["roles"]
    assert (role["words"], role["role"], role["of"]) == ("président turc", "president", "TR")
    assert role["first"] == role["last"] == "2031-05-04"
    assert len(role["reports"]) == 1 and olga["roles"] == []
    [one] = asked(capsys, "vymyslenko")
    assert [told["basis"] for told in one["told"]] == ["name", "role"]
    assert one["told"][1]["because"] == role["reports"][0]
    table = say(capsys, "actors", "ostap-vymyslenko")
    assert "président turc (TR, 2031-05-04)" in table and f"told by {role['reports'][0][:12]}" in table
    rows = list(csv.DictReader(io.StringIO(say(capsys, "actors", "--format", "csv"))))
    assert [row["id"] for row in rows] == ["ostap-vymyslenko", "olga-inventata"]
    assert json.loads(say(capsys, "actors", "--format", "json"))[0]["id"] == "ostap-vymyslenko"


def test_filters_and_what_is_not_there(capsys: Out, filled: None) -> None:
    assert asked(capsys, "--kind", "country") == []
    assert [a["entries"] for a in asked(capsys, "--as-of", "2031-05-10")] == [1]
    assert say(capsys, "actors", "--kind", "country").strip() == "no actors."
    assert run(["actors", "Personne"]) == 5
    assert "no actor 'Personne'" in capsys.readouterr().err


def test_entries_of_an_actor_by_any_name_and_by_id(capsys: Out, filled: None) -> None:
    for name in ("Ostap Vymyslenko", "VYMYSLENKO", "ostap-vymyslenko"):
        lines = say(capsys, "entries", "--actor", name, "--format", "jsonl").splitlines()
        assert len(lines) == 2, name
    early = say(capsys, "entries", "--actor", "Vymyslenko", "--as-of", "2031-05-10", "--format", "jsonl")
    assert len(early.splitlines()) == 1
    assert say(capsys, "positions", "--actor", "Vymyslenko").strip() == "no entries."


def test_a_list_is_remembered_and_an_empty_one_forgets_it(capsys: Out, filled: None) -> None:
    Path("mine.csv").write_text("id,name,aliases,kind,country\nrives,Rives ouvertes,Open Shores,ngo,FR\n", "utf-8")
    d = write("d.json", "Rives ouvertes le promet.")
    say(capsys, "add", d, "--actors", "mine.csv")
    assert [a["id"] for a in asked(capsys, "open shores")] == ["rives"]
    e = write("e.json", "Rives ouvertes le promet encore.", "2031-05-05")
    say(capsys, "add", e)
    [rives] = asked(capsys, "rives")
    assert (rives["kind"], rives["country"], rives["reports"]) == ("ngo", "FR", 2)
    Path("none.csv").write_text("id,name\n", "utf-8")
    say(capsys, "add", e, "--actors", "none.csv")
    assert [a["id"] for a in asked(capsys, "Rives ouvertes")] == ["rives-ouvertes"]


@pytest.mark.parametrize("command", ["read", "add"])
@pytest.mark.parametrize("option", ["--actors", "--places"])
def test_a_list_that_cannot_be_used(capsys: Out, command: str, option: str) -> None:
    Path("bad.csv").write_text("id,name,country\na,Abc,Nowhere\n", "utf-8")
    path = write("a.json", "Olga Inventata le nie.")
    assert run([command, path, option, "bad.csv"]) == 2
    assert "bad.csv, line 2: country is 'Nowhere'" in capsys.readouterr().err
    assert not Path("greffier.db").exists()


def test_reports_from_before_the_register_are_caught_up(capsys: Out, filled: None) -> None:
    wanted = asked(capsys)
    with open_ledger(Path("greffier.db")) as ledger, ledger.begin() as connection:
        for table in ("actor_name", "office", "sighting", "registered", "actor"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        assert ActorStore(connection).listed("actor") == []
    assert asked(capsys) == wanted


def test_a_rejected_entry_counts_no_more(filled: None, capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREFFIER_AUTHOR", "ana")

    def count() -> int:
        return sum(json.loads(line)["entries"] for line in say(capsys, "actors", "--format", "jsonl").splitlines())

    before = count()
    first = json.loads(say(capsys, "entries", "--format", "jsonl").splitlines()[0])["entries"][0]["id"]
    say(capsys, "judge", "reject", first)
    assert count() == before - 2, "the role alone that this report resolved is nobody again"
    say(capsys, "judge", "accept", first)
    assert count() == before
