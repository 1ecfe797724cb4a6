"""Server time of judgements in a ledger of 100,000 entries, while another process adds reports to it.

    python benchmarks/judging.py [--limits] [--count 100000] [--times 100] [--keep FILE]

The ledger is that of benchmarks/pages.py, copied, so that FILE stays as it is. Entries are accepted, rejected,
corrected and undone through the whole application, without a network, three in a second; beside it a process adds a
made-up report after the other, and links what it added. With --limits, leaves with 1 when the 95th percentile is over
100 ms.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update
from starlette.testclient import TestClient

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "tests"), str(Path(__file__).resolve().parent)]

from pages import make  # noqa: E402

from greffier.desk import renew  # noqa: E402
from greffier.ledger import open_ledger, read_ledger, schema  # noqa: E402
from greffier.lexicon.persons import register_rules  # noqa: E402
from greffier.web import create_app  # noqa: E402
from greffier.web.session import Session  # noqa: E402
from ledger.told import make_ledger  # noqa: E402

LIMIT = 0.100  # seconds, of a judgement's server time, for 95 of 100
_EVERY = 0.3  # seconds between two judgements
_READING = 0.2  # seconds that reading a report takes
_LINKED = 15  # reports of one call of `greffier add`, which links them at its end
_BASE = "http://127.0.0.1:8765"


def add_on(path: Path) -> None:
    """Add reports until the process is ended, each in its own transaction, as `greffier add` does: a part of a second
    is for reading, and what was added is linked after a while."""
    for n in count():
        time.sleep(_READING)
        text = f"Une frappe a fait {n + 2} morts à Port-Exemple. Le maire {n} est en visite à Port-Exemple."
        toll = {"kind": "toll", "anchor": f"{n + 2} morts", "harm": "killed", "number": [n + 2], "when": "2031-05-02"}
        visit = {"kind": "visit", "anchor": "visite", "visitor": [f"Le maire {n}"], "when": "2031-05-02"}
        own: dict[str, Any] = {"outlet": "Exemple-Presse", "published": "2031-05-02", "url": f"x:{n}"}
        data = {**own, "text": text, "entries": [toll, visit]}
        make_ledger(path, [data])
        if n % _LINKED == _LINKED - 1:
            with open_ledger(path) as ledger:
                renew.settle(ledger)


def settle(path: Path) -> None:
    """Say that the made-up reports are in the register by today's rules, so that nobody catches up with all of them."""
    with open_ledger(path) as ledger, ledger.begin() as connection:
        connection.execute(update(schema.registered).values(rules=register_rules(())))


def come_to_rest(most: float) -> None:
    """Wait until this process has nothing to do behind its pages for half a second, `most` seconds at most."""
    end = time.monotonic() + most
    while time.monotonic() < end:
        before = time.process_time()
        time.sleep(0.5)
        if time.process_time() - before < 0.05:
            return


def measure(path: Path, times: int) -> dict[str, list[float]]:
    """Seconds of each judgement, by verdict."""
    with read_ledger(path) as ledger, ledger.begin() as connection:
        entry = schema.entry
        rows = connection.execute(select(entry.c.id, entry.c.report).order_by(entry.c.id).limit(times)).all()
    session, took = Session(), dict[str, list[float]]()
    app = create_app(path, port=8765, author="benchmark", session=session)
    ours = {"Accept-Language": "fr", "Origin": _BASE, "Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
    with TestClient(app, base_url=_BASE, headers=ours) as client:
        client.get("/enter", params={"token": session.new_token()})
        client.get(f"/report/{rows[0].report}", headers={"Accept": "text/html"})  # templates are loaded
        come_to_rest(60)  # what the server reads at its start is measured by benchmarks/pages.py
        first = {"verdict": "accept", "entry": rows[-1].id, "key": "first"}
        client.post(f"/report/{rows[-1].report}/judge", data=first)
        for n, row in enumerate(rows[:-1]):
            verdict = ("accept", "accept", "reject", "undo", "correct")[n % 5]
            form = {"verdict": verdict, "entry": row.id, "key": f"key-{n}"}
            form |= {"v.factuality": "possible"} if verdict == "correct" else {}
            form |= {"judgement": f"key-{n - 1}"} if verdict == "undo" else {}
            report = rows[n - 1].report if verdict == "undo" else row.report
            begin = time.perf_counter()
            answer = client.post(f"/report/{report}/judge", data=form)
            took.setdefault(verdict, []).append(time.perf_counter() - begin)
            if answer.status_code != 200 or not answer.json()["ok"]:
                raise SystemExit(f"{verdict}: {answer.status_code} {answer.text[:300]}")
            time.sleep(max(0.0, _EVERY - took[verdict][-1]))
    return took


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limits", action="store_true")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--adding", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.adding:
        add_on(arguments.adding)
    with tempfile.TemporaryDirectory() as folder:
        path, kept = Path(folder) / "judging.db", arguments.keep or Path(folder) / "pages.db"
        if not kept.exists():
            make(kept, arguments.count)
        shutil.copy(kept, path)
        settle(path)
        writer = subprocess.Popen([sys.executable, __file__, "--adding", str(path)])
        try:
            took = measure(path, arguments.times)
            if writer.poll() is not None:
                raise SystemExit("the process that adds reports has ended")
        finally:
            writer.terminate()
            writer.wait(20)
        with read_ledger(path) as ledger, ledger.begin() as connection:
            mine = schema.report.c.url.startswith("x:")
            added = connection.scalar(select(func.count()).select_from(schema.report).where(mine))
    print(f"{added} reports were added meanwhile; times in ms")
    every = sorted(seconds for some in took.values() for seconds in some)
    for name, some in [*took.items(), ("all", every)]:
        ordered = sorted(some)
        half, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
        print(f"{name:8} p50 {half * 1000:6.0f}  p95 {most * 1000:6.0f}  worst {ordered[-1] * 1000:6.0f}")
    if arguments.limits and every[int(len(every) * 0.95)] > LIMIT:
        sys.exit(f"over {LIMIT * 1000:.0f} ms")


if __name__ == "__main__":
    main()
