"""Web annotations (W3C): those that `export w3c` writes, and those that a person made on the same words.

A body names an entry of ours (`urn:greffier:entry:…`), or classifies the words as a kind; one that assesses says
`accepted`, `corrected`, `rejected` or `unreviewed`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from greffier.errors import ReportError
from greffier.intake.codings.base import digest, number, texts
from greffier.intake.codings.gold import gold_fields
from greffier.intake.codings.regions import EVIDENCE
from greffier.lexicon import load_kinds
from greffier.model import Coding, Told

__all__ = ["codings"]

_ENTRY, _TEXT, _REPORT = "urn:greffier:entry:", "urn:sha256:", "urn:greffier:report:"
_FURTHER = re.compile(r"urn:greffier:ev:[^:]*:[1-9]\d*")  # not the first stretch of an entry
_VERDICTS = {"accepted": "keep", "corrected": "keep", "rejected": "reject"}
_KEPT = ("kind", "anchor", EVIDENCE, "factuality", "roles")


def codings(name: str, data: Any) -> Iterator[Coding | ReportError | None]:
    """One coding an annotation; those of a collection or page one by one."""
    for where, one in _each(name, data):
        yield from _coding(where, one)


def _each(name: str, data: Any) -> Iterator[tuple[str, Any]]:
    first = data.get("first") if isinstance(data, dict) else None
    items = data.get("items") if isinstance(data, dict) else None
    found = first.get("items") if isinstance(first, dict) else items
    if isinstance(found, list):
        yield from ((f"{name} · {number_}", one) for number_, one in enumerate(found, 1))
    else:
        yield name, data


def _coding(name: str, one: Any) -> Iterator[Coding | ReportError | None]:
    target = one.get("target") if isinstance(one, dict) else None
    target = target[0] if isinstance(target, list) and len(target) == 1 else target
    if not isinstance(target, dict):
        yield ReportError("{name}: is no web annotation of one stretch.", name=name)
        return
    bodies = one.get("body")
    bodies = [b for b in (bodies if isinstance(bodies, list) else [bodies]) if isinstance(b, dict)]
    verdict, quote = _verdict(bodies), _quote(target.get("selector"))
    if verdict == "unreviewed" or _FURTHER.fullmatch(str(one.get("id"))):
        return  # nobody judged it, or it is a further stretch of an entry that another one tells
    text_id, report = _sources(target)
    told = _told(bodies, verdict, quote)
    if told is None or (text_id is None and report is None):
        yield ReportError(
            "{name}: names neither an entry, nor a kind with words of a text known by its hash.", name=name
        )
        return
    author = one.get("creator")
    who = next(iter(texts(author, "name", "nickname", "id").values()), None) if isinstance(author, dict) else author
    key = digest("w3c", one.get("id"), text_id, report)
    who = who if isinstance(who, str) else None
    yield Coding(name, key, (told,), text_id=text_id, report=report, author=who)


def _verdict(bodies: list[dict[str, Any]]) -> str:
    said = [b.get("value") for b in bodies if b.get("purpose") == "assessing"]
    return next((v for v in said if isinstance(v, str)), "accepted")


def _quote(selector: Any) -> dict[str, Any]:
    """What the selectors say of the words: the quotation, and where it stands."""
    found: dict[str, Any] = {"start": 0, "end": 0}
    for one in selector if isinstance(selector, list) else [selector]:
        if not isinstance(one, dict):
            continue
        if one.get("type") == "TextQuoteSelector":
            found |= {key: one[key] for key in ("exact", "prefix", "suffix") if isinstance(one.get(key), str)}
        if one.get("type") == "TextPositionSelector":
            places = {key: number(one.get(key)) for key in ("start", "end")}
            found |= {key: place for key, place in places.items() if place is not None}
    return found


def _sources(target: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The hash of the text and the id of the report that the target names."""
    named = [value for value in (target.get("source"), target.get("scope")) if isinstance(value, str)]
    state = target.get("state")
    cached = state.get("cached") if isinstance(state, dict) else None
    named += [cached] if isinstance(cached, str) else []
    texts_ = (value.removeprefix(_TEXT) for value in named if value.startswith(_TEXT))
    reports = (value.removeprefix(_REPORT) for value in named if value.startswith(_REPORT))
    return next(texts_, None), next(reports, None)


def _told(bodies: list[dict[str, Any]], verdict: str, quote: Mapping[str, Any]) -> Told | None:
    if verdict not in _VERDICTS:
        return None
    sources = (b.get("source") for b in bodies if b.get("purpose") == "linking")
    ids = (s.removeprefix(_ENTRY) for s in sources if isinstance(s, str) and s.startswith(_ENTRY))
    entry = next(ids, None)
    gold = _described(bodies)
    if gold is not None:
        words = str(gold["anchor"].get("exact", ""))
        return Told(_VERDICTS[verdict], entry, words, gold_fields(gold, ""))
    kinds = [b.get("value") for b in bodies if b.get("purpose") in ("classifying", "tagging")]
    kind = next((k for k in kinds if isinstance(k, str) and k in load_kinds()), None)
    words = quote.get("exact", "")
    if entry is not None:
        return Told(_VERDICTS[verdict], entry, str(words))
    if kind is None or not words:
        return None
    return Told(_VERDICTS[verdict], None, str(words), {"kind": kind, "anchor": dict(quote)})


def _described(bodies: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The whole entry, where a body tells it as JSON."""
    for body in bodies:
        if body.get("purpose") == "describing" and body.get("format") == "application/json":
            try:
                found = json.loads(body["value"]) if isinstance(body.get("value"), str) else None
            except (ValueError, RecursionError):
                return None
            if isinstance(found, dict) and all(found.get(key) for key in _KEPT[:4]) and _is_gold(found):
                return found
    return None


def _is_gold(found: Mapping[str, Any]) -> bool:
    forms = {"kind": str, "anchor": dict, EVIDENCE: list, "factuality": str, "roles": dict}
    whole = all(isinstance(found.get(key), form) for key, form in forms.items())
    return whole and found["kind"] in load_kinds() and all(isinstance(e, dict) for e in found[EVIDENCE])
