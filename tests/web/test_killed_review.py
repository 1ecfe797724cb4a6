"""R2: the server is killed while somebody judges; R7: others judge and look while many reports are added."""

from __future__ import annotations

import http.client
import json
import random
import subprocess
import sys
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from greffier.desk.renew import settle
from greffier.ledger import Ledger, Problem, judgements, open_ledger, read_ledger, schema, verify
from greffier.settings import Location
from greffier.web.api.access import new_token, tokens_beside
from greffier.web.api.shape import PREFIX
from postgres_server import Server
from torture.scale import FULL, note, times
from web.browsing import serving

pytestmark = pytest.mark.slow

KILLS, ON_A_SERVER = times(25, 200), times(10, 100)  # a server answers later: the wait before it is killed is longer
REPORTS, DECISIONS, REVIEWERS = times(120, 5_000), times(60, 300), 3
PAUSE = 6.0 if FULL else 0.2  # seconds at most between two decisions: they are spread over the adding
EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*/*.json"))


@pytest.fixture(params=["file", "server"])
def place(
    request: pytest.FixtureRequest, ledger_copy: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Location:
    """The demo's ledger in a file, and on a PostgreSQL server (R13)."""
    if request.param == "file":
        return ledger_copy
    monkeypatch.chdir(tmp_path)  # where the tokens of a ledger on a server are
    standing: Server = request.getfixturevalue("server")
    standing.drop("reviewed")
    address = standing.empty("reviewed")
    command = [sys.executable, "-m", "greffier.cli", "migrate", str(ledger_copy), str(address)]
    subprocess.run(command, check=True, capture_output=True)
    return address


def damage_of(ledger: Ledger) -> list[Problem]:
    """What `verify` finds, but for digests: the demo's places were put in by hand."""
    return [problem for problem in verify(ledger) if problem.what != "digest"]


def number_of(trial: str, place: Location) -> str:
    return trial if isinstance(place, Path) else "R13"


def entries_of(ledger: Location) -> list[str]:
    with read_ledger(ledger) as opened, opened.begin() as connection:
        return list(connection.scalars(select(schema.entry.c.id).order_by(schema.entry.c.id)))


def asked(base: str, secret: str, method: str, path: str, body: object = None) -> int:
    """The status of an answer. Raises OSError or HTTPException where none comes."""
    wire = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
    try:
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        wire.request(method, PREFIX + path, json.dumps(body) if body is not None else None, headers)
        answer = wire.getresponse()
        answer.read()
        return answer.status
    finally:
        wire.close()


def decision(number: int, entries: list[str], identity: str) -> dict[str, str]:
    verdict = ("accept", "reject")[number // len(entries) % 2]
    return {"verdict": verdict, "entry": entries[number % len(entries)], "id": identity}


def test_r2_killed_while_somebody_judges(place: Location) -> None:
    """What was answered is there once; what was not is there once or not at all, and asking again settles it."""
    secret, chance = new_token(tokens_beside(place), "anne", writes=True), random.Random(2)
    entries, number = entries_of(place), 0
    answered, open_ones = set[str](), dict[str, dict[str, str]]()
    kills, longest = (KILLS, 0.6) if isinstance(place, Path) else (ON_A_SERVER, 2.0)
    for _ in range(kills):
        before = len(answered)
        with serving(place) as server:
            killer = threading.Timer(chance.uniform(0.01, longest), server.process.kill)
            killer.start()
            while True:
                body = decision(number, entries, f"r2-{number}")
                number += 1
                try:
                    status = asked(server.base, secret, "POST", "/judgements", body)
                except (OSError, http.client.HTTPException):
                    open_ones[body["id"]] = body
                    break
                assert status == 201
                answered.add(body["id"])
            killer.join()
        # about an answer each time, on a machine that is slow or has other work, too
        longest *= 1.25 if len(answered) == before else 0.95
        with read_ledger(place) as ledger, ledger.begin() as connection:
            there = [one.id for one in judgements(connection)]
        assert answered <= set(there) <= answered | open_ones.keys()
        assert len(there) == len(set(there))
    with serving(place) as server:
        for body in open_ones.values():
            assert asked(server.base, secret, "POST", "/judgements", body) in {200, 201}
    with open_ledger(place) as ledger:
        settle(ledger)  # as whoever opens it next does
        with ledger.begin() as connection:
            assert {one.id for one in judgements(connection)} == answered | open_ones.keys()
        assert not damage_of(ledger)
    assert len(answered) > kills / 4
    note(number_of("R2", place), kills, 0, f"{len(answered)} jugements · judgements")


def test_r7_others_judge_and_look_while_reports_are_added(place: Location, tmp_path: Path) -> None:
    secret, entries = new_token(tokens_beside(place), "anne", writes=True), entries_of(place)
    reports = tmp_path / "reports"
    reports.mkdir()
    for number in range(REPORTS):
        data = json.loads(EXAMPLES[number % len(EXAMPLES)].read_text("utf-8"))
        day = date.fromisoformat(data["published"][:10]) + timedelta(days=40 * (number // len(EXAMPLES)))
        own = {"published": day.isoformat(), "outlet": f"Exemple {number}"}
        data |= {**own, "text": f"{data['text']}\n\nExemple {number}.\n"}
        (reports / f"{number:05}.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    took: dict[str, list[float]] = {"POST": [], "GET": []}
    statuses: list[int] = []

    def review(base: str, who: int) -> None:
        pause = random.Random(who)
        for number in range(who, DECISIONS, REVIEWERS):
            for method, path in (("POST", "/judgements"), ("GET", "/entries?limit=20")):
                body = decision(number, entries, f"r7-{number}") if method == "POST" else None
                begun = time.perf_counter()
                statuses.append(asked(base, secret, method, path, body))
                took[method].append(time.perf_counter() - begun)
            time.sleep(pause.uniform(0, PAUSE))

    command = [sys.executable, "-m", "greffier.cli", "add", str(reports), "--ledger", str(place)]
    with serving(place) as server:
        adding = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        reviewers = [threading.Thread(target=review, args=(server.base, who)) for who in range(REVIEWERS)]
        for one in reviewers:
            one.start()
        for one in reviewers:
            one.join()
        _, said = adding.communicate()
    assert adding.returncode == 0, said
    assert {*statuses} <= {200, 201}
    with open_ledger(place) as ledger:
        settle(ledger)
        with ledger.begin() as connection:
            ids = [one.id for one in judgements(connection)]
        assert sorted(ids) == sorted(f"r7-{number}" for number in range(DECISIONS))
        assert not damage_of(ledger)
    p95 = {method: sorted(some)[int(len(some) * 0.95)] for method, some in took.items()}
    note(number_of("R7", place), DECISIONS, 0, f"p95 {1000 * p95['POST']:.0f} ms, page {1000 * p95['GET']:.0f} ms")
