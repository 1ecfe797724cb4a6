"""The page of a report: what it shows, how forms judge, and that nothing of a text is put in as HTML."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from greffier import judge as room
from greffier.ledger import open_ledger, read_ledger, report_ids
from greffier.ledger.load import kept_report
from web.conftest import entered
from web.told_report import HARD, fifty, hard, make_reports

JSON = {"Accept": "application/json"}


def report_with(path: Path, words: str) -> Any:
    """The report whose text has these words."""
    with read_ledger(path) as ledger, ledger.begin() as connection:
        return next(k for r in report_ids(connection) if words in (k := kept_report(connection, r)).report.text)


def judged(client: TestClient, report: str, **form: str) -> dict[str, Any]:
    """What a script gets for a judgement."""
    answer = client.post(f"/report/{report}/judge", data=form, headers=JSON)
    return {"status": answer.status_code, **answer.json()}


def test_it_shows_all_that_is_known_of_an_entry(client: TestClient, ledger_copy: Path) -> None:
    kept = report_with(ledger_copy, "trois morts à Tchornomorsk")
    page = html.unescape(client.get(f"/report/{kept.report.id}").text)
    told = ("bilan", "tués", "Tchornomorsk", "le maire", "2 mai 2031", "non jugée", "Pourquoi elle est là")
    for words in (*told, "Exemple-Presse", "vendredi 2 mai 2031", "0 sur 4 jugées"):
        assert words in page, words
    first = kept.entries[0]
    assert f'"anchor":[{first.anchor.start},{first.anchor.end}]' in page
    assert f'href="/event/{event_of(ledger_copy, first.id)}"' in page


def event_of(path: Path, entry: str) -> str:
    from greffier.ledger.events import events_of

    with read_ledger(path) as ledger, ledger.begin() as connection:
        return events_of(connection, [entry])[entry]


def test_a_country_is_an_area_and_a_town_a_dot(client: TestClient, ledger_copy: Path) -> None:
    page = html.unescape(client.get(f"/report/{report_with(ledger_copy, 'deux morts en Ukraine').report.id}").text)
    assert re.search(r'"precision":"country","country":"804"', page)
    assert re.search(r'"name":"Tchornomorsk","lat":46.3,"lon":30.65,"precision":"city"\}', page)


def test_an_entry_is_accepted_once_however_often_it_is_sent(client: TestClient, ledger_copy: Path) -> None:
    kept = report_with(ledger_copy, "trois morts")
    form = {"verdict": "accept", "entry": kept.entries[0].id, "key": "one"}
    first, second = judged(client, kept.report.id, **form), judged(client, kept.report.id, **form)
    assert first["ok"] and second["ok"] and list(first["cards"]) == [kept.entries[0].id]
    assert "1 sur 4" in first["bar"]
    with read_ledger(ledger_copy) as ledger, ledger.begin() as connection:
        told = room.history(connection, kept.report.id)
    assert [(s.judgement.verdict, s.judgement.author, s.judgement.id) for s in told] == [("accept", "testeuse", "one")]


def test_without_a_script_one_goes_on_to_the_next_entry(client: TestClient, ledger_copy: Path) -> None:
    kept = report_with(ledger_copy, "trois morts")
    form = {"verdict": "reject", "entry": kept.entries[0].id, "key": "k"}
    answer = client.post(f"/report/{kept.report.id}/judge", data=form, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/report/{kept.report.id}?entry={kept.entries[1].id}"
    assert "Rejetée." in client.get(answer.headers["location"]).text


@pytest.mark.parametrize(
    "form",
    [
        {"verdict": "accept", "entry": "nowhere"},
        {"verdict": "undo", "judgement": "nowhere"},
        {"verdict": "correct", "entry": "{entry}", "min.number": "beaucoup", "max.number": ""},
        {"verdict": "correct", "entry": "{entry}", "asks.victims": "1", "w.victims": "{"},
        {"verdict": "correct", "entry": "{entry}", "asks.source": "1", "t.source": "la reine de Saba"},
        {"verdict": "correct", "entry": "{entry}", "start.when": "2031-05-09", "end.when": "2031-05-01"},
        {"verdict": "correct", "entry": "{entry}", "v.kind": "coronation"},
        {"verdict": "add", "v.kind": ""},
        {"verdict": "add", "v.kind": "toll", "asks.anchor": "1"},
        {"verdict": "nothing", "start": "1", "end": "3"},
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(form: dict[str, str], client: TestClient, ledger_copy: Path) -> None:
    kept = report_with(ledger_copy, "trois morts")
    filled = {name: value.replace("{entry}", kept.entries[0].id) for name, value in form.items()}
    answer = judged(client, kept.report.id, **filled)
    assert (answer["status"], answer["ok"]) == (400, False) and answer["said"]
    assert report_with(ledger_copy, "trois morts") == kept
    assert client.post(f"/report/{kept.report.id}/judge", data=filled).status_code in {400, 404}


def test_a_form_sent_as_it_stands_changes_nothing(client: TestClient, ledger_copy: Path) -> None:
    with read_ledger(ledger_copy) as ledger, ledger.begin() as connection:
        every = [kept_report(connection, r) for r in report_ids(connection)]
    for kept in every:
        for entry in kept.entries:
            page = client.get(f"/report/{kept.report.id}/edit?entry={entry.id}", headers={"HX-Request": "true"}).text
            answer = client.post(f"/report/{kept.report.id}/judge", data=_as_it_stands(page), headers=JSON).json()
            assert (answer["ok"], answer["said"]) == (True, "Rien n’a été changé."), answer


def _as_it_stands(page: str) -> dict[str, list[str]]:
    """What a browser would send of a form that nobody touched."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        own = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in own and (own.get("type") != "checkbox" or " checked" in tag):
            found.setdefault(html.unescape(own["name"]), []).append(html.unescape(own.get("value", "")))
    for name, inside in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        found[name] = [chosen[1] if chosen else ""]
    return found


