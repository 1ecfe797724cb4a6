"""A made-up ledger in which people accepted some entries, and `greffier export` on it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from greffier.cli.app import run
from greffier.desk.renew import renew
from greffier.ledger import open_ledger, report_ids
from ledger.told import make_ledger

Export = Callable[..., bytes]
CopyOf = Callable[[Path], Path]


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of aid, places and talks, linked. Every other entry is accepted, one is rejected. Copy it to write."""
    cases = tomllib.loads((Path(__file__).parents[1] / "cli" / "ask.toml").read_text("utf-8"))["ledger"]
    path = tmp_path_factory.mktemp("export") / "told.db"
    make_ledger(path, [report for name in ("aid", "places", "talks") for report in cases[name]["reports"]])
    with open_ledger(path) as ledger:
        with ledger.begin() as connection:
            reports = report_ids(connection)
            ids = [row[0] for row in connection.exec_driver_sql("SELECT id FROM entry ORDER BY id")]
            for number, id in enumerate(ids):
                status = "rejected" if number == 1 else "accepted" if number % 2 == 0 else "unreviewed"
                one = {"status": status, "id": id}
                connection.execute(text("UPDATE entry SET status = :status WHERE id = :id"), one)
        renew(ledger, reports)
    return path


@pytest.fixture(scope="session")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of linked.toml, linked; what they tell is accepted, but for what the file says. Copy it to write."""
    cases = tomllib.loads((Path(__file__).parent / "linked.toml").read_text("utf-8"))
    path = tmp_path_factory.mktemp("linked") / "linked.db"
    make_ledger(path, cases["reports"])
    with open_ledger(path) as ledger:
        with ledger.begin() as connection:
            reports = report_ids(connection)
            connection.exec_driver_sql("UPDATE entry SET status = 'accepted'")
            for anchor in cases["unreviewed"]:
                one = {"words": anchor}
                connection.execute(text("UPDATE entry SET status = 'unreviewed' WHERE words = :words"), one)
        renew(ledger, reports)
    return path


@pytest.fixture
def ledger_copy(told: Path, copy_of: CopyOf) -> Path:
    """The ledger, to be written to."""
    return copy_of(told)


@pytest.fixture
def export(told: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Export:
    """What `greffier export FORMAT …` writes, of `ledger` or the made-up one; `export.told` is its standard error."""

    def written(form: str, *more: str, ledger: Path = told, code: int = 0) -> bytes:
        output = tmp_path / f"out.{form}"
        assert run(["export", form, "--ledger", str(ledger), "--output", str(output), *more]) == code
        written.told = capfd.readouterr().err  # type: ignore[attr-defined]
        return output.read_bytes() if output.is_file() else b""

    return written
