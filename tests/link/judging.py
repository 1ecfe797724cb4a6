"""The made-up reports of same_event.toml, read and linked, and how well: no two events joined, how many found."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from greffier.model import Entry, Report, report_id

REPORTS = Path(__file__).with_name("same_event.toml")


def cases() -> list[tuple[Report, dict[str, Any]]]:
    """Each report, and what is said of it."""
    found = []
    for data in tomllib.loads(REPORTS.read_text("utf-8"))["report"]:
        text, day, outlet, language = data["text"], data["published"], data["outlet"], data["language"]
        identity = report_id(text, day, outlet, None, language)
        found.append((Report(identity, text, text.split("\n")[0], day, language, outlet), data))
    return found


def labelled(report: Report, data: dict[str, Any], entries: tuple[Entry, ...]) -> Iterator[tuple[str, str, Entry]]:
    """The event and the entry id of each entry that stands in a sentence that tells it; statements tell words only."""
    for letter, words in data["tells"].items():
        start = report.text.index(words)
        for entry in entries:
            held = any(span.start <= start < span.end for span in entry.evidence)
            if held and entry.kind in data.get("kinds", [entry.kind]) and entry.kind != "statement":
                yield letter, entry.id, entry


@dataclass(frozen=True)
class Result:
    """Pairs of entries of different reports: rightly and wrongly together, and those that belong together."""

    right: int
    wrong: list[tuple[str, str]]
    all_of: int
    missed: list[tuple[str, str]]

    @property
    def recall(self) -> float:
        return self.right / self.all_of


def judge(letters: dict[str, tuple[str, str]], event_of: dict[str, str]) -> Result:
    """`letters`: entry -> (letter, report), `event_of`: entry -> event."""
    right, all_of, wrong, missed = 0, 0, [], []
    for a, b in combinations(sorted(letters), 2):
        (one, mine), (other, theirs) = letters[a], letters[b]
        together = event_of[a] == event_of[b]
        if one != other:
            wrong += [(a, b)] if together else []
        elif mine != theirs:
            all_of += 1
            right += together
            missed += [] if together else [(a, b)]
    return Result(right, wrong, all_of, missed)
