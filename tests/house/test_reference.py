"""Pages that are made from the data files are as the data files have them, and name every key."""

from __future__ import annotations

import runpy

from greffier.lexicon.kinds import FRAME_KEYS, KIND_KEYS, ROLE_KEYS, ROLE_TYPES, load_kinds
from greffier.lexicon.phrase_types import phrase_types, types_table
from greffier.lexicon.traits import WAYS_RETOLD
from house.sources import ROOT

REFERENCE = ROOT / "docs" / "reference"


def test_pages_are_as_the_data_files_have_them() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "write_reference.py"))
    assert [path.name for path in script["stale"]()] == [], "renew the reference pages: make parses"


def test_every_key_is_on_its_page() -> None:
    frames, kinds = ((REFERENCE / name).read_text("utf-8") for name in ("frames.md", "kinds.md"))
    assert [key for key in FRAME_KEYS if f"| `{key}` |" not in frames] == []
    assert [key for key in (*KIND_KEYS, *ROLE_KEYS, *ROLE_TYPES, *WAYS_RETOLD) if f"`{key}`" not in kinds] == []


def test_every_kind_role_and_value_is_on_the_page_of_kinds() -> None:
    page = (REFERENCE / "kinds.md").read_text("utf-8")
    for kind in load_kinds().values():
        section = page.split(f" · `{kind.name}`\n")[1].split("\n## ")[0]
        for role, spec in kind.roles.items():
            assert f"| `{role}` |" in section
            assert all(f"`{value}`" in section for value in spec.get("values", ()))


def test_types_that_are_told_exist() -> None:
    table = types_table()
    assert set(table["about"]) | set(table["accepts"]) <= set(phrase_types())
