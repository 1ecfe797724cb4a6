"""Notices that take reports back: nothing is deleted, and the order of adding makes no difference."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from greffier.errors import ReportError
from greffier.judge import Judge, accept
from greffier.ledger import (
    Ledger,
    Question,
    add_notice,
    kept_report,
    listing,
    matching,
    meet_again,
    open_ledger,
    outlets,
    verify,
)
from greffier.ledger.events import Connection
from greffier.ledger.held import load_table
from greffier.model import Notice, Report
from ledger.made import RUN, entries, exported, keep, report

URL = "https://exemple.invalid/1"
PARIS = timezone(timedelta(hours=2))


def take_back(ledger: Ledger, **fields: Any) -> tuple[str, ...]:
    with ledger.begin() as connection:
        return add_notice(connection, Notice(**{"published": date(2031, 5, 5), **fields}), RUN).reports


def told(connection: Connection, **asked: Any) -> set[str]:
    """Ids of the entries that a question gives, asked in each of the ways in which pages and commands ask."""
    question = Question(**asked)
    found = {e.id for kept in matching(connection, question) for e in kept.entries}
    assert found == {e.id for kept in listing(connection, question).rows for e in kept.entries}
    table = load_table(connection)
    assert found == {id for id, there in zip(table.ids, table.mask(question, None), strict=True) if there}
    return found


def ids(of: Report) -> set[str]:
    return {entry.id for entry in entries(of)}


def test_what_a_report_brings_is_kept(tmp_path: Path) -> None:
    moment = datetime(2031, 5, 4, 8, 15, tzinfo=PARIS)
    doubts = ("its encoding was guessed (windows-1252)",)
    one = report(authors=("Ana Exemple", "Bo Modèle"), published_at=moment, uri="urn:ex:1", doubts=doubts)
    with open_ledger(tmp_path / "a.db") as ledger:
        keep(ledger, one)
        with ledger.begin() as connection:
            kept = kept_report(connection, one.id).report
            row = connection.execute(text("SELECT published_at, authors, uri, version FROM reports")).one()
        assert not list(verify(ledger))
    assert (kept.authors, kept.published_at, kept.doubts) == (one.authors, moment, doubts)
    assert kept.published_at is not None and kept.published_at.utcoffset() == timedelta(hours=2)
    assert tuple(row) == ("2031-05-04T06:15:00.000000Z", "Ana Exemple; Bo Modèle", "urn:ex:1", "current")


@pytest.mark.parametrize("named", [{"uri": "urn:ex:1"}, {"url": URL}], ids=["uri", "url"])
def test_a_report_taken_back_stays_and_counts_no_more(tmp_path: Path, named: dict[str, str]) -> None:
    path, one, other = tmp_path / "a.db", report(uri="urn:ex:1", url=URL), report(1)
    with open_ledger(path) as ledger:
        keep(ledger, one)
        keep(ledger, other)
        judged = accept(ledger, entries(one)[0].id, Judge("ana"))
        assert take_back(ledger, **named) == (one.id,)
        with ledger.begin() as connection:
            assert told(connection) == ids(other)
            assert told(connection, withdrawn=True) == ids(one) | ids(other)
            assert told(connection, as_of=date(2031, 5, 4)) == ids(one) | ids(other), "before the notice"
            assert told(connection, as_of=date(2031, 5, 5)) == ids(other)
            assert told(connection, as_known=date(2001, 1, 1)) == set()
            assert told(connection, as_known=datetime.now(UTC).date()) == ids(other)
            assert outlets(connection)["Exemple-Presse"].reports == 1
            shown = connection.execute(text("SELECT DISTINCT report FROM entries")).scalars()
            assert set(shown) == {other.id}
            assert set(connection.execute(text("SELECT report FROM tolls")).scalars()) == {other.id}
            kept = kept_report(connection, one.id)
        assert {e.id for e in kept.entries} == ids(one) and kept.statuses[entries(one)[0].id] == "accepted"
        assert [w.notice.published for w in kept.withdrawn] == [date(2031, 5, 5)]
        assert judged.id and not list(verify(ledger))
    assert f'"id":"{entries(one)[0].id}"' not in exported(path)


def test_a_report_sent_again_after_the_notice_stands(tmp_path: Path) -> None:
    again = report(2, uri="urn:ex:1", published=date(2031, 5, 6))
    noon = datetime(2031, 5, 5, 12, tzinfo=UTC)
    at_one = report(3, uri="urn:ex:1", published=date(2031, 5, 5), published_at=noon + timedelta(hours=1))
    at_eleven = report(4, uri="urn:ex:1", published=date(2031, 5, 5), published_at=noon - timedelta(hours=1))
    with open_ledger(tmp_path / "a.db") as ledger:
        for one in (again, at_one, at_eleven):
            keep(ledger, one)
        assert take_back(ledger, uri="urn:ex:1", published_at=noon) == (at_eleven.id,)
        assert not list(verify(ledger))


def test_a_known_report_may_bring_its_name_later(tmp_path: Path) -> None:
    plain, named = report(), report(uri="urn:ex:1")
    assert plain.id == named.id
    with open_ledger(tmp_path / "a.db") as ledger:
        keep(ledger, plain)
        assert take_back(ledger, uri="urn:ex:1") == ()
        with ledger.begin() as connection:
            meet_again(connection, named)
            assert told(connection) == set()
        assert not list(verify(ledger))


def test_a_notice_that_names_nothing_is_refused(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "a.db") as ledger, pytest.raises(ReportError, match="does not say which"):
        take_back(ledger, path="avis.json")


HARM = (
    "UPDATE notice SET uri = 'urn:ex:2'", "UPDATE notice SET text = 'x'", "DELETE FROM withdrawal",
    "UPDATE known_as SET uri = 'urn:ex:2'", "UPDATE report SET authors = NULL",
    "UPDATE report SET published_offset = 0",
)  # fmt: skip


@pytest.mark.parametrize("harm", HARM)
def test_verify_finds_what_was_changed(tmp_path: Path, harm: str) -> None:
    moment = datetime(2031, 5, 4, 8, 15, tzinfo=PARIS)
    with open_ledger(tmp_path / "a.db") as ledger:
        keep(ledger, report(uri="urn:ex:1", authors=("Ana Exemple",), published_at=moment))
        take_back(ledger, uri="urn:ex:1")
        assert not list(verify(ledger))
        with ledger.begin() as connection:
            connection.execute(text(harm))
        assert list(verify(ledger))


def at(day: date | None, hour: int | None) -> datetime | None:
    return None if day is None or hour is None else datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)


DAYS = st.dates(date(2031, 5, 1), date(2031, 5, 4)) | st.none()
URIS, URLS = st.sampled_from([None, "urn:ex:1", "urn:ex:2"]), st.sampled_from([None, URL, f"{URL}/2"])
REPORTS = st.builds(
    lambda n, uri, url, day, hour: report(n, uri=uri, url=url, published=day, published_at=at(day, hour)),
    st.integers(0, 2), URIS, URLS, DAYS, st.none() | st.integers(0, 23),
)  # fmt: skip
NOTICES = st.builds(
    lambda uri, url, day: Notice(uri=uri, url=url, published=day), URIS, URLS, DAYS
).filter(lambda n: n.uri or n.url)  # fmt: skip


@given(st.lists(REPORTS, max_size=4, unique_by=lambda r: r.id), st.lists(NOTICES, max_size=3), st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_order_of_adding_makes_no_difference(
    reports: list[Report], notices: list[Notice], data: st.DataObject
) -> None:
    items: list[Report | Notice] = [*reports, *notices, *notices]
    found = []
    for some in (items, data.draw(st.permutations(items))):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "a.db"
            with open_ledger(path) as ledger:
                for one in some:
                    if isinstance(one, Report):
                        keep(ledger, one)
                    else:
                        with ledger.begin() as connection:
                            add_notice(connection, one, RUN)
                assert not list(verify(ledger))
            found.append(exported(path))
    assert found[0] == found[1]
