"""Items that cannot be added: kept with the reason, tried again, by the command line and the pages alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from greffier.errors import GreffierError, InputError, ReportError
from greffier.read import Defaults, known_language, parse_date, read_bytes, read_path, words_in

if TYPE_CHECKING:
    from greffier.ledger import Failed, Given, Ledger
    from greffier.model import Report

__all__ = [
    "defaults_of", "fields_in", "fields_of", "given_at", "given_words", "keep_failure", "report_from",
    "report_of_failed",
]  # fmt: skip

_FIELDS = ("published", "language", "outlet", "title", "url")


def given_words(name: str, content: bytes, form: str, fields: Mapping[str, str] | None = None) -> Given:
    """What was given without a path of ours: pasted, dropped, or on standard input."""
    from greffier.ledger import Given

    return Given(name, None, content, form, fields or {}, words_in(content, is_json=form == "json"))


def given_at(path: str, fields: Mapping[str, str]) -> Given | None:
    """What stands at a path; None where there is nothing, or a folder: no item was given, so none has failed."""
    from greffier.ledger import KEPT, Given

    file = Path(path)
    try:
        if not file.is_file():
            return None
        content = file.read_bytes() if file.stat().st_size <= KEPT else None
    except OSError:
        content = None
    form = "json" if file.suffix.lower() == ".json" else "text"
    text = words_in(content, is_json=form == "json") if content is not None else ""
    return Given(path, str(file.resolve()), content, form, fields, text)


def fields_of(defaults: Defaults) -> dict[str, str]:
    """What was said beside an item, as plain text."""
    found = {name: getattr(defaults, name) for name in _FIELDS}
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in found.items() if v}


def fields_in(given: Given) -> dict[str, str]:
    """What an item says of itself, and what was said beside it, as far as it can be used."""
    found = dict(given.fields)
    with suppress(ValueError, RecursionError):
        data = json.loads(given.content or b"") if given.form == "json" else {}
        found |= {k: data[k] for k in _FIELDS if isinstance(data.get(k), str)} if isinstance(data, dict) else {}
    for name, check in (("published", parse_date), ("language", known_language)):
        try:
            check(found.get(name, ""))
        except InputError:
            found.pop(name, None)
    return {k: v for k, v in found.items() if v.strip()}


def defaults_of(fields: Mapping[str, str]) -> Defaults:
    """The same as `read` takes it; a language that was not said is "". Raises InputError for a day that is none."""
    day = parse_date(fields["published"], "published") if fields.get("published") else None
    rest = {name: fields.get(name) or None for name in ("title", "outlet", "url")}
    return Defaults(day, fields.get("language", ""), **rest)


def report_from(given: Given, limit: int) -> Report:
    """The report that an item holds, of at most `limit` bytes. Raises ReportError."""
    if given.content is None:
        raise ReportError("{name}: is no longer at hand; give it again.", name=given.name)
    return read_bytes(given.content, given.name, defaults_of(given.fields), limit, is_json=given.form == "json")


def report_of_failed(failed: Failed, limit: int) -> Report:
    """The report that an item which failed holds now: its file may have been mended. Raises ReportError."""
    given = failed.given
    defaults = replace(defaults_of(given.fields), language=given.fields.get("language"))
    if given.path is not None and Path(given.path).is_file():
        own = Path(given.name).exists() and str(Path(given.name).resolve()) == given.path
        return read_path(given.name if own else given.path, defaults, limit)
    if given.content is None:
        raise ReportError("{name}: is no longer at hand; give it again.", name=given.name)
    return read_bytes(given.content, given.name, defaults, limit, is_json=given.form == "json")


def keep_failure(ledger: Ledger, given: Given | None, error: GreffierError) -> str:
    """Keep an item that failed, with the reason; gives its id, "" where nothing was given."""
    from greffier.ledger import keep_failed

    if given is None:
        return ""
    with ledger.begin() as connection:
        return keep_failed(connection, given, error)
