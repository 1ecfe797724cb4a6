"""What is wrong in a data file, and where: all of it at once, where loading stops at the first."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from greffier.errors import DataError, InputError
from greffier.lexicon.examples import example_problems
from greffier.lexicon.frame_checks import frame_problems, listed
from greffier.lexicon.kinds import KIND_KEYS, head_problems
from greffier.lexicon.language import languages, load_language, sections
from greffier.lexicon.traits import read_traits

__all__ = ["lint_file"]


def lint_file(path: str | Path, fills: Collection[str] | None = None) -> list[DataError]:
    """Problems of a kind or language data file, one sentence each; `fills` are the functions that a frame may name.

    Raises InputError when the file cannot be opened.
    """
    path = Path(path)
    if path.suffix != ".toml":
        raise InputError("{path}: is no data file; those end in .toml.", path=path)
    try:
        content = path.read_text("utf-8")
    except FileNotFoundError:
        raise InputError("{name}: there is no such file; check the path.", name=path) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError("{path}: cannot be read ({reason}).", path=path, reason=reason) from None
    try:
        data = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        return [_no_toml(str(path), content, str(error))]
    problems = list(_words(data, str(path), ""))
    return problems + list(_kind(data, str(path), fills) if _is_kind(data, path) else _section(data, path))


def _no_toml(where: str, content: str, reason: str) -> DataError:
    """The line at which reading stopped, as it stands."""
    number = reason.partition("at line ")[2].partition(",")[0]
    lines = content.splitlines()
    line = int(number) if number.isdigit() else len(lines)
    words = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    sentence = (
        "{where}: line {line} cannot be read as TOML ({reason}): {words} – words, and keys with accents or signs, "
        "stand between straight quotation marks."
    )
    return DataError(sentence, where=where, line=line, reason=reason.partition(" (at")[0], words=words)


def _is_kind(data: Mapping[str, Any], path: Path) -> bool:
    return "kind" in data or path.parent.name == "kinds"


def _kind(data: Mapping[str, Any], where: str, fills: Collection[str] | None) -> Iterator[DataError]:
    """What is wrong at the top, then in each frame; frames are only looked at when the roles are right."""
    wrong = list(head_problems(data, where))
    yield from wrong
    if wrong:
        return
    roles = data.get("roles", {})
    try:
        read_traits(data, roles, where)
    except DataError as error:
        yield error
    for code, tables in data.items():
        if code not in KIND_KEYS:
            yield from _language(tables, code, roles, where, fills)


def _language(
    tables: Mapping[str, Any], code: str, roles: Mapping[str, Any], where: str, fills: Collection[str] | None
) -> Iterator[DataError]:
    if code not in languages():
        sentence = "{where}: [{code}] is no language; known: {known}."
        yield DataError(sentence, where=where, code=code, known=", ".join(languages()))
        return
    for key, table in tables.items():
        if key != "frame" and isinstance(table, list) and any("reads" in t for t in table if isinstance(t, Mapping)):
            sentence = "{where}: frames stand under [[{code}.frame]], not under [[{code}.{key}]]."
            yield DataError(sentence, where=where, code=code, key=key)
    for frame in tables.get("frame", ()):
        here = f"{where}: {code}.frame {frame.get('id', '?')}"
        wrong = list(frame_problems(frame, code, roles, here))
        yield from wrong or example_problems(frame, code, roles, here, fills)
    yield from _twice(tables.get("frame", ()), code, where)


def _twice(frames: list[Mapping[str, Any]], code: str, where: str) -> Iterator[DataError]:
    names = [str(frame["id"]) for frame in frames if "id" in frame]
    for name in sorted({n for n in names if names.count(n) > 1}):
        sentence = "{where}: two frames of {language} are called {name!r}; give one another id."
        yield DataError(sentence, where=where, language=code, name=name)


def _section(data: Mapping[str, Any], path: Path) -> Iterator[DataError]:
    """A language's section is held against the same section of the languages that greffier has."""
    if path.stem not in sections():
        sentence = '{where}: is no kind (it has no `kind = "…"`), nor named after a section of a language: {known}.'
        yield DataError(sentence, where=str(path), known=listed(sections()))
        return
    known: set[str] = set()
    for code in languages():
        if code != path.parent.name:
            known |= set(load_language(code).section(path.stem))
    if known and set(data).isdisjoint(known):
        sentence = "{where}: none of its keys is known in a section {section!r}; known: {known}."
        yield DataError(sentence, where=str(path), section=path.stem, known=listed(sorted(known)))


def _words(value: Any, where: str, inside: str) -> Iterator[DataError]:
    """Mistakes that any list of words can hold: doubled, or with accents as separate characters."""
    here = f"{where}: {inside}" if inside else where
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _words(inner, where, f"{inside}.{key}" if inside else key)
    elif isinstance(value, list):
        strings = [v for v in value if isinstance(v, str)]
        for word in sorted({s for s in strings if strings.count(s) > 1}):
            yield DataError("{where}: {word!r} stands there twice.", where=here, word=word)
        for inner in value:
            yield from _words(inner, where, _named(inner, inside))
    elif isinstance(value, str) and value != unicodedata.normalize("NFC", value):
        sentence = "{where}: {word!r} has its accents as separate characters; write it in NFC."
        yield DataError(sentence, where=here, word=value)


def _named(value: Any, inside: str) -> str:
    """A frame goes by its id."""
    return f"{inside} {value['id']}" if isinstance(value, Mapping) and "id" in value else inside
