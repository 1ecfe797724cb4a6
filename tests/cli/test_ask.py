"""Questions through the command line: the cases of ask.toml, and what holds for any chronology."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from greffier.cli.app import run
from ledger.told import make_ledger

Out = pytest.CaptureFixture[str]
DATA = tomllib.loads(Path(__file__).with_name("ask.toml").read_text("utf-8"))


@cache
def folder(root: Path) -> Path:
    for name, data in DATA["ledger"].items():
        make_ledger(root / f"{name}.db", data["reports"])
    return root


@pytest.fixture
def ledgers(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in (("LANG", "fr"), ("LEDGER", ""), ("DEBUG", "")):
        monkeypatch.setenv(f"GREFFIER_{name}", value)
    monkeypatch.setenv("COLUMNS", "100")
    return folder(tmp_path_factory.getbasetemp())


def plain(words: str) -> str:
    """Without the difference between blanks that do and do not break."""
    return re.sub(r"[\u00a0\u202f]", " ", words)


def say(capsys: Out, ledgers: Path, case: dict[str, Any]) -> tuple[str, str]:
    form = case.get("form", "" if "--format" in case["args"] else "jsonl")
    if case["args"][0] == "search":
        form = ""
    more = ["--format", form] if form else []
    code = run([*case["args"], *more, "--ledger", str(ledgers / f"{case['ledger']}.db")])
    found = capsys.readouterr()
    assert code == case.get("code", 0), found.err
    return plain(found.out), plain(found.err)


@pytest.mark.parametrize("case", DATA["case"], ids=lambda case: f"{case['ledger']}: {' '.join(case['args'])}")
def test_case(case: dict[str, Any], ledgers: Path, capsys: Out) -> None:
    out, err = say(capsys, ledgers, case)
    for words in case.get("out", []):
        assert words in out
    for words in case.get("not", []):
        assert words not in _words(out, case)
    for words in case.get("err", []):
        assert words in err
    places = [out.index(words) for words in case.get("order", [])]
    assert places == sorted(places)
    if "rows" in case:
        _check_rows([json.loads(line) for line in out.splitlines()], case["rows"])


def _words(out: str, case: dict[str, Any]) -> str:
    """What stands in entries' anchors, where whole texts are printed too."""
    if out.startswith("{"):
        told = [e["anchor"]["exact"] for line in out.splitlines() for e in json.loads(line)["entries"]]
        return " ".join(told)
    return out


