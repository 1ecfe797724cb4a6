"""Templates: one environment a language, everything escaped, and the filters by which values are told to people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal, format_percent
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from greffier.export.checks import reason_words
from greffier.export.holders import holder_lines
from greffier.export.words import date_words, name_of, named, quantity_words
from greffier.lexicon import load_kinds
from greffier.model import Filler, Quantity, SpanRole, When
from greffier.web.language import LANGUAGES, Language, load_language

__all__ = ["STATIC", "asset", "environment_of", "load_templates", "render"]

STATIC = Path(str(files("greffier.web").joinpath("static")))
_DIGITS = 10  # of a file's hash, in its address


@cache
def environment_of(code: str) -> Environment:
    """The templates in a language; an unknown name in a template is a fault, not an empty string."""
    language = load_language(code)
    found = Environment(
        loader=PackageLoader("greffier.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.policies["ext.i18n.trimmed"] = True
    found.install_gettext_translations(language.translations, newstyle=True)  # type: ignore[attr-defined]
    found.globals |= {"asset": asset, "language": language, "query": _query, "any_of": _any_of}
    found.globals["actor_roles"] = _actor_roles()
    found.filters |= _filters(language)
    found.tests["value"] = lambda value: value is not None and value != ""
    return found


@cache
def _actor_roles() -> frozenset[str]:
    """The roles that actors fill, as `kind.role`: their names lead to the actor's page."""
    roles = ((kind.name, name, spec) for kind in load_kinds().values() for name, spec in kind.roles.items())
    return frozenset(f"{kind}.{name}" for kind, name, spec in roles if spec.get("takes") == "actor")


def render(code: str, template: str, values: Mapping[str, Any]) -> str:
    """A template filled in a language."""
    return environment_of(code).get_template(template).render(values)


def load_templates() -> Iterator[str]:
    """Load all templates in each language, so that no page has to wait for its own; each is given once it is there."""
    for code in LANGUAGES:
        found = environment_of(code)
        for name in found.list_templates(extensions=["html"]):
            found.get_template(name)
            yield name


@cache
def asset(name: str) -> str:
    """The address of a static file, with a hash, so that a browser keeps it until it changes. Raises OSError."""
    digest = sha256((STATIC / name).read_bytes()).hexdigest()[:_DIGITS]
    return f"/static/{name}?v={digest}"


def _query(params: Mapping[str, Any], **changes: Any) -> str:
    """The query of an address, `?a=b`, with changes: None takes a parameter away, a list gives it several times."""
    found = {k: v for k, v in {**params, **changes}.items() if v not in (None, "", [])}
    return f"?{urlencode(found, doseq=True)}" if found else "?"


def _any_of(params: Mapping[str, Any], names: Iterable[str]) -> bool:
    """Whether any of these is asked."""
    return any(name in params for name in names)


def _filters(language: Language) -> dict[str, Any]:
    """The filters, by the names that templates use."""
    locale, label = language.locale, language.interface.label
    return {
        "day": lambda value: format_date(value, "d MMM y", locale) if value else "",
        "iso_day": lambda words: _iso_day(words, language),
        "short_day": lambda value: format_date(value, "d MMM", locale) if value else "",
        "full_day": lambda value: format_date(value, "full", locale) if value else "",
        "clock": lambda value: format_time(value, "long", tzinfo=value.tzinfo, locale=locale) if value else "",
        "moment": lambda value: _moment(value, language),
        "iso": lambda value: value.isoformat() if isinstance(value, (date, datetime)) else "",
        "number": lambda value: "" if value is None else format_decimal(value, locale=locale),
        "percent": lambda value: "" if value is None else format_percent(value, locale=locale),
        "quantity": lambda value: quantity_words(value, language.code),
        "when": lambda value: date_words(value, language.code) if value else "",
        "country": lambda code: locale.territories.get(code, code) if code else "",
        "speech": lambda code: locale.languages.get(code, code) if code else "",
        "kind": lambda word: label("kind", word),
        "role": lambda word: label("role", word),
        "value": lambda word: label("value", word),
        "status": lambda word: label("status", word),
        "verdict": lambda word: label("verdict", word),
        "actor_kind": lambda word: label("actor", word),
        "label": lambda word, group: label(group, word),
        "named": lambda one: named(one.id, one.name, language.code),
        "name": lambda filler: name_of(filler, language.code),
        "told": lambda value, text="": _told(value, text, language),
        "data": _data,
        "tojson_text": lambda value: json.dumps(value, ensure_ascii=False),
        "exact": _exact,
        "message": lambda words: language.interface.say(words),
        "holders": lambda entry, held: list(holder_lines(entry, held, language.interface)),
        "reason": lambda check: reason_words(check, language.interface),
        "short": lambda text, most=80: text if len(text) <= most else text[: most - 1].rstrip() + "…",
    }


def _moment(value: datetime | None, language: Language) -> str:
    return format_datetime(value.astimezone(), "d MMM y, HH:mm", locale=language.locale) if value else ""


def _iso_day(words: str, language: Language) -> str:
    """A day written as 2025-01-31, as people write it; other words as they are."""
    try:
        return str(format_date(date.fromisoformat(words), "d MMM y", language.locale))
    except ValueError:
        return words


def _told(value: object, text: str, language: Language) -> str:
    """Any role's value in words; `text` is the report's, which a stretch is taken from."""
    match value:
        case Quantity():
            return quantity_words(value, language.code)
        case When():
            return date_words(value, language.code)
        case SpanRole():
            return value.span.of(text)
        case tuple():
            return ", ".join(dict.fromkeys(name_of(f, language.code) for f in value if isinstance(f, Filler)))
        case str():
            return language.interface.label("value", value)
        case _:
            return ""


def _exact(text: str) -> Markup:
    """A text with each of its characters kept, so that places counted in it hold on the page: HTML would make one line
    break of a carriage return and a line feed, and leave a null out."""
    return Markup(str(escape(text)).replace("\r", "&#13;").replace("\0", "&#0;"))


def _data(value: object) -> Markup:
    """JSON for a `data-…` attribute, escaped like any text: scripts read it, nothing runs it."""
    return escape(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
