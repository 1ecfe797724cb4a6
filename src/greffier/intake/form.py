"""The fields of a report file, checked one by one."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from greffier.errors import InputError, ReportError
from greffier.intake.decode import decode
from greffier.intake.language import language_of
from greffier.lexicon import languages
from greffier.model import Report, report_id

__all__ = ["Defaults", "build", "from_json", "known_language", "parse_date", "words_in"]

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIELDS = ("title", "published", "language", "outlet", "url")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for a report whose file does not say: publication date (None for unknown), language, and the rest.

    A `language` that is given goes before what the file says; None is found in the text's words, and "" is left open,
    for a door that asks.
    """

    published: date | None = None
    language: str | None = None
    title: str | None = None
    outlet: str | None = None
    url: str | None = None


def known_language(code: str, name: str = "--language") -> str:
    """The language's code, in lower case and without region. Raises InputError when there is no data for it."""
    bare = re.split(r"[-_]", code.strip().lower(), maxsplit=1)[0]
    if bare not in languages():
        raise InputError(
            "{name}: unknown language {code!r}; known: {known}.", name=name, code=code, known=", ".join(languages())
        )
    return bare


def parse_date(value: str, name: str = "--published") -> date:
    """The day of an ISO date, with or without a time behind it. Raises InputError when it is none."""
    try:
        if _DATE.fullmatch(value.strip()):
            return date.fromisoformat(value.strip())
        if _DATE.match(value.strip()):
            return datetime.fromisoformat(value.strip()).date()
    except ValueError:
        pass
    raise InputError("{name}: {value!r} is no date; write it as 2025-01-31.", name=name, value=value)


def build(text: str, fields: dict[str, str | None], defaults: Defaults, name: str) -> Report:
    """A report of `text`; what `fields` leaves open comes from `defaults`. Raises ReportError."""
    published, language = fields.get("published"), fields.get("language")
    try:
        day = parse_date(published, f"{name}: published") if published else defaults.published
        forced = defaults.language or not language
        code = defaults.language if forced else known_language(language or "", f"{name}: language")
    except InputError as error:
        raise ReportError(error.message, **error.values) from None
    code = code or language_of(text, name, left_open=code is not None)
    title, outlet, url = (fields.get(key) or getattr(defaults, key) for key in ("title", "outlet", "url"))
    return Report(report_id(text, day, outlet, url, code), text, title, day, code, outlet, url, name)


def from_json(content: str, defaults: Defaults, name: str) -> Report:
    """The report that a JSON object tells. Unknown fields are ignored. Raises ReportError with the field's name."""
    try:
        data = json.loads(content)
    except json.JSONDecodeError as error:
        raise ReportError(
            "{name}: is no valid JSON (line {line}, column {column}); check the commas and quotes there.",
            name=name,
            line=error.lineno,
            column=error.colno,
        ) from None
    except (RecursionError, ValueError):  # brackets a thousand deep, or a number of thousands of digits
        raise ReportError("{name}: is nested too deeply, or holds too long a number.", name=name) from None
    if not isinstance(data, dict):
        raise ReportError('{name}: holds no JSON object; a report is written {{"text": "…"}}.', name=name)
    return build(_text(data, name), {key: _field(data, key, name) for key in _FIELDS}, defaults, name)


def _text(data: dict[str, Any], name: str) -> str:
    text = data.get("text")
    if text is None:
        raise ReportError('{name}: the field "text" is missing; it holds the report\'s words.', name=name)
    if not isinstance(text, str) or not _encodable(text):
        raise ReportError('{name}: the field "text" is no valid text; it holds the report\'s words.', name=name)
    if not text.strip():
        raise ReportError('{name}: the field "text" is empty; it holds the report\'s words.', name=name)
    return text


def _field(data: dict[str, Any], key: str, name: str) -> str | None:
    value = data.get(key)
    if value is None or (isinstance(value, str) and _encodable(value)):
        return value
    raise ReportError('{name}: the field "{key}" must be text, or left out.', name=name, key=key)


def _encodable(text: str) -> bool:
    """False for text with half a surrogate pair or a NUL in it, which no file and no ledger can hold."""
    return not any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text)


def words_in(raw: bytes, *, is_json: bool) -> str:
    """The text that `raw` holds, whatever is wrong with the rest of it; "" where it cannot be had."""
    try:
        content = decode(raw, "").text
        if not is_json:
            return content
        data = json.loads(content)
        return _text(data, "") if isinstance(data, dict) else ""
    except (ReportError, ValueError, RecursionError):
        return ""
