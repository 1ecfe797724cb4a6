"""Paths and streams that hold reports."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from greffier.errors import ReportError
from greffier.intake.decode import decode, measure
from greffier.intake.form import Defaults, build, from_json
from greffier.model import Report

__all__ = ["check_ending", "is_json", "read_bytes", "read_path", "read_stream"]

_ENDINGS = (".txt", ".json")


def read_path(path: str | Path, defaults: Defaults, limit: int) -> Report:
    """The report in a `.txt` or `.json` file of at most `limit` bytes. Raises ReportError that says what is wrong."""
    path, name = Path(path), str(path)
    try:
        _check_kind(path, name)
        measure(path.stat().st_size, limit, name)
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ReportError("{name}: there is no such file; check the path.", name=name) from None
    except PermissionError:
        raise ReportError("{name}: may not be read; check who may open it (ls -l).", name=name) from None
    except OSError as error:
        raise ReportError("{name}: cannot be read ({reason}).", name=name, reason=error.strerror) from None
    return read_bytes(raw, name, defaults, limit, is_json=path.suffix.lower() == ".json")


def _check_kind(path: Path, name: str) -> None:
    if path.is_dir():
        raise ReportError("{name}: is a folder; give its files, for instance {name}/*.txt.", name=name.rstrip("/"))
    if path.exists():
        check_ending(name)


def check_ending(name: str) -> None:
    """Raise ReportError where a file's name does not end as that of a report."""
    if Path(name).suffix.lower() not in _ENDINGS:
        raise ReportError("{name}: greffier reads .txt files and .json reports only.", name=name)


def is_json(raw: bytes) -> bool:
    """Whether what came without a file's name is a JSON report: it stands in braces."""
    return raw.lstrip()[:1] == b"{" and raw.rstrip()[-1:] == b"}"


def read_stream(stream: BinaryIO, defaults: Defaults, limit: int) -> Report:
    """The report on a stream such as standard input: plain text, or a JSON report when it begins with a brace."""
    raw = stream.read(limit + 1)
    return read_bytes(raw, "-", defaults, limit, is_json=is_json(raw))


def read_bytes(raw: bytes, name: str, defaults: Defaults, limit: int, *, is_json: bool) -> Report:
    """The report that `raw` holds; `name` says in errors which one it is. Raises ReportError."""
    measure(len(raw), limit, name)
    content = decode(raw, name).text
    return from_json(content, defaults, name) if is_json else build(content, {}, defaults, name)
