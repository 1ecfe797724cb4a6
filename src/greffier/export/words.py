"""Values of an entry in words for people: dates, numbers, who and what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from textwrap import shorten

from babel.dates import format_date, format_interval
from babel.numbers import format_compact_currency, format_decimal

from greffier.lexicon import Interface, load_gazetteer, load_kinds
from greffier.model import Entry, Filler, Quantity, Role, SpanRole, When

__all__ = [
    "Line",
    "date_words",
    "line_of",
    "money_words",
    "month_words",
    "name_of",
    "named",
    "names_of",
    "number_words",
    "quantity_words",
]

_WHERE, _NUMBERS, _PART = "place", ("number", "amount"), "including"
_DAY_FIRST = {"en": "en_GB"}  # days before months, as the ISO-minded write and French does
_ARTICLE = 4  # characters of the longest article, with its space
_LONGEST = 60  # characters of a stretch of text in a cell; the whole of it stands among the words below

Line = dict[str, str]


def line_of(entry: Entry, text: str, interface: Interface) -> Line:
    """The cells of an entry's line: kind, when, where, who, what, number, factuality, source; "" for none."""
    order = _roles_in_order(entry)
    who = next((role for role in order if role not in {_WHERE, _PART} and isinstance(entry.roles[role], tuple)), "")
    rest = [role for role in order if role not in {who, _WHERE, *_NUMBERS}]

    def words(role: str) -> str:
        return _role_words(role, entry.roles[role], text, interface) if role in entry.roles else ""

    told = {words(_WHERE), words(who)}  # one thing that fills two roles is shown once
    return {
        "kind": interface.label("kind", entry.kind),
        "when": date_words(entry.when, interface.code) if entry.when else "",
        "where": words(_WHERE),
        "who": words(who) if words(who) != words(_WHERE) else "",
        "what": " · ".join(w for role in rest if (w := words(role)) not in told),
        "number": " ".join(words(role) for role in _NUMBERS if role in entry.roles),
        "factuality": interface.label("value", entry.factuality),
        "source": _source_words(entry.source) if entry.source else "",
    }


def _source_words(source: Filler) -> str:
    """The name, with the article that the text gives it (*les secours*)."""
    article = source.text.removesuffix(source.name)
    return article.lower() + source.name if 0 < len(article) <= _ARTICLE else source.name


def _roles_in_order(entry: Entry) -> list[str]:
    kind = load_kinds().get(entry.kind)
    known = list(kind.roles) if kind else []
    return [r for r in known if r in entry.roles] + [r for r in entry.roles if r not in known]


def _role_words(role: str, value: Role, text: str, interface: Interface) -> str:
    """One role's value in words."""
    if isinstance(value, Quantity):
        return quantity_words(value, interface.code)
    if isinstance(value, When):
        return date_words(value, interface.code)
    if isinstance(value, SpanRole):
        return shorten(value.span.of(text), _LONGEST, placeholder="…")
    if isinstance(value, str):
        return interface.label("value", value)
    names = ", ".join(dict.fromkeys(filler.name for filler in value))
    return f"{interface.label('role', role).lower()} {names}" if role == _PART else names


def name_of(filler: Filler, code: str) -> str:
    """The name of a filler in a language: that of a country or body that we know, else the report's name for it."""
    return named(filler.id or "", filler.name, code)


def named(id: str, name: str, code: str) -> str:
    """The name in a language of the country or body whose id this is, `name` for others."""
    names = load_gazetteer().names.get(id.removeprefix("country:").removeprefix("body:"), {}).get(code)
    return names[0] if names else name


def names_of(fillers: Iterable[Filler], code: str) -> str:
    """Several names, each once."""
    return ", ".join(dict.fromkeys(name_of(filler, code) for filler in fillers))


def month_words(month: str, code: str) -> str:
    """A month given as `2031-05`."""
    return str(format_date(date.fromisoformat(f"{month}-01"), "MMMM y", _DAY_FIRST.get(code, code)))


def date_words(when: When, locale: str) -> str:
    """A day, a month, a year or an interval, as short as it can be told."""
    locale = _DAY_FIRST.get(locale, locale)
    if when.start == when.end:
        return str(format_date(when.start, "d MMM y", locale))
    after = when.end + timedelta(days=1)
    if when.start.day == after.day == 1:
        if when.start.month == after.month == 1 and after.year == when.start.year + 1:
            return str(when.start.year)
        if _months(after) - _months(when.start) == 1:
            return str(format_date(when.start, "MMM y", locale))
    return str(format_interval(when.start, when.end, "yMMMd", locale=locale))


def _months(day: date) -> int:
    return day.year * 12 + day.month


def quantity_words(quantity: Quantity, locale: str) -> str:
    """A number with its bounds: `12`, `≥ 35`, `> 20`, `≤ 200`, `15–25`."""

    def number(value: float) -> str:
        if quantity.currency is None:
            return number_words(value, locale)
        return money_words(value, quantity.currency, locale)

    return _bounded(quantity, number)


def number_words(value: float, locale: str) -> str:
    """A plain number."""
    return str(format_decimal(value, locale=locale))


def money_words(value: float, currency: str, locale: str) -> str:
    """A sum of money, as short as it can be told: `1,2 Md €`."""
    words = format_compact_currency(value, currency, locale=locale, fraction_digits=2)
    return str(words).replace("\xa0", " ")


def _bounded(quantity: Quantity, number: Callable[[float], str]) -> str:
    low, high = quantity.min, quantity.max
    if low is not None and high is not None:
        return number(low) if low == high else f"{number(low)}–{number(high)}"
    if low is not None:
        return f"{'>' if quantity.open else '≥'} {number(low)}"
    return "" if high is None else f"≤ {number(high)}"
