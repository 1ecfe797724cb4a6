"""Items that cannot be added: kept with the reason, tried again, by the command line and the pages alike."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from greffier.errors import GreffierError, InputError, ReportError
from greffier.intake import Defaults, Draft, known_language, parse_date, words_in
from greffier.intake.limits import Limits
from greffier.intake.reports import came_from, item_of, notice_of, report_of

if TYPE_CHECKING:
    from greffier.ledger import Failed, Given, Ledger
    from greffier.model import Notice, Report

__all__ = [
    "defaults_of", "drafts_of", "fields_in", "fields_of", "given_at", "given_words", "items_again", "keep_failure",
]  # fmt: skip

_FIELDS = ("published", "language", "outlet", "title", "url")


def given_words(name: str, content: bytes, form: str, fields: Mapping[str, str] | None = None, item: str = "") -> Given:
    """What was given without a path of ours: pasted, dropped, or on standard input. Bytes are kept up to a limit, those
    of what holds several items as a whole."""
    from greffier.ledger import KEPT, Given

    held = content if not item or len(content) <= KEPT else None
    text = words_in(content, is_json=form == "json") if not item else ""
    return Given(name, None, held, form, fields or {}, text, item)


def given_at(path: str, fields: Mapping[str, str], item: str = "") -> Given | None:
    """What stands at a path, or an `item` of it; None where there is nothing, or a folder: no item was given, so none
    has failed."""
    from greffier.ledger import KEPT, Given

    file = Path(path)
    try:
        if not file.is_file():
            return None
        content = file.read_bytes() if file.stat().st_size <= KEPT else None
    except OSError:
        content = None
    form = "json" if file.suffix.lower() == ".json" else "text"
    text = words_in(content, is_json=form == "json") if content is not None and not item else ""
    return Given(f"{path}{item}", str(file.resolve()), content, form, fields, text, item)


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


def drafts_of(given: Given, limit: int) -> Iterator[Draft | ReportError]:
    """What an item holds now, each text of at most `limit` bytes: its file may have been mended. Without a file it is
    what was given. Of what a file holds, it is the one that was meant, or all where the file has changed."""
    from greffier.intake.formats import drafts, open_path

    limits = Limits(text=limit)
    if given.path is not None and Path(given.path).is_file():
        own = Path(given.whole).exists() and str(Path(given.whole).resolve()) == given.path
        name = str(Path(given.whole if own else given.path))
        found = list(open_path(name, limits))
    elif given.content is not None and given.form == "pasted":
        yield _pasted(given, limit)
        return
    elif given.content is not None:
        name, found = given.whole, list(drafts(given.content, given.whole, limits))
    else:
        sentence = "{name}: is no longer at hand; give it again."
        yield ReportError(sentence, name=given.name)
        return
    meant = [one for one in found if not given.item or _item(one, name) == given.item]
    yield from meant or found


def _pasted(given: Given, limit: int) -> Draft | ReportError:
    """Words that somebody pasted are text, whatever the file is called that they mend."""
    from greffier.intake import decode, measure

    raw = given.content or b""
    try:
        measure(len(raw), limit, given.name)
        return Draft(decode(raw, given.name).text, given.name)
    except ReportError as error:
        return error


def _item(one: Draft | ReportError, container: str) -> str:
    return item_of(one.name if isinstance(one, Draft) else came_from(one, container), container)


def items_again(failed: Failed, limit: int) -> Iterator[Report | Notice | ReportError]:
    """What an item that failed holds now: a report or a notice, or still an error."""
    given = failed.given
    defaults = replace(defaults_of(given.fields), language=given.fields.get("language"))
    for one in drafts_of(given, limit):
        try:
            yield one if isinstance(one, ReportError) else notice_of(one) if one.withdrawn else report_of(one, defaults)
        except ReportError as error:
            yield error


def keep_failure(ledger: Ledger, given: Given | None, error: GreffierError) -> str:
    """Keep an item that failed, with the reason; gives its id, "" where nothing was given."""
    from greffier.ledger import keep_failed

    if given is None:
        return ""
    with ledger.begin() as connection:
        return keep_failed(connection, given, error)
