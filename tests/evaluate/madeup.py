"""Made-up coded reports and predictions: random words, random entries, random mistakes. Nothing here is news."""

from __future__ import annotations

import random
from typing import Any

KINDS = ["attack", "toll", "aid", "visit", "talks", "position", "agreement", "statement"]
WORDS = [
    "dorval",
    "mirena",
    "le",
    "la",
    "tosk",
    "belune",
    "karsi",
    "d'aro",
    "Été",
    "zélin",
    "quom",
    "of",
    "vart",
    "Ossé",
]
NAMES = ["Dorval", "la Mirène", "l'Été", "Tosk et Belune", "Karsi", "the UN", "Zélin", "Quom"]
CLOSED = {
    "stage": ["promised", "delivered"],
    "stance": ["accepts", "rejects"],
    "act": ["says", "asks"],
    "harm": ["killed", "wounded"],
}
FACTUALITIES = ["actual", "actual", "planned", "possible", "denied"]

Data = dict[str, Any]


def text_of(rng: random.Random) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(60, 160)))


def span(rng: random.Random, text: str, longest: int) -> Data:
    start = rng.randrange(len(text) - longest - 1)
    end = start + rng.randint(3, longest)
    return {"start": start, "end": end, "exact": text[start:end]}


def quantity(rng: random.Random) -> Data:
    low = rng.choice([None, 3, 20, 100])
    value: Data = {} if low is None else {"min": low}
    if low is None or rng.random() < 0.6:
        value["max"] = (low or 4) + rng.choice([0, 10])
    elif rng.random() < 0.5:
        value["open"] = True
    if rng.random() < 0.3:
        value["currency"] = rng.choice(["EUR", "USD"])
    return value


def fillers(rng: random.Random) -> list[list[str]]:
    return [rng.sample(NAMES, rng.randint(1, 3)) for _ in range(rng.randint(1, 3))]


def roles(rng: random.Random, text: str) -> Data:
    found: Data = {}
    for role in ("attacker", "place", "participants"):
        if rng.random() < 0.4:
            found[role] = fillers(rng)
    for role, values in CLOSED.items():
        if rng.random() < 0.3:
            found[role] = rng.choice(values)
    for role in ("number", "amount"):
        if rng.random() < 0.3:
            found[role] = quantity(rng)
    if rng.random() < 0.3:
        found["period"] = when(rng)
    for role in ("content", "object"):
        if rng.random() < 0.4:
            found[role] = span(rng, text, 40)
    return found


def when(rng: random.Random) -> Data:
    day = rng.randint(1, 5)
    return {"start": f"2031-04-{day:02}", "end": f"2031-04-{day + rng.choice([0, 0, 1]):02}"}


def entry(rng: random.Random, text: str) -> Data:
    anchor = span(rng, text, 10)
    start, end = max(0, anchor["start"] - rng.randint(0, 40)), min(len(text), anchor["end"] + rng.randint(0, 40))
    found = {
        "kind": rng.choice(KINDS),
        "anchor": anchor,
        "evidence": [{"start": start, "end": end, "exact": text[start:end]}],
        "factuality": rng.choice(FACTUALITIES),
        "source": rng.choice([None, None, rng.sample(NAMES, 2)]),
        "when": rng.choice([None, when(rng)]),
        "roles": roles(rng, text),
    }
    if rng.random() < 0.15:
        found["optional"] = True
    return found


def predicted(rng: random.Random, gold: Data, text: str) -> Data:
    """A gold entry retold, with a mistake here and there."""
    said = {**gold, "roles": dict(gold["roles"]), "evidence": list(gold["evidence"])}
    said.pop("optional", None)
    for role, value in gold["roles"].items():
        if isinstance(value, list):
            said["roles"][role] = [as_object(rng, filler) for filler in value]
        if rng.random() < 0.2:
            del said["roles"][role]
    if rng.random() < 0.3:
        said["roles"].update(roles(rng, text))
    if rng.random() < 0.15:
        said["kind"] = rng.choice(KINDS)
    if rng.random() < 0.2:
        said["factuality"] = rng.choice(FACTUALITIES)
    if rng.random() < 0.2:
        said["when"] = rng.choice([None, when(rng), {"start": "2031-04", "end": None}, "hier"])
    if rng.random() < 0.2:
        said["source"] = rng.choice([None, as_object(rng, rng.sample(NAMES, 2))])
    return said


def as_object(rng: random.Random, filler: list[str]) -> Data:
    return {"name": filler[0], "text": rng.choice(NAMES), "start": 0, "end": 3, "aliases": filler[1:]}


def broken(rng: random.Random, text: str) -> Any:
    """A prediction that no scorer should fall over."""
    return rng.choice([
        None, "entry", {"kind": "toll"}, {"kind": "aid", "roles": []},
        {**entry(rng, text), "anchor": {"start": 0, "end": 90, "exact": text[:90]}},
        {**entry(rng, text), "anchor": {"start": 2, "end": 6, "exact": "nowhere"}},
        {**entry(rng, text), "kind": "weather"},
    ])  # fmt: skip


def report(seed: int) -> tuple[Data, Data]:
    """A coded report and a prediction for it."""
    rng = random.Random(seed)
    text = text_of(rng)
    gold = [entry(rng, text) for _ in range(rng.randint(0, 14))]
    said: list[Any] = [predicted(rng, e, text) for e in gold if rng.random() < 0.8]
    said += [entry(rng, text) for _ in range(rng.randint(0, 4))]
    said += [broken(rng, text) for _ in range(rng.randint(0, 2))]
    rng.shuffle(said)
    return {"text": text, "language": rng.choice(["fr", "en"]), "entries": gold}, {"text": text, "entries": said}
