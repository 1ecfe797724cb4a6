"""The manual's pages as they are typed: French and English in step, links that lead somewhere, commands that exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from greffier import errors
from greffier.cli.app import cli
from greffier.lexicon import load_kinds
from house.sources import ROOT
from manual.commands import commands_page, walked
from manual.kinds import kinds_table
from manual.python import python_pages
from manual.stage import DOCS, LANGUAGES, ordered, parts, stage

PAGES = sorted(path.name for path in (DOCS / "fr").glob("*.md"))
KNOWN = dict(walked(cli))
_FENCED = re.compile(r"(?ms)^```(\w+)\n(.*?)^```$")
_TABLE = re.compile(r"(?m)(?:^\|.*\|\n)+")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def typed(language: str, name: str) -> str:
    return (DOCS / language / name).read_text("utf-8")


def skeleton(block: str) -> list[list[str]]:
    """The commands of a block: what is called and with which options, not with which words or files."""
    lines = block.replace("\\\n", " ").splitlines()
    commands = [line.removeprefix("$ ") for line in lines if line.startswith(("$ ", "greffier "))]
    return [[*called(command), *options(command)] for command in commands]


def called(command: str) -> list[str]:
    """The command of greffier that is called, as `greffier judge accept`; nothing where it is another program."""
    words = shlex.split(command)
    words = words[words.index("greffier") :] if "greffier" in words else []
    return max((words[:n] for n in (1, 2, 3) if " ".join(words[:n]) in KNOWN), key=len, default=[])


def options(command: str) -> list[str]:
    """The options that greffier is given."""
    words = shlex.split(command)
    mine = words[words.index("greffier") :] if "greffier" in words else []
    return [w for w in (mine[: mine.index("|")] if "|" in mine else mine) if w.startswith("--")]


def test_both_languages_have_the_same_pages() -> None:
    assert {language: sorted(p.name for p in (DOCS / language).glob("*.md")) for language in LANGUAGES} == {
        "fr": PAGES,
        "en": PAGES,
    }


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_have_the_same_sections(name: str) -> None:
    levels = [re.findall(r"(?m)^(#+) ", _FENCED.sub("", typed(language, name))) for language in LANGUAGES]
    assert levels[0] == levels[1]


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_have_the_same_examples(name: str) -> None:
    blocks = [_FENCED.findall(typed(language, name)) for language in LANGUAGES]
    assert [kind for kind, _ in blocks[0]] == [kind for kind, _ in blocks[1]]
    for (_, french), (_, english) in zip(*blocks, strict=True):
        assert skeleton(french) == skeleton(english)


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_have_the_same_tables_lists_and_links(name: str) -> None:
    def shape(language: str) -> tuple[object, ...]:
        text = _FENCED.sub("", typed(language, name))
        tables = [len(table.splitlines()) for table in _TABLE.findall(text)]
        items = len(re.findall(r"(?m)^(?:- |\d+\. )", text))
        paragraphs = len(re.findall(r"\n\n+(?=[^\n|#])", text))
        return tables, items, paragraphs, sorted(_LINK.findall(text)), re.findall(r"<!-- .*? -->", text)

    assert shape("fr") == shape("en")


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda p: str(p.relative_to(DOCS)))
def test_links_lead_to_files_that_are_there(path: Path) -> None:
    text = re.sub(r"(?ms)^ {4,}.*?$|`[^`\n]*`", "", _FENCED.sub("", path.read_text("utf-8")))
    targets = [link.split("#")[0] for link in _LINK.findall(text) if ":" not in link]
    assert [target for target in targets if target and not (path.parent / target).exists()] == []


def test_every_page_has_one_place_in_the_order(tmp_path: Path) -> None:
    stage("fr", tmp_path)
    placed = [page for _, pages in ordered(tmp_path) for page in pages]
    there = {str(p.relative_to(tmp_path).with_suffix("")) for p in tmp_path.rglob("*.md")} - {"index"}
    assert sorted(placed) == sorted(there)
    assert all(part["fr"] and part["en"] for part in parts())


def test_named_pages_of_the_order_are_there(tmp_path: Path) -> None:
    stage("en", tmp_path)
    named = [page for part in parts() for page in part["pages"] if "*" not in page]
    assert [page for page in named if not (tmp_path / f"{page}.md").is_file()] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_commands_on_the_pages_exist_with_their_options(language: str, name: str) -> None:
    for kind, block in _FENCED.findall(typed(language, name)):
        lines = block.replace("\\\n", " ").splitlines() if kind in {"sh", "console"} else []
        for command in (line.removeprefix("$ ") for line in lines if line.startswith(("$ ", "greffier "))):
            if "greffier" not in shlex.split(command):
                continue
            path = called(command)
            assert len(path) > 1, command
            there = {o for p in KNOWN[" ".join(path)].params if isinstance(p, click.Option) for o in p.opts}
            assert set(options(command)) <= {*there, "--help"}, command


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_commands_has_each_command_and_option_once(language: str) -> None:
    page = commands_page(language)
    for path, command in walked(cli):
        assert page.count(f"## {path}\n") == 1
        section = page.split(f"## {path}\n")[1].split("\n## ")[0]
        options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
        assert all(max(p.opts, key=len) in section for p in options), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_of_the_page_of_commands_have_two_cells(language: str) -> None:
    rows = [line for line in commands_page(language).splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {3}


def test_pages_of_commands_are_in_their_languages() -> None:
    assert "Montre cette aide." in commands_page("fr")
    assert "Show this message and exit." in commands_page("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_codebook_has_each_kind_with_its_table_and_an_example(language: str) -> None:
    page = typed(language, "codebook.md")
    assert sorted(re.findall(r"<!-- kind: (\w+) -->", page)) == sorted(load_kinds())
    for kind, spec in load_kinds().items():
        section = re.split(rf"\(`{kind}`\)\n", page)[1].split("\n##")[0]
        assert "greffier read -" in section
        table = kinds_table(kind, language)
        assert all(f"| `{role}` |" in table for role in spec.roles)
        assert all(f"`{value}`" in table for role in spec.roles.values() for value in role.get("values", ()))


def test_every_target_of_make_that_a_page_names_is_there() -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text("utf-8")))
    named = {t for lang in LANGUAGES for name in PAGES for t in re.findall(r"`?\bmake (\w+)`", typed(lang, name))}
    assert named <= targets
    assert named


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_for_python_name_types_and_errors_that_are_there(language: str) -> None:
    page = python_pages(language)["reference/types.md"]
    named = re.findall(r"autoclass:: greffier\.(\w+)\.(\w+)", page)
    assert {name for module, name in named if module == "errors"} == set(errors.__all__)
    assert {"Report", "Entry", "Filler", "Quantity", "When"} <= {name for module, name in named if module == "model"}
