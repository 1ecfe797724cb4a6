"""`greffier lint`: each mistake has a file that makes it and a sentence that tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from greffier.errors import InputError
from greffier.lexicon import lint_file

DATA = Path(__file__).resolve().parents[2] / "src" / "greffier" / "data"

FRAME = """
[[fr.frame]]
id = "{id}"
verbs = ["frapper"]
subj = {{ attacker = "actor" }}
reads = [{{ text = "Ils frappent." }}]
not = ["Il dort."]
{more}
"""
HEAD = 'kind = "test"\n[roles]\nattacker = { is = "fillers" }\nharm = { is = "closed", values = ["killed"] }\n'


def frame(name: str = "a", more: str = "") -> str:
    return FRAME.format(id=name, more=more)


WRONG = {
    "toml": ("kind = ", "not valid TOML"),
    "no kind": ("plover = []\n", '`kind = "…"` is missing'),
    "role": ('kind = "test"\n[roles]\nharm = { is = "colour" }\n', "role 'harm' needs `is = \"…\"`"),
    "key": (HEAD + frame(more="verb = []"), "fr frame 'a': unknown key 'verb'"),
    "unknown role": (HEAD + frame(more='set = { colour = "red" }'), "role 'colour' is none of the kind's"),
    "value": (HEAD + frame(more='set = { harm = "bored" }'), "harm cannot be 'bored'"),
    "twins": (HEAD + frame() + frame(), "two fr frames are called 'a'"),
    "language": (HEAD + frame().replace("[fr.", "[zz.").replace("[[fr", "[[zz"), "[zz] is no language"),
    "doubled word": (HEAD + frame(more='unless = ["non", "oui", "non"]'), "'non' stands there twice"),
    "loose accents": (HEAD + frame(more='unless = ["e\u0301te\u0301"]'), "write it in NFC"),
}


@pytest.mark.parametrize("case", WRONG)
def test_mistakes_in_a_kind(tmp_path: Path, case: str) -> None:
    content, words = WRONG[case]
    path = tmp_path / "kinds" / "test.toml"
    path.parent.mkdir()
    path.write_text(content, "utf-8")
    problems = lint_file(path)
    assert any(words in problem for problem in problems), problems
    assert all(str(path) in problem for problem in problems)


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    path = tmp_path / "test.toml"
    path.write_text(HEAD + frame("a", "x = 1") + frame("b", "y = 1") + frame("c"), "utf-8")
    assert len(lint_file(path)) == 2


def test_a_section_that_no_language_has_keys_of(tmp_path: Path) -> None:
    path = tmp_path / "xx" / "quotes.toml"
    path.parent.mkdir()
    path.write_text('[colours]\nred = "rouge"\n', "utf-8")
    (problem,) = lint_file(path)
    assert "none of its keys is known in a section 'quotes'" in problem


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    for name in ("rien.toml", "a.txt"):
        with pytest.raises(InputError):
            lint_file(tmp_path / name)


@pytest.mark.parametrize("path", sorted(DATA.glob("kinds/*.toml")) + sorted(DATA.glob("languages/*/*.toml")),
                         ids=lambda p: f"{p.parent.name}/{p.name}")  # fmt: skip
def test_our_own_files_are_clean(path: Path) -> None:
    assert lint_file(path) == []
