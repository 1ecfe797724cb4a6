"""What people coded elsewhere, from files: one module a format, with one function, `codings(name, data)`.

It takes one object of a file (`greffier.intake.codings.base.items`) and what messages call it, and gives what a person
told of a report (`greffier.model.Coding`), why it cannot be used, or None where nobody worked on it yet. READERS names
them; `greffier import` takes its formats from `greffier.desk.importing.FORMATS`, where other sorts may have
their line too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from greffier.errors import ReportError
from greffier.intake.codings import doccano, gold, label_studio, prodigy, w3c
from greffier.intake.codings.base import digest, files_of, items
from greffier.intake.codings.gold import names_of
from greffier.intake.codings.judgements import judgement_of
from greffier.intake.codings.offsets import between, placed
from greffier.model import Coding

__all__ = ["READERS", "between", "digest", "files_of", "items", "judgement_of", "names_of", "placed"]

READERS: dict[str, Callable[[str, Any], Iterator[Coding | ReportError | None]]] = {
    "label-studio": label_studio.codings,
    "doccano": doccano.codings,
    "prodigy": prodigy.codings,
    "gold": gold.codings,
    "w3c": w3c.codings,
}
