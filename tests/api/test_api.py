"""`import greffier`: the same answers as the command line's, as objects and as tables."""

from __future__ import annotations

import doctest
import importlib
import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest

import greffier
from greffier.api import reading
from greffier.cli.app import run
from greffier.columnar import tables
from greffier.desk.reading import Findings
from greffier.errors import GreffierError, InputError, LookupFailed, ReportError
from greffier.model import Report, Searched, Span
from house.sources import ROOT
from ledger import made

FILTERS: tuple[dict[str, Any], ...] = (
    {}, {"kind": "aid"}, {"kind": ["aid", "talks"]}, {"since": "2031-05-01", "until": date(2031, 5, 31)},
    {"actor": "UA"}, {"outlet": "Exemple-Presse"}, {"near": "Kyiv", "radius": 900.0}, {"as_of": "2031-05-05"},
    {"factuality": "actual"}, {"status": "rejected"}, {"as_known": "2031-05-04"}, {"withdrawn": True},
)  # fmt: skip
_OPTIONS = {"since": "--from", "until": "--to", "withdrawn": "--include-withdrawn"}


def options(filters: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for name, value in filters.items():
        for one in value if isinstance(value, list) else [value]:
            found += [_OPTIONS.get(name, f"--{name.replace('_', '-')}"), *([] if one is True else [str(one)])]
    return found


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], told: Path) -> Any:
    """What the command line prints as JSON."""

    def printed(*command: str) -> Any:
        capsys.readouterr()
        assert run([*command, "--format", "json", "--ledger", str(told)]) == 0
        return json.loads(capsys.readouterr().out)

    return printed


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_questions_have_the_answers_of_the_command_line(told: Path, said: Any, filters: dict[str, Any]) -> None:
    ledger = greffier.Ledger(told)
    entries, wanted = ledger.entries(**filters), said("entries", *options(filters))
    assert entries.to_json() == wanted
    ids = [entry["id"] for report in wanted for entry in report["entries"]]
    assert [one.id for one in entries] == ids == entries.to_arrow()["id"].to_pylist()
    assert len(entries) == len(ids)
    if filters.get("status") != "rejected":
        assert ledger.events(**filters).to_json() == said("events", *options(filters))
        everything = ledger.events(everything=True, **filters)
        assert everything.to_json() == said("events", "--all", *options(filters))
        assert everything.to_arrow()["id"].to_pylist() == [event.id for event in everything]


def test_tolls_pledges_positions_reports_actors_and_search(told: Path, said: Any) -> None:
    with greffier.Ledger(told) as ledger:
        for name in ("tolls", "pledges", "positions"):
            assert getattr(ledger, name)().to_json() == said(name)
        assert ledger.actors().to_json() == said("actors")
        assert ledger.actors().to_arrow().num_rows == len(ledger.actors())
        reports = [report.id for report in ledger.reports()]
        assert reports == ledger.reports().to_arrow()["id"].to_pylist() and len(ledger.reports()) == len(reports)
        for id in reports[:5]:
            assert ledger.report(id[:16]).to_json() == said("show", id)[0]
        event = ledger.events()[0]
        assert ledger.event(event.id) == event
        words = next(one for one in ledger.entries()).evidence[0].split()[1]
        assert ledger.search(words)[0].words.find(words) >= 0
        assert len(ledger.search(words, 1, kind="aid")) <= 1


def test_an_entry_knows_its_words_and_report(tiny: Path) -> None:
    told = {one.kind: one for one in greffier.Ledger(tiny).entries()}
    toll = told["toll"]
    assert (toll.words, toll.status, toll.report.outlet) == ("tuant", "unreviewed", "Exemple-Presse")
    assert toll.evidence == (toll.entry.evidence[0].of(toll.report.text),) and "tuant quatre" in toll.evidence[0]
    assert toll.to_json()["status"] == "unreviewed" and toll.entry.roles["number"].min == 4  # type: ignore[union-attr]


def test_tables_go_to_arrow_pandas_polars_and_duckdb(told: Path) -> None:
    ledger = greffier.Ledger(told)
    entries = ledger.entries(kind="aid")
    arrow = entries.to_arrow()
    assert isinstance(arrow, pa.Table) and arrow.num_rows
    assert entries.to_pandas()["id"].tolist() == entries.to_polars()["id"].to_list() == arrow["id"].to_pylist()
    assert isinstance(entries.to_polars(), pl.DataFrame)
    assert [row[0] for row in entries.to_duckdb().project("id").fetchall()] == arrow["id"].to_pylist()
    own = duckdb.connect()
    assert len(entries.to_duckdb(own).fetchall()) == arrow.num_rows
    evidence = entries.to_arrow("evidence")
    assert set(evidence["entry"].to_pylist()) == set(arrow["id"].to_pylist())
    assert ledger.table("evidence", kind="aid") == evidence
    assert pa.Table.from_batches(ledger.batches("evidence", kind="aid")) == evidence


