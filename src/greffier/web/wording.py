"""What templates of events say by functions of the export room, in the reader's language."""

from __future__ import annotations

from functools import partial
from typing import Any

from babel.numbers import format_decimal

from greffier.export import check_line, contradiction_words, figure_of, headline_of, toll_words
from greffier.web.visit import Visit

__all__ = ["event_words"]


def event_words(visit: Visit) -> dict[str, Any]:
    """The functions, by the names that templates use."""
    interface = visit.language.interface
    return {
        "headline": partial(headline_of, interface=interface),
        "toll_words": partial(toll_words, interface=interface),
        "contradiction_words": partial(contradiction_words, interface=interface),
        "figure_of": partial(figure_of, interface=interface),
        "check_words": lambda check, text: check_line(check, text, interface).plain,
        "doubt_words": interface.say,
        "tie_label": lambda name: interface.label("tie", name),
        "level_label": lambda name: interface.label("level", name),
        "signed": partial(_signed, visit=visit),
    }


def _signed(value: float, visit: Visit) -> str:
    """A number of bits with its sign, to a tenth."""
    number = round(value, 1)
    sign = "+" if number > 0 else "\u2212" if number < 0 else ""
    return f"{sign}{format_decimal(abs(number), locale=visit.language.locale)}"
