"""Runs: which program and which models read a report."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from greffier.ledger import schema

__all__ = ["Run", "keep_run"]


@dataclass(frozen=True, slots=True)
class Run:
    """One call of the program that reads reports: which program (with its words), and which model for each language."""

    program: str
    models: dict[str, str]
    id: str = field(default_factory=lambda: uuid4().hex)
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))


def keep_run(connection: Connection, run: Run) -> None:
    """Keep the run, where it is not there yet."""
    if connection.scalar(select(schema.run.c.id).where(schema.run.c.id == run.id)) is None:
        about = {"id": run.id, "program": run.program, "models": run.models, "started_at": run.started_at}
        connection.execute(insert(schema.run), about)
