"""How reports come in: archives, feeds, folders, standard input, notices, a watched folder; nothing twice."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pytest

from cli.test_ledger import StandIn, reader, say  # noqa: F401  (the pipeline that stands in)
from greffier.cli import progress
from greffier.cli.app import run
from greffier.desk import watching
from ledger.made import TEXT
from ledger.processes import child, exit_of

Out = pytest.CaptureFixture[str]
OUTLET, URL = "Exemple-Presse", "https://exemple.invalid"


def told(number: int, **more: Any) -> dict[str, Any]:
    return {
        "text": f"{TEXT} Dépêche {number}.", "title": f"Titre {number}", "language": "fr", "outlet": OUTLET,
        "published": f"2031-05-0{number}T08:15:00+02:00", "url": f"{URL}/{number}", **more,
    }  # fmt: skip


def as_json(*numbers: int) -> list[str]:
    for number in numbers:
        Path(f"{number}.json").write_text(json.dumps(told(number)), "utf-8")
    return [f"{number}.json" for number in numbers]


def as_zip(name: str, members: dict[str, bytes]) -> str:
    with zipfile.ZipFile(name, "w") as archive:
        for member, raw in members.items():
            archive.writestr(member, raw)
    return name


def as_feed(name: str, *numbers: int) -> str:
    items = "".join(
        f"<entry><title>{one['title']}</title><id>urn:exemple:{n}</id><link href='{one['url']}'/>"
        f"<published>{one['published']}</published><content type='text'>{escape(one['text'])}</content></entry>"
        for n in numbers
        for one in [told(n)]
    )
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr'><title>{OUTLET}</title>{items}</feed>"
    Path(name).write_text(f"<?xml version='1.0' encoding='utf-8'?>{feed}", "utf-8")
    return name


def as_notice(name: str, **fields: str) -> str:
    held = {"version": "3.0", "pubstatus": "canceled", "versioncreated": "2031-05-05T12:00:00Z", **fields}
    Path(name).write_text(json.dumps(held), "utf-8")
    return name


def counts() -> tuple[int, ...]:
    with sqlite3.connect("greffier.db") as plain:
        tables = ("text", "report", "entry", "event", "membership")
        return tuple(plain.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)


def exported(capsys: Out, *more: str) -> str:
    return say(capsys, "export", "jsonl", "--include-unreviewed", *more)


@pytest.mark.slow
def test_the_same_corpus_in_every_dress_adds_nothing(capsys: Out) -> None:
    paths = as_json(1, 2, 3)
    say(capsys, "add", *paths)
    before, lines = counts(), exported(capsys)
    assert before[1] == 3 and lines.count("\n") == 3
    packed = as_zip("tout.zip", {p: Path(p).read_bytes() for p in paths})
    folder = Path("dossier", "sous-dossier")
    folder.mkdir(parents=True)
    for path in paths:
        (folder / path).write_bytes(Path(path).read_bytes())
    for given in (paths, paths[::-1], [packed], [as_feed("flux.atom", 1, 2, 3)], ["dossier"]):
        out = say(capsys, "add", *given)
        assert out.count("known already.") == len(out.splitlines()) >= 3
        assert (counts(), exported(capsys)) == (before, lines)
    say(capsys, "verify")


def test_items_have_names_of_their_own_and_a_sum_at_the_end(capsys: Out) -> None:
    members = {"a/1.json": json.dumps(told(1)).encode(), "2.txt": b"  ", "3.txt": b"", "photo.png": b"\x89PNG"}
    assert run(["add", as_zip("a.zip", members), as_feed("flux.atom", 2)]) == 6
    out, err = capsys.readouterr()
    assert out.splitlines() == ["a.zip/a/1.json: added, 3 entries.", "flux.atom#1: added, 3 entries."]
    assert "a.zip/2.txt: " in err and "a.zip/3.txt: " in err
    assert "2 reports read, 6 entries, 2 failed, 1 file of another format left out." in err
    assert run(["read", "a.zip", "--format", "jsonl"]) == 6
    assert json.loads(capsys.readouterr().out)["report"]["published_at"] == "2031-05-01T08:15:00+02:00"


def test_a_guess_is_told_on_the_line_of_its_report(capsys: Out) -> None:
    Path("1.txt").write_bytes(f"{TEXT} C’était l’été.".encode("cp1252", "ignore"))
    Path("2.txt").write_bytes(f"{TEXT} C’était l’hiver.".encode())
    one, other = say(capsys, "add", "1.txt", "2.txt").splitlines()
    assert one.endswith("? the encoding is a guess: windows-1252") and "?" not in other


def test_reasons_are_counted(capsys: Out) -> None:
    paths = [f"{n}.txt" for n in range(3)]
    for path in paths:
        Path(path).write_text(" ", "utf-8")
    assert run(["add", *paths]) == 2
    assert "  3 × holds nothing but white space; give a report's text." in capsys.readouterr().err


def test_an_item_that_failed_is_found_again_and_mended(capsys: Out) -> None:
    as_zip("a.zip", {"1.json": json.dumps(told(1)).encode(), "2.json": json.dumps(told(2, language="de")).encode()})
    assert run(["add", "a.zip"]) == 6
    capsys.readouterr()
    listed = json.loads(say(capsys, "failed", "--format", "jsonl"))
    assert (listed["name"], listed["item"]) == ("a.zip/2.json", "/2.json")
    assert run(["failed", "--again"]) == 2
    capsys.readouterr()
    as_zip("a.zip", {"1.json": json.dumps(told(1)).encode(), "2.json": json.dumps(told(2)).encode()})
    assert say(capsys, "failed", "--again").splitlines() == ["a.zip/2.json: added, 3 entries."]
    assert say(capsys, "failed").startswith("nothing has failed.")
    (settled,) = [json.loads(line) for line in say(capsys, "failed", "--all", "--format", "jsonl").splitlines()]
    assert settled["settled"] == "added" and settled["tries"] == 2
    say(capsys, "verify")


def test_an_item_of_a_feed_that_succeeds_settles_itself_alone(capsys: Out) -> None:
    Path("flux.json").write_text(
        json.dumps({
            "version": "https://jsonfeed.org/version/1.1", "title": OUTLET, "language": "fr",
            "items": [{"id": "1", "content_text": ""}, {"id": "2", "content_text": ""}],
        }), "utf-8",
    )  # fmt: skip
    assert run(["add", "flux.json"]) == 2
    assert {one["item"] for one in failures(capsys)} == {"#1", "#2"}
    mended = json.loads(Path("flux.json").read_text("utf-8"))
    mended["items"][1]["content_text"] = told(1)["text"]
    Path("flux.json").write_text(json.dumps(mended), "utf-8")
    assert run(["add", "flux.json"]) == 6
    assert [one["item"] for one in failures(capsys)] == ["#1"]


def failures(capsys: Out) -> list[dict[str, Any]]:
    capsys.readouterr()
    return [json.loads(line) for line in say(capsys, "failed", "--format", "jsonl").splitlines()]


def test_an_archive_on_standard_input_is_opened_and_kept(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = Path(as_zip("a.zip", {"1.json": json.dumps(told(1)).encode(), "2.txt": b" "})).read_bytes()
    Path("a.zip").unlink()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    assert run(["add", "-"]) == 6
    assert capsys.readouterr().out == "-/1.json: added, 3 entries.\n"
    (one,) = failures(capsys)
    assert (one["name"], one["item"], one["path"], one["kept"]) == ("-/2.txt", "/2.txt", None, True)
    assert run(["failed", "--again"]) == 2, "the archive is at hand, and its item fails again"
    assert len(failures(capsys)) == 1


@pytest.mark.parametrize("first", ["notice", "report"])
def test_a_notice_takes_a_report_back_in_whatever_order(first: str, capsys: Out) -> None:
    other, one = as_json(2)[0], Path("1.json")
    one.write_text(json.dumps(told(1, uri="urn:exemple:1")), "utf-8")
    given = [str(one), as_notice("avis.json", uri="urn:exemple:1")]
    said = {
        "report": "avis.json: takes 1 report back.",
        "notice": "avis.json: takes a report back that is not in the ledger; it will, should that one come.",
    }
    out = say(capsys, "add", other, *(given if first == "report" else given[::-1]))
    assert said[first] in out.splitlines()
    assert "avis.json: known already." in say(capsys, "add", "avis.json", str(one))
    assert say(capsys, "tolls", "--format", "csv").count("\n") == 2
    assert say(capsys, "tolls", "--include-withdrawn", "--format", "csv").count("\n") == 3
    lines = [json.loads(line) for line in exported(capsys).splitlines()]
    assert sorted(len(line["entries"]) for line in lines) == [0, 3]
    assert exported(capsys, "--include-withdrawn").count('"kind":"toll"') == 2
    (gone,) = [line["report"]["id"] for line in lines if line["report"]["withdrawn"]]
    shown = say(capsys, "show", gone[:12])
    assert "its outlet took this report back" in shown
    assert gone not in say(capsys, "events", "--format", "json")
    assert gone in say(capsys, "events", "--include-withdrawn", "--format", "json")
    say(capsys, "verify")


def test_a_notice_is_nothing_to_read(capsys: Out) -> None:
    assert run(["read", as_notice("avis.json", uri="urn:exemple:1"), "--format", "jsonl"]) == 0
    out, err = capsys.readouterr()
    assert out == "" and "takes a report back; there is nothing to read in it" in err


def test_addresses_are_asked_only_with_fetch(capsys: Out) -> None:
    assert run(["add", f"{URL}/1"]) == 2
    assert "nothing is fetched unless you ask: --fetch" in capsys.readouterr().err
    assert run(["add", "--fetch", "http://127.0.0.1/"]) == 2
    assert "not on the public net" in capsys.readouterr().err


def test_nothing_of_the_net_is_loaded_without_fetch() -> None:
    code = (
        "import sys; from greffier.cli.app import run; run(['add', '--help']); run(['read', 'none.txt']);"
        "print([m for m in sys.modules if m.split('.')[0] in ('urllib3', 'ssl') or m == 'greffier.intake.fetch'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_how_far_it_has_come_is_shown_on_a_terminal_only(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = as_json(1, 2)
    run(["add", *paths])
    assert "━" not in capsys.readouterr().err
    with progress.bar(2) as seen:
        seen("1.json")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with progress.bar(2) as seen:
        for path in paths:
            seen(path)
    assert "1/2" in capsys.readouterr().err
    assert progress.count_files([".", "-"]) == 2 + 1 + 1, "with what `why` remembers"


# --- a watched folder -------------------------------------------------------------------------------------------------


WATCH = watching.Watch


class Ended(KeyboardInterrupt):
    """Ctrl-C, pressed by a test."""


def watch(capsys: Out, monkeypatch: pytest.MonkeyPatch, steps: Sequence[Callable[[], object]]) -> tuple[str, str, int]:
    """`add --watch drop`, with a step at each wait and Ctrl-C after the last."""
    waiting = iter(steps)

    def wait(_seconds: float) -> None:
        step = next(waiting, None)
        if step is None:
            raise Ended
        step()

    monkeypatch.setattr(watching, "Watch", lambda folder: WATCH(folder, wait))
    Path("drop").mkdir(exist_ok=True)
    capsys.readouterr()
    code = run(["add", "--watch", "drop"])
    out, err = capsys.readouterr()
    return out, err, code


def drop(number: int, more: str = "", name: str = "") -> None:
    path = Path("drop", name or f"{number}.json")
    path.write_text(json.dumps(told(number, text=f"{TEXT} Dépêche {number}.{more}")), "utf-8")
    os.utime(path, ns=(path.stat().st_mtime_ns + len(more) + 1, path.stat().st_mtime_ns + len(more) + 1))


def test_a_folder_is_watched_until_it_is_interrupted(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    drop_first = [lambda: drop(1), lambda: None, lambda: drop(2), lambda: None, lambda: None]
    out, err, code = watch(capsys, monkeypatch, drop_first)
    assert out.splitlines() == ["drop/1.json: added, 3 entries.", "drop/2.json: added, 3 entries."]
    assert code == 0 and "2 reports read, 6 entries." in err
    out, _, _ = watch(capsys, monkeypatch, [lambda: None])
    assert out.splitlines() == ["drop/1.json: known already.", "drop/2.json: known already."], "nothing twice"
    assert counts()[1] == 2 and counts()[4] == 6


def test_a_file_that_grows_is_taken_when_it_stands_still(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    cut = json.dumps(told(1)).encode()

    def part(size: int) -> None:
        Path("drop", "1.json").write_bytes(cut[:size])

    steps = [lambda n=n: part(n) for n in (10, 50, 90, len(cut))]
    out, err, _ = watch(capsys, monkeypatch, [*steps, lambda: None])
    assert out.splitlines() == ["drop/1.json: added, 3 entries."] and "JSON" not in err


def test_a_file_that_changes_while_it_is_read_is_read_again(
    capsys: Out,
    monkeypatch: pytest.MonkeyPatch,
    reader: StandIn,  # noqa: F811
) -> None:
    plain = reader.read

    def read(report: Any) -> Any:
        if len(reader.read_texts) == 0:
            drop(1, " Corrigé.")
        return plain(report)

    monkeypatch.setattr(reader, "read", read)
    out, _, _ = watch(capsys, monkeypatch, [lambda: drop(1), lambda: None, lambda: None, lambda: None])
    assert [line.split(": ")[1].split(" ")[0] for line in out.splitlines()] == ["added,", "new"]
    assert counts()[1] == 2


def test_what_is_watched_is_a_folder(capsys: Out) -> None:
    assert run(["add", "--watch", "none"]) == 2
    assert "is no folder" in capsys.readouterr().err
    assert run(["add"]) == 2


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_watching_that_is_killed_goes_on_and_adds_nothing_twice(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("drop").mkdir()
    for number in range(1, 9):
        drop(number)
    monkeypatch.setattr(watching, "PAUSE", 0.01)

    def work() -> None:
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        run(["add", "--watch", "drop"])

    chance = random.Random(4)
    for _ in range(12):
        process = child(work)
        time.sleep(chance.uniform(0.05, 1.2))
        os.kill(process, signal.SIGKILL)
        assert exit_of(process) == -signal.SIGKILL
    out, _, code = watch(capsys, monkeypatch, [lambda: None, lambda: None])
    assert code == 0 and len(out.splitlines()) == 8
    killed, lines = counts(), exported(capsys)
    say(capsys, "verify")
    Path("greffier.db").unlink()
    for left in Path().glob("greffier.db-*"):
        left.unlink()
    say(capsys, "add", "drop")
    assert (counts()[1:3], exported(capsys)) == (killed[1:3], lines)
