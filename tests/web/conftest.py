"""A demo ledger without any model, a client of the application in this process, and a browser on a real server."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from greffier.desk.renew import renew
from greffier.ledger import open_ledger, report_ids
from greffier.web import create_app
from greffier.web.session import Session
from ledger.told import make_ledger
from web.browsing import Visitor, serving

PORT = 8765
BASE = f"http://127.0.0.1:{PORT}"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up reports of the questions' tests, in one ledger, with actors and events. Copy it before you judge."""
    cases = tomllib.loads((Path(__file__).parents[1] / "cli" / "ask.toml").read_text("utf-8"))["ledger"]
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    make_ledger(path, [report for name in ("aid", "places", "talks") for report in cases[name]["reports"]])
    with open_ledger(path) as ledger:
        with ledger.begin() as connection:
            country = "CASE WHEN place_name = 'Istanbul' THEN 'TR' ELSE 'UA' END"
            connection.exec_driver_sql(f"UPDATE filler SET place_country = {country} WHERE place IS NOT NULL")
            reports = report_ids(connection)
        renew(ledger, reports)
    return path


@pytest.fixture
def ledger_copy(demo: Path, copy_of: Callable[[Path], Path]) -> Path:
    """The demo ledger, to be written to."""
    return copy_of(demo)


@pytest.fixture
def client(ledger_copy: Path) -> Iterator[TestClient]:
    """A reader who has come in, on a ledger of this test's own; its requests come from our own pages."""
    yield from entered(ledger_copy)


def entered(ledger: Path, **options: str) -> Iterator[TestClient]:
    session = Session()
    app = create_app(ledger, port=PORT, author="testeuse", session=session, **options)  # type: ignore[arg-type]
    ours = {"Origin": BASE, "Sec-Fetch-Site": "same-origin", "Accept-Language": "fr"}
    with TestClient(app, base_url=BASE, headers=ours) as found:
        assert found.get("/enter", params={"token": session.new_token()}).status_code == 200
        yield found


@pytest.fixture(scope="session")
def visitor(browser: Browser, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """A browser on the demo ledger."""
    path = Path(shutil.copy(demo, tmp_path_factory.mktemp("served") / "demo.db"))
    with serving(path) as server, Visitor(server, browser) as found:
        yield found
