"""The house rules that a program can check."""

from __future__ import annotations

import ast
import importlib
import re
import sys
import tomllib
from functools import cache
from pathlib import Path

import click
import pytest

from greffier.cli.app import cli
from greffier.cli.export import FORMATS as NAMES
from greffier.cli.export import POLICIES as OFFERED
from greffier.export import columns
from greffier.export.formats import COLUMNS, FORMATS, POLICIES
from greffier.lexicon import interfaces, languages, load_interface, load_kinds, load_language
from greffier.lexicon.kinds import kind_names
from greffier.settings import VARIABLES
from house.sources import ROOT, SRC, called, calls, docstrings, messages, modules

REFERENCE = ROOT / "docs" / "reference"
_CLASS = re.compile(r"\[(?:[^\]\\]|\\.)*\]")  # of a regular expression: characters, no words
_ACCENT = "à-öø-ÿœÀ-ÖØ-ÞŒ"
_WORD = re.compile(rf"\w+[{_ACCENT}]\w*|[{_ACCENT}]\w+|\bà\b")
_COMMON = {
    "pas",
    "jamais",
    "que",
    "qu'",
    "selon",
    "dans",
    "avec",
    "pour",
    "par",
    "sur",
    "les",
    "des",
    "une",
    "ne",
    "sans",
}
_TEXT = {".py", ".md", ".toml", ".cfg", ".csv", ".json", ".txt", ".conllu", ".lock", ""}


def commands() -> list[tuple[str, click.Command]]:
    return sorted(cli.commands.items())


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_command_and_option_is_documented(name: str) -> None:
    page = (REFERENCE / "cli.md").read_text("utf-8")
    assert f"## greffier {name}" in page
    section = page.split(f"## greffier {name}")[1].split("\n## ")[0]
    command = cli.commands[name]
    parts = list(command.commands.values()) if isinstance(command, click.Group) else []
    assert all(f"greffier {name} {part.name} " in section for part in parts)
    for param in (p for one in (command, *parts) for p in one.params):
        if isinstance(param, click.Option):
            assert f"`{max(param.opts, key=len)}" in section, f"{name} {param.opts} is not in docs/reference/cli.md"


def test_every_setting_is_documented() -> None:
    page = (REFERENCE / "cli.md").read_text("utf-8")
    used = set(re.findall(r"GREFFIER_[A-Z]+(?:_[A-Z]+)*", "".join(p.read_text("utf-8") for p in modules())))
    assert used == set(VARIABLES)
    assert all(f"`{name}`" in page for name in VARIABLES)


def test_every_exit_code_is_documented() -> None:
    from greffier import errors
    from greffier.cli.app import INTERRUPTED, OUR_FAULT, USAGE
    from greffier.cli.care import DAMAGED
    from greffier.cli.reports import SOME_FAILED
    from greffier.cli.score import UNDER_A_FLOOR

    page = (REFERENCE / "exit-codes.md").read_text("utf-8")
    codes = {getattr(errors, name).exit_code for name in errors.__all__}
    for code in codes | {0, INTERRUPTED, OUR_FAULT, USAGE, SOME_FAILED, UNDER_A_FLOOR, DAMAGED}:
        assert f"| {code} |" in page


def test_every_export_column_is_documented() -> None:
    """Columns of roles stand on the page of kinds too, which is made from the data."""
    page = (REFERENCE / "output.md").read_text("utf-8") + (REFERENCE / "kinds.md").read_text("utf-8")
    missing = [c for c in columns() if f"`{c}`" not in page and f"`{c.rsplit('_', 1)[0]}_…`" not in page]
    assert not missing


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_of_every_export_is_documented(name: str) -> None:
    """In the section of its format, or on the pages that it refers to."""
    assert set(COLUMNS) | {"jsonl"} == set(FORMATS) == set(NAMES)
    page = (REFERENCE / "exports.md").read_text("utf-8")
    section = page.split(f"## `{name}`")[1].split("\n## ")[0]
    if name in {"csv", "xlsx"}:
        section += "".join((REFERENCE / other).read_text("utf-8") for other in ("output.md", "kinds.md"))
    assert [c for c in COLUMNS[name]() if f"`{c}`" not in section and f"`{c.rsplit('_', 1)[0]}_…`" not in section] == []


def test_policies_of_tolls_are_the_same_everywhere() -> None:
    assert OFFERED == POLICIES


def test_every_kind_role_and_value_has_a_french_name() -> None:
    """In the interface, or for a new kind under [names.fr] of its own file."""
    french, own = load_interface("fr"), set(kind_names("fr"))
    for kind in load_kinds().values():
        assert kind.name in own | set(french.labels["kind"])
        for role, spec in kind.roles.items():
            assert role in own | set(french.labels["role"])
            assert set(spec.get("values", ())) <= own | set(french.labels["value"])


def test_every_sentence_for_people_is_translated() -> None:
    french = set(load_interface("fr").messages)
    # said by click, or stored as data (doubts), so that no call shows them
    elsewhere = {"Show this message and exit."} | {s for s in french if not messages() & {s} and _is_doubt(s)}
    assert messages() - french == set()
    assert french - messages() - elsewhere == set()


@cache
def _sources_of_doubts() -> str:
    return "".join(p.read_text("utf-8") for room in ("intake", "resolve", "judge") for p in (SRC / room).rglob("*.py"))


