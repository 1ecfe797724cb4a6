"""The pages of what a Python program meets, made from docstrings by autodoc. Docstrings are English on both sites."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from importlib.util import find_spec

from manual.words import words_of

__all__ = ["python_pages"]

TYPES = (
    *("Report", "Notice", "Entry", "Filler", "SpanRole", "Span", "Quantity", "When", "Place"),
    *("Check", "Figure", "Judgement", "Anchor"),
)


def python_pages(language: str) -> dict[str, str]:
    """Each page by its name: the types and errors, and the public face where there is one."""
    words = words_of(language)
    errors = importlib.import_module("greffier.errors").__all__
    types = [*_page(words["types"], "greffier.model", TYPES), f"## {words['errors']}", ""]
    pages = {"reference/types.md": [*types, *_documented("greffier.errors", errors)]}
    if find_spec("greffier.api") is not None:
        face = importlib.import_module("greffier.api")
        pages["reference/api.md"] = list(_page(words["api"], "greffier.api", face.__all__))
    return {name: "\n".join(lines) + "\n" for name, lines in pages.items()}


def _page(head: str, module: str, names: Sequence[str]) -> Iterator[str]:
    yield from [head, ""]
    yield from _documented(module, names)


def _documented(module: str, names: Sequence[str]) -> Iterator[str]:
    loaded = importlib.import_module(module)
    for name in names:
        found = getattr(loaded, name)
        if isinstance(found, type):
            base = ":show-inheritance:" if issubclass(found, Exception) else ":members:"
            yield from ["```{eval-rst}", f".. autoclass:: {module}.{name}", f"   {base}", "```", ""]
        elif callable(found):
            yield from ["```{eval-rst}", f".. autofunction:: {module}.{name}", "```", ""]
