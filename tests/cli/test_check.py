"""`greffier check` and `read --checks` on a pipeline that stands in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from greffier.cli import reports
from greffier.cli.app import run
from greffier.model import Check, Entry, Report, Span
from one_by_one import OneByOne

TEXT = "Le dépôt a brûlé le mercredi 4 mars 2025 et le mardi 11 mars 2025."
Out = pytest.CaptureFixture[str]


@dataclass
class FakeReading:
    report: Report
    entries: tuple[Entry, ...]


class FakePipeline(OneByOne):
    """Reads one attack, and checks the two dates of TEXT."""

    def read(self, report: Report) -> FakeReading:
        whole = Span(0, len(report.text))
        made = Entry("e1", report.id, "attack", Span(11, 16), (whole,), "actual", None, None, {}, (), "made")
        return FakeReading(report, (made,))

    def checks(self, reading: FakeReading) -> tuple[Check, ...]:
        def made(words: str, verdict: str, reason: str, day: int) -> Check:
            span = Span(TEXT.index(words), TEXT.index(words) + len(words))
            return Check("weekday", verdict, span, reason, (("day", date(2025, 3, day)),), (span,), ("e1",))

        return (
            made("mercredi 4 mars 2025", "contradicted", "weekday_wrong", 4),
            made("mardi 11 mars 2025", "holds", "weekday_right", 11),
        )


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reports, "load_pipeline", lambda language: FakePipeline())
    monkeypatch.setenv("GREFFIER_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(TEXT, "utf-8")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("fr", ["contredit", "le 4 mars 2025 est un mardi", "tient"]),
        ("en", ["contradicted", "4 Mar 2025 is a Tuesday"]),
    ],
)
def test_a_table_in_both_languages(monkeypatch: pytest.MonkeyPatch, capsys: Out, code: str, words: list[str]) -> None:
    monkeypatch.setenv("GREFFIER_LANG", code)
    assert run(["check", "a.txt"]) == 0
    out = capsys.readouterr().out
    assert [w for w in words if w not in out] == []


def test_lines_of_json(capsys: Out) -> None:
    assert run(["check", "a.txt", "--format", "jsonl", "--verdict", "contradicted"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["claim"]["exact"] for line in lines] == ["mercredi 4 mars 2025"]
    assert lines[0]["figures"] == {"day": "2025-03-04"} and lines[0]["entries"] == ["e1"]


def test_checks_below_their_entry(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    monkeypatch.setenv("GREFFIER_LANG", "en")
    assert run(["read", "a.txt", "--checks"]) == 0
    assert "≠ contradicted: mercredi 4 mars 2025 – 4 Mar 2025 is a Tuesday" in capsys.readouterr().out
    assert run(["read", "a.txt"]) == 0
    assert "contradicted" not in capsys.readouterr().out
    assert run(["read", "a.txt", "--checks", "--format", "csv"]) == 2


def test_nothing_to_check(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    monkeypatch.setenv("GREFFIER_LANG", "en")
    assert run(["check", "a.txt", "--verdict", "cannot-tell"]) == 0
    assert "Nothing to check." in capsys.readouterr().out
    assert run(["check", "a.txt", "--verdict", "perhaps"]) == 2
