"""Every regular expression that greffier compiles, and strings made to be slow."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import greffier

__all__ = ["STRINGS", "Slow", "nested", "patterns", "seconds_of"]

_SRC = str(Path(greffier.__file__).parent)
SIZE = 100_000
_MANY = 100  # rounds, from which a repetition counts as one without end

_ATOMS = (
    "a", "A", "1", " ", "\t", "\n", ".", ",", "-", "'", "’", '"', "<", ">", "/", "\\", "(", "[", "{", "&", ";", ":",
    "_", "é", "\u00a0", "\u202f", "\u2028", "\u0301", "𝄞",
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
    from greffier.mentions.quantities import compile_grammar

    load_kinds()
    load_gazetteer()
    for code in ("fr", "en"):
        load_interface(code)
        compile_grammar(load_language(code).section("numbers"), code)
    re.compile = plain
    return found


def nested(pattern: str | bytes, flags: int = 0) -> bool:
    """Whether a repetition without end holds another one with nothing beside it that must stand: `(a+)+`, `(a+b?)+`."""
    return _nested(parser.parse(pattern, flags & ~re.DEBUG), False)


def _nested(body: Any, inside: bool) -> bool:
    """`inside` says that the body is repeated without end."""
    for number, (op, told) in enumerate(body):
        others = [body[n : n + 1] for n in range(len(body)) if n != number]
        loose = inside and all(one.getwidth()[0] == 0 for one in others)
        match str(op):
            case "MAX_REPEAT" | "MIN_REPEAT":
                endless = int(told[1]) > _MANY
                if (endless and loose) or _nested(told[2], endless or loose):
                    return True
            case "SUBPATTERN" | "ATOMIC_GROUP":
                if _nested(told[-1] if str(op) == "SUBPATTERN" else told, loose):
                    return True
            case "BRANCH":
                if any(_nested(one, loose) for one in told[1]):
                    return True
            case "ASSERT" | "ASSERT_NOT":
                if _nested(told[1], False):
                    return True
    return False


def seconds_of(pattern: re.Pattern[Any], text: str, most: float) -> float:
    """How long finding all that fits takes; `most` where it was broken off."""

    def broken_off(*_: object) -> None:
        raise Slow

    before = signal.signal(signal.SIGVTALRM, broken_off)
    given: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    started = time.process_time()
    try:
        for _ in pattern.finditer(given):
            pass
    except Slow:
        return most
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - started


def patterns() -> list[tuple[str, str, int]]:
    """Module, pattern and flags of each, from a process in which nothing is compiled yet."""
    here = Path(__file__).parents[1]
    ran = subprocess.run(
        [sys.executable, "-m", "torture.patterns"], cwd=here, capture_output=True, text=True, check=True
    )
    return [tuple(one) for one in json.loads(ran.stdout)]  # type: ignore[misc]


if __name__ == "__main__":
    told = [(where, p.decode("latin-1") if isinstance(p, bytes) else p, f) for (p, f), where in collect().items()]
    print(json.dumps(sorted(told)))
