"""Data files of kinds and languages that are damaged at random, the notation of frames among them: `greffier lint` says
what is wrong, in sentences that are translated, or that nothing is."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greffier.errors import DataError
from greffier.frames.fills import FILLS
from greffier.lexicon import lint_file, load_interface
from torture.scale import note, times

pytestmark = pytest.mark.slow

DATA = Path(str(files("greffier.data")))
SEEDS = [
    (path.relative_to(DATA), path.read_text("utf-8"))
    for folder in ("kinds", "languages")
    for path in sorted((DATA / folder).rglob("*.toml"))
]
COUNT = times(300, 5_000)
FRENCH = load_interface("fr").messages
TOKENS = (
    '"', "'", "[", "]", "{", "}", "=", ".", ",", "\n", "\n\n", "[[fr.frames]]\n", "[fr]\n", "[roles]\n", "|", "+", "?",
    "(", ")", "obj:", "subj", "obl:à", "->", "@", "!", "…", "\\", "true", "1e999", "-1", "2031-99-99", "''' '''", "é",
    "take = ", "set = ", "needs = ", "unless = ", "fill = ", "verbs = [", "nouns = []", "a b c", "<", ">", "^", "$",
    "*", "œ", "#",
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> tuple[Path, str]:
    name, text = draw(st.sampled_from(SEEDS))
    lines = text.splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 4))):
        k = draw(st.integers(0, len(lines) - 1))
        line = lines[k]
        at = draw(st.integers(0, len(line)))
        match draw(st.sampled_from(("put", "cut", "word", "drop", "double", "swap"))):
            case "put":
                lines[k] = line[:at] + draw(st.sampled_from(TOKENS)) + line[at:]
            case "cut":
                lines[k] = line[:at] + line[min(len(line), at + draw(st.integers(1, 8))) :]
            case "word":
                words = line.split(" ")
                words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(TOKENS))
                lines[k] = " ".join(words)
            case "drop":
                lines[k] = ""
            case "double":
                lines.insert(k, line)
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[k], lines[other] = lines[other], line
    return name, "".join(lines)


def hold(folder: Path, name: Path, text: str) -> list[DataError]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    problems = lint_file(path, FILLS)
    for problem in problems:
        assert isinstance(problem, DataError) and problem.message in FRENCH and str(problem)
    return problems


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: str(seed[0]))
def test_what_is_shipped_has_nothing_wrong(tmp_path: Path, seed: tuple[Path, str]) -> None:
    assert hold(tmp_path, *seed) == []


@given(case=damaged())
@settings(max_examples=COUNT, deadline=None, suppress_health_check=list(HealthCheck))
def test_damaged_ones_are_told(tmp_path_factory: pytest.TempPathFactory, case: tuple[Path, str]) -> None:
    name, text = case
    problems = hold(tmp_path_factory.getbasetemp() / "frames", name, text)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert len(problems) == 1, "a file that is no TOML is told so"


def test_it_is_noted() -> None:
    note("S12", COUNT, 0, f"{len(SEEDS)} fichiers de données · data files")
