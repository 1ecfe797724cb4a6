"""S11: what is installed is pinned by hash, and everything shipped is under a licence that anyone may take."""

from __future__ import annotations

import re

import pytest

import sbom
from torture.scale import note

ALLOWED = re.compile(
    "(MIT|0BSD|BSD|ISC|Apache|PSF|Python Software Foundation|MPL|Mozilla Public|Zlib|CC0|CNRI|Public[- ]Domain|LGPL-LR)"
)
CHOSEN = {"tld": "MPL-1.1", "docutils": "Public Domain"}  # of several; see docs/supply-chain.md


def refused(name: str, licence: str) -> bool:
    """Whether a licence, or one of those that hold together, is none of those allowed."""
    if name in CHOSEN:
        return CHOSEN[name] not in licence
    parts = re.split(r"\bAND\b|\bOR\b|[;,]|\band\b", re.sub(r"[()]", " ", licence))
    told = [one.strip() for one in parts if one.strip() and not one.strip().lower().startswith("version")]
    return not told or any(not ALLOWED.match(one) for one in told)


@pytest.mark.parametrize(
    ("name", "licence", "out"),
    [("a", "MIT", False), ("a", "GPL-3.0-only", True), ("a", "MIT AND AGPL-3.0", True), ("a", "", True),
     ("a", "CC-BY-NC-4.0", True), ("a", "LGPL-3.0", True), ("tld", "MPL-1.1 OR GPL-2.0-only", False),
     ("tld", "GPL", True), ("a", "Apache License, Version 2.0", False)],
)  # fmt: skip
def test_s11_licences_are_told_apart(name: str, licence: str, out: bool) -> None:
    assert refused(name, licence) is out


def test_s11_every_package_is_pinned_and_may_be_taken() -> None:
    parts = sbom.bill()["components"]
    assert len(parts) > 100 and {p["purl"].split("/")[0] for p in parts} == {"pkg:pypi", "pkg:npm"}
    python = [p for p in parts if p["purl"].startswith("pkg:pypi")]
    assert [p["name"] for p in python if not p["externalReferences"][0]["hashes"]] == []
    assert [p["name"] for p in parts if p["purl"].startswith("pkg:npm") and not p["components"]] == []
    here = {p["name"]: sbom.licence_of(p["name"]) for p in python}
    bad = {name: told for name, told in here.items() if told is not None and refused(name, told)}
    bad |= {p["name"]: p["licenses"] for p in parts if "licenses" in p and p["purl"].startswith("pkg:npm")
            and refused(p["name"], p["licenses"][0]["license"]["name"])}  # fmt: skip
    note("S11", len(parts), len(bad))
    assert bad == {}
    assert sbom.bill() == sbom.bill(), "run twice, it writes the same"
