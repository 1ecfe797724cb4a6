"""The API: the command line's answers, page by page or as a stream, for who may have them; mistakes as problems."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import schemathesis
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.testclient import TestClient

from greffier.cli.app import cli, run
from greffier.web import create_app
from greffier.web.api.access import new_token, read_tokens, tokens_beside
from greffier.web.api.endpoints import READING
from greffier.web.api.openapi import document
from greffier.web.api.shape import PREFIX
from house.sources import ROOT
from web.browsing import serving
from web.conftest import BASE, PORT

Out = pytest.CaptureFixture[str]
PAGE = (ROOT / "docs" / "reference" / "http.md").read_text("utf-8")


def client_of(ledger: Path, **options: Any) -> Iterator[TestClient]:
    with TestClient(create_app(ledger, port=PORT, author="x", **options), base_url=BASE) as found:
        found.headers["Accept-Language"] = "en"
        yield found


@pytest.fixture
def reader(ledger_copy: Path) -> Iterator[TestClient]:
    """A program of this machine, where reading is open."""
    yield from client_of(ledger_copy, api=True, tokens=tokens_beside(ledger_copy))


@pytest.fixture
def writer(ledger_copy: Path) -> Iterator[TestClient]:
    """A program with a token that may write."""
    secret = new_token(tokens_beside(ledger_copy), "anne", writes=True)
    for found in client_of(ledger_copy, tokens=tokens_beside(ledger_copy)):
        found.headers["Authorization"] = f"Bearer {secret}"
        yield found


def got(client: TestClient, address: str, **headers: str) -> Any:
    answer = client.get(PREFIX + address, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def told(capsys: Out, *arguments: str) -> Any:
    capsys.readouterr()
    assert run(list(arguments)) == 0
    return json.loads(capsys.readouterr().out)


_DOCUMENT = "/openapi.json"
SAME = (
    ("/entries?limit=1000", ["entries"]), ("/entries?kind=aid&limit=1000", ["entries", "--kind", "aid"]),
    ("/entries?actor=UA&limit=1000", ["entries", "--actor", "UA"]),
    ("/entries?from=2031-05-02&to=2031-05-20&limit=1000", ["entries", "--from", "2031-05-02", "--to", "2031-05-20"]),
    ("/entries?near=Kyiv&radius=500&limit=1000", ["entries", "--near", "Kyiv", "--radius", "500"]),
    ("/tolls?as-of=2031-05-06&limit=1000", ["tolls", "--as-of", "2031-05-06"]), ("/pledges?limit=1000", ["pledges"]),
    ("/pledges/sums?by=donor&limit=1000", ["pledges", "--by", "donor"]), ("/positions?limit=1000", ["positions"]),
    ("/events?limit=1000", ["events", "--all"]), ("/actors?limit=1000", ["actors"]),
    ("/track?words=trêve&limit=1000", ["track", "trêve"]),
    ("/diff?from=2031-05-01&to=2031-05-31&limit=1000", ["diff", "--from", "2031-05-01", "--to", "2031-05-31"]),
)  # fmt: skip


@pytest.mark.parametrize(("address", "command"), SAME, ids=lambda one: one if isinstance(one, str) else "")
def test_answers_are_the_command_lines(
    reader: TestClient,
    ledger_copy: Path,
    capsys: Out,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    command: list[str],
) -> None:
    monkeypatch.setenv("GREFFIER_LANG", "en")
    assert reader.app.state.site.settled(30)  # type: ignore[attr-defined]
    said = told(capsys, *command, "--format", "json", "--ledger", str(ledger_copy))
    found = got(reader, address)
    key = {"/events": "event", "/actors": "id"}.get(address.split("?")[0])
    order = (lambda rows: sorted(rows, key=lambda row: row[key])) if key else (lambda rows: rows)
    assert order(found["items"]) == order(said) and found["next"] is None


def test_one_thing_is_what_show_gives(reader: TestClient, ledger_copy: Path, capsys: Out) -> None:
    some = got(reader, "/entries?limit=1")["items"][0]
    report, entry = some["report"]["id"], some["entries"][0]["id"]
    for address, name in ((f"/reports/{report}", report), (f"/entries/{entry[:9]}", entry)):
        shown = told(capsys, "show", name, "--format", "json", "--ledger", str(ledger_copy))[0]
        shown.pop("checks", None)
        assert got(reader, address) == shown
    event = got(reader, "/events?limit=1")["items"][0]
    assert got(reader, f"/events/{event['event']}") == [event]
    assert isinstance(got(reader, f"/reports/{report}/checks"), list)
    assert got(reader, f"/actors/{got(reader, '/actors?limit=1')['items'][0]['id']}")["told"]


def test_pages_hold_everything_once_in_order(reader: TestClient) -> None:
    for path in ("/entries", "/events", "/actors", "/reports", "/track?words=trêve"):
        joint = "&" if "?" in path else "?"
        whole, seen = got(reader, f"{path}{joint}limit=1000")["items"], []
        following: str | None = f"{PREFIX}{path}{joint}limit=3"
        while following:
            answer = reader.get(following)
            page = answer.json()
            assert len(page["items"]) == 3 or page["next"] is None
            assert (f'<{page["next"]}>; rel="next"' == answer.headers.get("Link")) or page["next"] is None
            seen += page["items"]
            following = page["next"]
        assert seen == whole and len(whole) > 3, path


def test_streams_hold_what_pages_do(reader: TestClient) -> None:
    for path in ("/entries?kind=aid", "/events?country=UA", "/actors"):
        joint = "&" if "?" in path else "?"
        whole = got(reader, f"{path}{joint}limit=1000")["items"]
        lines = reader.get(PREFIX + path, headers={"Accept": "application/x-ndjson"})
        assert lines.headers["content-type"].startswith("application/x-ndjson")
        assert [json.loads(line) for line in lines.text.splitlines()] == whole
        rows = list(csv.DictReader(io.StringIO(reader.get(f"{PREFIX}{path}{joint}format=csv").text, newline="")))
        count = sum(len(one["entries"]) for one in whole) if path.startswith("/entries") else len(whole)
        assert len(rows) == count > 1


def test_what_has_not_changed_is_not_sent_again(writer: TestClient) -> None:
    first = writer.get(f"{PREFIX}/entries?kind=aid")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert writer.get(f"{PREFIX}/entries?kind=aid", headers=tag).status_code == 304
    assert writer.get(f"{PREFIX}/entries?kind=toll", headers=tag).status_code == 200
    assert writer.get(f"{PREFIX}/entries?kind=aid", headers={**tag, "Accept": "text/csv"}).status_code == 200
    entry = first.json()["items"][0]["entries"][0]["id"]
    assert writer.post(f"{PREFIX}/judgements", json={"verdict": "accept", "entry": entry}).status_code == 201
    again = writer.get(f"{PREFIX}/entries?kind=aid", headers=tag)
    assert again.status_code == 200 and again.headers["ETag"] != first.headers["ETag"]


WRONG = (
    ("/entries?knd=toll", 400, "knd is no parameter"), ("/entries?limit=0", 400, "limit"),
    ("/entries?limit=x", 400, "limit"),
    ("/entries?kind=none", 400, "kind"), ("/entries?from=hier", 400, "from"), ("/entries?status=a", 400, "status"),
    ("/entries?actor=a&actor=b", 400, "more than once"), ("/entries?after=%FF", 400, "after"),
    ("/entries?radius=3", 400, "radius"), ("/entries?format=xml", 400, "format"),
    ("/pledges/sums", 400, "by is missing"),
    ("/track", 400, "which topic"), ("/diff?from=2031-05-02&to=2031-05-01", 400, "before"),
    ("/entries/zzzz", 404, "no entry"), ("/events/evzz", 404, "no event"), ("/reports/zz", 404, "no report"),
    ("/actors/nobody", 404, "no actor"), ("/nothing", 404, ""), ("/", 404, ""),
    ("/entries?near=Nowhereville", 400, "near"),
)  # fmt: skip


@pytest.mark.parametrize(("address", "status", "words"), WRONG, ids=lambda one: str(one))
def test_mistakes_are_problems_that_say_what_is_wrong(
    reader: TestClient, address: str, status: int, words: str
) -> None:
    answer = reader.get(PREFIX + address)
    assert answer.status_code == status and answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json()
    assert problem["status"] == status and words in problem.get("detail", "")
    french = reader.get(PREFIX + address, headers={"Accept-Language": "fr"}).json()
    assert french["status"] == status and french["title"] != problem["title"]
    refused = reader.get(f"{PREFIX}/entries", headers={"Accept": "image/png"})
    assert refused.status_code == 406


def test_who_may_read_and_who_may_write(ledger_copy: Path) -> None:
    file = tokens_beside(ledger_copy)
    reads, writes = new_token(file, "rédaction", writes=False), new_token(file, "anne", writes=True)
    with TestClient(create_app(ledger_copy, port=PORT, tokens=file), base_url=BASE) as client:

        def status(method: str, token: str = "", **headers: str) -> int:
            own = {"Authorization": f"Bearer {token}"} if token else {}
            path = "/entries" if method == "GET" else "/judgements"
            body = {"json": {"verdict": "none"}} if method == "POST" else {}
            return client.request(method, PREFIX + path, headers={**own, **headers}, **body).status_code

        assert (status("GET"), status("GET", "wrong"), status("GET", reads), status("GET", writes)) == (
            401,
            401,
            200,
            200,
        )
        assert (status("POST"), status("POST", "wrong"), status("POST", reads), status("POST", writes)) == (
            401,
            401,
            403,
            400,
        )
        assert client.get(f"{PREFIX}/entries").headers["WWW-Authenticate"].startswith("Bearer")
        for foreign in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "http://evil.example"},
        ):
            assert status("GET", writes, **foreign) == status("POST", writes, **foreign) == 403
        assert client.get(f"{PREFIX}/entries", headers={"Host": "evil.example"}).status_code == 400
        assert client.put(f"{PREFIX}/entries").status_code == 405
        assert run(["token", "revoke", "anne", "--ledger", str(ledger_copy)]) == 0
        assert status("GET", writes) == 401, "taken away at once"
        file.chmod(0o644)
        assert status("GET", reads) == 401, "others can read it: it lets nobody in"


def test_tokens_are_kept_as_digests_that_only_their_owner_reads(ledger_copy: Path, capsys: Out) -> None:
    ledger = ["--ledger", str(ledger_copy)]
    assert run(["token", "new", "anne", "--write", *ledger]) == 0
    secret = capsys.readouterr().out.strip()
    file = tokens_beside(ledger_copy)
    assert len(secret) >= 43 and secret not in file.read_text("utf-8") and file.stat().st_mode & 0o077 == 0
    assert run(["token", "new", "anne", *ledger]) == 2 and run(["token", "new", *ledger]) == 2
    assert run(["token", *ledger]) == 0 and "anne" in capsys.readouterr().out
    assert [one.writes for one in read_tokens(file)] == [True]
    assert run(["token", "revoke", "nobody", *ledger]) == 2
    file.chmod(0o640)
    assert run(["token", *ledger]) == 2 and "chmod 600" in capsys.readouterr().err
    file.chmod(0o600)
    file.write_text("{", "utf-8")
    assert run(["token", *ledger]) == 2


def test_a_program_judges_as_the_owner_of_its_token(writer: TestClient) -> None:
    entries = [e["id"] for one in got(writer, "/entries?limit=9")["items"] for e in one["entries"]]

    def judge(status: int, **body: Any) -> Any:
        answer = writer.post(f"{PREFIX}/judgements", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    one = judge(201, verdict="accept", entry=entries[0], id="mine-1", because="read")
    assert one["author"] == "anne" and one["state"] == "applied"
    assert judge(200, verdict="accept", entry=entries[0], id="mine-1")["id"] == "mine-1", "asking twice judges once"
    judge(201, verdict="reject", entry=entries[1])
    corrected = judge(201, verdict="correct", entry=entries[2], field="factuality", said=["planned"])
    assert got(writer, f"/entries/{entries[2]}")["entries"][0]["factuality"] == "planned"
    judge(201, verdict="undo", judgement=corrected["id"])
    judge(201, verdict="different_event", entries=[entries[0], entries[3]])
    statuses = {e["id"]: e["status"] for one in got(writer, "/entries?limit=99")["items"] for e in one["entries"]}
    assert statuses[entries[0]] == "accepted" and entries[1] not in statuses
    assert len(got(writer, "/judgements")["items"]) == 5
    for wrong in (
        {}, {"verdict": "none"}, {"verdict": "accept"}, {"verdict": "accept", "entry": 3},
        {"verdict": "accept", "x": "y"},
        {"verdict": "accept", "entry": "a" * 500}, {"verdict": "same_event", "entries": ["a"]},
    ):  # fmt: skip
        judge(400, **wrong)
    judge(404, verdict="accept", entry="zzzz")
    for body, kind in ((b"{", "application/json"), (b"[]", "application/json"), (b"[" * 100_000, "application/json")):
        answer = writer.post(f"{PREFIX}/judgements", content=body, headers={"Content-Type": kind})
        assert answer.status_code == 400
    assert writer.post(f"{PREFIX}/judgements", content=b"x").status_code == 415


def test_the_document_tells_of_every_route_and_every_filter(reader: TestClient) -> None:
    found = got(reader, "/openapi.json")
    assert found == json.loads(json.dumps(document()))
    paths = {route.path for route in reader.app.routes}  # type: ignore[attr-defined]
    assert {PREFIX + path for path in found["paths"]} == {p for p in paths if p.startswith(PREFIX)} - {
        PREFIX + _DOCUMENT
    }
    options = [p for p in cli.commands["entries"].params if isinstance(p, click.Option)]
    names = {max(option.opts, key=len).lstrip("-") for option in options} - {"ledger", "help"}
    names -= {"format", "confidence", "min-confidence"}
    asked = {p["name"] for p in found["paths"]["/entries"]["get"]["parameters"]}
    assert names <= asked, names - asked


def test_every_address_and_parameter_is_documented() -> None:
    for endpoint in READING:
        assert f"`{endpoint.path}`" in PAGE, endpoint.path
        missing = [one.name for one in endpoint.parameters if not re.search(rf"`{re.escape(one.name)}`", PAGE)]
        assert missing == []


@pytest.mark.slow
def test_a_report_is_read_and_kept(writer: TestClient) -> None:
    body = {"text": "Des drones ont tué quatre dockers à Odessa lundi.", "published": "2031-05-06", "outlet": "Exemple"}
    done = writer.post(f"{PREFIX}/reports", json=body)
    assert done.status_code == 201, done.text
    assert {e["kind"] for e in done.json()["entries"]} >= {"toll"}
    again = writer.post(f"{PREFIX}/reports", json=body)
    assert again.status_code == 200 and again.json()["known"]
    assert writer.post(f"{PREFIX}/reports", json={"text": ""}).status_code == 400
    assert writer.post(f"{PREFIX}/reports", json={**body, "published": "hier"}).status_code == 400


@pytest.mark.slow
def test_schemathesis_finds_no_answer_that_is_not_documented(ledger_copy: Path) -> None:
    """Every operation, with what fits its schema and what does not: no fault, only statuses, types and bodies that the
    document tells of. Left out: that whatever fits the schema is accepted, since no schema tells which words are a
    town, which letters a place in an answer, or which days follow each other."""
    secret = new_token(tokens_beside(ledger_copy), "anne", writes=True)
    with serving(ledger_copy) as server:
        address, own = f"{server.base}{PREFIX}/openapi.json", {"Authorization": f"Bearer {secret}"}
        _all_operations(schemathesis.openapi.from_url(address, headers=own), secret)


def _all_operations(schema: Any, secret: str) -> None:
    from hypothesis import HealthCheck, given, settings

    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path.endswith("/reports") and operation.method.upper() == "POST":
            continue  # reads with the parser: the test above

        @given(case=operation.as_strategy())
        @settings(
            max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True
        )
        def test(case: Any) -> None:
            nonlocal tried
            tried += 1
            answer = case.call(headers={"Authorization": f"Bearer {secret}"})
            case.validate_response(answer, excluded_checks=[positive_data_acceptance])

        test()
    assert tried > 300
