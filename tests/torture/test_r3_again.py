"""R3: what was added comes again, in the same files, in an archive, by a feed: nothing is new."""

from __future__ import annotations

import json
import zipfile
from html import escape
from pathlib import Path

import pytest

from greffier.cli.app import run
from postgres_server import Server
from torture.scale import note

pytestmark = pytest.mark.slow

Out = pytest.CaptureFixture[str]
TOLD = (
    "Des drones russes ont frappé le port d'Odessa dans la nuit de lundi, faisant trois morts.",
    "La Norvège a promis mardi 10 millions d'euros d'aide à l'Ukraine.",
    "Le ministre fictif Rui Valadares a rencontré mercredi à Genève son homologue turc.",
)


def feed() -> str:
    items = "".join(
        f"<item><title>{n}</title><link>https://exemple.invalid/{n}</link><guid>urn:{n}</guid>"
        f"<pubDate>Tue, 10 Mar 2026 0{n}:00:00 +0000</pubDate>"
        f"<description>{escape(f'<p>{text}</p>')}</description></item>"
        for n, text in enumerate(TOLD)
    )
    head = "<title>Exemple-Presse</title><link>https://exemple.invalid/</link><language>fr</language>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


@pytest.mark.parametrize("kept", ["file", "server"])
def test_r3_added_again_in_whatever_it_comes(
    tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, kept: str
) -> None:
    again = "again.db"
    if kept == "server":  # R13
        standing: Server = request.getfixturevalue("server")
        standing.drop("again")
        again = str(standing.empty("again"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GREFFIER_LANG", "en")
    Path("flux.rss").write_text(feed(), "utf-8")
    assert run(["add", "flux.rss", "--ledger", "feed.db"]) == 0
    capsys.readouterr()
    assert run(["export", "jsonl", "--include-unreviewed", "--ledger", "feed.db"]) == 0
    wanted = capsys.readouterr().out
    Path("files").mkdir()
    for number, text in enumerate(TOLD):
        of = {
            "title": str(number),
            "outlet": "Exemple-Presse",
            "url": f"https://exemple.invalid/{number}",
            "language": "fr",
        }
        data = {"text": text, "published": f"2026-03-10T0{number}:00:00Z", **of}
        Path("files", f"{number}.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    with zipfile.ZipFile("all.zip", "w") as archive:
        for path in Path("files").glob("*.json"):
            archive.write(path)
    ways = ("files", "files", "files", "all.zip", "flux.rss")
    for number, way in enumerate(ways):
        code, (out, err) = run(["add", way, "--ledger", again]), capsys.readouterr()
        assert code == 0, err
        told = out.splitlines()
        assert len(told) == len(TOLD), told
        assert all((": added" in line) == (number == 0) for line in told), (way, told)
    assert run(["export", "jsonl", "--include-unreviewed", "--ledger", again]) == 0
    got, was = (
        sorted(json.dumps(json.loads(line)["entries"]) for line in some.splitlines())
        for some in (capsys.readouterr().out, wanted)
    )
    assert got == was
    note("R3" if kept == "file" else "R13", len(ways), 0)
