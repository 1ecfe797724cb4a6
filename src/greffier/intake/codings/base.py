"""Files of other programs, item by item: sizes, depth and numbers are limited, and what is malformed has a reason."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from greffier.errors import ReportError
from greffier.intake.limits import Limits, read_within, too_large

__all__ = ["Item", "digest", "files_of", "items", "number", "texts"]

Item = tuple[str, Any]  # what messages call it, and what it holds; a ReportError where it cannot be had
_LIMITS = Limits()
_HALF = re.compile(rb"\\\\u(?:d[89a-f]|0000)", re.IGNORECASE)  # what may be half of a character, and NUL
_ENDINGS = {".json", ".jsonl", ".ndjson", ".jsonld"}


def files_of(path: Path) -> list[Path]:
    """The JSON files of a folder, in order; or the one file."""
    return sorted(p for p in path.rglob("*") if p.suffix.lower() in _ENDINGS) if path.is_dir() else [path]


def items(path: Path, limits: Limits = _LIMITS) -> Iterator[Item]:
    """Each object of a file: of a JSON array, of JSON lines, or the file's own."""
    name = str(path)
    try:
        with path.open("rb") as stream:
            if path.suffix.lower() in {".jsonl", ".ndjson"}:
                yield from _lines(iter(lambda: stream.readline(limits.document + 1), b""), name, limits)
                return
            raw = read_within(stream, limits.document, name)
    except ReportError as error:
        yield name, error
        return
    except OSError as error:
        yield name, ReportError("{path}: cannot be read ({reason}).", path=name, reason=error.strerror)
        return
    yield from _whole(raw, name, limits)


def _whole(raw: bytes, name: str, limits: Limits) -> Iterator[Item]:
    found = _loaded(raw, name)
    if isinstance(found, ReportError) and raw.count(b"\n") and raw.lstrip()[:1] != b"[":
        lines = raw.splitlines()
        if not isinstance(_loaded(lines[0], name), ReportError):  # one object a line after all
            yield from _lines(iter(lines), name, limits)
            return
    if isinstance(found, list):
        yield from ((f"{name} · {number}", one) for number, one in enumerate(found, 1))
    else:
        yield name, found


def _lines(lines: Iterator[bytes], name: str, limits: Limits) -> Iterator[Item]:
    for number, line in enumerate(lines, 1):
        if len(line) > limits.document:
            yield f"{name} · {number}", too_large(name, limits.document)
            return
        if line.strip():
            yield f"{name} · {number}", _loaded(line, f"{name} · {number}")


def _loaded(raw: bytes, name: str) -> Any:
    """What the bytes hold as JSON, or why they hold nothing."""
    try:
        found = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse, parse_float=_finite)
        if _HALF.search(raw):
            _refuse_half(json.dumps(found, ensure_ascii=False))
        return found
    except json.JSONDecodeError as error:
        sentence = "{name}: is no valid JSON (line {line}, column {column}); check the commas and quotes there."
        return ReportError(sentence, name=name, line=error.lineno, column=error.colno)
    except UnicodeError:
        return ReportError("{name}: is not UTF-8, or holds half a character; save it as UTF-8.", name=name)
    except (RecursionError, ValueError):
        sentence = "{name}: is nested too deeply, or holds a number that is none (NaN, infinite, endless)."
        return ReportError(sentence, name=name)


def _refuse_half(written: str) -> None:
    """Raises UnicodeError for what neither a file nor a ledger can hold."""
    if "\\u0000" in written:
        raise UnicodeError("a NUL")
    written.encode()


def _refuse(_word: str) -> Any:
    raise ValueError("no number")


def _finite(digits: str) -> float:
    found = float(digits)
    if not math.isfinite(found):
        raise ValueError("no number")
    return found


def number(value: Any) -> int | None:
    """A whole number that an offset can be, None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 40 else None


def texts(data: Mapping[str, Any], *keys: str) -> dict[str, str]:
    """Those fields of an object that are words."""
    return {key: data[key] for key in keys if isinstance(data.get(key), str) and data[key].strip()}


def digest(*parts: Any) -> str:
    """A short hash of what JSON can hold: the same for the same content."""
    return sha256(json.dumps(parts, ensure_ascii=True, sort_keys=True, default=str).encode()).hexdigest()[:24]
