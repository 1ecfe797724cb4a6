"""Pages of the web: fixtures with their traps, what a page tells, and that no page breaks or stalls the reader."""

from __future__ import annotations

import random
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greffier.errors import ReportError
from greffier.intake import Draft, Source, read_page
from greffier.intake.dateline import Dateline, dateline
from greffier.intake.lines import once, sift, tidy
from greffier.intake.moment import in_address, moment, sharpest
from greffier.intake.page import _CHANGED, _PART
from greffier.lexicon import load_interface
from pace import allowed

PAGES = Path(__file__).with_name("pages")
CASES: list[dict[str, Any]] = tomllib.loads((PAGES / "cases.toml").read_text("utf-8"))["page"]
LIMIT = 20_000_000


def raw_of(case: dict[str, Any]) -> bytes:
    text = (PAGES / case["file"]).read_text("utf-8")
    return text.encode(case.get("saved", "utf-8"))


def read(raw: bytes, name: str = "x.html", **more: Any) -> list[Draft | ReportError]:
    return list(read_page(raw, Source(name, LIMIT, **more)))


def one(body: str, head: str = "", **more: Any) -> Draft:
    page = f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
    [found] = read(page.encode(), **more)
    assert isinstance(found, Draft), found
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["file"])
def test_fixtures(case: dict[str, Any]) -> None:
    """Everything of every report, and nothing else."""
    found = read(raw_of(case), case["file"], charset=case.get("charset"), address=case.get("address"))
    if "error" in case:
        assert [str(error) for error in found] == [f"{case['file']}: {case['error']}"]
        return
    wanted = [
        Draft(
            "\n\n".join(report["paragraphs"]), report["name"], **{key: report.get(key) for key in SAID},
            **{key: tuple(report.get(key, ())) for key in ("authors", "doubts")},
        )
        for report in case["report"]
    ]  # fmt: skip
    assert found == wanted


SAID = ("title", "published", "language", "outlet", "url")


def test_every_fixture_is_walked_and_names_its_trap() -> None:
    files = sorted(path.name for path in PAGES.glob("*.html"))
    assert files == sorted(case["file"] for case in CASES)
    assert all("<!-- Trap: " in (PAGES / name).read_text("utf-8") for name in files)


def test_every_doubt_is_said_in_french() -> None:
    assert {_PART, _CHANGED} <= set(load_interface("fr").messages)


MOMENTS = {
    "2031-05-04": "2031-05-04",
    "20310504": "2031-05-04",
    "2031-05-04T08:15:00+02:00": "2031-05-04T08:15:00+02:00",
    "2031-05-04T08:15:00.123456Z": "2031-05-04T08:15:00+00:00",
    "2031-05-04T08:15Z": "2031-05-04T08:15:00+00:00",
    "2031-05-04 23:50:00 -0700": "2031-05-04T23:50:00-07:00",
    "2031-05-04 23:50 UTC": "2031-05-04T23:50:00+00:00",
    "20310504T235000Z": "2031-05-04T23:50:00+00:00",
    "2031-05-04T08:15:00": "2031-05-04",  # where was it a quarter past eight?
    "Sun, 04 May 2031 08:15:00 GMT": "2031-05-04T08:15:00+00:00",
    "4 May 2031 08:15:00 +0900": "2031-05-04T08:15:00+09:00",
    "2031-13-04": None,
    "2031-05-04T25:00:00Z": None,
    "1970-01-01T00:00:00Z": None,
    "0001-01-01": None,
    "04/05/2031": None,  # April or May?
    "hier": None,
    "": None,
}


def test_moments() -> None:
    assert {words: moment(words) for words in MOMENTS} == MOMENTS
    assert sharpest([None, "2031-05-04", "2031-05-05T08:00:00Z", "2031-05-04T08:00:00Z"]) == "2031-05-04T08:00:00+00:00"
    assert sharpest(["2031-05-04", "2031-05-05T08:00:00Z"]) == "2031-05-04"
    assert in_address("https://presse.exemple.invalid/monde/2031/05/04/pont") == "2031-05-04"
    assert in_address("https://presse.exemple.invalid/20310504-pont") == "2031-05-04"
    assert in_address("https://presse.exemple.invalid/2031/99/04/pont") is None
    assert in_address("https://presse.exemple.invalid/pont-1984") is None


