"""The project's own source files, read as syntax trees: what house tests look at."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "greffier"

ERRORS = {"GreffierError", "InputError", "ReportError", "DataError", "ModelError", "LookupFailed"}


@cache
def modules() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted(SRC.rglob("*.py"))}


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def strings(node: ast.expr) -> list[str]:
    """The string constants that an argument can be, both branches of a conditional."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    return [*strings(node.body), *strings(node.orelse)] if isinstance(node, ast.IfExp) else []


@cache
def messages() -> frozenset[str]:
    """Every English template that a person can read: errors with values, `say(…)`, `Left(…)`, help of commands."""
    found: set[str] = set()
    for path, tree in modules().items():
        for call in calls(tree):
            name, pages = called(call), "web" in path.parts  # what pages say is in their .po files: tests/web
            said = name in {"say", "Left"} and not pages
            if call.args and (said or (name in ERRORS and (call.keywords or pages or "cli" in path.parts))):
                found.update(strings(call.args[0]))
            if name in {"command", "group", "option", "version_option"}:
                found.update(s for k in call.keywords if k.arg == "help" for s in strings(k.value))
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "sentence":
                found.update(strings(node.value))
    return frozenset(found)


def docstrings(tree: ast.Module) -> set[int]:
    """Line numbers that docstrings cover."""
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            body = node.body[0] if node.body else None
            if isinstance(body, ast.Expr) and isinstance(body.value, ast.Constant):
                lines.update(range(body.lineno, (body.end_lineno or body.lineno) + 1))
    return lines
