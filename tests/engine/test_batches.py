"""The core that every engine runs: Arrow record batches of reports to such of findings, with no engine at all."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from engine import works
from greffier.cli.app import run
from greffier.columnar.numbered import numbers_and_values, table_of
from greffier.columnar.packed import pack, unpack
from greffier.desk import cluster, jobs
from greffier.desk.reading import Findings
from greffier.errors import GreffierError, ReportError
from greffier.model import Entry, Report, Searched, Span

Out = pytest.CaptureFixture[str]
NO_LISTS = pack(((), ()))


def found_by_length(report: Report) -> Findings | GreffierError:
    """Stands for a reader: an entry of each report's first characters; a report without words is refused."""
    if not report.text:
        return ReportError("{name}: empty.", name=report.path)
    first = Span(0, 1)
    entry = Entry(f"e-{report.id}", report.id, "visit", first, (first,), "actual", None, None, {}, (), "test", 0.125)
    return Findings(report, (entry,), (Searched(Span(0, len(report.text)), "mot"),), ())


def test_each_report_gives_its_findings_by_number_however_batches_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "find", works.each(found_by_length))
    reports = [Report(f"r{n}", "mot " * n, path=f"{n}.txt") for n in range(7)]
    table = table_of((n, pack(report)) for n, report in enumerate(reports))
    told = []
    for rows in (1, 3, 7):
        batches = cluster.find_batches(iter(table.to_batches(max_chunksize=rows)), NO_LISTS)
        told.append([row for batch in batches for row in numbers_and_values(batch)])
    assert told[0] == told[1] == told[2] and [n for n, _ in told[0]] == list(range(7))
    assert str(unpack(told[0][0][1])) == "0.txt: empty."
    for number, value in told[0][1:]:
        again = Findings(*unpack(value))
        assert again == found_by_length(reports[number])


def test_with_care_a_report_that_kills_who_reads_it_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "find", works.dies_on_bad)
    monkeypatch.setattr(jobs, "prepare", works.prepare_lists)
    reports = [Report(f"r{n}", "mauvais" if n == 2 else "bon", path=f"{n}.txt") for n in range(5)]
    table = table_of((n, pack(report)) for n, report in enumerate(reports))
    batches = cluster.find_batches(iter(table.to_batches()), NO_LISTS, careful=True)
    found = {n: unpack(value) for batch in batches for n, value in numbers_and_values(batch)}
    assert [n for n, one in found.items() if isinstance(one, ReportError)] == [2]
    assert "2.txt: the process that read it died" in str(found[2])


class _Here:
    """A cluster of one slot that is this process."""

    slots = 1

    def __init__(self, _master: str) -> None:
        self.tables: list[int] = []

    def __enter__(self) -> _Here:
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def run(self, work, table, _schema):  # type: ignore[no-untyped-def]
        import pyarrow

        return pyarrow.Table.from_batches(reversed(list(work(iter(table.to_batches())))))


def test_what_a_cluster_gives_comes_in_the_order_of_the_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "find", works.each(found_by_length))
    monkeypatch.setattr(cluster, "attempt", lambda: 0)
    monkeypatch.setattr(cluster, "Cluster", _Here)
    monkeypatch.setattr(cluster, "CHUNK", 4)
    items = list(range(60))
    read = cluster.read_on_cluster(range(60), lambda n: Report(f"r{n}", "mot") if n % 3 else None, "here")
    for n, outcome in read:
        assert n == items.pop(0)
        assert outcome is None if n % 3 == 0 else isinstance(outcome, Findings) and outcome.report.id == f"r{n}"
    assert not items


def test_without_spark_a_sentence_says_what_to_install(
    capsys: Out, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *a: None if name == "pyspark" else there(name, *a))
    file = tmp_path / "a.txt"
    file.write_text("Le maire est arrivé mardi à Exempleville.", "utf-8")
    assert run(["add", str(file), "--ledger", str(tmp_path / "a.db"), "--spark", "local[2]"]) == 2
    assert "greffier[spark]" in capsys.readouterr().err


def test_processes_and_a_cluster_exclude_each_other(capsys: Out, tmp_path: Path) -> None:
    assert run(["add", "a.txt", "--ledger", str(tmp_path / "a.db"), "--spark", "local[2]", "--jobs", "2"]) == 2
    assert "--jobs" in capsys.readouterr().err
