"""Opening: STRICT tables, migrations, the journal, files that are no ledger."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, insert, inspect, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from greffier.errors import InputError, LookupFailed
from greffier.judge import Judge, accept
from greffier.ledger import add_report, driver, migrate, open_ledger, read_ledger, schema, status_of, verify
from greffier.ledger.driver import connect
from greffier.ledger.views import definitions
from ledger.made import RUN, entries, exported, keep, report, sentences
from ledger.processes import child, exit_of
from torture.scale import note, times


def tables(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    return {name: sql for name, sql in rows if not name.startswith(("sqlite_", "sentence_words", "alembic"))}


def parts(sql: str) -> set[str]:
    """The columns and constraints of a table, in no order."""
    body = sql.replace('"', "").partition("(")[2].rpartition(")")[0]
    return {" ".join(part.split()) for part in re.split(r",(?![^()]*\))", body)}  # commas between parentheses stay


@pytest.mark.sqlite("STRICT tables")
def test_migrations_give_the_schema_and_every_table_is_strict(tmp_path: Path) -> None:
    engine = connect(tmp_path / "whole.db", write=True)
    with engine.begin() as connection:
        schema.metadata.create_all(connection)
        wanted = tables(connection)
    engine.dispose()
    with open_ledger(tmp_path / "steps.db") as ledger, ledger.begin() as connection:
        found = tables(connection)
        context = MigrationContext.configure(connection, opts={"include_object": _ours})
        assert compare_metadata(context, schema.metadata) == []
    assert {name: parts(sql) for name, sql in found.items()} == {name: parts(sql) for name, sql in wanted.items()}
    assert all(sql.rstrip().endswith("STRICT") for sql in found.values())


def test_the_same_tables_can_be_made_in_postgresql() -> None:
    for table in schema.metadata.sorted_tables:
        sql = str(CreateTable(table).compile(dialect=postgresql.dialect()))
        assert "STRICT" not in sql and " REAL" not in sql
        assert parts(sql) - {")", "("}


def _ours(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    return kind != "table" or not str(name).startswith("sentence_words")


def test_a_strict_table_refuses_what_is_of_another_type(tmp_path: Path) -> None:
    refused = pytest.raises(InputError, match=r"cannot store TEXT|invalid input syntax for type bigint")
    with open_ledger(tmp_path / "a.db") as ledger, refused, ledger.begin() as connection:
        connection.execute(insert(schema.text), {"id": "x", "characters": "x", "length": "long"})


@pytest.mark.sqlite("pragmas")
def test_writing_is_full_and_checked(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "a.db") as ledger, ledger.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 3
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    refused = pytest.raises(InputError, match="FOREIGN KEY")
    with open_ledger(tmp_path / "a.db") as ledger, refused, ledger.begin() as connection:
        connection.execute(insert(schema.doubt), {"entry": "none", "position": 0, "doubt": "x"})


def test_who_looks_holds_up_nobody_and_who_writes_is_waited_for(tmp_path: Path) -> None:
    """Two doors to one file: a look sees what was there when it began; a second writer comes when the first is done."""
    path = tmp_path / "a.db"
    with open_ledger(path) as ledger, open_ledger(path) as other:
        with other.look() as looking:
            before = looking.scalar(select(func.count()).select_from(schema.text))
            keep(ledger, report())
            assert looking.scalar(select(func.count()).select_from(schema.text)) == before == 0
        order = []

        def second() -> None:
            with other.begin():
                order.append("second")

        with ledger.begin():
            waiting = Thread(target=second)
            waiting.start()
            time.sleep(0.1)
            order.append("first")
        waiting.join(5)
        assert order == ["first", "second"]


@pytest.mark.parametrize(("version", "mode"), [((3, 51, 3), "wal"), ((3, 51, 2), "delete"), ((3, 40, 1), "delete")])
@pytest.mark.sqlite("the journal of a file")
def test_the_journal_hangs_on_the_sqlite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...], mode: str
) -> None:
    monkeypatch.setattr(driver, "sqlite_version", lambda: version)
    monkeypatch.setattr("greffier.ledger.status.sqlite_version", lambda: version)
    with open_ledger(tmp_path / "a.db") as ledger:
        keep(ledger, report())
        status = status_of(ledger)
    assert (status.journal, status.safe) == (mode, version >= (3, 51, 3))
    assert status_of(None).journal == mode


@pytest.mark.sqlite("its driver")
def test_without_pysqlite3_pythons_own_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(driver, "import_module", missing)
    with open_ledger(tmp_path / "a.db") as ledger:
        keep(ledger, report())
        assert status_of(ledger).driver == "sqlite3"


@pytest.mark.sqlite("files")
def test_files_that_are_no_ledger(tmp_path: Path) -> None:
    words, other = tmp_path / "a.txt", tmp_path / "other.db"
    words.write_text("Ceci n'est pas un registre. " * 100, "utf-8")
    sqlite3.connect(other).execute("CREATE TABLE mine (x)").connection.close()
    cases = ((words, "is no ledger, nor any"), (other, "is a database, but no ledger"), (tmp_path, "used"))
    for path, sentence in cases:
        before = path.read_bytes() if path.is_file() else b""
        for opening in (open_ledger, read_ledger):
            with pytest.raises(InputError, match=sentence), opening(path):
                pass
        assert not path.is_file() or path.read_bytes() == before, "a file that is not ours stays as it is"
    with pytest.raises(LookupFailed, match="there is no ledger here"), read_ledger(tmp_path / "none.db"):
        pass
    with pytest.raises(InputError, match="no such folder"), open_ledger(tmp_path / "no" / "a.db"):
        pass
    assert not (tmp_path / "none.db").exists()


def test_a_newer_ledger_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with open_ledger(path) as ledger, ledger.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for opening in (open_ledger, read_ledger):
        with pytest.raises(InputError, match="newer greffier"), opening(path):
            pass


MIGRATIONS = times(20, 50)  # that are killed
NEWEST = migrate.newest()
_STEP = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9998", "{newest}", None, None
def upgrade():
    with op.batch_alter_table("report", table_kwargs={{"sqlite_strict": True}}) as batch:
        batch.add_column(sa.Column("desk", sa.Text))
        batch.create_check_constraint("ck_report_desk", "desk <> ''")
    {more}
"""


