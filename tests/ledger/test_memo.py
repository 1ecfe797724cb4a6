"""What is kept in memory is void once the file has changed, whoever wrote; and is made once for all who ask."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from uuid import uuid4

from sqlalchemy import insert, text

from greffier.ledger import Connection, Memo, open_ledger, read_ledger, schema


def change(path: Path) -> None:
    with open_ledger(path) as ledger, ledger.begin() as connection:
        connection.execute(insert(schema.about), {"key": uuid4().hex, "value": "x"})


def count(connection: Connection) -> int:
    return int(connection.scalar(text("SELECT count(*) FROM about")) or 0)


def test_it_is_void_when_the_file_has_changed_and_no_sooner(tmp_path: Path) -> None:
    path, made, again = tmp_path / "l.db", list[int](), list[int]()

    def make(connection: Connection) -> int:
        made.append(count(connection))
        return made[-1]

    def renew(old: int, connection: Connection) -> int:
        again.append(count(connection))
        return old + 100

    with open_ledger(path):
        pass
    with read_ledger(path) as ledger:
        memo = Memo(ledger)
        before = memo.get("a", make)
        assert memo.get("a", make) == before == memo.get("renewed", make, renew) and made == [before, before]
        with ledger.begin() as older:  # a reader who began before the change
            count(older)
            change(path)
            assert memo.get("a", make) == before + 1, "never what an older reader sees"
        assert memo.get("renewed", make, renew) == before + 100 and again == [before + 1]
        assert memo.get("renewed", make, renew) == before + 100 and len(again) == 1
        assert memo.soon("a", make) == before + 1 and len(made) == 3
        memo.close()


def test_who_cannot_wait_gets_nothing_rather_than_what_is_old(tmp_path: Path) -> None:
    path, go = tmp_path / "l.db", Event()

    def slowly(connection: Connection) -> int:
        assert go.wait(10)
        return count(connection)

    with open_ledger(path):
        pass
    with read_ledger(path) as ledger, ThreadPoolExecutor(3) as others:
        memo = Memo(ledger)
        assert memo.soon("a", slowly, patience=0.01) is None
        asked = [others.submit(memo.get, "a", slowly) for _ in range(3)]
        go.set()
        found = {one.result(10) for one in asked}
        assert len(found) == 1 and memo.soon("a", slowly) == found.pop()
        change(path)
        go.clear()
        assert memo.soon("a", slowly, patience=0.01) is None, "it was made of an older file"
        go.set()
        memo.close()
