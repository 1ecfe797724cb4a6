"""Judgements over another reading and over an edited text: applied or listed, none dropped, none on other words."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from greffier.errors import InputError
from greffier.judge import (
    Judge,
    accept,
    add_entry,
    add_report,
    correct,
    history,
    judge_events,
    nothing,
    read_again,
    reject,
    undo,
)  # fmt: skip
from greffier.judge.substance import substance
from greffier.ledger import Kept, Ledger, Run, entry_from, kept_report, open_ledger, verify
from greffier.model import Entry, Judgement
from judge.made_up import made, read, report, reread, sentences
from ledger.made import exported
from torture.scale import note, times

FIRST, SECOND = Run("one", {"fr": "a"}), Run("two", {"fr": "b"})
JUDGEMENTS = times(250, 1_000)
JUDGES = [Judge(name) for name in ("ana", "bob", "eve")]


def judge_some(ledger: Ledger, kept: Kept, chance: random.Random, count: int) -> list[Judgement]:
    """Judgements of every sort on a report's entries."""
    done: list[Judgement] = []
    for entry in chance.sample(list(kept.entries), k=min(count, len(kept.entries))):
        with suppress(InputError):  # the same entry was added before
            done.append(judge_one(ledger, kept, entry, chance))
    for one in [j for j in done if chance.random() < 0.1]:
        done.append(undo(ledger, one.id, chance.choice(JUDGES)))
    return done


def judge_one(ledger: Ledger, kept: Kept, entry: Entry, chance: random.Random) -> Judgement:
    who, rest = chance.choice(JUDGES), kept.report.text[entry.evidence[0].end + 1 :]
    match chance.choice(("accept", "accept", "reject", "number", "harm", "place", "add", "nothing", "pair")):
        case "reject":
            return reject(ledger, entry.id, who)
        case "number" if entry.kind == "toll":
            return correct(ledger, entry.id, "number", ["7..9"], who)
        case "harm" if entry.kind == "toll":
            return correct(ledger, entry.id, "harm", ["wounded"], who)
        case "place":
            return correct(ledger, entry.id, "place", ["La ville=Autre-Ville"], who)
        case "add":
            return add_entry(ledger, kept.report.id, "visit", {"anchor": [rest.split(" avait")[0]]}, who)
        case "nothing":
            return nothing(ledger, kept.report.id, rest.split(" en mars")[0], who)
        case "pair":
            other = next(e for e in kept.entries if e.id != entry.id)
            verdict = chance.choice(("same_event", "different_event"))
            return judge_events(ledger, verdict, (entry.id, other.id), who)
    return accept(ledger, entry.id, who)


def sentence_of(entry: Entry, text: str) -> str:
    return entry.evidence[0].of(text)


def check(ledger: Ledger, done: list[Judgement]) -> Counter[str]:
    """None is dropped, each orphan has its quote and reason, each that is applied is on what it was made on."""
    with ledger.begin() as connection:
        found = history(connection)
        kept = {i: kept_report(connection, i) for i in {a.report for j in done for a in j.anchors}}
    assert sorted(s.judgement.id for s in found) == sorted(j.id for j in done)
    told: dict[str | None, set[str]] = {}
    for standing in found:
        one = standing.judgement
        assert (standing.state == "orphan") == bool(standing.reason)
        assert standing.state != "orphan" or all(a.quote is not None for a in one.anchors)
        if standing.state == "applied" and one.verdict in {"accept", "correct", "reject"}:
            told.setdefault(standing.entry, set()).add(one.verdict)
            own = kept[one.anchors[0].report]
            entry, base = next(e for e in own.entries if e.id == standing.entry), entry_from(one.base)
            assert sentence_of(entry, own.report.text) == sentence_of(base, own.report.text)
            if one.verdict == "reject" and own.statuses[entry.id] == "rejected":
                assert substance(entry, own.report.text)["kind"] == base.kind
    return Counter(s.state for s in found)


def rerun(path: Path, reports: int, judgements: int) -> Counter[str]:
    chance, done = random.Random(7), []
    with open_ledger(path) as ledger:
        kept = []
        for number in range(reports):
            one, _ = made(number, chance)
            add_report(ledger, one, read(one), sentences(one), FIRST)
            with ledger.begin() as connection:
                kept.append(kept_report(connection, one.id))
        while len(done) < judgements:
            done += judge_some(ledger, chance.choice(kept), chance, 4)
        for one in kept:
            read_again(ledger, one.report, reread(one.report, chance), sentences(one.report), SECOND)
        states = check(ledger, done)
        for one in kept:  # the first machine again: what was accepted or corrected is as it was left
            read_again(ledger, one.report, read(one.report), sentences(one.report), Run("three", {}))
        assert check(ledger, done)["orphan"] <= states["orphan"]
        assert not list(verify(ledger))
    return states


def test_judgements_over_another_reading_lose_none(tmp_path: Path) -> None:
    states = rerun(tmp_path / "a.db", 12, 60)
    assert states["applied"] > states["orphan"] > 0


@pytest.mark.slow
def test_many_judgements_over_many_reports_lose_none(tmp_path: Path) -> None:
    states = rerun(tmp_path / "a.db", times(75, 300), JUDGEMENTS)
    assert states["applied"] > states["orphan"] > 0 and sum(states.values()) >= JUDGEMENTS
    note(
        "R12",
        sum(states.values()),
        0,
        f"{states['orphan']} sans objet, avec la raison · with the reason",
    )


