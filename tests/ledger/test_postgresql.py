"""A ledger on a PostgreSQL server: the same answers, several writers, moving there and back, a sentence for trouble."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from greffier.cli.app import run
from greffier.errors import InputError, LookupFailed
from greffier.judge import Judge, accept, correct
from greffier.ledger import (
    Question,
    brisk,
    find_report,
    is_there,
    judgements,
    listing,
    matching,
    move_ledger,
    open_ledger,
    passages,
    read_ledger,
    report_ids,
    schema,
    search,
    status_of,
    store,
    verify,
)
from greffier.ledger.backends import backend_of
from greffier.ledger.backends.fold import tokens
from greffier.ledger.backends.postgresql import password_of
from greffier.ledger.views import definitions
from greffier.settings import Address, located
from ledger.made import corpus, entries, exported, keep, report
from ledger.processes import child, exit_of
from postgres_server import Server

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")]


@pytest.fixture(autouse=True)
def _as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are files here, whatever stands for them elsewhere."""
    monkeypatch.setattr(store, "backend_of", backend_of)


@pytest.fixture
def address(server: Server, request: pytest.FixtureRequest) -> Any:
    name = f"n{abs(hash(request.node.name))}"
    yield server.empty(name)
    server.drop(name)


def fill(place: Any) -> None:
    with open_ledger(place) as ledger:
        for one in corpus():
            keep(ledger, one)
        first = corpus()[0]
        accept(ledger, entries(first)[0].id, Judge("ana"), "first")
        correct(ledger, entries(first)[1].id, "number", ["5"], Judge("bob"), identity="second")


def answers(connection: Connection) -> dict[str, Any]:
    """What a ledger answers to many questions, in order."""
    found: dict[str, Any] = {}
    words = ("tuer", "drones", "DRONES", "l'otan", "exempleville", "rien autre", "mardi dépêche", "dockers", "zzz", "!")
    for word in words:
        found[f"search {word}"] = [
            (one.report, one.start, one.entries) for one in search(connection, word) if word != "tuer" or one.entries
        ]
        found[f"passages {word}"] = [(p.report, p.start) for p in passages(connection, word, Question(), 4)[0]]
    for sort in ("published", "when", "confidence", "number"):
        for down in (True, False):
            rows: list[str] = []
            cursor = None
            while True:
                page = listing(connection, Question(), sort, down=down, after=cursor, limit=7)
                rows += [entry.id for kept in page.rows for entry in kept.entries]
                cursor = page.after
                if cursor is None:
                    break
            found[f"{sort} {down}"] = rows
    for question in (Question(kinds=("toll",)), Question(place="Exempleville"), Question(source="le maire")):
        found[repr(question)] = [entry.id for kept in matching(connection, question) for entry in kept.entries]
    found["brisk"] = sorted(k.entries[0].id for k in brisk(connection, Question(), ("victims",)))
    found["report"] = find_report(connection, report_ids(connection)[0][:9].upper())
    return found


def test_answers_export_and_views_are_those_of_a_file(tmp_path: Path, address: Address) -> None:
    fill(tmp_path / "a.db")
    fill(address)
    told = []
    for place in (tmp_path / "a.db", address):
        with read_ledger(place) as ledger, ledger.begin() as connection:
            told.append(answers(connection))
    assert told[0] == told[1]
    assert exported(tmp_path / "a.db") == exported(address)  # type: ignore[arg-type]


def test_a_ledger_moved_there_and_back_is_the_same(tmp_path: Path, address: Address) -> None:
    fill(tmp_path / "a.db")
    assert run(["migrate", str(tmp_path / "a.db"), address.url]) == 0
    assert run(["migrate", address.url, str(tmp_path / "b.db")]) == 0
    wanted = exported(tmp_path / "a.db")
    assert wanted == exported(address) == exported(tmp_path / "b.db")  # type: ignore[arg-type]
    seen = []
    for place in (tmp_path / "a.db", address, tmp_path / "b.db"):
        with read_ledger(place) as ledger:
            assert not list(verify(ledger))
            with ledger.begin() as connection:
                rows = {name: _rows(connection, name) for name in (*schema.metadata.tables, *definitions())}
                seen.append((rows, judgements(connection), answers(connection)))
    assert seen[0] == seen[1] == seen[2]
    with open_ledger(address) as ledger:  # the numbers of sentences go on
        keep(ledger, report(77))
        assert not list(verify(ledger))
    assert not list(tmp_path.glob("*.part*"))


