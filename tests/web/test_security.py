"""What a local server owes its user: hosts (S1), methods, origins, cookie, token (S2), headers on all answers (S4)."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from greffier.ledger import open_ledger, read_ledger
from greffier.web import create_app
from greffier.web.app import page_routes
from greffier.web.security import BODY_LIMIT, UPLOAD_LIMIT
from greffier.web.session import TOKEN_LIFE, Session
from web.conftest import BASE, PORT
from web.walk import ADDRESSES, filled

GOOD_HOSTS = [f"127.0.0.1:{PORT}", f"localhost:{PORT}"]
BAD_HOSTS = [
    "evil.example",
    f"evil.example:{PORT}",
    f"127.0.0.1.evil.example:{PORT}",
    f"localhost.evil:{PORT}",
    "127.0.0.1",
    "localhost",
    f"127.0.0.1:{PORT + 1}",
    f"[::1]:{PORT}",
    f"LOCALHOST:{PORT}",
    f"localhost.:{PORT}",
    f"127.1:{PORT}",
    f"0.0.0.0:{PORT}",
    f"2130706433:{PORT}",
    f"127.0.0.1:{PORT}@evil.example",
    f"127.0.0.1:{PORT}, evil.example",
    "",
]
FOREIGN: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "none", "Origin": "null"},
    {"Origin": f"http://127.0.0.1:{PORT + 1}"},
    {"Origin": f"https://127.0.0.1:{PORT}"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    {},
]
HEADERS = {
    "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
}  # fmt: skip
POSTS = sorted({r.path for r in page_routes() if "POST" in (r.methods or ())})


@pytest.fixture
def stranger(demo: Path) -> TestClient:
    """Somebody without the cookie, whose requests say nothing of where they come from."""
    return TestClient(create_app(demo, port=PORT, author="x"), base_url=BASE)


def without_origin(client: TestClient) -> TestClient:
    for name in ("Origin", "Sec-Fetch-Site"):
        client.headers.pop(name, None)
    return client


@pytest.mark.parametrize("host", GOOD_HOSTS)
def test_the_bound_names_pass(host: str, client: TestClient) -> None:
    assert client.get("/ledger/all", headers={"Host": host}).status_code in {200, 401}  # the cookie is one host's


@pytest.mark.parametrize("host", BAD_HOSTS)
def test_other_hosts_get_nothing(host: str, client: TestClient) -> None:
    for path in ("/ledger/all", "/static/app.css", "/enter"):
        answer = client.get(path, headers={"Host": host})
        assert (answer.status_code, answer.content) == (400, b"")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_other_methods_are_refused(method: str, client: TestClient) -> None:
    for path in ("/ledger/all", "/settings", "/static/app.css", "/nowhere"):
        answer = client.request(method, path)
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_another_site_cannot_post(headers: dict[str, str], path: str, client: TestClient) -> None:
    assert without_origin(client).post(path.format_map(_Any()), headers=headers).status_code == 403


@pytest.mark.parametrize("origin", ["null", BASE])
def test_our_own_page_can_post(origin: str, client: TestClient) -> None:
    client.headers["Origin"] = origin  # a form of a page that tells no referrer says null
    answer = client.post("/settings", data={"theme": "dark", "back": "/ledger/all"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/ledger/all")
    assert "theme=dark" in answer.headers["set-cookie"]


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_settings_lead_nowhere_else(back: str, client: TestClient) -> None:
    assert client.post("/settings", data={"back": back}, follow_redirects=False).headers["location"] == "/"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_gets_no_data(site: str, client: TestClient) -> None:
    link = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    frame = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
    for path in ("/ledger/all.json", "/ledger/toll.csv"):
        for headers in (link, frame, {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}):
            assert client.get(path, headers=headers).status_code == 403
    assert client.get("/ledger/all", headers=link).status_code == 200
    assert client.get("/ledger/all", headers=frame).status_code == 403


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_reads_without_the_cookie(address: str, stranger: TestClient) -> None:
    answer = stranger.get(address.format_map(_Any()))
    assert answer.status_code == 401
    assert "serve" in answer.text and "Exemple-Presse" not in answer.text


@pytest.mark.parametrize("path", POSTS)
def test_nobody_writes_without_the_cookie(path: str, stranger: TestClient) -> None:
    assert stranger.post(path.format_map(_Any()), headers={"Origin": BASE}).status_code == 401
    assert stranger.post(path.format_map(_Any()), headers={"Origin": BASE}, data={"a": "b"}).status_code == 401


def test_a_cookie_of_ones_own_making_opens_nothing(stranger: TestClient) -> None:
    for value in ("", "x", secrets.token_urlsafe(32)):
        stranger.cookies.set(f"greffier_{PORT}", value)
        assert stranger.get("/ledger/all").status_code == 401


def test_a_token_opens_once_and_within_a_minute(demo: Path) -> None:
    now = [0.0]
    session = Session(clock=lambda: now[0])
    client = TestClient(create_app(demo, port=PORT, author="x", session=session), base_url=BASE)
    early, late = session.new_token(), session.new_token()
    answer = client.get("/enter", params={"token": early})
    assert re.search(r"HttpOnly.*SameSite=strict", answer.headers["set-cookie"])
    assert answer.headers["refresh"] == "0; url=/"
    client.cookies.clear()
    assert client.get("/enter", params={"token": early}).status_code == 401
    now[0] = TOKEN_LIFE + 1
    assert client.get("/enter", params={"token": late}).status_code == 401
    assert client.get("/enter").status_code == 401
    assert TOKEN_LIFE <= 60


def test_tokens_have_32_bytes_and_are_never_the_same() -> None:
    tokens = {Session().new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) == 43 for token in tokens)  # 32 bytes in base64


def test_reading_writes_nothing(client: TestClient, ledger_copy: Path) -> None:
    """SQLite gives a connection another `data_version` whenever some other connection has written."""
    client.app.state.site.settled()  # type: ignore[attr-defined]
    with read_ledger(ledger_copy) as ledger:
        watch = ledger.engine.raw_connection().cursor()
        before = watch.execute("PRAGMA data_version").fetchone()
        for address in filled(ledger_copy):
            client.get(address)
            client.head(address)
        assert watch.execute("PRAGMA data_version").fetchone() == before
        with open_ledger(ledger_copy) as other, other.begin() as connection:
            connection.exec_driver_sql("UPDATE report SET title = 'x'")
        assert watch.execute("PRAGMA data_version").fetchone() != before


def test_large_bodies_are_refused(client: TestClient) -> None:
    body = b"theme=" + b"x" * BODY_LIMIT
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/settings", content=body, headers=form).status_code == 413

    def pieces() -> object:  # without a length told before
        yield from (b"y" * 100_000 for _ in range(BODY_LIMIT // 100_000 + 1))

    assert client.post("/settings", content=pieces(), headers=form).status_code == 413  # type: ignore[arg-type]
    assert client.post("/settings", headers={"Content-Length": "-1"}).status_code in {400, 413}
    assert UPLOAD_LIMIT == 50_000_000


@pytest.mark.parametrize(
    "path", ["/nowhere", "/ledger/nothing", "/ledger/all?near=nowhere&radius=x", "/static/nothing"]
)
def test_errors_have_the_headers_too(path: str, client: TestClient) -> None:
    answer = client.get(path)
    assert answer.status_code in {400, 404}
    _has_headers(answer)


def test_every_answer_has_the_headers(client: TestClient, ledger_copy: Path) -> None:
    more = ["/static/app.css", "/static/js/app.js", "/static/vendor/leaflet/leaflet.js", "/static/icon.svg", "/enter"]
    for address in [*filled(ledger_copy), *more]:
        _has_headers(client.get(address, follow_redirects=False))
        _has_headers(client.request("PUT", address))
    _has_headers(client.get("/", headers={"Host": "evil.example"}))
    _has_headers(client.post("/settings", headers={"Origin": "null", "Sec-Fetch-Site": "cross-site"}))


def test_a_fault_is_a_page_without_a_trace(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from greffier.web.pages import ledger

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret words of a report")

    monkeypatch.setattr(ledger, "listing", broken)
    answer = client.get("/ledger/all")
    assert answer.status_code == 500
    _has_headers(answer)
    assert "secret" not in answer.text and "Traceback" not in answer.text and "Zero" not in answer.text


def _has_headers(answer: object) -> None:
    headers = answer.headers  # type: ignore[attr-defined]
    assert {name: headers[name] for name in HEADERS} == HEADERS
    rules = dict(rule.strip().split(" ", 1) for rule in headers["content-security-policy"].split(";"))
    nonce = re.fullmatch(r"'self' 'nonce-[\w-]{20,}'", rules.pop("script-src"))
    assert nonce is not None
    none, own = "'none'", "'self'"
    assert rules == {
        "default-src": none, "style-src": own, "img-src": "'self' data:", "connect-src": own, "font-src": own,
        "worker-src": own, "base-uri": none, "form-action": own, "frame-ancestors": none,
    }  # fmt: skip
    assert "unsafe" not in headers["content-security-policy"]
    assert "charset=utf-8" in headers["content-type"]
    assert "access-control-allow-origin" not in headers


class _Any(dict[str, str]):
    """Something for any placeholder."""

    def __missing__(self, name: str) -> str:
        return "none"