DATELINES = {
    "PARIS, 3 mars (Exemple-Presse) — Il pleut.": Dateline("PARIS", "Exemple-Presse"),
    "PARIS, lundi 3 mars 2031 (Exemple-Presse) - Il pleut.": Dateline("PARIS", "Exemple-Presse", "2031-03-03"),
    "Kyiv (Example Herald) – It rains.": Dateline("Kyiv", "Example Herald"),
    "EASTHAVEN, March 3, 2031 — It rains.": Dateline("EASTHAVEN", None, "2031-03-03"),
    "VAL-EXEMPLE, 1er mai 2031 - Il pleut.": Dateline("VAL-EXEMPLE", None, "2031-05-01"),
    "PARIS, 31 février 2031 — Il pleut.": Dateline("PARIS"),
    "Le maire — élu hier — a parlé.": None,
    "Il a plu (beaucoup). Puis - enfin - le soleil.": None,
    "": None,
}


def test_datelines() -> None:
    assert {text: dateline(text) for text in DATELINES} == DATELINES


def test_what_goes_before_what() -> None:
    """JSON-LD before meta, meta before time, time before address; where it was fetched is the last address."""
    body = "<article><time datetime=2031-03-03>3</time><p>Un texte de la dépêche, sur une ligne.</p></article>"
    linked = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2031-01-01"}</script>'
    said = '<meta property="article:published_time" content="2031-02-02">'
    address = "https://presse.exemple.invalid/2031/04/04/x"
    assert one(body, linked + said, address=address).published == "2031-01-01"
    assert one(body, said, address=address).published == "2031-02-02"
    assert one(body, address=address).published == "2031-03-03"
    assert one("<p>Un texte de la dépêche.</p>", address=address).published == "2031-04-04"
    assert one(body, address=address).url == address
    home = '<link rel=canonical href="https://presse.exemple.invalid/"><meta property=og:url content="javascript:x()">'
    assert one(body, home, address=address).url == address
    relative = '<link rel="canonical" href="/monde/x">'
    assert one(body, relative, address=address).url == "https://presse.exemple.invalid/monde/x"


def test_the_title_that_names_most() -> None:
    """Of the titles that a page gives, the one with most names and numbers of the text; JSON-LD's of equals."""
    text = "<h1>Six morts</h1><p>Un car est tombé dans la Louvette, près de Val-Exemple, et 12 personnes ont péri.</p>"
    linked = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"%s"}</script>'
    shared = '<meta property="og:title" content="Un car dans la Louvette : 12 morts">'
    assert one(text, linked % "Accident" + shared).title == "Un car dans la Louvette : 12 morts"
    assert one(text, linked % "Val-Exemple pleure" + '<meta property="og:title" content="Louvette">').title == (
        "Val-Exemple pleure"
    )


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","headline":"Le pont","datePublished":"2031-01-01",}',
        '{"@type":"NewsArticle","headline":"Le pont"\n"datePublished":"2031-01-01"',
        '{"@type":"NewsArticle","headline":"Le pont","datePublished":"2031-01-01"}'.replace('"', "&quot;"),
        '//<![CDATA[\n[[{"@type":"http://schema.org/Article","headline":["Le pont"],"datePublished":"2031-01-01"}]]]]>',
        '{"@type":"WebPage","mainEntity":{"@type":"Report","headline":"Le pont","datePublished":"2031-01-01"}};',
    ],
)
def test_broken_and_odd_json(script: str) -> None:
    body = "<p>Le grand pont de la ville a été coupé ce matin, a dit le maire.</p>"
    found = one(body, f'<script type="application/ld+json">{script}</script>')
    assert (found.title, found.published) == ("Le pont", "2031-01-01")


def test_controls_written_as_references_are_left_out() -> None:
    found = one(
        "<article><h1>A&#1;b</h1><p class='x&#2;'>Un t&#1;exte\u00a0de la&#31; dépêche&#xFFFF;.</p></article>",
        "<meta property=og:site_name content='Exemple&#1;-Presse'><title>A&#1;b</title>",
    )
    assert (found.title, found.outlet, found.text) == ("Ab", "Exemple-Presse", "Un texte\u00a0de la dépêche.")


def test_nothing_is_said_but_by_us(caplog: pytest.LogCaptureFixture) -> None:
    """A library's warning would stand between our own words."""
    read(b"<html><body><div id=root></div>")
    assert not caplog.records


