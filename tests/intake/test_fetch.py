"""What is fetched, and above all what is not: no socket is ever opened to an address that is not public."""

from __future__ import annotations

import gzip
import ipaddress
import re
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
from urllib3.util import connection

from greffier.errors import ReportError
from greffier.intake.addresses import is_public, place_of
from greffier.intake.draft import Draft
from greffier.intake.fetch import Fetcher
from greffier.intake.limits import Limits

PUBLIC, OTHER = "203.0.112.7", "2a00:1450:4007:80c::200e"  # any public address: nothing leaves the machine
WAITS: list[float] = []  # seconds
TEXT = "Trois drones ont visé le port d'Exempleville mardi, tuant quatre dockers, selon le maire. " * 3


class Answers(BaseHTTPRequestHandler):
    """Answers by path; `pages` holds status, headers and body."""

    pages: ClassVar[dict[str, tuple[int, dict[str, str], bytes]]] = {}
    asked: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.headers["Host"], self.path))
        status, headers, body = self.pages.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A server that stands for the public net; the addresses to which sockets were opened."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found: list[str] = []
    Answers.pages, Answers.asked = {}, []
    WAITS.clear()

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        found.append(address[0])
        assert is_public(address[0]), f"a socket to {address[0]}"
        plain = socket.socket()
        plain.settimeout(5)
        real(plain, server.server_address)
        return plain

    def guarded(self: socket.socket, address: Any) -> None:
        raise AssertionError(f"a socket past the guard: {address}")

    real = socket.socket.connect
    monkeypatch.setattr(connection, "create_connection", connect)
    monkeypatch.setattr(socket.socket, "connect", guarded)
    yield found
    server.shutdown()
    server.server_close()


def fetcher(**hosts: list[str]) -> Fetcher:
    """One whose clock stands still but for waiting, and to which hosts are known as given, or as C libraries read
    numbers (`inet_aton`)."""
    now = [0.0]

    def ask(host: str, _port: int) -> list[str]:
        if host.replace(".", "_") in hosts:
            found = hosts[host.replace(".", "_")]
            return [found.pop(0)] if len(found) > 1 and found[0] == PUBLIC else found
        try:
            return [str(ipaddress.ip_address(host))]
        except ValueError:
            pass
        try:
            return [socket.inet_ntoa(socket.inet_aton(host))]
        except OSError:
            return ["127.0.0.1"] if host.rstrip(".").endswith("localhost") else [PUBLIC]

    def wait(seconds: float) -> None:
        WAITS.append(seconds)
        now[0] += seconds

    return Fetcher(ask=ask, clock=lambda: now[0], wait=wait)


REFUSED = (
    # loopback, in all the ways in which numbers are written
    "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/",
    "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/", "http://127.0.0.1./", "http://0/",
    "http://0.0.0.0/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/",
    # names of it
    "http://localhost/", "http://localhost./", "http://LOCALHOST/", "http://a.localhost/",
    # private, shared, link-local, metadata, documentation, multicast, reserved, broadcast
    "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/", "http://100.64.0.1/", "http://169.254.169.254/",
    "http://192.0.2.1/", "http://224.0.0.1/", "http://240.0.0.1/", "http://255.255.255.255/",
    # IPv6: loopback, unspecified, mapped, compatible, 6to4, NAT64, Teredo, unique local, link-local, zones, multicast
    "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/",
    "http://[2002:7f00:1::]/", "http://[64:ff9b::7f00:1]/", "http://[2001:0:7f00:1::]/", "http://[fc00::1]/",
    "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[2a00:1450::1%25lo]/", "http://[ff0e::1]/",
    # what hides the host, other ports, other schemes
    "http://exemple.fr@127.0.0.1/", "http://127.0.0.1:80@exemple.fr/", "http://exemple.fr\\@127.0.0.1/",
    "http://exemple.fr:22/", "ftp://exemple.fr/", "file:///etc/passwd",
)  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_not_public_is_never_asked(address: str, opened: list[str]) -> None:
    with pytest.raises(ReportError):
        fetcher().fetch(address)
    assert opened == []


@pytest.mark.parametrize("address", REFUSED)
def test_nor_by_leading_there(address: str, opened: list[str]) -> None:
    Answers.pages["/a"] = (302, {"Location": "/b"}, b"")
    Answers.pages["/b"] = (302, {"Location": address.encode("utf-8", "replace").decode("latin-1")}, b"")
    with pytest.raises(ReportError):
        fetcher().fetch("http://exemple.fr/a")
    assert set(opened) == {PUBLIC} and len(opened) == 3, "robots.txt, and two pages"


def test_there_are_45_and_more() -> None:
    assert len(set(REFUSED)) >= 45


@pytest.mark.parametrize(
    "answers", [["127.0.0.1"], [OTHER, "10.0.0.1"], ["::1"], ["::ffff:10.0.0.1"], [], ["fe80::1%eth0"]], ids=str
)
def test_every_address_of_a_name_is_checked(answers: list[str], opened: list[str]) -> None:
    with pytest.raises(ReportError, match="not on the public net"):
        fetcher(exemple_fr=answers).fetch("http://exemple.fr/")
    assert opened == []


