"""Markup that a page holds as text is text: it is kept, and only ever shown escaped."""

from __future__ import annotations

from pathlib import Path

from greffier.intake import Draft, Source, read_page
from ledger.told import make_ledger, report_of
from web.conftest import entered

PAGE = Path(__file__).parents[1] / "intake" / "pages" / "markup_as_text.html"
LIVE = (
    "<script>alert(1)</script>",
    "<script>alert(3)</script>",
    "<img src=x onerror=alert(2)>",
    "<img src=x onerror=alert(4)>",
)


def test_markup_as_text_is_shown_escaped(tmp_path: Path) -> None:
    [draft] = read_page(PAGE.read_bytes(), Source("x.html", 1_000_000))
    assert isinstance(draft, Draft)
    data = {
        "text": draft.text,
        "title": draft.title,
        "outlet": draft.outlet,
        "published": "2031-02-02",
        "language": "en",
    }
    assert all(any(words in str(value) for value in data.values()) for words in LIVE)
    make_ledger(tmp_path / "x.db", [data])
    for client in entered(tmp_path / "x.db"):
        shown = [client.get(address).text for address in (f"/report/{report_of(data).id}", "/sources", "/inbox")]
        assert "&lt;script&gt;alert(3)&lt;/script&gt;" in shown[0].replace("&#39;", "'")
        assert not any(words in page for words in LIVE for page in shown)
