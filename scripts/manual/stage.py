"""Gather the pages of one language in a folder, as Sphinx reads them.

The pages of docs/fr or docs/en stand at the top, so that a page has the same address on both sites but for its
language; the pages that are kept in both languages stand beside them, in the folders that they have under docs.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from manual.commands import commands_page
from manual.kinds import kinds_table
from manual.projection import split
from manual.python import python_pages

__all__ = ["DOCS", "LANGUAGES", "SHARED", "ordered", "parts", "stage"]

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
LANGUAGES = ("fr", "en")
SHARED = (
    "decisions",
    "how-to",
    "reference",
    "accuracy.md",
    "benchmarks.md",
    "scale.md",
    "security.md",
    "supply-chain.md",
    "reliability.md",
)  # both languages on one page
_FILE_NAME = re.compile(r"\[[\w-]+\.md\]\(([^)#\s]+\.md)")  # a link that is named as its file: named as its page
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)")
_OWN = re.compile(r"\]\(\.\./(?:fr|en)/")
_MADE = re.compile(r"<!-- kind: (\w+) -->")


def parts() -> list[dict[str, Any]]:
    """The parts of the manual with their pages, as pages.toml has them."""
    return list(tomllib.loads((Path(__file__).parent / "pages.toml").read_text("utf-8"))["part"])


def ordered(folder: Path) -> list[tuple[dict[str, Any], list[str]]]:
    """Each part with the pages that are there, each page once."""
    there = sorted(str(p.relative_to(folder).with_suffix("")) for p in folder.rglob("*.md"))
    named = {page for part in parts() for page in part["pages"] if "*" not in page}
    return [(part, list(_pages(part["pages"], [p for p in there if p != "index"], named))) for part in parts()]


def _pages(patterns: list[str], there: list[str], named: set[str]) -> Iterator[str]:
    for pattern in patterns:
        if pattern.endswith("/*"):
            yield from (page for page in there if page.startswith(pattern[:-1]) and page not in named)
        elif pattern in there:
            yield pattern


def stage(language: str, folder: Path) -> None:
    """Fill a folder with the pages of one language. What was in it before goes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in sorted((DOCS / language).glob("*.md")):
        text = _links(_made(path.read_text("utf-8"), language), path, language)
        (folder / path.name).write_text(text.replace("](../", "]("), "utf-8")
    for name in SHARED:
        _copy(DOCS / name, folder / name, language)
    made = {"reference/commands.md": commands_page(language), **python_pages(language)}
    for name, text in made.items():
        (folder / name).write_text(text, "utf-8")
    index = folder / "index.md"
    index.write_text(index.read_text("utf-8") + "\n" + "\n".join(_trees(language, folder)), "utf-8")


def _copy(source: Path, target: Path, language: str) -> None:
    if source.is_dir():
        target.mkdir()
        for path in sorted(source.iterdir()):
            _copy(path, target / path.name, language)
    elif source.suffix == ".md":
        target.write_text(_links(source.read_text("utf-8"), source, language), "utf-8")
    else:
        shutil.copyfile(source, target)


def _links(text: str, page: Path, language: str) -> str:
    """A page's links: those that lead out of docs, to files of the repository, are left as words."""

    def kept(found: re.Match[str]) -> str:
        words, target = found[1], found[2].split("#")[0]
        if not target or ":" in target or _is_page((page.parent / target).resolve()):
            return found[0]
        return f"`{words.strip('`')}`"

    def named(found: re.Match[str]) -> str:
        target = page.parent / found[1]
        if not target.is_file():
            return found[0]  # Sphinx tells it
        title = target.read_text("utf-8").splitlines()[0].removeprefix("# ")
        return f"[{split(title, language)}]({found[1]}"

    return _OWN.sub("](../", _FILE_NAME.sub(named, _LINK.sub(kept, text)))


def _is_page(path: Path) -> bool:
    return path.is_relative_to(DOCS) and bool(path.suffix)


def _made(text: str, language: str) -> str:
    return _MADE.sub(lambda found: kinds_table(found[1], language), text)


def _trees(language: str, folder: Path) -> Iterator[str]:
    for part, pages in ordered(folder):
        yield from ["```{toctree}", ":hidden:", f":caption: {part[language]}", "", *pages, "```", ""]
