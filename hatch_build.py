"""Builds the database of places when a wheel is made or the project is installed in place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PlacesHook(BuildHookInterface):
    """Runs scripts/build_places.py unless its database is newer than all that it is made from."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        script, places = root / "scripts" / "build_places.py", root / "src" / "greffier" / "data" / "places"
        database = places / "places.db"
        sources = [script, root / "src" / "greffier" / "lexicon" / "name_key.py", *places.glob("*.csv")]
        if not database.exists() or database.stat().st_mtime < max(s.stat().st_mtime for s in sources):
            subprocess.run([sys.executable, str(script)], check=True)
        build_data["artifacts"].append("src/greffier/data/places/places.db")