def test_half_a_character_in_json_is_no_text() -> None:
    script = (
        '{"@type":"NewsArticle","headline":"Le \\ud800pont","articleBody":"Un texte \\udfff de \\u0000 la dépêche."}'
    )
    found = one("", f'<script type="application/ld+json">{script}</script>')
    assert found.title is not None and (found.title + found.text).encode("utf-8")
    assert "\0" not in found.text


def test_a_whole_report_for_subscribers_is_not_doubted() -> None:
    """Where the page says how many words it has, and they are here."""
    script = '{"@type":"NewsArticle","headline":"Le pont","isAccessibleForFree":false,"wordCount":%d}'
    body = "<article>" + "<p>Le grand pont de la ville a été coupé ce matin, a dit le maire.</p>" * 1 + "</article>"
    for count, doubts in ((14, ()), (400, (_PART,))):
        assert one(body, f'<script type="application/ld+json">{script % count}</script>').doubts == doubts
    part = '{"@type":"NewsArticle","hasPart":[{"isAccessibleForFree":"False","cssSelector":".x"}]}'
    assert one(body, f'<script type="application/ld+json">{part}</script>').doubts == (_PART,)


def test_a_page_may_say_a_wrong_language() -> None:
    """It is believed for a few words only, and where it does not say two."""
    line = "<p>Le grand pont de la ville {} a été coupé ce matin, a dit le maire, qui attend des secours.</p>"
    page = '<!doctype html><html lang="{}"><head><meta property="og:locale" content="{}"></head><body>{}</body></html>'
    told = [
        draft.language
        for code, locale, lines in (("en", "en_GB", 1), ("en", "fr_FR", 1), ("fr-CA", "fr_FR", 1), ("en", "en_GB", 3))
        for draft in read(page.format(code, locale, "".join(map(line.format, range(lines)))).encode())
        if isinstance(draft, Draft)
    ]
    assert told == ["en", None, "fr", None]


def test_a_live_blog_without_updates_is_a_page() -> None:
    script = '{"@type":"LiveBlogPosting","headline":"En direct","liveBlogUpdate":[{"@type":"BlogPosting"}]}'
    found = one(
        "<p>Le bilan est de trois morts, selon le préfet.</p>", f'<script type="application/ld+json">{script}</script>'
    )
    assert (found.name, found.text) == ("x.html", "Le bilan est de trois morts, selon le préfet.")


def test_lines_told_once() -> None:
    lines = (
        "Dix personnes sont mortes lundi à Kelmar, selon le préfet.",
        "« Nous les retrouverons tous, je le jure », a dit le ministre.",
        "Dix personnes sont mortes lundi à Kelmar, selon le préfet.",
        "Nous les retrouverons tous, je le jure",
        "« Oui. »", "« Oui. »",
        "Dix personnes sont mortes lundi à Kelmar, selon le préfet. La route est coupée.",
    )  # fmt: skip
    assert once(lines) == (lines[1], "« Oui. »", "« Oui. »", lines[6])
    assert once(("Onze personnes sont mortes lundi à Kelmar.", "Dix personnes sont mortes lundi à Kelmar.")) == (
        "Onze personnes sont mortes lundi à Kelmar.", "Dix personnes sont mortes lundi à Kelmar.",
    )  # fmt: skip


def test_lines_of_the_page() -> None:
    kept = sift(
        ["Le pont coupé", "Par Camille Exemple et Jo Sample", "Il pleut.", "Publicité", "À lire aussi : le lac",
         "© Exemple-Presse", "Par Camille Exemple, qui a vu le pont tomber.", "Inscrivez-vous à notre lettre"],
        ["Le pont coupé"], ["Camille Exemple", "Jo Sample"],
    )  # fmt: skip
    assert kept.lines == ("Il pleut.", "Par Camille Exemple, qui a vu le pont tomber.")
    assert tidy(" a\u00adb\u200bc\r\n\r\n\u202e d\u00a0e \r") == "abc\nd\u00a0e"


@given(st.lists(st.text("ab .", min_size=1, max_size=60), max_size=12))
def test_nothing_that_is_said_once_is_lost(lines: list[str]) -> None:
    kept = once(lines)
    assert set(kept) <= set(lines)
    words = {word for line in lines for word in line.replace(".", " ").split()}
    assert words == {word for line in kept for word in line.replace(".", " ").split()}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CASES), st.integers(0, 2**32), st.integers(1, 12), st.booleans())
