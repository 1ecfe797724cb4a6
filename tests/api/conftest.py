"""Ledgers for the Python face: the made-up one of the exports, and a tiny one."""

from __future__ import annotations

from pathlib import Path

import pytest

from export.conftest import ledger_copy, told
from greffier.ledger import open_ledger
from ledger.made import keep, report

__all__ = ["ledger_copy", "tiny", "told"]


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One report with an attack, a toll and a pledge: what examples of the documentation ask."""
    path = tmp_path_factory.mktemp("tiny") / "example.db"
    with open_ledger(path) as ledger:
        keep(ledger, report())
    return path
