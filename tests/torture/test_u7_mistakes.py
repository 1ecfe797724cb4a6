"""U7: mistakes that people make with a ledger: one sentence in their language, and no traceback.

Those of reading are in tests/cli/test_cli.py.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cli.test_cli import WRONG
from greffier.cli.app import run
from greffier.ledger import open_ledger
from ledger.made import keep, report
from torture.scale import note

pytestmark = pytest.mark.sqlite("of files")

MISTAKES = {
    "no ledger": ["show", "--ledger", "nowhere.db"],
    "a text for a ledger": ["show", "--ledger", "a.txt"],
    "another program's database": ["verify", "--ledger", "other.db"],
    "a newer ledger": ["show", "--ledger", "newer.db"],
    "a folder for a ledger": ["show", "--ledger", "folder"],
    "a ledger in no folder": ["add", "a.txt", "--ledger", "no/where.db"],
    "a copy over a file": ["backup", "a.txt", "--ledger", "whole.db"],
    "a copy into no folder": ["backup", "no/copy.db", "--ledger", "whole.db"],
    "a move onto a ledger": ["migrate", "whole.db", "other.db"],
    "no such entry": ["why", "ffffffff", "--ledger", "whole.db"],
    "no such report": ["forget", "ffffffff", "--ledger", "whole.db"],
    "no such judgement": ["judge", "undo", "ffffffff", "--ledger", "whole.db"],
    "no such failure": ["failed", "ffffffff", "--ledger", "whole.db"],
    "no such event": ["events", "ffffffff", "--ledger", "whole.db"],
    "an address unasked": ["add", "https://exemple.invalid/", "--ledger", "whole.db"],
    "a damaged ledger": ["show", "--ledger", "cut.db"],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("whole.db", "newer.db"):
        with open_ledger(tmp_path / name) as ledger:
            keep(ledger, report())
    with closing(sqlite3.connect(tmp_path / "newer.db")) as plain, plain:
        plain.execute("UPDATE alembic_version SET version_num = '9999'")
    with closing(sqlite3.connect(tmp_path / "other.db")) as plain, plain:
        plain.execute("CREATE TABLE a (b)")
    (tmp_path / "cut.db").write_bytes((tmp_path / "whole.db").read_bytes()[:5_000])
    (tmp_path / "a.txt").write_text("Une dépêche assez longue pour n'être pas une base de données.", "utf-8")
    (tmp_path / "folder").mkdir()
    return tmp_path


def test_u7_each_mistake_is_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[tuple[str, str], str] = {}
    for language in ("fr", "en"):
        monkeypatch.setenv("GREFFIER_LANG", language)
        for name, arguments in MISTAKES.items():
            code = run(arguments)
            said = capsys.readouterr().err
            assert code not in {0, 1}, (name, said)
            assert said.startswith("greffier: ") or ": " in said, name
            assert "Traceback" not in said and "{" not in said and len(said.splitlines()) <= 2, (name, said)
            told[name, language] = said
    same = [name for name in MISTAKES if told[name, "fr"] == told[name, "en"]]
    note("U7", 2 * (len(MISTAKES) + len(WRONG)), len(same))
    assert same == [] and len(MISTAKES) + len(WRONG) >= 25