def _is_doubt(sentence: str) -> bool:
    return f'"{sentence}"' in _sources_of_doubts()


def test_translations_keep_the_places_to_fill() -> None:
    for english, french in load_interface("fr").messages.items():
        fields = [set(re.findall(r"(?<!\{)\{(\w+)", words)) for words in (english, french)]
        assert fields[0] == fields[1], english


def test_all_interfaces_name_the_same_headings() -> None:
    found = [load_interface(code).labels["heading"].keys() for code in interfaces()]
    assert all(keys == found[0] for keys in found)


@pytest.mark.parametrize("kind", sorted(load_kinds()))
def test_every_frame_has_sentences_to_read_and_not(kind: str) -> None:
    for rules in load_kinds()[kind].rules.values():
        for rule in rules:
            assert rule.reads and rule.refuses, rule.id
            assert all(isinstance(case, str) or case.get("text") for case in rule.reads), rule.id


def test_data_files_load() -> None:
    for code in languages():
        load_language(code)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SRC)))
def test_no_language_words_in_code(path: Path) -> None:
    """Accented letters and the commonest words betray French; punctuation and single characters are no words."""
    tree = modules()[path]
    silent = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.lineno not in silent:
            found = _WORD.search(_CLASS.sub("", node.value)) or node.value in _COMMON
            assert not found, f"line {node.lineno}: {node.value!r} belongs in a data file"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SRC)))
def test_public_names_exist_and_are_listed(path: Path) -> None:
    parts = path.relative_to(SRC.parent).with_suffix("").parts
    module = importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    listed = getattr(module, "__all__", None)
    body = modules()[path].body
    defined = {n.name for n in body if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and not n.name.startswith("_")}
    if listed is None:
        assert not defined, f"{path.name} has no __all__"
        return
    assert len(set(listed)) == len(listed)
    assert all(hasattr(module, name) for name in listed)
    assert defined <= set(listed), f"{path}: {sorted(defined - set(listed))} are public and not in __all__"


def test_the_model_is_plain() -> None:
    allowed = {*sys.stdlib_module_names, "greffier"}
    for path, tree in modules().items():
        if "model" not in path.relative_to(SRC).parts:
            continue
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert all(n.split(".")[0] in allowed for n in names), path
            assert all(n.startswith("greffier.model") for n in names if n.startswith("greffier")), path


def test_no_bare_except() -> None:
    for path, tree in modules().items():
        bare = [n.lineno for n in ast.walk(tree) if isinstance(n, ast.ExceptHandler) and n.type is None]
        assert not bare, f"{path}: {bare}"


def files() -> list[Path]:
    """The project's own text files, whatever else lies in the folder."""

    def ours(path: Path) -> bool:
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part != ".ci" for part in parts)
        return (
            path.is_file() and path.suffix in _TEXT and not hidden and not {"build", "dist", "__pycache__"} & {*parts}
        )

    return [path for path in sorted(ROOT.rglob("*")) if ours(path)]


def test_no_machine_and_no_shared_folder_is_named() -> None:
    """Only the Makefile and .ci/run know where coded reports may lie; nothing knows this machine."""
    machine = re.compile("|".join(["/" + "work/", "/" + "home/", "/" + "root/", "/tmp/" + "bash", "/opt/" + "wheels"]))
    shared = ".." + "/shared"
    for path in files():
        text = path.read_text("utf-8", "replace")
        assert not machine.search(text), path
        assert shared not in text or path.name in {"Makefile", "run"}, path


def test_the_lock_file_names_no_host_and_holds_every_dependency() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    assert "--index" not in lock
    assert "999.9.9" not in lock
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    wanted = [one for name in ("dev", "mcp", "pandas", "polars") for one in extras[name] if "[" not in one]
    for requirement in [*project["project"]["dependencies"], *wanted, *project["build-system"]["requires"]]:
        name = re.split(r"[<>=!~ ]", requirement)[0].lower()
        assert re.search(rf"^{re.escape(name)}==", lock, re.MULTILINE), f"make lock: {name} is not in the lock file"
    pins = re.findall(r"^(\S+==\S+)(?: ;.*)? \\$", lock, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^\S+==", lock, re.MULTILINE))


def test_modules_and_functions_stay_small() -> None:
    for path, tree in modules().items():
        assert len(path.read_text("utf-8").splitlines()) <= 450, f"{path}: split it"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                first = node.body[1] if len(node.body) > 1 and node.body[0].lineno in docstrings(tree) else node.body[0]
                lines = (node.end_lineno or 0) - first.lineno + 1
                assert lines <= 45, f"{path}: {node.name} has {lines} lines"


def test_no_global_statement_and_no_print() -> None:
    for path, tree in modules().items():
        assert not [n for n in ast.walk(tree) if isinstance(n, ast.Global)], path
        assert not [c for c in calls(tree) if called(c) == "print" and isinstance(c.func, ast.Name)], path


def test_examples_say_that_they_are_made_up() -> None:
    import json

    found = sorted((ROOT / "examples").rglob("*.json"))
    assert len([p for p in found if p.parent.name == "fr"]) >= 12
    for path in found:
        report = json.loads(path.read_text("utf-8"))
        assert report["title"].startswith(("Exemple inventé", "Made-up example")), path
        assert report["text"].startswith(report["title"]), path
