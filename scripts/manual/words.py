"""What the made pages say, in one language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["words_of"]


@cache
def words_of(language: str) -> dict[str, Any]:
    """The words of words.toml in a language."""
    return dict(tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))[language])
