"""What stands around a time: relations before it, the year told before it, datelines."""

from __future__ import annotations

import re
from dataclasses import replace

from greffier.mentions.times.grammar import Grammar
from greffier.mentions.times.tokens import Piece
from greffier.model import TimeExpression

__all__ = ["lies_ahead", "mark_datelines", "near_years", "relation"]

_SENTENCE_END = re.compile(r"[.!?…]\s|\n")
_DASH = re.compile(
    r"(?:,?\s{0,4}+\d{1,2}\s?[hH:]\s?\d{0,2}\s{0,4}(?:[A-Z]{2,4}[+:\d]{0,6})?)?"  # an hour
    r"(?:[\s.,:]{0,9}+(?:\([^()\n]{0,60}+\))?[\s.,:]{0,9}+(?:[–—]|-{1,2}(?=\s))"
    r"|\s{0,9}+\)\s{0,9}+[–—-]|[^\S\n]{0,9}+\.?[^\S\n]{0,9}+(?:\n|$))"
)
_PLACE = re.compile(r"(?:[^\W\d_]|[\s,'’()./-]){0,60}")
_REACH = 10  # pieces between a relation and its time, with what happened between them
_LIVING = ("date", "weekday", "offset")


def relation(pieces: list[Piece], first: int, grammar: Grammar) -> str:
    """The relation (`since`, `until`, `compared` …) that the words just before tell, the longest first; "" for none."""
    for length in (4, 3, 2, 1):
        if first >= length:
            told = grammar.relations.get(tuple(p.key for p in pieces[first - length : first]))
            if told:
                return "compared" if told == "since" and _compared(pieces, first - length, grammar) else told
    return _through(pieces, first, grammar)


def _compared(pieces: list[Piece], end: int, grammar: Grammar) -> bool:
    """True when the clause before `end` compares (*la plus meurtrière*, *pour la première fois*)."""
    for start in range(end - 1, max(-1, end - _REACH), -1):
        if not pieces[start].key[-1].isalnum() and not pieces[start].key.endswith("'"):
            return False
        if any(tuple(p.key for p in pieces[start : start + n]) in grammar.compared for n in (1, 2)):
            return True
    return False


def _through(pieces: list[Piece], first: int, grammar: Grammar) -> str:
    """A relation to what happened at the time: *depuis le début de la guerre en 2022*."""
    for start in range(first - 1, max(-1, first - _REACH), -1):
        if not pieces[start].key[-1].isalpha() and not pieces[start].key.endswith("'"):
            return ""
        for length in (5, 4, 3, 2):
            told = grammar.far.get(tuple(p.key for p in pieces[start : start + length]))
            if told and start + length < first:
                return told
    return ""


def lies_ahead(pieces: list[Piece], first: int, grammar: Grammar) -> bool:
    """True when a word just before, in the same clause, says that the time is yet to come (*prévue mardi*)."""
    if first and pieces[first - 1].key in grammar.toward:
        return True  # "un deuil pour mercredi"
    for piece in reversed(pieces[max(0, first - 4) : first]):
        if piece.key in grammar.ahead:
            return True
        if not piece.key[-1].isalpha() and not piece.key.endswith("'"):
            return False
    return False


def near_years(text: str, expressions: list[TimeExpression]) -> list[TimeExpression]:
    """Give a month or date without a year the year that the same sentence told before it, as `near`."""
    out: list[TimeExpression] = []
    year: int | None = None
    last = 0
    for expression in expressions:
        if _SENTENCE_END.search(text, last, expression.span.start):
            year = None
        own = expression.value.get("year")
        if (
            expression.rule in ("month", "date")
            and own is None
            and year is not None
            and "shift" not in expression.value
        ):
            expression = replace(expression, value={**expression.value, "near": year})
        if expression.rule in ("month", "date", "year", "unit", "offset", "weekday"):
            year = own if own is not None else year if expression.rule in ("month", "date") else None
        out.append(expression)
        last = expression.span.end
    return out


def mark_datelines(
    text: str, expressions: list[TimeExpression], pieces: list[Piece], grammar: Grammar
) -> list[TimeExpression]:
    """Give the rule `dateline` to dates of the page: before a dash at the start of a paragraph, after *publié le*."""
    firsts = {piece.start: i for i, piece in enumerate(pieces)}
    return [_marked(text, e, pieces, firsts[e.span.start], grammar) for e in expressions]


def _marked(text: str, e: TimeExpression, pieces: list[Piece], i: int, grammar: Grammar) -> TimeExpression:
    if e.rule not in _LIVING or not (_heads_paragraph(text, e) or _page_date(pieces, i, grammar)):
        return e
    return replace(e, rule="dateline", value={"rule": e.rule, **e.value})


def _page_date(pieces: list[Piece], i: int, grammar: Grammar) -> bool:
    return any(  # the expression's first word may be the phrase's last (*publié le*)
        j - n >= 0 and pieces[j - n].breaks and tuple(p.key for p in pieces[j - n : j]) in grammar.datelines
        for j in (i, i + 1)
        for n in (1, 2, 3, 4, 5)
    )


def _heads_paragraph(text: str, e: TimeExpression) -> bool:
    start = text.rfind("\n", 0, e.span.start) + 1
    before = text[start : e.span.start] if e.span.start - start <= 60 else "-"
    if not _PLACE.fullmatch(before) or any(word[0].islower() for word in before.split() if len(word) > 3):
        return False
    after = _DASH.match(text, e.span.end)
    if after is None:
        return False
    alone = "\n" in after[0] or after.end() == len(text)
    return not alone or (not before.strip() and e.rule == "date" and "year" in e.value)
