"""Judging from the command line, on a pipeline that stands in."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from cli.test_ledger import Out, Reading, StandIn, say, write
from greffier.cli import reports
from greffier.cli.app import run
from greffier.desk import renew, runs
from greffier.ledger import Ledger, open_ledger
from greffier.ledger.events import count_unlinked
from greffier.model import Quantity, Report
from ledger.made import TEXT, entries, sentences
from ledger.processes import child, exit_of

rerun = import_module("greffier.cli.rerun")


class Other(StandIn):
    """Reads the toll otherwise, the pledge not at all, and a visit besides."""

    def read(self, report: Report) -> Reading:
        self.read_texts.append(report.text)
        attack, toll, aid = entries(report)
        toll = replace(toll, roles={**toll.roles, "number": Quantity(14, 14)})
        visit = replace(aid, id=f"v{report.id[:14]}", kind="visit", roles={})
        return Reading(report, (attack, toll, visit), sentences(report))


@pytest.fixture(autouse=True)
def setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = StandIn()
    monkeypatch.setattr(reports, "load_pipeline", lambda _language: found)
    about = (("STATE", str(tmp_path / "state")), ("LANG", "en"), ("LEDGER", ""), ("DEBUG", ""), ("AUTHOR", "ana"))
    for name, value in about:
        monkeypatch.setenv(f"GREFFIER_{name}", value)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def ids(setting: None, capsys: Out) -> dict[str, str]:
    """Ids of the entries, by kind, and of the report."""
    say(capsys, "add", write("a.json", url="https://exemple.invalid/1", title="Un titre"))
    told = json.loads(say(capsys, "entries", "--format", "jsonl"))
    return {e["kind"]: e["id"] for e in told["entries"]} | {"report": told["report"]["id"]}


def told(capsys: Out, *more: str) -> dict[str, dict[str, Any]]:
    """The entries of the first report that are exported, by kind."""
    lines = map(json.loads, say(capsys, "export", "jsonl", *more).splitlines())
    return {e["kind"]: e for data in lines if data["text"] == TEXT for e in data["entries"]}


def other_words(monkeypatch: pytest.MonkeyPatch) -> Other:
    """Another program, with other words."""
    found = Other()
    monkeypatch.setattr(reports, "load_pipeline", lambda _language: found)
    monkeypatch.setattr(runs, "_words", lambda: "0123456789ab")
    return found


def test_judged_entries_are_exported_rejected_ones_left_out(capsys: Out, ids: dict[str, str]) -> None:
    assert "accepted: attack · visé" in say(capsys, "judge", "accept", ids["attack"][:6])
    say(capsys, "judge", "correct", ids["toll"], "number", ">5", "--because", "« plus de »")
    say(capsys, "judge", "reject", ids["aid"])
    assert run(["export", "jsonl"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    found = {e["kind"]: e for e in json.loads(out)["entries"]}
    assert {kind: e["status"] for kind, e in found.items()} == {"attack": "accepted", "toll": "corrected"}
    assert found["toll"]["roles"]["number"] == {"min": 5, "open": True}
    assert say(capsys, "pledges") == "no entries.\n"
    assert "€" in say(capsys, "pledges", "--status", "rejected")
    shown = say(capsys, "show", ids["report"][:8])
    assert "= accepted" in shown and "= rejected" in shown
    assert say(capsys, "verify") == "greffier.db: nothing wrong.\n"


def test_history_and_undo(capsys: Out, ids: dict[str, str]) -> None:
    assert say(capsys, "judgements") == "no judgements.\n"
    first = say(capsys, "judge", "correct", ids["toll"], "harm", "wounded", "--because", "relu").split()[0]
    second = say(capsys, "judge", "accept", ids["attack"], "--author", "bob").split()[0]
    lines = say(capsys, "judgements").splitlines()
    assert [line.split()[0] for line in lines] == [first, second]
    assert "ana  corrected  toll « tuant »  harm: killed → wounded  relu" in lines[0]
    assert say(capsys, "judgements", "--author", "bob").split()[0] == second
    assert say(capsys, "judgements", ids["attack"][:8]).split()[0] == second
    say(capsys, "judge", "undo", first)
    data = [json.loads(line) for line in say(capsys, "judgements", "--format", "jsonl").splitlines()]
    assert [(d["verdict"], d["state"]) for d in data] == [
        ("correct", "undone"), ("accept", "applied"), ("undo", "applied"),
    ]  # fmt: skip
    assert data[0]["before"] == "killed" and data[0]["anchors"][0]["exact"] == "tuant"
    assert told(capsys, "--include-unreviewed")["toll"]["status"] == "unreviewed"
    assert run(["judge", "undo", first]) == 2
    assert run(["judge", "undo", "zzz"]) == 5
    assert run(["judgements", "zzz"]) == 5


def test_add_and_nothing(capsys: Out, ids: dict[str, str]) -> None:
    fields = ("--role", "harm=wounded", "--role", "number=4", "--role", "victims=dockers", "--role", "victims=drones")
    say(capsys, "judge", "add", ids["report"][:8], "--kind", "toll", "--words", "quatre dockers", *fields)
    found = told(capsys)["toll"]
    assert (found["by"], found["status"], found["roles"]["number"]) == ("judged", "accepted", {"min": 4, "max": 4})
    assert [f["name"] for f in found["roles"]["victims"]] == ["dockers", "drones"]
    say(capsys, "judge", "nothing", ids["report"], "--words", "Trois drones ont visé le port")
    assert set(told(capsys, "--include-unreviewed")) == {"toll", "aid"}
    say(capsys, "judge", "nothing", ids["report"])
    assert [e["by"] for e in told(capsys, "--include-unreviewed").values()] == ["judged"]
    assert run(["judge", "add", ids["report"], "--kind", "toll", "--words", "le"]) == 0
    assert run(["judge", "correct", ids["toll"], "victims", "le", "--occurrence", "9"]) == 2
    assert "'le' stands in the report" in capsys.readouterr().err


PAIRS = [("same", "same event"), ("different", "different events")]


@pytest.mark.parametrize(("command", "words"), PAIRS)
def test_pairs_of_entries(capsys: Out, ids: dict[str, str], command: str, words: str) -> None:
    assert f"{words}: attack · visé · tuant" in say(capsys, "judge", command, ids["attack"], ids["toll"][:7])
    assert "« visé / tuant »" in say(capsys, "judgements")
    assert run(["judge", command, ids["attack"], "zzz"]) == 5
    assert run(["judge", command, ids["attack"], ids["attack"]]) == 2


@pytest.mark.parametrize("command", ["same-actor", "different-actor"])
def test_pairs_of_actors(capsys: Out, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    say(capsys, "judge", "correct", ids["attack"], "attacker", '{"text": "drones", "name": "X", "id": "body:x"}')
    say(capsys, "judge", command, "person:maire", "body:x")
    assert "person:maire / body:x" in say(capsys, "judgements")
    assert run(["judge", command, "person:maire", "person:none"]) == 5


WRONG = [
    (("correct", "{toll}", "number", "four"), 2, "'four' is no number"),
    (("correct", "{toll}", "weapon", "drones"), 2, "toll has no field 'weapon'"),
    (("correct", "{toll}", "harm", "slain"), 2, "is none of killed"),
    (("accept", "zzz"), 5, "no entry 'zzz'"),
    (("nothing", "zzz"), 5, "no report 'zzz'"),
    (("add", "{report}", "--kind", "strike", "--words", "visé"), 2, "is none of"),
    (("add", "{report}", "--kind", "toll", "--words", "visé", "--role", "harm"), 2, "as field=value"),
    (("accept", "{toll}", "--ledger", "none.db"), 5, "there is no ledger here"),
]


@pytest.mark.parametrize(("arguments", "code", "sentence"), WRONG)
def test_mistakes_are_told_in_a_sentence(
    capsys: Out, ids: dict[str, str], arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    assert run(["judge", *(a.format(**ids) for a in arguments)]) == code
    err = capsys.readouterr().err
    assert sentence in err and err.startswith("greffier: ") and err.count("\n") == 1


def test_someone_must_judge(capsys: Out, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GREFFIER_AUTHOR", "LOGNAME", "USER", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    assert run(["judge", "accept", ids["toll"]]) == 2
    assert "who judges?" in capsys.readouterr().err
    monkeypatch.setenv("LOGNAME", "eve")
    say(capsys, "judge", "accept", ids["toll"])
    assert " eve " in say(capsys, "judgements")


def test_rerun_keeps_judgements_and_tells_what_changed(
    capsys: Out, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    say(capsys, "add", write("b.json", f"{TEXT} Encore."))
    assert say(capsys, "rerun").startswith("0 reports read again")
    say(capsys, "judge", "accept", ids["toll"], ids["aid"])
    say(capsys, "judge", "reject", ids["attack"])
    say(capsys, "judge", "correct", ids["toll"], "harm", "wounded")
    before = told(capsys)
    other = other_words(monkeypatch)
    out = say(capsys, "rerun", ids["report"][:9]).splitlines()
    assert "1 the same, 1 told otherwise, 1 new, 1 gone judgements: 4 applied, 0 without" in out[0]
    assert out[1].startswith("1 report read again; entries: 1 the same")
    after = told(capsys)
    doubts = {"toll": "read otherwise since it was judged", "aid": "no longer read since it was judged"}
    for kind, doubt in doubts.items():
        assert after[kind].pop("doubts")[-1] == doubt
        assert {k: v for k, v in before[kind].items() if k != "doubts"} == after[kind]
    assert set(told(capsys, "--include-unreviewed")) == {"toll", "aid", "visit"}
    assert say(capsys, "rerun").count("Un titre") == 0 and len(other.read_texts) == 2, "what was read is not read again"
    say(capsys, "rerun", "--all")
    assert len(other.read_texts) == 4
    assert say(capsys, "verify") == "greffier.db: nothing wrong.\n"
    assert run(["rerun", "zzz"]) == 5


def test_rerun_lists_orphans_with_words_and_reason(
    capsys: Out, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    say(capsys, "judge", "reject", ids["aid"], ids["toll"])
    other_words(monkeypatch)
    out = say(capsys, "rerun")
    assert "2 judgements, none dropped: 0 applied, 2 without" in out
    assert "rejected  aid « Rien »  orphan  no such entry is read any more" in out
    assert "rejected  toll « tuant »  orphan  the entry reads otherwise now" in out
    assert say(capsys, "judgements", "--orphans").count("\n") == 2


def test_an_edited_report_carries_judgements_over(capsys: Out, ids: dict[str, str]) -> None:
    say(capsys, "judge", "accept", ids["toll"], ids["attack"])
    changed = write("c.json", f"Mise à jour. {TEXT}", url="https://exemple.invalid/1")
    assert "judgements:" in say(capsys, "add", changed)
    current = json.loads(say(capsys, "export", "jsonl", "--current"))
    assert current["text"].startswith("Mise")


def test_a_failing_report_leaves_the_others(capsys: Out, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    say(capsys, "add", write("b.json", f"{TEXT} Encore."))

    class Failing(Other):
        def read(self, report: Report) -> Reading:
            if "Encore" in report.text:
                raise ZeroDivisionError("made up")
            return super().read(report)

    other_words(monkeypatch)
    monkeypatch.setattr(reports, "load_pipeline", lambda _language: Failing())
    assert run(["rerun"]) == 6
    out, err = capsys.readouterr()
    assert "1 report read again" in out and "ZeroDivisionError: made up" in err


def test_as_known_and_judged_by(capsys: Out, ids: dict[str, str]) -> None:
    from datetime import UTC, datetime, timedelta

    say(capsys, "judge", "correct", ids["toll"], "number", "5")
    say(capsys, "judge", "correct", ids["toll"], "number", "6", "--author", "bob", "--apart")
    today = datetime.now(UTC).date()

    def number(*arguments: str) -> list[Any]:
        found = json.loads(say(capsys, *arguments, "--format", "json"))
        return [e["roles"]["number"].get("max") for r in found for e in r["entries"] if e["kind"] == "toll"]

    assert number("tolls") == [6] == number("tolls", "--as-known", today.isoformat())
    assert number("tolls", "--as-known", (today - timedelta(days=1)).isoformat()) == []
    assert number("show", ids["report"], "--judged-by", "ana") == [5]
    assert number("show", ids["report"], "--judged-by", "eve") == [None]


def test_agreement_of_two_coders(capsys: Out, ids: dict[str, str]) -> None:
    assert run(["agreement", "ana", "bob"]) == 5
    capsys.readouterr()
    for author, verdicts in (("ana", "aar"), ("bob", "arr")):
        for kind, verdict in zip(("attack", "toll", "aid"), verdicts, strict=True):
            command = "accept" if verdict == "a" else "reject"
            say(capsys, "judge", command, ids[kind], "--author", author, "--apart")
    say(capsys, "judge", "correct", ids["attack"], "target", "Exempleville", "--author", "bob", "--apart")
    found = json.loads(say(capsys, "agreement", "ana", "bob", "--format", "json"))
    assert (found["reports"], found["judged"][""]) == (1, 3)
    assert found["kappa"][""] == pytest.approx((1 / 3 - 2 / 9) / (1 - 2 / 9))
    assert (found["entries"]["attack"]["f1"], found["entries"]["toll"]["recall"]) == (1, 0)
    assert (found["roles"]["attack.target"]["f1"], found["roles"]["attack.weapon"]["f1"]) == (0, 1)
    assert {(d["kind"], d["field"]) for d in found["differences"]} == {
        ("attack", "verdict"), ("attack", "target"), ("toll", "verdict"),
    }  # fmt: skip
    table = say(capsys, "agreement", "ana", "bob")
    assert "0.143" in table and "target: port ≠ Exempleville" in table and "accepted ≠ rejected" in table
    say(capsys, "judge", "accept", ids["toll"], "--author", "ana", "--settle")
    assert told(capsys)["toll"]["status"] == "accepted"
    assert "people differ on it" not in told(capsys)["toll"]["doubts"]


def test_a_rerun_that_is_killed_before_actors_and_events_are_renewed_is_caught_up(
    capsys: Out, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    say(capsys, "add", *(write(f"{n}.json", f"{TEXT} Encore {n}.") for n in range(3)))
    calls: list[int] = []

    def killed(ledger: Ledger) -> None:
        calls.append(1)
        if len(calls) > 1:  # the first call is before anything is read
            os.kill(os.getpid(), signal.SIGKILL)

    def work() -> None:
        monkeypatch.setattr(rerun, "settle", killed)
        run(["rerun"])

    other_words(monkeypatch)
    assert exit_of(child(work)) == -signal.SIGKILL
    with open_ledger(Path("greffier.db")) as opened, opened.begin() as connection:
        assert count_unlinked(connection) == 4, "all were read, none was linked again"
    assert "0 reports read again" in say(capsys, "rerun")
    caught_up = say(capsys, "events", "--format", "jsonl"), say(capsys, "actors", "--format", "jsonl")
    assert say(capsys, "verify") == "greffier.db: nothing wrong.\n"
    kinds = {v["kind"] for line in caught_up[0].splitlines() for v in json.loads(line)["entries"]}
    assert "visit" in kinds and "aid" not in kinds, "events are of what was read last"
    say(capsys, "rerun", "--all")
    assert (say(capsys, "events", "--format", "jsonl"), say(capsys, "actors", "--format", "jsonl")) == caught_up


def test_a_rerun_renews_actors_and_events_once_a_batch(
    capsys: Out, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    say(capsys, "add", *(write(f"{n}.json", f"{TEXT} Encore {n}.") for n in range(4)))
    calls: list[int] = []
    own = renew.pairs_in
    monkeypatch.setattr(renew, "pairs_in", lambda ledger: (calls.append(1), own(ledger))[1])
    monkeypatch.setattr(rerun, "_BATCH", 2)
    say(capsys, "rerun", "--all")
    assert len(calls) == 3, "five reports in batches of two: judged pairs are read three times"
