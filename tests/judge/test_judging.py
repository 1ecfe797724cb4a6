"""Each verdict on a ledger of made-up reports: what it changes, what it refuses, what undoing brings back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from greffier.errors import GreffierError, InputError, LookupFailed
from greffier.judge import (
    Judge,
    accept,
    add_entry,
    as_known,
    correct,
    judge_actors,
    judge_events,
    nothing,
    pairs_of,
    reject,
    scene_of,
    undo,
)
from greffier.ledger import Kept, Ledger, kept_report, open_ledger, verify
from greffier.model import Quantity
from ledger.made import entries, exported, keep, report

ANA, BOB, EVE = Judge("ana"), Judge("bob"), Judge("eve")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "a.db") as opened:
        keep(opened, report())
        yield opened
        assert not list(verify(opened))


def now(ledger: Ledger, number: int = 0) -> Kept:
    with ledger.begin() as connection:
        return kept_report(connection, report(number).id)


def statuses(ledger: Ledger) -> dict[str, str]:
    kept = now(ledger)
    return {e.kind: kept.statuses[e.id] for e in kept.entries}


ATTACK, TOLL, AID = (entry.id for entry in entries(report()))


def test_accept_reject_and_correct_give_statuses(ledger: Ledger) -> None:
    accept(ledger, ATTACK[:6], ANA)
    reject(ledger, AID, ANA)
    correct(ledger, TOLL, "number", ["4..6"], ANA)
    assert statuses(ledger) == {"attack": "accepted", "toll": "corrected", "aid": "rejected"}
    toll = now(ledger).entries[1]
    assert toll.roles["number"] == Quantity(4, 6)
    assert toll.roles["victims"] == entries(report())[1].roles["victims"]
    assert now(ledger).entries[0] == entries(report())[0]


CORRECTIONS = [
    ("number", [">20"], {"min": 20, "open": True}),
    ("number", ["..9"], {"max": 9}),
    ("number", ['{"min": 3, "max": 3, "scope": "total"}'], {"min": 3, "max": 3, "scope": "total"}),
    ("number", [], None),
    ("harm", ["wounded"], "wounded"),
    ("factuality", ["possible"], "possible"),
    ("when", ["2031-05-03..2031-05-04"], {"start": "2031-05-03", "end": "2031-05-04"}),
    ("when", [], None),
    ("source", [], None),
    ("source", ["le maire=Le maire"],
     {"name": "Le maire", "text": "le maire", "start": 82, "end": 90, "id": "person:maire"}),
    ("victims", ["dockers"], [{"name": "dockers", "text": "dockers", "start": 67, "end": 74}]),
    ("victims", ['[["quatre dockers", "dockers"]]'],
     [{"name": "quatre dockers", "text": "quatre dockers", "start": 60, "end": 74,
       "aliases": ["quatre dockers", "dockers"]}]),
    ("anchor", ["tuant quatre"], {"start": 54, "end": 66, "exact": "tuant quatre"}),
    ("kind", ["attack"], "attack"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "said", "gold"), CORRECTIONS)
def test_every_field_can_be_corrected_and_undone(ledger: Ledger, field: str, said: list[str], gold: object) -> None:
    before = exported(ledger.path)
    done = correct(ledger, TOLL, field, said, ANA)
    assert done.after == gold
    with_it = exported(ledger.path)
    assert with_it != before and '"status":"corrected"' in with_it
    undone = undo(ledger, done.id, ANA)
    assert exported(ledger.path) == before
    undo(ledger, undone.id, BOB)
    assert exported(ledger.path) == with_it


def test_a_place_that_the_report_knows_is_put_on_the_map(ledger: Ledger) -> None:
    correct(ledger, TOLL, "place", [], ANA)
    correct(ledger, TOLL, "place", ["Exempleville"], ANA)
    place = now(ledger).entries[1].roles["place"][0]  # type: ignore[index]
    assert (place.place.id, place.place.lat, place.how) == ("ex:1", 1.5, "judged")  # type: ignore[union-attr]


REFUSED = [
    ("number", ["four"], "is no number"),
    ("number", ["9..4"], "the least first"),
    ("harm", ["slain"], "is none of killed"),
    ("weapon", ["drones"], "toll has no field 'weapon'; it has: kind"),
    ("kind", ["strike"], "is none of"),
    ("when", ["mardi"], "write a day as"),
    ("when", ["2031-05-06..2031-05-04"], "write a day as"),
    ("anchor", ["introuvable"], "does not stand in the report"),
    ("anchor", [], "cannot be empty"),
    ("anchor", ['{"start": 1, "end": 4, "exact": "xyz"}'], "does not hold the words"),
    ("victims", ['[["marins"]]'], "none of its names stands in the report"),
    ("victims", ['{"name": "x"}'], "none of its names stands in the report"),
    ("number", ["[4]"], "not its gold form"),
    ("anchor", ["drone"], "does not stand in the report"),
    ("source", ["{"], "is no valid JSON"),
]


@pytest.mark.parametrize(("field", "said", "sentence"), REFUSED)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    ledger: Ledger, field: str, said: list[str], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        correct(ledger, TOLL, field, said, ANA)
    assert set(statuses(ledger).values()) == {"unreviewed"}


def test_what_is_not_there_cannot_be_judged(ledger: Ledger) -> None:
    for judge in (lambda: accept(ledger, "zz", ANA), lambda: nothing(ledger, "zz", "", ANA),
                  lambda: undo(ledger, "zz", ANA), lambda: add_entry(ledger, "zz", "toll", {}, ANA)):  # fmt: skip
        with pytest.raises(LookupFailed):
            judge()


def test_an_entry_is_added_from_a_selection_judged_and_taken_away(ledger: Ledger) -> None:
    before = exported(ledger.path)
    said = {"anchor": ["quatre dockers"], "harm": ["wounded"], "number": ["4"], "victims": ["dockers"]}
    done = add_entry(ledger, report().id[:8], "toll", said, ANA)
    kept = now(ledger)
    entry = next(e for e in kept.entries if e.by == "judged")
    assert (kept.statuses[entry.id], entry.roles["harm"]) == ("accepted", "wounded")
    assert entry.evidence[0].of(report().text).startswith("Trois drones")
    correct(ledger, entry.id, "number", ["5"], ANA)
    assert now(ledger).statuses[entry.id] == "corrected"
    with pytest.raises(InputError, match="accept that one"):
        add_entry(ledger, report().id, "toll", {**said, "number": ["5"]}, BOB)
    undo(ledger, done.id, ANA)
    assert exported(ledger.path) == before
    with ledger.begin() as connection:
        states = [(s.judgement.verdict, s.state, s.reason) for s in scene_of(connection, report().id).shown().standings]
    assert sorted(states) == [
        ("add", "undone", ""), ("correct", "orphan", "no such entry is read any more"), ("undo", "applied", ""),
    ]  # fmt: skip


def test_nothing_here_rejects_what_nobody_judged(ledger: Ledger) -> None:
    accept(ledger, TOLL, ANA)
    done = nothing(ledger, report().id, "Trois drones ont visé le port", ANA)
    assert statuses(ledger) == {"attack": "rejected", "toll": "accepted", "aid": "unreviewed"}
    nothing(ledger, report().id, "", ANA)
    assert statuses(ledger) == {"attack": "rejected", "toll": "accepted", "aid": "rejected"}
    undo(ledger, done.id, ANA)
    accept(ledger, AID, BOB)
    assert statuses(ledger) == {"attack": "rejected", "toll": "accepted", "aid": "accepted"}


def test_asking_twice_with_one_id_judges_once(ledger: Ledger) -> None:
    first = correct(ledger, TOLL, "number", ["5"], ANA, identity="one")
    assert correct(ledger, TOLL, "number", ["5"], ANA, identity="one") == first
    with pytest.raises(InputError, match="another judgement has the id one"):
        accept(ledger, TOLL, ANA, identity="one")
    with pytest.raises(InputError, match="another judgement has the id one"):
        correct(ledger, TOLL, "number", ["5"], BOB, identity="one")
    done = undo(ledger, "one", ANA, identity="two")
    assert undo(ledger, "one", ANA, identity="two") == done
    with pytest.raises(InputError, match="undone already"):
        undo(ledger, "one", ANA)


def test_people_who_differ_are_told_until_it_is_settled(ledger: Ledger) -> None:
    def doubts() -> tuple[str, ...]:
        return now(ledger).entries[0].doubts

    accept(ledger, ATTACK, ANA)
    accept(ledger, ATTACK, BOB)
    assert doubts() == ()
    reject(ledger, ATTACK, BOB)
    assert (doubts(), statuses(ledger)["attack"]) == (("people differ on it",), "rejected")
    third = accept(ledger, ATTACK, EVE)
    assert (doubts(), statuses(ledger)["attack"]) == ((), "accepted")
    undo(ledger, third.id, EVE)
    assert doubts() == ("people differ on it",)
    accept(ledger, ATTACK, replace(ANA, settles=True))
    assert (doubts(), statuses(ledger)["attack"]) == ((), "accepted")
    correct(ledger, ATTACK, "target", ["le port"], BOB)
    assert (doubts(), statuses(ledger)["attack"]) == (("people differ on it",), "corrected")


def test_who_judges_apart_sees_no_one_elses_corrections(ledger: Ledger) -> None:
    correct(ledger, TOLL, "number", ["5"], ANA)
    accept(ledger, TOLL, replace(BOB, apart=True))
    toll = now(ledger).entries[1]
    assert toll.roles["number"] == entries(report())[1].roles["number"], "the latest wins"
    assert toll.doubts[-1] == "people differ on it"
    accept(ledger, TOLL, ANA)
    assert now(ledger).entries[1].doubts == entries(report())[1].doubts


def test_pairs_are_given_back_as_ids_the_latest_verdict_on_each(ledger: Ledger) -> None:
    keep(ledger, report(1))
    one, two = ATTACK, entries(report(1))[0].id
    pair = tuple(sorted((one, two)))
    first = judge_events(ledger, "same_event", (one, two), ANA)
    with ledger.begin() as connection:
        assert pairs_of(connection).same_event == (pair,)
    second = judge_events(ledger, "different_event", (two, one), BOB)
    with ledger.begin() as connection:
        found = pairs_of(connection)
        assert (found.same_event, found.different_event) == ((), (pair,))
    undo(ledger, second.id, BOB)
    with ledger.begin() as connection:
        assert pairs_of(connection).same_event == (pair,)
    reject(ledger, two, ANA)
    with ledger.begin() as connection:
        found = pairs_of(connection)
        assert [(s.state, s.judgement.id) for s in found.standings] == [("orphan", first.id)]
    with pytest.raises(InputError, match="are one entry"):
        judge_events(ledger, "same_event", (one, one[:5]), ANA)
    with pytest.raises(LookupFailed, match="no entry or event"):
        judge_events(ledger, "same_event", (one, "none"), ANA)


def test_actors_are_judged_by_their_ids(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(LookupFailed, match="no actor"):
        judge_actors(ledger, "same_actor", ("person:maire", "person:none"), ANA)
    with ledger.begin() as connection:
        assert pairs_of(connection).same_actor == ()


@pytest.mark.sqlite("its triggers; test_postgresql.py has the others")
def test_a_judgement_can_only_be_added(ledger: Ledger) -> None:
    accept(ledger, ATTACK, ANA)
    plain = sqlite3.connect(ledger.path)
    for change in ("UPDATE judgement SET author = 'x'", "DELETE FROM judgement", "DELETE FROM judgement_anchor",
                   "INSERT OR REPLACE INTO judgement SELECT * FROM judgement",
                   "UPDATE judgement_anchor SET report = report"):  # fmt: skip
        with pytest.raises(sqlite3.Error, match="only ever added"), plain:
            plain.execute(change)
    plain.close()


TAMPERING = ("UPDATE judgement SET author = 'x'", "UPDATE judgement SET base = '{}'",
             "DELETE FROM judgement WHERE number = 2",
             "UPDATE judgement_anchor SET prefix = 'x'", "DELETE FROM judgement WHERE number = 3")  # fmt: skip


@pytest.mark.sqlite("its triggers are taken away")
@pytest.mark.parametrize("change", TAMPERING)
def test_a_judgement_that_was_changed_or_taken_away_is_found(tmp_path: Path, change: str) -> None:
    with open_ledger(tmp_path / "b.db") as ledger:
        keep(ledger, report())
        accept(ledger, ATTACK, ANA)
        reject(ledger, TOLL, ANA)
        judge_events(ledger, "same_event", (ATTACK, AID), ANA)
    plain = sqlite3.connect(tmp_path / "b.db")
    with plain:
        for name in [r[0] for r in plain.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]:
            plain.execute(f"DROP TRIGGER {name}")
        plain.execute(change)
    plain.close()
    with open_ledger(tmp_path / "b.db") as ledger:
        assert "judgement" in {p.what for p in verify(ledger)}


def test_as_known_on_a_day_shows_what_was_judged_by_then(ledger: Ledger) -> None:
    from datetime import UTC, datetime, timedelta

    done = correct(ledger, TOLL, "number", ["5"], ANA)
    today = datetime.now(UTC).date()
    with ledger.begin() as connection:
        for day, status in ((today - timedelta(days=1), "unreviewed"), (today, "corrected"), (None, "corrected")):
            with as_known(connection, day):
                kept = kept_report(connection, report().id)
                assert kept.statuses[TOLL] == status
                assert (kept.entries[1] == entries(report())[1]) == (status == "unreviewed")
            assert kept_report(connection, report().id).statuses[TOLL] == "corrected"
    assert done.recorded_at.date() == today


def test_errors_are_sentences_of_ours(ledger: Ledger) -> None:
    with pytest.raises(GreffierError):
        add_entry(ledger, report().id, "strike", {"anchor": ["visé"]}, ANA)
    with pytest.raises(GreffierError, match="cannot be empty"):
        add_entry(ledger, report().id, "attack", {}, ANA)
    with pytest.raises(GreffierError, match="does not hold the anchor"):
        add_entry(ledger, report().id, "attack", {"anchor": ["visé"], "evidence": ["Rien d'autre."]}, ANA)
