"""Made-up ledgers for benchmarks: five entries a report, with places, actors, sources, sentences and events.

The same count gives the same ledger. `linked` decides how entries come into their events: by linking them, as
`greffier add` does (with the blocks and links that this leaves), or as they were made up, which is quick and takes
less room: what is asked of a ledger looks at neither blocks nor links.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from linking import A_DAY, link_all
from sqlalchemy import insert, text

from greffier.ledger import events, open_ledger, schema
from greffier.ledger.store import Ledger
from greffier.lexicon import load_kinds
from greffier.lexicon.persons import register_rules
from greffier.link.blocks import blocks
from greffier.link.records import telling_to
from greffier.link.synthetic import Sample, sample
from greffier.model import STATUSES, text_id
from greffier.pipeline.linking import linking_method
from greffier.pipeline.overview import fill_outlines

__all__ = ["PER_REPORT", "make"]

PER_REPORT = 5  # entries
_AT_ONCE = 5_000  # rows of one sort
_OUTLETS = ["Exemple-Presse", "La Gazette imaginaire", "Agence Fictive", "Le Courrier d'Exemple", "The Sample Gazette"]
_COUNTRIES = ["UA", "RU", "FR", "PL", "DE", "TR", "SY", "IQ", "SD", "ML", "US", "CN", "IL", "LB", "YE", "GE"]
_NAMES = [f"{a} {b}" for a in ("Anselme", "Brune", "Cyprien", "Doria", "Elvire", "Firmin") for b in (
    "Fictif", "Inventé", "Exemple", "Sansnom", "Imaginaire", "Modèle", "Patron", "Témoin")]  # fmt: skip
_WORDS = [
    "la",
    "ville",
    "a",
    "été",
    "frappée",
    "par",
    "des",
    "drones",
    "et",
    "des",
    "missiles",
    "dans",
    "la",
    "nuit",
    "selon",
    "le",
    "gouverneur",
    "qui",
    "parle",
    "de",
    "morts",
]
_KINDS = ["attack", "toll", "statement", "statement", "position", "aid", "talks", "visit", "deployment", "detention",
          "sanction", "agreement", "protest", "cooperation"]  # fmt: skip


def make(path: Path, count: int, *, linked: bool = True) -> None:
    """A ledger of `count` entries in `count` / 5 reports, with events, actors and sentences."""
    chance, found = random.Random(11), sample(count, 7, a_day=A_DAY)
    tellings = found.tellings[:count]
    found = Sample(tellings, {t.id: found.events[t.id] for t in tellings})
    with open_ledger(path) as ledger:
        report_of = {t.id: f"{n // PER_REPORT:064x}" for n, t in enumerate(tellings)}
        _reports(ledger, tellings, chance)
        _entries(ledger, tellings, report_of, chance)
        (_link if linked else _put)(ledger, found, report_of)
        fill_outlines(ledger)


def _link(ledger: Ledger, found: Sample, report_of: dict[str, str]) -> None:
    """Everything linked by its features."""
    _, groups, pairs = link_all(found)
    with ledger.begin() as connection:
        events.set_method(connection, linking_method())
        rest = iter(found.tellings)
        while some := list(islice(rest, _AT_ONCE)):
            rows = [(t.id, report_of[t.id], t.family, telling_to(t), blocks(t)) for t in some]
            events.put_tellings(connection, rows)
        events.write_links(connection, (), pairs)
        known = {t.id: t for t in found.tellings}
        events.assign(connection, [{one: known[one].entries for one in some} for some in groups])
        events.mark_linked(connection, sorted(set(report_of.values())))


def _put(ledger: Ledger, found: Sample, report_of: dict[str, str]) -> None:
    """Everything in the event that it was made up for."""
    groups: dict[int, dict[str, tuple[str, ...]]] = {}
    for telling in found.tellings:
        groups.setdefault(found.events[telling.id], {})[telling.id] = telling.entries
    with ledger.begin() as connection:
        events.set_method(connection, linking_method())
    tellings, all_groups = iter(found.tellings), iter(groups.values())
    while some := list(islice(tellings, _AT_ONCE)):
        with ledger.begin() as connection:
            rows = [(t.id, report_of[t.id], t.family, telling_to(t), ()) for t in some]
            events.put_tellings(connection, rows)
    while part := list(islice(all_groups, _AT_ONCE)):
        with ledger.begin() as connection:
            events.assign(connection, part)
    with ledger.begin() as connection:
        events.mark_linked(connection, sorted(set(report_of.values())))


def _sentence(chance: random.Random) -> str:
    rare = f"mot{int(chance.paretovariate(0.6)) % 5000}"
    return " ".join([*chance.choices(_WORDS, k=13), rare]).capitalize() + "."


def _reports(ledger: Ledger, tellings: tuple[Any, ...], chance: random.Random) -> None:
    now = datetime(2031, 1, 1, tzinfo=UTC)
    with ledger.begin() as connection:
        connection.execute(insert(schema.run), {"id": "r", "program": "benchmark", "models": {}, "started_at": now})
        for first in range(0, len(tellings), PER_REPORT):
            id, words = f"{first // PER_REPORT:064x}", [_sentence(chance) for _ in range(10)]
            body = " ".join(words)
            published = tellings[first].published or 1
            row = {
                "id": id, "text": text_id(body), "title": words[0][:60], "published": date.fromordinal(published) if chance.random() > 0.03 else None,
                "language": "fr" if chance.random() < 0.65 else "en", "outlet": chance.choice(_OUTLETS), "url": None,
                "path": None, "publication": id, "replaces": None, "run": "r", "recorded_at": now, "digest": "",
            }  # fmt: skip
            connection.execute(insert(schema.text), {"id": text_id(body), "characters": body, "length": len(body)})
            connection.execute(insert(schema.report), row)
            start, sentences = 0, []
            for one in words:
                sentences.append(
                    {"report": id, "start": start, "stop": start + len(one), "words": one, "lemmas": one.lower()}
                )
                start += len(one) + 1
            connection.execute(insert(schema.sentence), sentences)
        connection.execute(text("INSERT INTO sentence_words (sentence_words) VALUES ('rebuild')"))
        actors = [
            {"id": f"person:{n}", "kind": "person", "name": name, "country": chance.choice(_COUNTRIES), "key": f"k{n}",
             "anchor_report": None, "anchor_local": None, "family": name.split()[1].lower(), "recorded_at": now, "merged_into": None}
            for n, name in enumerate(_NAMES)
        ]  # fmt: skip
        connection.execute(insert(schema.actor), actors)
        names = [{"actor": a["id"], "name": a["name"], "key": str(a["name"]).lower(), "reports": 10} for a in actors]
        connection.execute(insert(schema.actor_name), names)


def _entries(ledger: Ledger, tellings: tuple[Any, ...], report_of: dict[str, str], chance: random.Random) -> None:
    kinds = load_kinds()
    rest = iter(enumerate(tellings))
    with ledger.begin() as connection:
        sightings: dict[tuple[str, str], dict[str, Any]] = {}
        while some := list(islice(rest, 2000)):
            rows: dict[Any, list[dict[str, Any]]] = {
                t: [] for t in (schema.entry, schema.evidence, schema.role, schema.filler)
            }
            for n, telling in some:
                for table, row in _entry(n, telling, report_of[telling.id], kinds, chance):
                    rows[table].append(row)
                    if table is schema.filler and row["actor"]:
                        key = report_of[telling.id], row["actor"]
                        sightings[key] = _sighting(*key, row, telling)
            for table, own in rows.items():
                connection.execute(insert(table), own)
        connection.execute(insert(schema.sighting), list(sightings.values()))
        rules = register_rules()
        registered = [{"report": r, "rules": rules} for r in sorted(set(report_of.values()))]
        connection.execute(insert(schema.registered), registered)


def _sighting(report: str, local: str, row: dict[str, Any], telling: Any) -> dict[str, Any]:
    return {
        "report": report, "local": local, "kind": "person", "name": row["name"], "names": [row["name"]], "key": None,
        "family": None, "country": row["country"], "day": date.fromordinal(telling.published or 1), "actor": local, "basis": "name",
        "because": None,
    }  # fmt: skip


def _entry(
    n: int, telling: Any, report: str, kinds: Any, chance: random.Random
) -> Iterator[tuple[Any, dict[str, Any]]]:
    kind = chance.choice(_KINDS)
    day = date.fromordinal(telling.first or telling.published or 1) if chance.random() < 0.8 else None
    words = "la ville"
    stretch = {"start": 0, "stop": 8, "words": words}
    yield schema.entry, {
        "id": telling.id, "report": report, "position": n % PER_REPORT, "kind": kind, **stretch,
        "factuality": chance.choices(["actual", "possible", "planned", "denied"], [85, 8, 5, 2])[0],
        "when_start": day, "when_end": day, "when_granularity": "day" if day else None, "when_basis": "stated" if day else None,
        "when_rule": None, "found_by": "benchmark", "confidence": round(chance.random(), 2),
        "status": chance.choices(STATUSES, [80, 14, 3, 3])[0],
    }  # fmt: skip
    yield schema.evidence, {"entry": telling.id, "position": 0, "start": 0, "stop": 60, "words": words}
    roles = list(kinds[kind].roles.items())
    for position, (role, spec) in enumerate(roles):
        if chance.random() < 0.35:
            continue
        form = {"number": "quantity", "amount": "quantity"}.get(str(spec["is"]), str(spec["is"]))
        if form == "period":
            continue
        row: dict[str, Any] = {
            "entry": telling.id, "role": role, "position": position, "form": form, "value": None, "min": None, "max": None,
            "open": None, "currency": None, "scope": None, "first_day": None, "last_day": None, "granularity": None,
            "basis": None, "rule": None, "start": None, "stop": None, "words": None, "how": None,
        }  # fmt: skip
        if form == "closed":
            row["value"] = chance.choice(spec["values"])
        elif form == "quantity":
            low = float(int(chance.paretovariate(0.8)))
            row |= {"min": low, "max": low, "open": False, "currency": "EUR" if spec["is"] == "amount" else None}
        elif form == "span":
            row |= {**stretch, "how": "dependency"}
        yield schema.role, row
        if form == "fillers":
            yield schema.filler, _filler(telling, role, chance)
    if chance.random() < 0.4:
        yield schema.filler, _filler(telling, "source", chance)


def _filler(telling: Any, role: str, chance: random.Random) -> dict[str, Any]:
    place = telling.places[0] if telling.places else None
    who = int(len(_NAMES) * chance.random() ** 2)
    name = f"Ville {place.id[2:]}" if role == "place" and place else _NAMES[who]
    row: dict[str, Any] = {
        "entry": telling.id, "role": role, "position": 0, "name": name, "names": [name], "said": name, "start": 0, "stop": 8,
        "words": "la ville", "how": "dependency", "actor": None if role == "place" else f"person:{who}",
        "country": chance.choice(_COUNTRIES), "place": None, "place_name": None, "place_names": None, "place_country": None,
        "lat": None, "lon": None, "precision": None, "runner_up": None, "margin": None,
    }  # fmt: skip
    if role == "place" and place is not None:
        country = (
            _COUNTRIES[hash(place.country or "") % len(_COUNTRIES)]
            if place.country is None
            else _COUNTRIES[int(place.country[1:]) % len(_COUNTRIES)]
        )
        row |= {
            "place": place.id, "place_name": name, "place_names": [name], "place_country": country, "lat": place.lat,
            "lon": place.lon, "precision": place.precision,
        }  # fmt: skip
    return row
