"""How much is read of what comes in: sizes, counts, and what an archive may grow to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from greffier.errors import ReportError

__all__ = ["STEP", "Budget", "Limits", "Readable", "Tally", "read_within", "too_large", "too_many"]

STEP = 1 << 20  # bytes read at a time, so that a limit is noticed before memory is full
_MEGABYTE = 1_000_000  # bytes
_FREE = 8 * _MEGABYTE  # bytes; a small file may be packed as tightly as it likes


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader refuses to go beyond; sizes in bytes.

    `text` is one report's text (GREFFIER_TEXT_LIMIT), `page` an HTML page with its markup, `document` any other file or
    member with its pictures and markup, `members` how many files an archive or items a file may hold, `decoded` what an
    archive may unpack to in all, `ratio` how much larger than packed that may be.
    """

    text: int = 5_000_000
    page: int = 20_000_000
    document: int = 50_000_000
    members: int = 20_000
    decoded: int = 2_000_000_000
    ratio: int = 200


@dataclass(slots=True)
class Tally:
    """What was passed over without a word: `left_out` counts files whose ending no reader knows, in folders and
    archives, and the records of a web archive that are no pages."""

    left_out: int = 0


class Readable(Protocol):
    """What bytes can be read from, `size` at a time."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


@dataclass(slots=True)
class Budget:
    """What an archive, with all that is packed in it, has been unpacked to so far. `packed` is its own size.

    Once it is `exhausted`, nothing more of the archive is read.
    """

    limits: Limits
    packed: int
    decoded: int = 0
    members: int = 0
    exhausted: bool = False
    tally: Tally = field(default_factory=Tally)

    def count(self, name: str) -> None:
        """One more member. Raises ReportError beyond the limit."""
        self.members += 1
        if self.members > self.limits.members:
            self.exhausted = True
            raise too_many(name, self.limits)

    def spend(self, size: int, name: str) -> None:
        """`size` bytes more were unpacked. Raises ReportError when that is more than the archive may hold."""
        self.decoded += size
        self.exhausted = self.decoded > self.limits.decoded or self._is_bomb()
        if self.decoded > self.limits.decoded:
            raise ReportError(
                "{name}: unpacks to more than {limit:.3g} MB; split the archive.",
                name=name,
                limit=self.limits.decoded / _MEGABYTE,
            )
        if self.exhausted:
            raise ReportError(
                "{name}: unpacks to more than {ratio} times its size, as no text does; nothing more of it is read.",
                name=name,
                ratio=self.limits.ratio,
            )

    def _is_bomb(self) -> bool:
        return self.decoded > _FREE and self.decoded > self.packed * self.limits.ratio


def too_many(name: str, limits: Limits) -> ReportError:
    """What is said of an archive with more members than are read."""
    return ReportError(
        "{name}: holds more than {limit} files or items; split it, or unpack it and give the folder.",
        name=name,
        limit=limits.members,
    )


def too_large(name: str, limit: int) -> ReportError:
    """What is said of a file, member or line of more than `limit` bytes."""
    return ReportError(
        "{name}: is over the limit of {limit:.3g} MB; give a smaller part of it.", name=name, limit=limit / _MEGABYTE
    )


def read_within(stream: Readable, limit: int, name: str) -> bytes:
    """All that `stream` holds, up to `limit` bytes, read step by step. Raises ReportError when there is more."""
    parts: list[bytes] = []
    size = 0
    while part := stream.read(min(STEP, limit + 1 - size)):
        size += len(part)
        if size > limit:
            raise too_large(name, limit)
        parts.append(part)
    return b"".join(parts)
