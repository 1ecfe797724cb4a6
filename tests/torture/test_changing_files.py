"""A file that is written while it is read: what it was, what it is, or a told error; never anything between."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

from greffier.errors import ReportError
from greffier.intake import Defaults, read_path
from torture.scale import note, times

COUNT = times(200, 5_000)


def test_a_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    path, stop = tmp_path / "a.json", threading.Event()
    texts = [f"{words} " * 2_000 for words in ("Le port a été frappé lundi.", "La trêve a été signée mardi à Genève.")]
    whole = [json.dumps({"text": one, "published": "2031-05-04", "language": "fr"}) for one in texts]
    path.write_text(whole[0], "utf-8")

    def change() -> None:
        while not stop.is_set():
            for one in whole:
                path.write_text(one, "utf-8")  # in place: empty for a moment, then a part of it
                time.sleep(0.002)

    writer = threading.Thread(target=change)
    writer.start()
    seen, refused = set[str](), set[str]()
    try:
        for _ in range(COUNT):
            try:
                seen.add(read_path(path, Defaults(), 5_000_000).text)
            except ReportError as error:
                refused.add(str(error))
    finally:
        stop.set()
        writer.join()
    assert {one.strip() for one in seen} == {one.strip() for one in texts}, refused
    note("R14", COUNT, 0)
