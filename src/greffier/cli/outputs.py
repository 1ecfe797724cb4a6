"""Where an export goes: a file or folder that appears only once it is whole, or standard output."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

from greffier.errors import InputError

__all__ = ["write_file", "write_folder"]

T = TypeVar("T")


def write_file(write: Callable[[BinaryIO], T], output: str | None) -> T:
    """What `write` gives, once it has written to the file or to standard output. Raises InputError."""
    if output is None:
        sys.stdout.flush()
        found = write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return found
    part = Path(f"{output}.part")
    try:
        with part.open("wb") as out:
            found = write(out)
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _unwritten(output, error) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return found


def write_folder(write: Callable[[Path], T], output: str) -> T:
    """What `write` gives, once it has filled a new folder, of which the files are then put in their place: those of the
    same names are replaced, others stay. Raises InputError."""
    target = Path(output)
    try:
        if target.exists() and not target.is_dir():
            raise InputError("{path}: is no folder; give another by --output.", path=output)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.absolute().parent) as made:
            found = write(Path(made))
            target.mkdir(exist_ok=True)
            for path in sorted(Path(made).iterdir()):
                shutil.move(path, target / path.name)
    except OSError as error:
        raise _unwritten(output, error) from error
    return found


def _unwritten(output: str, error: OSError) -> InputError:
    return InputError("{path}: cannot be written ({reason}).", path=output, reason=error.strerror)
