"""What could not be added: kept once, told again, settled when its text comes, dismissed until it fails otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given as tried
from hypothesis import strategies as st

from greffier.errors import LookupFailed, ReportError
from greffier.ledger import (
    KEPT,
    Given,
    Ledger,
    add_report,
    count_failed,
    dismiss_failed,
    failed_items,
    find_failed,
    keep_failed,
    looked_at,
    looked_until,
    note_look,
    open_ledger,
    settle_failed,
)
from ledger.made import RUN, entries, report, sentences

WHY = ReportError("{name}: is no text but a binary file; give a .txt file or a .json report.", name="a.txt")
OTHER = ReportError("{name}: {size} is over the limit of {limit}; split the text.", name="a.txt", size="6 MB", limit=5)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "a.db") as found:
        yield found


def test_it_is_kept_as_it_was_given_and_why(ledger: Ledger) -> None:
    what = Given("a.txt", "/x/a.txt", b"\xff\x00\n", "text", {"language": "fr"}, "")
    with ledger.begin() as connection:
        id = keep_failed(connection, what, OTHER)
        (found,) = failed_items(connection)
    assert (found.id, found.given) == (id, what)
    assert str(found.reason) == "a.txt: 6 MB is over the limit of 5; split the text."
    assert (found.tries, found.settled) == (1, None)


def test_the_same_file_fails_once_with_its_latest_reason(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        first = keep_failed(connection, Given("a.txt", "/x/a.txt", b"one", "text"), WHY)
        assert keep_failed(connection, Given("../a.txt", "/x/a.txt", b"two", "text"), OTHER) == first
        assert keep_failed(connection, Given("a.txt", None, b"two", "text"), OTHER) == first, "the same bytes"
        assert keep_failed(connection, Given("a.txt", None, b"three", "text"), OTHER) != first
        found = find_failed(connection, first)
    assert (found.given.content, found.message, found.tries) == (b"two", OTHER.message, 3)


def test_what_is_large_is_not_kept(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        for size in (KEPT, KEPT + 1):
            keep_failed(connection, Given(f"{size}", f"/{size}", b"x" * size, "text"), WHY)
        kept = {one.given.name: one.given.content for one in failed_items(connection)}
    assert kept == {f"{KEPT}": b"x" * KEPT, f"{KEPT + 1}": None}


def test_its_text_settles_it_and_nothing_else_does(ledger: Ledger) -> None:
    mine = report(1)
    with ledger.begin() as connection:
        keep_failed(connection, Given("a.json", None, b"{", "json", {}, mine.text), WHY)
        keep_failed(connection, Given("b.txt", "/x/b.txt", b"b", "text"), WHY)
        keep_failed(connection, Given("c.txt", None, b"c", "text"), WHY)
        item = keep_failed(connection, Given("d.txt", None, b"d", "text"), WHY)
    add_report(ledger, mine, entries(mine), sentences(mine), RUN)
    with ledger.begin() as connection:
        assert settle_failed(connection, mine.id, "another text", "/x/e.txt") == 0
        assert settle_failed(connection, mine.id, mine.text, "/x/b.txt", item) == 3
        assert [one.given.name for one in failed_items(connection)] == ["c.txt"]
        found = {one.given.name: (one.settled, one.report) for one in failed_items(connection, settled=True)}
    assert found["a.json"] == ("added", mine.id) and found["c.txt"] == (None, None)


def test_what_was_dismissed_comes_back_only_when_it_fails_otherwise(ledger: Ledger) -> None:
    what = Given("a.txt", "/x/a.txt", b"a", "text")
    with ledger.begin() as connection:
        id = keep_failed(connection, what, WHY)
        dismiss_failed(connection, id[:8], "Brune")
        assert count_failed(connection) == 0
        assert find_failed(connection, id).settled_by == "Brune"
        keep_failed(connection, what, WHY)
        assert count_failed(connection) == 0
        keep_failed(connection, what, OTHER)
        assert count_failed(connection) == 1
        assert find_failed(connection, id).settled_by is None


def test_an_unknown_id_is_told(ledger: Ledger) -> None:
    with ledger.begin() as connection, pytest.raises(LookupFailed, match="no failed item 'ab'"):
        find_failed(connection, "ab")


@tried(
    names=st.lists(
        st.tuples(st.text(min_size=1), st.none() | st.sampled_from(["/a", "/b"]), st.binary()), min_size=1, max_size=6
    )
)
def test_one_item_a_file_one_a_content(names: list[tuple[str, str | None, bytes]], tmp_path_factory: object) -> None:
    """However often and in whatever order things fail, there is one item for each file and each content without one."""
    ids = [Given(name.replace("\ud800", ""), path, content, "text").id for name, path, content in names if content]
    same = [path or content for _, path, content in names if content]
    assert len(set(ids)) == len(set(same))


def test_looks_are_of_an_author_and_things_put_aside_are_for_all(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        note_look(connection, "Brune", "tolls")
        note_look(connection, "Cyprien", "orphans", "j1")
        note_look(connection, "Cyprien", "orphans", "j1")
        assert looked_until(connection, "Brune").keys() == {"tolls"}
        assert looked_until(connection, "Cyprien") == {}
        assert looked_at(connection, "orphans") == {"j1"} and looked_at(connection, "tolls") == frozenset()
