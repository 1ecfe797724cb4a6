"""From what a file tells to a report, or to a notice that takes one back; what is left open comes from the user."""

from __future__ import annotations

import re
from datetime import date, datetime

from greffier.errors import InputError, ReportError
from greffier.intake.draft import Draft
from greffier.intake.form import Defaults, known_language, parse_date
from greffier.intake.language import language_of
from greffier.model import Notice, Report, report_id

__all__ = ["came_from", "item_of", "notice_of", "report_of"]

_FIELD = re.compile(r": [a-z]+$")  # behind an item's name, in errors about one field of it


def report_of(draft: Draft, defaults: Defaults) -> Report:
    """The report of a draft. Raises ReportError where its day or its language cannot be used."""
    day, moment = _published(draft, defaults)
    code = _language(draft, defaults)
    title, outlet, url = (getattr(draft, key) or getattr(defaults, key) for key in ("title", "outlet", "url"))
    return Report(
        report_id(draft.text, day, outlet, url, code), draft.text, title, day, code, outlet, url, draft.name,
        authors=draft.authors, published_at=moment, uri=draft.uri, doubts=draft.doubts,
    )  # fmt: skip


def notice_of(draft: Draft) -> Notice:
    """The notice of a draft that is `withdrawn`. Raises ReportError where its day cannot be used."""
    day, moment = _published(draft, Defaults())
    told = {key: getattr(draft, key) for key in ("uri", "url", "outlet", "title", "text")}
    return Notice(**told, published=day, published_at=moment, path=draft.name)


def _published(draft: Draft, defaults: Defaults) -> tuple[date | None, datetime | None]:
    """The day, in the outlet's own offset, and the moment where the offset is told."""
    if not draft.published:
        return defaults.published, None
    try:
        day = parse_date(draft.published, f"{draft.name}: published")
    except InputError as error:
        raise ReportError(error.message, **error.values) from None
    moment = datetime.fromisoformat(draft.published.strip())
    return day, moment if moment.tzinfo is not None else None


def _language(draft: Draft, defaults: Defaults) -> str:
    if defaults.language:  # forced: feeds often name the language of their site, whatever the item's
        return defaults.language
    try:
        code = known_language(draft.language, f"{draft.name}: language") if draft.language else defaults.language
    except InputError as error:
        raise ReportError(error.message, **error.values) from None
    return code or language_of(draft.text, draft.name, left_open=code is not None)


def item_of(name: str, container: str) -> str:
    """Which item of a file is meant by a name: what stands behind the file's own name, "" for the file itself."""
    bare = _FIELD.sub("", name)
    return bare.removeprefix(container) if bare != container and bare.startswith(container) else ""


def came_from(error: ReportError, otherwise: str) -> str:
    """The name of the item that failed, as its error tells it."""
    return _FIELD.sub("", str(error.values.get("name", otherwise)))
