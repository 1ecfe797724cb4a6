"""What tasks of all labelling programs have in common: what was sent along, and offsets without words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from greffier.intake.codings.base import texts
from greffier.intake.codings.offsets import from_utf16, is_plain
from greffier.model import Coding, Span, Told

__all__ = ["about_of", "coding_of", "said_of"]


def about_of(sidecar: Any) -> dict[str, str]:
    """What was sent along about the report."""
    found = sidecar.get("about") if isinstance(sidecar, dict) else None
    return texts(found, "title", "published", "language", "outlet", "url") if isinstance(found, dict) else {}


def coding_of(
    name: str,
    key: str,
    text: str,
    told: Sequence[Told],
    missing: Sequence[Told],
    sidecar: Any,
    about: Mapping[str, str],
    author: str | None,
) -> Coding:
    """The coding of a task, with the report that was sent out."""
    sent = texts(sidecar, "report") if isinstance(sidecar, dict) else {}
    return Coding(
        name, key, tuple(told), text, report=sent.get("report"), author=author, about=about, missing=tuple(missing)
    )


def said_of(text: str, start: int, end: int) -> Span | None:
    """The stretch of two offsets that come without words, None where nobody can tell what they count.

    Code points and UTF-16 differ behind characters beyond the basic plane; there the reading is taken that begins and
    ends at the edges of words, where the other does not.
    """
    point = Span(start, end) if 0 <= start < end <= len(text) else None
    if is_plain(text[:end]):
        return point
    unit = from_utf16(text, start, end)
    if unit == point:
        return point
    whole = [span for span in (point, unit) if span is not None and _is_whole(text, span)]
    return whole[0] if len(whole) == 1 else None


def _is_whole(text: str, span: Span) -> bool:
    """Whether a stretch neither begins nor ends inside a word or beside white space of its own."""
    words = span.of(text)
    if words != words.strip():
        return False
    return not any(
        0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum() for at in (span.start, span.end)
    )
