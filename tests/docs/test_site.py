"""The manual as a reader has it: both sites built, walked through from their first page, and looked at."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlparse

import click
import pytest
from playwright.sync_api import Browser

from greffier.cli.app import cli
from greffier.export.formats import COLUMNS
from greffier.lexicon import load_kinds
from greffier.settings import VARIABLES
from house.sources import ROOT
from manual.commands import walked
from manual.stage import LANGUAGES
from web.browsing import AXE

pytestmark = pytest.mark.slow

LOOKED_AT = ("index", "start", "codebook", "coder", "reference/cli", "reference/exports", "accuracy")


@dataclass
class Seen(HTMLParser):
    """What a page shows, where its links lead, and what it loads."""

    words: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    language: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.language = given.get("lang", "") if tag == "html" else self.language
        self.ids |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag in {"script", "img", "iframe", "source", "link"}:
            self.loads += [given[name] for name in ("src", "href") if given.get(name)]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def seen(path: Path) -> Seen:
    page = Seen()
    page.feed(path.read_text("utf-8"))
    return page


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both sites. Sphinx's warnings are errors."""
    out = tmp_path_factory.mktemp("manual")
    own = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
    made = subprocess.run([sys.executable, "-m", "manual", str(out)], env=own, text=True, capture_output=True)
    assert (made.returncode, made.stderr) == (0, "")
    return out


@pytest.fixture(scope="module", params=LANGUAGES)
def pages(site: Path, request: pytest.FixtureRequest) -> dict[Path, Seen]:
    """The pages of a site that a reader reaches from its first page."""
    found: dict[Path, Seen] = {}
    waiting = [site / request.param / "index.html"]
    while waiting:
        path = waiting.pop()
        if path in found or path.suffix != ".html":
            continue
        found[path] = seen(path)
        here = [target for target, _ in inner(path, found[path])]
        waiting += [target for target in here if target.is_relative_to(site / request.param)]
    return found


def inner(path: Path, page: Seen) -> Iterator[tuple[Path, str]]:
    """The links of a page that lead to pages of the manual, with their anchors."""
    for link in page.links:
        parsed = urlparse(urljoin(path.as_uri(), link))
        if parsed.scheme == "file":
            yield Path(unquote(parsed.path)), unquote(parsed.fragment)


def test_no_link_is_dead(pages: dict[Path, Seen]) -> None:
    dead = []
    for path, page in pages.items():
        for target, anchor in inner(path, page):
            there = pages.get(target) or (seen(target) if target.is_file() and target.suffix == ".html" else None)
            if not target.exists() or (anchor and there is not None and anchor not in there.ids):
                dead.append(f"{path.name}: {target.name}#{anchor}")
    assert dead == []


def test_every_page_is_reached(site: Path, pages: dict[Path, Seen]) -> None:
    top = next(iter(pages)).parent
    assert set(top.rglob("*.html")) - set(pages) <= {
        top / "genindex.html",
        top / "search.html",
        top / "py-modindex.html",
    }
    assert len(pages) > 50


def test_pages_load_nothing_from_elsewhere(site: Path, pages: dict[Path, Seen]) -> None:
    assert [link for page in pages.values() for link in page.loads if urlparse(link).netloc] == []
    styles = [path.read_text("utf-8") for path in site.rglob("*.css")]
    assert [
        url for style in styles for url in re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//[^)\"']+", style)
    ] == []


def test_pages_say_their_language_and_lead_to_the_other(site: Path, pages: dict[Path, Seen]) -> None:
    top = next(iter(pages)).parent
    other = site / ("en" if top.name == "fr" else "fr")
    for path, page in pages.items():
        assert page.language == top.name
        assert (other / path.relative_to(top)) in [target for target, _ in inner(path, page)], path


def test_everything_is_reached(pages: dict[Path, Seen]) -> None:
    """Each command, option, setting, kind, role, closed value and column of an export stands on some page."""
    told = " ".join(re.sub(r"\s+", " ", " ".join(page.words)) for page in pages.values())
    words = set(re.findall(r"[\w.-]+", told))
    wanted = {option for _, c in walked(cli) for p in c.params if isinstance(p, click.Option) for option in p.opts}
    kinds = load_kinds().values()
    wanted |= {*VARIABLES, *(kind.name for kind in kinds), *(role for kind in kinds for role in kind.roles)}
    wanted |= {value for kind in kinds for spec in kind.roles.values() for value in spec.get("values", ())}
    assert sorted(word for word in wanted if word not in words) == []
    columns = {column for name in COLUMNS for column in COLUMNS[name]()}
    missing = (c for c in columns if c not in (words if re.fullmatch(r"[\w.-]+", c) else told))
    assert sorted(c for c in missing if f"{c.rsplit('_', 1)[0]}_" not in words) == []
    assert [path for path, _ in walked(cli) if path not in told] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_wider_than_a_small_window(site: Path, browser: Browser, language: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    wide = []
    for path in sorted((site / language).rglob("*.html")):
        page.goto(path.as_uri())
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(str(path.relative_to(site)))
    page.close()
    assert wide == []


@pytest.mark.parametrize(("language", "scheme"), [("fr", "light"), ("en", "dark")])
def test_pages_can_be_read_by_all(site: Path, browser: Browser, language: str, scheme: str) -> None:
    """What axe-core finds serious: contrast in both schemes, names of buttons, headings."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    found = []
    for name in LOOKED_AT:
        page.goto((site / language / f"{name}.html").as_uri())
        page.evaluate(AXE.read_text("utf-8"))
        told = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        found += [
            f"{name}: {v['id']}: {node['html'][:120]} {node.get('failureSummary', '')[:160]}"
            for v in told if v["impact"] in {"serious", "critical"} for node in v["nodes"]
        ]  # fmt: skip
    page.close()
    assert found == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
