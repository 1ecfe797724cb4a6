"""Pages and feeds at addresses, only when asked for: public hosts, a few redirects, bounded in time and size.

Every address that a host has is checked, and the connection goes to one that was: a name that answers otherwise the
second time changes nothing. docs/decisions/fetching.md tells each rule and what was weighed.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email.message import Message
from socket import SHUT_RDWR, socket
from threading import Timer
from typing import Any
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from greffier import __version__
from greffier.errors import ReportError
from greffier.intake.addresses import Place, Resolve, checked, is_public, place_of, resolve
from greffier.intake.draft import Draft
from greffier.intake.formats import drafts
from greffier.intake.limits import STEP, Limits

__all__ = ["Fetched", "Fetcher"]

_AGENT = f"greffier/{__version__}"
_REDIRECTS = 5
_QUIET, _WHOLE = 10.0, 30.0  # seconds: without a byte, and in all
_MOST, _ROBOTS = 20 * STEP, 500_000  # bytes, decoded
_BETWEEN, _LONGEST_DELAY = 1.0, 10.0  # seconds between two requests to one host; what a robots.txt may ask for
_TYPES = frozenset(
    (
        *("text/html", "application/xhtml+xml", "text/plain", "text/xml", "application/xml", "application/rss+xml"),
        *("application/atom+xml", "application/rdf+xml", "application/json", "application/feed+json"),
    )
)
_MOVED = frozenset((301, 302, 303, 307, 308))


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stood at an address, after all redirects; `kind` and `charset` are what the answer said of its format and
    encoding."""

    raw: bytes
    address: str
    kind: str
    charset: str | None


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    raw: bytes
    kind: str
    charset: str | None
    location: str | None


