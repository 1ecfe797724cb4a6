"""Linking in a ledger: whatever the order, one by one or at once, broken off or judged."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from greffier.desk.renew import settle
from greffier.ledger import Question, open_ledger, schema
from greffier.ledger.copies import copies_in
from greffier.ledger.events import count_unlinked, event_of, find_event, members_of
from greffier.ledger.store import Ledger
from greffier.link import blocks
from greffier.link.records import telling_from
from greffier.link.tellings import pair
from greffier.pipeline import linking
from greffier.pipeline.asking import ask_event, ask_events
from greffier.pipeline.linking import Judged, is_linked, link_pending, link_reports
from pipeline.told import keep, names_in, stream, strike


def events_in(ledger: Ledger) -> set[frozenset[str]]:
    with ledger.begin() as connection:
        found: dict[str, set[str]] = {}
        for member in members_of(connection):
            found.setdefault(member.event, set()).add(member.entry)
    return {frozenset(some) for some in found.values()}


def test_any_order_one_by_one_or_at_once(tmp_path: Path) -> None:
    told, exports = stream(), set()
    for number in range(4):
        path = tmp_path / f"{number}.db"
        random.Random(number).shuffle(told)
        with open_ledger(path) as ledger:
            for one in told:
                keep(ledger, one)
                if number % 2 or one is told[7]:
                    link_pending(ledger)
            link_pending(ledger)
            groups = events_in(ledger)
        exports.add(names_in(path))
    assert len(exports) == 1
    assert len(groups) == 6, "two towns on three days"
    assert sum(map(len, groups)) == 2 * len(told), "every entry is in exactly one event"


def test_blocks_that_overflow_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "CAPS", dict.fromkeys(blocks.CAPS, 4))
    told, found = stream(), []
    for number, step in enumerate((1, 3, len(told))):
        with open_ledger(tmp_path / f"{number}.db") as ledger:
            for start in range(0, len(told), step):
                keep(ledger, *told[start : start + step])
                link_pending(ledger)
            found.append(events_in(ledger))
    assert found[0] == found[1] == found[2]


def test_a_run_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "a.db") as ledger:
        keep(ledger, *stream())
        with ledger.begin() as connection:
            assert count_unlinked(connection) == len(stream())
        assert link_pending(ledger) == len(stream())
        assert link_pending(ledger) == 0


@pytest.mark.sqlite("its functions of JSON")
def test_what_an_older_method_linked_is_read_and_linked_anew(tmp_path: Path) -> None:
    """Facts kept before a telling had them all can be read; settling makes them anew, and the events stay."""
    with open_ledger(tmp_path / "a.db") as ledger:
        keep(ledger, *stream())
        link_pending(ledger)
        wanted = events_in(ledger)
        with ledger.begin() as connection:
            connection.exec_driver_sql("UPDATE telling SET facts = json_remove(facts, '$.extent')")
            connection.exec_driver_sql("UPDATE about SET value = 'older' WHERE key = 'linking'")
            assert not is_linked(connection)
            rows = connection.exec_driver_sql("SELECT facts FROM telling")
            facts = [telling_from(json.loads(row[0])) for row in rows]
            assert facts and all(fact.extent == "" for fact in facts)
        settle(ledger)
        with ledger.begin() as connection:
            assert is_linked(connection)
        assert events_in(ledger) == wanted


def test_ids_last(tmp_path: Path) -> None:
    """Two events that a judgement joins: one id stays, the other leads to it; undone, the first entry keeps the id."""
    one, other = strike("Exemple-Presse", 3), strike("La Gazette imaginaire", 3, town="Autreville")
    a, b = one[1][0].id, other[1][0].id
    with open_ledger(tmp_path / "a.db") as ledger:
        keep(ledger, one, other)
        link_pending(ledger)
        with ledger.begin() as connection:
            before = {entry: event_of(connection, entry) for entry in (a, b)}
        assert before[a] != before[b]
        link_reports(ledger, [one[0].id], Judged(same=frozenset({pair(a, b)})))
        with ledger.begin() as connection:
            joined = event_of(connection, a)
            assert joined == event_of(connection, b)
            assert {find_event(connection, str(e)) for e in before.values()} == {joined}
        link_reports(ledger, [one[0].id], Judged())
        with ledger.begin() as connection:
            after = {entry: event_of(connection, entry) for entry in (a, b)}
        smallest = min(e.id for told in (one, other) for e in told[1])
        keeper = a if smallest in {e.id for e in one[1]} else b
        assert after[keeper] == joined and after[a] != after[b]


def test_judged_to_be_two(tmp_path: Path) -> None:
    """Even an attack and its toll in one report are parted when a person says so."""
    one, other = strike("Exemple-Presse", 3), strike("La Gazette imaginaire", 3)
    apart = frozenset({pair(one[1][0].id, other[1][0].id), pair(one[1][0].id, one[1][1].id)})
    with open_ledger(tmp_path / "a.db") as ledger:
        keep(ledger, one, other)
        link_pending(ledger, Judged(different=apart))
        with ledger.begin() as connection:
            events = [event_of(connection, e.id) for e in (*one[1], *other[1])]
    assert events[0] not in events[1:]


def test_copies_are_one_source(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "a.db") as ledger:
        keep(ledger, *stream())
        link_pending(ledger)
        with ledger.begin() as connection:
            found = ask_events(connection, Question(place="Exempleville"))[0]
            copied = copies_in(connection)
    outlets = {r.outlet for r in found.copies}
    assert outlets <= {"Le Courrier d'Exemple", "Le Soir de nulle part"} and len(outlets) == 1
    assert len(found.origins) == 5, "six outlets, one of which copies another; a replaced version counts for nothing"
    assert all(0.6 <= c.share <= 1 for c in copied)
    assert [f.low for f in found.tolls[0].history] == sorted(f.low or 0 for f in found.tolls[0].history)


def test_as_of_a_day_nothing_later_is_known(tmp_path: Path) -> None:
    early, late = strike("Exemple-Presse", 3), strike("Agence Fictive", 9, told=3)
    with open_ledger(tmp_path / "a.db") as ledger:
        keep(ledger, early, late)
        link_pending(ledger)
        with ledger.begin() as connection:
            id = str(event_of(connection, early[1][0].id))
            then = ask_event(connection, id, Question(as_of=early[0].published))
            now = ask_event(connection, id, Question())
    assert then is not None and now is not None
    assert (then.tolls[0].maximum, now.tolls[0].maximum) == (3, 9)


def test_a_total_is_in_no_history(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "a.db") as ledger:
        keep(ledger, strike("Exemple-Presse", 3), strike("Agence Fictive", 90, scope="total"))
        link_pending(ledger)
        with ledger.begin() as connection:
            found = ask_events(connection, Question(kinds=("attack",)))
    assert [f.low for e in found for t in e.tolls for f in t.history] == [3]


@pytest.mark.parametrize("cap", [4, 400])
def test_a_backlog_linked_many_at_once_comes_to_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cap: int
) -> None:
    """By day, several reports a transaction, some of them linked before: the same links, events and copies."""
    monkeypatch.setattr(blocks, "CAPS", dict.fromkeys(blocks.CAPS, cap))
    told, found = stream(), []
    for name, backlog, together in (("one by one", 10_000, 1), ("many", 2, 5), ("all", 2, 500)):
        monkeypatch.setattr(linking, "_BACKLOG", backlog)
        monkeypatch.setattr(linking, "_TOGETHER", together)
        with open_ledger(tmp_path / f"{name}.db") as ledger:
            keep(ledger, *told[:3])
            link_pending(ledger)
            keep(ledger, *told[3:])
            assert link_pending(ledger) == len(told) - 3
            with ledger.begin() as connection:
                tables = (schema.telling, schema.block, schema.link, schema.copy)
                rows = [sorted(map(str, connection.execute(select(table)))) for table in tables]
            found.append((events_in(ledger), rows))
    assert found[0] == found[1] == found[2]


@pytest.mark.slow
def test_a_backlog_that_is_killed_goes_on(tmp_path: Path) -> None:
    """SIGKILL between and inside of transactions: what is linked stays, and the next call ends with the same."""
    with open_ledger(tmp_path / "a.db") as ledger:
        keep(ledger, *stream())
        link_pending(ledger)
        wanted = events_in(ledger)
    with open_ledger(tmp_path / "b.db") as ledger:
        keep(ledger, *stream())
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from greffier.ledger import events, open_ledger\n"
        "from greffier.pipeline import linking\n"
        "linking._BACKLOG, linking._TOGETHER, left = 2, 4, [int(sys.argv[2])]\n"
        "def counted(name):\n"
        "    own = getattr(events, name)\n"
        "    def call(*given):\n"
        "        left[0] -= 1\n"
        "        if left[0] < 0:\n"
        "            os.kill(os.getpid(), signal.SIGKILL)\n"
        "        return own(*given)\n"
        "    setattr(events, name, call)\n"
        "for name in ('put_tellings', 'write_links', 'assign', 'mark_linked'):\n"
        "    counted(name)\n"
        "with open_ledger(Path(sys.argv[1])) as ledger:\n"
        "    linking.link_pending(ledger)\n"
    )
    for steps in (1, 2, 3, 5, 6, 9):
        done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "b.db"), str(steps)], check=False)
        assert done.returncode in {0, -signal.SIGKILL}
    with open_ledger(tmp_path / "b.db") as ledger:
        link_pending(ledger)
        assert events_in(ledger) == wanted
