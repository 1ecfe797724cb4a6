"""`greffier actors`, `--actor` and lists of one's own, on a pipeline that stands in."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from greffier.cli import reports
from greffier.cli.app import run
from greffier.ledger import ActorStore, open_ledger
from greffier.model import Entry, Filler, Report, Sentence, Span
from one_by_one import OneByOne

Out = pytest.CaptureFixture[str]
OURS = ["Ostap Vymyslenko", "Vymyslenko", "Olga Inventata", "Rives ouvertes"]


@dataclass
class Reading:
    report: Report
    entries: tuple[Entry, ...]
    sentences: list[Sentence] = field(default_factory=list)
    frames: tuple[()] = ()


class StandIn(OneByOne):
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
    fields = {"text": text, "published": day, "outlet": "Exemple-Presse", "language": "fr"}
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


def test_who_holds_a_role_is_shown_with_the_report_that_says_so(capsys: Out, filled: None) -> None:
    first, second, third = [json.loads(x) for x in say(capsys, "entries", "--format", "jsonl").splitlines()]
    [entry] = second["entries"]
    [speaker] = entry["roles"]["speaker"]
    told = {"report": first["report"]["id"], "published": "2031-05-04", "outlet": "Exemple-Presse"}
    assert speaker["holder"] == {"id": "ostap-vymyslenko", "name": "Ostap Vymyslenko", **told}
    assert all("holder" not in e["roles"]["speaker"][0] for one in (first, third) for e in one["entries"])
    words = "Le président turc = Ostap Vymyslenko (ostap-vymyslenko) – told by Exemple-Presse, 4 May 2031, "
    words += told["report"][:12]
    for id in (second["report"]["id"], entry["id"]):
        assert words in say(capsys, "show", id)
        shown = json.loads(say(capsys, "show", id, "--format", "json"))
        assert shown[0]["entries"][0]["roles"]["speaker"][0]["holder"]["name"] == "Ostap Vymyslenko"
    assert words in say(capsys, "why", entry["id"], "b.json")
    assert "Ostap" not in say(capsys, "why", entry["id"], "b.json", "--ledger", "none.db")


def test_a_later_report_tells_nothing_of_a_day_before_it(capsys: Out) -> None:
    b = write("b.json", "Le président turc le redit.", "2031-05-20")
    a = write("a.json", "Le président turc, Ostap Vymyslenko, le dit.", "2031-05-25")
    say(capsys, "add", a, b)
    id = json.loads(say(capsys, "entries", "--format", "jsonl").splitlines()[0])["report"]["id"]
    assert "Vymyslenko" in say(capsys, "show", id)
    assert "Vymyslenko" not in say(capsys, "show", id, "--as-of", "2031-05-22")
    assert run(["show", id, "--as-of", "2031-05-19"]) == 5
    assert "was not there on that day" in capsys.readouterr().err


def test_as_known_is_what_the_ledger_held(capsys: Out, filled: None) -> None:
    with open_ledger(Path("greffier.db")) as ledger, ledger.begin() as connection:
        for path, day in (("a.json", "2032-01-03"), ("b.json", "2032-01-01"), ("c.json", "2032-01-02")):
            moment = f"{day}T12:00:00.000000Z"
            change = text("UPDATE report SET recorded_at = :moment WHERE path LIKE :path")
            connection.execute(change, {"moment": moment, "path": f"%{path}"})
        undated = "UPDATE report SET published = NULL WHERE path LIKE '%c.json'"
        connection.execute(text(undated))
    assert asked(capsys, "--as-known", "2032-01-01") == []
    assert [a["id"] for a in asked(capsys, "--as-known", "2032-01-02")] == ["olga-inventata"]
    assert [a["entries"] for a in asked(capsys, "--as-known", "2032-01-03")] == [2, 1]
    run(["actors", "--as-known", "2032-01-03"])
    assert "without a publication date" in capsys.readouterr().err
    b = next(
        one["report"]["id"]
        for one in map(json.loads, say(capsys, "entries", "--format", "jsonl").splitlines())
        if one["report"]["published"] == "2031-05-20"
    )
    assert "Vymyslenko" in say(capsys, "show", b, "--as-known", "2032-01-03")
    assert "Vymyslenko" not in say(capsys, "show", b, "--as-known", "2032-01-02")
    assert run(["show", b, "--as-known", "2031-12-31"]) == 5
    assert run(["show", b, "--as-known", "2032-01-03", "--judged-by", "ana"]) == 2


def test_show_as_known_takes_back_judgements(capsys: Out, filled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREFFIER_AUTHOR", "ana")
    entry = json.loads(say(capsys, "entries", "--format", "jsonl").splitlines()[0])["entries"][0]["id"]
    with open_ledger(Path("greffier.db")) as ledger, ledger.begin() as connection:
        connection.exec_driver_sql("UPDATE report SET recorded_at = '2020-01-01T12:00:00.000000Z'")
    say(capsys, "judge", "reject", entry)
    shown = [json.loads(say(capsys, "show", entry, "--format", "json", *more))[0]["entries"][0]["status"]
             for more in ([], ["--as-known", "2020-06-01"])]  # fmt: skip
    assert shown == ["rejected", "unreviewed"]


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
    rows = ("a,Abc,Nowhere,95,x", "b,?,FR,1,2", "c,C,FR,1,2", "c,D,FR,1,2")
    Path("bad.csv").write_text("\n".join(("id,name,country,lat,lon", *rows)), "utf-8")
    assert run([command, path, option, "bad.csv"]) == 2
    err = capsys.readouterr().err
    for wrong in ("line 2: country", "line 2: lat", "line 2: lon", "line 3: name", "line 5: the id 'c' stands twice"):
        assert f"bad.csv, {wrong}" in err
    assert len(err.splitlines()) == 5
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
