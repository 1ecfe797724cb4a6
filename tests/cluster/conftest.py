"""Tests on a cluster of this machine: they need Spark and Java, which `make spark` installs or asks for."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Spark they are left out, but for `make spark`, where they then fail."""
    there = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None
    for item in items:
        if Path(__file__).parent not in item.path.parents:
            continue
        item.add_marker(pytest.mark.slow)
        if not there and not os.environ.get("GREFFIER_SPARK"):
            item.add_marker(pytest.mark.skip(reason="Spark or Java is not installed: make spark"))


@pytest.fixture(scope="session", autouse=True)
def importable() -> Iterator[None]:
    """What tests hand to a cluster can be imported there."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[1]), *([before] if before else [])])
    yield
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before
