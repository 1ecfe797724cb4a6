"""What is remembered is made anew once the file has changed, at once where that is cheap."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from greffier.ledger import Connection, Memo, open_ledger, read_ledger
from greffier.ledger import memo as module


def change(path: Path) -> None:
    with open_ledger(path) as ledger, ledger.begin() as connection:
        connection.execute(text("INSERT INTO about VALUES (hex(randomblob(8)), 'x')"))


@pytest.mark.parametrize("dear", [False, True])
def test_what_is_dear_is_made_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dear: bool) -> None:
    path, later, made = tmp_path / "l.db", list[Callable[[], None]](), list[int]()
    monkeypatch.setattr(module, "_REST", 0.0)
    with open_ledger(path):
        pass

    def make(connection: Connection) -> int:
        time.sleep(0.08 if dear else 0)
        made.append(1)
        return int(connection.scalar(text("SELECT count(*) FROM about")) or 0)

    with read_ledger(path) as ledger:
        memo = Memo(ledger, later.append)

        def got() -> int:
            with ledger.begin() as connection:
                return memo.get(connection, "count", make)

        before = got()
        assert got() == before and len(made) == 1
        change(path)
        assert got() == (before if dear else before + 1)
        assert got() == (before if dear else before + 1) and len(later) == (1 if dear else 0), "asked for once"
        for work in later:
            work()
        assert got() == before + 1 and len(made) == 2
        memo.forget()
        assert got() == before + 1 and len(made) == 3
        memo.close()