def test_undo_goes_back_one_by_one_and_an_undo_is_undone(client: TestClient, ledger_copy: Path) -> None:
    kept = report_with(ledger_copy, "trois morts")
    ids = [entry.id for entry in kept.entries]
    judged(client, kept.report.id, verdict="accept", entry=ids[0], key="k0")
    judged(client, kept.report.id, verdict="correct", entry=ids[1], key="k1", **{"v.harm": "wounded"})
    judged(client, kept.report.id, verdict="nothing", key="k2")
    after = report_with(ledger_copy, "trois morts")
    assert [after.statuses[one] for one in ids] == ["accepted", "corrected", "rejected", "rejected"]
    assert judged(client, kept.report.id, verdict="undo", key="u1")["focus"] == ""
    assert judged(client, kept.report.id, verdict="undo", key="u2")["focus"] == ids[1]
    judged(client, kept.report.id, verdict="undo", key="u2")  # sent again: nothing more
    assert judged(client, kept.report.id, verdict="undo", key="u3")["focus"] == ids[0]
    assert report_with(ledger_copy, "trois morts") == kept
    assert judged(client, kept.report.id, verdict="undo", key="u4")["said"].startswith("Vous n’avez plus rien")
    judged(client, kept.report.id, verdict="undo", judgement="u2", key="u5")
    assert report_with(ledger_copy, "trois morts").statuses[ids[1]] == "corrected"


def test_two_coders_are_shown(client: TestClient, ledger_copy: Path) -> None:
    kept = report_with(ledger_copy, "trois morts")
    with open_ledger(ledger_copy) as ledger:
        room.accept(ledger, kept.entries[0].id, room.Judge("Codeuse A"))
        room.reject(ledger, kept.entries[0].id, room.Judge("Codeur B", because="<i>non</i>"))
    page = client.get(f"/report/{kept.report.id}").text
    assert "Codeuse A" in page and "Codeur B" in page and "&lt;i&gt;non&lt;/i&gt;" in page
    assert "des personnes en jugent autrement" in html.unescape(page)


def test_versions_and_the_same_text_are_linked(tmp_path: Path) -> None:
    own = {"outlet": "Exemple-Presse", "url": "https://exemple.invalid/1", "published": "2031-05-02"}
    reports = [{**own, "text": "Il a plu."}, {**own, "text": "Il a plu hier."},
               {"outlet": "Agence Fictive", "published": "2031-05-03", "text": "Il a plu hier."}]  # fmt: skip
    make_reports(tmp_path / "v.db", reports)
    for client in entered(tmp_path / "v.db", language="en"):
        old, new = report_with(tmp_path / "v.db", "Il a plu.").report.id, ""
        page = client.get(f"/report/{old}").text
        new = re.findall(r'class="notice warn">[^<]*<a href="/report/(\w+)"', page)[0]
        assert "other version" in page and "Nothing was read in this report." in page
        page = client.get(f"/report/{new}").text
        assert "same text" in page and f'href="/report/{old}"' in page and "Agence Fictive" in page


