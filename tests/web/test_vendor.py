"""What comes from npm is what the manifest says, licence and all, and no more."""

from __future__ import annotations

import json
import runpy
from hashlib import sha256
from pathlib import Path

import pytest

from house.sources import ROOT, SRC

FOLDERS = [SRC / "web" / "static" / "vendor", ROOT / "tests" / "web" / "vendor"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.parts[-3])
def test_every_file_has_the_hash_that_was_noted(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    noted = {f"{p['name']}/{file}": digest for p in manifest for file, digest in p["files"].items()}
    there = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    assert there.keys() - noted.keys() == {"manifest.json"}
    assert {name: sha256(there[name].read_bytes()).hexdigest() for name in noted} == noted


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.parts[-3])
def test_every_package_has_its_licence_and_its_line(folder: Path) -> None:
    third = (ROOT / "THIRD-PARTY.md").read_text("utf-8")
    wanted = {p.name: p for p in runpy.run_path(str(ROOT / "scripts" / "vendor.py"))["PACKAGES"]}
    for package in json.loads((folder / "manifest.json").read_text("utf-8")):
        assert "LICENSE" in package["files"]
        assert f"{package['name']} {package['version']}" in third
        assert (package["version"], package["licence"]) == (
            wanted[package["name"]].version,
            wanted[package["name"]].licence,
        )
        assert package["licence"] in third


def test_no_script_names_a_map_or_another_host() -> None:
    for script in (SRC / "web" / "static").rglob("*.js"):
        text = script.read_text("utf-8")
        assert "sourceMappingURL" not in text, script
        if "vendor" not in script.parts:
            assert "http:" not in text and "https:" not in text and "eval(" not in text, script
            assert "innerHTML" not in text and "outerHTML" not in text and "insertAdjacentHTML" not in text, script
