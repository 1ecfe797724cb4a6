"""French throughout: every sentence of templates and code is translated, none is left over, none stands bare (U4)."""

from __future__ import annotations

import re
import runpy
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from starlette.testclient import TestClient

from greffier.web.language import LANGUAGES, catalog_of, load_language
from house.sources import ROOT, SRC
from web.walk import ADDRESSES, ids_of, is_page

WEB = SRC / "web"
FRENCH = sorted((WEB / "locale" / "fr").glob("*.po"))
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "translations.py"))
_FIELD = re.compile(r"%\(\w+\)[sd]")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
# Written the same for everybody: names, forms of files, units.
PLAIN = {"greffier", "CSV", "JSON", "English", "Français", "serve", "km", "MB", "GeoJSON", "HTML", "Markdown"}


def test_the_po_files_are_as_the_script_writes_them() -> None:
    """So nothing said is missing, and nothing translated is said no more."""
    stale = [
        p
        for p, words in SCRIPT["written"]("fr").items()
        if (WEB / "locale" / "fr" / f"{p}.po").read_text("utf-8") != words
    ]
    assert stale == [], "run scripts/translations.py"
    assert {p.stem for p in FRENCH} == SCRIPT["written"]("fr").keys()


@pytest.mark.parametrize("path", FRENCH, ids=lambda p: p.stem)
def test_every_sentence_is_translated(path: Path) -> None:
    for message in read_po(BytesIO(path.read_bytes()), locale="fr"):
        if message.id:
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(strings) and not message.fuzzy, message.id
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            fields = [set(_FIELD.findall(words)) for words in (*ids, *strings)]
            assert all(one <= fields[-1] | fields[0] and fields[0] - {"%(num)s"} <= one for one in fields), message.id


@pytest.mark.parametrize("path", FRENCH, ids=lambda p: p.stem)
def test_french_is_set_as_french_is(path: Path) -> None:
    for message in read_po(BytesIO(path.read_bytes()), locale="fr"):
        for words in message.string if isinstance(message.string, tuple) else (message.string,):
            if message.id:
                assert "'" not in words and '"' not in words, words
                assert not re.search(r"[^\u202f][;!?»]|«[^\u202f]|[^\u202f\d/]:(?!//)", words), words


def test_the_catalogues_hold_together() -> None:
    assert len(catalog_of("fr")) > 50
    french = load_language("fr")
    assert french.say("Ledger") == "Registre"
    assert load_language("en").say("Ledger") == "Ledger"


class _Texts(HTMLParser):
    """What a reader reads of a template: text and the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style", "svg", "code", "kbd"}
        read = {"title", "alt", "placeholder", "aria-label", "data-key-label", "aria-description"}
        self.found += [value for name, value in attrs if name in read and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style", "svg", "code", "kbd"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.html")), ids=lambda p: p.stem)
def test_no_words_stand_bare_in_a_template(path: Path) -> None:
    bare = re.sub(
        r"\{#.*?#\}|\{%-?\s*trans.*?endtrans\s*-?%\}|\{%.*?%\}|\{\{.*?\}\}",
        " ",
        path.read_text("utf-8"),
        flags=re.DOTALL,
    )
    parser = _Texts()
    parser.feed(bare)
    words = {word for text in parser.found for word in _LETTERS.findall(text)}
    assert words - PLAIN == set(), f"{path.name}: put them into _(…)"


@pytest.mark.parametrize(
    "script", sorted(p for p in (WEB / "static").rglob("*.js") if "vendor" not in p.parts), ids=lambda p: p.stem
)
def test_scripts_say_nothing_of_their_own(script: Path) -> None:
    """Words for people come from the page (data-…), so that they are translated."""
    code = re.sub(
        r"/\*.*?\*/|^\s*//.*$|(?<=[;{}\s])//.*$", "", script.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    said = re.findall(r"(?:textContent|title|placeholder|ariaLabel|innerText|value)\s*=\s*[\"'`]([^\"'`]*)", code)
    said += re.findall(r"toast\(\s*[\"'`]([^\"'`]*)|aria-label\"\s*,\s*[\"'`]([^\"'`]*)", code)
    flat = [part for one in said for part in ((one,) if isinstance(one, str) else one)]
    assert [words for words in flat if _LETTERS.search(words)] == []


@pytest.mark.parametrize(
    ("headers", "cookie", "told", "wanted"),
    [
        ({}, "", "", "fr"),
        ({"Accept-Language": "en-US,en;q=0.9,fr;q=0.8"}, "", "", "en"),
        ({"Accept-Language": "de,fr;q=0.5,en;q=0.4"}, "", "", "fr"),
        ({"Accept-Language": "en;q=0,fr;q=0.1"}, "", "", "fr"),
        ({"Accept-Language": "x;q=y,;;"}, "", "", "fr"),
        ({"Accept-Language": "en"}, "", "fr", "fr"),
        ({"Accept-Language": "fr"}, "en", "fr", "en"),
        ({"Accept-Language": "en"}, "tlh", "", "en"),
    ],
)
def test_which_language(headers: dict[str, str], cookie: str, told: str, wanted: str, demo: Path) -> None:
    from web.conftest import entered

    for client in entered(demo, language=told):
        del client.headers["Accept-Language"]
        if cookie:
            client.cookies.set("language", cookie)
        assert f'<html lang="{wanted}"' in client.get("/ledger/all", headers={"Accept-Language": "", **headers}).text


# English words of the interface that no French page may show.
ENGLISH = re.compile(
    r"\b(the|and|with|entries|entry|report|reports|ledger|event|events|kind|judgement|published|outlet|search|filter|"
    r"unreviewed|accepted|rejected|corrected|killed|wounded|attack|toll|statement|next|page of|from|unknown)\b"
)


@pytest.mark.parametrize("address", [a for a in ADDRESSES if is_page(a)])
def test_no_english_on_french_pages(address: str, client: TestClient, ledger_copy: Path) -> None:
    """Words of reports (which carry their own lang) are left out."""
    client.cookies.set("language", "fr")
    page = client.get(address.format_map(ids_of(ledger_copy))).text
    parser = _Texts()
    parser.feed(re.sub(r'<(\w+)[^>]*\slang="en"[^>]*>.*?</\1>', " ", page, flags=re.DOTALL))
    assert {m for text in parser.found for m in ENGLISH.findall(text)} == set()


def test_languages_have_locales() -> None:
    assert {load_language(code).locale.language for code in LANGUAGES} == set(LANGUAGES)
