"""The frozen parses that cases run on, and which texts they must hold: no test of a case loads a model."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from greffier.lexicon import load_kinds
from greffier.model import Sentence
from parses.conllu import document_id, head_of, read_conllu

__all__ = ["CASES", "FOLDER", "case_files", "cases_of", "frozen", "frozen_head", "read_frozen", "texts_of"]

FOLDER = Path(__file__).parent
CASES = FOLDER.parent / "kinds"


def case_files(language: str) -> list[Path]:
    """The files of cases of a language, one or more a kind: tests/kinds/<language>_<kind>.toml."""
    return sorted(CASES.glob(f"{language}_*.toml"))


@cache
def cases_of(path: Path) -> list[dict[str, Any]]:
    return list(tomllib.loads(path.read_text("utf-8")).get("case", ()))


def _examples(language: str) -> Iterator[str]:
    for kind in load_kinds().values():
        for rule in kind.rules.get(language, ()):
            yield from (str(case["text"]) for case in rule.reads)
            yield from rule.refuses


def texts_of(language: str) -> list[str]:
    """Every sentence that the frames of a language give and every text of its cases, sorted, each once."""
    cases = (str(case["text"]) for path in case_files(language) for case in cases_of(path))
    return sorted({*_examples(language), *cases})


@cache
def _file(language: str) -> tuple[str, ...]:
    path = FOLDER / f"{language}.conllu"
    return tuple(path.read_text("utf-8").split("\n")) if path.is_file() else ()


def frozen_head(language: str) -> dict[str, str]:
    """The model that a file was made with."""
    return head_of(_file(language))


@cache
def read_frozen(language: str) -> dict[str, tuple[Sentence, ...]]:
    """All frozen parses of a language by the id of their text."""
    return read_conllu(_file(language))


def frozen(language: str, text: str) -> list[Sentence]:
    """The sentences of a text. Says how to renew when it is not there."""
    found = read_frozen(language).get(document_id(text))
    assert found is not None, f"no frozen parse of {text!r}; renew them: make parses"
    return list(found)
