"""Files that are damaged at random: whatever comes in, reports and told errors come out, soon, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greffier.errors import ReportError
from greffier.intake.draft import Draft
from greffier.intake.formats import drafts
from greffier.intake.limits import Limits
from greffier.intake.values import encodable
from greffier.lexicon import load_interface
from intake.test_formats import CASES, content, name_of
from pace import allowed

LIMITS = Limits(text=200_000, page=500_000, document=1_000_000, members=200, decoded=20_000_000)
SEEDS = [(name_of(case), content(case)) for case in CASES]
FRENCH = load_interface("fr").messages
LONGEST = 5.0  # seconds
TOKENS = (
    b"\0", b"\xff", b"<", b">", b"&#0;", b"&#xD800;", b"<!--", b"]]>", b"<!DOCTYPE a>", b'"', b"\\ud800", b"{", b"[",
    b"}", b"null", b"1e999", b"-1", b"9" * 5_000, b"=?utf-8?q?=", b"charset=klingon", b"\r\n\r\n", b"--", b"%PDF-1.7",
    b"PK\x05\x06", b"PK\x01\x02", b"endobj", b"<< /Length 99999999 >>", b"HTTP/1.1 200", b"Content-Length: 99999999",
    b"Content-Encoding: gzip\r\n", b"2031-99-99", b"\xef\xbb\xbf", b"\xff\xfe", b";", b"\t", b"(" * 2_000,
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, seeds: Sequence[tuple[str, bytes]] = SEEDS) -> tuple[str, bytes]:
    name, raw = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(raw)))
        to = min(len(raw), at + draw(st.integers(0, 64)))
        match draw(st.sampled_from(("flip", "cut", "double", "put", "end"))):
            case "flip" if at < len(raw):
                raw = raw[:at] + bytes([raw[at] ^ draw(st.integers(1, 255))]) + raw[at + 1 :]
            case "cut":
                raw = raw[:at] + raw[to:]
            case "double":
                raw = raw[:to] + raw[at:to] * draw(st.integers(1, 20)) + raw[to:]
            case "put":
                raw = raw[:at] + draw(st.sampled_from(TOKENS)) + raw[at:]
            case "end":
                raw = raw[: max(at, len(raw) // 2)]
    return draw(st.sampled_from((name, name, "-"))), raw


def hold(name: str, raw: bytes) -> None:
    started = time.perf_counter()
    items = list(drafts(raw, name, LIMITS))
    assert time.perf_counter() - started < allowed(LONGEST)
    assert items
    for item in items:
        if isinstance(item, Draft):
            assert encodable(item.text) and item.name.startswith(name)
            assert item.text.strip() or item.withdrawn
            assert len(item.text.encode()) <= LIMITS.text
        else:
            assert isinstance(item, ReportError)
            assert item.message in FRENCH and str(item).startswith(name)


@given(damaged())
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
def test_damaged_files_give_reports_or_errors(case: tuple[str, bytes]) -> None:
    hold(*case)


@pytest.mark.slow
@given(damaged())
@settings(max_examples=4_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_many_damaged_files_give_reports_or_errors(case: tuple[str, bytes]) -> None:
    hold(*case)


@given(st.binary(max_size=400), st.sampled_from([*{name for name, _ in SEEDS}, "a.txt", "a.html", "-"]))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_any_bytes_give_reports_or_errors(raw: bytes, name: str) -> None:
    hold(name, raw)
