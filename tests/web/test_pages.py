"""Every address answers, in both languages; every route is walked by the tests."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from starlette.routing import Match
from starlette.testclient import TestClient

from greffier.web.app import page_routes
from web.walk import ADDRESSES, filled, ids_of, is_page


def test_every_route_is_walked() -> None:
    """Routes that read must have an address in pages.toml, so that no page escapes the tests below."""
    walked = set()
    for address in ADDRESSES:
        scope = {"type": "http", "method": "GET", "path": address.split("?")[0]}
        walked |= {next(r.path for r in page_routes() if r.matches(scope)[0] == Match.FULL)}
    known = {r.path for r in page_routes() if "GET" in (r.methods or ())} - {"/", "/enter"}
    assert known - walked == set()


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_address_answers(address: str, language: str, client: TestClient, ledger_copy: Path) -> None:
    client.cookies.set("language", language)
    answer = client.get(address.format_map(ids_of(ledger_copy)))
    assert answer.status_code == 200, answer.text[-2000:]
    if is_page(address):
        assert f'<html lang="{language}"' in answer.text
        assert re.search(r"<h1>\s*\S", answer.text) and re.search(r"<title>\s*\S", answer.text)
        assert len(re.findall("<h1", answer.text)) == 1
        _has_nothing_inline(answer.text)
    elif address.split("?")[0].endswith(".json"):
        json.loads(answer.text)


def _has_nothing_inline(page: str) -> None:
    """What the policy would refuse."""
    assert not re.search(r"<[^>]+\s(style|on\w+|srcdoc)\s*=", page)
    assert not re.search(r"<style|javascript:|<iframe|<object|<embed", page)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))
    assert not re.search(
        r"""(?:src|href|action)=["']?(?:https?:)?//""", re.sub(r'<a [^>]*rel="external[^>]*>', "", page)
    )


def test_the_navigation_names_screens_that_are_there(client: TestClient) -> None:
    page = client.get("/ledger/all").text
    links = re.findall(r'<li><a href="(/[a-z]*)" data-key="g ', page)
    assert "/ledger" in links
    assert all(client.get(link).status_code == 200 for link in links)


def test_all_addresses_fill(demo: Path) -> None:
    assert all("{" not in address for address in filled(demo))
    assert "none" not in ids_of(demo).values()


def test_while_a_large_ledger_is_read_nothing_is_counted_wrong(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table comes without its counts, which follow; what is nothing without them says so, and comes by itself."""
    from greffier.web.site import Site

    monkeypatch.setattr(Site, "ready", lambda self, patience=0.0: False)
    table = client.get("/ledger/all").text
    assert "Les comptes suivent" in table and 'hx-get="/ledger/all"' in table and "<td" in table
    for address in ("/map", "/sources", "/pledges", "/export", "/search?q=port"):
        answer = client.get(address)
        assert answer.status_code == 200 and answer.headers["Refresh"] == "1" and "Un instant" in answer.text
    monkeypatch.undo()
    for address in ("/ledger/all", "/map", "/sources"):
        answer = client.get(address)
        assert "Les comptes suivent" not in answer.text and "Refresh" not in answer.headers
