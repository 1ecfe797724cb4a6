"""History: who decided what and when, what became of it, and undoing it, also in another session."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient


def entries(client: TestClient) -> list[tuple[str, str]]:
    """Report and entry of what the table lists."""
    return [(k["report"]["id"], k["entries"][0]["id"]) for k in client.get("/ledger/all.json?limit=50").json()]


def judged(client: TestClient, count: int) -> list[str]:
    """Judge as the reader; ids of the entries."""
    from greffier import judge as room
    from greffier.judge import Judge

    ids = [entry for _, entry in entries(client)][:count]
    site = client.app.state.site  # type: ignore[attr-defined]
    for n, id in enumerate(ids):
        (room.accept if n % 3 else room.reject)(site.writing, id, Judge("testeuse" if n % 2 else "relecteur"))
    return ids


def rejected(client: TestClient) -> set[str]:
    return {k["entries"][0]["id"] for k in client.get("/ledger/all.json?limit=200&status=rejected").json()}


def rows(page: str) -> list[str]:
    return re.findall(r"<tr>\s*<td data-label.*?</tr>", page, re.DOTALL)


def test_a_fresh_ledger_says_how_to_begin(client: TestClient) -> None:
    assert "Personne n’a encore rien jugé" in client.get("/history").text.replace("'", "’").replace("&#39;", "’")


def test_judgements_newest_first_with_filters(client: TestClient) -> None:
    judged(client, 9)
    every = rows(client.get("/history").text)
    assert len(every) == 9
    times = [re.search(r'datetime="([^"]+)"', row)[1] for row in every]  # type: ignore[index]
    assert times == sorted(times, reverse=True)
    assert len(rows(client.get("/history?author=testeuse").text)) == 4
    assert len(rows(client.get("/history?verdict=reject").text)) == 3
    report = re.search(r"/report/(\w+)\?entry", every[0])[1]  # type: ignore[index]
    mine = rows(client.get(f"/history?report={report[:12]}").text)
    assert mine and all(f"/report/{report}" in row for row in mine)


def test_pages_follow_each_other_and_show_each_once(client: TestClient) -> None:
    count = len(judged(client, 50))
    page, seen = client.get("/history").text, list[str]()
    while True:
        seen += re.findall(r'name="judgement" value="([^"]+)"', page)
        link = re.search(r'rel="next" href="([^"]+)"', page)
        if link is None:
            break
        page = client.get("/history" + html.unescape(link[1])).text
    assert len(seen) == len(set(seen)) == count


def test_undo_and_bring_back(client: TestClient) -> None:
    (entry,) = judged(client, 1)
    assert entry in rejected(client)
    for said in ("unreviewed", "rejected"):
        page = client.get("/history").text
        first = re.search(
            r'name="judgement" value="([^"]+)"[^>]*><input type="hidden" name="identity" value="([^"]+)"', page
        )
        assert first is not None
        form = {"judgement": first[1], "identity": first[2], "back": "/history"}
        assert client.post("/history/undo", data=form, follow_redirects=False).status_code == 303
        assert client.post("/history/undo", data=form, follow_redirects=False).status_code == 303
        assert (entry in rejected(client)) == (said == "rejected")
    assert len(rows(client.get("/history").text)) == 3


@pytest.mark.parametrize(
    ("address", "status"),
    [("/history?verdict=like", 400), ("/history?report=nothing", 404), ("/history?before=x", 200),
     ("/history?author=%3Cscript%3E", 200), ("/history?state=orphan", 200)],
)  # fmt: skip
def test_addresses(client: TestClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_undo_of_nothing_is_said(client: TestClient) -> None:
    assert client.post("/history/undo", data={"judgement": "none"}).status_code == 404
    assert client.post("/history/undo", data={"judgement": "none", "back": "//elsewhere"}).status_code == 404
