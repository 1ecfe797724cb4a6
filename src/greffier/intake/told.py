"""What a page tells of its report: JSON-LD first, then `<meta>`, the page itself, its address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import html

from greffier.intake.lines import tidy
from greffier.intake.linked import Node, is_kind, names, nodes, string, truth
from greffier.intake.markup import meta, tokens, words
from greffier.intake.moment import in_address, moment, sharpest
from greffier.lexicon import languages, load_language

__all__ = ["Told", "page_tells", "title_of", "update_moment"]

_REPORTS = ("Article", "BlogPosting", "LiveBlogPosting", "Report")
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date.available",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date",
    "dcterms.created", "publication_date", "publish-date", "publish_date", "pubdate", "date", "date.created",
)  # fmt: skip
_CHANGED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "date.modified",
    "date.updated",
    "last-modified",
)
_AUTHORS = ("author", "article:author", "og:article:author", "dc.creator", "dcterms.creator", "parsely-author", "byl")
_OUTLETS = ("og:site_name", "sitename", "application-name", "dc.publisher", "dcterms.publisher", "twitter:app:name")
_ASIDE = frozenset({"related", "teaser", "card", "comment", "comments", "recommended", "live"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=[-_]|$)")
_NAMED = re.compile(r"(?<=[^\W\d_] )[^\W\d_a-z][\w'’-]{2,}|\d+")  # capitals inside a sentence, and numbers
_PARTED = re.compile(r"\s[|–—·-]\s")


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says of its report. `titles` are all that it gives, by trust; `published` and `changed` as in a
    `Draft`; `free` is False where it says that one has to pay; `body` is its text for machines; `updates` the nodes of
    a live blog; `report` the node that tells of the report."""

    titles: tuple[str, ...]
    outlet: str | None
    authors: tuple[str, ...]
    published: str | None
    changed: str | None
    language: str | None
    url: str | None
    leads: tuple[str, ...]
    free: bool | None
    body: str | None
    updates: tuple[Node, ...]
    report: Node


def page_tells(tree: html.HtmlElement, address: str | None, base: str | None = None) -> Told:
    """What the page at `address` tells of its report."""
    found, said = nodes(tree), meta(tree)
    url = _address(tree, said, address)
    headings = [words(h) for h in islice(tree.iter("h1"), 20)]
    report = _report(found, url, (said.get("og:title", ""), *headings, _page_title(tree)))
    outlet = _outlet(report, found, said)
    times = [element.get("datetime") for element in _times(tree)]
    days = [string(report.get("datePublished")), *map(said.get, _PUBLISHED), *times, string(report.get("dateCreated"))]
    titles = (string(report.get("headline")), said.get("og:title"), *headings[:1], _page_title(tree))
    leads = (string(report.get("description")), said.get("og:description"), said.get("description"))
    updates = report.get("liveBlogUpdate")
    return Told(
        titles=tuple(dict.fromkeys(" ".join(title.split()) for title in titles if title)),
        outlet=outlet,
        authors=_authors(report, said, tree, outlet),
        published=sharpest(days) or in_address(url or address),
        changed=sharpest([string(report.get("dateModified")), *map(said.get, _CHANGED)]),
        language=_language(report, said, tree),
        url=url,
        leads=tuple(dict.fromkeys(lead for lead in leads if lead)),
        free=_free(report),
        body=_body(report),
        updates=tuple(one for one in updates if isinstance(one, dict)) if isinstance(updates, list) else (),
        report=report,
    )


def _report(found: Sequence[Node], url: str | None, headings: Sequence[str]) -> Node:
    """The node that tells of this page's own report: pages list those of others too."""

    def fits(node: Node) -> int:
        main = node.get("mainEntityOfPage")
        places = {string(node.get("url")), string(node.get("@id")), main if isinstance(main, str) else None}
        if isinstance(main, dict):
            places |= {string(main.get("@id")), string(main.get("url"))}
        same = url is not None and any(_bare(place) == _bare(url) for place in places if place)
        headline = string(node.get("headline")) or string(node.get("name"))
        titled = headline is not None and any(_same(headline, heading) for heading in headings)
        return 4 * same + 3 * titled + 2 * is_kind(node, "LiveBlogPosting") + ("datePublished" in node)

    reports = [node for node in found if is_kind(node, *_REPORTS)]
    return max(reports, key=fits) if reports else next((n for n in found if "datePublished" in n), {})