def _newer(monkeypatch: pytest.MonkeyPatch, folder: Path, more: str) -> None:
    """A program that knows one step more."""
    (folder / "versions").mkdir(parents=True)
    for step in (Path(migrate.__file__).parent / "migrations" / "versions").glob("step_*.py"):
        (folder / "versions" / step.name).write_text(step.read_text("utf-8"), "utf-8")
    (folder / "versions" / "step_9998.py").write_text(_STEP.format(more=more, newest=NEWEST), "utf-8")
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    monkeypatch.setattr(migrate, "_scripts", lambda: ScriptDirectory.from_config(config))


@pytest.mark.sqlite("the copy beside the file")
def test_a_migration_backs_up_first_and_keeps_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.db"
    with open_ledger(path) as ledger:
        keep(ledger, report())
    before = exported(path)
    _newer(monkeypatch, tmp_path / "steps", "pass")
    with read_ledger(path) as ledger, ledger.begin() as connection:
        assert migrate.revision_of(connection) == "9998"
        sql = tables(connection)["report"]
    assert "desk TEXT" in sql and "ck_report_desk" in sql and "fk_report_run_run" in sql
    assert sql.rstrip().endswith("STRICT")
    assert exported(path) == before
    copies = list(tmp_path.glob("a-*before-9998.db"))
    monkeypatch.undo()
    assert len(copies) == 1 and exported(copies[0]) == before


FIRST = {"about", "run", "text", "report", "entry", "evidence", "doubt", "role", "filler", "sentence"}
LATER_INDEXES = ("ix_filler_lat_lon", "ix_report_url")
LATER_COLUMNS = ("authors", "published_at", "published_offset", "doubts")


