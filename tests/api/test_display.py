"""What a notebook and a terminal show of a report: each entry's evidence marked, kinds in words, nothing run."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell

import greffier
from greffier.api.reading import Reading
from greffier.model import Entry, Report, Span
from ledger.made import TEXT, entries, report

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(1)">&amp;</mark>\u202e "\''


def reading(of: Report, *told: Entry) -> Reading:
    return Reading(of, told or entries(of))


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> InteractiveShell:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("GREFFIER_LANG", "fr")
    InteractiveShell.clear_instance()
    return InteractiveShell()


def shown(shell: InteractiveShell, what: Any) -> dict[str, str]:
    """What IPython hands to a notebook."""
    data, _ = shell.display_formatter.format(what)  # type: ignore[union-attr]
    return data


def marked(html: str) -> list[str]:
    """The words between marks, without the chips."""
    found = re.findall(r"<mark[^>]*>(.*?)</mark>", html, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", re.sub(r"<span.*?</span>", "", one))) for one in found]


def whole(html: str) -> str:
    """The text alone, as a reader sees it."""
    body = html.split("white-space:pre-wrap")[1].split(">", 1)[1].split("</div>")[0]
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"<span.*?</span>", "", body, flags=re.DOTALL)))


def test_a_notebook_gets_the_text_with_its_evidence_marked(shell: InteractiveShell) -> None:
    data = shown(shell, reading(report()))
    assert marked(data["text/html"]) == [TEXT[: TEXT.index("maire") + 5]]
    assert whole(data["text/html"]) == TEXT
    for words in ("1 attaque", "2 bilan", "3 aide", "Exemple-Presse", "2031-05-04", "3 entrées"):
        assert words in data["text/html"]
    assert "<b>tuant</b>" in data["text/html"] and "<script" not in data["text/html"]
    assert "tuant quatre dockers" in data["text/plain"]


def test_a_shell_displays_it(shell: InteractiveShell) -> None:
    shell.user_ns["found"] = reading(report())
    out = io.StringIO()
    with redirect_stdout(out):
        done = shell.run_cell("found")
    assert done.success and "tuant quatre dockers" in out.getvalue()


def test_a_report_of_a_ledger_shows_what_was_judged(tiny: Path, shell: InteractiveShell) -> None:
    ledger = greffier.Ledger(tiny)
    kept = ledger.report(next(one.report.id for one in ledger.entries()))
    assert "jugée" not in shown(shell, kept)["text/html"]
    judged = replace(kept, statuses={kept.entries[0].id: "accepted"})
    html = shown(shell, judged)["text/html"]
    assert "jugée" in html and "acceptée" in html


def test_hostile_words_are_words(shell: InteractiveShell) -> None:
    of = report(text=f"{TEXT} {HOSTILE}", title=HOSTILE, outlet=HOSTILE, language='fr"><script>')
    told = [replace(entry, evidence=(Span(0, len(of.text)),), kind=HOSTILE) for entry in entries(of)]
    html = shown(shell, reading(of, *told))["text/html"]
    assert marked(html) == [of.text]
    tags = {tag.lower() for tag in re.findall(r"<\s*/?\s*([a-zA-Z]+)", html)}
    assert tags <= {"div", "mark", "b", "span", "table", "thead", "tbody", "tr", "th", "td"}
    assert not re.search(r"<[^>]*\son\w+\s*=", html), "no handler in any tag"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_text_is_shown_whole_with_all_of_its_evidence(data: st.DataObject) -> None:
    """Whatever overlaps whatever: no character is lost or shown twice, and all evidence is in marks."""
    text = data.draw(st.text(st.sampled_from("ab <>&\"'\n𝄞é"), min_size=1, max_size=30))
    of, spans = report(text=text), []
    first = entries(report())[0]
    for number in range(data.draw(st.integers(1, 4))):
        ends = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
        evidence, anchor = Span(ends[0], ends[3]), Span(ends[1], ends[2])
        if data.draw(st.booleans()):
            anchor = Span(0, min(2, len(text)))
        spans.append(replace(first, id=str(number), report=of.id, evidence=(evidence,), anchor=anchor, roles={}))
    html = reading(of, *spans)._repr_html_()
    assert whole(html) == text
    covered = {n for entry in spans for n in range(entry.evidence[0].start, entry.evidence[0].end)}
    assert sum(map(len, marked(html))) == len(covered)
    for entry in spans:
        words = entry.evidence[0].of(text)
        assert not words or any(words in one for one in marked(html))