def _check_rows(found: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    shown = [
        {key: ("" if row[key] is None else row[key]) for key in want} for row, want in zip(found, wanted, strict=False)
    ]
    assert shown == wanted
    assert len(found) == len(wanted), found[len(wanted) :]


@pytest.mark.parametrize("ledger", sorted(DATA["ledger"]))
@pytest.mark.parametrize("width", ["60", "80", "120", "200"])
def test_tables_fit_their_terminal(
    ledger: str, width: str, ledgers: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    path = str(ledgers / f"{ledger}.db")
    for args in (
        ["entries"], ["tolls"], ["tolls", "--by", "place"], ["pledges", "--by", "donor"], ["positions"],
        ["track", "trêve"], ["search", "la"],
        ["search", "frappe"], ["diff", "--from", "2031-05-01", "--to", "2031-05-09"],
    ):  # fmt: skip
        assert run([*args, "--ledger", path]) == 0
        assert all(len(line) <= int(width) for line in capsys.readouterr().out.splitlines()), args


class _Page(HTMLParser):
    """What a page holds: its tags, where its links go, and its words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        known = dict(attrs)
        self.links += [known["href"] or ""] if "href" in known else []
        self.ids += [known["id"] or ""] if "id" in known else []
        assert not [name for name in known if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("ledger", sorted(DATA["ledger"]))
def test_every_sentence_of_a_chronology_carries_its_reference(
    ledger: str, language: str, ledgers: Path, capsys: Out
) -> None:
    assert run(["brief", "--language", language, "--ledger", str(ledgers / f"{ledger}.db")]) == 0
    page = capsys.readouterr().out
    sentences = [line for line in page.splitlines() if line.startswith("- ")]
    assert sentences and all(re.search(r"\.(\[\^\d+\])+$", line) for line in sentences)
    cited = set(re.findall(r"\[\^(\d+)\](?!:)", page))
    notes = set(re.findall(r"(?m)^\[\^(\d+)\]: ", page))
    assert cited == notes
    texts = plain(" ".join(r["text"] for r in DATA["ledger"][ledger]["reports"]))
    for note in re.findall(r"(?m)^\[\^\d+\]: .*?[«“](.*)[»”] \(", plain(page)):
        assert note.strip().replace("\\", "") in texts


@pytest.mark.parametrize("ledger", sorted(DATA["ledger"]))
def test_the_page_is_whole_and_loads_nothing(ledger: str, ledgers: Path, capsys: Out) -> None:
    assert run(["brief", "--format", "html", "--ledger", str(ledgers / f"{ledger}.db")]) == 0
    html = capsys.readouterr().out
    page = _Page()
    page.feed(html)
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(page.tags)
    assert "default-src &#x27;none&#x27;" in html or "default-src 'none'" in html
    inner = {link[1:] for link in page.links if link.startswith("#")}
    assert inner <= set(page.ids) and len(set(page.ids)) == len(page.ids)
    assert all(link.startswith(("#", "https://exemple.invalid/")) for link in page.links)


def test_what_a_report_says_cannot_become_markup(tmp_path: Path, ledgers: Path, capsys: Out) -> None:
    evil = '<script>alert(1)</script> & "x" *gras* [lien](javascript:x) `a` | b'
    report = {
        "outlet": "<b>Presse</b>", "published": "2031-05-01", "url": "javascript:alert(1)",
        "text": f"Le maire visite {evil}.",
        "entries": [{"kind": "visit", "anchor": "visite", "visitor": [evil], "when": "2031-05-01"}],
    }  # fmt: skip
    make_ledger(tmp_path / "evil.db", [report])
    path = str(tmp_path / "evil.db")
    assert run(["brief", "--format", "html", "--ledger", path]) == 0
    page = _Page()
    page.feed(capsys.readouterr().out)
    assert not {"script", "b"} & set(page.tags) and not [x for x in page.links if "javascript" in x]
    assert evil in " ".join(page.words)
    assert run(["brief", "--ledger", path]) == 0
    lines = [x for x in capsys.readouterr().out.splitlines() if x.startswith(("- ", "[^"))]
    assert lines and all(r"\<script\>" in x and r"\*gras\*" in x and r"\[lien\]" in x for x in lines)


def test_a_file_appears_only_whole(tmp_path: Path, ledgers: Path, capsys: Out) -> None:
    path = str(ledgers / "aid.db")
    assert run(["brief", "--output", str(tmp_path / "b.md"), "--ledger", path]) == 0
    assert (tmp_path / "b.md").read_text("utf-8").startswith("# Chronologie") and capsys.readouterr().out == ""
    assert run(["brief", "--output", str(tmp_path / "no" / "b.md"), "--ledger", path]) == 2


@pytest.mark.parametrize(
    ("place", "told"), [("Tchornomorsk", [[3, 5, 6]]), ("Izmaïl", [[1]]), ("UA", [[3, 5, 6]]), ("Nulleville", [])]
)
def test_histories_of_the_tolls_of_one_place(tmp_path: Path, capsys: Out, place: str, told: list[list[int]]) -> None:
    """`tolls --by event --place`: the events that happened there, each with all that is told of it."""
    ledger = tmp_path / "places.db"
    make_ledger(ledger, DATA["ledger"]["places"]["reports"])
    told_of = ["tolls", "--by", "event", "--place", place, "--format", "jsonl", "--ledger", str(ledger)]
    assert run(told_of) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sorted([one["min"] for one in row["history"]] for row in found) == sorted(told)
