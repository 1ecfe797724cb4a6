"""Export of the current filter: only what was accepted unless one asks, the same lines as the command line's."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from starlette.testclient import TestClient

from greffier import judge as room
from greffier.cli.app import run
from greffier.desk.exporting import statuses_of, whole
from greffier.export.formats import FORMATS
from greffier.judge import Judge


def lines(client: TestClient, query: str = "") -> list[str]:
    answer = client.get(f"/export.jsonl?{query}")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    return answer.text.splitlines(keepends=True)


def count(found: list[str]) -> int:
    return sum(len(json.loads(line)["entries"]) for line in found)


def test_only_what_was_accepted_unless_asked(client: TestClient) -> None:
    assert lines(client) == []
    told = client.get("/ledger/toll.json?limit=200").json()
    site = client.app.state.site  # type: ignore[attr-defined]
    for n, kept in enumerate(told[:3]):
        (room.accept if n else room.reject)(site.writing, kept["entries"][0]["id"], Judge("testeuse"))
    assert count(lines(client)) == count(lines(client, "kind=toll")) == 2
    assert lines(client, "kind=aid") == []
    assert count(lines(client, "kind=toll&unreviewed=1")) == len(told) - 1
    page = client.get("/export?kind=toll").text
    assert re.search(rf"2 acceptées ou corrigées sur {len(told) - 1} ", page), page
    assert f"aussi les {len(told) - 3} entrées que personne" in page


def test_every_format_can_be_had_from_the_page(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bytes as the command line's; a folder as a zip archive."""
    monkeypatch.setenv("GREFFIER_LANG", "fr")
    page, ledger = client.get("/export?kind=toll").text, client.app.state.site.path  # type: ignore[attr-defined]
    for name, form in FORMATS.items():
        assert f'value="{name}"' in page
        answer = client.get(f"/export.file?kind=toll&format={name}&unreviewed=1")
        assert answer.status_code == 200 and f"greffier-{name}." in answer.headers["Content-Disposition"]
        if form.folder:
            assert ZipFile(io.BytesIO(answer.content)).testzip() is None
            continue
        output = tmp_path / name
        more = ["--kind", "toll", "--include-unreviewed", "--output", str(output)]
        assert run(["export", name, "--ledger", str(ledger), *more]) == 0
        assert answer.content == output.read_bytes(), name
    assert client.get("/export.file?format=csv&excel-fr=1&unreviewed=1").content.startswith(b"\xef\xbb\xbf")
    assert client.get("/export.file?format=none").status_code == 400


def test_tables_of_pages_say_what_was_judged(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/ledger/toll.csv").text)))
    assert rows and {row["judged"] for row in rows} == {"unreviewed"}


def test_without_a_filter_it_is_what_the_command_line_writes(client: TestClient) -> None:
    site = client.app.state.site  # type: ignore[attr-defined]
    with site.reading.begin() as connection:
        written = list(whole(connection, statuses_of(unreviewed=True), current=True))
    told = [line for line in written if json.loads(line)["entries"]]
    assert sorted(lines(client, "unreviewed=1")) == sorted(told)


def test_tables_and_map_link_to_the_export_of_their_filter(client: TestClient) -> None:
    assert 'href="/export?kind=toll"' in client.get("/ledger/toll").text
    assert 'href="/export?country=UA"' in client.get("/map?country=UA&of=entries").text
    assert client.get("/export?kind=nothing").status_code == 400
