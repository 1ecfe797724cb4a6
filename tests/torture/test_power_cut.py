"""A power cut while reports are added: what was confirmed is there, whatever the disk had not been told to keep.

A process that is killed loses nothing that the system holds already; a machine that goes dark does. All that a process
does with its files is written down; then it is cut off anywhere, and of what came after a file's last flush any part is
left out, and pieces of it torn, as a disk may that writes in an order of its own.
"""

from __future__ import annotations

import random
import shutil
import struct
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from greffier.ledger import open_ledger, report_ids, verify
from greffier.ledger.driver import journal_mode, sqlite_version
from ledger.made import exported, keep, report
from torture.preloaded import MARKS, adding, shim_of
from torture.scale import note, times

pytestmark = MARKS

REPORTS = 6
CUTS = times(40, 300)
SECTOR = 512  # bytes that a disk writes whole or not at all
MAPPED = "-shm"  # memory that SQLite makes anew when it is the first to open a file
_HEAD = struct.Struct("=c3Q")


@dataclass(frozen=True, slots=True)
class Step:
    """What a process did: W (wrote), T (cut off), S (flushed), U (removed), D (flushed the folder), O (said)."""

    what: str
    path: str
    at: int
    data: bytes
    size: int


def steps_of(trace: Path) -> Iterator[Step]:
    whole, at = trace.read_bytes(), 0
    while at < len(whole):
        what, name, offset, size = _HEAD.unpack_from(whole, at)
        at += _HEAD.size
        path, at = whole[at : at + name].decode(), at + name
        data = whole[at : at + size] if what in b"WO" else b""
        yield Step(what.decode(), path, offset, data, size)
        at += len(data)


@dataclass(slots=True)
class OnDisk:
    """A file: what is on the disk for certain, None where there is none, and what may be."""

    kept: bytearray | None = None
    open: list[Step] = field(default_factory=list)

    def flush(self) -> None:
        for one in self.open:
            self.apply(one)
        self.open = []

    def apply(self, step: Step) -> None:
        if step.what == "U":
            self.kept = None
            return
        self.kept = bytearray() if self.kept is None else self.kept
        end = step.at + len(step.data)
        if len(self.kept) < end:
            self.kept.extend(bytes(end - len(self.kept)))
        if step.what == "W":
            self.kept[step.at : end] = step.data
        else:
            del self.kept[step.at :]

    def settle_removal(self) -> None:
        """Its folder was flushed: that it was removed is certain, and what was written to it before does not count."""
        last = max((n for n, one in enumerate(self.open) if one.what == "U"), default=None)
        if last is not None:
            self.kept, self.open = None, self.open[last + 1 :]

    def after_a_cut(self, chance: random.Random) -> bytes | None:
        found = OnDisk(None if self.kept is None else bytearray(self.kept))
        share = chance.choice([0.0, 0.5, 0.9, 1.0])
        for one in self.open:
            if chance.random() < share:
                found.apply(torn(one, chance))
            elif one.what == "U":
                break  # what was written to a new file of this name is not found under it
        return None if found.kept is None else bytes(found.kept)


def torn(step: Step, chance: random.Random) -> Step:
    """What a disk may have of a write: all, or whole sectors of it."""
    if step.what != "W" or len(step.data) <= SECTOR or chance.random() < 0.7:
        return step
    sectors = len(step.data) // SECTOR
    first = chance.randrange(sectors)
    last = chance.randrange(first, sectors) + 1
    return Step("W", step.path, step.at + first * SECTOR, step.data[first * SECTOR : last * SECTOR], step.size)


def cut_off(steps: Sequence[Step], end: int, chance: random.Random) -> tuple[dict[str, bytes], str]:
    """Files as they may be found after a cut before step `end`, and what had been said by then."""
    files, said = defaultdict[str, OnDisk](OnDisk), ""
    for step in steps[:end]:
        if step.what == "O":
            said += step.data.decode()
        elif step.what == "D":
            for one in files.values():
                one.settle_removal()
        elif step.what == "S":
            files[step.path].flush()
        elif not step.path.endswith(MAPPED):
            files[step.path].open.append(step)
    found = {path: one.after_a_cut(chance) for path, one in files.items()}
    return {path: content for path, content in found.items() if content is not None}, said


def test_a_disk_that_forgets_what_was_not_flushed_is_told_from_one_that_does_not() -> None:
    kept, lost = Step("W", "a", 0, b"x" * 2048, 2048), Step("W", "a", 2048, b"y" * 2048, 2048)
    steps = [kept, Step("S", "a", 0, b"", 0), Step("O", "", 0, b"1\n", 2), lost, Step("U", "a", 0, b"", 0)]
    found = [cut_off(steps, len(steps), random.Random(n)) for n in range(300)]
    assert {said for _, said in found} == {"1\n"}
    assert {files.get("a", b"")[:2048] for files, _ in found} == {b"x" * 2048, b""}  # removed, or not yet
    assert len({files.get("a") for files, _ in found}) > 3  # torn, too
    assert all("a" not in cut_off([*steps, Step("D", "", 0, b"", 0)], 6, random.Random(n))[0] for n in range(20))


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_wherever_the_power_goes(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, mode: str) -> None:
    shim = shim_of("traced_disk.c", tmp_path_factory)
    calm, path, trace = tmp_path / "calm.db", tmp_path / "traced" / "a.db", tmp_path / "trace"
    path.parent.mkdir()
    assert adding(calm, REPORTS).returncode == 0
    wanted = {"LD_PRELOAD": str(shim), "GREFFIER_TRACED": str(path), "GREFFIER_TRACE": str(trace)}
    assert adding(path, REPORTS, mode, **wanted).returncode == 0
    steps, chance, met = list(steps_of(trace)), random.Random(13), set[int]()
    assert "".join(one.data.decode() for one in steps if one.what == "O").split() == [*map(str, range(REPORTS))]
    assert any(one.path.endswith("-wal") for one in steps) == (mode == journal_mode(sqlite_version()) == "wal")
    for number in range(CUTS):
        end = chance.randrange(1, len(steps) + 1)
        files, said = cut_off(steps, end, chance)
        confirmed = {report(int(one)).id for one in said.split()}
        folder = tmp_path / f"cut{number}"
        folder.mkdir()
        for name, content in files.items():
            (folder / Path(name).name).write_bytes(content)
        again = folder / path.name
        with open_ledger(again) as ledger:
            assert not list(verify(ledger)), f"cut before step {end} of {len(steps)}"
            with ledger.begin() as connection:
                there = set(report_ids(connection))
            assert confirmed <= there and len(there) <= len(confirmed) + 1, f"cut before step {end} of {len(steps)}"
            met.add(len(there))
            for one in range(REPORTS):
                keep(ledger, report(one))
            assert not list(verify(ledger))
        assert exported(again) == exported(calm)
        shutil.rmtree(folder)
    assert len(met) > REPORTS / 2
    note("R8", CUTS, 0, f"coupures de courant · power cuts, {mode}")
