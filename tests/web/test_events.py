"""Events in the pages: the list, one event, joining and parting with previews, uncertain pairs, coders' differences."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from greffier import judge as room
from greffier.desk.renew import renew
from greffier.judge import Judge
from greffier.ledger import open_ledger, read_ledger, report_ids
from greffier.ledger.events import members_of
from pipeline.told import keep, strike
from web.conftest import entered

OUTLETS = (
    ("Exemple-Presse", 3, 0), ("La Gazette imaginaire", 4, 0), ("Agence Fictive", 6, 1),
    ("Le Courrier d'Exemple", 5, 1), ("Le Quotidien inventé", 7, 2),
    ("The Sample Gazette", 7, 3), ("Example Wire", 9, 4),
)  # fmt: skip


def make_strikes(path: Path) -> Path:
    """A strike told by seven outlets, one of the next day, a total, and one of another town on the first day."""
    with open_ledger(path) as ledger:
        for outlet, killed, told in OUTLETS:
            keep(ledger, strike(outlet, killed, told=told))
        keep(ledger, strike("Le Soir de nulle part", 8, told=3, bound="plus de "))
        keep(ledger, strike("Exemple-Presse", 2, day=1), strike("Agence Fictive", 90, told=4, scope="total"))
        keep(ledger, strike("Exemple-Presse", 3, town="Autreville"))
        with ledger.begin() as connection:
            reports = report_ids(connection)
        renew(ledger, reports)
    return path


@pytest.fixture(scope="module")
def strikes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_strikes(tmp_path_factory.mktemp("strikes") / "strikes.db")


@pytest.fixture
def path(strikes: Path, copy_of: Callable[[Path], Path]) -> Path:
    return copy_of(strikes)


@pytest.fixture
def desk(path: Path) -> Iterator[TestClient]:
    yield from entered(path, language="en")


def listed(desk: TestClient, query: str = "?kind=attack") -> list[dict[str, object]]:
    return list(desk.get(f"/events.json{query}").json())


def widest(desk: TestClient) -> str:
    return str(max(listed(desk), key=lambda e: len(e["entries"]))["event"])  # type: ignore[arg-type]


def settled(desk: TestClient) -> None:
    desk.app.state.site.settled()  # type: ignore[attr-defined]


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, page[-3000:]
    return found[1]


# --- the list --------------------------------------------------------------------------------------------------------
def test_the_list_is_sorted_and_narrowed(desk: TestClient) -> None:
    reports = [len({v["report"] for v in e["entries"]}) for e in listed(desk, "?sort=-reports")]  # type: ignore
    assert reports == sorted(reports, reverse=True) and reports[0] == 9
    assert next(e["event"] for e in listed(desk, "?sort=-contradictions")) == widest(desk)
    days = [e["when"]["start"] for e in listed(desk, "?sort=when") if e["when"]]  # type: ignore[index]
    assert days == sorted(days)
    assert {e["place"] for e in listed(desk, "?place=autreville")} == {"Autreville"}
    assert listed(desk, "?actor=personne") == []
    assert "No event fits." in desk.get("/events?actor=personne").text
    page = desk.get("/events").text
    assert "killed 3 → 9" in page and 'href="?kind=attack"' in page and ">attack<" in page
    assert desk.get("/events?sort=size").status_code == 400
    assert desk.get("/events?page=99").status_code == 200
    assert desk.get("/events.csv?kind=attack").text.startswith("event,kind,when_start")


def test_the_list_as_of_a_day(desk: TestClient) -> None:
    early = next(e for e in listed(desk, "?as-of=2031-05-05") if e["event"] == widest(desk))
    assert {h["outlet"] for h in early["tolls"][0]["history"]} == {name for name, _, told in OUTLETS if told < 2}  # type: ignore
    assert listed(desk, "?as-of=2031-05-03") == []


def test_facets_count_events(desk: TestClient) -> None:
    page = desk.get("/events").text
    counts = dict(re.findall(r'href="\?kind=(\w+)"[^>]*>\s*<span>[^<]*</span> <span class="soft">(\d+)', page))
    assert counts == {"attack": "3", "toll": "1"}


# --- one event -------------------------------------------------------------------------------------------------------
def test_the_page_of_an_event(desk: TestClient) -> None:
    page = desk.get(f"/event/{widest(desk)}").text
    for outlet, _, _ in OUTLETS:
        assert outlet.replace("'", "&#39;") in page
    for words in ("Told side by side", "Contradictions", "Words of each", "tolls that cannot both be", "killed 3 → 9"):
        assert words in page
    assert 'lang="fr"' in page and "/report/" in page and "?entry=" in page


def test_the_chart_of_a_toll_told_by_eight_outlets(desk: TestClient) -> None:
    page = desk.get(f"/event/{widest(desk)}").text
    assert page.count('class="mark') == 8 and page.count('class="steps"') == 1
    steps = re.search(r'class="steps" d="(M[^"]+)"', page)
    assert steps is not None and steps[1].count("V") == 7, "seven steps join eight figures"
    assert page.count("M-5 6L0-1 5 6") == 1, "one open bound, an arrow up"
    shapes = re.findall(r'<g class="mark" transform="translate\([^)]*\)"><title>[^<]*</title>(<\w+ [^>]*>)', page)
    assert len(set(shapes)) == 8, "each outlet has a shape of its own"
    table = page[page.index('class="table figures"') :]
    assert re.findall(r'class="num nowrap">([^<]+)<', table)[:8] == ["3", "4", "6", "5", "7", "≥ 8", "7", "9"]


def test_cells_that_differ_are_marked_by_a_sign(path: Path) -> None:
    with open_ledger(path) as ledger:
        keep(ledger, strike("Le Journal imaginaire", 3, told=1, more="Une usine a brûlé aussi."))
        with ledger.begin() as connection:
            renew_all = report_ids(connection)
        renew(ledger, renew_all)
    for desk in entered(path, language="en"):
        page = desk.get(f"/event/{widest(desk)}").text
        row = page[page.index("Example Wire", page.index('class="table sides"')) :].split("</tr>")[0]
        assert "≠" in row and "otherwise than most" in row and 'class="differs"' in row


def test_why_as_a_page_and_as_a_part(desk: TestClient) -> None:
    id = widest(desk)
    whole = desk.get(f"/event/{id}/why").text
    part = desk.get(f"/event/{id}/why", headers={"hx-request": "true"}).text
    assert "<html" in whole and "<html" not in part
    assert part.count('class="holds"') == 8, "eight links hold nine tellings together"
    assert re.search(r">place same \+\d", part) and "total, date, place, toll" in part


def test_what_is_not_there(desk: TestClient) -> None:
    for address in ("/event/ev0000", "/event/ev0000/why", "/event/ev0000/merge", "/event/ev0000/split"):
        assert desk.get(address).status_code == 404
    assert desk.get(f"/event/{widest(desk)}?as-of=2030-01-01").status_code == 404


# --- judging ---------------------------------------------------------------------------------------------------------
def test_joining_has_a_preview_and_is_undone(desk: TestClient) -> None:
    first, second = widest(desk), str(listed(desk, "?place=autreville&kind=attack")[0]["event"])
    found = desk.get(f"/event/{first}/merge?place=autreville").text
    assert f"with={second}" in found
    preview = desk.get(f"/event/{first}/merge?with={second}").text
    assert "Together they would be" in preview and "10 reports" in preview
    form = {"with": second, "identity": hidden(preview, "identity"), "because": "a test"}
    before = len(listed(desk))
    answer = desk.post(f"/event/{first}/merge", data=form)
    assert answer.status_code == 200 and "What people decided" in answer.text and "a test" in answer.text
    assert len(listed(desk)) == before - 1
    answers = {id: desk.get(f"/event/{id}", follow_redirects=False) for id in (first, second)}
    stays, led = sorted(answers, key=lambda id: answers[id].status_code)
    assert answers[led].headers["location"].startswith(f"/event/{stays}?old={led}")
    assert f'href="/event/{led}"' in answers[stays].text, "the event that was joined into it is named"
    desk.post(f"/event/{first}/merge", data=form)  # asked twice: judged once
    decided = re.findall(r'name="judgement" value="(\w+)"', desk.get(f"/event/{stays}").text)
    assert decided == [form["identity"]]
    answer = desk.post(f"/event/{first}/undo", data={"judgement": decided})
    assert "undone" in answer.text and len(listed(desk)) == before
    assert all(desk.get(f"/event/{id}", follow_redirects=False).status_code == 200 for id in (first, second))


def test_parting_has_a_preview_and_is_undone(desk: TestClient) -> None:
    id = widest(desk)
    page = desk.get(f"/event/{id}/split").text
    tellings = re.findall(r'name="out" value="(\w+)"', page)
    assert len(tellings) == 9
    assert "Choose some, but not all." in desk.get(f"/event/{id}/split", params={"out": tellings}).text
    out = tellings[-2:]
    preview = desk.get(f"/event/{id}/split", params={"out": out}).text
    assert "It would be 2 events" in preview and "What stays" in preview and "7 reports" in preview
    form = {"out": out, "identity": hidden(preview, "identity")}
    answer = desk.post(f"/event/{id}/split", data=form)
    assert answer.status_code == 200
    reports = sorted(len({v["report"] for v in e["entries"]}) for e in listed(desk, "?place=exempleville&kind=attack"))  # type: ignore
    assert reports == [1, 2, 7]
    decided = desk.get(f"/event/{id}").text
    names = re.findall(r'name="judgement" value="([\w-]+)"', decided)
    assert names and all(name.startswith(form["identity"]) for name in names)
    desk.post(f"/event/{id}/undo", data={"judgement": names})
    settled(desk)
    assert max(len({v["report"] for v in e["entries"]}) for e in listed(desk)) == 9  # type: ignore[attr-defined]


def test_joining_what_was_parted_undoes_the_parting(desk: TestClient) -> None:
    id = widest(desk)
    tellings = re.findall(r'name="out" value="(\w+)"', desk.get(f"/event/{id}/split").text)
    desk.post(f"/event/{id}/split", data={"out": tellings[-1:]})
    settled(desk)
    day = "?place=exempleville&kind=attack&from=2031-05-04&to=2031-05-04"
    other = next(str(e["event"]) for e in listed(desk, day) if e["event"] != id)
    preview = desk.get(f"/event/{id}/merge?with={other}").text
    assert "would be undone" in preview and "testeuse" in preview
    desk.post(f"/event/{id}/merge", data={"with": other})
    settled(desk)
    assert max(len({v["report"] for v in e["entries"]}) for e in listed(desk)) == 9  # type: ignore[attr-defined]


def test_two_events_that_are_one_are_refused(desk: TestClient) -> None:
    id = widest(desk)
    assert desk.get(f"/event/{id}/merge?with={id}").status_code == 400
    assert desk.get(f"/event/{id}/merge?with=ev0000").status_code == 404


def test_uncertain_pairs_nearest_first(desk: TestClient) -> None:
    page = desk.get("/pairs").text
    assert "One event, or two?" in page and page.count('name="entry"') == 2
    entries = re.findall(r'name="entry" value="(\w+)"', page)
    after = hidden(page, "after")
    answer = desk.post("/pairs", data={"verdict": "unsure", "after": after, "entry": entries})
    assert re.findall(r'name="entry" value="(\w+)"', answer.text) != entries
    form = {"verdict": "different_event", "after": after, "entry": entries, "identity": "a1b2"}
    answer = desk.post("/pairs", data=form)
    assert 'name="judgement" value="a1b2"' in answer.text
    settled(desk)
    with read_ledger(desk.app.state.site.path) as ledger, ledger.begin() as connection:  # type: ignore[attr-defined]
        assert entries[0] in {a for p in room.pairs_of(connection).different_event for a in p}
    assert re.findall(r'name="entry" value="(\w+)"', desk.get("/pairs").text) != entries, "judged, it waits no more"
    desk.post("/pairs", data={"verdict": "undo", "judgement": "a1b2"})
    settled(desk)
    assert sorted(re.findall(r'name="entry" value="(\w+)"', desk.get("/pairs").text)) == sorted(entries)
    assert desk.post("/pairs", data={"verdict": "maybe"}).status_code == 400


# --- coders ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def coded(path: Path) -> tuple[Path, dict[str, str]]:
    """Two coders who read apart: one accepts what the other rejects, and a figure is corrected otherwise."""
    with open_ledger(path) as ledger:
        with ledger.begin() as connection:
            members = [m.entry for m in members_of(connection)]
            from greffier.ledger import find_entry, kept_report

            kinds = {}
            for one in members:
                found = find_entry(connection, one)
                assert found is not None
                entry = next(e for e in kept_report(connection, found[1]).entries if e.id == one)
                kinds.setdefault(entry.kind, []).append(one)
        attack, toll = kinds["attack"][0], kinds["toll"][0]
        ana, ben = Judge("ana", apart=True), Judge("ben", apart=True)
        room.accept(ledger, attack, ana)
        room.reject(ledger, attack, ben)
        room.correct(ledger, toll, "number", ["11"], ana)
        room.correct(ledger, toll, "number", ["12"], ben)
    return path, {"attack": attack, "toll": toll}


def test_differences_are_shown_and_settled(coded: tuple[Path, dict[str, str]]) -> None:
    path, ids = coded
    for desk in entered(path, language="en"):
        page = desk.get("/differences").text
        assert page.count('name="first_entry"') == 2 and ">11<" in page and ">12<" in page
        form = {"first": "ana", "second": "ben", "identity": "x1"}
        toll = {"first_entry": ids["toll"], "second_entry": ids["toll"]}
        answer = desk.post("/differences", data={**form, **toll, "as": "first"})
        assert "Settled, as ana left it." in answer.text and answer.text.count('name="first_entry"') == 1
        attack = {"first_entry": ids["attack"], "second_entry": ids["attack"], "identity": "x2"}
        desk.post("/differences", data={**form, **attack, "as": "second"})
        settled(desk)
        assert "Nothing to settle here." in desk.get("/differences").text
        assert desk.get("/differences?settled=1").text.count('name="first_entry"') == 2
        rows = desk.get("/ledger/toll.json?limit=200").json()
        mine = next(e for r in rows for e in r["entries"] if e["id"] == ids["toll"])
        assert mine["roles"]["number"] == {"min": 11, "max": 11}
        assert ids["attack"] not in json.dumps(desk.get("/ledger/attack.json?limit=200").json()), "rejected, as ben did"
        assert desk.post("/differences", data={**form, **toll, "as": "nobody"}).status_code == 400
        assert desk.post("/differences", data={**form, **toll, "as": "first", "first_entry": "nil"}).status_code == 404


def test_without_coders_there_is_nothing_to_compare(desk: TestClient) -> None:
    assert "Fewer than two people" in desk.get("/differences").text
