"""Actors with the real models: reports in French and English give one register; lists of one's own are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from greffier.cli.app import run

pytestmark = pytest.mark.slow

REPORTS = {
    "a": ("fr", "2031-05-05", """Exemple inventé. Le ministre ukrainien des Affaires étrangères, Ostap Vymyslenko, a
rencontré lundi à Genève le président turc, Kemal Hayali."""),
    "b": ("fr", "2031-05-20", """Exemple inventé. Le ministre ukrainien des Affaires étrangères a rejeté mardi la
proposition de cessez-le-feu."""),
    "c": ("en", "2031-05-21", """Made-up example. Ukrainian Foreign Minister Ostap Vymyslenko said on Tuesday that talks
would resume. The Turkish president visited Kyiv on Monday."""),
    "d": ("fr", "2031-07-20", """Exemple inventé. M. Vymyslenko a rejeté mardi la trêve. L'association Rives Ouvertes a
promis une aide de 3 millions d'euros. Des drones ont visé le quai Chimère mardi, tuant deux dockers."""),
}  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GREFFIER_STATE", str(tmp_path / "state"))
    for name, (language, day, text) in REPORTS.items():
        fields = {"text": text.replace("\n", " "), "published": day, "language": language, "outlet": "Exemple-Presse"}
        Path(f"{name}.json").write_text(json.dumps(fields), "utf-8")
    return tmp_path


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert run([*arguments, "--format", "jsonl"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_one_register_over_two_languages(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["add", "d.json", "b.json", "a.json", "c.json"]) == 0
    capsys.readouterr()
    found = {a["id"]: a for a in asked(capsys, "actors", "--kind", "person")}
    minister, president = found["ostap-vymyslenko"], found["kemal-hayali"]
    assert (minister["reports"], president["reports"]) == (3, 2)
    assert [(r["role"], r["of"], r["first"], r["last"]) for r in minister["roles"]] == [
        ("foreign_minister", "UA", "2031-05-05", "2031-05-21")
    ]
    [told] = [a["told"] for a in asked(capsys, "actors", "Hayali")]
    assert [t["basis"] for t in told] == ["name", "role"] and told[1]["because"] == told[0]["report"]
    assert "vymyslenko" in found, "two months later, the family name alone is nobody known"
    entries = [e for r in asked(capsys, "entries", "--actor", "ostap-vymyslenko") for e in r["entries"]]
    assert len(entries) == minister["entries"] >= 3
    assert asked(capsys, "entries", "--actor", "Moskva") == []


def test_lists_are_read_and_remembered(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "id,name,kind,country\nrives,Rives Ouvertes,ngo,FR\nvym,Ostap Vymyslenko,person,UA\n"
    Path("actors.csv").write_text(rows, "utf-8")
    Path("places.csv").write_text("id,name,country,lat,lon\nquai,quai Chimère,UA,45.35,28.83\n", "utf-8")
    lists = ("--actors", "actors.csv", "--places", "places.csv")
    [report] = asked(capsys, "read", "d.json", *lists)
    fillers = [f for e in report["entries"] for v in e["roles"].values() if isinstance(v, list) for f in v]
    assert ("body:rives", "FR") in {(f.get("id"), f.get("country")) for f in fillers}
    assert {(f["lat"], f["lon"], f["precision"]) for f in fillers if f.get("id") == "quai"} == {(45.35, 28.83, "point")}
    assert run(["add", "d.json", *lists]) == 0
    assert run(["add", "a.json"]) == 0
    capsys.readouterr()
    found = {a["id"]: a["reports"] for a in asked(capsys, "actors")}
    assert found["rives"] == 1 and found["vym"] == 2
