"""Where a ledger lies: who can read it, and disks that cannot hold one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from greffier.cli.app import run
from greffier.cli.memory import forget_entries, recall, remember
from greffier.ledger import backup_of, open_ledger
from greffier.ledger.backends import mounts, sqlite
from greffier.ledger.backends.mounts import network_disk
from ledger.made import entries, keep, report

pytestmark = pytest.mark.sqlite("of files")

MOUNTS = """22 28 0:21 / /proc rw shared:5 - proc proc rw
28 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw
40 28 0:40 / /srv/team rw - nfs4 server:/team rw
41 28 0:41 / /srv/with\\040space rw - cifs //server/a rw
42 40 8:2 / /srv/team/local rw - xfs /dev/sdb1 rw
43 28 0:43 / /srv/far rw - fuse.sshfs far:/ rw
broken line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/srv/team/a.db", "nfs4"), ("/srv/with space/a.db", "cifs"), ("/srv/team/local/a.db", None), ("/srv/a.db", None),
     ("/srv/teamwork/a.db", None), ("/srv/far/b/a.db", "fuse.sshfs"), ("/a.db", None)],
)  # fmt: skip
def test_network_disks_are_known(path: str, kind: str | None, tmp_path: Path) -> None:
    (tmp_path / "mountinfo").write_text(MOUNTS)
    assert network_disk(Path(path), tmp_path / "mountinfo") == kind
    assert network_disk(Path(path), tmp_path / "nowhere") is None


@pytest.mark.parametrize(("language", "said"), [("en", "is on a network disk (nfs)"), ("fr", "un disque en réseau")])
def test_no_ledger_on_a_network_disk(
    language: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mountinfo").write_text(f"1 1 0:1 / {tmp_path} rw - nfs server:/ rw\n")
    monkeypatch.setattr(sqlite, "network_disk", lambda path: mounts.network_disk(path, tmp_path / "mountinfo"))
    monkeypatch.setenv("GREFFIER_LANG", language)
    (tmp_path / "a.txt").write_text("Une dépêche.", "utf-8")
    assert run(["add", str(tmp_path / "a.txt"), "--ledger", str(tmp_path / "a.db")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "a.db").exists()


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with open_ledger(tmp_path / "a.db") as ledger:
            keep(ledger, report())
            beside = list(tmp_path.glob("a.db*"))
            assert len(beside) >= 1 and {oct(path.stat().st_mode & 0o777) for path in beside} == {"0o600"}
            backup_of(ledger.engine, tmp_path / "copy.db")
        assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
        remember(tmp_path / "state", "/a.json", "", report(), entries(report()))
        assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
        assert (tmp_path / "state" / "read.jsonl").stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)


def test_one_that_was_opened_to_others_stays_as_it_is(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "a.db"):
        pass
    (tmp_path / "a.db").chmod(0o640)
    with open_ledger(tmp_path / "a.db"):
        pass
    assert (tmp_path / "a.db").stat().st_mode & 0o777 == 0o640


def test_where_forgotten_entries_were_read_from_is_forgotten(tmp_path: Path) -> None:
    first, second = report(1), report(2)
    for one, path in ((first, "/secret.json"), (second, "/b.json")):
        remember(tmp_path, path, "", one, entries(one))
    forget_entries(tmp_path, [e.id for e in entries(first)])
    assert "secret" not in (tmp_path / "read.jsonl").read_text() and recall(tmp_path, entries(first)[0].id) is None
    assert recall(tmp_path, entries(second)[0].id) is not None


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir(mode=0o500)
    with pytest.raises(Exception, match="cannot be used"), open_ledger(tmp_path / "in" / "a.db"):
        pass
