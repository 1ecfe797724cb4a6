"""The inbox, in this process: each sort with its count and first thing, what was looked at, what was put aside."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from greffier import judge as room
from greffier.desk.inbox import Change, gather
from greffier.desk.renew import renew
from greffier.errors import ReportError
from greffier.judge import Judge
from greffier.ledger import (
    Given,
    Run,
    add_report,
    find_report,
    keep_failed,
    kept_report,
    open_ledger,
    read_ledger,
    report_ids,
    schema,
    unjudged,
)
from greffier.model import VERDICTS, Report, report_id
from greffier.web.site import Site
from ledger.made import checks, entries, report, sentences
from ledger.told import make_ledger
from web.conftest import entered

PLACE = {"words": "Izmaïl", "id": "geonames:707308", "at": [45.35, 28.84], "country": "UA"}


def told(number: str, outlet: str, published: str, **more: object) -> dict[str, object]:
    """A report of one toll of the strike of the second of May."""
    text = f"La frappe de drones contre Izmaïl a fait {number} morts, dit {outlet}."
    toll = {"kind": "toll", "anchor": "morts", "when": "2031-05-02", "harm": "killed", "number": [int(number)],
            "place": [PLACE]}  # fmt: skip
    own = {"text": text, "outlet": outlet, "published": published, "title": f"Bilan {number}", "entries": [toll]}
    return {**own, **more}


def linked(path: Path) -> None:
    with open_ledger(path) as ledger:
        with ledger.begin() as connection:
            reports = report_ids(connection)
        renew(ledger, reports)


@pytest.fixture(scope="module")
def tolls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four outlets on one strike: the toll rises, then one tells fewer."""
    path = tmp_path_factory.mktemp("tolls") / "tolls.db"
    make_ledger(path, [
        told("4", "Exemple-Presse", "2031-05-03", known="2021-05-03"),
        told("6", "Agence Fictive", "2031-05-04", known="2021-05-04", url="https://exemple.invalid/6"),
        told("3", "La Gazette imaginaire", "2031-05-05", known="2021-05-05"),
    ])  # fmt: skip
    linked(path)
    return path


@pytest.fixture
def own(tolls: Path, copy_of: Callable[[Path], Path]) -> Path:
    return copy_of(tolls)


@pytest.fixture
def reader(own: Path) -> Iterator[TestClient]:
    yield from entered(own)


def inbox(client: TestClient, section: str = "") -> str:
    """The page, or that of one section, once all is reckoned."""
    for _ in range(200):
        page = client.get(f"/inbox/{section}" if section else "/inbox").text
        if "hx-trigger" not in page:
            return unescape(page)
        time.sleep(0.02)
    raise AssertionError("it is never reckoned")


def counts(page: str) -> dict[str, int]:
    """How many there are of each sort that has any."""
    return {sort: int(n) for sort, n in re.findall(r'<a href="#(\w+)">[^<]*<span class="count">(\d+)', page)}


def test_the_first_screen_is_the_inbox(client: TestClient) -> None:
    assert client.get("/", follow_redirects=False).headers["location"] == "/inbox"


