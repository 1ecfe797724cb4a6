"""The commands put together, and what happens when one fails: a sentence and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from greffier import __version__
from greffier.cli.actors import actors
from greffier.cli.add import add
from greffier.cli.agreement import agreement
from greffier.cli.ask import entries, pledges, positions, show, tolls
from greffier.cli.bilingual import Group, spoken, usage_sentence
from greffier.cli.brief import brief
from greffier.cli.care import backup, doctor, verify
from greffier.cli.check import check
from greffier.cli.compare import compare
from greffier.cli.events import events
from greffier.cli.export import export
from greffier.cli.failed import failed
from greffier.cli.forget import forget
from greffier.cli.imports import import_
from greffier.cli.judge import judge
from greffier.cli.judgements import judgements
from greffier.cli.lint import lint
from greffier.cli.mcp import mcp
from greffier.cli.mentions import mentions
from greffier.cli.migrate import migrate
from greffier.cli.read import read
from greffier.cli.rerun import rerun
from greffier.cli.score import score
from greffier.cli.search import search
from greffier.cli.serve import serve
from greffier.cli.stories import stories
from greffier.cli.token import token
from greffier.cli.track import diff, track
from greffier.cli.why import why
from greffier.errors import GreffierError
from greffier.settings import debugging

__all__ = ["INTERRUPTED", "OUR_FAULT", "USAGE", "cli", "main", "run"]

OUR_FAULT, USAGE, INTERRUPTED = 1, 2, 130


@click.group(cls=Group, help="Reads news reports and keeps the record: who did what, where, when, and who says so.")
@click.version_option(__version__, message="greffier %(version)s", help="Show the version.")
def cli() -> None:
    """The group of all commands."""


COMMANDS = (
    *(read, add, failed, show, events, stories, entries, tolls, pledges, positions, track, diff, brief, actors),
    search,
    *(judge, judgements, rerun, agreement),
    *(serve, token, mcp, export, import_, compare, mentions, check, why),
    *(verify, doctor, backup, forget, migrate, lint, score),
)

for command in COMMANDS:
    cli.add_command(command)


def main() -> None:
    """Run greffier with the process's arguments and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8" if not stream.isatty() else None, errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit code; every failure is told on standard error."""
    try:
        code = cli.main(args=list(arguments), prog_name="greffier", standalone_mode=False)
    except click.UsageError as error:
        return _usage(error)
    except GreffierError as error:
        return _fail(spoken().explain(error), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _fail(spoken().say("interrupted."), INTERRUPTED)
    except Exception as error:  # the outermost door: a person gets a sentence, whatever broke
        if debugging(os.environ):
            raise
        sentence = (
            "a fault of greffier's own ({kind}: {reason}); set GREFFIER_DEBUG=1 to see where, and please tell us."
        )
        return _fail(spoken().say(sentence, kind=type(error).__name__, reason=error), OUR_FAULT)
    return code if isinstance(code, int) else 0


def _usage(error: click.UsageError) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return USAGE
    return _fail(usage_sentence(error), USAGE)


def _fail(sentence: str, code: int) -> int:
    click.echo(f"greffier: {sentence}", err=True)
    return code
