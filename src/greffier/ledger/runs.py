"""Runs: which program and which models read a report."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, insert, select

from greffier.ledger import schema

__all__ = ["Run", "keep_run", "run_row"]


@dataclass(frozen=True, slots=True)
class Run:
    """One call of the program that reads reports: which program (with its words), and which model for each language."""

    program: str
    models: dict[str, str]
    id: str = field(default_factory=lambda: uuid4().hex)
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))


_KNOWN = select(schema.run.c.id).where(schema.run.c.id == bindparam("own"))


def run_row(run: Run) -> dict[str, Any]:
    """The row that keeps a run."""
    return {"id": run.id, "program": run.program, "models": run.models, "started_at": run.started_at}


def keep_run(connection: Connection, run: Run) -> None:
    """Keep the run, where it is not there yet."""
    if connection.scalar(_KNOWN, {"own": run.id}) is None:
        connection.execute(insert(schema.run), run_row(run))
