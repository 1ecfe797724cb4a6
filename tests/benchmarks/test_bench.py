"""The runner of benchmarks: its tables, what becomes of a measure that fails, and one as people call it."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "benchmarks"
sys.path.insert(0, str(HERE))

import bench  # noqa: E402
import bench_peers  # noqa: E402

WORDS = tomllib.loads((HERE / "bench.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("value", "told"),
    [(None, "–"), ("x", "x"), (1_234_567, "1 234 567"), (1234.4, "1 234"), (12.34, "12.3"), (0.756, "0.76"),
     (0.0123, "0.012"), (0.0, "0.00"), (7, "7")],
)  # fmt: skip
def test_figures(value: Any, told: str) -> None:
    assert bench.number(value) == told


def test_a_table_has_a_row_a_thing_and_a_cell_a_column() -> None:
    table = {
        "columns": ["10000", "growth"],
        "rows": [{"row": "kind", "10000": 3.25}, {"row": "no such", "growth": 2.0}],
    }
    lines = bench.rendered(table, WORDS["word"])
    assert lines[0] == f"|  | 10 000 | {WORDS['word']['growth']} |"
    assert lines[2:] == [f"| {WORDS['word']['kind']} | 3.25 | – |", "| no such | – | 2.00 |"]


def test_sizes_become_columns_and_growth_is_of_the_first() -> None:
    told = [
        {"size": 10, "file_mb": 1.0}, {"question": "place", "half": 0.01, "most": 0.02, "found": True},
        {"memory": "serve", "mb": 100.0},
        {"size": 100, "file_mb": 9.0}, {"question": "place", "half": 0.03, "most": 0.04, "found": 7},
        {"memory": "serve", "mb": 150.0},
    ]  # fmt: skip
    table = bench.pivot(told, [10, 100])
    assert table["columns"] == ["10", "100", "growth"]
    file, place, serve = table["rows"]
    assert (file["10"], file["100"]) == (1.0, 9.0)
    assert (place["10"], place["100"]) == ("10.0 / 20.0 (1)", "30.0 / 40.0 (7)")
    assert place["growth"] == pytest.approx(3.0) and serve["growth"] == pytest.approx(1.5)


def test_tables_go_between_the_marks_and_nothing_else_changes() -> None:
    page = f"before\n{bench.BEGIN}\nold\n{bench.END}\nafter\n"
    new = bench.put(page, "new")
    assert new == f"before\n{bench.BEGIN}\n\nnew\n\n{bench.END}\nafter\n" and bench.put(new, "new") == new
    bench.put((ROOT / "docs" / "benchmarks.md").read_text("utf-8"), "the page has its marks")


def test_every_measure_has_words_in_both_languages() -> None:
    assert list(WORDS["section"]) == list(bench.MEASURES) and set(WORDS["mode"]) == set(bench.MODES)
    assert all(" *" in own["about"] for own in WORDS["section"].values())


def test_a_failed_measure_says_why_and_the_rest_stands() -> None:
    kept = {"taken": "2031-05-04", "mode": "quick", "load": 0.1}
    table = {"columns": ["time"], "rows": [{"row": "greffier, fr", "time": 1.0}]}
    results = {"machine": {"cores": "2"}, "measures": {
        "dates": kept | {"failed": "no peers: make benchpeers"}, "pages": kept | {"table": table},
    }}  # fmt: skip
    told = bench.page(results, WORDS)
    assert "*Not measured:* no peers: make benchpeers" in told and "| greffier, fr | 1.00 |" in told


def test_what_libraries_say_last_is_no_reason() -> None:
    told = 'Traceback\n  File "x"\ngreffier.errors.InputError: no room\nnanobind: leaked 2!\n - leaked x\nSee http\n'
    assert bench.reason(told) == "greffier.errors.InputError: no room"


def test_peers_that_are_not_there_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As a user without them sees it: one measure, nothing written, the reason, exit code 1."""
    monkeypatch.setenv("GREFFIER_BENCH_PEERS", str(tmp_path / "none"))
    command = [sys.executable, str(HERE / "bench.py"), "--quick", "--only", "dates"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "make benchpeers" in done.stdout, done.stderr


def test_the_memory_of_the_last_run_is_of_this_machine_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "results.json")
    here = {"processor": "P", "cores": "2"}
    assert bench.earlier(here) == {}
    bench.RESULTS.write_text(json.dumps({"machine": here, "measures": {"dates": {}}}), "utf-8")
    assert bench.earlier(here) == {"dates": {}} and bench.earlier(here | {"cores": "4"}) == {}


# --- answers of known right and wrong, so that a count means what it says ------------------------------
def test_quotations_are_counted_by_their_words_and_speaker() -> None:
    cases = [{"quotes": [["We will rebuild the bridge", "Sample"], ["It rains", "docker"]]}, {"quotes": []}]
    found = [[["“We will rebuild the bridge,”", "Anna Sample"], ["It rains", "nurse"]], [["The Last Harbour", "he"]]]
    assert bench_peers.score_quotations(cases, found) == {"there": 2, "found": 2, "right": 1, "false": 1}
    assert bench_peers.score_quotations(cases, [[["rebuild", "Sample"]], []]) == {
        "there": 2, "found": 0, "right": 0, "false": 0,
    }  # fmt: skip


def test_dates_are_right_when_their_first_day_is() -> None:
    cases = [
        {"finds": [["lundi", "2025-04-14"], ["du 2 au 5 avril", "2025-04-02", "2025-04-05"], ["récemment"]]},
        {"finds": []},
    ]
    found = [[["le lundi", "2025-04-14"], ["2 avril", "2025-04-03"], ["récemment", ""]], [["mai", "2025-05-01"]]]
    assert bench_peers.score_dates(cases, found) == {
        "days": 1, "days right": 1, "periods": 1, "periods right": 0, "false": 1,
    }  # fmt: skip


def test_bodies_are_compared_by_their_words() -> None:
    cases = [{"body": "Un pont a sauté."}, {"body": "La ville tient."}]
    scored = bench_peers.score_pages(cases, [["Un pont a sauté."], ["La ville tient. Abonnez-vous."]])
    assert scored["whole"] == 1 and scored["recall"] == 1.0 and scored["precision"] == pytest.approx(7 / 9)


@pytest.mark.slow
def test_a_cheap_measure_from_the_command_line() -> None:
    """Linking at two small sizes: a process of its own, its table, exit code 0."""
    command = [sys.executable, str(HERE / "bench.py"), "--quick", "--only", "linking"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| 1 000 | 3 000 |" in done.stdout and WORDS["word"]["pairs"] in done.stdout


@pytest.mark.slow
def test_questions_are_put_to_a_made_up_ledger(tmp_path: Path) -> None:
    """Every question finds something, and the ledger that is kept is taken again."""
    command = [sys.executable, str(HERE / "queries.py"), "--counts", "6000", "--times", "1", "--keep", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    asked = {row["question"]: row["found"] for row in rows if "question" in row}
    assert {row["memory"] for row in rows if "memory" in row} == {
        "questions", "serve", "export-csv", "export-parquet", "add",
    }  # fmt: skip
    assert len(asked) == 16 and all(asked.values()), asked
    assert [path.name for path in tmp_path.glob("*.db")] == ["queries-6000.db"]
