"""The page of all commands, made from what `--help` says in one language."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

import click

from greffier.cli.app import cli
from greffier.cli.bilingual import spoken
from manual.words import words_of

__all__ = ["commands_page", "speaking", "walked"]

_SPECIAL = re.compile(r"([\\`*_<>|\[\]{}#$~])")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """The interface in one language, whatever the environment says."""
    before = os.environ.get("GREFFIER_LANG")
    os.environ["GREFFIER_LANG"] = language
    try:
        yield
    finally:
        if before is None:
            del os.environ["GREFFIER_LANG"]
        else:
            os.environ["GREFFIER_LANG"] = before


def walked(command: click.Command, path: str = "greffier") -> Iterator[tuple[str, click.Command]]:
    """A command and those under it, each with the words by which it is called."""
    yield path, command
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from walked(child, f"{path} {name}")


def commands_page(language: str) -> str:
    """The page in Markdown."""
    with speaking(language):
        return "\n".join([words_of(language)["commands"], "", *_sections()]) + "\n"


def _sections() -> Iterator[str]:
    for path, command in walked(cli):
        context = click.Context(command, info_name=path)
        usage = " ".join(command.collect_usage_pieces(context)).replace("[OPTIONS]", spoken().say("[OPTIONS]"))
        yield from [f"## {path}", "", "```text", f"{path} {usage}".strip(), "```", ""]
        yield from [_escaped(spoken().say(command.help or "")), ""]
        yield from [*_options(command, context), ""]


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    options = [p for p in command.get_params(context) if isinstance(p, click.Option)]
    records = [r for r in (option.get_help_record(context) for option in options) if r is not None]
    yield f"| {spoken().say('Options')} | |"
    yield "| --- | --- |"
    bar = r"\|"
    yield from (f"| `{names.replace('|', bar)}` | {_escaped(spoken().say(words))} |" for names, words in records)


def _escaped(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", words)
