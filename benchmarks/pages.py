"""Server time of every address of the pages, in a ledger of 100,000 entries.

    python benchmarks/pages.py [--limits] [--changing] [--count 100000] [--times 40] [--keep FILE] [ADDRESS…]

The ledger is made up (as benchmarks/linking.py makes it, with roles, places, sources and sentences besides), kept in
FILE when --keep names one, so that the next run takes it as it is. Each address of tests/web/pages*.toml is asked for
through the whole application, without a network: the first time apart, then --times times, on the clock and in
processor time (which other work of the machine does not lengthen), to the first bytes of the answer: all of them but
/export.jsonl come at once. Before, the first screen is asked for as soon as the server stands. With --changing somebody
else writes to the ledger before each request, so that nothing that was kept of it is of use. With --limits, leaves
with 1 when the 95th percentile of a page's processor time is over 150 ms, or the first screen comes after a second.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text
from starlette.testclient import TestClient

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "tests"), str(Path(__file__).resolve().parent)]

from linking import A_DAY, link_all  # noqa: E402

from greffier.ledger import events, open_ledger, schema  # noqa: E402
from greffier.ledger.store import Ledger  # noqa: E402
from greffier.lexicon import load_kinds  # noqa: E402
from greffier.link.blocks import blocks  # noqa: E402
from greffier.link.records import telling_to  # noqa: E402
from greffier.link.synthetic import sample  # noqa: E402
from greffier.model import STATUSES, text_id  # noqa: E402
from greffier.pipeline.linking import linking_method  # noqa: E402
from greffier.pipeline.overview import fill_outlines  # noqa: E402
from greffier.web import create_app  # noqa: E402
from greffier.web.session import Session  # noqa: E402
from web.walk import ADDRESSES, ids_of  # noqa: E402

LIMIT = 0.150  # seconds, of a page's server time, for 95 of 100
AT_ONCE = 1.0  # seconds in which the first screen is there once the server stands
PER_REPORT = 5  # entries
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


def make(path: Path, count: int) -> None:
    """A ledger of about `count` entries in `count` / 5 reports, with events, actors and sentences."""
    chance, found = random.Random(11), sample(count, 7, a_day=A_DAY)
    tellings = found.tellings[:count]
    found = type(found)(tellings, {t.id: found.events[t.id] for t in tellings})
    _, groups, pairs = link_all(found)
    with open_ledger(path) as ledger:
        report_of = {t.id: f"{n // PER_REPORT:064x}" for n, t in enumerate(tellings)}
        _reports(ledger, tellings, chance)
        _entries(ledger, tellings, report_of, chance)
        with ledger.begin() as connection:
            events.set_method(connection, linking_method())
            rest = iter(tellings)
            while some := list(islice(rest, 5000)):
                rows = [(t.id, report_of[t.id], t.family, telling_to(t), blocks(t)) for t in some]
                events.put_tellings(connection, rows)
            events.write_links(connection, (), pairs)
            known = {t.id: t for t in tellings}
            events.assign(connection, [{one: known[one].entries for one in some} for some in groups])
            events.mark_linked(connection, sorted(set(report_of.values())))
        fill_outlines(ledger)


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
        registered = [{"report": r, "rules": ""} for r in sorted(set(report_of.values()))]
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


class Clock:
    """An application that notes when an answer's first bytes come: on the clock, and in processor time."""

    def __init__(self, app: Any) -> None:
        self.app, self.at = app, (0.0, 0.0)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request."""
        began, first = now(), [True]

        async def told(message: Any) -> None:
            if message["type"] == "http.response.body" and first:
                first.clear()
                self.at = now()[0] - began[0], now()[1] - began[1]
            await send(message)

        await self.app(scope, receive, told)


def now() -> tuple[float, float]:
    """The clock, and processor time, in seconds."""
    return time.perf_counter(), time.process_time()


def change(writer: Ledger, number: int) -> None:
    """Write to the ledger as somebody else does: the status of an entry."""
    statement = "UPDATE entry SET status = iif(status = 'accepted', 'unreviewed', 'accepted') WHERE rowid = ?"
    with writer.begin() as connection:
        connection.exec_driver_sql(statement, (1 + number * 7919 % 90_000,))


def first_screen(path: Path) -> float:
    """Seconds from when a new server stands to its first screen; the best of three counts: the machine has other work."""
    session = Session()
    app = create_app(path, port=8765, author="benchmark", session=session)
    with TestClient(app, base_url="http://127.0.0.1:8765", headers={"Accept-Language": "fr"}) as client:
        begin = time.perf_counter()
        client.get("/enter", params={"token": session.new_token()})
        client.get("/")
        return time.perf_counter() - begin


def measure(
    path: Path, addresses: list[str], times: int, *, changing: bool
) -> tuple[float, dict[str, tuple[float, float, float, float, float, int]]]:
    """Seconds to the first screen; by address those of the first answer, of half and of 95 of 100 after it; processor
    time of half and of 95; size in bytes."""
    session, ids, found = Session(), ids_of(path), dict[str, tuple[float, float, float, float, float, int]]()
    app = create_app(path, port=8765, author="benchmark", session=session)
    clock, number = Clock(app), 0
    with (
        open_ledger(path) as writer,
        TestClient(clock, base_url="http://127.0.0.1:8765", headers={"Accept-Language": "fr"}) as client,
    ):
        at_once = min(first_screen(path) for _ in range(3))
        client.get("/enter", params={"token": session.new_token()})
        app.state.site.behind(app.state.site.calm).result()  # as the server does
        while "hx-trigger" in client.get("/inbox").text:
            time.sleep(0.1)
        for address in addresses:
            told = []
            for _ in range(times + 1):
                if changing:
                    change(writer, number := number + 1)
                answer = client.get(address.format_map(ids), follow_redirects=False)
                told.append(clock.at)
            if answer.status_code >= 400:
                raise SystemExit(f"{address}: {answer.status_code}")
            took, worked = (sorted(one[i] for one in told[1:]) for i in (0, 1))
            half, most = times // 2, int(times * 0.95)
            found[address] = told[0][0], took[half], took[most], worked[half], worked[most], len(answer.content)
    return at_once, found


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("addresses", nargs="*")
    parser.add_argument("--limits", action="store_true")
    parser.add_argument("--changing", action="store_true")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_intermixed_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.keep or Path(folder) / "pages.db"
        if not path.exists():
            begin = time.perf_counter()
            make(path, arguments.count)
            print(
                f"{arguments.count} entries made in {time.perf_counter() - begin:.0f} s, {path.stat().st_size / 1e6:.0f} MB"
            )
        chosen = arguments.addresses or ADDRESSES
        at_once, found = measure(path, chosen, arguments.times, changing=arguments.changing)
    print(f"first screen after {at_once:.2f} s")
    print(f"{'first':>8} {'p50':>8} {'p95':>8} {'work50':>8} {'work95':>8} {'kB':>6}  address (times in ms)")
    for address, (*times, size) in found.items():
        print("".join(f"{1000 * t:8.0f} " for t in times) + f"{size / 1000:6.0f}  {address}")
    slow = [address for address, (*_, work, _) in found.items() if work > LIMIT]
    slow += ["the first screen"] if at_once > AT_ONCE else []
    if arguments.limits and slow:
        sys.exit(f"over {LIMIT * 1000:.0f} ms: {', '.join(slow)}")


if __name__ == "__main__":
    main()
