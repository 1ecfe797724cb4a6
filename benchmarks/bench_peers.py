"""greffier beside other programs on the same texts of known answer: quotations, dates, and the bodies of pages.

    python benchmarks/bench_peers.py quotations|dates|pages

Peers run by the Python of `.venv-bench` (`make benchpeers`), or of GREFFIER_BENCH_PEERS. Rows as JSON: how long each
took, as a multiple of greffier's time, and what it found.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
Texts = list[dict[str, Any]]
Found = list[list[Any]]


def peer(name: str, texts: Texts) -> dict[str, Any]:
    """What a peer found, how long it took, its version."""
    python = Path(os.environ.get("GREFFIER_BENCH_PEERS") or ROOT / ".venv-bench" / "bin" / "python")
    if not python.exists():
        raise SystemExit("the other programs are not installed: make benchpeers")
    command = [str(python), str(HERE / "peers" / "peer.py"), name]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr.strip().splitlines()[-1]}")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def best(work: Callable[[], Found]) -> tuple[float, Found]:
    """Seconds of processor time of the quickest of three, and what was found."""
    took, found = list[float](), Found()
    for _ in range(3):
        start = time.process_time()
        found = work()
        took.append(time.process_time() - start)
    return min(took), found


def words(text: str) -> list[str]:
    """The words of a text, without case and signs."""
    return re.findall(r"\w+", text.casefold().replace("’", "'"))


# --- quotations ------------------------------------------------------------------------------------------------------
def quotation_cases(language: str) -> Texts:
    """The sentences of one language with their quotations."""
    data = tomllib.loads((HERE / "peers" / "quotations.toml").read_text("utf-8"))
    return [case for case in data["case"] if case["language"] == language]


def covers(content: str, quoted: str) -> bool:
    """Whether what was found holds four fifths of the words quoted, each as often."""
    wanted = Counter(words(quoted))
    return (wanted & Counter(words(content))).total() >= 0.8 * wanted.total()


def score_quotations(cases: Texts, found: Found) -> dict[str, int]:
    """How many quotations are there, found, found with who says them; and what was found that is none."""
    total = Counter(there=0, found=0, right=0, false=0)
    for case, told in zip(cases, found, strict=True):
        for quoted, speaker in case["quotes"]:
            hits = [who for content, who in told if covers(content, quoted)]
            right = any(words(speaker)[0] in words(who) for who in hits)
            total.update(there=1, found=bool(hits), right=right)
        total["false"] += sum(not any(_meets(content, quoted) for quoted, _ in case["quotes"]) for content, _ in told)
    return dict(total)


def _meets(content: str, quoted: str) -> bool:
    """Whether half of the words found, or more, are quoted."""
    found = Counter(words(content))
    return 2 * (found & Counter(words(quoted))).total() >= max(1, found.total())


def our_quotations(cases: Texts) -> tuple[float, Found]:
    """What greffier tells of direct and mixed speech: the words, and who says them. It reads everything else, too."""
    from greffier.model import Report, text_id
    from greffier.pipeline import Pipeline

    pipeline = Pipeline.load(languages=("fr", "en"))
    reports = [
        Report(id=text_id(c["text"]), text=c["text"], published=date(2031, 2, 3), language=c["language"]) for c in cases
    ]

    def told(report: Any) -> list[Any]:
        return [
            [entry.roles["content"].span.of(report.text), " ".join(_names(entry.roles.get("speaker", ()), report.text))]
            for entry in pipeline.read(report).entries
            if entry.kind == "statement" and entry.roles.get("quote") != "indirect" and "content" in entry.roles
        ]

    return best(lambda: [told(report) for report in reports])


def _names(fillers: Iterable[Any], text: str) -> list[str]:
    return [one for f in fillers for one in (f.name, f.span.of(text))]


def quotations() -> list[dict[str, Any]]:
    """A row a language and program."""
    rows = []
    for language in ("fr", "en"):
        cases = quotation_cases(language)
        plain = [{"text": case["text"], "language": language} for case in cases]
        ours, told = our_quotations(cases)
        theirs = peer("textacy", plain)
        rows.append({"row": f"greffier, {language}", "time": 1.0, **score_quotations(cases, told)})
        own = f"textacy {theirs['version']}, {language}"
        rows.append({"row": own, "time": theirs["seconds"] / ours, **score_quotations(cases, theirs["found"])})
        rows.append({"row": f"{own}: spaCy", "time": theirs["parsing"] / ours})
    return rows


# --- dates -----------------------------------------------------------------------------------------------------------
def date_cases(language: str) -> Texts:
    """The sentences of the tests of times with what stands in them."""
    path = ROOT / "tests" / "languages" / f"{language}_times.toml"
    data = tomllib.loads(path.read_text("utf-8"))
    return [{"published": data["published"], "language": language, **case} for case in data["cases"]]


def score_dates(cases: Texts, found: Found) -> dict[str, int]:
    """Of expressions that mean one day, and of those that mean several: how many there are, and are right (the first
    day, where a peer tells an instant); and how much was found where there is no time at all."""
    total = Counter({"days": 0, "days right": 0, "periods": 0, "periods right": 0, "false": 0})
    for case, told in zip(cases, found, strict=True):
        for said, *days in (one for one in case["finds"] if len(one) > 1):
            sort = "days" if len(days) == 1 else "periods"
            right = any(day == days[0] and set(words(span)) & set(words(said)) for span, day in told)
            total.update({sort: 1, f"{sort} right": right})
        total["false"] += sum(not any(set(words(s)) & set(words(f[0])) for f in case["finds"]) for s, _ in told)
    return dict(total)


def our_dates(cases: Texts, language: str) -> tuple[float, Found]:
    """The times that greffier finds, with the tense that its parser would tell it, and their first days."""
    from greffier.lexicon import load_language
    from greffier.mentions.times import compile_calendar, find_times
    from greffier.resolve.times import resolve_times

    grammar = compile_calendar(load_language(language).section("calendar"))

    def told(case: dict[str, Any]) -> list[Any]:
        found = find_times(case["text"], grammar)
        published = date.fromisoformat(case["published"]) if case["published"] else None
        tenses = iter(case.get("tenses", []))
        tense = {e.span: next(tenses, case.get("tense")) or None for e in found}
        whens = resolve_times(found, published, tense.__getitem__, case.get("church"))
        return [[e.text, when.start.isoformat() if when else ""] for e, when in zip(found, whens, strict=True)]

    return best(lambda: [told(case) for case in cases])


def dates() -> list[dict[str, Any]]:
    """A row a language and program."""
    rows = []
    for language in ("fr", "en"):
        cases = date_cases(language)
        ours, told = our_dates(cases, language)
        plain = [{key: case.get(key) for key in ("text", "language", "published", "tense")} for case in cases]
        theirs = peer("dateparser", plain)
        rows.append({"row": f"greffier, {language}", "time": 1.0, **score_dates(cases, told)})
        name = f"dateparser {theirs['version']}, {language}"
        rows.append({"row": name, "time": theirs["seconds"] / ours, **score_dates(cases, theirs["found"])})
    return rows


# --- pages -----------------------------------------------------------------------------------------------------------
def page_cases() -> Texts:
    """The pages of the tests, each with its trap, that are one report; and those under GREFFIER_BENCH, where there are
    any: of newspapers, with what the fundus library expects of them."""
    folder = ROOT / "tests" / "intake" / "pages"
    cases = tomllib.loads((folder / "cases.toml").read_text("utf-8"))["page"]
    own = [
        {
            "set": "own",
            "html": (folder / case["file"]).read_text("utf-8"),
            "body": "\n".join(report["paragraphs"]),
            "language": report.get("language") or "fr",
        }
        for case in cases
        if "error" not in case and "saved" not in case and len(case["report"]) == 1
        for report in case["report"]
    ]
    return own + _newspapers()


def _newspapers() -> Texts:
    folder = Path(os.environ.get("GREFFIER_BENCH") or "") / "pages"
    if not os.environ.get("GREFFIER_BENCH") or not folder.is_dir():
        return []
    from pages_text import body, pages

    return [
        {"set": "newspapers", "html": raw.decode("utf-8", "replace"), "body": body(expected), "language": "fr"}
        for _, raw, expected in pages(folder)
    ]


def score_pages(cases: Texts, found: Found) -> dict[str, float]:
    """Precision, recall and F1 of the words of bodies, over all pages; and how many pages are whole, with no more."""
    right = said = wanted = whole = 0
    for case, (text,) in zip(cases, found, strict=True):
        own, gold = Counter(words(text)), Counter(words(case["body"]))
        right, said, wanted = right + (own & gold).total(), said + own.total(), wanted + gold.total()
        whole += own == gold
    precision, recall = right / max(1, said), right / max(1, wanted)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"pages": len(cases), "whole": whole, "precision": precision, "recall": recall, "f1": f1}


def our_pages(cases: Texts) -> tuple[float, Found]:
    """The bodies that greffier takes in, title, day, outlet and authors besides."""
    from greffier.intake import Draft, Source, read_page

    def told(case: dict[str, Any]) -> list[Any]:
        drafts = read_page(case["html"].encode(), Source("page.html", 20_000_000))
        return ["\n".join(one.text for one in drafts if isinstance(one, Draft))]

    return best(lambda: [told(case) for case in cases])


def pages() -> list[dict[str, Any]]:
    """A row a set and program."""
    rows = []
    for name in dict.fromkeys(case["set"] for case in page_cases()):
        cases = [case for case in page_cases() if case["set"] == name]
        ours, told = our_pages(cases)
        rows.append({"row": f"greffier, {name}", "time": 1.0, **score_pages(cases, told)})
        for other in ("trafilatura", "readability", "justext"):
            theirs = peer(other, cases)
            said = f"{other} {theirs['version']}, {name}"
            rows.append({"row": said, "time": theirs["seconds"] / ours, **score_pages(cases, theirs["found"])})
    return rows


COLUMNS = {
    "quotations": ["time", "there", "found", "right", "false"],
    "dates": ["time", "days", "days right", "periods", "periods right", "false"],
    "pages": ["time", "pages", "whole", "precision", "recall", "f1"],
}
TABLES = {"quotations": quotations, "dates": dates, "pages": pages}


def main(given: Sequence[str]) -> None:
    """Print the rows of a table."""
    sys.path.insert(0, str(HERE))
    [name] = given
    print(json.dumps({"columns": COLUMNS[name], "rows": TABLES[name]()}))


if __name__ == "__main__":
    main(sys.argv[1:])