@dataclass(slots=True)
class Fetcher:
    """Fetches, one at a time. `ask` finds a host's addresses, `clock` and `wait` are the time, for tests to replace."""

    ask: Resolve = resolve
    clock: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep
    context: ssl.SSLContext | None = None
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)
    _asked: dict[str, float] = field(default_factory=dict)

    def drafts(self, address: str, limits: Limits) -> Iterator[Draft | ReportError]:
        """The reports at an address."""
        try:
            found = self.fetch(address)
        except ReportError as error:
            yield error
            return
        for one in drafts(found.raw, address, limits, media=found.kind, charset=found.charset, address=found.address):
            yield replace(one, url=one.url or found.address) if isinstance(one, Draft) else one

    def fetch(self, address: str) -> Fetched:
        """What stands at an address. Raises ReportError."""
        begin, at = self.clock(), address
        for _ in range(_REDIRECTS + 1):
            place = place_of(at)
            self._refuse_by_robots(place, address)
            answer = self._get(place, _MOST, begin, address)
            if answer.status in _MOVED and answer.location:
                at = urljoin(at, answer.location)
                continue
            if answer.status != 200:
                raise ReportError("{name}: its host answers {status}.", name=address, status=str(answer.status))
            if answer.kind not in _TYPES:
                sentence = "{name}: is of a type that is not fetched ({kind}); save it and give the file."
                raise ReportError(sentence, name=address, kind=answer.kind or "?")
            return Fetched(answer.raw, at, answer.kind, answer.charset)
        raise ReportError("{name}: leads on more than {count} {count:time|times}.", name=address, count=_REDIRECTS)

    def _refuse_by_robots(self, place: Place, name: str) -> None:
        """Raise ReportError where the host's robots.txt does not want it asked; it may also say how slowly."""
        rules = self._robots.get(place.origin)
        if rules is None:
            rules = self._robots[place.origin] = self._rules(place, name)
        if not rules.can_fetch(_AGENT, place.address):
            raise ReportError("{name}: its host does not want it fetched by programs (robots.txt).", name=name)

    def _rules(self, place: Place, name: str) -> RobotFileParser:
        rules, at = RobotFileParser(), urljoin(place.origin, "/robots.txt")
        begin = self.clock()
        for _ in range(_REDIRECTS + 1):
            answer = self._get(place_of(at), _ROBOTS, begin, name)
            if answer.status not in _MOVED or not answer.location:
                break
            at = urljoin(at, answer.location)
        if 400 <= answer.status < 500:
            rules.parse([])
        elif answer.status == 200:
            rules.parse(answer.raw.decode("utf-8", "replace").splitlines())
        else:
            rules.parse(["User-agent: *", "Disallow: /"])
        return rules

    def _slowly(self, place: Place) -> None:
        """Wait until the host may be asked again."""
        rules = self._robots.get(place.origin)
        asked = rules.crawl_delay(_AGENT) if rules is not None else None
        pause = min(_LONGEST_DELAY, max(_BETWEEN, float(asked or 0)))
        due = self._asked.get(place.host, float("-inf")) + pause
        if due > self.clock():
            self.wait(due - self.clock())
        self._asked[place.host] = self.clock()

    def _get(self, place: Place, most: int, begin: float, name: str) -> _Answer:
        """One request to an address that was checked. Raises ReportError."""
        left = _WHOLE - (self.clock() - begin)
        if left <= 0:
            raise _too_slow(name)
        ip = checked(replace(place, address=name), self.ask)
        self._slowly(place)
        held: list[socket] = []
        ended: list[bool] = []

        def end() -> None:
            ended.append(True)
            for one in held:
                _shut(one)

        timer = Timer(left, end)
        timer.daemon = True
        timer.start()
        try:
            with self._pool(place, ip, held) as pool:
                return self._read(pool, place, most, name)
        except (HTTPError, OSError, ValueError) as error:
            if ended or isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError):
                raise _too_slow(name) from None
            reason = type(error).__name__
            raise ReportError("{name}: cannot be fetched ({reason}).", name=name, reason=reason) from None
        finally:
            timer.cancel()

    def _pool(self, place: Place, ip: str, held: list[socket]) -> urllib3.HTTPConnectionPool:
        """Connections to that IP address and no other, on which the host's own name is asked for and certified."""
        more: dict[str, Any] = {"timeout": urllib3.Timeout(connect=_QUIET, read=_QUIET), "retries": False}
        if place.scheme == "https":
            more |= {"server_hostname": place.host, "assert_hostname": place.host, "cert_reqs": "CERT_REQUIRED"}
            pool: urllib3.HTTPConnectionPool = urllib3.HTTPSConnectionPool(
                ip, place.port, ssl_context=self.context, **more
            )
            pool.ConnectionCls = _holding(HTTPSConnection, held)
        else:
            pool = urllib3.HTTPConnectionPool(ip, place.port, **more)
            pool.ConnectionCls = _holding(HTTPConnection, held)
        return pool

    def _read(self, pool: urllib3.HTTPConnectionPool, place: Place, most: int, name: str) -> _Answer:
        """An answer with its body, decoded step by step up to `most` bytes."""
        headers = {"Host": place.origin.partition("://")[2], "User-Agent": _AGENT, "Accept-Encoding": "gzip, deflate"}
        answer = pool.urlopen(
            "GET", place.target, headers=headers, redirect=False, preload_content=False, assert_same_host=False
        )
        try:
            parts, size = [], 0
            while answer.status == 200 and (part := answer.read(STEP, decode_content=True)):
                size += len(part)
                if size > most:
                    sentence = "{name}: is over the limit of {limit:.3g} MB; give a smaller part of it."
                    raise ReportError(sentence, name=name, limit=most / 1_000_000)
                parts.append(part)
        finally:
            answer.close()
        said = Message()
        said["content-type"] = answer.headers.get("content-type", "")
        kind = said.get_content_type() if said["content-type"] else ""
        return _Answer(answer.status, b"".join(parts), kind, said.get_content_charset(), answer.headers.get("location"))


def _holding(kind: type[Any], held: list[socket]) -> type[Any]:
    """Connections whose sockets are held, so that they can be shut when time is up, and lead where they may."""

    class Holding(kind):  # type: ignore[misc]
        def _new_conn(self) -> socket:
            if not is_public(self.host):
                raise OSError("not a public address")
            opened: socket = super()._new_conn()
            held.append(opened)
            return opened

    return Holding


def _shut(one: socket) -> None:
    try:
        one.shutdown(SHUT_RDWR)
    except OSError:
        return


def _too_slow(name: str) -> ReportError:
    return ReportError("{name}: its host is too slow ({seconds} seconds at most).", name=name, seconds=_WHOLE)
