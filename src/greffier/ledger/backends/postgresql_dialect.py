"""PostgreSQL as SQLAlchemy speaks it to a ledger: types, order and patterns as SQLite has them.

Texts are ordered by their code points, numbers are as long as SQLite's, what is empty comes first, and patterns do not
tell capitals of ASCII from small letters. So a statement written once gives the same rows in the same order on both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pg8000.dbapi
from sqlalchemy import Column
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGDDLCompiler, PGTypeCompiler
from sqlalchemy.dialects.postgresql.pg8000 import PGCompiler_pg8000, PGDialect_pg8000
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import UnaryExpression

__all__ = ["NAME", "LedgerDialect"]

NAME = "postgresql+greffier"
_INDEX = re.compile(r"\A(.*) \(([^()]+)\)", re.DOTALL)


class _Types(PGTypeCompiler):
    """Types of columns."""

    def visit_INTEGER(self, type_: Any, **kw: Any) -> str:  # noqa: N802 - SQLAlchemy's name
        """SQLite's have 64 bits."""
        return "BIGINT"

    def visit_REAL(self, type_: Any, **kw: Any) -> str:  # noqa: N802 - SQLAlchemy's name
        """SQLite's, too."""
        return "DOUBLE PRECISION"

    def visit_TEXT(self, type_: Any, **kw: Any) -> str:  # noqa: N802 - SQLAlchemy's name
        """A column's texts compare as their bytes do."""
        return 'TEXT COLLATE "C"' if isinstance(kw.get("type_expression"), Column) else "TEXT"


class _Definitions(PGDDLCompiler):
    """Tables and indices."""

    def get_column_specification(self, column: Column[Any], **kw: Any) -> str:
        """Numbers that are counted up have 64 bits, too."""
        made = str(super().get_column_specification(column, **kw))  # type: ignore[no-untyped-call]
        return made.replace(" SERIAL", " BIGSERIAL")

    def visit_foreign_key_constraint(self, constraint: Any, **kw: Any) -> str:
        """References may be checked at the end of a transaction that asks for it."""
        made = super().visit_foreign_key_constraint(constraint, **kw)  # type: ignore[no-untyped-call]
        return f"{made} DEFERRABLE"

    def visit_create_index(self, create: Any, **kw: Any) -> str:  # type: ignore[override]
        """In the order in which rows are asked for."""
        made = str(super().visit_create_index(create, **kw))  # type: ignore[no-untyped-call]
        found = _INDEX.fullmatch(made)
        return made if found is None else f"{found[1]} ({found[2].replace(',', ' NULLS FIRST,')} NULLS FIRST)"


class _Statements(PGCompiler_pg8000):
    """Queries."""

    def order_by_clause(self, select: Any, **kw: Any) -> str:
        """What is empty comes first, or last where the order goes down."""
        found = [self._placed(clause, **kw) for clause in select._order_by_clauses]
        return f" ORDER BY {', '.join(found)}" if found else ""

    def _placed(self, clause: Any, **kw: Any) -> str:
        element = getattr(clause, "element", clause) if clause.__visit_name__ == "label_reference" else clause
        down = isinstance(element, UnaryExpression) and element.modifier is operators.desc_op
        return f"{self.process(clause, **kw)} NULLS {'LAST' if down else 'FIRST'}"

    def visit_like_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """Under the collation of the columns, ILIKE folds ASCII alone, as SQLite's LIKE does."""
        made = str(super().visit_like_op_binary(binary, operator, **kw))  # type: ignore[no-untyped-call]
        return made.replace(" LIKE ", " ILIKE ", 1)


class LedgerDialect(PGDialect_pg8000):
    """PostgreSQL through pg8000, many rows in one statement."""

    supports_statement_cache = True
    use_insertmanyvalues_wo_returning = True
    type_compiler_cls = _Types
    ddl_compiler = _Definitions
    statement_compiler = _Statements

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Whether the server still answers."""
        with _told():
            return bool(super().do_ping(dbapi_connection))

    def do_execute(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        """One statement."""
        with _told():
            super().do_execute(cursor, statement, parameters, context)  # type: ignore[no-untyped-call]

    def do_executemany(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        """One statement, with many rows."""
        with _told():
            super().do_executemany(cursor, statement, parameters, context)  # type: ignore[no-untyped-call]

    def do_commit(self, dbapi_connection: Any) -> None:
        """Keep what a transaction did."""
        with _told():
            super().do_commit(dbapi_connection)  # type: ignore[no-untyped-call]

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Undo what a transaction did."""
        with _told():
            super().do_rollback(dbapi_connection)  # type: ignore[no-untyped-call]

    def do_close(self, dbapi_connection: Any) -> None:
        """Say good-bye, if anybody is there to hear it."""
        with suppress(pg8000.dbapi.InterfaceError, OSError):
            super().do_close(dbapi_connection)  # type: ignore[no-untyped-call]


@contextmanager
def _told() -> Iterator[None]:
    """A server that went away, in the one way in which SQLAlchemy knows it; the driver has several."""
    try:
        yield
    except OSError as error:
        raise pg8000.dbapi.InterfaceError("network error") from error


registry.register("postgresql.greffier", __name__, "LedgerDialect")
