"""What kind of disk a path is on, so that no ledger is made where SQLite's locks cannot be trusted."""

from __future__ import annotations

from pathlib import Path

__all__ = ["network_disk"]

_MOUNTS = Path("/proc/self/mountinfo")  # where the system tells; elsewhere nothing is known
_KINDS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "fuse.sshfs", "fuse.glusterfs", "davfs"})


def network_disk(path: Path, mounts: Path = _MOUNTS) -> str | None:
    """The kind of network disk that `path` is on, None where it is on none, or nobody tells."""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return None
    found, where = None, path.absolute().resolve()
    longest = -1
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, kind = before.split(" "), after.partition(" ")[0]
        if len(fields) < 5:
            continue
        point = Path(fields[4].replace("\\040", " "))
        if len(point.parts) >= longest and where.is_relative_to(point):
            longest, found = len(point.parts), kind
    return found if found in _KINDS else None
