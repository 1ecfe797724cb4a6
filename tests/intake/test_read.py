"""Reports from files and streams, and what is said of those that cannot be read."""

from __future__ import annotations

import io
import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greffier.errors import InputError, ReportError
from greffier.intake import Defaults, decode, from_json, known_language, parse_date, read_bytes, read_path, read_stream

LIMIT = 10_000
DEFAULTS = Defaults(date(2031, 5, 4), "fr")


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_text_is_kept_exactly(tmp_path: Path) -> None:
    text = "Une dépêche inventée.\r\n\r\nSur deux lignes.\rEt « trois ».\u2028\n"
    report = read_path(write(tmp_path, "a.txt", text.encode()), DEFAULTS, LIMIT)
    assert report.text == text
    assert (report.published, report.language, report.title) == (date(2031, 5, 4), "fr", None)


def test_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    assert read_path(write(tmp_path, "a.txt", b"\xef\xbb\xbfBonjour."), DEFAULTS, LIMIT).text == "Bonjour."


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    text = "Une dépêche : « l’œuvre »."
    assert read_path(write(tmp_path, "a.txt", text.encode(encoding)), DEFAULTS, LIMIT).text == text


def test_json_fields(tmp_path: Path) -> None:
    data = {
        "text": "\r\nUne dépêche.\n", "title": "Titre", "published": "2031-02-03T23:30:00+02:00", "language": "EN-gb",
        "outlet": "Exemple-Presse", "url": "https://exemple.invalid/1", "entries": [1], "autre": None,
    }  # fmt: skip
    path = write(tmp_path, "a.JSON", json.dumps(data).encode())
    assert read_path(path, DEFAULTS, LIMIT).language == "fr", "the option forces it"
    report = read_path(path, Defaults(DEFAULTS.published), LIMIT)
    assert report.text == data["text"]
    assert (report.title, report.outlet, report.url) == ("Titre", "Exemple-Presse", "https://exemple.invalid/1")
    assert (report.published, report.language) == (date(2031, 2, 3), "en")


def test_options_say_what_the_file_does_not() -> None:
    report = from_json('{"text": "x", "published": null, "title": ""}', DEFAULTS, "a.json")
    assert (report.published, report.language, report.title) == (DEFAULTS.published, "fr", None)
    assert from_json('{"text": "x"}', Defaults(language="fr"), "a.json").published is None


def test_one_text_published_twice_is_two_reports() -> None:
    ids = {
        from_json(json.dumps({"text": "x", **more}), Defaults(language="fr"), "a").id
        for more in ({}, {"outlet": "A"}, {"url": "A"}, {"published": "2031-01-01"}, {"title": "only a title"})
    }
    assert len(ids) == 4


BAD_FILES = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\t\n", "white space"),
    "nul": (b"abc\0def", "binary"),
    "pdf": (b"%PDF-1.7 abc", "binary"),
    "controls": (b"\x01\x02\x03\x04abc", "binary"),
    "too long": (b"a" * (LIMIT + 1), "over the limit of 0.01 MB"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_bad_files(tmp_path: Path, case: str) -> None:
    content, words = BAD_FILES[case]
    path = write(tmp_path, "mauvais.txt", content)
    with pytest.raises(ReportError, match=words) as caught:
        read_path(path, DEFAULTS, LIMIT)
    assert str(path) in str(caught.value)


BAD_JSON = {
    "cut": ('{"text": "a"', "line 1, column 13"),
    "list": ('["a"]', "no JSON object"),
    "no text": ('{"title": "a"}', '"text" is missing'),
    "empty text": ('{"text": "  "}', '"text" is empty'),
    "text as list": ('{"text": ["a"]}', '"text" is no valid text'),
    "half a pair": ('{"text": "\\ud800"}', '"text" is no valid text'),
    "title as number": ('{"text": "a", "title": 3}', '"title" must be text'),
    "date": ('{"text": "a", "published": "31/01/2025"}', "published: '31/01/2025' is no date"),
    "impossible date": ('{"text": "a", "published": "2025-02-30"}', "is no date"),
    "language": ('{"text": "a", "language": "xx"}', "unknown language 'xx'"),
    "deep": ("[" * 100_000, "nested"),
    "long number": ('{"a": ' + "9" * 5_000 + "}", "number"),
}


@pytest.mark.parametrize("case", BAD_JSON)
def test_bad_json(case: str) -> None:
    content, words = BAD_JSON[case]
    with pytest.raises(ReportError, match=words):
        read_bytes(content.encode(), "a.json", Defaults(DEFAULTS.published), 1_000_000, is_json=True)


def test_wrong_paths(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="no such file"):
        read_path(tmp_path / "rien.txt", DEFAULTS, LIMIT)
    with pytest.raises(ReportError, match="is a folder"):
        read_path(tmp_path, DEFAULTS, LIMIT)
    with pytest.raises(ReportError, match=r"\.txt files and \.json reports only"):
        read_path(write(tmp_path, "a.docx", b"abc"), DEFAULTS, LIMIT)
    with pytest.raises(ReportError):
        read_path(tmp_path / ("a" * 300 + ".txt"), DEFAULTS, LIMIT)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_forbidden_file(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", b"abc")
    path.chmod(0)
    with pytest.raises(ReportError, match="may not be read"):
        read_path(path, DEFAULTS, LIMIT)


def test_stream_is_text_or_json() -> None:
    assert read_stream(io.BytesIO(b"{ceci} n'est pas JSON"), DEFAULTS, LIMIT).text == "{ceci} n'est pas JSON"
    assert read_stream(io.BytesIO(b' {"text": "abc"}\n'), DEFAULTS, LIMIT).text == "abc"
    with pytest.raises(ReportError, match="limit"):
        read_stream(io.BytesIO(b"a" * (LIMIT + 1)), DEFAULTS, LIMIT)


def test_dates_and_languages() -> None:
    assert parse_date(" 2031-01-02 ") == date(2031, 1, 2)
    assert known_language("fr_FR") == "fr"
    for wrong in ("", "hier", "2031-13-01", "20310102", "2031-01-02x"):
        with pytest.raises(InputError):
            parse_date(wrong)


@given(st.text(min_size=1).filter(str.strip), st.booleans())
def test_any_text_survives_or_is_refused(text: str, as_json: bool) -> None:
    raw = json.dumps({"text": text}).encode() if as_json else text.encode("utf-8", "surrogatepass")
    try:
        report = read_bytes(raw, "x", DEFAULTS, 1_000_000, is_json=as_json)
    except ReportError:
        return
    same = report.text == text.removeprefix("\ufeff") or (as_json and report.text == text)
    assert same or decode(raw, "x").doubts  # bytes that are UTF-8 by chance


@given(st.binary())
def test_any_bytes_give_a_report_or_a_sentence(raw: bytes) -> None:
    for as_json in (True, False):
        try:
            read_bytes(raw, "x", DEFAULTS, 1_000_000, is_json=as_json)
        except ReportError as error:
            assert str(error).startswith("x: ")
