"""Coded reports and predictions, from files."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from greffier.errors import InputError

__all__ = ["GoldReport", "digest", "is_unread", "load_gold", "load_predictions", "reason_of", "text_key"]

_FORMS = {"kind": str, "anchor": dict, "evidence": list, "factuality": str, "roles": dict}
_SPAN = {"start", "end", "exact"}


@dataclass(frozen=True, slots=True)
class GoldReport:
    """One coded report: the file's name and its content."""

    name: str
    data: dict[str, Any]

    @property
    def language(self) -> str:
        """The report's language code."""
        return str(self.data.get("language", "?"))


def text_key(text: str) -> str:
    """What pairs a prediction with its gold file: the words, white space aside."""
    return " ".join(text.split())


def reason_of(error: Exception) -> str:
    """Why a file cannot be read, without the number and the path that the system adds."""
    return getattr(error, "strerror", None) or str(error)


def is_unread(folder: Path) -> bool:
    """Whether a folder holds reports that nobody may read, by its path: no errors are shown on them."""
    return "unread" in str(folder.resolve())


def load_gold(folder: Path) -> dict[str, GoldReport]:
    """The coded reports in a folder or a file, by the key of their text. Raises InputError on what is malformed."""
    if not folder.exists():
        raise InputError("{folder}: there is no such folder; give one that holds coded reports.", folder=folder)
    found = {}
    for path in sorted(_at(folder) if folder.is_file() else [*folder.rglob("*.json"), *folder.rglob("*.json.gz")]):
        data = _load(path)
        if isinstance(data, dict) and "entries" in data:
            _check(path, data)
            found[text_key(data["text"])] = GoldReport(path.name, data)
    if not found:
        raise InputError("{folder}: holds no coded report (a .json file with entries).", folder=folder)
    return found


def _at(path: Path) -> list[Path]:
    return [path] if path.suffix in {".json", ".gz"} else []


def _load(path: Path) -> Any:
    try:
        packed = path.read_bytes()
        return json.loads(gzip.decompress(packed) if path.suffix == ".gz" else packed)
    except json.JSONDecodeError as error:
        raise InputError(
            "{name}: is no valid JSON (line {line}, column {column}); check the commas and quotes there.",
            name=path,
            line=error.lineno,
            column=error.colno,
        ) from None
    except (OSError, ValueError, EOFError) as error:
        raise InputError("{path}: cannot be read as JSON ({reason}).", path=path, reason=reason_of(error)) from None


def _check(path: Path, data: dict[str, Any]) -> None:
    if not isinstance(data.get("text"), str) or not isinstance(data["entries"], list):
        raise InputError('{path}: a coded report holds "text" and a list of "entries".', path=path)
    for number, entry in enumerate(data["entries"], 1):
        missing = [field for field, form in _FORMS.items() if not _has(entry, field, form)]
        if missing:
            raise InputError(
                "{path}: entry {number} lacks {fields}, or has it in another form than the gold files.",
                path=path,
                number=number,
                fields=", ".join(missing),
            )
        _check_spans(path, data["text"], entry)


def _has(entry: Any, field: str, form: type) -> bool:
    value = entry.get(field) if isinstance(entry, dict) else None
    spans = [value] if field == "anchor" else value if field == "evidence" and isinstance(value, list) else []
    return isinstance(value, form) and all(isinstance(s, dict) and s.keys() >= _SPAN for s in spans)


def _check_spans(path: Path, text: str, entry: dict[str, Any]) -> None:
    for span in [entry["anchor"], *entry["evidence"]]:
        if text[span["start"] : span["end"]] != span["exact"]:
            raise InputError(
                "{path}: the span {start}-{end} does not hold the words that it quotes.",
                path=path,
                start=span["start"],
                end=span["end"],
            )


def load_predictions(path: Path, gold: dict[str, GoldReport]) -> dict[str, dict[str, Any]]:
    """Predicted reports from a file with one JSON object a line, by the key of their text. Raises InputError."""
    try:
        content = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("{path}: cannot be read ({reason}).", path=path, reason=reason_of(error)) from None
    found = {text_key(report["text"]): report for report in _lines(content.splitlines(), path)}
    for key, report in gold.items():
        if key in found and found[key]["text"] != report.data["text"]:
            raise InputError(
                "{name}: the predicted text has other white space than gold's, so that offsets cannot be compared.",
                name=report.name,
            )
    return found


def _lines(lines: Iterable[str], path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            report = json.loads(line)
        except ValueError:
            report = None
        if not isinstance(report, dict) or not isinstance(report.get("text"), str):
            raise InputError(
                '{path}: line {line} is no report of the form {{"text": …, "entries": […]}}.', path=path, line=number
            )
        yield report


def digest(gold: dict[str, GoldReport]) -> str:
    """A digest of the coded reports, whatever their files are called: floors hold for these and no others."""
    parts = sorted(
        sha256(json.dumps([r.data["text"], r.data["entries"]], sort_keys=True).encode()).hexdigest()
        for r in gold.values()
    )
    return sha256("".join(parts).encode()).hexdigest()[:16]
