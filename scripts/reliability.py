"""Writes the table of docs/reliability.md from the notes of `make torture`.

python scripts/reliability.py NOTES.jsonl            prints what was tried
python scripts/reliability.py NOTES.jsonl --write    and puts it between the marks of the page
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

__all__ = ["main", "put", "table"]

PAGE = Path(__file__).parents[1] / "docs" / "reliability.md"
BEGIN, END = "<!-- tried: written by scripts/reliability.py -->", "<!-- end of tried -->"
_HEAD = "| | essais · tries | perdus · lost | mesure · figure | part · share |\n| --- | ---: | ---: | --- | --- |"


def table(notes: Iterable[dict[str, Any]]) -> str:
    """A line for each number, its tests taken together."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in notes:
        found.setdefault(one["number"], []).append(one)
    lines = [_HEAD]
    for number in sorted(found, key=lambda n: (n[0], int(n[1:]))):
        some = found[number]
        tried, lost = (sum(one[name] for one in some) for name in ("tried", "lost"))
        figure = ", ".join(dict.fromkeys(one["figure"] for one in some if one["figure"]))
        share = "tout · all" if all(one["full"] for one in some) else "une part · a share"
        lines.append(f"| {number} | {tried} | {lost} | {figure} | {share} |")
    return "\n".join(lines)


def put(page: str, written: str) -> str:
    """The page with this between its marks. Raises ValueError where it has none."""
    before, after = page.index(BEGIN) + len(BEGIN), page.index(END)
    return f"{page[:before]}\n{written}\n{page[after:]}"


def main(arguments: Sequence[str]) -> int:
    """Run with the arguments of the command line; gives the exit code."""
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    notes = [json.loads(line) for line in Path(arguments[0]).read_text("utf-8").splitlines()]
    written = f"{datetime.now(UTC):%Y-%m-%d}\n\n{table(notes)}\n"
    print(written)
    if "--write" in arguments:
        PAGE.write_text(put(PAGE.read_text("utf-8"), f"\n{written}"), "utf-8")
    return 0  # what fails fails in the tests; what is known is told


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
