"""From a page of the web to the report that it holds, or to each update of a live blog."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import html

from greffier.errors import ReportError
from greffier.intake.body import body_of, text_of_machines
from greffier.intake.dateline import dateline
from greffier.intake.decode import Decoded, decode, measure
from greffier.intake.draft import Draft, Source
from greffier.intake.lines import Kept, once, sift
from greffier.intake.linked import Node, names, string
from greffier.intake.markup import parse
from greffier.intake.told import Told, page_tells, title_of, update_moment

__all__ = ["read_page"]

_PART = "only a part of the report may be here: the page says that the rest is for subscribers"
_CHANGED = "the date is that of the last change, no other is told"
_MOST = 60_000  # elements: trafilatura takes time by their square
_FEW = 40  # words: fewer beside a call to consent are no report, and do not always tell their language
_BREAK = "\n\n"


def read_page(raw: bytes, source: Source) -> Iterator[Draft | ReportError]:
    """The report of a page, or each update of a live blog; a ReportError where none can be had of it.

    A draft's text is the report's paragraphs, an empty line between two, without title, byline, captions, comments,
    teasers or what the page says of itself, and without what is told twice.
    """
    try:
        measure(len(raw), source.limit, source.name)
        yield from _drafts(decode(raw, source.name, charset=source.charset, page=True), source)
    except ReportError as error:
        yield error


def _drafts(found: Decoded, source: Source) -> Iterator[Draft]:
    tree = parse(found.text)
    if tree is None:
        raise ReportError("{name}: no text of a report was found in this page.", name=source.name)
    told = page_tells(tree, source.address)
    updates = list(_updates(told, source.name))
    if updates:
        yield from (replace(update, doubts=(*found.doubts, *update.doubts)) for update in updates)
    else:
        yield _report(tree, told, source, found.doubts)


def _report(tree: html.HtmlElement, told: Told, source: Source, doubts: tuple[str, ...]) -> Draft:
    """The one report of a page. Raises ReportError where there is no text, or only a call to consent."""
    paying = _paid_part(tree, told)
    if sum(1 for _ in tree.iter()) > _MOST:
        raise ReportError(
            "{name}: this page is made of more than {most} parts, more than any report.", name=source.name, most=_MOST
        )
    kept = body_of(tree, told)
    text = _BREAK.join(kept.lines)
    if kept.asks and len(text.split()) < _FEW:
        raise ReportError(
            "{name}: this page asks for consent and holds no report; save it again once you have answered.",
            name=source.name,
        )
    if not text:
        raise ReportError("{name}: no text of a report was found in this page.", name=source.name)
    opened = dateline(text)
    published = told.published or (opened.published if opened else None)
    more = [
        doubt
        for doubt, holds in (
            (_PART, kept.paid or (told.free is False and not paying)),
            (_CHANGED, published is None and told.changed is not None),
        )
        if holds
    ]
    return Draft(
        text,
        source.name,
        title=title_of(told, text),
        published=published or told.changed,
        language=_language(told, text),
        outlet=told.outlet or (opened.outlet if opened else None),
        authors=told.authors,
        url=told.url,
        doubts=(*doubts, *more),
    )


def _language(told: Told, text: str) -> str | None:
    """The language that a page says, of a short text only: the words of a longer one tell it more surely than the page,
    which often says that of the tool that made it."""
    return told.language if len(text.split()) < _FEW else None


def _paid_part(tree: html.HtmlElement, told: Told) -> bool:
    """Whether the part that one has to pay for is here all the same, by the words that the page says it has."""
    count = told.report.get("wordCount")
    if not str(count).isdigit():
        return False
    return len(tree.text_content().split()) >= int(str(count)) and _has_paragraphs(tree, int(str(count)))


def _has_paragraphs(tree: html.HtmlElement, count: int) -> bool:
    return sum(len(p.text_content().split()) for p in tree.iter("p")) >= 0.8 * count


def _updates(told: Told, name: str) -> Iterator[Draft]:
    """Each update of a live blog that holds text, dated by itself; numbered from 1 as the page lists them."""
    for number, node in enumerate(told.updates, 1):
        title, kept = string(node.get("headline")), _words(node, told)
        text = _BREAK.join(once(kept.lines)) or title
        if text:
            yield Draft(
                text,
                f"{name}#update-{number}",
                title=title or (told.titles[0] if told.titles else None),
                published=update_moment(node) or told.published,
                language=_language(told, text),
                outlet=told.outlet,
                authors=names(node.get("author")) or told.authors,
                url=string(node.get("url")) or told.url,
            )


def _words(node: Node, told: Told) -> Kept:
    text = node.get("articleBody") or node.get("text") or ""
    return sift(text_of_machines(text if isinstance(text, str) else "").split("\n"), told.titles, told.authors)
