"""What is wrong in a data file, and where: all of it at once, where loading stops at the first."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from greffier.errors import DataError, InputError
from greffier.lexicon.kinds import compile_kind
from greffier.lexicon.language import languages, load_language

__all__ = ["lint_file"]


def lint_file(path: str | Path) -> list[str]:
    """Problems of a kind or language data file, one sentence each. Raises InputError when it cannot be opened."""
    path = Path(path)
    if path.suffix != ".toml":
        raise InputError("{path}: is no data file; those end in .toml.", path=path)
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        return [f"{path}: not valid TOML: {error}"]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("{path}: cannot be read ({reason}).", path=path, reason=getattr(error, "strerror", None) or error) from None
    problems = list(_words(data, str(path)))
    return problems + list(_kind(data, str(path)) if _is_kind(data, path) else _section(data, path))


def _is_kind(data: Mapping[str, Any], path: Path) -> bool:
    return "kind" in data or path.parent.name == "kinds"


def _kind(data: Mapping[str, Any], where: str) -> Iterator[str]:
    """Each frame is compiled alone, so that one mistake does not hide the next."""
    tables = {key: value for key, value in data.items() if isinstance(value, Mapping) and "frame" in value}
    bare = {key: value for key, value in data.items() if key not in tables}
    try:
        compile_kind(bare, where)
    except DataError as error:
        yield str(error)
        return
    for code, table in tables.items():
        if code not in languages():
            yield f"{where}: [{code}] is no language; known: {', '.join(languages())}."
        for frame in table["frame"]:
            yield from _frame({**bare, code: {"frame": [frame]}}, where)
        yield from _twice(table["frame"], code, where)


def _frame(data: Mapping[str, Any], where: str) -> Iterator[str]:
    try:
        compile_kind(data, where)
    except DataError as error:
        yield str(error)


def _twice(frames: list[Mapping[str, Any]], code: str, where: str) -> Iterator[str]:
    names = [frame.get("id") for frame in frames]
    for name in sorted({str(n) for n in names if n is not None and names.count(n) > 1}):
        yield f"{where}: two {code} frames are called {name!r}; give one another id."


def _section(data: Mapping[str, Any], path: Path) -> Iterator[str]:
    """A language's section is held against the same section of the languages that greffier has."""
    known: set[str] = set()
    others = [code for code in languages() if code != path.parent.name]
    for code in others:
        known |= set(load_language(code).section(path.stem))
    if known and set(data).isdisjoint(known):
        yield f"{path}: none of its keys is known in a section {path.stem!r}; known: {', '.join(sorted(known))}."


def _words(value: Any, where: str) -> Iterator[str]:
    """Mistakes that any list of words can hold: doubled, or with accents as separate characters."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _words(inner, f"{where}: {key}" if ":" not in where[-200:] else f"{where}.{key}")
    elif isinstance(value, list):
        strings = [v for v in value if isinstance(v, str)]
        for word in sorted({s for s in strings if strings.count(s) > 1}):
            yield f"{where}: {word!r} stands there twice."
        for inner in value:
            yield from _words(inner, where)
    elif isinstance(value, str):
        yield from _word(value, where)


def _word(word: str, where: str) -> Iterator[str]:
    if word != unicodedata.normalize("NFC", word):
        yield f"{where}: {word!r} has its accents as separate characters; write it in NFC."
