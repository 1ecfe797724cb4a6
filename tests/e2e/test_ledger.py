"""The ledger with the real models: what is kept is what is read, killed and called again it is the same."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from greffier.intake import Defaults, read_path
from greffier.ledger import kept_report, open_ledger
from greffier.pipeline import Pipeline

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(map(str, (ROOT / "examples" / "fr").glob("*.json")))

pytestmark = pytest.mark.slow


def start(folder: Path, *arguments: str, seed: int = 0) -> subprocess.Popen[str]:
    ours = {"GREFFIER_LANG": "en", "GREFFIER_STATE": str(folder / "state"), "COLUMNS": "80"}
    environment = {**os.environ, **ours, "PYTHONHASHSEED": str(seed)}
    command = [sys.executable, "-m", "greffier.cli", *arguments]
    return subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def greffier(folder: Path, *arguments: str) -> str:
    process = start(folder, *arguments)
    out, err = process.communicate()
    assert process.returncode == 0, err
    return out


def test_what_is_kept_is_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    assert greffier(tmp_path, "add", *EXAMPLES, "--ledger", str(path)).count("added") == len(EXAMPLES)
    pipeline = Pipeline.load(("fr",))
    with open_ledger(path) as ledger, ledger.begin() as connection:
        for example in EXAMPLES:
            reading = pipeline.read(read_path(example, Defaults(), 5_000_000))
            kept = kept_report(connection, reading.report.id)
            assert kept.report == reading.report
            assert kept.entries == reading.entries
    assert "tuant" in greffier(tmp_path, "search", "tuer", "--ledger", str(path))


def test_what_the_examples_tell_is_asked_for(tmp_path: Path) -> None:
    ledger = ("--ledger", str(tmp_path / "a.db"))
    greffier(tmp_path, "add", *EXAMPLES, *ledger)
    track = greffier(tmp_path, "track", "trêve", *ledger)
    assert "Anselme Fictif" in track and "L'Ukraine a accepté cette proposition." in track
    brief = greffier(tmp_path, "brief", "--language", "fr", *ledger)
    sentences = [line for line in brief.splitlines() if line.startswith("- ")]
    assert len(sentences) > 50 and all(line.endswith("]") and "[^" in line for line in sentences)
    assert any("morts" in line and "Izmaïl" in line and "selon" in line for line in sentences)
    assert "deuxième attaque" in greffier(tmp_path, "check", *EXAMPLES, *ledger)
    assert "150" in greffier(tmp_path, "pledges", "--by", "donor", *ledger)
    assert "Izmaïl" in greffier(tmp_path, "tolls", "--near", "Izmaïl", "--radius", "10", *ledger)


def test_killed_and_called_again(tmp_path: Path) -> None:
    export = ("export", "jsonl", "--include-unreviewed", "--ledger")
    calm, killed, chance = str(tmp_path / "calm.db"), str(tmp_path / "killed.db"), random.Random(1)
    greffier(tmp_path, "add", *EXAMPLES, "--ledger", calm)
    for seed in (1, 2):
        process = start(tmp_path, "add", *reversed(EXAMPLES), "--ledger", killed, seed=seed)
        assert process.stdout is not None
        process.stdout.readline()  # from the first report on
        time.sleep(chance.uniform(0, 0.5))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    greffier(tmp_path, "add", *EXAMPLES, "--ledger", killed)
    assert greffier(tmp_path, *export, killed) == greffier(tmp_path, *export, calm)


def test_judged_and_read_again_it_is_as_it_was_judged(tmp_path: Path) -> None:
    path = str(tmp_path / "a.db")
    greffier(tmp_path, "add", *EXAMPLES[:3], "--ledger", path)
    told = [
        json.loads(line) for line in greffier(tmp_path, "entries", "--format", "jsonl", "--ledger", path).splitlines()
    ]
    ids = [entry["id"] for data in told for entry in data["entries"]]
    tolls = [e["id"] for data in told for e in data["entries"] if e["kind"] == "toll"]
    greffier(tmp_path, "judge", "accept", *ids[::2], "--ledger", path, "--author", "ana")
    greffier(tmp_path, "judge", "correct", tolls[0], "number", "40..", "--ledger", path, "--author", "ana")
    before = greffier(tmp_path, "export", "jsonl", "--ledger", path)
    out = greffier(tmp_path, "rerun", "--all", "--ledger", path)
    assert f"{len(ids[::2]) + 1} judgements, none dropped" in out and "0 without anything to bear on" in out
    assert greffier(tmp_path, "export", "jsonl", "--ledger", path) == before
    assert greffier(tmp_path, "verify", "--ledger", path).endswith("nothing wrong.\n")


TOLD = (
    ("2026-03-10", "Des drones russes ont frappé le port d'Odessa dans la nuit de lundi, faisant trois morts."),
    ("2026-03-10", "La Norvège a promis lundi 10 millions d'euros d'aide à l'Ukraine."),
    ("2026-03-10", "La Suède a promis lundi 20 millions d'euros d'aide à l'Ukraine."),
    ("2026-03-11", "Le Danemark a promis mardi 30 millions d'euros d'aide à l'Ukraine."),
    ("2026-03-13", "La deuxième attaque contre Odessa en une semaine a fait quatre morts jeudi, selon la police."),
    ("2026-03-13", "Au total, les trois pays ont promis 60 millions d'euros d'aide à l'Ukraine."),
)  # fmt: skip


def test_claims_are_held_against_what_the_ledger_tells(tmp_path: Path) -> None:
    """The second attack on a town in a week, and what three countries pledged in all: other reports bear them out."""
    path = tmp_path / "a.db"
    for number, (day, text) in enumerate(TOLD):
        report = {"text": text, "published": day, "outlet": f"Exemple-Presse {number}", "language": "fr"}
        (tmp_path / f"{number}.json").write_text(json.dumps(report), "utf-8")
    for some, verdict in (("45", "cannot tell"), ("0", "holds"), ("123", "holds")):
        greffier(tmp_path, "add", *(str(tmp_path / f"{n}.json") for n in some), "--ledger", str(path))
        lines = greffier(tmp_path, "entries", "--ledger", str(path), "--format", "jsonl").splitlines()
        reports = {json.loads(line)["report"]["outlet"]: json.loads(line)["report"]["id"] for line in lines}
        asked = "4" if some != "123" else "5"
        shown = greffier(tmp_path, "show", reports[f"Exemple-Presse {asked}"], "--ledger", str(path))
        assert f"{verdict}: {'deuxième' if asked == '4' else 'promis'}" in shown