def _rows(connection: Connection, name: str) -> list[str]:
    rows = connection.execute(text(f'SELECT * FROM "{name}"')).all()
    return sorted(str([_same(value) for value in row]) for row in rows if row[0] != "views")


def _same(value: Any) -> Any:
    """Values that databases tell apart only by their type."""
    if isinstance(value, (bool, int)) or (isinstance(value, float) and value.is_integer()):
        return int(value)
    return bytes(value) if isinstance(value, (bytes, bytearray, memoryview)) else value


def test_a_move_goes_to_an_empty_place_only_and_never_half(
    tmp_path: Path, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "a.db")
    fill(address)
    before = exported(address)  # type: ignore[arg-type]
    for source, target in ((tmp_path / "a.db", address), (address, tmp_path / "a.db")):
        with pytest.raises(InputError, match=r"already|there"):
            move_ledger(source, target)
    assert exported(address) == before  # type: ignore[arg-type]
    with pytest.raises(LookupFailed):
        move_ledger(tmp_path / "none.db", tmp_path / "c.db")
    assert not list(tmp_path.glob("c.db*"))

    def broken(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("greffier.ledger.moving._count_on", broken)
    with pytest.raises(KeyboardInterrupt):
        move_ledger(address, tmp_path / "c.db")
    assert not list(tmp_path.glob("c.db*"))


def test_a_move_broken_off_leaves_an_empty_database(
    tmp_path: Path, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "a.db")

    def broken(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("greffier.ledger.moving._count_on", broken)
        move_ledger(tmp_path / "a.db", address)
    with read_ledger(address) as ledger, ledger.begin() as connection:
        assert not report_ids(connection)
    assert move_ledger(tmp_path / "a.db", address) > 100


def test_four_processes_killed_while_adding_the_same_reports(tmp_path: Path, address: Address) -> None:
    reports, chance = [report(n) for n in range(40)], random.Random(8)
    with open_ledger(address):
        pass

    def work(seed: int) -> Callable[[], None]:
        def add() -> None:
            mine = random.Random(seed).sample(reports, 30 if seed < 100 else len(reports))
            with open_ledger(address) as ledger:
                for number, one in enumerate(mine):
                    keep(ledger, one)
                    if number % 10 == 9:
                        accept(ledger, entries(one)[0].id, Judge("ana"), f"{one.id} {seed}")

        return add

    for round_ in range(3):
        processes = [child(work(4 * round_ + n)) for n in range(4)]
        time.sleep(chance.uniform(0.2, 0.8))
        for process in processes:
            os.kill(process, signal.SIGKILL)
        for process in processes:
            exit_of(process)
    assert [exit_of(p) for p in [child(work(100)), child(work(101))]] == [0, 0]
    with open_ledger(address) as ledger:
        assert not list(verify(ledger))
        with ledger.begin() as connection:
            assert sorted(report_ids(connection)) == sorted(one.id for one in reports)
            numbers = list(connection.scalars(text("SELECT number FROM judgement ORDER BY number")))
            assert numbers == list(range(1, len(numbers) + 1))


def test_steps_make_the_schema_that_the_program_has(server: Server, address: Address) -> None:
    """Those of an old ledger, one after another, and all tables at once."""
    name = f"whole{os.getpid()}"
    whole = server.empty(name)
    backend = backend_of(whole)
    engine = backend.connect(write=True)
    with engine.begin() as connection:
        schema.metadata.create_all(connection)
        wanted = _catalogue(connection)
    engine.dispose()
    with open_ledger(address) as ledger, ledger.begin() as connection:
        found = _catalogue(connection)
        assert MigrationContext.configure(connection).get_current_revision()
    server.drop(name)
    assert wanted - found == set()
    more = {one for one in found - wanted if "alembic_version" not in one}
    assert all("sentence_words" in one or "written" in one for one in more), more


def _catalogue(connection: Connection) -> set[str]:
    """Columns, indices and constraints, as the server tells them."""
    columns = (
        "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || "
        "coalesce(collation_name, '') FROM information_schema.columns c JOIN information_schema.tables t "
        "USING (table_schema, table_name) WHERE table_schema = current_schema() AND t.table_type = 'BASE TABLE'"
    )
    indices = "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    constraints = (
        "SELECT conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = current_schema()::regnamespace"
    )
    return {str(one) for sql in (columns, indices, constraints) for one in connection.exec_driver_sql(sql).scalars()}


def test_trouble_is_told_in_a_sentence(server: Server, address: Address, capsys: pytest.CaptureFixture[str]) -> None:
    cases = {
        server.address("nowhere").url: "no such database",
        "postgresql://ana:secret@127.0.0.1:1/x": "does not answer",
        "postgresql://ana:secret@127.0.0.1/": "is no address",
        f"{address.url}&wrong=1": "is no address",
    }
    for url, sentence in cases.items():
        assert run(["verify", "--ledger", url]) == InputError.exit_code
        told = capsys.readouterr()
        assert sentence in told.err and "secret" not in told.err + told.out
    assert run(["verify", "--ledger", address.url]) == LookupFailed.exit_code
    assert "there is no ledger here" in capsys.readouterr().err
    assert not is_there(address)
    server.run("CREATE TABLE mine (x int)", address.name)
    assert run(["doctor", "--ledger", address.url]) == InputError.exit_code
    assert "no ledger of greffier's" in capsys.readouterr().err
    assert run(["backup", "--ledger", address.url]) == InputError.exit_code
    assert "pg_dump" in capsys.readouterr().err


def test_a_wrong_password_is_refused_and_never_told(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server.run("DROP ROLE IF EXISTS locked")
    server.run("CREATE ROLE locked NOLOGIN")
    url = server.address("postgres").url.replace("postgresql://postgres@", "postgresql://locked:geheim@")
    assert run(["verify", "--ledger", url]) == InputError.exit_code
    told = capsys.readouterr()
    assert "refuses" in told.err and "geheim" not in told.err + told.out


def test_a_server_that_goes_away_is_a_sentence_and_the_next_transaction_goes_on(
    server: Server, address: Address, caplog: pytest.LogCaptureFixture
) -> None:
    ends = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{address.name}'"
    fill(address)
    for opened in (open_ledger, read_ledger):
        with opened(address) as ledger:
            for _ in range(2):
                with pytest.raises(InputError, match="does not answer"), ledger.begin() as connection:
                    connection.scalar(text("SELECT 1"))
                    server.run(ends)
                    connection.scalar(text("SELECT 1"))
                with ledger.begin() as connection:
                    assert report_ids(connection)
                server.run(ends)
                with ledger.look() as connection:
                    assert report_ids(connection)
    assert not caplog.records


def test_who_may_only_read_reads_and_is_told_so(
    server: Server, address: Address, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(address)
    one = entries(corpus()[0])[0].id
    server.run("DROP ROLE IF EXISTS reader")
    server.run("CREATE ROLE reader LOGIN")
    server.run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", address.name)
    reader = address.url.replace(f"//{server.user}@", "//reader@")
    for url in (reader, address.url):
        assert run(["entries", "--ledger", url]) == run(["verify", "--ledger", url]) == 0
        capsys.readouterr()
        assert run(["judge", "accept", one, "--author", "eve", "--ledger", url]) == InputError.exit_code
        assert "may not do that" in capsys.readouterr().err
        server.run(f"ALTER DATABASE {address.name} SET default_transaction_read_only = on")
    server.drop(address.name)
    server.run("DROP ROLE reader")


@pytest.mark.parametrize("name", ["a%b", 'a "b" c', "x'; DROP TABLE report; --", "é:one", "{k}", "MiXed", "a,b", "%s"])
def test_a_schema_may_be_called_anything(server: Server, address: Address, name: str) -> None:
    fill(address)
    other = Address(f"{address.url}&schema={quote(name, safe='')}")
    fill(other)
    assert exported(other) == exported(address)  # type: ignore[arg-type]
    tables = server.run("SELECT schemaname FROM pg_tables WHERE tablename = 'report'", address.name)
    assert {where for (where,) in tables} == {"public", name}


_ODD = {
    "zone": "ALTER DATABASE {name} SET timezone = 'Pacific/Chatham'; ALTER DATABASE {name} SET datestyle = 'SQL, DMY'; "
    "ALTER DATABASE {name} SET bytea_output = 'escape'; ALTER DATABASE {name} SET standard_conforming_strings = off",
    "french": "",
}


@pytest.mark.parametrize("odd", _ODD)
def test_another_zone_and_another_order_of_letters_change_nothing(server: Server, tmp_path: Path, odd: str) -> None:
    name = f"odd{odd}{os.getpid()}"
    icu = " LOCALE_PROVIDER icu ICU_LOCALE 'fr-FR' LOCALE 'C.UTF-8'" if odd == "french" else ""
    server.run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING UTF8{icu}")
    for statement in filter(None, _ODD[odd].format(name=name).split("; ")):
        server.run(statement)
    told = []
    for place in (tmp_path / "a.db", server.address(name)):
        fill(place)
        with read_ledger(place) as ledger, ledger.begin() as connection:
            told.append((answers(connection), exported(place)))  # type: ignore[arg-type]
    server.drop(name)
    assert told[0] == told[1]


def test_a_newer_ledger_and_a_missing_library(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_ledger(address) as ledger, ledger.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(InputError, match="newer greffier"), open_ledger(address):
        pass
    monkeypatch.setitem(__import__("sys").modules, "greffier.ledger.backends.postgresql", None)
    with pytest.raises(InputError, match=r"greffier\[postgresql\]"), read_ledger(address):
        pass


def test_a_schema_of_its_own_and_how_things_stand(server: Server, address: Address) -> None:
    other = Address(f"{address.url}&schema=news desk")
    for place in (address, other):
        with open_ledger(place) as ledger:
            keep(ledger, report())
            status = status_of(ledger)
    assert status.server.startswith("PostgreSQL") and status.counts["report"] == 1 and status.size > 0
    assert [row[0] for row in server.run('SELECT count(*) FROM "news desk".report', address.name)] == [1]


def test_judgements_cannot_be_changed_by_hand(server: Server, address: Address) -> None:
    import pg8000.dbapi

    fill(address)
    for sql in ("UPDATE judgement SET author = 'x'", "DELETE FROM judgement_anchor", "TRUNCATE judgement CASCADE"):
        with pytest.raises(pg8000.dbapi.DatabaseError, match="only ever added"):
            server.run(sql, address.name)


def test_words_in_another_form_are_found_after_the_others(address: Address) -> None:
    """By the stems of the language, which lemmas may have missed."""
    with open_ledger(address) as ledger:
        keep(ledger, report())
        with ledger.begin() as connection:
            assert [one.report for one in search(connection, "docker")] == [report().id]
            assert [one.report for one in passages(connection, "visés", Question(), 5)[0]] == [report().id]


@pytest.mark.parametrize(
    ("words", "found"),
    [("L'OTAN", ["l", "otan"]), ("déjà-vu", ["deja", "vu"]), ("a_b", ["a", "b"]), ("№ 5", ["5"]), ("𝄞 œuf", ["œuf"])],
)
def test_tokens_are_those_of_the_file(words: str, found: list[str]) -> None:
    assert tokens(words) == found


def test_passwords_are_where_psql_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "pgpass"
    file.write_text("other:5432:*:*:no\n*:5432:news:ana:a\\:b\n", "utf-8")
    monkeypatch.setenv("PGPASSFILE", str(file))
    monkeypatch.delenv("PGPASSWORD", raising=False)
    assert password_of("host", 5432, "news", "ana") == "a:b"
    assert password_of("host", 5433, "news", "ana") is None
    monkeypatch.setenv("PGPASSWORD", "c")
    assert password_of("host", 5432, "news", "ana") == "c"


def test_an_address_keeps_its_password_to_itself() -> None:
    found = located("postgresql://ana:se:cret@host/news?schema=x")
    assert isinstance(found, Address) and found.name == "news"
    assert "cret" not in str(found) + repr(found) + f"{found}"
    assert located("news.db") == Path("news.db")
