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
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "tests"), str(Path(__file__).resolve().parent)]


from made import make  # noqa: E402

from greffier.ledger import open_ledger  # noqa: E402
from greffier.ledger.store import Ledger  # noqa: E402
from greffier.web import create_app  # noqa: E402
from greffier.web.session import Session  # noqa: E402
from web.walk import ADDRESSES, ids_of  # noqa: E402

LIMIT = 0.150  # seconds, of a page's server time, for 95 of 100
AT_ONCE = 1.0  # seconds in which the first screen is there once the server stands


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
