"""What a person says a field is, as gold form: checked against the kind's roles, words found in the report.

A number is written `4`, `4..9`, `4..` (at least), `..9` (at most), `>20` (more than), an amount `5000000 EUR`, dates
`2031-05-04` or `2031-05-04..2031-05-06`, a stretch or a filler by its words, `words=name` where it stands for another
name. What begins as JSON does is taken as gold form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from greffier.errors import InputError
from greffier.lexicon import load_kinds
from greffier.lexicon.name_key import name_key
from greffier.model import FACTUALITIES, Entry, Filler, Span
from greffier.model.gold import filler_to_json, span_to_json

__all__ = ["FIELDS", "Words", "gold_form", "known_fillers", "spans_of"]

FIELDS = ("kind", "anchor", "evidence", "factuality", "source", "when")
_LONGEST_ANCHOR = 60
_MOST = 1e18  # nothing that a report counts is more
_NUMBER = re.compile(r"(>?)(\d+(?:\.\d+)?)?(\.\.)?(\d+(?:\.\d+)?)?(?: ([A-Z]{3}))?")
_CLOSED: Mapping[str, Callable[[], Iterable[str]]] = {
    "kind": lambda: sorted(load_kinds()),
    "factuality": lambda: FACTUALITIES,
    "closed": tuple,
}
_RESOLVED = {"id": str, "country": str, "lat": int | float, "lon": int | float, "precision": str}
_KEYS = {"min", "max", "open", "currency", "scope"}


@dataclass(frozen=True, slots=True)
class Words:
    """Where words are looked for: a report's text, near a stretch of it; `known` are fillers found in the report.

    `occurrence` says which of several places is meant, from 1; 0 takes the one nearest to `near`.
    """

    text: str
    near: Span
    known: tuple[Filler, ...] = ()
    occurrence: int = 0

    def find(self, words: str) -> Span:
        """Where the words stand. Raises InputError where they do not."""
        found = list(spans_of(words, self.text))
        if not found:
            raise InputError("{words!r} does not stand in the report.", words=words)
        if self.occurrence > len(found):
            sentence = "{words!r} stands in the report {count} {count:time|times}."
            raise InputError(sentence, words=words, count=len(found))
        return found[self.occurrence - 1] if self.occurrence else min(found, key=self._far)

    def _far(self, span: Span) -> tuple[int, int]:
        inside = self.near.overlaps(span)
        return 0 if inside else min(abs(span.start - self.near.end), abs(self.near.start - span.end)), span.start

    def filler(self, words: str, name: str = "") -> dict[str, Any]:
        """The filler that these words are; one that the report's entries know is resolved as there."""
        return self.filler_at(self.find(words), name or words) | ({"name": name} if name else {})

    def filler_at(self, span: Span, name: str) -> dict[str, Any]:
        """The filler that stands there, resolved as one of that name that the report's entries know."""
        key = name_key(name)
        alike = (f for f in self.known if key in {name_key(n) for n in (f.name, f.text, *f.names)})
        known = next(alike, None)
        found: dict[str, Any] = filler_to_json(known) if known is not None else {"name": name}
        return found | {"text": span.of(self.text), "start": span.start, "end": span.end}


def spans_of(words: str, text: str) -> Iterator[Span]:
    """Everywhere that words stand in a text, whole ones, any white space between them."""
    parts = [re.escape(part) for part in words.split()]
    if not parts:
        return
    edges = [r"\b" if re.match(r"\w", char) else "" for char in (words.strip()[0], words.strip()[-1])]
    for found in re.finditer(edges[0] + r"\s+".join(parts) + edges[1], text):
        yield Span(*found.span())


