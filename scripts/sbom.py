"""Writes the bill of materials of what is installed and shipped: CycloneDX 1.6 in JSON, to standard output.

From requirements.lock (names, versions, hashes), what the installed packages say of their licences, and the manifest of
what pages bring from npm. Nothing is asked of the net; run twice, it writes the same.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

__all__ = ["bill", "licence_of", "locked"]

ROOT = Path(__file__).parents[1]
_LINE = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_SAID = {"pysqlite3": "Zlib", "sqlite3": "Public-Domain"}  # those that say nothing in their own data


def locked() -> Iterator[tuple[str, str, list[str]]]:
    """Name, version and SHA-256 hashes of each package of the lock file."""
    name, version, hashes = "", "", list[str]()
    for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines():
        if found := _LINE.match(line):
            if name:
                yield name, version, hashes
            name, version, hashes = found[1], found[2], []
        hashes += _HASH.findall(line)
    if name:
        yield name, version, hashes


def licence_of(name: str) -> str | None:
    """What an installed package says its licence is; None where it is not installed here (for another system)."""
    try:
        told = distribution(name).metadata
    except PackageNotFoundError:
        return None
    if said := told.get("License-Expression"):
        return str(said)
    classes = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or [] if one.startswith("License")]
    plain = (told.get("License") or "").strip().partition("\n")[0]
    return "; ".join(one for one in classes if one != "OSI Approved") or plain or _SAID.get(name, "")


def bill() -> dict[str, Any]:
    """The whole bill."""
    parts: list[dict[str, Any]] = []
    for name, version, hashes in locked():
        licence = licence_of(name)
        part: dict[str, Any] = {"type": "library", "name": name, "version": version}
        part |= {"purl": f"pkg:pypi/{name}@{version}", "bom-ref": f"pypi/{name}@{version}"}
        # the hashes are of the files that may be installed, one a system: each is a reference of its own
        part["externalReferences"] = [
            {"type": "distribution", "url": f"https://pypi.org/project/{name}/{version}/",
             "hashes": [{"alg": "SHA-256", "content": one} for one in hashes]}
        ]  # fmt: skip
        if licence:
            part["licenses"] = [{"license": {"name": licence}}]
        parts.append(part)
    manifest = ROOT / "src" / "greffier" / "web" / "static" / "vendor" / "manifest.json"
    for package in json.loads(manifest.read_text("utf-8")):
        name, version = package["name"], str(package["version"])
        part = {"type": "library", "name": name, "version": version, "purl": f"pkg:npm/{name}@{version}"}
        part |= {"bom-ref": f"npm/{name}@{version}"}
        if package.get("licence"):
            part["licenses"] = [{"license": {"name": package["licence"]}}]
        part["components"] = [
            {"type": "file", "name": file, "hashes": [{"alg": "SHA-256", "content": digest}]}
            for file, digest in sorted(package["files"].items())
        ]
        parts.append(part)
    own = {"component": {"type": "application", "name": "greffier", "bom-ref": "greffier"}}
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": own, "components": parts}


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
