"""Keeping reports: what comes back, what adds nothing, what is a new version, what is refused."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from greffier.errors import LookupFailed, ReportError
from greffier.ledger import Ledger, add_report, kept_report, open_ledger, report_ids, schema, verify
from greffier.ledger.rows import SOURCE
from greffier.ledger.verify import report_problems
from greffier.lexicon import load_kinds
from greffier.model import Report, Span
from ledger.made import PLACE, RUN, TEXT, corpus, entries, exported, keep, renamed, report, sentences
from torture.scale import times


def count(ledger: Ledger, table: str) -> int:
    with ledger.begin() as connection:
        return len(connection.execute(select(schema.metadata.tables[table])).all())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


def test_what_is_kept_comes_back_as_it_was(path: Path) -> None:
    with open_ledger(path) as ledger:
        assert keep(ledger, report()).new
        with ledger.begin() as connection:
            kept = kept_report(connection, report().id)
    assert kept.report == report()
    assert kept.entries == entries(report())
    assert list(kept.entries[1].roles) == list(entries(report())[1].roles)
    assert (kept.versions, kept.replaces, kept.replaced_by) == ((report().id,), None, None)
    assert kept.entries[0].roles["place"][0].place == PLACE  # type: ignore[index,union-attr]


def test_adding_again_adds_nothing(path: Path) -> None:
    with open_ledger(path) as ledger:
        keep(ledger, report())
        before = exported(path)
        assert not keep(ledger, report()).new
        assert not keep(ledger, replace(report(), path="elsewhere.json")).new
        assert (count(ledger, "report"), count(ledger, "text"), count(ledger, "entry")) == (1, 1, 3)
    assert exported(path) == before


def test_two_outlets_with_one_text_are_two_reports_of_one_text(path: Path) -> None:
    with open_ledger(path) as ledger:
        for outlet in ("Exemple-Presse", "La Gazette imaginaire"):
            added = keep(ledger, report(outlet=outlet, url="https://exemple.invalid/1"))
            assert (added.new, added.replaces) == (True, None)
        assert (count(ledger, "report"), count(ledger, "text"), count(ledger, "run")) == (2, 1, 1)


@pytest.mark.parametrize("url", [None, "https://exemple.invalid/1"])
def test_another_date_is_a_new_version_that_dates_anew(path: Path, url: str | None) -> None:
    old, new = report(url=url, published=date(2031, 5, 4)), report(url=url, published=date(2031, 5, 1))
    with open_ledger(path) as ledger:
        keep(ledger, old)
        assert keep(ledger, new).replaces == old.id
        assert count(ledger, "text") == 1
        with ledger.begin() as connection:
            first, second = kept_report(connection, old.id), kept_report(connection, new.id)
            assert report_ids(connection, current=True) == [new.id]
    assert (first.replaced_by, second.replaces) == (new.id, old.id)
    assert first.entries[0].when != second.entries[0].when
    assert second.entries[0].when is not None and second.entries[0].when.start == date(2031, 5, 1)
    assert set(first.versions) == {old.id, new.id}


def test_an_edited_text_is_a_new_version(path: Path) -> None:
    versions = [report(n, url="https://exemple.invalid/1") for n in range(3)]
    with open_ledger(path) as ledger:
        assert [keep(ledger, v).replaces for v in versions] == [None, versions[0].id, versions[1].id]
        assert not keep(ledger, versions[0]).new, "an old version, told again, does not come back"
        with ledger.begin() as connection:
            assert report_ids(connection, current=True) == [versions[2].id]
        assert keep(ledger, report(3)).replaces is None, "another text without an address is another report"


def test_another_language_is_a_new_version(path: Path) -> None:
    with open_ledger(path) as ledger:
        keep(ledger, report())
        assert keep(ledger, renamed(report(), language="en")).replaces == report().id


def test_words_that_do_not_stand_in_the_text_are_refused_whole(path: Path) -> None:
    wrong = (replace(entries(report())[0], evidence=(Span(0, len(TEXT) + 1),)),)
    with open_ledger(path) as ledger:
        with pytest.raises(ReportError, match="does not fit its text"):
            add_report(ledger, report(), wrong, [], RUN)
        with pytest.raises(ReportError, match="does not fit its text"):
            add_report(ledger, report(1), entries(report()), [], RUN)
        with pytest.raises(ReportError, match="does not fit its text"):
            wrong_id = replace(report(), id="0" * 64)
            add_report(ledger, wrong_id, entries(wrong_id), [], RUN)
        assert (count(ledger, "report"), count(ledger, "text"), count(ledger, "entry")) == (0, 0, 0)


def test_two_entries_with_one_id_are_both_kept(path: Path) -> None:
    one = entries(report())[0]
    with open_ledger(path) as ledger:
        add_report(ledger, report(), (one, one), [], RUN)
        with ledger.begin() as connection:
            assert [e.id for e in kept_report(connection, report().id).entries] == [one.id, f"{one.id}-2"]
        assert not list(verify(ledger))


def test_an_empty_report_is_kept(path: Path) -> None:
    with open_ledger(path) as ledger:
        assert add_report(ledger, report(), (), sentences(report()), RUN).new
        with ledger.begin() as connection, pytest.raises(LookupFailed):
            kept_report(connection, "none")


def test_no_role_is_called_as_the_source_is_kept() -> None:
    assert all(SOURCE not in kind.roles for kind in load_kinds().values())


@pytest.mark.parametrize("seed", range(times(5, 20)))
def test_any_order_and_any_number_of_times_gives_the_same_bytes(tmp_path: Path, seed: int) -> None:
    def add(name: str, order: list[Report]) -> str:
        with open_ledger(tmp_path / name) as ledger:
            for one in order:
                keep(ledger, one)
            assert not list(verify(ledger))
        return exported(tmp_path / name)

    order = corpus() * 3
    random.Random(seed).shuffle(order)
    assert add("shuffled", order) == add("plain", corpus())


def words() -> st.SearchStrategy[str]:
    return st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_ledger(tmp_path_factory.mktemp("seals") / "a.db") as ledger:
        yield ledger


@settings(max_examples=40, deadline=None)
@given(
    outlet=words(), title=st.none() | words(), authors=st.lists(words(), max_size=3), uri=st.none() | words(),
    at=st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
)  # fmt: skip
def test_the_seal_that_is_written_is_that_of_the_rows_as_they_are_read(
    shared: Ledger, outlet: str, title: str | None, authors: list[str], uri: str | None, at: datetime | None
) -> None:
    one = replace(report(outlet=outlet), title=title, authors=tuple(authors), published_at=at, uri=uri)
    keep(shared, one)
    with shared.begin() as connection:
        assert list(report_problems(connection, one.id)) == []


def test_a_seal_does_not_fit_rows_that_are_others(shared: Ledger) -> None:
    one = report(outlet="La Gazette imaginaire")
    keep(shared, one)
    with shared.begin() as connection:
        of_one = select(schema.entry.c.id).where(schema.entry.c.report == one.id).scalar_subquery()
        connection.execute(update(schema.filler).where(schema.filler.c.entry.in_(of_one)).values(how="otherwise"))
        assert [p.what for p in report_problems(connection, one.id)] == ["digest"]
        connection.rollback()
