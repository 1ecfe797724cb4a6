"""How long it takes to name the actors of one more report in ledgers of several sizes, and to ask for one.

    python benchmarks/actors.py [--entries 10000 100000]

Reports are made up: seven entries each, persons and countries as unevenly told of as in the news.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from greffier.ledger import ActorStore, Ledger, Question, Run, actors, add_report, matching, open_ledger, schema
from greffier.ledger.rows import entry_rows
from greffier.lexicon import load_gazetteer
from greffier.model import Entry, Filler, Report, Span, report_id, text_id
from greffier.pipeline import Register, Sightings, register_report

_GIVEN = ["Ostap", "Olga", "Foma", "Halyna", "Anselme", "Mina", "Kemal", "Berthe", "Ivan", "Zoé"]
_SYLLABLES = ["vy", "mys", "len", "ko", "fic", "tif", "ha", "ya", "li", "in", "ven", "ta", "dra", "mo", "ru", "set"]
_DAYS, _PER_REPORT = 720, 7
_CODES = ["UA", "RU", "US", "FR", "TR", "RO", "DE", "IR", "IL", "CN", "GB", "PL", "SY", "LB", "IN"]


def people(chance: random.Random, count: int = 2000) -> list[tuple[str, str, str]]:
    """Given name, family name and country of made-up persons; some share a family name."""
    families = ["".join(chance.choices(_SYLLABLES, k=3)).capitalize() for _ in range(count * 4 // 5)]
    return [(chance.choice(_GIVEN), chance.choice(families), chance.choice(_CODES)) for _ in range(count)]


def report(number: int, chance: random.Random, known: list[tuple[str, str, str]]) -> tuple[Report, list[Entry]]:
    """A made-up report and its entries."""
    day = date(2030, 1, 1) + timedelta(chance.randrange(_DAYS))
    cast = chance.choices(known, [1 / (rank + 2) for rank in range(len(known))], k=5)
    fillers = [_person(chance, *one) for one in cast] + [_country(chance.choice(_CODES)) for _ in range(3)]
    title = f"Made-up example {number}."
    said = {f.name for f in fillers} | {name for f in fillers for name in f.names}
    text = " ".join([title, *sorted(said)])
    outlet = f"Outlet {number % 40}"
    own = Report(report_id(text, day, outlet, None, "fr"), text, title, day, "fr", outlet)
    entries = []
    for i in range(_PER_REPORT):
        some = tuple(chance.sample(fillers, 2))
        entries.append(
            Entry(f"{number:08d}{i:04d}", own.id, "statement", Span(0, 4), (Span(0, len(title)),), "actual", some[0],
                  None, {"speaker": (some[0],), "addressee": (some[1],)}, (), "bench")
        )  # fmt: skip
    return own, entries


def _person(chance: random.Random, given: str, family: str, code: str) -> Filler:
    way = chance.random()
    if way < 0.1:
        return Filler("speaker", "le", Span(0, 4), "le président", (), f"role:president:{code}:", code)
    name = family if way < 0.25 else f"{given} {family}"
    titled = (f"président {name}",) if chance.random() < 0.3 else ()
    names, country = (name, family, *titled), code if titled else None
    return Filler("speaker", name, Span(0, 4), name, names, f"person:{name.lower()}", country)


def _country(code: str) -> Filler:
    return Filler("speaker", code, Span(0, 4), code, (code,), f"country:{code}", code)


def fill(ledger: Ledger, count: int, chance: random.Random, known: list[tuple[str, str, str]]) -> None:
    """Reports straight into the tables, named all at once."""
    gazetteer, made = load_gazetteer(), [report(n, chance, known) for n in range(count // _PER_REPORT)]
    sightings, moment = Sightings(gazetteer), datetime(2032, 1, 1, tzinfo=UTC)
    run = {"id": "bench", "program": "bench", "models": {}, "started_at": moment}
    with ledger.begin() as connection:
        connection.execute(schema.run.insert(), run)
        texts = {text_id(r.text): {"id": text_id(r.text), "characters": r.text, "length": len(r.text)} for r, _ in made}
        connection.execute(schema.text.insert(), list(texts.values()))
        connection.execute(
            schema.report.insert(),
            [
                {"id": r.id, "text": text_id(r.text), "title": r.title, "published": r.published, "language": "fr",
                 "outlet": r.outlet, "publication": r.id, "run": "bench", "recorded_at": moment, "digest": ""}
                for r, _ in made
            ],
        )  # fmt: skip
        rows: dict[str, list[dict[str, object]]] = {}
        for r, entries in made:
            for i, entry in enumerate(entries):
                for name, some in entry_rows(entry, i, r.text).items():
                    rows.setdefault(name, []).extend(some)
        for name in ("entry", "evidence", "role", "filler"):
            connection.execute(schema.metadata.tables[name].insert(), rows[name])
        Register(ActorStore(connection), gazetteer).add({r.id: sightings.of(r, entries) for r, entries in made})


def timed(call: object) -> float:
    """Seconds that a call takes."""
    assert callable(call)
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def measure(count: int) -> dict[str, float]:
    """Seconds: naming all at once; keeping a report with its actors and without (median and worst of 30); questions."""
    chance, gazetteer = random.Random(7), load_gazetteer()
    known = people(chance)
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder) / "bench.db") as ledger:
        filled = timed(lambda: fill(ledger, count, chance, known))
        run, with_names, without = Run("bench", {}), [], []
        for n in range(30):
            for named in (True, False):
                own, entries = report(10_000_000 + 2 * n + named, chance, known)

                def name(connection: object, own: Report = own, entries: list[Entry] = entries) -> None:
                    register_report(connection, gazetteer, own, entries)  # type: ignore[arg-type]

                then = name if named else None
                spent = timed(lambda: add_report(ledger, own, entries, [], run, then))  # noqa: B023
                (with_names if named else without).append(spent)
        with ledger.begin() as connection:
            ask = timed(lambda: list(matching(connection, Question(actor="Zz nobody"))))
            most = known[0][1]
            one = timed(lambda: actors(connection, most))
            whole = timed(lambda: actors(connection))
    return {
        "fill": filled, "add": statistics.median(with_names), "add, worst": max(with_names),
        "add without naming": statistics.median(without), "entries --actor of nobody": ask,
        "one actor": one, "all actors": whole,
    }  # fmt: skip


def main() -> None:
    """Print the times for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, nargs="+", default=[10_000, 100_000])
    for count in parser.parse_args().entries:
        print(f"{count} entries:")
        for name, seconds in measure(count).items():
            print(f"  {name:<28} {seconds:8.3f} s")


if __name__ == "__main__":
    main()
