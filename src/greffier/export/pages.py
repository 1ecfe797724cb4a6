"""A chronology as a page: Markdown with footnotes, or one self-contained HTML file without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

from greffier.export.brief import Brief, Day, quoted
from greffier.export.references import Reference
from greffier.lexicon.wording import Wording

__all__ = ["html_page", "markdown_page"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LIST = re.compile(r"^(\s*)([-+]|\d+[.)])(\s)")

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2329; --soft: #5c6670; --line: #d9dee3; --paper: #fdfdfb; --link: #1a5a96;
  --mark: #f3efe2; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e6e8; --soft: #9aa4ad; --line: #363d44; --paper: #16191c;
  --link: #86b9e8; --mark: #2b2a22; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 44rem; padding: 3rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 Charter, "Bitstream Charter", "Source Serif 4", Georgia, "DejaVu Serif", serif;
  overflow-wrap: break-word; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 2rem; }
h2 { font-size: 1.05rem; margin: 2.2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
ul, ol { margin: 0; padding: 0; list-style: none; }
li { margin: .55rem 0; }
.days li { padding-left: 1.1rem; text-indent: -1.1rem; }
.days li::before { content: "–"; color: var(--soft); display: inline-block; width: 1.1rem; text-indent: 0; }
sup { font-size: .72em; line-height: 0; white-space: nowrap; }
a { color: var(--link); text-decoration: none; }
a:hover, a:focus { text-decoration: underline; }
.sources { font-size: .9rem; line-height: 1.5; }
.sources li { display: grid; grid-template-columns: 2.2rem 1fr; margin: .8rem 0; }
.sources li:target, .days li:target { background: var(--mark); }
.sources .n, .sources .id, footer { color: var(--soft); }
.sources .n { font-variant-numeric: tabular-nums; }
.sources q, .sources blockquote { quotes: none; margin: .1rem 0 0; font-style: italic; }
.sources .id { font: .8em/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
footer { margin-top: 3rem; padding-top: .8rem; border-top: 1px solid var(--line); font-size: .85rem; }
@media print { body { max-width: none; padding: 0; } a { color: inherit; } li { break-inside: avoid; } }
""".strip()
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def markdown_page(brief: Brief, wording: Wording) -> str:
    """The page in Markdown: each sentence ends with footnotes, each footnote names the report and quotes its words."""
    parts = [f"# {_plain(brief.title)}"]
    for day in brief.days:
        told = (f"- {_plain(t.sentence)}{''.join(f'[^{n}]' for n in t.references)}" for t in day.told)
        parts += [f"## {_plain(day.heading)}", "\n".join(told)]
    if not brief.days:
        parts.append(_plain(brief.labels["nothing"]))
    parts += [f"---\n\n{_plain(brief.footer)}"]
    parts += ["\n".join(_footnote(one, wording) for one in brief.references)] if brief.references else []
    return "\n\n".join(parts) + "\n"


def _footnote(one: Reference, wording: Wording) -> str:
    link = f"[{_plain(one.about)}](<{_url(one.url)}>)" if _url(one.url) else _plain(one.about)
    entries = ", ".join(f"`{entry}`" for entry in one.entries)
    return f"[^{one.number}]: {link}{wording.page['colon']}{_plain(quoted(one.words, wording))} ({entries})"


def _plain(words: str) -> str:
    """Words that Markdown must not read as signs."""
    return _LIST.sub(r"\1\\\2\3", _SPECIAL.sub(r"\\\1", words))


def _url(url: str) -> str:
    """An address that may be followed, "" for any other; no sign in it can end the link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return ""
    return "".join(c if c.isprintable() and c not in "<>\"'\\ " else f"%{ord(c):02X}" for c in url if ord(c) < 0x110000)


def html_page(brief: Brief, wording: Wording) -> str:
    """The page in HTML: every word of a report escaped, no script, nothing loaded from anywhere."""
    first: dict[int, str] = {}
    days = "\n".join(_day(number, day, first) for number, day in enumerate(brief.days, 1))
    title, heading, nothing, footer = map(
        escape, (brief.title, brief.labels["references"], brief.labels["nothing"], brief.footer)
    )
    sources = "\n".join(_source(one, first, brief, wording) for one in brief.references)
    listed = f'<h2>{heading}</h2>\n<ol class="sources">\n{sources}\n</ol>' if sources else ""
    return f"""<!doctype html>
<html lang="{escape(brief.code)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
{_STYLE}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<div class="days">
{days or f"<p>{nothing}</p>"}
</div>
{listed}
</main>
<footer>{footer}</footer>
</body>
</html>
"""


def _day(number: int, day: Day, first: dict[int, str]) -> str:
    items = "\n".join(_items(number, day, first))
    return f"<section>\n<h2>{escape(day.heading)}</h2>\n<ul>\n{items}\n</ul>\n</section>"


def _items(number: int, day: Day, first: dict[int, str]) -> Iterator[str]:
    for place, told in enumerate(day.told, 1):
        here = f"s{number}-{place}"
        marks = ", ".join(f'<a href="#r{n}">{n}</a>' for n in told.references)
        for n in told.references:
            first.setdefault(n, here)
        yield f'<li id="{here}">{escape(told.sentence)}\u202f<sup>{marks}</sup></li>'


def _source(one: Reference, first: dict[int, str], brief: Brief, wording: Wording) -> str:
    url, number = _url(one.url), one.number
    about = f'<a href="{escape(url)}" rel="noreferrer">{escape(one.about)}</a>' if url else escape(one.about)
    title, entries = escape(brief.labels["back"]), escape(", ".join(one.entries))
    back = f'<a class="n" href="#{first[number]}" title="{title}">{number}.</a>'
    words = f'<blockquote lang="{escape(one.language)}">{escape(quoted(one.words, wording))}</blockquote>'
    return f'<li id="r{number}">{back}<div>{about}{words}<span class="id">{entries}</span></div></li>'
