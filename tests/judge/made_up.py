"""Reports made from templates, what a machine reads in them, and what another machine reads: for carrying over."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from greffier.judge.substance import new_id
from greffier.model import Entry, Filler, Quantity, Report, Sentence, Span, When, report_id

OPENINGS = ("Selon les secours,", "Dans la nuit,", "Peu avant l'aube,", "D'après la mairie,", "En fin de journée,")
STRUCK = ("le port", "la gare", "un marché", "une école", "le dépôt", "la centrale")
WEAPONS = ("drones", "missiles", "roquettes", "obus")


def paragraph(town: str, chance: random.Random) -> str:
    """Two sentences; much of them is the same in every paragraph."""
    first = f"{chance.choice(OPENINGS)} des {chance.choice(WEAPONS)} ont visé {chance.choice(STRUCK)} de {town}"
    return f"{first}, tuant {chance.randint(2, 90)} personnes. La ville de {town} avait déjà été visée en mars."


def report(number: int, paragraphs: list[str]) -> Report:
    text, url = "\n\n".join(paragraphs), f"https://exemple.invalid/{number}"
    day, outlet = date(2031, 5, 4), "Exemple-Presse"
    identity = report_id(text, day, outlet, url, "fr")
    return Report(identity, text, f"Titre {number}", day, "fr", outlet, url, f"{number}.json")


def made(number: int, chance: random.Random, count: int = 5) -> tuple[Report, list[str]]:
    """A report, and its paragraphs; towns are its own."""
    paragraphs = [paragraph(f"Ville-{number}-{i}", chance) for i in range(count)]
    return report(number, paragraphs), paragraphs


def read(of: Report) -> list[Entry]:
    """What the first machine reads: of each paragraph an attack and a toll."""
    return [entry for start, line in _paragraphs(of.text) for entry in _entries(of, start, line)]


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n\n"):
        if " ont visé " in line and ", tuant " in line:
            yield at, line
        at += len(line) + 2


def _entries(of: Report, start: int, line: str) -> Iterator[Entry]:
    def span(words: str) -> Span:
        at = start + line.index(words)
        return Span(at, at + len(words))

    sentence = Span(start, start + line.index(". ") + 1)
    weapon = line.split(" des ")[1].split()[0]
    target = line.split(" visé ")[1].split(" de Ville")[0]
    town = "Ville-" + line.split("Ville-")[1].split(",")[0]
    place = Filler("place", town, span(town), town)
    common: dict[str, Any] = {
        "report": of.id, "evidence": (sentence,), "factuality": "actual", "source": None, "doubts": (), "by": "one",
        "when": When(date(2031, 5, 3), date(2031, 5, 4), "days", "reckoned", "night"),
    }  # fmt: skip
    roles: dict[str, Any] = {
        "weapon": (Filler("weapon", weapon, span(weapon), weapon),),
        "target": (Filler("target", target, span(target), target),), "place": (place,),
    }  # fmt: skip
    yield _named(Entry("", kind="attack", anchor=span("visé"), roles=roles, **common), of)
    number = int(line.split(", tuant ")[1].split()[0])
    toll = {"harm": "killed", "number": Quantity(number, number), "place": (place,)}
    yield _named(Entry("", kind="toll", anchor=span("tuant"), roles=toll, **common), of)


def _named(entry: Entry, of: Report) -> Entry:
    return replace(entry, id=new_id(entry, of.id, of.text + entry.by))


def sentences(of: Report) -> list[Sentence]:
    found, at = [], 0
    for i, part in enumerate(of.text.split(". ")):
        end = min(len(of.text), at + len(part) + 2)
        found.append(Sentence(i, Span(at, end), (), ()))
        at = end
    return found


def reread(of: Report, chance: random.Random) -> list[Entry]:
    """What another machine reads: much the same, some otherwise, elsewhere, not at all, or new."""
    found = []
    for entry in read(of):
        way = chance.choice(
            ("same", "same", "same", "id", "filler", "number", "closed", "moved", "lost", "new", "kind")
        )
        other = _changed(entry, way, of)
        if other is not None:
            found.append(_named(replace(other, by=f"two {way}"), of) if way != "same" else other)
        if way == "new":
            place = of.text.index(". La ville", entry.anchor.end) + 2
            added = replace(entry, kind="visit", anchor=Span(place, place + 2), roles={}, by="two")
            found.append(_named(added, of))
    chance.shuffle(found)
    return found


def _changed(entry: Entry, way: str, of: Report) -> Entry | None:
    roles = dict(entry.roles)
    match way:
        case "lost":
            return None
        case "kind":
            return replace(entry, kind="protest", roles={"place": roles["place"]})
        case "filler":
            place = replace(roles["place"][0], name="Ailleurs")  # type: ignore[index,arg-type]
            return replace(entry, roles={**roles, "place": (place,)})
        case "number" if entry.kind == "toll":
            return replace(entry, roles={**roles, "number": Quantity(1, 1)})
        case "closed" if entry.kind == "toll":
            return replace(entry, roles={**roles, "harm": "wounded"})
        case "moved":
            at = of.text.index(" des ", entry.evidence[0].start) + 1
            return replace(entry, anchor=Span(at, at + 3))
    return entry