def test_a_fresh_ledger_says_what_to_do_next(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    with open_ledger(path):
        pass
    for client in entered(path):
        page = inbox(client)
        assert 'href="/add"' in page and "greffier add examples/fr/*.json" in page
        assert counts(page) == {}


def test_reports_wait_by_the_day_on_which_they_were_added(reader: TestClient, own: Path) -> None:
    page = inbox(reader)
    assert counts(page)["reports"] == 3
    first = re.search(r'<a class="button primary" href="/report/(\w+)" data-key="Shift\+J"', page)
    with read_ledger(own) as ledger, ledger.begin() as connection:
        assert first is not None and kept_report(connection, first[1]).report.title == "Bilan 4"
        assert [w.title for w in unjudged(connection, 2, 1)] == ["Bilan 6", "Bilan 3"]


def test_a_judged_report_waits_no_more_until_that_is_undone(reader: TestClient, own: Path) -> None:
    with open_ledger(own) as ledger:
        with ledger.begin() as connection:
            waiting = unjudged(connection, 1)[0].id
            entry = kept_report(connection, waiting).entries[0].id
        one = room.accept(ledger, entry, Judge("Brune"))
        assert counts(inbox(reader))["reports"] == 2
        back = room.undo(ledger, one.id, Judge("Brune"))
        assert counts(inbox(reader))["reports"] == 3
        room.undo(ledger, back.id, Judge("Brune"))
        assert counts(inbox(reader))["reports"] == 2
        with ledger.begin() as connection:
            other = unjudged(connection, 1)[0].id
        room.nothing(ledger, other, "", Judge("Brune"))
    assert counts(inbox(reader))["reports"] == 1


def test_a_new_version_of_a_judged_report_does_not_wait(own: Path) -> None:
    with open_ledger(own) as ledger:
        with ledger.begin() as connection:
            waiting = unjudged(connection, 9)
            kept = kept_report(connection, waiting[0].id)
        room.accept(ledger, kept.entries[0].id, Judge("Brune"))
        old = kept.report
        identity = report_id(old.text, date(2031, 5, 9), old.outlet, old.url, old.language)
        new = Report(identity, old.text, old.title, date(2031, 5, 9), old.language, old.outlet, old.url)
        assert add_report(ledger, new, [], [], Run("test", {})).replaces == old.id
        with ledger.begin() as connection:
            assert {w.id for w in unjudged(connection, 9)} == {w.id for w in waiting[1:]}


def test_contradictions_and_changed_tolls_are_those_that_are_new_to_the_reader(reader: TestClient, own: Path) -> None:
    page = inbox(reader)
    assert (counts(page)["contradictions"], counts(page)["tolls"]) == (1, 1)
    assert "a fait 6 morts" in page and "a fait 3 morts" in page
    for sort in ("contradictions", "tolls"):
        until = re.search(rf'value="{sort}"><input type="hidden" name="until" value="([^"]+)"', page)
        assert until is not None
        reader.post("/inbox/looked", data={"sort": sort, "until": until[1]})
    assert not {"contradictions", "tolls"} & counts(inbox(reader)).keys()
    make_ledger(own, [told("7", "Le Courrier d'Exemple", "2031-05-05")])
    linked(own)
    page = inbox(reader)
    assert (counts(page)["contradictions"], counts(page)["tolls"]) == (1, 1)
    for name, client in (("another", c) for c in entered(own)):
        client.app.state.site.author = name  # type: ignore[attr-defined]
        assert counts(inbox(client))["tolls"] == 1, "who never looked sees all of it"


def test_a_toll_that_came_back_to_what_one_knew_has_not_changed(tolls: Path) -> None:
    with read_ledger(tolls) as ledger, ledger.begin() as connection:
        (change,) = gather(connection).changes
    figures = [figure for figure, _ in change.figures]
    moments = [moment for _, moment in change.figures]
    assert [f.low for f in figures] == [4, 6, 3]
    assert change.since(None) == (figures[0], figures[2])
    assert change.since(moments[1]) == (figures[1], figures[2])
    assert change.since(moments[2]) is None
    again = Change(change.event, change.place, change.harm, (*change.figures[:2], (figures[0], moments[2])))
    assert again.since(moments[0]) is None and again.since(None) is None


def test_a_moment_to_come_is_not_looked_at(reader: TestClient) -> None:
    reader.post("/inbox/looked", data={"sort": "tolls", "until": "2999-01-01T00:00:00+00:00"})
    with read_ledger(reader.app.state.site.path) as ledger, ledger.begin() as connection:  # type: ignore[attr-defined]
        (moment,) = connection.scalars(select(schema.look.c.recorded_at))
    assert str(moment) < "2999"
    assert reader.post("/inbox/looked", data={"sort": "tolls", "until": "soon"}).status_code == 400
    assert reader.post("/inbox/looked", data={"sort": "reports", "until": "2031-05-05"}).status_code == 404
    assert reader.post("/inbox/aside", data={"sort": "reports", "item": "x"}).status_code == 404


def test_what_is_put_aside_is_so_for_everybody(reader: TestClient, own: Path) -> None:
    page = inbox(reader)
    item = re.search(r'name="sort" value="contradictions"><input type="hidden" name="item" value="([^"]+)"', page)
    assert item is not None
    reader.post("/inbox/aside", data={"sort": "contradictions", "item": item[1]})
    assert "contradictions" not in counts(inbox(reader))
    with read_ledger(own) as ledger, ledger.begin() as connection:
        (looked,) = connection.execute(select(schema.look.c.author, schema.look.c.sort))
    assert tuple(looked) == ("testeuse", "contradictions")


def test_claims_that_do_not_hold(tmp_path: Path) -> None:
    path, mine = tmp_path / "a.db", report(1)
    pairs = zip(checks(mine), VERDICTS, strict=False)
    found = [replace(check, verdict=verdict, against=None) for check, verdict in pairs]
    wrong = [c for c in found if c.verdict == "contradicted"]
    assert len(wrong) == 1
    with open_ledger(path) as ledger:
        add_report(ledger, mine, entries(mine), sentences(mine), Run("test", {}), found)
    for client in entered(path):
        page = inbox(client)
        assert counts(page)["checks"] == len(wrong)
        assert wrong[0].span.of(mine.text) in page and f"/report/{mine.id}" in page
        assert wrong[0].span.of(mine.text) in inbox(client, "checks")


def test_a_section_that_is_being_reckoned_says_so(reader: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "calcul en cours" not in inbox(reader, "tolls")
    monkeypatch.setattr(Site, "findings", lambda _site: None)
    page = unescape(reader.get("/inbox/tolls").text)
    assert "calcul en cours…" in page and "Rien n’attend ici" not in page and 'hx-get="/inbox/tolls"' in page
    assert "hx-trigger" not in reader.get("/inbox/reports").text
    monkeypatch.undo()
    assert "Izmaïl" in inbox(reader, "tolls")


def test_orphans_with_their_reason_and_where_people_differ(own: Path) -> None:
    with open_ledger(own) as ledger:
        with ledger.begin() as connection:
            first, second = (kept_report(connection, w.id) for w in unjudged(connection, 2))
        entry = first.entries[0]
        room.accept(ledger, entry.id, Judge("Brune", apart=True))
        room.reject(ledger, entry.id, Judge("Cyprien", apart=True))
        room.accept(ledger, second.entries[0].id, Judge("Brune"))
        text, old = "Rien de cela n'a eu lieu.", second.report
        identity = report_id(text, old.published, old.outlet, old.url, old.language)
        edited = Report(identity, text, old.title, old.published, old.language, old.outlet, old.url)
        room.add_report(ledger, edited, [], [], Run("another", {}))
    for client in entered(own):
        page = inbox(client)
        assert (counts(page)["differences"], counts(page)["orphans"]) == (1, 1)
        assert re.search(r"Brune · \w+", page) and re.search(r"Cyprien · \w+", page)
        assert "ses mots ne sont pas dans cette version" in page
        item = re.search(r'name="sort" value="orphans"><input type="hidden" name="item" value="([^"]+)"', page)
        assert item is not None
        client.post("/inbox/aside", data={"sort": "orphans", "item": item[1]})
        assert "orphans" not in counts(inbox(client))


def test_long_sections_have_pages(tmp_path: Path) -> None:
    path = tmp_path / "many.db"
    with open_ledger(path) as ledger, ledger.begin() as connection:
        for n in range(70):
            why = ReportError("{name}: no.", name=f"n{n}")
            keep_failed(connection, Given(f"n{n}.txt", None, b"%d" % n, "text"), why)
    for client in entered(path):
        assert counts(inbox(client)) == {"failed": 70}
        first, second = (client.get(f"/inbox/failed{more}").text for more in ("", "?after=50"))
        assert first.count('action="/add/again/') == 50 and 'rel="next"' in first
        assert second.count('action="/add/again/') == 20 and 'rel="next"' not in second
        assert client.get("/inbox/nothing").status_code == 404


def test_a_fault_in_the_reckoning_leaves_the_rest(reader: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from greffier.web import site

    def broken(_connection: object) -> None:
        raise ZeroDivisionError("made up")

    monkeypatch.setattr(site, "gather", broken)
    assert counts(inbox(reader)) == {"reports": 3}


def test_ids_of_reports_lead_to_them(reader: TestClient, own: Path) -> None:
    with read_ledger(own) as ledger, ledger.begin() as connection:
        found = re.findall(r'href="/report/(\w+)"', inbox(reader))
        assert found and all(find_report(connection, id) for id in found)
