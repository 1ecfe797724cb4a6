"""What comes in, item by item: reports, notices that take reports back, and what fails, with where each stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from greffier.errors import ReportError
from greffier.intake import Defaults
from greffier.intake.draft import Draft
from greffier.intake.formats import drafts, open_path, open_stream, walk_folder
from greffier.intake.limits import Limits, Tally
from greffier.intake.reports import came_from, item_of, notice_of, report_of
from greffier.model import Notice, Report

__all__ = ["Arrival", "Fetch", "arrivals", "files_at", "from_bytes", "from_file", "is_address", "limits_of"]

Fetch = Callable[[str, Limits], Iterator[Draft | ReportError]]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One item. `name` is what messages call it, `path` the absolute path of its file (None where it is in none),
    `item` which one in that file, "" for the file as a whole; `content` are the bytes that came without a file."""

    name: str
    path: str | None
    item: str
    what: Report | Notice | ReportError
    content: bytes | None = None


def is_address(path: str) -> bool:
    """Whether what stands for a path is an address of the web."""
    return path.lower().startswith(("http://", "https://"))


def limits_of(text_limit: int) -> Limits:
    """What is read at most, from the limit of one text in bytes."""
    return Limits(text=text_limit)


def arrivals(
    paths: Iterable[str],
    defaults: Defaults,
    limits: Limits,
    tally: Tally,
    stream: BinaryIO,
    fetch: Fetch | None = None,
    seen: Callable[[str], None] = lambda _path: None,
) -> Iterator[Arrival]:
    """All items of files, folders, `-` for `stream`, and addresses where there is a `fetch` for them.

    `seen` hears of each file before it is read.
    """
    for path in paths:
        if path == "-":
            seen(path)
            yield from _streamed(stream, defaults, limits, tally)
        elif is_address(path):
            seen(path)
            yield from _fetched(path, defaults, limits, fetch)
        else:
            for file in files_at(path, tally):
                seen(str(file))
                if isinstance(file, ReportError):
                    yield Arrival(came_from(file, path), None, "", file)
                else:
                    yield from from_file(file, defaults, limits, tally)


def files_at(path: str, tally: Tally) -> Iterator[str | ReportError]:
    """The files of a folder, or the one file."""
    if not Path(path).is_dir():
        yield path
        return
    yield from (one if isinstance(one, ReportError) else str(one) for one in walk_folder(path, tally))


def from_file(path: str, defaults: Defaults, limits: Limits, tally: Tally) -> Iterator[Arrival]:
    """The items of one file."""
    where = str(Path(path).resolve())
    for one in open_path(path, limits, tally):
        yield _arrived(one, defaults, str(Path(path)), where, None)


def from_bytes(raw: bytes, name: str, defaults: Defaults, limits: Limits, tally: Tally) -> Iterator[Arrival]:
    """The items of bytes that were given without a file of ours."""
    for one in drafts(raw, name, limits, tally):
        yield _arrived(one, defaults, name, None, raw)


def _streamed(stream: BinaryIO, defaults: Defaults, limits: Limits, tally: Tally) -> Iterator[Arrival]:
    raw = stream.read(limits.document + 1)
    for one in open_stream(BytesIO(raw), limits, tally):
        yield _arrived(one, defaults, "-", None, raw)


def _fetched(address: str, defaults: Defaults, limits: Limits, fetch: Fetch | None) -> Iterator[Arrival]:
    if fetch is None:
        sentence = "{name}: is an address, and nothing is fetched unless you ask: --fetch."
        yield Arrival(address, None, "", ReportError(sentence, name=address))
        return
    for one in fetch(address, limits):
        yield _arrived(one, defaults, address, None, None)


def _arrived(
    one: Draft | ReportError, defaults: Defaults, container: str, where: str | None, content: bytes | None
) -> Arrival:
    name = came_from(one, container) if isinstance(one, ReportError) else one.name
    what: Report | Notice | ReportError
    try:
        what = one if isinstance(one, ReportError) else notice_of(one) if one.withdrawn else report_of(one, defaults)
    except ReportError as error:
        what = error
    return Arrival(name, where, item_of(name, container), what, content)
