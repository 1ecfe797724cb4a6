"""Many values as one: a statement takes only so many parameters, and a JSON list is one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

__all__ = ["among"]


class _Listed(FunctionElement[str]):
    """The texts of a JSON list, as rows."""

    name = "listed"
    type = Text()
    inherit_cache = True


@compiles(_Listed, "sqlite")
def _in_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    return f"(SELECT value FROM json_each{compiler.process(element.clause_expr, **more)})"


@compiles(_Listed, "postgresql")
def _in_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    return f"(SELECT jsonb_array_elements_text(CAST{compiler.process(element.clause_expr, **more)[:-1]} AS jsonb)))"


def among(column: Any, ids: Iterable[str]) -> Any:
    """The condition that a column is one of these."""
    return column.op("IN")(_Listed(json.dumps(sorted(ids))))