def gold_form(kind: str, field: str, said: Sequence[str], words: Words) -> Any:
    """A field's value in gold form, None for nothing said. Raises InputError that says what would be right."""
    roles = load_kinds()[kind].roles
    if field not in FIELDS and field not in roles:
        known = ", ".join((*FIELDS, *roles))
        raise InputError("{kind} has no field {field!r}; it has: {known}.", kind=kind, field=field, known=known)
    if not said:
        _refuse_empty(field)
        return None
    form = str(roles[field]["is"]) if field in roles else field
    if said[0][:1] in {"{", "["}:
        return _checked(form, field, _json(field, said[0]), words)
    if form in _CLOSED:
        return _one_of(field, said, roles[field]["values"] if form == "closed" else _CLOSED[form]())
    return _told(form, field, said, words)


def _told(form: str, field: str, said: Sequence[str], words: Words) -> Any:
    match form:
        case "number" | "amount":
            return _number(field, " ".join(said))
        case "when" | "period":
            return _interval(field, "".join(said))
        case "anchor" | "span":
            return _stretch(form, " ".join(said), words)
        case "evidence":
            return [_stretch(form, one, words) for one in said]
    fillers = [_filler(one, words) for one in said]
    return fillers[0] if form == "source" else fillers


def _refuse_empty(field: str) -> None:
    if field in {"kind", "anchor", "evidence", "factuality"}:
        raise InputError("{field} cannot be empty.", field=field)


def _json(field: str, said: str) -> Any:
    try:
        return json.loads(said)
    except ValueError:
        raise InputError("{field}: {value!r} is no valid JSON.", field=field, value=said) from None


def _one_of(field: str, said: Sequence[str], known: Iterable[str]) -> str:
    value, known = " ".join(said), list(known)
    if value not in known:
        raise InputError("{name}: {value!r} is none of {known}.", name=field, value=value, known=", ".join(known))
    return value


def _number(field: str, said: str) -> dict[str, Any]:
    found = _NUMBER.fullmatch(said.strip())
    if found is None or not (found[2] or found[4]) or (found[1] and found[3]):
        sentence = "{field}: {value!r} is no number; write 4, 4..9, 4.. (at least), ..9 (at most), >20 or 5000 EUR."
        raise InputError(sentence, field=field, value=said)
    least, most = (_plain(found[2]), _plain(found[4]) if found[3] else None if found[1] else _plain(found[2]))
    gold = {"min": least, "max": most, "open": True if found[1] else None, "currency": found[5]}
    return _bounded(field, {key: value for key, value in gold.items() if value is not None})


def _plain(digits: str | None) -> int | float | None:
    if digits is None:
        return None
    return int(digits) if "." not in digits else float(digits)


def _bounded(field: str, gold: dict[str, Any]) -> dict[str, Any]:
    bounds = [gold[key] for key in ("min", "max") if gold.get(key) is not None]
    numbers = all(isinstance(b, int | float) and not isinstance(b, bool) and b >= 0 for b in bounds)
    words = all(gold.get(key) is None or isinstance(gold[key], str) for key in ("currency", "scope"))
    sound = numbers and words and isinstance(gold.get("open", False), bool) and gold.keys() <= _KEYS
    if not bounds or not sound or bounds != sorted(bounds) or bounds[-1] > _MOST:
        raise InputError('{field}: an amount is {{"min": 4, "max": 9}}, the least first.', field=field)
    return gold


def _interval(field: str, said: str) -> dict[str, str]:
    first, _, last = said.partition("..")
    return _days(field, {"start": first.strip(), "end": (last or first).strip()})


def _days(field: str, gold: Any) -> dict[str, str]:
    try:
        days = [date.fromisoformat(gold[end]) for end in ("start", "end")]
    except (ValueError, TypeError, KeyError):
        days = []
    if not days or days[0] > days[1]:
        raise InputError("{field}: write a day as 2031-05-04, days as 2031-05-04..2031-05-06.", field=field)
    return {"start": days[0].isoformat(), "end": days[1].isoformat()}


def _stretch(form: str, said: str, words: Words) -> dict[str, Any]:
    return _short(form, words.find(said), words.text)


def _short(form: str, span: Span, text: str) -> dict[str, Any]:
    if form == "anchor" and len(span) > _LONGEST_ANCHOR:
        raise InputError("an anchor has at most {count} {count:character|characters}.", count=_LONGEST_ANCHOR)
    return span_to_json(span, text)


