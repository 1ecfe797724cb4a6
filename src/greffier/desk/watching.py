"""A folder that is watched: each file is given once it stands still, and again when it has changed.

It is looked into again and again rather than that the system tells what happens there, since that works on every disk,
network ones too, and needs no library (docs/decisions/input-intake.md).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from greffier.errors import InputError, ReportError
from greffier.intake.formats import walk_folder
from greffier.intake.limits import Tally

__all__ = ["PAUSE", "Watch"]

PAUSE = 1.0  # seconds between two looks; a file that is as long and as old in both stands still

_Look = tuple[int, int]  # bytes, nanoseconds


@dataclass(slots=True)
class Watch:
    """A watched folder. `wait` is called between two looks; whatever it raises ends the watching."""

    folder: Path
    wait: Callable[[float], None] = time.sleep
    _seen: dict[str, _Look] = field(default_factory=dict)
    _taken: dict[str, _Look] = field(default_factory=dict)

    def files(self) -> Iterator[str | None]:
        """Each file that stands still and was not given as it is now; None when nothing more waits, at each look.

        Raises InputError where the folder is none.
        """
        while True:
            for path, look in sorted(self._now().items()):
                if self._seen.get(path) == look and self._taken.get(path) != look:
                    yield path
                    self._took(path, look)
                self._seen[path] = look
            yield None
            self.wait(PAUSE)

    def _took(self, path: str, before: _Look) -> None:
        """A file that changed while it was read is read again."""
        if _look(path) == before:
            self._taken[path] = before

    def _now(self) -> dict[str, _Look]:
        if not self.folder.is_dir():
            raise InputError("{name}: is no folder; --watch takes one.", name=self.folder)
        files = (str(f) for f in walk_folder(self.folder, Tally()) if not isinstance(f, ReportError))
        looks = {path: _look(path) for path in files}
        return {path: look for path, look in looks.items() if look is not None}


def _look(path: str) -> _Look | None:
    try:
        about = Path(path).stat()
    except OSError:  # gone meanwhile
        return None
    return about.st_size, about.st_mtime_ns
