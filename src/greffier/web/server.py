"""The server: bound to this machine only, ready at once, told to the person by an address that works once."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from greffier.errors import InputError
from greffier.web.app import ENTER, create_app
from greffier.web.session import Session

__all__ = ["HOST", "PORT", "serve"]

HOST, PORT = "127.0.0.1", 8765
_TRIES = 20  # ports after the usual one that are tried, where nobody asked for one


def serve(
    ledger: Path, *, port: int | None, browse: bool, language: str, author: str, tell: Callable[[str], None],
    api: bool = False, tokens: Path | None = None,
) -> None:  # fmt: skip
    """Serve the pages of a ledger until the person stops it (Ctrl-C).

    `port` None takes the usual one, or the next that is free; `browse` opens the browser; `tell` is given the address;
    `api` and `tokens` are as for `create_app`.
    Raises LookupFailed or InputError when the ledger cannot be opened or the port is taken.
    """
    found = _listen(port)
    number, session = found.getsockname()[1], Session()
    try:
        app = create_app(ledger, port=number, language=language, author=author, session=session, api=api,
                         tokens=tokens)  # fmt: skip
    except BaseException:
        found.close()
        raise
    logging.basicConfig(stream=sys.stderr, format="greffier: %(message)s")
    config = uvicorn.Config(
        app, access_log=False, log_config=None, log_level="warning", server_header=False, date_header=False,
        proxy_headers=False, timeout_graceful_shutdown=3, h11_max_incomplete_event_size=64_000, ws="none",
        http=_Protocol,
    )  # fmt: skip

    def ready() -> None:
        _offer(number, session, browse, tell)
        app.state.site.behind(app.state.site.calm)

    server = _Server(config, ready)
    server.run(sockets=[found])
    if server.interrupted:  # asyncio does not always say so itself
        raise KeyboardInterrupt


class _Protocol(H11Protocol):
    """HTTP/1.1; what is no request (one without Host, for instance) gets no words, as a wrong Host gets none."""

    def send_400_response(self, msg: str) -> None:
        """Refuse, and hang up."""
        super().send_400_response("")


class _Server(uvicorn.Server):
    """A server that says when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self.interrupted = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; note whether a person asked for it."""
        self.interrupted = self.interrupted or sig == signal.SIGINT
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, then tell."""
        await super().startup(sockets)
        self._ready()


def _listen(port: int | None) -> socket.socket:
    """A socket of this machine's own. Raises InputError when the port asked for is taken."""
    wanted = [port] if port is not None else [PORT + i for i in range(_TRIES)]
    for number in wanted:
        found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name != "nt":  # there it would let two servers share a port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((HOST, number))
            found.listen(128)
        except OSError:
            found.close()
            continue
        return found
    raise InputError("port {port} is taken, or may not be used; give another by --port.", port=wanted[-1])


def _offer(port: int, session: Session, browse: bool, tell: Callable[[str], None]) -> None:
    """Tell the address, and again with a new token whenever the person presses Enter."""

    def address() -> str:
        return f"http://{HOST}:{port}{ENTER}?token={session.new_token()}"

    first = address()
    tell(first)
    if browse:
        threading.Thread(target=webbrowser.open, args=(first,), daemon=True).start()
    if sys.stdin is not None and sys.stdin.isatty():
        threading.Thread(target=_again, args=(address, tell), daemon=True).start()


def _again(address: Callable[[], str], tell: Callable[[str], None]) -> None:
    while sys.stdin.readline():
        tell(address())