def _back_to_the_first_schema(path: Path) -> None:
    """Takes away what later steps brought, as a ledger of the first schema is."""
    later = [t.name for t in reversed(schema.metadata.sorted_tables) if t.name not in FIRST]
    with closing(sqlite3.connect(path)) as plain, plain:
        for (view,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
            plain.execute(f"DROP VIEW {view}")
        for (trigger,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            plain.execute(f"DROP TRIGGER {trigger}")
        for table in later:
            plain.execute(f"DROP TABLE {table}")
        for index in LATER_INDEXES:
            plain.execute(f"DROP INDEX {index}")
        for column in LATER_COLUMNS:
            plain.execute(f"ALTER TABLE report DROP COLUMN {column}")
        plain.execute("UPDATE alembic_version SET version_num = '0001'")


@pytest.mark.sqlite("the file of an older program")
def test_a_ledger_of_the_first_schema_is_brought_up_to_date_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with open_ledger(path) as ledger:
        add_report(ledger, report(), entries(report()), sentences(report()), RUN)
    before = exported(path)
    _back_to_the_first_schema(path)
    with open_ledger(path) as ledger:
        assert list(verify(ledger)) == [], "the digest of an older report still holds"
        with ledger.begin() as connection:
            assert {t.name for t in schema.metadata.sorted_tables} <= tables(connection).keys()
        accept(ledger, entries(report())[0].id, Judge("ana"))
        assert not list(verify(ledger))
    assert exported(path) == before.replace("unreviewed", "accepted", 1)


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.db"
    with open_ledger(path) as ledger:
        keep(ledger, report())
    before = exported(path)
    _newer(monkeypatch, tmp_path / "steps", "raise RuntimeError('cut off')")
    with pytest.raises(RuntimeError, match="cut off"), open_ledger(path):
        pass
    monkeypatch.undo()
    assert exported(path) == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.sqlite("bytes of the file")
def test_a_migration_killed_at_any_moment_is_done_or_not_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, chance = tmp_path / "a.db", random.Random(5)
    with open_ledger(path) as ledger:
        for number in range(20):
            keep(ledger, report(number))
    old, wanted = path.read_bytes(), exported(path)
    _newer(monkeypatch, tmp_path / "steps", "pass")
    seen: set[str] = set()
    for tries in range(4 * MIGRATIONS):
        if tries >= MIGRATIONS and len(seen) == 2:
            break
        for rest in tmp_path.glob("a*.db*"):
            rest.unlink()
        path.write_bytes(old)
        process = child(lambda: _open(path))
        time.sleep(chance.uniform(0.005, 0.12 + tries / 100))  # longer, where the machine is busy
        os.kill(process, signal.SIGKILL)
        exit_of(process)
        with closing(sqlite3.connect(path)) as plain:
            revision = plain.execute("SELECT version_num FROM alembic_version").fetchone()[0]
            columns = {row[1] for row in plain.execute("PRAGMA table_info(report)")}
            assert plain.execute("SELECT count(*) FROM entries").fetchone()[0] == 60
            assert plain.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert ("desk" in columns) == (revision == "9998")
        assert revision == NEWEST or list(tmp_path.glob("a-*before-9998.db"))
        assert exported(path) == wanted
        seen.add(revision)
    assert seen == {NEWEST, "9998"}
    note("R10", tries, 0)


def _open(path: Path) -> None:
    with open_ledger(path):
        pass


@pytest.mark.sqlite("other tools that read the file")
def test_views_are_read_by_any_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with open_ledger(path) as ledger:
        keep(ledger, report())
        keep(ledger, report(1, url="https://exemple.invalid/1"))
        keep(ledger, report(2, url="https://exemple.invalid/1"))
    plain = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    plain.row_factory = sqlite3.Row
    rows = {name: [dict(r) for r in plain.execute(f"SELECT * FROM {name}")] for name in definitions()}
    assert {"reports", "entries", "tolls", "pledges", "statements", "positions", "attacks", "talks"} <= rows.keys()
    assert [r["version"] for r in rows["reports"]].count("replaced") == 1
    assert (len(rows["reports"]), len(rows["entries"]), len(rows["tolls"]), len(rows["statements"])) == (3, 6, 2, 0)
    toll, pledge = rows["tolls"][0], rows["pledges"][0]
    assert (toll["harm"], toll["number_min"], toll["number_max"], toll["number_open"]) == ("killed", 4, None, 1)
    assert (toll["victims"], toll["place"], toll["lat"]) == ("dockers; quatre", "Exempleville", 1.5)
    assert (toll["source"], toll["when_start"]) == ("le maire d'Exempleville", "2031-05-04")
    assert (pledge["amount_min"], pledge["amount_currency"], pledge["stage"]) == (1.5e9, "EUR", "promised")
    assert (pledge["period_end"], pledge["recipient"]) == ("2031-12-31", None)
    cells = [r["roles"] for r in rows["entries"] if r["kind"] == "toll"]
    assert cells[0] == "harm: killed; number: 4..; place: Exempleville; victims: dockers, quatre"


def test_views_follow_the_kinds_without_a_migration(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with open_ledger(path) as ledger, ledger.begin() as connection:
        connection.exec_driver_sql("DROP VIEW tolls")
        connection.exec_driver_sql("UPDATE about SET value = 'old' WHERE key = 'views'")
    with open_ledger(path) as ledger, ledger.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM tolls").scalar() == 0


def test_every_table_view_and_column_is_documented(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "ledger.md").read_text("utf-8")
    said = set(re.findall(r"`(\w+)`", page))
    with open_ledger(tmp_path / "a.db") as ledger, ledger.begin() as connection:
        seen = inspect(connection)
        names = [*seen.get_table_names(), *seen.get_view_names()]
        for name in (name for name in names if not name.startswith("sentence_words_")):
            columns = {column["name"] for column in seen.get_columns(name)}
            assert {name, *columns} <= said, f"{name}: {({name, *columns}) - said}"
