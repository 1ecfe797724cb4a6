"""How much is tried: a share each time, all of it with GREFFIER_TORTURE=full; and what was tried, noted for the page.

Each test is named by its number in docs/reliability.md. With GREFFIER_TORTURE_NOTES=FILE each notes a line there.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

__all__ = ["note", "times"]

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
