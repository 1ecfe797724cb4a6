"""Zip files, opened with care: nothing of them is ever written to disk, and their names only serve messages."""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, BinaryIO, TypeVar, cast

from greffier.errors import ReportError
from greffier.intake.limits import STEP, Budget, read_within, too_many

__all__ = ["Unpacked", "members", "opened", "refusal", "shown", "unpacked"]

_Result = TypeVar("_Result")

_DIRECTORY = 8_000_000  # bytes of the list of members, which zipfile reads at once
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_FAULTS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError, OSError, RuntimeError,
    ValueError, OverflowError, IndexError,
)  # fmt: skip


class _Guarded:
    """A file of which no more than `_DIRECTORY` bytes are read at once, whatever it says of itself."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream, self._name = stream, name
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        if size > _DIRECTORY:
            raise ReportError("{name}: its list of files is too long; unpack it and give the folder.", name=self._name)
        return self._stream.read(size if size >= 0 else _DIRECTORY)


@contextmanager
def opened(stream: BinaryIO, name: str) -> Iterator[zipfile.ZipFile]:
    """The archive on `stream`. Raises ReportError when it is none, or damaged."""
    try:
        archive = zipfile.ZipFile(cast(BinaryIO, _Guarded(stream, name)))
    except _FAULTS:
        raise _damaged(name) from None
    with archive:
        yield archive


def members(archive: zipfile.ZipFile, name: str, budget: Budget) -> list[zipfile.ZipInfo]:
    """The files of an archive, sorted by name. Raises ReportError when there are more than are read."""
    found = archive.infolist()
    if len(found) + budget.members > budget.limits.members:
        raise too_many(name, budget.limits)
    budget.members += len(found)
    return sorted((one for one in found if not one.is_dir()), key=lambda one: one.filename)


def refusal(member: zipfile.ZipInfo, name: str) -> ReportError | None:
    """Why a member is not read: a way out of the archive, a link, a device, a password, a rare way of packing."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    path = member.orig_filename.replace("\\", "/")
    if path.startswith("/") or ".." in path.split("/") or path[1:2] == ":" or "\0" in path:
        return ReportError("{name}: its path leads out of the archive, so it is not read.", name=name)
    if kind not in (0, stat.S_IFREG):
        return ReportError("{name}: is a link or a device, not a file, so it is not read.", name=name)
    if member.flag_bits & _ENCRYPTED:
        return ReportError("{name}: is protected by a password; unpack it and give the files.", name=name)
    if member.compress_type not in _METHODS:
        return ReportError(
            "{name}: is packed in a way that greffier does not read; pack it as an ordinary zip.", name=name
        )
    return None


class Unpacked:
    """A member as a file that counts what it is unpacked to. All of it raises ReportError when it is damaged."""

    def __init__(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, budget: Budget) -> None:
        self._name, self._budget = name, budget
        self._file = self._tried(archive.open, member)

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, and never more than a step."""
        return self._counted(self._tried(self._file.read, min(size, STEP) if size >= 0 else STEP))

    def readline(self, size: int = -1) -> bytes:
        """One line of at most `size` bytes, and never more than a step."""
        return self._counted(self._tried(self._file.readline, min(size, STEP) if size >= 0 else STEP))

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to a place."""
        return self._tried(self._file.seek, place, whence)

    def tell(self) -> int:
        """The present place."""
        return self._file.tell()

    def close(self) -> None:
        """Done with it."""
        self._file.close()

    def _tried(self, work: Callable[..., _Result], *given: Any) -> _Result:
        try:
            return work(*given)
        except _FAULTS:
            raise _damaged(self._name) from None

    def _counted(self, part: bytes) -> bytes:
        self._budget.spend(len(part), self._name)
        return part


def unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int, name: str, budget: Budget) -> bytes:
    """All of a member. Raises ReportError at a limit, or when it is damaged."""
    with closing(Unpacked(archive, member, name, budget)) as stream:
        return read_within(stream, limit, name)


def shown(name: str) -> str:
    """A name from outside as it can be printed: no line ends, no commands to a terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)


def _damaged(name: str) -> ReportError:
    return ReportError("{name}: is damaged, and cannot be read.", name=name)