def test_what_was_accepted_stays_as_it_was_accepted(tmp_path: Path) -> None:
    one, _ = made(1, random.Random(1))
    with open_ledger(tmp_path / "a.db") as ledger:
        add_report(ledger, one, read(one), sentences(one), FIRST)
        accepted = [e for e in read(one) if e.kind == "toll"]
        for entry in accepted:
            accept(ledger, entry.id, JUDGES[0])
        for seed in range(5):
            read_again(ledger, one, reread(one, random.Random(seed)), sentences(one), Run(f"run {seed}", {}))
            with ledger.begin() as connection:
                kept = kept_report(connection, one.id)
            by_id = {e.id: e for e in kept.entries}
            for entry in accepted:
                assert substance(by_id[entry.id], one.text) == substance(entry, one.text)
                assert kept.statuses[entry.id] == "accepted"


def test_reading_again_is_told_and_the_same_reading_changes_no_byte(tmp_path: Path) -> None:
    one, _ = made(1, random.Random(1))
    entries = read(one)
    with open_ledger(tmp_path / "a.db") as ledger:
        add_report(ledger, one, entries, sentences(one), FIRST)
        before = exported(tmp_path / "a.db")
        changes = read_again(ledger, one, entries, sentences(one), SECOND)
        assert (changes.same, changes.changed, changes.new, changes.gone) == (10, 0, 0, 0)
        assert exported(tmp_path / "a.db") == before
        changes = read_again(ledger, one, entries[3:], [], Run("three", {}))
        assert (changes.same, changes.changed, changes.new, changes.gone) == (7, 0, 0, 3)
        assert not list(verify(ledger))


EDITS: dict[str, Callable[[list[str]], list[str]]] = {
    "a paragraph more": lambda p: [p[0], "Un paragraphe de plus, des drones ont visé la ville de nouveau.", *p[1:]],
    "a paragraph less": lambda p: [*p[:2], *p[3:]],
    "a paragraph moved": lambda p: [p[3], *p[:3], *p[4:]],
    "a paragraph like another": lambda p: [p[1].replace("Ville-", "Ville-9"), *p],
    "words more in a paragraph": lambda p: [*p[:4], f"{p[4]} Mise à jour à midi.", *p[5:]],
    "a word corrected": lambda p: [p[0].replace("avait déjà été", "fut déjà"), *p[1:]],
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_report_keeps_its_judgements(tmp_path: Path, edit: str) -> None:
    chance, applied, total = random.Random(3), 0, 0
    with open_ledger(tmp_path / "a.db") as ledger:
        for number in range(3):
            one, paragraphs = made(number, chance, 10)
            add_report(ledger, one, read(one), sentences(one), FIRST)
            for entry in read(one):
                accept(ledger, entry.id, JUDGES[0])
            new = report(number, EDITS[edit](paragraphs))
            _, standings = add_report(ledger, new, read(new), sentences(new), FIRST)
            with ledger.begin() as connection:
                entries = {e.id: e for e in kept_report(connection, new.id).entries}
            stays = {e.id for e in read(one) if sentence_of(e, one.text) in new.text}
            for standing in standings:
                base = entry_from(standing.judgement.base)
                if standing.state == "applied":
                    now = entries[str(standing.entry)]
                    assert now.kind == base.kind and sentence_of(now, new.text) == sentence_of(base, one.text)
                total += base.id in stays
                applied += base.id in stays and standing.state == "applied"
    assert applied >= 0.99 * total > 0


def test_a_changed_toll_is_to_be_judged_again(tmp_path: Path) -> None:
    one, paragraphs = made(1, random.Random(1))
    number = paragraphs[0].split(", tuant ")[1].split()[0]
    new = report(1, [paragraphs[0].replace(f"tuant {number}", "tuant 1234"), *paragraphs[1:]])
    with open_ledger(tmp_path / "a.db") as ledger:
        add_report(ledger, one, read(one), sentences(one), FIRST)
        toll = read(one)[1]
        accept(ledger, toll.id, JUDGES[0])
        correct(ledger, read(one)[3].id, "number", ["5"], JUDGES[0])
        _, standings = add_report(ledger, new, read(new), sentences(new), FIRST)
        assert {(s.judgement.verdict, s.state, s.reason) for s in standings} == {
            ("accept", "orphan", "the entry reads otherwise now"), ("correct", "applied", ""),
        }  # fmt: skip
        with ledger.begin() as connection:
            kept = kept_report(connection, new.id)
        assert sorted(kept.statuses.values()).count("corrected") == 1


def test_the_order_of_adding_changes_no_byte(tmp_path: Path) -> None:
    """Versions in another order, judgements before or after: the same content gives the same export."""
    chance = random.Random(2)
    one, paragraphs = made(1, chance)
    two = report(1, EDITS["words more in a paragraph"](paragraphs))
    judged = [(read(one)[0].id, "a1"), (read(two)[3].id, "a2"), (read(one)[5].id, "a3")]
    outputs = set()
    for name, versions in (("x.db", (one, two)), ("y.db", (two, one))):
        with open_ledger(tmp_path / name) as ledger:
            for version in versions:
                add_report(ledger, version, read(version), sentences(version), FIRST)
            for entry, identity in judged:
                accept(ledger, entry, JUDGES[0], identity)
        outputs.add(exported(tmp_path / name))
    with open_ledger(tmp_path / "z.db") as ledger:
        add_report(ledger, one, read(one), sentences(one), FIRST)
        for entry, identity in judged[::2]:
            accept(ledger, entry, JUDGES[0], identity)
        add_report(ledger, two, read(two), sentences(two), FIRST)
        accept(ledger, judged[1][0], JUDGES[0], judged[1][1])
    outputs.add(exported(tmp_path / "z.db"))
    assert len(outputs) == 1
