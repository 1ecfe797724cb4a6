"""`greffier events`, `show EVENT`, `why EVENT`, `stories`, on a pipeline that stands in."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from greffier.cli.app import run
from greffier.ledger import open_ledger, schema
from ledger.told import make_ledger
from pipeline.told import keep, strike

Out = pytest.CaptureFixture[str]
OUTLETS = (
    ("Exemple-Presse", 3, 0), ("La Gazette imaginaire", 4, 0), ("Agence Fictive", 6, 1),
    ("Le Courrier d'Exemple", 5, 1), ("Le Quotidien inventé", 7, 2),
    ("The Sample Gazette", 7, 3), ("Example Wire", 9, 4),
)  # fmt: skip


@pytest.fixture(autouse=True)
def ledger(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in (("LANG", "en"), ("LEDGER", ""), ("DEBUG", ""), ("STATE", str(tmp_path))):
        monkeypatch.setenv(f"GREFFIER_{name}", value)
    monkeypatch.setenv("COLUMNS", "140")
    with open_ledger(Path("greffier.db")) as opened:
        for outlet, killed, told in OUTLETS:
            keep(opened, strike(outlet, killed, told=told))
        keep(opened, strike("Exemple-Presse", 2, day=1), strike("Agence Fictive", 90, told=4, scope="total"))


def say(capsys: Out, *arguments: str, code: int = 0) -> str:
    assert run(list(arguments)) == code
    return capsys.readouterr().out


def test_the_history_of_a_toll_told_by_seven_outlets(capsys: Out) -> None:
    lines = [json.loads(line) for line in say(capsys, "events", "--kind", "attack", "--format", "jsonl").splitlines()]
    event = next(e for e in lines if len(e["independent"]) == 7)
    assert event["when"] == {"start": "2031-05-04", "end": "2031-05-04"}
    toll = event["tolls"][0]
    assert [(h["outlet"], h["min"]) for h in toll["history"]] == [
        ("Exemple-Presse", 3), ("La Gazette imaginaire", 4), ("Agence Fictive", 6), ("Le Courrier d'Exemple", 5),
        ("Le Quotidien inventé", 7), ("The Sample Gazette", 7), ("Example Wire", 9),
    ]  # fmt: skip
    assert (toll["min"], toll["max"], toll["latest"]) == (3, 9, {"min": 9, "max": 9})
    contradictions = {tuple(e["outlet"] for e in c["entries"]) for c in event["contradictions"]}
    assert ("Agence Fictive", "Le Courrier d'Exemple") in contradictions, "6 and 5 on one day"
    assert ("Exemple-Presse", "Agence Fictive") not in contradictions, "a toll that rises contradicts nothing"
    assert all(h["min"] != 90 for e in lines for t in e["tolls"] for h in t["history"])


def test_table_and_one_event(capsys: Out) -> None:
    table = say(capsys, "events", "--place", "exempleville")
    assert "killed 3 → 9" in table and "7 independent sources" in table and "tolls that cannot both be" in table
    id = next(line for line in table.splitlines() if "independent" in line).split()[-1]
    for command in (("events", id), ("show", id), ("events", id[:6])):
        page = say(capsys, *command)
        assert "Example Wire" in page and "told: 3–9; told last: 9" in page and "écrit Agence Fictive" in page
    assert "told: 3" not in say(capsys, "events", id, "--as-of", "2031-05-04").split("told last")[-1]


def test_a_chronology_has_one_sentence_for_an_event_with_all_its_reports(capsys: Out) -> None:
    page = say(capsys, "brief", "--kind", "attack", "--kind", "toll").splitlines()
    told = [line for line in page if line.startswith("- ") and "9 dead" in line]
    assert told == [told[0]] and told[0].startswith("- Attack in Exempleville; 3 to 9 dead (9 by the last report).[^")
    cited = told[0].count("[^")
    outlets = [line for line in page if line.startswith("[^") and "Exempleville" in line]
    assert cited == 8 and len(outlets) == 9, "eight told the strike, one of them beside a total"
    assert sum("2 dead" in line for line in page if line.startswith("- ")) == 1
    toll = say(capsys, "brief", "--kind", "toll", "--outlet", "Example Wire", "--language", "fr")
    assert "- Bilan\u00a0: 9 morts à Exempleville.[^1]" in toll


ROUGH = [  # what two outlets tell on one day, as the codebook keeps it, and whether both can be
    ("fr", "Une douzaine de", [12, 12], "Onze", [11, 11], False),
    ("fr", "Environ 10", [10, 10], "14", [14, 14], False),
    ("fr", "Une douzaine de", [12, 12], "Quinze", [15, 15], True),
    ("fr", "Une quinzaine de", [15, 15], "Environ 12", [12, 12], False),
    ("fr", "12", [12, 12], "11", [11, 11], True),
    ("fr", "Plus de 20", ">20", "20", [20, 20], True),
    ("fr", "Au moins 20", "20", "20", [20, 20], False),
    ("fr", "Une vingtaine de", [15, 25], "16", [16, 16], False),
    ("fr", "Des dizaines de", "20", "12", [12, 12], True),
    ("en", "About ten", [10, 10], "12", [12, 12], False),
    ("en", "About 100", [100, 100], "120", [120, 120], True),
    ("en", "A dozen", [12, 12], "Eleven", [11, 11], False),
]  # fmt: skip


@pytest.mark.parametrize(("language", "one", "low", "other", "high", "excluded"), ROUGH)
def test_two_tolls_contradict_only_where_both_cannot_be(
    language: str, one: str, low: object, other: str, high: object, excluded: bool, capsys: Out
) -> None:
    what = "personnes ont été tuées à Izmaïl" if language == "fr" else "people were killed in Izmaïl"
    anchor = "tuées" if language == "fr" else "killed"
    place = {"words": "Izmaïl", "id": "geonames:707308", "at": [45.35, 28.84]}
    toll = {"kind": "toll", "anchor": anchor, "harm": "killed", "place": [place], "when": "2031-05-02"}
    reports = [
        {"outlet": outlet, "published": "2031-05-02", "language": language, "text": f"{words} {what}.",
         "entries": [toll | {"number": number}]}
        for outlet, words, number in (("Exemple-Presse", one, low), ("La Gazette imaginaire", other, high))
    ]  # fmt: skip
    make_ledger(Path("rough.db"), reports)
    found = json.loads(say(capsys, "events", "--format", "json", "--ledger", "rough.db"))
    assert [len(event["entries"]) for event in found] == [2]
    assert [c["what"] for c in found[0]["contradictions"]] == (["toll"] if excluded else [])


def test_why(capsys: Out) -> None:
    table = say(capsys, "events", "--format", "csv").splitlines()
    id = next(line for line in table if ",8,7," in line).split(",")[0]
    why = say(capsys, "why", id)
    assert "told by 8 reports" in why and "nothing forbids it: total, date, place, toll" in why
    assert why.count("\n= ") == 7, "seven links hold eight tellings together"


def test_other_forms_and_filters(capsys: Out) -> None:
    assert len(json.loads(say(capsys, "events", "--format", "json", "--from", "2031-05-05", "--to", "2031-05-05"))) == 1
    assert "no events." in say(capsys, "events", "--actor", "personne")
    found = [json.loads(line) for line in say(capsys, "events", "--format", "jsonl").splitlines()]
    total = next(e for e in found if e["kind"] == "toll")
    assert len(total["entries"]) == 1 and total["tolls"] == [], "a total is an event of its own, without a history"


def test_stories(capsys: Out) -> None:
    found = [json.loads(line) for line in say(capsys, "stories", "--format", "jsonl").splitlines()]
    assert sum(len(story["reports"]) for story in found) == 9
    assert len(found[0]["reports"]) >= 7
    assert "no stories." in say(capsys, "stories", "--since", "2040-01-01")


def test_what_is_not_there_is_a_sentence(capsys: Out) -> None:
    assert run(["events", "ev0000"]) == 5 and "no event 'ev0000'" in capsys.readouterr().err
    assert run(["why", "ev0000"]) == 5
    assert run(["events", "--kind", "strike"]) == 2
    assert run(["events", "--ledger", "none.db"]) == 5


def events_of(capsys: Out) -> list[dict[str, object]]:
    return [json.loads(line) for line in say(capsys, "events", "--kind", "attack", "--format", "jsonl").splitlines()]


def test_what_people_judge_of_events_holds_at_once_and_is_undone(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREFFIER_AUTHOR", "ana")
    before = events_of(capsys)
    first, second = sorted(before, key=lambda e: -len(e["entries"]))[:2]  # type: ignore[arg-type]
    say(capsys, "judge", "same", str(first["event"]), str(second["event"]))
    joined = events_of(capsys)
    assert len(joined) == len(before) - 1
    assert max(len(e["entries"]) for e in joined) == len(first["entries"]) + len(second["entries"])  # type: ignore[arg-type]
    say(capsys, "judge", "undo", json.loads(say(capsys, "judgements", "--format", "jsonl").splitlines()[-1])["id"])
    assert [e["entries"] for e in events_of(capsys)] == [e["entries"] for e in before]


def test_a_rejected_toll_leaves_the_history_of_its_event(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREFFIER_AUTHOR", "ana")
    history = next(e for e in events_of(capsys) if len(e["independent"]) == 7)["tolls"][0]["history"]  # type: ignore
    wrong = next(h for h in history if h["outlet"] == "Example Wire")
    say(capsys, "judge", "reject", wrong["entry"])
    tolls = [t for e in events_of(capsys) for t in e["tolls"]]  # type: ignore[attr-defined]
    assert all(h["entry"] != wrong["entry"] for t in tolls for h in t["history"])
    assert (tolls[0]["min"], tolls[0]["max"]) == (3, 7)


def _age(days: int) -> None:
    """Let all reports have been recorded some days ago."""
    with open_ledger(Path("greffier.db")) as opened, opened.begin() as connection:
        moment = datetime.now(UTC) - timedelta(days)
        connection.execute(update(schema.report).values(recorded_at=moment))


def _on(capsys: Out, day: date, *arguments: str) -> list[dict[str, Any]]:
    out = say(capsys, "events", *arguments, "--as-known", day.isoformat(), "--format", "jsonl")
    return [json.loads(line) for line in out.splitlines()]


def test_as_known_links_what_was_held_then(capsys: Out) -> None:
    """A report that came later is neither in its event nor in what holds others together."""
    whole = max(events_of(capsys), key=lambda e: len(e["entries"]))  # type: ignore[arg-type]
    late = {r["report"] for r in whole["independent"][-3:]}  # type: ignore[index]
    _age(3)
    with open_ledger(Path("greffier.db")) as opened, opened.begin() as connection:
        table = schema.report
        connection.execute(update(table).where(table.c.id.in_(late)).values(recorded_at=datetime.now(UTC)))
    today = datetime.now(UTC).date()
    [then] = [e for e in _on(capsys, today - timedelta(1), "--kind", "attack") if e["event"] == whole["event"]]
    assert {r["report"] for r in then["independent"]} == {r["report"] for r in whole["independent"]} - late  # type: ignore
    assert then["today"] == [] and then["tolls"][0]["max"] == 6
    assert _on(capsys, today - timedelta(9)) == []
    assert run(["events", str(whole["event"]), "--as-known", (today - timedelta(9)).isoformat()]) == 5


def test_as_known_knows_no_later_judgement_on_events(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREFFIER_AUTHOR", "ana")
    before = {str(e["event"]): {v["id"] for v in e["entries"]} for e in events_of(capsys)}  # type: ignore[attr-defined]
    _age(3)
    today = datetime.now(UTC).date()
    yesterday = today - timedelta(1)
    first, second = sorted(before)[:2]
    say(capsys, "judge", "same", first, second)
    kept = {str(e["event"]) for e in events_of(capsys)} & {first, second}
    then = {e["event"]: e for e in _on(capsys, yesterday, "--kind", "attack")}
    assert {id: {v["id"] for v in e["entries"]} for id, e in then.items()} == before
    [gone] = {first, second} - kept
    assert then[gone]["today"] == list(kept), "the id that leads elsewhere says where"
    page = say(capsys, "show", gone, "--format", "jsonl")
    assert len(page.splitlines()) == 1, "today they are one"
    [one] = kept
    page = say(capsys, "events", one, "--as-known", yesterday.isoformat())
    assert f"{one} was 2 events on that day" in page and f"{gone} is a part of {one} now" in page
    assert len(_on(capsys, yesterday, gone)) == 1
    assert len(_on(capsys, today, "--kind", "attack")) == len(before) - 1
    assert [e["event"] for e in _on(capsys, today, "--kind", "attack")] == [e["event"] for e in events_of(capsys)]


def test_as_known_joins_what_was_told_apart_later(capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREFFIER_AUTHOR", "ana")
    before = max(events_of(capsys), key=lambda e: len(e["entries"]))  # type: ignore[arg-type]
    _age(3)
    entries = [v["id"] for v in before["entries"] if v["kind"] == "attack"]  # type: ignore[attr-defined]
    for other in entries[1:]:
        say(capsys, "judge", "different", entries[0], other)
    apart = {str(e["event"]) for e in events_of(capsys) if {v["id"] for v in e["entries"]} & set(entries)}  # type: ignore
    assert len(apart) == 2
    yesterday = datetime.now(UTC).date() - timedelta(1)
    [then] = [e for e in _on(capsys, yesterday, "--kind", "attack") if len(e["entries"]) == len(before["entries"])]  # type: ignore
    assert then["event"] in apart and {then["event"], *then["today"]} == apart


def test_copies_stand_beside_the_agency_that_they_name(capsys: Out) -> None:
    """Of one day: the original is the outlet that the other names, whichever id is the smaller."""
    wire = "Agence Fictive : le port est à l'arrêt depuis l'aube et les secours cherchent encore sous les décombres."
    with open_ledger(Path("greffier.db")) as opened:
        for outlet in ("Le Soir de nulle part", "Agence Fictive", "Le Matin d'Exemple"):
            keep(opened, strike(outlet, 3, day=9, town="Autreville", more=wire))
    [event] = [e for e in events_of(capsys) if e["copies"]]
    assert [r["outlet"] for r in event["independent"]] == ["Agence Fictive"]  # type: ignore[attr-defined]
    page = say(capsys, "show", str(event["event"]))
    beside = [line for line in page.splitlines() if "Agence Fictive" in line and "copy" in line]
    assert len(beside) == 2 and any("Le Soir de nulle part" in line for line in beside)
