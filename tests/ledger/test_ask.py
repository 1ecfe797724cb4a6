"""Questions: filters, days of publication and of knowledge, words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, update

from greffier.ledger import (
    Ledger,
    Question,
    add_report,
    kept_report,
    load,
    matching,
    open_ledger,
    report_ids,
    schema,
    search,
    undated,
    walk,
)
from greffier.model import STATUSES
from ledger.made import RUN, entries, keep, report, sentences

URL = "https://exemple.invalid/1"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "a.db") as opened:
        keep(opened, report(1, published=date(2031, 5, 1), url=URL))
        keep(opened, report(2, published=date(2031, 5, 3), url=URL))
        keep(opened, report(3, published=None, outlet="La Gazette imaginaire"))
        yield opened


def asked(ledger: Ledger, **question: Any) -> list[tuple[str | None, str]]:
    """Path of the report and first letter of the id of each entry found; walking gives the same, from anywhere on."""
    wanted = Question(**question)
    statuses = (wanted.status,) if wanted.status else STATUSES[:-1]
    with ledger.begin() as connection:
        found = list(matching(connection, wanted))
        for number, after in enumerate(["", *(kept.report.id for kept in found)]):
            steps = walk(connection, wanted, statuses, after, at_once=2)
            assert [kept for some in steps for kept in some] == found[number:]
    return [(k.report.path, e.id[0]) for k in found for e in k.entries]


def test_current_versions_by_day_undated_last(ledger: Ledger) -> None:
    assert asked(ledger) == [(p, e) for p in ("2.json", "3.json") for e in "atp"]


def test_filters(ledger: Ledger) -> None:
    assert asked(ledger, kinds=("toll", "talks")) == [("2.json", "t"), ("3.json", "t")]
    assert asked(ledger, actor="LE MAIRE D'Exempleville", outlet="Exemple-Presse") == [("2.json", "t")]
    assert asked(ledger, actor="person:maire") == [("2.json", "t"), ("3.json", "t")]
    assert asked(ledger, place="sampletown", kinds=("attack",)) == [("2.json", "a"), ("3.json", "a")]
    assert asked(ledger, place="ex:1", since=date(2031, 5, 3)) == [("2.json", "a"), ("2.json", "t")]
    assert asked(ledger, until=date(2031, 5, 2)) == []
    assert asked(ledger, actor="Exempleville") == []
    assert asked(ledger, status="accepted") == []


def test_as_of_uses_the_version_of_that_day_and_no_undated_report(ledger: Ledger) -> None:
    assert {p for p, _ in asked(ledger, as_of=date(2031, 5, 2))} == {"1.json"}
    assert {p for p, _ in asked(ledger, as_of=date(2031, 5, 3))} == {"2.json"}
    assert asked(ledger, as_of=date(2031, 4, 30)) == []
    with ledger.begin() as connection:
        assert undated(connection) == 1


def test_as_known_uses_what_the_ledger_held(ledger: Ledger) -> None:
    day = datetime(2032, 1, 1, 23, 59, tzinfo=UTC)
    with ledger.begin() as connection:
        for number, path in enumerate(("1.json", "2.json", "3.json")):
            row = schema.report.c.path == path
            connection.execute(update(schema.report).where(row).values(recorded_at=day + timedelta(days=number)))
    assert {p for p, _ in asked(ledger, as_known=day.date())} == {"1.json"}
    assert {p for p, _ in asked(ledger, as_known=date(2032, 1, 2))} == {"2.json"}
    assert {p for p, _ in asked(ledger, as_known=date(2032, 1, 3))} == {"2.json", "3.json"}


def test_only_days_that_hold_what_is_asked_for_are_walked_through(ledger: Ledger) -> None:
    """A question about one thing costs no more for the days that know nothing of it."""
    for day in range(40):
        one = report(10 + day, published=date(2031, 6, 1) + timedelta(days=day))
        add_report(ledger, one, [e for e in entries(one) if e.kind != "toll"], sentences(one), RUN)
    with ledger.begin() as connection:
        told = list[str]()
        event.listen(connection, "before_cursor_execute", lambda _c, _cursor, sql, *_: told.append(sql))
        found = [kept for some in walk(connection, Question(kinds=("toll",)), STATUSES[:-1]) for kept in some]
    assert [kept.report.path for kept in found] == ["2.json", "3.json"]
    assert sum(sql.startswith("SELECT entry.report, entry.id") for sql in told) == 2


@pytest.mark.parametrize(
    ("words", "found"),
    [("tuer", 2), ("tuant dockers", 2), ("RIEN", 2), ("depeche 3", 1), ("l'autre", 0), ("dépêche 1", 0), ('"', 0),
     ("d'autre", 2), ("tuer OR rien", 0), ("", 0)],
)  # fmt: skip
def test_words_are_found_by_lemma_and_without_accents(ledger: Ledger, words: str, found: int) -> None:
    with ledger.begin() as connection:
        sentences = search(connection, words)
    assert len([s for s in sentences if s.report]) == found


def test_a_sentence_found_names_the_entries_anchored_in_it(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        first = search(connection, "tuer", limit=1)
    assert [e[0] for e in first[0].entries] == ["a", "t"]


def test_many_reports_come_back_as_one_by_one(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    with ledger.begin() as connection:
        alone = [kept_report(connection, i) for i in report_ids(connection, current=True)]
        for many, values in ((200, 10_000), (1, 2)):
            monkeypatch.setattr(load, "_MANY", many)
            monkeypatch.setattr(load, "_VALUES", values)
            together = list(matching(connection, Question()))
            assert sorted(together, key=lambda k: k.report.id) == alone
