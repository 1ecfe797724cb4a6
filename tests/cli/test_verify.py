"""`greffier verify` on events and the register: whatever is damaged there is found and told."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from greffier.cli.app import run
from greffier.ledger import open_ledger
from pipeline.told import actors_named, keep, strike

Out = pytest.CaptureFixture[str]
EVENT, ACTOR, KEY = "an event does not hold", "an actor does not have", "a row refers to nothing"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Out) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in (("LANG", "en"), ("LEDGER", ""), ("DEBUG", ""), ("STATE", str(tmp_path))):
        monkeypatch.setenv(f"GREFFIER_{name}", value)
    with open_ledger(Path("greffier.db")) as opened:
        keep(
            opened, strike("Exemple-Presse", 3), strike("La Gazette imaginaire", 4), strike("Agence Fictive", 5, day=1)
        )
        keep(opened, *actors_named())
    assert run(["events"]) == 0 and run(["actors"]) == 0
    capsys.readouterr()


FIRST, LAST = "(SELECT min(id) FROM event)", "(SELECT max(id) FROM event)"
A, Z = "(SELECT min(id) FROM actor)", "(SELECT max(id) FROM actor)"
PART = f"(SELECT min(entry) FROM membership WHERE entry <> telling AND event <> {LAST})"  # of a telling of two entries
CHANGES = {
    f"UPDATE event SET merged_into = CASE id WHEN {FIRST} THEN {LAST} ELSE {FIRST} END": {EVENT},
    f"UPDATE event SET merged_into = id WHERE id = {FIRST}": {EVENT},
    f"UPDATE event SET merged_into = 'ev0' WHERE id = {FIRST}": {EVENT, KEY},
    f"UPDATE event SET merged_into = {LAST} WHERE id = {FIRST}": {EVENT},
    "DELETE FROM membership WHERE entry = (SELECT min(entry) FROM membership)": {EVENT},
    f"UPDATE membership SET event = {LAST} WHERE entry = {PART}": {EVENT},
    "UPDATE membership SET telling = (SELECT max(entry) FROM membership)": {EVENT},
    "DELETE FROM event": {EVENT, KEY},
    "UPDATE telling SET facts = json_set(facts, '$.entries[0]', 'none')": {EVENT},
    f"UPDATE actor SET merged_into = CASE id WHEN {A} THEN {Z} ELSE {A} END": {ACTOR},
    f"UPDATE actor SET merged_into = 'nobody' WHERE id = {A}": {ACTOR, KEY},
    "UPDATE actor_name SET reports = reports + 1 WHERE reports > 0": {ACTOR},
    "DELETE FROM actor_name WHERE reports > 0": {ACTOR},
    "UPDATE sighting SET actor = NULL, basis = NULL WHERE actor IS NOT NULL": {ACTOR},
    "DELETE FROM sighting": {ACTOR},
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_damage_is_found(change: str, capsys: Out) -> None:
    assert run(["verify"]) == 0, capsys.readouterr().out
    with sqlite3.connect("greffier.db") as connection:
        assert connection.execute(change).rowcount > 0
    connection.close()
    capsys.readouterr()
    assert run(["verify"]) == 8
    out = capsys.readouterr().out
    told = {label for label in (EVENT, ACTOR, KEY) if label in out}
    assert told == CHANGES[change], out
    assert len(told) == len({line.split(":")[0] for line in out.splitlines()}), out


def test_what_is_merged_rightly_is_no_damage(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREFFIER_AUTHOR", "ana")
    with sqlite3.connect("greffier.db") as connection:
        first, second, *_ = (row[0] for row in connection.execute("SELECT id FROM event ORDER BY id"))
    connection.close()
    assert run(["judge", "same", first, second]) == 0
    assert run(["verify"]) == 0, capsys.readouterr().out
