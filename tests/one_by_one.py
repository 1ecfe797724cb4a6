"""What stands for a pipeline in tests reads one report at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


class OneByOne:
    """Gives `read_many` to what has `read`."""

    def read_many(self, reports: Iterable[Any]) -> Iterator[Any]:
        return (self.read(report) for report in reports)  # type: ignore[attr-defined]
