"""Copies of a ledger, made while others read and write it."""

from __future__ import annotations

import contextlib
import os
import shutil
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from sqlalchemy import Engine

from greffier.errors import InputError
from greffier.ledger.driver import driver

__all__ = ["backup_of", "free_name"]


def free_name(path: Path, why: str = "") -> Path:
    """Where a backup of the ledger at `path` goes if nobody says: beside it, named by the moment, no file there yet."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    stem = "-".join(part for part in (path.stem, moment, why) if part)
    numbers = chain([""], (f"-{n}" for n in count(2)))
    names = (path.with_name(f"{stem}{number}{path.suffix or '.db'}") for number in numbers)
    return next(name for name in names if not name.exists())


def backup_of(engine: Engine, target: Path) -> None:
    """Copy the whole ledger to `target`, which appears only once it is whole, checked and on disk.

    Raises InputError when `target` exists, or the copy is faulty.
    """
    part = target.with_name(f"{target.name}.part")
    if target.exists():
        raise InputError("{path}: is there already; give another name.", path=target)
    if not target.parent.is_dir():
        raise InputError("{path}: there is no such folder; make it first.", path=target.parent)
    faults = _copied(engine, part)
    if faults != ["ok"]:
        part.unlink(missing_ok=True)
        raise InputError("{path}: the copy is faulty ({reason}); run greffier verify.", path=target, reason=faults[0])
    _publish(part, target)


def _copied(engine: Engine, part: Path) -> list[str]:
    """Copy everything to `part`; gives what SQLite finds in the copy, `["ok"]` where all is well."""
    part.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # SQLite says why it cannot
        part.touch(0o600)
    raw = engine.raw_connection()
    try:
        with closing(driver().connect(str(part))) as copy:
            raw.driver_connection.backup(copy)  # type: ignore[union-attr]
            copy.execute("PRAGMA journal_mode = delete")
            return [str(row[0]) for row in copy.execute("PRAGMA integrity_check")]
    except (driver().DatabaseError, UnicodeDecodeError) as error:
        return [str(error)]
    finally:
        raw.close()


def _publish(part: Path, target: Path) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    try:
        os.link(part, target)  # unlike a rename, never over a file that is there
    except FileExistsError:
        raise InputError("{path}: is there already; give another name.", path=target) from None
    except OSError:  # a file system without links
        if target.exists():
            raise InputError("{path}: is there already; give another name.", path=target) from None
        target.touch(0o600)
        shutil.copyfile(part, target)
    finally:
        part.unlink()
