"""How far long work has come: a bar on a terminal, silence in a pipe; what became of all of it at the end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from greffier.cli.bilingual import spoken

if TYPE_CHECKING:
    from greffier.cli.reports import Readings

__all__ = ["bar", "count_files", "tell_sum"]

_NAME = 40  # columns of a file's name beside the bar


def count_files(paths: Sequence[str]) -> int:
    """How many files there are, folders looked into; what is in archives is not counted."""
    from greffier.desk.incoming import files_at
    from greffier.intake.limits import Tally

    return sum(1 if path == "-" else sum(1 for _ in files_at(path, Tally())) for path in paths)


@contextmanager
def bar(total: int | None) -> Iterator[Callable[[str], None]]:
    """A bar of `total` files on standard error, None where nobody knows how many; what is given is to be called with
    each file's name before it is read. Without a terminal, or for one file, nothing is shown."""
    if not sys.stderr.isatty() or total == 1:
        yield lambda _name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    shared = sys.stdout.isatty()  # lines printed meanwhile go above the bar; those of a pipe stay in the pipe
    with Progress(
        *columns, console=Console(stderr=True, markup=False), redirect_stdout=shared, transient=True
    ) as progress:
        task = progress.add_task("", total=total)
        begun = False

        def before(name: str) -> None:
            nonlocal begun
            progress.update(task, description=name[-_NAME:], advance=int(begun))
            begun = True

        yield before


def tell_sum(readings: Readings, *, known: int, entries: int) -> None:
    """What became of all that was given, and how often each reason made something fail; silent for a single item."""
    interface, total = spoken(), readings.done + readings.notices + readings.failed
    if total + readings.left_out < 2:
        return
    others = readings.left_out
    parts = [
        interface.say("{count} {count:report|reports} read", count=readings.done - known),
        interface.say("{count} known already", count=known) if known else "",
        interface.say("{count} {count:entry|entries}", count=entries),
        interface.say("{count} taken back", count=readings.notices) if readings.notices else "",
        interface.say("{count} failed", count=readings.failed) if readings.failed else "",
        interface.say("{count} {count:file of another format|files of other formats} left out", count=others)
        if others
        else "",
    ]
    click.echo(f"greffier: {', '.join(part for part in parts if part)}.", err=True)
    if readings.failed == len(readings.reasons):  # each told already, a reason each
        return
    for reason, count in readings.reasons.most_common():
        click.echo(f"  {count} × {reason}", err=True)
