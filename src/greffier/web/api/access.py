"""Who may use the API: readers who have come in by the browser, programs with a token, and where the person who serves
said so, every program of this machine; only a token that may write writes."""

from __future__ import annotations

import hmac
import json
import logging
import os
import secrets
import stat
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request

from greffier.errors import InputError
from greffier.web.api.shape import PREFIX
from greffier.web.session import Session

__all__ = ["Access", "Token", "is_api", "new_token", "read_tokens", "revoke_token", "tokens_beside"]

_SAFE = {"GET", "HEAD"}
_OURS = {"same-origin", "none"}
_BYTES = 32
_log = logging.getLogger("greffier.web")


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept: whose it is, the SHA-256 of it, whether it may write, when it was made."""

    name: str
    sha256: str
    writes: bool
    made: str


@dataclass(frozen=True, slots=True)
class Access:
    """Decides on requests. `open`: reading needs nothing; `file` are the tokens, which may change while it serves."""

    session: Session
    cookie: str
    open: bool = False
    file: Path | None = None

    def refused(self, request: Request) -> int:
        """The status of a refusal, 0 where nothing is against the request; a token's owner is noted in its state."""
        if not _from_here(request):
            return 403
        said = request.headers.get("authorization", "")
        token = self._token(said) if said else None
        if said and token is None:
            return 401
        if token is not None:
            request.state.author = token.name
        if request.method in _SAFE:
            known = self.open or token is not None or self.session.knows(request.cookies.get(self.cookie, ""))
            return 0 if known else 401
        if token is None:
            return 401
        return 0 if token.writes else 403

    def _token(self, said: str) -> Token | None:
        scheme, _, secret = said.partition(" ")
        if scheme.lower() != "bearer" or self.file is None or not self.file.exists():
            return None
        digest = _digest(secret.strip())
        found: Token | None = None
        try:
            known = read_tokens(self.file)
        except InputError as error:
            _log.error("%s", error)
            return None
        for one in known:  # all of them, so that the time tells nothing
            if hmac.compare_digest(one.sha256, digest):
                found = one
        return found


def is_api(request: Request) -> bool:
    """Whether a program asks, and not a person."""
    return request.url.path == PREFIX or request.url.path.startswith(f"{PREFIX}/")


def _from_here(request: Request) -> bool:
    """Whether no other site's page asks: a browser says whose page it is."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    own = origin is None or origin == f"http://{request.headers.get('host', '')}"
    return own and (site is None or site in _OURS)


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def tokens_beside(ledger: Path) -> Path:
    """The file of the tokens of a ledger."""
    return ledger.with_name(f"{ledger.name}.tokens")


def read_tokens(file: Path) -> list[Token]:
    """The tokens of a file, none where there is none. Raises InputError where others can read it, or it is damaged."""
    try:
        mode = file.stat().st_mode
        if os.name != "nt" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise InputError("{path}: others can read these tokens; chmod 600 it.", path=file)
        return [Token(**one) for one in json.loads(file.read_text("utf-8"))["tokens"]]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("{path}: is no file of tokens.", path=file) from error


def new_token(file: Path, name: str, *, writes: bool) -> str:
    """A new token of `name`, of which only the digest is kept. Raises InputError where the name has one."""
    known = read_tokens(file)
    if not name.strip() or any(one.name == name for one in known):
        raise InputError("{name}: has a token already, or is no name; greffier token revoke NAME first.", name=name)
    secret = secrets.token_urlsafe(_BYTES)
    made = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    _write(file, [*known, Token(name, _digest(secret), writes, made)])
    return secret


def revoke_token(file: Path, name: str) -> None:
    """Take the token of a name away. Raises InputError where it has none."""
    known = read_tokens(file)
    if not any(one.name == name for one in known):
        raise InputError("{name}: has no token.", name=name)
    _write(file, [one for one in known if one.name != name])


def _write(file: Path, tokens: Iterable[Token]) -> None:
    part = file.with_name(f"{file.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            json.dump({"tokens": [asdict(one) for one in tokens]}, out, ensure_ascii=False, indent=1)
        part.replace(file)
    except OSError as error:
        raise InputError("{path}: cannot be written ({reason}).", path=file, reason=error.strerror) from error
