"""Language data: one folder a language, one TOML file a section, found by walking the folder."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from greffier.errors import DataError, InputError

__all__ = ["FIRST_SECTIONS", "Language", "languages", "load_language", "read_toml", "sections"]

FIRST_SECTIONS = ("model", "calendar", "quotes")  # a language grows section by section from these


@dataclass(frozen=True, slots=True)
class Language:
    """One language's data: a folder of sections, each parsed when it is first asked for."""

    code: str

    def check(self) -> None:
        """Raise DataError when a section is missing without which nothing can be read."""
        missing = [name for name in FIRST_SECTIONS if not self.section(name)]
        if missing:
            raise DataError(
                "languages/{code}: {missing} is missing; a language begins with {first}.",
                code=self.code,
                missing=", ".join(f"{name}.toml" for name in missing),
                first=", ".join(f"{name}.toml" for name in FIRST_SECTIONS),
            )

    def section(self, name: str) -> Mapping[str, Any]:
        """The parsed file `name`.toml; an empty mapping where the language has none. Raises DataError."""
        return _section(self.code, name)


@cache
def _section(code: str, name: str) -> dict[str, Any]:
    path = files("greffier.data").joinpath("languages", code, f"{name}.toml")
    return read_toml(path) if path.is_file() else {}


def read_toml(path: Traversable) -> dict[str, Any]:
    """Parse one data file. Raises DataError with the file's name and line when it is malformed."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{path.name}: not valid TOML: {error}") from error


def languages() -> tuple[str, ...]:
    """Codes of the languages that have a data folder."""
    folder = files("greffier.data").joinpath("languages")
    return tuple(sorted(d.name for d in folder.iterdir() if d.is_dir() and not d.name.startswith((".", "_"))))


def sections() -> tuple[str, ...]:
    """Names of the sections that some language has."""
    folder = files("greffier.data").joinpath("languages")
    found = {p.name.removesuffix(".toml") for code in languages() for p in folder.joinpath(code).iterdir()}
    return tuple(sorted(found))


@cache
def load_language(code: str) -> Language:
    """The data of a language. Raises InputError when there is none for `code`."""
    if code not in languages():
        raise InputError(f"No data for the language {code!r}; known: {', '.join(languages())}.")
    return Language(code)
