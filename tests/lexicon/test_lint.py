"""`greffier lint`: each mistake has a file that makes it and a sentence that tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from greffier.errors import InputError
from greffier.frames.fills import FILLS
from greffier.lexicon import lint_file, load_interface

DATA = Path(__file__).resolve().parents[2] / "src" / "greffier" / "data"

TOP = (
    'kind = "test"\n[roles]\nattacker = { is = "fillers" }\nharm = { is = "closed", values = ["killed", "wounded"] }\n'
)
FRAME = """
[[fr.frame]]
id = "strike"
verbs = ["frapper"]
subj = { attacker = "actor" }
reads = [{ text = "Ils frappent.", gives = { attacker = "Ils" } }]
not = ["Il dort."]
"""


def frame(old: str = "", new: str = "") -> str:
    """A kind with one frame, one thing in it put otherwise."""
    assert old in FRAME
    return TOP + FRAME.replace(old, new, 1)


READS = 'reads = [{ text = "Ils frappent.", gives = { attacker = "Ils" } }]'

# Each mistake: the file, what the sentence says in English, and where it says that it is.
WRONG = {
    "no TOML": (frame('id = "strike"', 'id = "strike'), "line 7 cannot be read as TOML", 'id = "strike'),
    "an accented key": (TOP + 'péri = "périr"\n', "line 5 cannot be read as TOML", "straight quotation marks"),
    "no kind": ("plover = []\n", "the name of the kind is missing", 'kind = "…"'),
    "a role's form": ('kind = "test"\n[roles]\nharm = { is = "colour" }\n', 'the role needs is = "…"', "roles.harm"),
    "no values": ('kind = "test"\n[roles]\nharm = { is = "closed" }\n', "a closed role lists its values", "roles.harm"),
    "a role's key": (
        'kind = "test"\n[roles]\nx = { is = "fillers", take = "actor" }\n',
        "'take'; known: takes",
        "roles.x",
    ),
    "a key at the top": ("placd = true\n" + TOP, "unknown key 'placd'; known: placed", "test.toml: "),
    "a trait's role": (
        'same_event = ["victim"]\n' + TOP,
        "`same_event` names the role 'victim'",
        "its roles: attacker",
    ),
    "a trait's value": ('retold = "always"\n' + TOP, "retold cannot be 'always'", "one of: named, near"),
    "a trait's form": ('placed = "yes"\n' + TOP, "`placed` is true or false", "'yes'"),
    "a key": (frame("verbs =", 'noms = ["x"]\nverbs ='), "unknown key 'noms'; known: nouns", "fr.frame strike"),
    "an unknown role": (frame('{ attacker = "actor" }', '{ atacker = "actor" }'), "role 'atacker'", "roles: attacker"),
    "an unknown type": (
        frame('"actor" }', '"actors" }'),
        "the type 'actors', which does not exist; known: actor",
        "`subj`",
    ),
    "a role set": (
        frame("subj", 'set = { colour = "red" }\nsubj'),
        "`set` names the role 'colour'",
        "its roles: attacker",
    ),
    "a closed value": (
        frame("subj", 'set = { harm = "kiled" }\nsubj'),
        "harm cannot be 'kiled'; it is one of: killed",
        "strike",
    ),
    "a closed value given": (
        frame('= "Ils" }', '= "Ils", harm = "hurt" }'),
        "harm cannot be 'hurt'",
        "fr.frame strike",
    ),
    "nothing to read": (frame(READS, ""), "a sentence that it must read is missing", 'reads = [{ text = "…"'),
    "nothing not to read": (
        frame('not = ["Il dort."]', ""),
        "a sentence that it must not read is missing",
        'not = ["…"]',
    ),
    "no text": (frame(READS, 'reads = ["Ils frappent."]'), "each item of `reads` has a text", "fr.frame strike"),
    "a conjugated verb": (frame('"frapper"', '"frappent"'), "'frappent' is no infinitive", "fr.frame strike"),
    "a noun as a verb": (frame('"frapper"', '"colis piégé"'), "is no infinitive; write the infinitive", "strike"),
    "a group": (
        frame("subj", 'obl = { "@inn" = "attacker" }\nsubj'),
        "prepositions is called '@inn'; known: @in",
        "strike",
    ),
    "a fill": (
        frame("subj", 'fill = "attack.strike"\nsubj'),
        "`fill` names no function 'attack.strike'; known: attack.struck",
        "s",
    ),
    "a role given": (
        frame("gives = { attacker", "gives = { who"),
        "`gives` names the role 'who'",
        "its roles: attacker",
    ),
    "words given": (frame('"Ils" }', '"Ils frappent fort" }'), "which does not stand in its sentence", "Ils frappent."),
    "read and not": (frame("Il dort.", "Ils frappent."), "under `reads` and under `not`", "Ils frappent."),
    "twins": (frame() + FRAME, "two frames of fr are called 'strike'", "give one another id"),
    "a list": (frame('["frapper"]', '"frapper"'), '`verbs` is a list of words: verbs = ["…"]', "fr.frame strike"),
    "a table": (frame('{ attacker = "actor" }', '"attacker"'), '`subj` is a table: subj = { role = "type" }', "strike"),
    "a need": (frame("subj", 'needs = ["harm"]\nsubj'), "`needs` asks for 'harm', which no", "fr.frame strike"),
    "nothing evokes it": (frame('verbs = ["frapper"]', ""), "nothing evokes the frame", "fr.frame strike"),
    "no id": (frame('id = "strike"', ""), 'the frame needs a name: id = "…"', "fr.frame ?"),
    "single brackets": (frame("[[fr.frame]]", "[fr.frame]"), "double brackets: [[fr.frame]]", "test.toml"),
    "another table": (frame("[[fr.frame]]", "[[fr.frames]]"), "frames stand under [[fr.frame]]", "[[fr.frames]]"),
    "a language": (frame("[[fr.frame]]", "[[zz.frame]]"), "[zz] is no language; known: en, fr", "test.toml"),
    "a doubled word": (
        frame("subj", 'unless = ["non", "oui", "non"]\nsubj'),
        "'non' stands there twice",
        "fr.frame strike.unless",
    ),
    "loose accents": (frame("subj", 'unless = ["e\u0301te\u0301"]\nsubj'), "write it in NFC", "fr.frame strike.unless"),
}


def lint(path: Path) -> list[str]:
    return [str(problem) for problem in lint_file(path, FILLS)]


@pytest.mark.parametrize("case", WRONG)
def test_mistakes_in_a_kind(tmp_path: Path, case: str) -> None:
    """One clear sentence each, that says where and what would be right; in French too."""
    content, words, right = WRONG[case]
    path = tmp_path / "kinds" / "test.toml"
    path.parent.mkdir()
    path.write_text(content, "utf-8")
    (problem,) = lint_file(path, FILLS)
    assert words in str(problem)
    assert right in str(problem)
    assert str(problem).startswith(str(path))
    french = load_interface("fr").explain(problem)
    assert french.startswith(str(path))
    assert french != str(problem)


def test_a_kind_without_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "test.toml"
    path.write_text(frame(), "utf-8")
    assert lint(path) == []


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    path = tmp_path / "test.toml"
    twice = FRAME.replace("strike", "hit").replace('"actor"', '"actors"')
    path.write_text(frame("verbs", "verb") + twice, "utf-8")
    first, second, third = lint(path)
    assert "unknown key 'verb'" in first and "nothing evokes" in second and "'actors'" in third


def test_a_section_that_no_language_has_keys_of(tmp_path: Path) -> None:
    path = tmp_path / "xx" / "quotes.toml"
    path.parent.mkdir()
    path.write_text('[colours]\nred = "rouge"\n', "utf-8")
    (problem,) = lint(path)
    assert "none of its keys is known in a section 'quotes'" in problem


def test_what_is_neither_kind_nor_section(tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_text("a = 1\n", "utf-8")
    (problem,) = lint(path)
    assert "is no kind" in problem and "calendar" in problem


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    for name in ("rien.toml", "a.txt"):
        with pytest.raises(InputError):
            lint_file(tmp_path / name)


@pytest.mark.parametrize("path", sorted(DATA.glob("kinds/*.toml")) + sorted(DATA.glob("languages/*/*.toml")),
                         ids=lambda p: f"{p.parent.name}/{p.name}")  # fmt: skip
def test_our_own_files_are_clean(path: Path) -> None:
    assert lint(path) == []
