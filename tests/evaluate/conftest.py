"""The codebook's own scorer, where it can be reached."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def codebook_scorer() -> ModuleType:
    folder = os.environ.get("GREFFIER_GOLD", "")
    path = Path(folder).parent / "tools" / "score.py"
    if not folder or not path.is_file():
        pytest.skip("the codebook's scorer is not at hand; the stored figures stand for it")
    spec = importlib.util.spec_from_file_location("codebook_scorer", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
