"""The process that `confined` talks to: `python -m greffier.intake.worker`. One line of JSON and the bytes come in, one
line goes out; what kills it is for the other side to tell."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from typing import Any, BinaryIO

from greffier.errors import ReportError
from greffier.intake.confined import MEMORY

__all__ = ["TASKS", "serve"]

TASKS = {
    "feed": "greffier.intake.feeds:parse",
    "mail": "greffier.intake.mail:parse",
    "markdown": "greffier.intake.markdown:parse",
    "snippet": "greffier.intake.snippets:parse",
    "pdf": "greffier.intake.pdf:parse",
}  # task: the function that takes bytes, the item's name and the options, and gives plain values


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answer until nothing more comes in."""
    while head := incoming.readline():
        task, size, name, options = json.loads(head)
        outgoing.write(json.dumps(_answer(task, incoming.read(size), name, options)).encode() + b"\n")
        outgoing.flush()


def _answer(task: str, raw: bytes, name: str, options: dict[str, Any]) -> tuple[str, Any]:
    module, _, function = TASKS[task].partition(":")
    try:
        return "done", getattr(import_module(module), function)(raw, name, **options)
    except ReportError as error:
        return "error", (error.message, error.values)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # no such limit on Windows
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (OSError, ValueError):  # macOS refuses some
        return


def _main() -> None:
    _limit_memory()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    _main()