def _filler(said: str, words: Words) -> dict[str, Any]:
    told, _, name = said.partition("=")
    return words.filler(told.strip(), name.strip())


def _checked(form: str, field: str, gold: Any, words: Words) -> Any:
    """Gold form that a person gave: words are found, spans checked."""
    match form:
        case "number" | "amount" if isinstance(gold, dict):
            return _bounded(field, gold)
        case "when" | "period":
            return _days(field, gold)
        case "anchor" | "span" if isinstance(gold, dict):
            return _placed(form, gold, words)
        case "evidence" if isinstance(gold, list) and gold and all(isinstance(g, dict) for g in gold):
            return [_placed(form, one, words) for one in gold]
        case "source":
            return _named(field, gold, words)
        case "fillers" if gold:
            return [_named(field, one, words) for one in (gold if isinstance(gold, list) else [gold])]
    raise InputError("{field}: this is not its gold form.", field=field)


def _placed(form: str, gold: dict[str, Any], words: Words) -> dict[str, Any]:
    start, end = gold.get("start"), gold.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(words.text):
        start = end = 0
    if start < end and gold.get("exact", words.text[start:end]) == words.text[start:end]:
        return _short(form, Span(start, end), words.text)
    raise InputError("the stretch {start}-{end} does not hold the words that it quotes.", start=start, end=end)


def _named(field: str, gold: Any, words: Words) -> dict[str, Any]:
    """A filler given by a name, several names, or as an object; the first name that the report has tells its words."""
    if isinstance(gold, dict) and _is_at(gold, words.text):
        return _at_its_place(gold, words)
    names = gold if isinstance(gold, list) else [gold]
    if isinstance(gold, dict):
        names = [gold.get("text"), gold.get("name"), *(gold.get("aliases") or [])]
    given = [name for name in names if isinstance(name, str) and name.strip()]
    there = next((name for name in given if next(spans_of(name, words.text), None) is not None), None)
    if there is None:
        raise InputError("{field}: none of its names stands in the report ({names}).", field=field,
                         names=", ".join(given))  # fmt: skip
    if not isinstance(gold, dict):
        return words.filler(there) | ({"aliases": given} if len(given) > 1 else {})
    found = words.filler(there, str(gold.get("name") or "")) | ({"aliases": given[2:]} if given[2:] else {})
    return found | {key: gold[key] for key, form in _RESOLVED.items() if isinstance(gold.get(key), form)}


def _at_its_place(gold: dict[str, Any], words: Words) -> dict[str, Any]:
    """A filler whose words stand where it says: taken as it is told, where it tells what it was resolved to."""
    name, aliases = gold.get("name"), gold.get("aliases")
    span = Span(gold["start"], gold["end"])
    resolved = {key: gold[key] for key, form in _RESOLVED.items() if isinstance(gold.get(key), form)}
    if not isinstance(name, str) or not name.strip():
        return words.filler_at(span, span.of(words.text)) | resolved
    found = {"name": name, "text": gold["text"], "start": span.start, "end": span.end} if resolved else None
    found = found or words.filler_at(span, name) | {"name": name}
    others = [one for one in aliases if isinstance(one, str) and one.strip()] if isinstance(aliases, list) else []
    return found | resolved | ({"aliases": others} if others else {})


def _is_at(gold: dict[str, Any], text: str) -> bool:
    start, end = gold.get("start"), gold.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        return False
    return text[start:end] == gold.get("text")


def known_fillers(entries: Iterable[Entry]) -> tuple[Filler, ...]:
    """Fillers and sources of entries, those that are resolved first."""
    found = [
        f for e in entries for value in (*e.roles.values(), (e.source,)) if isinstance(value, tuple) for f in value
    ]
    there = [f for f in found if isinstance(f, Filler)]
    return tuple(sorted(there, key=lambda f: f.place is None and f.id is None))
