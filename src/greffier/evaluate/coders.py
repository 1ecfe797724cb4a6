"""How far two coders agree who judged the same reports apart: entries, fields and verdicts, and where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from greffier.evaluate.counting import pairs_of
from greffier.evaluate.figures import Score, score_of
from greffier.evaluate.matching import Entry
from greffier.evaluate.names import gold_names
from greffier.evaluate.roles import role_hits, role_names

__all__ = ["Agreement", "Coded", "Difference", "agreement", "kappa"]


@dataclass(frozen=True, slots=True)
class Coded:
    """One report as two coders left it: the entries that each keeps (gold form, with `id`), and the verdicts (by entry
    id) of each on what the machine reads; `kinds` tells the kind of an entry judged."""

    report: str
    text: str
    entries: tuple[Sequence[Entry], Sequence[Entry]]
    verdicts: tuple[dict[str, str], dict[str, str]]
    kinds: dict[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two coders differ: `field` is `verdict`, `entry` (only one has it), or a field; `said` by each."""

    report: str
    kind: str
    field: str
    ids: tuple[str | None, str | None]
    words: str
    said: tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Figures over reports; those of one kind are under its name, all of them under "".

    `judged` is how many entries both gave a verdict on, `kappa` Cohen's of those verdicts (None where chance alone
    would agree); `entries` F1 of the entries that they keep; `roles` F1 of fillers by kind and role.
    """

    reports: int
    judged: dict[str, int]
    kappa: dict[str, float | None]
    entries: dict[str, Score]
    roles: dict[tuple[str, str], Score]
    differences: tuple[Difference, ...]


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of verdicts given by two coders on the same things; None for nothing, or one verdict for all."""
    if not pairs:
        return None
    first, second = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    by_chance = sum(first[v] * second[v] for v in first) / len(pairs) ** 2
    agreed = sum(a == b for a, b in pairs) / len(pairs)
    return None if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def agreement(coded: Iterable[Coded]) -> Agreement:
    """The figures of two coders; the second is counted against the first, which changes no F1."""
    verdicts: dict[str, list[tuple[str, str]]] = {"": []}
    entries: dict[str, Counter[str]] = {"": Counter()}
    roles: dict[tuple[str, str], Counter[str]] = {}
    differences: list[Difference] = []
    reports = 0
    for one in coded:
        reports += 1
        for identity in sorted(one.verdicts[0].keys() & one.verdicts[1].keys()):
            pair = one.verdicts[0][identity], one.verdicts[1][identity]
            for kind in ("", one.kinds[identity]):
                verdicts.setdefault(kind, []).append(pair)
        _count(one, entries, roles)
        differences += _differences(one)
    return Agreement(
        reports,
        {kind: len(pairs) for kind, pairs in verdicts.items()},
        {kind: kappa(pairs) for kind, pairs in verdicts.items()},
        {kind: _score(n) for kind, n in sorted(entries.items())},
        {key: _score(n) for key, n in sorted(roles.items())},
        tuple(differences),
    )


def _score(n: Counter[str]) -> Score:
    return score_of(n["hits"], n["said"], n["gold"])


def _matched(one: Coded) -> Iterator[tuple[Entry | None, Entry | None]]:
    """Entries of both that are one, of the first only, of the second only."""
    first, second, pairs = pairs_of({"text": one.text, "entries": list(one.entries[0])}, {"entries": one.entries[1]})
    same = [p for p in pairs if first[p.gold]["kind"] == second[p.said]["kind"]]
    yield from ((first[p.gold], second[p.said]) for p in same)
    yield from ((e, None) for i, e in enumerate(first) if i not in {p.gold for p in same})
    yield from ((None, e) for i, e in enumerate(second) if i not in {p.said for p in same})


def _count(one: Coded, entries: dict[str, Counter[str]], roles: dict[tuple[str, str], Counter[str]]) -> None:
    for first, second in _matched(one):
        kind = str((first or second or {})["kind"])
        for key in ("", kind):
            n = entries.setdefault(key, Counter())
            n.update(hits=bool(first and second), gold=first is not None, said=second is not None)
        if first is None or second is None:
            continue
        for role in role_names(first, second):
            found = role_hits(role, first["roles"].get(role), second["roles"].get(role))
            n = roles.setdefault((kind, role), Counter())
            n.update(hits=found.hits, gold=found.gold, said=found.said)


def _differences(one: Coded) -> Iterator[Difference]:
    for identity in sorted(one.verdicts[0].keys() & one.verdicts[1].keys()):
        said = one.verdicts[0][identity], one.verdicts[1][identity]
        if said[0] != said[1]:
            yield Difference(one.report, one.kinds[identity], "verdict", (identity, identity), "", said)
    for first, second in _matched(one):
        if first and second:
            yield from _fields(one.report, first, second)
        elif (first or second or {}).get("id") not in one.verdicts[first is not None]:
            there = first or second or {}
            ids = (first or {}).get("id"), (second or {}).get("id")
            yield Difference(one.report, there["kind"], "entry", ids, _words(there), (bool(first), bool(second)))


def _words(entry: Entry) -> str:
    anchor = entry["anchor"]
    return str((anchor[0] if isinstance(anchor, list) else anchor)["exact"])


def _fields(report: str, first: Entry, second: Entry) -> Iterator[Difference]:
    for field in ("factuality", "when", "source", *role_names(first, second)):
        a, b = (e.get(field) if field in e else e["roles"].get(field) for e in (first, second))
        if not _same(field, a, b):
            ids = first.get("id"), second.get("id")
            yield Difference(report, str(first["kind"]), field, ids, _words(first), (a, b))


def _same(field: str, a: Any, b: Any) -> bool:
    if field == "source":
        return bool(gold_names(a) & gold_names(b)) if a and b else a == b
    if field in {"factuality", "when"}:
        return bool(a == b)
    found = role_hits(field, a, b)
    return found.hits == found.gold == found.said
