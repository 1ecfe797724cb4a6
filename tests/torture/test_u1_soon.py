"""U1: how soon a user sees something; figures are noted, and not asserted."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from torture.scale import note
from web.browsing import serving

pytestmark = pytest.mark.slow

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("fr/*.json"))


def seconds(*arguments: str) -> float:
    """The quickest of three calls."""
    found = []
    for _ in range(3):
        begun = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "greffier.cli", *arguments], capture_output=True, text=True)
        found.append(time.perf_counter() - begun)
        assert done.returncode == 0 and done.stdout.strip(), done.stderr
    return min(found)


def test_u1_first_words_and_first_page(tmp_path: Path) -> None:
    ledger = tmp_path / "a.db"
    told = {
        "--help": seconds("--help"),
        "read": seconds("read", str(EXAMPLES[0])),
        "add": seconds("add", *map(str, EXAMPLES), "--ledger", str(ledger)),
    }
    begun = time.perf_counter()
    with serving(ledger) as server:
        told["serve"] = time.perf_counter() - begun
        with urllib.request.urlopen(server.entry) as page:
            assert page.status == 200
        told["page"] = time.perf_counter() - begun
    note("U1", len(told), 0, ", ".join(f"{name} {took:.2f} s" for name, took in told.items()))
