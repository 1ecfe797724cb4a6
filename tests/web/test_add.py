"""Adding by the pages, in this process, on a pipeline that stands in: what is asked, read, known, refused."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from greffier.desk import reading
from greffier.errors import ModelError
from greffier.ledger import failed_items, kept_report, read_ledger, report_ids, verify
from greffier.model import Check, Report
from ledger.made import TEXT, entries, sentences
from one_by_one import OneByOne

GOOD = {
    "text": f"{TEXT} Entière.", "published": "2031-05-06", "outlet": "Exemple-Presse", "language": "fr", "title": "A",
}  # fmt: skip


class _Reading:
    def __init__(self, report: Report) -> None:
        self.report, self.entries, self.sentences = report, entries(report), sentences(report)


class StandIn(OneByOne):
    """Reads the made-up entries; is absent, or breaks, where a text says so."""

    absent = False

    def read(self, report: Report) -> _Reading:
        if StandIn.absent:
            raise ModelError("no model.")
        if "panne" in report.text:
            raise ZeroDivisionError("made up")
        return _Reading(report)

    def checks(self, _reading: _Reading) -> tuple[Check, ...]:
        return ()


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    StandIn.absent = False
    monkeypatch.setattr(reading, "load_pipeline", lambda *_: StandIn())


def files(*given: tuple[str, bytes]) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", one) for one in given]


def as_json(**more: object) -> bytes:
    return json.dumps({**GOOD, **more}).encode()


def key_of(client: TestClient) -> str:
    found = re.search(r'name="key" value="([0-9a-f]{16})"', client.get("/add").text)
    assert found is not None
    return found[1]


def through(client: TestClient, address: str) -> str:
    """The page at the end of the reading, or the address that it leads to."""
    for _ in range(200):
        answer = client.get(address, follow_redirects=False)
        if answer.status_code == 303:
            return str(answer.headers["location"])
        if "hx-trigger" not in answer.text:
            return answer.text
        time.sleep(0.02)
    raise AssertionError("the reading does not end")


def paste(client: TestClient, text: str, **more: str) -> str:
    """Paste a text; gives the address of what follows."""
    answer = client.post("/add", data={"key": key_of(client), "text": text}, follow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def reports(path: Path) -> set[str]:
    with read_ledger(path) as ledger, ledger.begin() as connection:
        return set(report_ids(connection))


def test_a_pasted_text_is_asked_about_read_and_opened(client: TestClient, ledger_copy: Path) -> None:
    before = reports(ledger_copy)
    address = paste(client, f"{TEXT}\r\nFin.")
    page = client.get(address).text
    assert 'name="published-0"' in page and 'name="outlet-0"' in page and 'name="language-0"' in page
    answer = client.post(address, data={"language-0": "fr", "outlet-0": "Exemple-Presse"}, follow_redirects=False)
    assert answer.status_code == 400 and 'aria-invalid="true"' in answer.text, "no date, nor that there is none"
    assert 'value="Exemple-Presse"' in answer.text, "what was written stays"
    client.post(address, data={"language-0": "fr", "outlet-0": "Exemple-Presse", "published-0": "2031-05-06"})
    opened = through(client, address)
    (new,) = reports(ledger_copy) - before
    assert opened == f"/report/{new}"
    with read_ledger(ledger_copy) as ledger, ledger.begin() as connection:
        kept = kept_report(connection, new)
    assert kept.report.text == f"{TEXT}\nFin.", "the browser's line ends are not the text's"
    assert (str(kept.report.published), kept.report.outlet) == ("2031-05-06", "Exemple-Presse")
    assert len(kept.entries) == 3


def test_no_date_known_is_an_answer(client: TestClient, ledger_copy: Path) -> None:
    address = paste(client, TEXT)
    client.post(address, data={"language-0": "fr", "undated-0": "yes"})
    report = through(client, address).removeprefix("/report/")
    with read_ledger(ledger_copy) as ledger, ledger.begin() as connection:
        assert kept_report(connection, report).report.published is None


def test_a_date_that_is_none_is_asked_again(client: TestClient) -> None:
    address = paste(client, TEXT)
    answer = client.post(address, data={"language-0": "fr", "published-0": "31/05/2031"})
    assert answer.status_code == 400 and 'aria-invalid="true"' in answer.text
    assert client.post(address, data={"language-0": "xx", "undated-0": "1"}).status_code < 500


def test_what_says_all_is_read_at_once(client: TestClient, ledger_copy: Path) -> None:
    answer = client.post("/add", data={"text": as_json().decode()}, follow_redirects=False)
    assert through(client, answer.headers["location"]).startswith("/report/")


def test_several_files_one_bad(client: TestClient, ledger_copy: Path) -> None:
    bad = ("b.txt", b"%PDF-1.7"), ("d.doc", b"x")
    given = files(("a.json", as_json()), *bad, ("c.json", as_json(text=f"{TEXT} Trois.")))
    answer = client.post("/add", data={"key": key_of(client)}, files=given, follow_redirects=False)
    page = through(client, answer.headers["location"])
    assert page.count('href="/report/') >= 3 and page.count('class="error"') == 2
    assert "binaire" in page and "d.doc" in page
    with read_ledger(ledger_copy) as ledger, ledger.begin() as connection:
        assert {one.given.name for one in failed_items(connection)} == {"b.txt", "d.doc"}
    again = client.post("/add", files=given, follow_redirects=False)
    assert "2 déjà connues" in through(client, again.headers["location"])


def test_what_is_said_of_all_goes_to_those_that_lack_it(client: TestClient, ledger_copy: Path) -> None:
    before = reports(ledger_copy)
    given = files(("a.txt", f"{TEXT} Un.".encode()), ("b.json", as_json(text=f"{TEXT} Deux.", outlet=None)))
    address = client.post("/add", files=given, follow_redirects=False).headers["location"]
    data = {"published-all": "2031-05-09", "outlet-all": "Agence Fictive", "language-0": "fr", "outlet-1": "La Gazette"}
    client.post(address, data=data)
    through(client, address)
    with read_ledger(ledger_copy) as ledger, ledger.begin() as connection:
        new = [kept_report(connection, id).report for id in reports(ledger_copy) - before]
    told = {(str(r.published), r.outlet) for r in new}
    assert told == {("2031-05-09", "Agence Fictive"), ("2031-05-06", "La Gazette")}


def test_the_same_key_adds_once(client: TestClient, ledger_copy: Path) -> None:
    before, key = reports(ledger_copy), key_of(client)
    places = set()
    for text in (as_json(), as_json(text="tout autre chose")):
        answer = client.post("/add", data={"key": key, "text": text.decode()}, follow_redirects=False)
        places.add(answer.headers["location"])
        through(client, answer.headers["location"])
    assert places == {f"/add/{key}"}
    assert len(reports(ledger_copy) - before) == 1


@pytest.mark.parametrize("key", ["", "../x", "x" * 16, "0" * 17, "<script>"])
def test_a_key_of_another_form_is_not_taken(key: str, client: TestClient) -> None:
    answer = client.post("/add", data={"key": key, "text": TEXT}, follow_redirects=False)
    assert re.fullmatch(r"/add/[0-9a-f]{16}", answer.headers["location"])


def test_nothing_given_is_told(client: TestClient) -> None:
    answer = client.post("/add", data={"text": " \r\n "})
    assert answer.status_code == 400 and 'role="alert"' in answer.text


def test_an_absent_model_stops_and_goes_on_later(client: TestClient, ledger_copy: Path) -> None:
    StandIn.absent, before = True, reports(ledger_copy)
    address = client.post("/add", data={"text": as_json().decode()}, follow_redirects=False).headers["location"]
    assert 'role="alert"' in through(client, address)
    assert reports(ledger_copy) == before
    StandIn.absent = False
    client.post(address)
    assert through(client, address).startswith("/report/")


def test_a_fault_of_the_program_is_that_items_own(client: TestClient, ledger_copy: Path) -> None:
    given = files(("a.json", as_json(text=f"{TEXT} panne")), ("b.json", as_json(text=f"{TEXT} Deux.")))
    address = client.post("/add", files=given, follow_redirects=False).headers["location"]
    page = through(client, address)
    assert page.count('class="error"') == 1 and "1 ajoutée" in page


def test_a_failure_is_mended_tried_again_and_put_aside(client: TestClient, ledger_copy: Path) -> None:
    given = files(("a.json", as_json(language="de")), ("b.txt", b"%PDF-1"))
    through(client, client.post("/add", files=given, follow_redirects=False).headers["location"])
    inbox = client.get("/inbox").text
    items = dict(re.findall(r'href="/add\?failed=(\w+)">(\w+)', inbox))
    assert sorted(items.values()) == ["Coller", "Corriger"]
    mend = next(id for id, word in items.items() if word == "Corriger")
    form = client.get("/add", params={"failed": mend}).text
    assert GOOD["text"] in unescape(form)
    again = client.post(f"/add/again/{mend}", follow_redirects=False).headers["location"]
    assert 'class="error"' in through(client, again)
    with read_ledger(ledger_copy) as ledger, ledger.begin() as connection:
        assert {one.tries for one in failed_items(connection)} == {1, 2}
    data = {"text": f"{GOOD['text']} Mieux.", "failed": mend}
    address = client.post("/add", data=data, follow_redirects=False).headers["location"]
    asked = client.get(address).text
    assert "6 mai 2031" in asked and 'name="language-0"' in asked, "what it said is kept, but for what was wrong"
    client.post(address, data={"language-0": "fr"})
    assert through(client, address).startswith("/report/")
    other = next(id for id in items if id != mend)
    client.post(f"/inbox/failed/{other}/dismiss")
    with read_ledger(ledger_copy) as ledger, ledger.begin() as connection:
        assert failed_items(connection) == []
        assert {one.settled for one in failed_items(connection, settled=True)} == {"added", "dismissed"}


def test_over_the_limit_is_a_failure(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    client.app.state.site.additions.limit = 50  # type: ignore[attr-defined]
    address = client.post("/add", files=files(("a.txt", b"x" * 51)), follow_redirects=False).headers["location"]
    assert "dépasse la limite de" in through(client, address)


NAMES = ["<img src=x onerror=alert(1)>.txt", "../../etc/x.txt", "C:\\a\\x.txt", ".txt", "é\u202e.json"]


@pytest.mark.parametrize("name", NAMES)
def test_file_names_are_words(name: str, client: TestClient) -> None:
    address = client.post("/add", files=files((name, b"%PDF")), follow_redirects=False).headers["location"]
    page = through(client, address)
    assert "<img src=x" not in page and "../" not in page and "C:\\" not in page


def test_without_scripts_the_page_asks_again_by_itself(client: TestClient) -> None:
    address = paste(client, TEXT)
    batch = client.app.state.site.additions.batch(address.rsplit("/", 1)[-1])  # type: ignore[attr-defined]
    batch.doing = "reading"
    page = client.get(address).text
    assert '<noscript><meta http-equiv="refresh"' in page
    part = client.get(address, headers={"HX-Request": "true"}).text
    assert "<html" not in part and 'id="progress"' in part
    batch.doing = "asking"


def packed(**members: bytes) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return raw.getvalue()


def test_each_item_of_an_archive_has_a_line(client: TestClient, ledger_copy: Path) -> None:
    notice = {"uri": "urn:exemple:1", "pubstatus": "canceled", "versioncreated": "2031-05-07T00:00:00Z"}
    members = {
        "a__json": as_json(text=f"{TEXT} Un.", title="Premier", uri="urn:exemple:1"),
        "b__json": as_json(text=f"{TEXT} Deux.", title="Second"), "vide__txt": b" ",
        "c__json": json.dumps(notice).encode(),
    }  # fmt: skip
    given = files(("lot.zip", packed(**members)))
    page = unescape(through(client, client.post("/add", files=given, follow_redirects=False).headers["location"]))
    assert "Premier" in page and "Second" in page and page.count("3 entrées") == 2
    assert "lot.zip/vide.txt" in page and "retire 1 dépêche" in page
    with read_ledger(ledger_copy) as ledger, ledger.begin() as connection:
        (failed,) = failed_items(connection)
        gone = connection.exec_driver_sql("SELECT id FROM reports WHERE version = 'withdrawn'").scalar()
        assert (failed.given.name, failed.given.item) == ("lot.zip/vide.txt", "/vide.txt")
        assert not [problem for problem in verify(ledger) if problem.what == "notice"]
    assert "Son média a retiré cette dépêche" in client.get(f"/report/{gone}").text
    again = client.post(f"/add/again/{failed.id}", follow_redirects=False).headers["location"]
    page = unescape(through(client, again))
    assert "lot.zip/vide.txt" in page and "Premier" not in page