def test_mutations_give_drafts_or_sentences(case: dict[str, Any], seed: int, times: int, http: bool) -> None:
    """Bytes put in, taken out and turned over: drafts with text, or errors that name the page; soon."""
    raw, chance = bytearray(raw_of(case)), random.Random(seed)
    for _ in range(times):
        at = chance.randrange(len(raw))
        piece = raw[at : at + chance.randrange(1, 200)]
        raw[at : at + chance.choice((0, 0, len(piece)))] = chance.choice(
            (
                b"",
                b"<div>",
                b"</article>",
                b"<!--",
                b'"',
                b"}",
                b"\xff",
                b"&#0;",
                b"\xc2\xa0&#1;x",
                b"&#xD800;",
                piece + piece,
                bytes(reversed(piece)),
            )
        )
    begun = time.perf_counter()
    _check(read(bytes(raw), charset="utf-8" if http else None))
    assert time.perf_counter() - begun < allowed(5)


def _check(found: list[Draft | ReportError]) -> None:
    assert found
    for draft in found:
        if isinstance(draft, ReportError):
            assert str(draft).startswith("x.html: ")
        else:
            assert draft.text.strip() and draft.text.encode("utf-8") and "\0" not in draft.text


def hostile() -> Iterator[tuple[str, bytes]]:
    wrap = "<html><head><title>T</title></head><body>{}</body></html>".format
    linked = '<script type="application/ld+json">{}</script><p>Le texte de la dépêche.</p>'.format
    yield "nested", wrap("<div>" * 20_000 + "<p>Au fond du puits.</p>").encode()
    yield "nested names", wrap("<div class=ad>" * 200 + "<p>a b c</p>" * 500).encode()
    yield "many parts", wrap("<p>a</p>" * 61_000).encode()
    yield "long names", wrap(f"<p class='{'a-' * 500_000}'>Le texte de la dépêche.</p>").encode()
    yield "open tags", b"<p" * 300_000
    yield "comments", b"<!--" * 200_000
    yield "ampersands", b"&" * 500_000
    yield "brackets", wrap(linked("[" * 300_000)).encode()
    yield "quotes", wrap(linked('{"headline": "' * 50_000)).encode()
    yield "commas", wrap(linked("{," + " " * 300_000)).encode()
    yield "tags in JSON", wrap(linked('{"@type":"Article","articleBody":"' + "<a " * 100_000 + '"}')).encode()
    yield (
        "itself",
        wrap(linked('{"@id":"a","@type":"Article","author":[{"@id":"a"}],"publisher":{"@id":"a"}}')).encode(),
    )
    yield "metas", b"<meta " * 200_000
    yield "one line", wrap("<p>" + "mort. " * 100_000).encode()
    yield "nothing", b" "
    yield "binary", b"\x89PNG\r\n" + bytes(100)


@pytest.mark.parametrize(("name", "raw"), list(hostile()), ids=lambda v: v if isinstance(v, str) else "")
def test_hostile_pages_are_read_or_refused_soon(name: str, raw: bytes) -> None:
    begun = time.perf_counter()
    _check(read(raw))
    assert time.perf_counter() - begun < allowed(10), name


def test_nothing_is_found_in_a_well() -> None:
    [error] = read(b"<html><body>" + b"<div>" * 20_000 + b"<p>Au fond du puits.</p>")
    assert "no text of a report" in str(error)


def test_a_page_over_the_limit_is_refused() -> None:
    [error] = read_page(b"<p>" + b"a" * 10_000, Source("x.html", 5_000))
    assert "over the limit" in str(error)


@pytest.mark.slow
def test_a_page_of_three_megabytes_is_read_whole_and_takes_no_longer_than_its_length() -> None:
    """20,000 paragraphs, none alike, against 2,000 of them: the best of three, in processor time."""
    lines = [
        f"Paragraphe {i} : la commune numéro {i} a reçu {i * 7} colis, a dit le préfet. « Bien », a noté le maire "
        f"du lieu {i}, {'qui attendait ' * 4}."
        for i in range(20_000)
    ]

    def seconds(some: list[str]) -> float:
        body = "".join(f"<p>{line}</p>\n" for line in some)
        raw, took = f"<html><head><title>T</title></head><body><article>{body}".encode(), []
        for _ in range(3):
            begun = time.process_time()
            [found] = read(raw)
            took.append(time.process_time() - begun)
            assert isinstance(found, Draft) and found.text.split("\n\n") == some
        return min(took)

    assert len("".join(lines).encode()) > 3_000_000
    assert seconds(lines) < 20 * seconds(lines[:2_000])  # ten times as long