def _bare(address: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|[?#].*$", "", address).rstrip("/")


def _same(one: str, other: str) -> bool:
    plain = [" ".join(re.findall(r"\w+", words.casefold())) for words in (one, other)]
    return bool(plain[0]) and (plain[0] in plain[1] or (plain[1] != "" and plain[1] in plain[0]))


def _page_title(tree: html.HtmlElement) -> str:
    """The title in the page's head, without the outlet's name behind it."""
    title = " ".join((tree.findtext(".//title") or "").split())
    parts = _PARTED.split(title)
    return title if len(parts) == 1 or len(parts[0]) < len(title) / 3 else parts[0]


def title_of(told: Told, text: str) -> str | None:
    """Of the titles that a page gives its report, the one that names most of whom and what the text names."""
    named = {*_NAMED.findall(text[:20_000])}

    def tells(title: str) -> int:
        return len(named & {*re.findall(r"\w[\w'’-]*", title)})

    return tidy(max(told.titles, key=tells, default="")) or None


def _times(tree: html.HtmlElement) -> list[html.HtmlElement]:
    """The page's `<time>`: those said to be its publication first, none of what is listed beside it or changed."""

    def sure(element: html.HtmlElement) -> bool:
        return element.get("itemprop") == "datePublished" or element.get("pubdate") is not None

    found = [element for element in tree.iter("time") if element.get("datetime") and not _beside(element)]
    return [*filter(sure, found), *(element for element in found if not sure(element))][:3]


def _beside(element: html.HtmlElement) -> bool:
    changed = {"modified", "updated", "update"} & tokens(element) or element.get("itemprop") in ("dateModified",)
    above = list(element.iterancestors())[:12]
    return bool(changed) or any(a.tag in ("aside", "nav", "footer", "li") or _ASIDE & tokens(a) for a in above)


def _outlet(report: Node, found: Sequence[Node], said: Mapping[str, str]) -> str | None:
    published = names(report.get("publisher")) or names(report.get("sourceOrganization"))
    if published:
        return published[0]
    meant = next(filter(None, map(said.get, _OUTLETS)), None)
    sites = (string(node.get("name")) for node in found if is_kind(node, "WebSite", "NewsMediaOrganization"))
    return meant or next(filter(None, sites), None)


def _authors(report: Node, said: Mapping[str, str], tree: html.HtmlElement, outlet: str | None) -> tuple[str, ...]:
    """Names, not addresses; the outlet alone is no author."""
    linked = names(report.get("author")) or names(report.get("creator"))
    meant = tuple(filter(None, [next(filter(None, map(said.get, _AUTHORS)), None)]))
    marked = tuple(words(e) for e in tree.iter("a", "span", "address") if "author" in (e.get("rel"), e.get("itemprop")))
    for told in (linked, meant, marked[:5]):
        people = tuple(name for name in _parted(told) if 1 < len(name) < 100 and "://" not in name and "{" not in name)
        people = tuple(name for name in people if outlet is None or not _same(name, outlet))
        if people:
            return tuple(dict.fromkeys(people))
    return ()


def _parted(told: Iterable[str]) -> Iterator[str]:
    """Each author by itself, without *by* before the name."""
    for line in told:
        for name in re.split(rf"\s(?:{'|'.join(map(re.escape, _joins('joins')))})\s|\s*[;&]\s*", line):
            before = next((word for word in _joins("byline") if name.casefold().startswith(f"{word} ")), "")
            yield name[len(before) :].strip(" ,")


@cache
def _joins(key: str) -> tuple[str, ...]:
    return tuple(word for code in languages() for word in load_language(code).section("pages").get(key, ()))


def _language(report: Node, said: Mapping[str, str], tree: html.HtmlElement) -> str | None:
    """The language that a page says it is in; None where it says two."""
    told = (string(report.get("inLanguage")), said.get("og:locale"), tree.get("lang") or tree.get("xml:lang"))
    codes = {match[0].lower() for match in (_LANGUAGE.match(one) for one in told if one) if match}
    return codes.pop() if len(codes) == 1 else None


def _address(tree: html.HtmlElement, said: Mapping[str, str], address: str | None) -> str | None:
    """Where the report lives: its canonical address, else where it was fetched. No home page, nothing but the web."""
    canonical = [e.get("href") for e in tree.iter("link") if "canonical" in (e.get("rel") or "").lower().split()]
    for told in (*canonical, said.get("og:url")):
        try:
            url: str = urljoin(address or "", (told or "").strip())
            parts = urlsplit(url)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.hostname and (parts.path.strip("/") or parts.query):
            return url
    return address


def _free(report: Node) -> bool | None:
    """Whether all of the report is free; False where a part of it is not."""
    parts = report.get("hasPart")
    listed = [report, *(parts if isinstance(parts, list) else [parts])]
    told = {truth(part.get("isAccessibleForFree")) for part in listed if isinstance(part, dict)}
    return False if False in told else True if True in told else None


def _body(report: Node) -> str | None:
    text = report.get("articleBody") or report.get("text")
    return text if isinstance(text, str) and text.strip() else None


def update_moment(node: Node) -> str | None:
    """When an update of a live blog was published."""
    return moment(string(node.get("datePublished"))) or moment(string(node.get("dateModified")))
