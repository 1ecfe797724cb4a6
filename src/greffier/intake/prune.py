"""Cutting away what stands on a page and is not the report: by what its parts are, and by what sites call them."""

from __future__ import annotations

from functools import cache
from itertools import islice

from lxml import html

from greffier.intake.markup import tokens, words
from greffier.lexicon import languages, load_language

__all__ = ["prune"]

_NEVER = frozenset(
    ("aside", "button", "dialog", "figcaption", "footer", "iframe", "nav", "noscript", "select", "style", "svg",
     "template", "textarea", "video", "audio", "amp-ad", "amp-consent", "amp-sidebar", "amp-social-share",
     "amp-user-notification", "amp-list")
)  # fmt: skip
_ROLES = frozenset({"banner", "complementary", "contentinfo", "dialog", "navigation", "search", "alertdialog"})
_WHOLE = frozenset({"html", "body", "main", "head", "h1"})
_LINES = ("p", "li", "h2", "h3", "h4", "h5", "h6")
_MOST = 0.5  # of a page's paragraphs, in characters: what holds more may be the report itself
_NEARLY_ALL = 0.9  # and is it, though it be called after comments that are open, or cookies that are set
_FEW_WORDS = 4
_MARKS = 20  # headlines that are looked at
_LONGEST_NAME = 1_000  # characters


@cache
def _names(key: str) -> frozenset[str]:
    return frozenset(word for code in languages() for word in load_language(code).section("pages").get(key, ()))


def prune(tree: html.HtmlElement) -> None:
    """Take out of a page's tree what is no part of the report; the tree is altered."""
    for script in [*tree.iter("script")]:
        script.drop_tree()
    _cut_long_names(tree)
    total = sum(len(paragraph.text_content()) for paragraph in tree.iter("p")) or 1
    report = _around_report(tree)
    for element in [*tree.iter()]:
        if not isinstance(element.tag, str) or element.getparent() is None or element in report:
            continue
        if _goes(element, total):
            element.drop_tree()
    for element in [*tree.iter(*_LINES)]:
        if _is_link(element):
            element.drop_tree()


def _cut_long_names(tree: html.HtmlElement) -> None:
    """Names of parts are short; trafilatura searches them however long they are."""
    for element in tree.iter():
        for key in ("class", "id"):
            name = element.get(key)
            if name is not None and len(name) > _LONGEST_NAME:
                element.set(key, name[:_LONGEST_NAME])


def _goes(element: html.HtmlElement, total: int) -> bool:
    tag = element.tag.lower()
    if tag in _WHOLE:
        return False
    if tag in _NEVER or element.get("role") in _ROLES:
        return True
    called = tokens(element)
    if called & _names("never"):
        return _share(element, total) < _NEARLY_ALL
    if not (tag == "form" or _is_hidden(element) or called & _names("parts")):
        return False
    return _share(element, total) < _MOST or _is_linked(element)


def _is_hidden(element: html.HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style


def _around_report(tree: html.HtmlElement) -> set[html.HtmlElement]:
    """What the page's own headline or marked body stands in: it is never cut away."""
    marks = [*islice(tree.iter("h1", "main"), _MARKS), *islice(tree.iterfind(".//*[@itemprop='articleBody']"), _MARKS)]
    return {around for mark in marks for around in (mark, *mark.iterancestors())}


def _share(element: html.HtmlElement, total: int) -> float:
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p")) / total


def _is_linked(element: html.HtmlElement) -> bool:
    """Whether it is mostly links: a list of other reports."""
    return sum(len(a.text_content()) for a in element.iter("a")) > len(element.text_content()) / 2


def _is_link(element: html.HtmlElement) -> bool:
    """Whether a line is nothing but a link to another page, of several words."""
    links = [a for a in element.iter("a") if a.get("href") and not a.get("href", "").startswith("#")]
    if not links or element.getparent() is None:
        return False
    linked, whole = " ".join(map(words, links)), words(element)
    return len(linked) >= 0.85 * len(whole) and len(linked.split()) >= _FEW_WORDS
