"""Damage: whatever is changed in the file is found, and copies are whole."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from greffier.errors import GreffierError
from greffier.judge import Judge, accept, correct, read_again
from greffier.ledger import Run, backup_of, free_name, open_ledger, read_ledger, verify
from ledger.made import entries, exported, keep, report, sentences
from torture.scale import note

FLIPS = 200


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "a.db"
    with open_ledger(found) as ledger:
        for number in range(3):
            keep(ledger, report(number, url="https://exemple.invalid/1" if number else None))
        accept(ledger, entries(report())[0].id, Judge("ana"))
        correct(ledger, entries(report())[1].id, "number", ["5"], Judge("bob"))
        read_again(ledger, report(), entries(report())[:2], sentences(report()), Run("another", {}))
    return found


CHANGES = {
    "DROP INDEX ix_actor_family": {"file"},
    "UPDATE text SET characters = replace(characters, 'drones', 'dromes')": {"text", "report", "stretch"},
    "UPDATE text SET length = length + 1": {"text"},
    "UPDATE report SET published = '2031-05-05'": {"report", "digest"},
    "UPDATE report SET title = 'Autre'": {"digest"},
    "UPDATE report SET recorded_at = '2031-01-01T00:00:00.000000Z'": {"digest"},
    "UPDATE entry SET kind = 'talks' WHERE kind = 'toll'": {"digest"},
    "UPDATE entry SET start = start + 1": {"stretch", "digest"},
    "UPDATE entry SET words = 'rien'": {"stretch", "digest"},
    "UPDATE evidence SET stop = stop - 1": {"stretch", "digest"},
    "UPDATE role SET min = 40 WHERE form = 'quantity'": {"digest"},
    "UPDATE found SET id = 'x' || id": {"reading", "key"},
    "UPDATE found SET entries = x'00'": {"file"},
    "UPDATE reading SET recorded_at = '2031-01-01T00:00:00.000000Z'": {"digest"},
    "DELETE FROM reading WHERE run IN (SELECT id FROM run WHERE program = 'another')": {"digest"},
    "UPDATE run SET program = 'x' WHERE program = 'another'": {"digest"},
    "UPDATE entry SET status = 'rejected' WHERE status = 'accepted'": {"digest"},
    "DELETE FROM about WHERE key = 'judgements'": {"judgement"},
    "UPDATE filler SET name = 'le préfet' WHERE role = 'source'": {"digest"},
    "UPDATE filler SET lat = 2": {"digest"},
    "UPDATE sentence SET lemmas = 'rien'": {"digest"},
    "UPDATE run SET program = 'autre'": {"digest"},
    "DELETE FROM doubt": {"digest"},
    "DELETE FROM entry": {"key", "digest"},
    "DELETE FROM run": {"key"},
    "INSERT INTO sentence_words(sentence_words) VALUES ('delete-all')": {"index"},
}

POSTGRESQL = {
    "UPDATE found SET entries = x'00'": "UPDATE found SET entries = '\\x00'",
    "INSERT INTO sentence_words(sentence_words) VALUES ('delete-all')": "DELETE FROM sentence_words",
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_found(path: Path, change: str, by_hand: Callable[..., None]) -> None:
    by_hand(path, change, POSTGRESQL.get(change, ""))
    with read_ledger(path) as ledger:
        assert CHANGES[change] <= {p.what for p in verify(ledger)}


def test_a_status_that_nobody_gave_is_damage(path: Path) -> None:
    with open_ledger(path) as ledger, ledger.begin() as connection:
        connection.exec_driver_sql("UPDATE entry SET status = 'accepted'")
    with read_ledger(path) as ledger:
        assert {p.what for p in verify(ledger)} == {"digest"}


@pytest.mark.sqlite("bytes of the file")
def test_a_flipped_byte_is_refused_found_or_harmless(path: Path) -> None:
    """Bytes that hold nothing (free space in a page) may change unseen: then the export is the same."""
    whole, wanted, chance = path.read_bytes(), exported(path), random.Random(9)
    harmless = 0
    for _ in range(FLIPS):
        at = chance.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :])
        for rest in path.parent.glob("a.db-*"):
            rest.unlink()
        try:
            with read_ledger(path) as ledger:
                found = list(verify(ledger))
        except GreffierError:
            continue
        if not found:
            assert exported(path) == wanted
            harmless += 1
    assert harmless < FLIPS
    note("R9", FLIPS, 0, f"{harmless} sans effet · harmless")


@pytest.mark.sqlite("a server is copied by pg_dump")
def test_a_backup_is_the_same_ledger_and_never_overwrites(path: Path) -> None:
    with read_ledger(path) as ledger:
        target = free_name(path)
        backup_of(ledger.engine, target)
        with pytest.raises(GreffierError, match="is there already"):
            backup_of(ledger.engine, target)
        with pytest.raises(GreffierError, match="no such folder"):
            backup_of(ledger.engine, path.parent / "no" / "b.db")
        assert free_name(path) != target
    assert exported(target) == exported(path)
    assert not list(path.parent.glob("*.part"))


@pytest.mark.sqlite("a server is copied by pg_dump")
def test_a_backup_holds_what_is_written_meanwhile_whole_or_not_at_all(path: Path) -> None:
    with open_ledger(path) as ledger:
        keep(ledger, report(50))
        backup_of(ledger.engine, path.with_name("b.db"))
        keep(ledger, report(51))
    with read_ledger(path.with_name("b.db")) as ledger:
        assert not list(verify(ledger))
    assert exported(path.with_name("b.db")).count("\n") == 4
