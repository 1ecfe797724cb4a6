"""The text of a page's report, by trafilatura, before and after which goes what it leaves of the page itself."""

from __future__ import annotations

import html as entities
import logging
import re
from collections.abc import Sequence

from lxml import html

from greffier.intake.lines import Kept, once, plain, sift, tidy
from greffier.intake.markup import clean, words
from greffier.intake.prune import prune
from greffier.intake.told import Told

__all__ = ["body_of", "text_of_machines"]

# Spaces that do not break tell numbers and quotation marks from what stands beside them; trafilatura makes plain ones
# of them, so that they travel as hieroglyphs.
_NARROW = {"\xa0": "\U00013000", "\u202f": "\U00013001", "\u2009": "\U00013002"}
_INSIDE = re.compile("(?<=\\S)[\xa0\u202f\u2009](?=\\S)")
_NO_FALLBACK = 3_000  # characters
_LEADS = ("p", "h2", "h3", "div", "span")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]{0,2000}>")
_BREAKS = frozenset({"p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "blockquote"})


def body_of(tree: html.HtmlElement, told: Told) -> Kept:
    """The lines of the report in a page's tree, which is altered; none where there is no text."""
    prune(tree)
    authors = (*told.authors, *filter(None, [told.outlet]))
    kept = sift(_extracted(tree).split("\n"), told.titles, authors)
    lines = once((*_leads(tree, told.leads, kept.lines), *kept.lines))
    machines = sift(text_of_machines(told.body).split("\n"), told.titles, authors) if told.body else Kept(())
    if _size(machines.lines) > 2 * _size(lines):  # what a script would have put on the page
        return Kept(once(machines.lines), kept.paid, kept.asks)
    return Kept(lines, kept.paid, kept.asks)


def _size(lines: Sequence[str]) -> int:
    return sum(len(line.split()) for line in lines)


def _extracted(tree: html.HtmlElement) -> str:
    """What trafilatura takes for the body; with tables only where there is nothing else."""
    _disguise_spaces(tree)
    return _chosen(tree, tables=False) or _chosen(tree, tables=True)


def _chosen(tree: html.HtmlElement, *, tables: bool) -> str:
    """Its balanced answer, which keeps last paragraphs full of links; its strict one where the balanced one is short
    and may be what it falls back to: all of the page, its paragraphs run together."""
    balanced = _asked(tree, tables, strict=False)
    if len(balanced) >= _NO_FALLBACK:
        return balanced
    strict = _asked(tree, tables, strict=True)
    lines = strict.split("\n")
    same = sum(line in balanced.split("\n") for line in lines) >= 0.9 * len(lines)
    return balanced if not strict or (same and len(balanced) <= 1.5 * len(strict)) else strict


def _asked(tree: html.HtmlElement, tables: bool, *, strict: bool) -> str:
    from trafilatura import bare_extraction  # 0.3 s, which those who read no page need not wait for
    from trafilatura.settings import Document

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it finds wrong is for us to say

    found = bare_extraction(tree, favor_precision=strict, fast=True, include_comments=False, include_tables=tables)
    return tidy(_undisguised(found.text)) if isinstance(found, Document) and found.text else ""


def _disguise_spaces(tree: html.HtmlElement) -> None:
    for element in tree.iter():
        for key in ("text", "tail"):
            content = getattr(element, key)
            if content is not None and not content.isascii() and _INSIDE.search(content):
                setattr(element, key, _INSIDE.sub(lambda match: _NARROW[match[0]], content))


def _undisguised(text: str) -> str:
    for space, sign in _NARROW.items():
        text = text.replace(sign, space)
    return text


def _leads(tree: html.HtmlElement, leads: Sequence[str], lines: Sequence[str]) -> tuple[str, ...]:
    """The lead under the headline, where the body goes without it: what a page says of itself tells which."""
    wanted = [plain(lead)[:60] for lead in leads if len(lead.split()) >= 6]
    if not wanted or not lines:
        return ()
    for element in tree.iter(*_LEADS):
        if len(element) > 3 or any(inner.tag in ("p", "div", "h2", "h3") for inner in element.iterdescendants()):
            continue
        shown = tidy(_undisguised(words(element)))
        if any(
            plain(shown).startswith(start) and len(shown) <= 1.5 * len(lead)
            for start, lead in zip(wanted, leads, strict=False)
        ):
            return (shown,)
    return ()


def text_of_machines(text: str) -> str:
    """Text as JSON-LD holds it: its tags, if any, give line ends; its entities are undone."""
    shown = _TAG.sub(lambda match: "\n" if match[2].lower() in _BREAKS else "", text)
    return tidy(clean(entities.unescape(shown)))
