"""Folders: the files in them, in an order that does not change from one machine to the next."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from greffier.errors import ReportError
from greffier.intake.limits import Tally

__all__ = ["walk"]


def walk(folder: Path, known: Callable[[str], bool], tally: Tally) -> Iterator[Path | ReportError]:
    """The files of `folder` and of the folders in it, sorted by name, whose names are `known`.

    Hidden ones are passed over; so are devices and pipes, and files of other endings, which `tally` counts. A link
    that leads out of `folder` is an error; one that leads to a folder inside is passed over, as that is walked anyway.
    """
    root = folder.resolve()
    for entry in _entries(folder):
        if isinstance(entry, ReportError):
            yield entry
        elif entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(root):
            yield ReportError("{name}: is a link that leads out of the folder; give its target.", name=entry.path)
        elif entry.is_file() and known(entry.name):
            yield Path(entry.path)
        elif not entry.is_dir():
            tally.left_out += 1


def _entries(folder: Path) -> Iterator[os.DirEntry[str] | ReportError]:
    """All that is in `folder` and in the folders in it but for hidden ones, a folder's own entry before its files."""
    waiting = [iter(_sorted(folder))]
    while waiting:
        entry = next(waiting[-1], None)
        if entry is None:
            waiting.pop()
            continue
        yield entry
        if not isinstance(entry, ReportError) and entry.is_dir(follow_symlinks=False):
            waiting.append(iter(_sorted(Path(entry.path))))


def _sorted(folder: Path) -> list[os.DirEntry[str] | ReportError]:
    try:
        with os.scandir(folder) as found:
            shown = [entry for entry in found if not entry.name.startswith(".")]
    except OSError as error:
        return [ReportError("{name}: cannot be read ({reason}).", name=str(folder), reason=error.strerror)]
    return [*sorted(shown, key=lambda entry: entry.name)]
