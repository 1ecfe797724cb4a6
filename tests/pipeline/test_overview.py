"""Events in one line each, events read for themselves, and what parting one takes: all as the whole ledger tells it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from greffier.ledger import Ledger, Question, allowed, open_ledger
from greffier.ledger.copies import Copied, write_copies
from greffier.ledger.events import assign, events_holding, members_of
from greffier.link.records import Telling, telling_from
from greffier.link.scoring import compared, load_weights, working
from greffier.pipeline.asking import ask_event, ask_events, ties_of
from greffier.pipeline.gathered import gathered
from greffier.pipeline.linking import Judged, link_pending
from greffier.pipeline.overview import rows_of
from greffier.pipeline.parting import parting
from pipeline.told import DAY, keep, stream, strike


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_ledger(tmp_path_factory.mktemp("linked") / "linked.db") as ledger:
        keep(ledger, *stream())
        link_pending(ledger)
        yield ledger


def test_a_line_tells_what_the_event_tells(linked: Ledger) -> None:
    with linked.begin() as connection:
        rows = {row.event: row for row in rows_of(connection)}
        found = ask_events(connection, Question())
    assert rows.keys() == {event.id for event in found}
    assert any(row.contradictions for row in rows.values())
    for event in found:
        row = rows[event.id]
        assert row.kind == event.kind and row.contradictions == len(event.contradictions), event.id
        assert row.reports == len({v.report.id for v in event.voices})
        assert row.day == (event.when.start if event.when else min(v.report.published for v in event.voices))


def test_an_event_read_for_itself_is_the_same(linked: Ledger) -> None:
    with linked.begin() as connection:
        for question in (Question(), Question(as_of=stream()[0][0].published)):
            ids = sorted({m.event for m in members_of(connection)})
            told = [event for id in ids if (event := ask_event(connection, id, question)) is not None]
            assert gathered(connection, ids, question) == told and told


@pytest.mark.parametrize(
    "asked",
    [{"kinds": ("toll",)}, {"place": "Exempleville"}, {"since": DAY, "until": DAY}, {"outlet": "Exemple-Presse"}],
    ids=str,
)
def test_some_events_are_told_as_all_are(linked: Ledger, asked: dict[str, Any]) -> None:
    """Only what tells of them is read; what copies what, though, is looked for in all reports."""
    with linked.begin() as connection:
        for as_of in (None, DAY + timedelta(1)):
            question = Question(**asked, as_of=as_of)
            wanted = events_holding(connection, allowed(connection, question))
            every = ask_events(connection, Question(as_of=as_of))
            told = ask_events(connection, question)
            assert told == [event for event in every if event.id in wanted] and told
            if as_of is not None:
                assert [ask_event(connection, event.id, Question(as_of=as_of)) for event in told] == told


def test_a_copy_is_told_to_be_one_though_its_original_tells_of_another_event(tmp_path: Path) -> None:
    """The copy's event alone is asked for; the report that was copied tells nothing of it."""
    (one, entries, sentences), (other, others, more) = strike("Exemple-Presse", 4), strike("La Gazette imaginaire", 4)
    with open_ledger(tmp_path / "copies.db") as ledger:
        keep(ledger, (one, entries, sentences), (other, others, more))
        link_pending(ledger)
        with ledger.begin() as connection:
            write_copies(connection, [other.id], [Copied(other.id, one.id, 0.9)])
            assign(connection, [{e.id: [e.id]} for e in (*entries, *others)])
            found = ask_events(connection, Question(outlet="La Gazette imaginaire"))
            every = ask_events(connection, Question())
    about_it = [event for event in every if event.voices[0].report.id == other.id]
    assert found == about_it and [v.original for event in found for v in event.voices] == [one.id, one.id]


def test_what_is_compared_at_once_is_what_splink_compares(linked: Ledger) -> None:
    from greffier.ledger.events import telling_facts

    with linked.begin() as connection:
        facts = telling_facts(connection, {m.telling for m in members_of(connection)})
    tellings: list[Telling] = [telling_from(one) for one in facts]
    worked = working(tellings, load_weights())
    assert len(worked) > 20
    assert compared(tellings, worked, load_weights()) == worked


def test_ties_are_no_more_than_asked_for(linked: Ledger) -> None:
    with linked.begin() as connection:
        sizes = {e.id: len(e.voices) for e in gathered(connection, sorted({m.event for m in members_of(connection)}))}
        widest = max(sizes, key=lambda id: sizes[id])
        _, every = ties_of(connection, widest)
        _, some = ties_of(connection, widest, 1)
    assert [t for t in every if t.holds] == [t for t in some if t.holds]
    assert len(some) == sum(t.holds for t in every) + 1 < len(every)


def test_any_tellings_can_leave_an_event(linked: Ledger) -> None:
    """Whoever leaves, the pairs that are told to be different keep them from those who stay."""
    with linked.begin() as connection:
        by_event: dict[str, set[str]] = {}
        for member in members_of(connection):
            by_event.setdefault(member.event, set()).add(member.telling)
        event = max(by_event, key=lambda id: len(by_event[id]))
        held = sorted(one for some in parting(connection, event, set(), Judged()).groups for one in some)
        for out in [{one} for one in held] + [set(two) for two in combinations(held, 2)][:6]:
            found = parting(connection, event, out, Judged())
            staying = {one for some in found.groups for one in some} - out
            assert found.pairs and staying
            for some in found.groups:
                assert not (set(some) & out and set(some) & staying)
        assert parting(connection, event, set(), Judged()).pairs == ()