def test_next_leads_to_what_the_inbox_lists_and_to_nothing_else(client: TestClient, ledger_copy: Path) -> None:
    """One entry judged: the report waits no more, neither there nor here."""
    listed = re.findall(r'href="/report/(\w+)"', client.get("/inbox/reports").text)
    first = listed[0]
    entry = re.findall(r'data-entry="(\w+)"', client.get(f"/report/{first}").text)[0]
    judged(client, first, verdict="accept", entry=entry, key="k")
    after = re.findall(r'href="/report/(\w+)"', client.get("/inbox/reports").text)
    assert set(listed) - set(after) == {first}
    walked, at = [], after[0]
    while at not in walked:
        walked.append(at)
        at = client.get(f"/report/{at}/next").url.path.rsplit("/", 1)[1]
    assert walked == list(dict.fromkeys(after))


def test_where_two_differ_one_settles_it_here(client: TestClient, ledger_copy: Path) -> None:
    with open_ledger(ledger_copy) as ledger:
        with ledger.begin() as connection:
            kept = next(k for r in report_ids(connection) if (k := kept_report(connection, r)).entries)
        entry = kept.entries[0].id
        room.accept(ledger, entry, room.Judge("ana"))
        room.reject(ledger, entry, room.Judge("bob"))
    page = client.get(f"/report/{kept.report.id}?entry={entry}").text
    assert 'name="as" value="ana"' in page and 'name="as" value="bob"' in page and 'value="settle"' in page
    answer = judged(client, kept.report.id, verdict="settle", entry=entry, key="s", **{"as": "ana"})
    assert answer["ok"] and "ana" in answer["said"]
    page = client.get(f"/report/{kept.report.id}?entry={entry}").text
    assert 'value="settle"' not in page and 'data-status="accepted"' in page


def test_next_goes_round_what_waits(client: TestClient, ledger_copy: Path) -> None:
    with read_ledger(ledger_copy) as ledger, ledger.begin() as connection:
        every = set(report_ids(connection))
    at, seen = next(iter(every)), set[str]()
    while (back := client.get(f"/report/{at}/previous").url.path.rsplit("/", 1)[1]) != at:
        at = back
    while at not in seen:
        seen.add(at)
        at = client.get(f"/report/{at}/next").url.path.rsplit("/", 1)[1]
    assert seen == every
    judged(client, at, verdict="nothing", key="n")
    before = client.get(f"/report/{at}/previous").url.path.rsplit("/", 1)[1]
    assert client.get(f"/report/{before}/next").url.path.endswith(before)


_OF_FILES = pytest.mark.sqlite("a server takes no NUL, which no text that is read has")


@pytest.mark.parametrize("name", [pytest.param(n, marks=_OF_FILES if "\0" in HARD[n] else ()) for n in HARD])
def test_every_character_of_a_text_stands_on_the_page(name: str, tmp_path: Path) -> None:
    make_reports(tmp_path / "hard.db", [hard(name)])
    for client in entered(tmp_path / "hard.db"):
        kept = report_with(tmp_path / "hard.db", "trois morts")
        page = client.get(f"/report/{kept.report.id}").text
        shown = re.search(r'<div id="text"[^>]*data-length="(\d+)">(.*?)</div>', page, re.DOTALL)
        assert shown is not None and "<" not in shown[2] and "\r" not in shown[2]
        told = re.sub(r"&#(0|13);", lambda m: chr(int(m[1])), shown[2])
        assert html.unescape(told.replace("\0", "\ue000")).replace("\ue000", "\0") == kept.report.text
        assert int(shown[1]) == len(kept.report.text)


def test_fifty_entries_are_judged_quickly_and_only_their_card_comes_back(tmp_path: Path) -> None:
    make_reports(tmp_path / "fifty.db", [fifty()])
    for client in entered(tmp_path / "fifty.db"):
        kept = report_with(tmp_path / "fifty.db", "morts")
        answer = judged(client, kept.report.id, verdict="accept", entry=kept.entries[7].id, key="k")
        assert len(answer["order"]) == 50 and list(answer["cards"]) == [kept.entries[7].id]
