"""`greffier forget`: the words leave the ledger and its file, the judgements' shells stay, and nothing else changes."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cli.test_judge import ids, setting  # noqa: F401
from cli.test_ledger import Out, say, write
from greffier.cli.app import run
from greffier.ledger import open_ledger, report_ids
from ledger.made import TEXT

SECRET = "Zarzuelistan"  # a word that only the doomed report has
DOOMED = f"{TEXT} Le port de {SECRET} aussi, dit une source."
OTHER = f"{TEXT} Autre dépêche."


@pytest.fixture
def names(ids: dict[str, str], capsys: Out, tmp_path: Path) -> dict[str, str]:  # noqa: F811
    """Ids of reports by their titles; the doomed one has been judged, replaced, searched, and failed once."""
    (tmp_path / "bad.json").write_text(json.dumps({"text": DOOMED, "language": "de"}), "utf-8")
    assert run(["add", "bad.json"]) == 2
    url = "https://exemple.invalid/doomed"
    say(capsys, "add", write("doomed.json", text=DOOMED, url=url, title=f"Titre {SECRET}", published="2031-05-05"))
    say(capsys, "add", write("again.json", text=f"{DOOMED} Bis.", url=url, title=f"T {SECRET}", published="2031-05-06"))
    say(capsys, "add", write("other.json", text=OTHER, url="https://exemple.invalid/other", title="Autre"))
    found = {d["report"]["title"]: d for d in map(json.loads, say(capsys, "entries", "--format", "jsonl").splitlines())}
    doomed, other = found[f"T {SECRET}"], found["Autre"]
    toll = next(e["id"] for e in doomed["entries"] if e["kind"] == "toll")
    said = f"vu {SECRET}"
    say(capsys, "judge", "accept", toll)
    say(capsys, "judge", "correct", toll, "number", "5", "--because", said)
    same = next(e["id"] for e in other["entries"] if e["kind"] == "toll")
    say(capsys, "judge", "accept", same)
    return {"doomed": doomed["report"]["id"], "other": other["report"]["id"], "toll": toll, "kept": same}


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("greffier.db*")))


def shown(capsys: Out, *command: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in say(capsys, *command).splitlines()]


@pytest.mark.sqlite("bytes of the file")
def test_its_bytes_leave_the_file(names: dict[str, str], ids: dict[str, str], capsys: Out, tmp_path: Path) -> None:  # noqa: F811
    assert SECRET.encode() in bytes_of(tmp_path) and SECRET.lower().encode() in bytes_of(tmp_path)
    said = say(capsys, "forget", names["doomed"], "--yes")
    assert "2 versions, 6 entries, 2 judgements." in said and "Forgotten." in said
    assert ids["report"][:8] in said, "a report that has nearly the same text is named"
    held = bytes_of(tmp_path)
    assert SECRET.encode() not in held and SECRET.lower().encode() not in held
    assert b"autre" in held.lower()


@pytest.mark.slow
def test_what_others_told_stays_and_the_ledger_is_whole(names: dict[str, str], capsys: Out) -> None:
    say(capsys, "forget", names["doomed"], "--yes")
    assert "nothing wrong" in say(capsys, "verify")
    assert {d["report"]["title"] for d in shown(capsys, "entries", "--format", "jsonl")} == {"Un titre", "Autre"}
    assert SECRET not in say(capsys, "events", "--all") and SECRET not in say(capsys, "actors")
    assert "nothing has failed" in say(capsys, "failed", "--all")
    run(["search", SECRET])
    assert SECRET not in capsys.readouterr().out
    say(capsys, "judge", "correct", names["kept"], "number", "6")
    assert "nothing wrong" in say(capsys, "verify"), "the next judgement is chained to the last"


@pytest.mark.slow
def test_it_is_as_if_it_had_never_come(ids: dict[str, str], capsys: Out) -> None:  # noqa: F811
    """But for the names of events, which keep their ids."""
    commands = (("export", "jsonl"), ("actors", "--format", "jsonl"), ("tolls", "--format", "jsonl"))
    say(capsys, "add", write("other.json", text=OTHER, url="https://exemple.invalid/other", title="Autre"))
    say(capsys, "events")
    before = [say(capsys, *command) for command in commands]
    say(capsys, "add", write("doomed.json", text=DOOMED, url="https://exemple.invalid/doomed", title="D"))
    say(capsys, "events")
    found = [d for d in shown(capsys, "entries", "--format", "jsonl") if d["report"]["title"] == "D"]
    assert [say(capsys, *command) for command in commands] != before
    say(capsys, "forget", found[0]["report"]["id"], "--yes")
    assert [say(capsys, *command) for command in commands] == before


@pytest.mark.slow
def test_shells_of_judgements_stay(names: dict[str, str], capsys: Out) -> None:
    say(capsys, "forget", names["doomed"], "--yes")
    listed = shown(capsys, "judgements", "--format", "jsonl")
    assert SECRET not in json.dumps(listed)
    gone = [one for one in listed if one.get("forgotten")]
    assert [one["verdict"] for one in gone] == ["accept", "correct"]
    assert all(one["author"] == "ana" and one["entries"] == [names["toll"]] for one in gone)
    assert "the report was forgotten." in say(capsys, "judgements")


@pytest.mark.slow
@pytest.mark.sqlite("changes the file by hand")
@pytest.mark.parametrize(
    "sql", ["UPDATE shell SET author = 'x'", "DELETE FROM shell", "UPDATE shell SET recorded_at = '2031'"]
)
def test_a_shell_that_is_changed_is_found(names: dict[str, str], sql: str, capsys: Out, tmp_path: Path) -> None:
    say(capsys, "forget", names["doomed"], "--yes")
    with closing(sqlite3.connect(tmp_path / "greffier.db")) as plain, plain:
        plain.execute(sql)
    assert run(["verify"]) == 8


@pytest.mark.slow
@pytest.mark.sqlite("asks the file's own triggers")
def test_no_judgement_goes_without_its_shell(names: dict[str, str], capsys: Out, tmp_path: Path) -> None:
    say(capsys, "forget", names["doomed"], "--yes")
    with closing(sqlite3.connect(tmp_path / "greffier.db")) as plain:
        for table in ("judgement", "judgement_anchor"):
            with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
                plain.execute(f"DELETE FROM {table}")
            with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
                plain.execute(f"UPDATE {table} SET {'author' if table == 'judgement' else 'report'} = 'x'")


@pytest.mark.slow
def test_it_is_not_added_again_unless_asked(names: dict[str, str], capsys: Out, tmp_path: Path) -> None:
    say(capsys, "forget", names["doomed"], "--yes")
    assert "was forgotten and is not added again" in say(capsys, "add", "doomed.json")
    plain = write("plain.json", text=DOOMED, outlet="Autre-Presse")
    assert "was forgotten" in say(capsys, "add", plain), "nor its text as another report"
    assert SECRET.encode() not in bytes_of(tmp_path)
    assert names["doomed"][:8] in say(capsys, "forget")
    assert "2 reports may be added again." in say(capsys, "forget", names["doomed"], "--back")
    assert "added, 3 entries" in say(capsys, "add", "doomed.json")
    assert "nothing wrong" in say(capsys, "verify")


@pytest.mark.slow
def test_it_asks_first(names: dict[str, str], capsys: Out, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("click.confirm", lambda *_words, **_more: False)
        assert "Nothing was forgotten." in say(capsys, "forget", names["doomed"])
    monkeypatch.setenv("GREFFIER_LANG", "fr")
    assert "rien n'a été oublié." in say(capsys, "forget")
    with open_ledger(tmp_path / "greffier.db") as ledger, ledger.begin() as connection:
        assert names["doomed"] in report_ids(connection)


@pytest.mark.slow
@pytest.mark.sqlite("a server is copied by pg_dump")
def test_backups_beside_it_are_named(names: dict[str, str], capsys: Out) -> None:
    copy = say(capsys, "backup").strip()
    assert f"{copy}: this backup may still hold it." in say(capsys, "forget", names["doomed"], "--yes")


READS = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN")
held.execute("SELECT count(*) FROM report").fetchone()
print("reading", flush=True)
sys.stdin.read()
"""


@pytest.mark.slow
@pytest.mark.sqlite("of a file that another reads")
def test_a_file_that_another_reads_is_cleared_later(names: dict[str, str], capsys: Out, tmp_path: Path) -> None:
    command = [sys.executable, "-c", READS, str(tmp_path / "greffier.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline()
        assert run(["forget", names["doomed"], "--yes"]) == 0
        assert "Another program has the ledger open" in capsys.readouterr().err
    say(capsys, "forget")
    assert SECRET.encode() not in bytes_of(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ffff"], "no report 'ffff' in the ledger."),
        (["ffff", "--back"], "no report 'ffff' was forgotten."),
        (["--yes"], "which report?"),
    ],
)
def test_mistakes_are_told_in_a_sentence(ids: dict[str, str], arguments: list[str], said: str, capsys: Out) -> None:  # noqa: F811
    assert run(["forget", *arguments]) in {2, 3, 4, 5, 7}
    assert said in capsys.readouterr().err
