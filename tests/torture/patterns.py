"""Every regular expression that greffier compiles, and strings made to be slow."""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import greffier

__all__ = ["STRINGS", "Slow", "collect", "nested", "seconds_of"]

_SRC = str(Path(greffier.__file__).parent)
SIZE = 100_000

_ATOMS = (
    "a", "A", "1", " ", "\t", "\n", ".", ",", "-", "'", "’", '"', "<", ">", "/", "\\", "(", "[", "{", "&", ";", ":", "_",
    "é", "\u00a0", "\u202f", "\u2028", "\u0301", "𝄞",
)  # fmt: skip
_RUNS = (
    "1 ", "1,", "1.", "12 345 ", "a ", "a-", "a'", "M. ", "le ", "de la ", "1-", "1/", "12:30 ", "2031-05-04 ", "<a ",
    "<!--", "</", "&#", "&a;", "a=", "a\n", " \n", "\n\n", "- ", "* ", "http://a.", "a@a.", "%20", "« ", "» ", "un ",
)  # fmt: skip
STRINGS = tuple((one * (SIZE // len(one) + 1))[:SIZE] + end for one, end in [(a, "!") for a in (*_ATOMS, *_RUNS)])


class Slow(Exception):
    """A search that was broken off."""


def collect() -> dict[tuple[str, int], str]:
    """Pattern and flags of every expression compiled by greffier's own code, with the module that does."""
    found: dict[tuple[str, int], str] = {}
    plain = re.compile

    def noted(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        made = plain(pattern, flags)
        where = sys._getframe(1).f_code.co_filename
        if where.startswith(_SRC):
            found.setdefault((made.pattern, made.flags), where[len(_SRC) + 1 :])
        return made

    re.compile = noted  # type: ignore[assignment]
    for module in sorted(m.name for m in pkgutil.walk_packages(greffier.__path__, "greffier.")):
        if "__main__" not in module and ".versions." not in module:
            importlib.import_module(module)
    from greffier.lexicon import load_gazetteer, load_interface, load_kinds, load_language

    load_kinds(), load_gazetteer()
    for code in ("fr", "en"):
        load_language(code), load_interface(code)
    re.compile = plain
    return found


def nested(pattern: str | bytes, flags: int) -> bool:
    """Whether a repetition without end stands in another one, both over things of changing length."""
    from re import _parser  # type: ignore[attr-defined]

    return any(_nested(item, 0) for item in _parser.parse(pattern, flags & ~re.TEMPLATE if hasattr(re, "TEMPLATE") else flags))


def _nested(item: Any, depth: int) -> bool:
    op, told = item
    name = str(op)
    if name in {"MAX_REPEAT", "MIN_REPEAT"}:
        _least, most, inner = told
        endless = int(most) > 100
        alone = endless and len(inner) == 1  # (x+)+: nothing between two rounds says where one ends
        return any(_nested(one, depth + 1 if alone else depth * (len(inner) == 1)) for one in inner) or (
            endless and depth > 0
        )
    if name == "SUBPATTERN":
        return any(_nested(one, depth if len(told[-1]) == 1 else 0) for one in told[-1])
    if name == "BRANCH":
        return any(_nested(one, depth if len(branch) == 1 else 0) for branch in told[1] for one in branch)
    if name in {"ASSERT", "ASSERT_NOT"}:
        return any(_nested(one, 0) for one in told[1])
    return False


def seconds_of(pattern: re.Pattern[Any], text: str, most: float) -> float:
    """How long a search takes; `most` where it was broken off."""

    def broken_off(*_: object) -> None:
        raise Slow

    before = signal.signal(signal.SIGVTALRM, broken_off)
    given: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    started = time.process_time()
    try:
        pattern.search(given)
    except Slow:
        return most
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - started


def slow_ones(most: float, some: slice) -> Iterator[tuple[str, str, str, float]]:
    """Module, pattern, the string's beginning and the seconds of each search that takes longer than `most`."""
    for (pattern, flags), where in sorted(collect().items(), key=str)[some]:
        made = re.compile(pattern, flags)
        for text in STRINGS:
            took = seconds_of(made, text, most * 2)
            if took > most:
                yield where, str(pattern), text[:8], took
