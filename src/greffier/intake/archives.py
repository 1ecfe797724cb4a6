"""Zip archives: each file in them is read as if it stood alone, and one archive in another at most."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import BinaryIO, cast

from greffier.errors import ReportError
from greffier.intake.draft import Draft, Source
from greffier.intake.limits import Budget
from greffier.intake.packed import Unpacked, members, opened, refusal, shown

__all__ = ["read_archive"]

_Known = Callable[[str], bool]
_Read = Callable[[BinaryIO, Source], Iterator[Draft | ReportError]]


def read_archive(
    stream: BinaryIO, source: Source, budget: Budget, known: _Known, read: _Read
) -> Iterator[Draft | ReportError]:
    """The reports of all members whose names are `known`, as `read` gives them, sorted by name.

    Hidden members and those of other endings are passed over, the latter counted. A member that fails does not stop
    the others; an archive that grows beyond its limits does.
    """
    try:
        with opened(stream, source.name) as archive:
            for member in members(archive, source.name, budget):
                if _is_hidden(member.filename):
                    continue
                if not known(member.filename):
                    budget.tally.left_out += 1
                    continue
                yield from _member(archive, member, source, budget, read)
                if budget.exhausted:
                    return
    except ReportError as error:
        yield error


def _is_hidden(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return any(part.startswith(".") and part.strip(".") for part in parts) or parts[0] == "__MACOSX"


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: Source, budget: Budget, read: _Read
) -> Iterator[Draft | ReportError]:
    name = f"{source.name}/{shown(member.filename)}"
    refused = refusal(member, name)
    if refused is not None:
        yield refused
        return
    try:
        with closing(Unpacked(archive, member, name, budget)) as stream:
            yield from read(cast(BinaryIO, stream), Source(name, source.limit))
    except ReportError as error:
        yield error
