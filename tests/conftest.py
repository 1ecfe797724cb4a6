"""Tests of ledgers run on SQLite, and with `--postgresql` on a server, where a database stands for a file."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from greffier.errors import LookupFailed
from greffier.ledger import store
from greffier.ledger.backends import Backend
from greffier.settings import Location
from postgres_server import Server, programs, serving
from torture.scale import WHERE, note
from web.browsing import browsing, chromium

_MADE: dict[Path, str] = {}  # databases that tests made and nobody has dropped yet, by what they stand for


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgresql", action="store_true", help="keep ledgers in databases of a PostgreSQL server")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items if config.getoption("--postgresql") else ():
        mark = item.get_closest_marker("sqlite")
        if mark is not None:
            item.add_marker(pytest.mark.skip(reason=f"of SQLite alone: {mark.args[0]}"))
        elif "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason="a server of pages in a process of its own, on a file"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Note how many tests of each trial ran, and how many failed; `make torture` makes a table of it."""
    if os.environ.get("PYTEST_XDIST_WORKER"):  # the process that hands out the tests counts them all
        return
    passed, failed = (
        [one.nodeid for one in terminalreporter.stats.get(kind, ()) if getattr(one, "when", "call") == "call"]
        for kind in ("passed", "failed")
    )
    for number, where in WHERE.items():
        beginnings = [f"tests/{one}" for one in ((where,) if isinstance(where, str) else where)]
        tried, lost = (sum(any(one in id for one in beginnings) for id in some) for some in (passed, failed))
        if tried + lost:
            note(number, tried + lost, lost, "épreuves · tests")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium, one a process; without it browser tests are left out, but never where they must run (CI)."""
    if chromium() is None:
        if os.environ.get("CI", "") not in {"", "false", "0"}:
            pytest.fail("no Chromium: install it (apt-get install chromium), or set GREFFIER_CHROMIUM")
        pytest.skip("no Chromium: install it, or set GREFFIER_CHROMIUM")
    with browsing() as found:
        yield found


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server, where the machine has one."""
    if programs() is None:
        told = "there is no PostgreSQL here: sudo apt-get install -y postgresql"
        pytest.fail(told) if os.environ.get("CI") else pytest.skip(told)
    with serving() as found:
        yield found


@pytest.fixture(scope="session", autouse=True)
def _standing(request: pytest.FixtureRequest) -> Iterator[None]:
    """With `--postgresql` every file of a ledger is a database."""
    if not request.config.getoption("--postgresql"):
        yield
        return
    from greffier.ledger.backends.postgresql import PostgreSQL

    found: Server = request.getfixturevalue("server")
    own = store.backend_of

    class Standing(PostgreSQL):
        """A database that stands for a file: it is made when the file would be."""

        def refuse(self, *, reading: bool) -> None:
            if not found.holds(self.location.name):
                if reading:
                    raise LookupFailed("{path}: there is no ledger here; greffier add PATH… makes one.", path="file")
                found.made(self.location.name)

    def standing(location: Location) -> Backend:
        if not isinstance(location, Path):
            return own(location)
        _MADE[location.absolute()] = found.of(location).name
        return Standing(found.of(location))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "backend_of", standing)
        yield


@pytest.fixture(autouse=True)
def _dropped(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test made in its own folder is dropped after it."""
    found: Server | None = request.getfixturevalue("server") if request.config.getoption("--postgresql") else None
    folder = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    yield
    for path in [path for path in _MADE if folder is not None and path.is_relative_to(folder)]:
        name = _MADE.pop(path)
        if found is not None:
            found.drop(name)


@pytest.fixture
def gone(request: pytest.FixtureRequest) -> Callable[[Path], None]:
    """Take a ledger away, whoever made it."""

    def away(path: Path) -> None:
        if request.config.getoption("--postgresql"):
            found: Server = request.getfixturevalue("server")
            found.drop(found.of(path).name)
        for one in path.parent.glob(f"{path.name}*"):
            one.unlink()

    return away


@pytest.fixture
def copy_of(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Path], Path]:
    """A copy of a ledger, to be written to."""

    def copied(path: Path, name: str = "copy.db") -> Path:
        copy = tmp_path / name
        if request.config.getoption("--postgresql"):
            found: Server = request.getfixturevalue("server")
            _MADE[copy.absolute()] = found.of(copy).name
            found.run(f'CREATE DATABASE "{found.of(copy).name}" TEMPLATE "{found.of(path).name}"')
            return copy
        return Path(shutil.copy(path, copy))

    return copied


@pytest.fixture
def by_hand(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Change a ledger past greffier: by a statement, or by another one on PostgreSQL, where nothing is checked then."""

    def changed(path: Path, sql: str, postgresql: str = "") -> None:
        if request.config.getoption("--postgresql"):
            found: Server = request.getfixturevalue("server")
            found.run(f"SET session_replication_role = replica; {postgresql or sql}", found.of(path).name)
            return
        with closing(sqlite3.connect(path)) as plain, plain:
            plain.execute(sql)

    return changed