def test_duckdb_holds_every_table(told: Path) -> None:
    connection = greffier.Ledger(told).duckdb()
    assert {row[0] for row in connection.execute("SHOW TABLES").fetchall()} == set(tables())
    query = "SELECT count(*) FROM evidence v JOIN entries e ON e.id = v.entry JOIN reports r ON r.id = e.report"
    assert connection.execute(query).fetchall() == connection.execute("SELECT count(*) FROM evidence").fetchall()
    some = greffier.Ledger(told).duckdb("entries", kind="aid")
    assert some.execute("SELECT DISTINCT kind FROM entries").fetchall() == [("aid",)]


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_a_library_that_is_not_there_is_named(tiny: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    real = importlib.import_module

    def without(wanted: str, *more: Any) -> Any:
        if wanted == name:
            raise ModuleNotFoundError(name)
        return real(wanted, *more)

    monkeypatch.setattr("greffier.api.frames.import_module", without)
    with pytest.raises(InputError, match=rf"pip install greffier\[{name}\]"):
        getattr(greffier.Ledger(tiny).entries(), f"to_{name}")()


def test_bad_questions_are_one_sentence(tiny: Path, tmp_path: Path) -> None:
    ledger, nothing = greffier.Ledger(tiny), tmp_path / "none.db"
    wrong: tuple[tuple[Any, type[GreffierError], str], ...] = (
        (lambda: greffier.Ledger(nothing), LookupFailed, "there is no ledger here"),
        (lambda: greffier.Ledger(Path(__file__)), InputError, "no ledger"),
        (lambda: ledger.entries(kind="battle"), InputError, "'battle' is none of agreement"),
        (lambda: ledger.entries(status="fine"), InputError, "'fine' is none of unreviewed"),
        (lambda: ledger.entries(since="May"), InputError, "'May' is no date"),
        (lambda: ledger.entries(near="Nowhereville"), InputError, "no town"),
        (lambda: ledger.table("facts"), InputError, "'facts' is none of reports"),
        (lambda: next(ledger.batches("facts")), InputError, "'facts' is none of reports"),
        (lambda: ledger.event("evzz"), LookupFailed, "no event"),
        (lambda: ledger.report("zz"), LookupFailed, "no report or entry"),
        (lambda: ledger.add(str(tiny)), InputError, "give pathlib.Path"),
        (lambda: ledger.add("Un texte.", published="hier"), InputError, "'hier' is no date"),
        (lambda: greffier.read("Un texte.", "hier"), InputError, "'hier' is no date"),
        (lambda: greffier.read("Un texte.", language="xx"), InputError, "unknown language"),
        (lambda: greffier.read("  \n"), ReportError, "empty"),
        (lambda: greffier.read(b"Un texte."), InputError, "not bytes"),  # type: ignore[arg-type]
    )
    for ask, kind, words in wrong:
        with pytest.raises(kind, match=words):
            ask()
    with pytest.raises(TypeError, match="actr"):
        ledger.entries(actr="UA")  # type: ignore[call-arg]
    assert not nothing.exists()


def test_public_names_are_there_and_nothing_heavy_comes_with_them() -> None:
    assert all(getattr(greffier, name) is not None for name in greffier.__all__)
    assert set(greffier.__all__) <= set(dir(greffier))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        greffier.nothing  # noqa: B018
    errors = importlib.import_module("greffier.errors")
    assert set(errors.__all__) <= set(greffier.__all__)
    assert (ROOT / "src" / "greffier" / "py.typed").is_file()
    program = (
        "import sys, time; start = time.process_time(); import greffier; took = time.process_time() - start;"
        "import json; print(json.dumps([took, sorted(m for m in sys.modules if m.startswith('greffier'))]))"
    )
    took, loaded = json.loads(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout)
    assert loaded == ["greffier"] and took < 0.05


class _Slate:
    """A reader that finds what the made-up reports tell, without a model."""

    def find(self, report: Report) -> Findings:
        sentences = tuple(Searched(s.span, s.lemmas) for s in made.sentences(report))
        return Findings(report, made.entries(report), sentences, made.checks(report))


def test_texts_reports_and_files_are_added_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("greffier.api.ledger.reader", _Slate)
    monkeypatch.setattr("greffier.api.reading.reader", _Slate)
    ledger = greffier.Ledger(tmp_path / "new.db", create=True)
    done = ledger.add(made.TEXT, published="2031-05-04", outlet="Exemple-Presse", language="fr")
    assert [one.added is not None for one in done] == [True] and len(ledger.entries()) == 3
    assert done[0].report == greffier.read(made.TEXT, date(2031, 5, 4), outlet="Exemple-Presse", language="fr").report
    assert ledger.add(greffier.read(made.TEXT, "2031-05-04", outlet="Exemple-Presse", language="fr"))[0].added is None
    assert ledger.add(made.report(1), made.report(2))[1].added is not None
    file = tmp_path / "a.txt"
    file.write_text(made.TEXT + " Encore.", "utf-8")
    more = ledger.add(file, published=datetime(2031, 5, 6, 8, 0), language="fr")
    assert more[0].report.published == date(2031, 5, 6) and len(ledger.entries()) == 12
    with pytest.raises(ReportError, match=r"b\.txt"):
        ledger.add(made.report(3), tmp_path / "b.txt", made.report(4))
    assert len(ledger.reports()) == 5, "what came before the one that cannot be read is kept"
    assert len(ledger.events()) > 0
    mine = list(ledger.reports(as_of="2031-05-05"))
    assert {report.published for report in mine} == {date(2031, 5, 4)}


def test_a_reading_is_a_table_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "reader", _Slate)
    found = greffier.read(made.TEXT, "2031-05-04T08:00:00+02:00", title="Titre")
    assert found.report.published_at is not None and found.report.published == date(2031, 5, 4)
    assert found.to_arrow()["kind"].to_pylist() == ["attack", "toll", "aid"]
    assert found.to_pandas()["place"].tolist()[0] == "Exempleville"
    assert found.to_arrow("fillers").num_rows == 7 and found.to_polars().height == 3
    with pytest.raises(InputError, match="none of entries, evidence"):
        found.to_arrow("reports")
    data = found.to_json()
    assert [check["verdict"] for check in data["checks"]] == ["holds", "cannot tell"]
    assert "tuant quatre dockers" in found.words(found.entries[1])
    assert "3 entries" in repr(found)
    assert Span(0, 5).of(found.report.text) == "Trois"


