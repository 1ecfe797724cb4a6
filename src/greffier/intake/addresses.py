"""Which addresses of the web may be asked: public ones, by name, on the two ports of the web."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from greffier.errors import ReportError

__all__ = ["Place", "Resolve", "checked", "is_public", "place_of", "resolve"]

Resolve = Callable[[str, int], list[str]]  # a host and a port, to its addresses

_PORTS = {"http": 80, "https": 443}
_NUMBER = re.compile(r"(?:(?<!\d)\d++|0x[0-9a-f]*+)\.?$", re.IGNORECASE)  # the last label of a host that is no name
_NAME = re.compile(r"\A(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?$")
_CARRIERS = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))  # IPv4 inside IPv6 (NAT64)


@dataclass(frozen=True, slots=True)
class Place:
    """An address taken apart: `target` is what is asked of the host."""

    address: str
    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, as an address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")


def place_of(address: str) -> Place:
    """What is asked of whom. Raises ReportError for anything but a plain address of the web."""
    try:
        parts = urlsplit(address)
        scheme, port = parts.scheme.lower(), parts.port
        host = _host(parts.hostname or "")
    except (ValueError, UnicodeError):
        raise _refused(address) from None
    if scheme not in _PORTS or "@" in parts.netloc or not host or any(c <= " " or c == "\\" for c in address):
        raise _refused(address)
    port = _PORTS[scheme] if port is None else port
    if port not in _PORTS.values():
        raise ReportError("{name}: only ports 80 and 443 are asked.", name=address)
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    return Place(address, scheme, host, port, _ascii(target))


def _host(host: str) -> str:
    """A name in ASCII, or an IP address as it is properly written; "" for numbers that some would take for one."""
    if ":" in host or _NUMBER.search(host):
        return str(ipaddress.ip_address(host)) if "%" not in host else ""
    name = host.encode("idna").decode("ascii").lower()
    return name if _NAME.match(name) and not _NUMBER.search(name) else ""


def _ascii(target: str) -> str:
    from urllib.parse import quote

    return quote(target, safe="/?:@!$&'()*+,;=-._~%[]")


def resolve(host: str, port: int) -> list[str]:
    """All addresses that the system has for a host. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def checked(place: Place, ask: Resolve) -> str:
    """The address to connect to, once every one that the host has is public. Raises ReportError."""
    try:
        found = ask(place.host, place.port)
    except OSError as error:
        sentence = "{name}: its host is not found ({reason})."
        raise ReportError(sentence, name=place.address, reason=error.strerror or str(error)) from None
    if not found or not all(map(is_public, found)):
        raise ReportError("{name}: its host is not on the public net; nothing was asked of it.", name=place.address)
    return found[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public net, also where an IPv4 address is wrapped in an IPv6 one."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id is not None or ip.is_site_local:
            return False
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None,))[-1]
        if inner is None and any(ip in net for net in _CARRIERS):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _refused(address: str) -> ReportError:
    return ReportError("{name}: is no plain address of the web (https://…).", name=address)
