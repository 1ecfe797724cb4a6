"""Everything that holds reports: which reader a file has, by its ending or by its content.

How to use it:

    limits, tally = Limits(text=settings.text_limit), Tally()
    for item in open_path("depeches.zip", limits, tally):      # a file or a folder
        match item:
            case ReportError(): ...                             # one item that failed; the others go on
            case Draft(): ...                                   # item.name says which: "depeches.zip/a.html"

`open_path` reads a file or a folder, `open_stream` standard input, `drafts` bytes that are at hand (a fetched page, a
dropped file). All three give what they find one by one and raise nothing: whatever is wrong is a ReportError among the
items, whose `values["name"]` is the item's name. `walk_folder` gives a folder's files as paths, for those who want to
go on file by file, and `is_known` says whether a file's name has an ending that is read. What was passed over without
being an error is counted in `tally.left_out`.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from greffier.errors import ReportError
from greffier.read.draft import Draft, Source
from greffier.read.folders import walk
from greffier.read.limits import Limits, Tally, read_within

__all__ = ["ENDINGS", "drafts", "is_known", "open_path", "open_stream", "walk_folder"]

ENDINGS = (".txt", ".json")


def is_known(name: str) -> bool:
    """Whether a file of this name has an ending that is read."""
    return PurePosixPath(name.lower()).name.endswith(ENDINGS)


def open_path(path: str | Path, limits: Limits, tally: Tally | None = None) -> Iterator[Draft | ReportError]:
    """The reports of a file or a folder, one by one."""
    path, tally = Path(path), tally or Tally()
    if not path.is_dir():
        yield from _open_file(path, limits, tally)
        return
    for file in walk_folder(path, tally):
        if isinstance(file, ReportError):
            yield file
        else:
            yield from _open_file(file, limits, tally)


def walk_folder(folder: str | Path, tally: Tally) -> Iterator[Path | ReportError]:
    """The files of a folder that are read, sorted; see `folders.walk`."""
    return walk(Path(folder), is_known, tally)


def open_stream(
    stream: BinaryIO, limits: Limits, tally: Tally | None = None, name: str = "-"
) -> Iterator[Draft | ReportError]:
    """The reports on a stream such as standard input, recognised by content."""
    try:
        raw = read_within(stream, limits.document, name)
    except ReportError as error:
        yield error
        return
    yield from drafts(raw, name, limits, tally)


def _open_file(path: Path, limits: Limits, tally: Tally) -> Iterator[Draft | ReportError]:
    try:
        with path.open("rb") as stream:
            raw = read_within(stream, limits.document, str(path))
    except (OSError, ReportError) as error:
        yield error if isinstance(error, ReportError) else _unreadable(error, str(path))
        return
    yield from drafts(raw, str(path), limits, tally)


def _unreadable(error: OSError, name: str) -> ReportError:
    if isinstance(error, FileNotFoundError):
        return ReportError("{name}: there is no such file; check the path.", name=name)
    if isinstance(error, PermissionError):
        return ReportError("{name}: may not be read; check who may open it (ls -l).", name=name)
    return ReportError("{name}: cannot be read ({reason}).", name=name, reason=error.strerror)


def drafts(
    raw: bytes,
    name: str,
    limits: Limits,
    tally: Tally | None = None,
    *,
    charset: str | None = None,
    address: str | None = None,
) -> Iterator[Draft | ReportError]:
    """The reports in bytes. Their format is that of `name`'s ending, or where that says nothing, of their content.
    `charset` is what HTTP said of the encoding, `address` where they were fetched."""
    source = Source(name, limits.text, charset, address)
    yield from _plain(BytesIO(raw), source)


def _plain(stream: BinaryIO, source: Source) -> Iterator[Draft | ReportError]:
    from greffier.read.decode import decode

    try:
        yield Draft(decode(read_within(stream, source.limit, source.name), source.name), source.name)
    except ReportError as error:
        yield error