@pytest.mark.parametrize("name", ["greffier.api.ledger"])
def test_examples_in_docstrings(tiny: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tiny.parent)
    module = importlib.import_module(name)
    found = doctest.testmod(module, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert found.attempted and not found.failed


def test_examples_of_the_page(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that read a text are in the slow test."""
    monkeypatch.chdir(tiny.parent)
    page = (ROOT / "docs" / "reference" / "python.md").read_text("utf-8")
    quick = page.split("<!-- slow -->")[0]
    _run(quick, "python.md")


@pytest.mark.slow
def test_examples_that_read_a_text(tiny: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    found = doctest.testmod(reading)
    assert found.attempted and not found.failed
    page = (ROOT / "docs" / "reference" / "python.md").read_text("utf-8")
    _run(page.split("<!-- slow -->")[1], "python.md")


def _run(page: str, name: str) -> None:
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    test = doctest.DocTestParser().get_doctest(page, {}, name, name, 0)
    assert test.examples
    told: list[str] = []
    doctest.DocTestRunner(optionflags=flags).run(test, out=told.append)
    assert not told, "".join(told)


@pytest.mark.slow
def test_read_reads_as_the_command_line_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = next(iter(sorted((ROOT / "examples" / "fr").glob("*.json"))))
    data = json.loads(path.read_text("utf-8"))
    assert run(["read", str(path), "--format", "json"]) == 0
    wanted = json.loads(capsys.readouterr().out)[0]
    fields = {name: data.get(name) for name in ("title", "outlet", "language", "url")}
    found = greffier.read(data["text"], data["published"], **fields)
    assert {name: found.to_json()[name] for name in wanted} == wanted
    ledger = greffier.Ledger(tmp_path / "a.db", create=True)
    assert ledger.add(path)[0].report.id == found.report.id
    assert [one.entry for one in ledger.entries()] == list(found.entries)
