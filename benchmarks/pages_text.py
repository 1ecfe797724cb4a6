"""Title, date and body of published pages, as the fundus library expects them.

    python benchmarks/pages_text.py --data DIR

DIR holds pages (`NAME_DAY.html.gz`) and beside them `NAME.json`, with the title, the body and the date of each version
of the outlet's parser; a page is held against the first. A title is right when it is the same but for white space, a
date when it is the same moment. The body's F1 is taken over its words, each as often as it stands there.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from measures import Measure, f1, share

from greffier.intake import Draft, Source, read_page

LIMIT = 20_000_000  # bytes


def pages(folder: Path) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Each page with what is expected of it."""
    for path in sorted(folder.glob("*.html.gz")):
        versions = json.loads((folder / f"{path.name.split('_')[0]}.json").read_text("utf-8"))
        yield path.name, gzip.decompress(path.read_bytes()), next(iter(versions.values()))


def draft_of(name: str, raw: bytes) -> Draft:
    """What is read of a page; all updates of a live blog as one text."""
    drafts = [one for one in read_page(raw, Source(name, LIMIT)) if isinstance(one, Draft)]
    text = "\n".join(one.text for one in drafts)
    first = drafts[0] if drafts else Draft("", name)
    return Draft(text, name, title=first.title, published=first.published)


def words(text: str) -> Counter[str]:
    """The words of a text, each as often as it stands there."""
    return Counter(re.findall(r"\w+", text.casefold()))


def body(expected: dict[str, Any]) -> str:
    """The body that is expected: summary, headings and paragraphs."""
    parts = [*expected["body"]["summary"]]
    for section in expected["body"]["sections"]:
        parts += [*section["headline"], *section["paragraphs"]]
    return " ".join(parts)


def same_moment(found: str | None, expected: str) -> bool:
    """Whether two moments are one, whatever their zones."""
    if found is None or len(found) == 10:
        return False
    return datetime.fromisoformat(found) == datetime.fromisoformat(expected)


def measure(folder: Path) -> list[Measure]:
    """The figures of the benchmark."""
    titles, dates, bodies = [], [], []
    for name, raw, expected in pages(folder):
        draft = draft_of(name, raw)
        title = " ".join((draft.title or "").split()) == " ".join(expected["title"].split())
        titles.append((float(title), 1.0))
        dates.append((float(same_moment(draft.published, expected["publishing_date"])), 1.0))
        found, gold = words(draft.text), words(body(expected))
        right = (found & gold).total()
        bodies.append((float(right), float(found.total()), float(gold.total())))
        one = f1(name, "", bodies[-1:], "").value
        print(f"{name}: title {title}, date {bool(dates[-1][0])}, body {one:.3f}", file=sys.stderr)
    return [
        share("pages", "title right", titles, "all six wanted; trafilatura alone: 0.833"),
        share("pages", "date and time right", dates, "all six wanted; trafilatura alone: the day only"),
        f1("pages", "body F1 by words", bodies, "0.95 wanted; trafilatura alone: 0.979"),
    ]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    for row in measure(parser.parse_args().data):
        print(row.row())


if __name__ == "__main__":
    main()
