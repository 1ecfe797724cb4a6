"""Attributions on PolNeAR (English political reports): spans of content and source, exact and by overlap.

Usage: python benchmarks/polnear.py --data DIR [--limit N]

PolNeAR also codes thoughts and beliefs, and *that* inside the content; both ends of a content are therefore compared
without a leading *that*, quotation marks and stops. Reference, exact content: CRF 28.6, BiLSTM 62.2, BERT 72.9,
textacy 27.6.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from measures import Measure, f1

from greffier.frames.statement import find_statements
from greffier.lexicon import load_language
from greffier.mentions.quotations import find_quotations
from greffier.model import Span
from greffier.parse import load_parser

_OUTSIDE = " \n\t\"“”'‘’.,;:"


@dataclass(frozen=True, slots=True)
class Article:
    """One report with its gold spans."""

    text: str
    contents: tuple[Span, ...]
    sources: tuple[Span, ...]


def trimmed(span: Span, text: str) -> Span:
    """The span without *that*, quotation marks and stops at its ends."""
    start, end = span.start, span.end
    while end > start and text[end - 1] in _OUTSIDE:
        end -= 1
    found = re.match(rf"[{re.escape(_OUTSIDE)}]*(?:that\b)?[{re.escape(_OUTSIDE)}]*", text[start:end])
    return Span(min(end, start + (found.end() if found else 0)), end)


def whole(spans: Iterable[Span]) -> Span:
    """From the first to the last of a discontinuous annotation."""
    found = list(spans)
    return Span(min(s.start for s in found), max(s.end for s in found))


def read_article(text: str, annotations: str) -> Article:
    """An article with its brat annotations."""
    spans: dict[str, Span] = {}
    for line in annotations.splitlines():
        found = re.match(r"(T\d+)\t(?:Content|Source) ([\d ;]+)\t", line)
        if found:
            parts = [part.split() for part in found.group(2).split(";")]
            spans[found.group(1)] = whole(Span(int(a), int(b)) for a, b in parts)
    held: dict[str, list[Span]] = {"Content": [], "Source": []}
    for line in annotations.splitlines():
        if line.startswith("E"):
            for role, name in re.findall(r"(Content|Source)\d*:(T\d+)", line):
                held[role].append(trimmed(spans[name], text))
    return Article(text, tuple(held["Content"]), tuple(held["Source"]))


def articles(folder: Path) -> Iterator[Article]:
    """All articles that have both a text and annotations."""
    for path in sorted((folder / "attributions").glob("*.ann")):
        text = folder / "text" / f"{path.stem[:-5]}.txt"  # the annotations' name ends with a key
        if text.exists():
            yield read_article(text.read_text("utf-8"), path.read_text("utf-8"))


def predicted(article: Article) -> tuple[list[Span], list[Span]]:
    """Contents and sources that greffier finds."""
    language = load_language("en")
    sentences = load_parser("en").parse(article.text)
    quotations = find_quotations(article.text, language.section("quotes"))
    frames = find_statements(sentences, quotations, language.section("reporting"), article.text)
    contents = [trimmed(f.content, article.text) for f in frames if f.content is not None]
    return contents, [trimmed(a.span, article.text) for f in frames for a in f.speakers]


def hits(gold: Iterable[Span], said: Iterable[Span], exact: bool) -> int:
    """Gold spans that a predicted one equals, or overlaps; each predicted span is used once."""
    left = list(said)
    found = 0
    for span in gold:
        match = next((s for s in left if (s == span if exact else s.overlaps(span))), None)
        if match is not None:
            left.remove(match)
            found += 1
    return found


def measure(folder: Path) -> list[Measure]:
    """F1 of contents and sources, exact and by overlap, with intervals over reports."""
    read = [(a, *predicted(a)) for a in articles(folder)]
    reference = "exact content: CRF 0.286, BiLSTM 0.622, BERT 0.729"
    return [
        f1(
            "polnear",
            f"{role} {'exact' if exact else 'overlap'} F1",
            [_amounts(r, k, exact) for r in read],
            reference if role == "content" and exact else "–",
        )
        for k, role in enumerate(("content", "source"))
        for exact in (True, False)
    ]


def _amounts(read: tuple[Article, list[Span], list[Span]], k: int, exact: bool) -> tuple[float, float, float]:
    gold, said = (read[0].contents, read[0].sources)[k], read[1 + k]
    return float(hits(gold, said, exact)), float(len(said)), float(len(gold))


def main() -> None:
    """Print precision, recall and F1 of content and source."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--limit", type=int)
    args = parser.parse_args()
    read = [(a, predicted(a)) for a in list(articles(args.data))[: args.limit]]
    for k, role in enumerate(("content", "source")):
        pairs = [(a.contents if k == 0 else a.sources, said[k]) for a, said in read]
        gold, told = sum(len(g) for g, _ in pairs), sum(len(s) for _, s in pairs)
        for exact in (True, False):
            right = sum(hits(g, s, exact) for g, s in pairs)
            p, r = right / max(1, told), right / max(1, gold)
            both = 2 * p * r / (p + r) if right else 0.0
            print(f"{role:8} {'exact' if exact else 'overlap':8} P {p:.3f} R {r:.3f} F1 {both:.3f} of {gold}")


if __name__ == "__main__":
    main()
