"""Zip archives: each file in them is read as if it stood alone, and one archive in another at most."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO

from greffier.errors import ReportError
from greffier.read.draft import Draft, Source
from greffier.read.limits import Budget
from greffier.read.packed import members, opened, refusal, shown, unpacked

__all__ = ["read_archive"]

_Limit = Callable[[str], int | None]
_Read = Callable[[bytes, Source], Iterator[Draft | ReportError]]


def read_archive(
    stream: BinaryIO, source: Source, budget: Budget, limit_of: _Limit, read: _Read
) -> Iterator[Draft | ReportError]:
    """The reports of all members, as `read` gives them, sorted by name. `limit_of` a name is how many bytes a member of
    its ending may have, None for an ending that is not read.

    Hidden members and those of other endings are passed over, the latter counted. A member that fails does not stop
    the others; an archive that grows beyond its limits does.
    """
    try:
        with opened(stream, source.name) as archive:
            for member in members(archive, source.name, budget):
                if _is_hidden(member.filename):
                    continue
                limit = limit_of(member.filename)
                if limit is None:
                    budget.tally.left_out += 1
                    continue
                yield from _member(archive, member, source, budget, limit, read)
                if budget.exhausted:
                    return
    except ReportError as error:
        yield error


def _is_hidden(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return any(part.startswith(".") and part.strip(".") for part in parts) or parts[0] == "__MACOSX"


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: Source, budget: Budget, limit: int, read: _Read
) -> Iterator[Draft | ReportError]:
    name = f"{source.name}/{shown(member.filename)}"
    refused = refusal(member, name)
    if refused is not None:
        yield refused
        return
    try:
        raw = unpacked(archive, member, limit, name, budget)
    except ReportError as error:
        yield error
        return
    yield from read(raw, Source(name, source.limit))
