"""The forms of a grammar laid on the pieces of a text: at each place the longest wins."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from greffier.mentions.times.grammar import Element, Form, Grammar
from greffier.mentions.times.tokens import Piece

__all__ = ["Found", "find_forms"]


@dataclass(slots=True)
class Found:
    """A form that fits: pieces `[first, last)` are the expression, `[begin, end)` all that was taken."""

    form: Form
    begin: int
    end: int
    first: int
    last: int
    value: dict[str, Any]
    marks: dict[str, tuple[int, int]] = field(default_factory=dict)  # where each kept value stands


Options = list[tuple[int, Any]]  # how many pieces, value
Table = dict[str, Options]
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_REACH = 8  # pieces: no form puts more between its first word and the word that makes it a time


def find_forms(pieces: list[Piece], grammar: Grammar) -> list[Found]:
    """All forms that fit, longest first at each place, none overlapping another; weak ones included."""
    tables = [_table(pieces, i, grammar) for i in range(len(pieces))]
    near = _near_core(tables, grammar)
    found: list[Found] = []
    i = 0
    while i < len(pieces):
        best = _best(pieces, tables, grammar, i) if near[i] <= _REACH else None
        if best is None:
            i += 1
            continue
        if best.first > i:  # words before it only told what it is: there may be more of it
            longer = _best(pieces, tables, grammar, best.first)
            best = longer if longer is not None and longer.last > best.last else best
        if best.form.rule != "none":
            found.append(best)
        i = max(best.last, i + 1)
    return found


def _near_core(tables: list[Table], grammar: Grammar) -> list[int]:
    near = [0] * len(tables)
    distance = _REACH + 1
    for i in range(len(tables) - 1, -1, -1):
        distance = 0 if not grammar.core.isdisjoint(tables[i]) else distance + 1
        near[i] = distance
    return near


def _best(pieces: list[Piece], tables: list[Table], grammar: Grammar, i: int) -> Found | None:
    best: Found | None = None
    for first in (pieces[i].key, *tables[i]):
        openings = grammar.forms.get(first, ())
        after = _after(pieces, tables, i, first) if openings else set()
        for opening in openings:
            if opening.then is not None and opening.then.isdisjoint(after):
                continue  # nine forms of ten end here
            found = _fit(opening.form, pieces, tables, i)
            if found is not None and (best is None or _beats(found, best)):
                best = found
    return best


def _after(pieces: list[Piece], tables: list[Table], i: int, first: str) -> set[str]:
    """The keys and tables of what can stand after `first`, a table or the key at `i`."""
    ends = {i + length for length, _ in tables[i].get(first, ())} or {i + 1}
    return {name for j in ends if j < len(pieces) for name in (pieces[j].key, *tables[j])}


def _beats(found: Found, best: Found) -> bool:
    return (found.end, not found.form.weak, -found.form.order) > (best.end, not best.form.weak, -best.form.order)


def _fit(form: Form, pieces: list[Piece], tables: list[Table], i: int) -> Found | None:
    state = _State(form, pieces, tables, i)
    end = state.walk(0, i)
    if end is None or end == i:
        return None
    first, last = state.open if state.open is not None else i, state.close if state.close is not None else end
    value = {**form.constants, **{k: v for k, v, _ in state.kept if v is not None}}
    return Found(form, i, end, first, last, value, {k: at for k, _, at in state.kept})


class _State:
    """One form being tried, with what was taken so far."""

    __slots__ = ("begin", "close", "elements", "kept", "open", "pieces", "tables")

    def __init__(self, form: Form, pieces: list[Piece], tables: list[Table], begin: int) -> None:
        self.begin = begin
        self.elements = form.elements
        self.pieces = pieces
        self.tables = tables
        self.kept: list[tuple[str, Any, tuple[int, int]]] = []
        self.open: int | None = None
        self.close: int | None = None

    def walk(self, e: int, i: int) -> int | None:
        """Fit elements from `e` on pieces from `i`; gives the end, or None."""
        if e == len(self.elements):
            return i
        element = self.elements[e]
        if element.kind == "take":
            return self._take(element, e, i)
        if element.kind in ("ahead", "not"):
            seen = bool(_options(element, self.pieces, self.tables, i))
            return self.walk(e + 1, i) if seen == (element.kind == "ahead") else None
        return self._mark(element.kind, e, i)

    def _mark(self, kind: str, e: int, i: int) -> int | None:
        before = self.open, self.close
        if kind == "open":
            self.open = i
        else:
            self.close = i
        end = self.walk(e + 1, i)
        if end is None:
            self.open, self.close = before
        return end

    def _take(self, element: Element, e: int, i: int) -> int | None:
        for length, value, store in _options(element, self.pieces, self.tables, i):
            if self._broken(i, length):
                continue
            depth = len(self.kept)
            if store:
                self.kept.append((store, value, (i, i + length)))
            end = self.walk(e + 1, i + length)
            if end is not None:
                return end
            del self.kept[depth:]
        return self.walk(e + 1, i) if element.optional else None

    def _broken(self, i: int, length: int) -> bool:
        """A time does not run on into a new paragraph."""
        return any(self.pieces[j].breaks for j in range(max(i, self.begin + 1), i + length))


def _options(element: Element, pieces: list[Piece], tables: list[Table], i: int) -> list[tuple[int, Any, str]]:
    """What an element can take at piece `i`: length, value, name to keep it by. Plain lists: this is the hot path."""
    found: list[tuple[int, Any, str]] = []
    inside = i < len(pieces)
    for choice in element.choices:
        if choice.table == "END":
            if not inside or pieces[i].breaks:
                found.append((0, None, ""))
        elif not inside:
            continue
        elif choice.table:
            found += [(length, value, choice.store) for length, value in tables[i].get(choice.table, ())]
        elif pieces[i].key == choice.keys[0] and _goes_on(choice.keys, pieces, i):
            found.append((len(choice.keys), None, ""))
    return found


def _goes_on(keys: tuple[str, ...], pieces: list[Piece], i: int) -> bool:
    return all(i + k < len(pieces) and pieces[i + k].key == keys[k] for k in range(1, len(keys)))


def _table(pieces: list[Piece], i: int, grammar: Grammar) -> Table:
    table: Table = {}
    piece = pieces[i]
    known, numeric = grammar.phrases.get(piece.key), piece.key[0].isdigit()
    if not (known or numeric) or _names_a_model(pieces, i):
        return table
    following = pieces[i + 1].key if i + 1 < len(pieces) else ""
    for keys, name, value in known.get(following, known[""]) if known else ():
        if len(keys) < 3 or all(i + k < len(pieces) and pieces[i + k].key == key for k, key in enumerate(keys)):
            table.setdefault(name, []).append((len(keys), value))
    if numeric and not _part_of_code(pieces, i):
        for name, test in _NUMERIC.items():
            value = test(piece.key if name == "NUM" else piece.text)  # 1 000 is a number and no year
            if value is not None:
                table.setdefault(name, []).append((1, value))
    if "NUMBER" in table:
        table.setdefault("NUM", []).extend(table["NUMBER"])
    return table


def _names_a_model(pieces: list[Piece], i: int) -> bool:
    """True for the letters of An-26, Mi-8: a word with a number glued on, unless that is a year (mi-2024)."""
    if i + 2 >= len(pieces) or pieces[i + 1].key != "-":
        return False
    glued, number = pieces[i + 1].glued and pieces[i + 2].glued, pieces[i + 2].key
    return glued and pieces[i].key[-1].isalpha() and number.isdecimal() and len(number) != 4


def _part_of_code(pieces: list[Piece], i: int) -> bool:
    """True in G7, F-16, S-300: a number that is glued to letters before it."""
    if i == 0 or not pieces[i].glued:
        return False
    before = pieces[i - 1]
    if before.key.endswith("'"):
        return False
    if before.key[-1].isalpha():
        return before.key != "h"
    if before.key == "-" and len(pieces[i].key) == 4:
        return False  # mi-2024
    return before.key in "-+$€£#" and i > 1 and before.glued and pieces[i - 2].key[-1].isalpha()


def _whole(low: int, high: int, lengths: tuple[int, ...]) -> Callable[[str], int | None]:
    def test(key: str) -> int | None:
        if len(key) not in lengths or not key.isdecimal():
            return None
        return int(key) if low <= int(key) <= high else None

    return test


def _number(key: str) -> float | None:
    plain = key
    if key.count(",") == 1 and len(key) - key.index(",") != 4:
        plain = key.replace(".", "").replace(",", ".")
    elif "," in key or "." in key:
        groups = key.replace(",", ".").split(".")
        plain = "".join(groups) if all(len(g) == 3 for g in groups[1:]) else ".".join(groups[:2])
    try:
        number = float(plain)
    except ValueError:
        return None
    if number > 1e9:
        return None
    return int(number) if number.is_integer() else number


def _dotted(key: str) -> dict[str, int] | None:
    m = _DOTTED.fullmatch(key)
    return {"day": int(m[1]), "month": int(m[2]), "year": int(m[3])} if m else None


def _short_year(key: str) -> int | None:
    if len(key) != 2 or not key.isdecimal():
        return None
    return 1900 + int(key) if int(key) >= 50 else 2000 + int(key)


_NUMERIC: dict[str, Callable[[str], Any]] = {
    "NUM": _number,
    "DAY": _whole(1, 31, (1, 2)),
    "YEAR": _whole(1000, 2199, (4,)),
    "SHORT_YEAR": _short_year,
    "HOUR": _whole(0, 24, (1, 2)),
    "MINUTE": _whole(0, 59, (2,)),
    "TWO": _whole(0, 99, (1, 2)),
    "DOTTED": _dotted,
}
