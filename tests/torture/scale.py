"""How much is tried: a share each time, all of it with GREFFIER_TORTURE=full; and what was tried, noted for the page.

Each test is named by its number in docs/reliability.md. With GREFFIER_TORTURE_NOTES=FILE each notes a line there.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

__all__ = ["WHERE", "note", "times"]

# Trials that are counted by their tests: those of a file, or of which the name begins so.
WHERE = {
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
    "U3": "web/test_browser.py::test_everybody",
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