def test_a_name_that_is_public_first_and_private_then(opened: list[str]) -> None:
    Answers.pages["/a"] = (200, {"Content-Type": "text/plain"}, TEXT.encode())
    with pytest.raises(ReportError, match="not on the public net"):
        fetcher(exemple_fr=[PUBLIC, "127.0.0.1"]).fetch("http://exemple.fr/a")
    assert opened == [PUBLIC], "robots.txt was asked of the first answer, and nothing of the second"


@pytest.mark.parametrize("address", [PUBLIC, OTHER, "1.1.1.1", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_public_ones_are(address: str) -> None:
    assert is_public(address)


def test_a_text_is_fetched_and_becomes_a_report(opened: list[str]) -> None:
    headers = {"Content-Type": "text/plain; charset=windows-1252"}
    Answers.pages["/d%C3%A9p%C3%AAche?a=1"] = (200, headers, TEXT.encode("windows-1252"))
    (found,) = fetcher().drafts("http://exemple.fr/dépêche?a=1", Limits())
    assert isinstance(found, Draft) and found.text == TEXT
    assert (found.name, found.url) == ("http://exemple.fr/dépêche?a=1",) * 2
    assert Answers.asked == [("exemple.fr", "/robots.txt"), ("exemple.fr", "/d%C3%A9p%C3%AAche?a=1")]
    assert opened == [PUBLIC, PUBLIC]


def test_it_follows_five_times_and_no_more() -> None:
    for n in range(7):
        Answers.pages[f"/{n}"] = (302, {"Location": f"/{n + 1}"}, b"")
    Answers.pages["/5"] = (200, {"Content-Type": "text/plain"}, b"ok")
    assert fetcher().fetch("http://exemple.fr/0").address == "http://exemple.fr/5"
    Answers.pages["/5"] = (302, {"Location": "/6"}, b"")
    with pytest.raises(ReportError, match="more than 5 times"):
        fetcher().fetch("http://exemple.fr/0")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((404, {}, b""), "answers 404"),
        ((500, {}, b""), "answers 500"),
        ((200, {"Content-Type": "image/png"}, b"x"), "a type that is not fetched (image/png)"),
        ((200, {}, b"x"), "a type that is not fetched (?)"),
        (
            (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(b"\0" * 200_000_000, 9)),
            "over the limit of 21 MB",
        ),
        ((200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, b"no gzip"), "cannot be fetched"),
        ((200, {"Content-Type": "text/html", "Content-Length": "9" * 9}, b"short"), "cannot be fetched"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_had_says_why(answer: tuple[int, dict[str, str], bytes], reason: str) -> None:
    Answers.pages["/"] = answer
    with pytest.raises(ReportError, match=re.escape(reason)):
        fetcher().fetch("http://exemple.fr/")


def test_robots_are_heeded_and_hosts_are_asked_slowly() -> None:
    plain = {"Content-Type": "text/plain"}
    Answers.pages["/robots.txt"] = (200, plain, b"User-agent: *\nDisallow: /non\nCrawl-delay: 3\n")
    Answers.pages["/oui"] = Answers.pages["/non"] = (200, plain, b"ok")
    one = fetcher()
    assert one.fetch("http://exemple.fr/oui").raw == b"ok"
    with pytest.raises(ReportError, match="robots"):
        one.fetch("http://exemple.fr/non")
    one.fetch("http://exemple.fr/oui")
    assert [path for _, path in Answers.asked] == ["/robots.txt", "/oui", "/oui"]
    assert WAITS == [3.0, 3.0]


def test_robots_that_fail_forbid() -> None:
    Answers.pages["/robots.txt"] = (503, {}, b"")
    with pytest.raises(ReportError, match="robots"):
        fetcher().fetch("http://exemple.fr/")


def test_all_of_it_takes_thirty_seconds_at_most() -> None:
    one = fetcher()
    times = iter([0.0, *[31.0] * 9])
    one.clock = lambda: next(times)
    with pytest.raises(ReportError, match="too slow"):
        one.fetch("http://exemple.fr/")


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("https://exemple.fr", ("https", "exemple.fr", 443, "/")),
        ("HTTP://Exemple.FR:80/a b?c=é#d", None),
        ("http://exemple.fr:443/é", ("http", "exemple.fr", 443, "/%C3%A9")),
        ("https://été.exemple.fr/", ("https", "xn--t-9fab.exemple.fr", 443, "/")),
    ],
)
def test_an_address_is_taken_apart(address: str, asked: tuple[str, str, int, str] | None) -> None:
    if asked is None:
        with pytest.raises(ReportError):
            place_of(address)
    else:
        place = place_of(address)
        assert (place.scheme, place.host, place.port, place.target) == asked
