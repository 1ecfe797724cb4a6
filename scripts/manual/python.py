"""The pages of the Python face, made from its docstrings by autodoc."""

from __future__ import annotations

__all__ = ["python_pages"]


def python_pages(language: str) -> dict[str, str]:
    """Each page by its name."""
    return {}
