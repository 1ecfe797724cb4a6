"""The server as a process: for this machine only, one sentence when it cannot start, hosts on the wire."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from web.browsing import Server, serving


@pytest.fixture(scope="module")
def server(demo: Path) -> Iterator[Server]:
    with serving(demo) as found:
        yield found


def said(server: Server, request: bytes) -> bytes:
    """What the server answers to these bytes."""
    host, _, port = server.base.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), 5) as wire:
        wire.sendall(request)
        found = b""
        while part := wire.recv(65536):
            found += part
    return found


def port_of(server: Server) -> str:
    return server.base.rsplit(":", 1)[1]


def test_hosts_on_the_wire(server: Server) -> None:
    port = port_of(server).encode()
    for head in (
        b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",  # no host
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1:" + port + b"\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ):
        answer = said(server, head)
        assert answer.startswith(b"HTTP/1.1 400"), (head, answer[:100])
        assert answer.split(b"\r\n\r\n", 1)[1] in {b"", b"0\r\n\r\n"}
    ours = b"GET / HTTP/1.1\r\nHost: 127.0.0.1:" + port + b"\r\nConnection: close\r\n\r\n"
    assert said(server, ours).startswith(b"HTTP/1.1 401")


def test_the_answer_names_no_program(server: Server) -> None:
    port = port_of(server).encode()
    head = said(server, b"GET / HTTP/1.1\r\nHost: localhost:" + port + b"\r\nConnection: close\r\n\r\n").split(
        b"\r\n\r\n"
    )[0]
    assert b"server:" not in head.lower() and b"uvicorn" not in head.lower()


def test_no_other_machine_can_reach_it(server: Server) -> None:
    own = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for address in [*own, "127.0.0.2"]:
        with pytest.raises(OSError):
            socket.create_connection((address, int(port_of(server))), 0.5).close()


def run(*arguments: str, language: str = "fr") -> subprocess.CompletedProcess[str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith("GREFFIER_")}
    command = [sys.executable, "-m", "greffier.cli", "serve", *arguments]
    return subprocess.run(command, env={**own, "GREFFIER_LANG": language}, capture_output=True, text=True, timeout=30)


def test_no_ledger_is_one_sentence(tmp_path: Path) -> None:
    done = run("--ledger", str(tmp_path / "none.db"))
    assert (done.returncode, done.stdout) == (5, "")
    assert "il n'y a pas de registre ici" in done.stderr and done.stderr.count("\n") == 1
    assert not (tmp_path / "none.db").exists()


def test_a_taken_port_is_one_sentence(server: Server, demo: Path) -> None:
    done = run("--ledger", str(demo), "--port", port_of(server))
    assert done.returncode == 2
    assert f"le port {port_of(server)} est pris" in done.stderr and done.stderr.count("\n") == 1


def test_a_file_that_is_no_ledger_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "words.db"
    file.write_text("no ledger at all", "utf-8")
    done = run("--ledger", str(file), language="en")
    assert done.returncode == 2
    assert "is no ledger" in done.stderr and done.stderr.count("\n") == 1


def test_it_says_where_to_enter_and_is_stopped_by_ctrl_c(demo: Path) -> None:
    with serving(demo) as server:
        assert re.search(r"/enter\?token=[\w-]{43}$", server.entry)
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(10) == 130
