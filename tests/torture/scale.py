"""How much is tried: a share each time, all of it with GREFFIER_TORTURE=full; and what was tried, noted for the page.

Each test is named by its number in docs/reliability.md. With GREFFIER_TORTURE_NOTES=FILE each notes a line there.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

__all__ = ["WHERE", "note", "times"]

# Trials that are counted by their tests: those of a file, or of which the name begins so.
WHERE: dict[str, str | tuple[str, ...]] = {
    "R11": ("ledger/test_store.py::test_the_journal", "ledger/test_store.py::test_a_newer_ledger"),
    "T2": "intake/test_decode.py::",
    "T3": "mentions/test_quantities.py::",
    "T4": "intake/test_hostile.py::test_a_text_over",
    "T5": "intake/test_page.py::",
    "S1": "web/test_server.py::test_hosts",
    "S2": "web/test_security.py::",
    "S3": "web/test_browser.py::test_hostile",
    "S5": "intake/test_fetch.py::",
    "S6": "intake/test_hostile.py::",
    "S7": "intake/test_hostile.py::test_xml",
    "S9": "export/test_formats.py::",
    "S11": ("torture/test_s11_nothing_leaves.py::", "torture/test_supply.py::"),
    "U2": "web/test_report_browser.py::test_fifty",
    "U3": "web/test_browser.py::test_everybody",
    "U4": ("house/test_house.py::test_every_sentence", "house/test_house.py::test_translations"),
    "U5": ("house/test_house.py::test_every_", "docs/test_examples.py::test_examples_print"),
    "U6": ("export/test_ftm.py::", "export/test_linked.py::", "export/test_calendar_and_feed.py::"),
    "U7": "torture/test_u7_mistakes.py::",
}

FULL = os.environ.get("GREFFIER_TORTURE") == "full"


def times(share: int, full: int) -> int:
    """How often something is tried."""
    return full if FULL else share


def note(number: str, tried: int, lost: int, figure: str = "") -> None:
    """Note what a test did: how many tries, how many of them went wrong, and a figure that was measured."""
    if where := os.environ.get("GREFFIER_TORTURE_NOTES"):
        line = {"number": number, "tried": tried, "lost": lost, "figure": figure, "full": FULL}
        with Path(where).open("a", encoding="utf-8") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
