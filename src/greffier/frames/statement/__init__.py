"""Statements: who says what to whom, from reporting verbs, quotations and markers of a source."""

from greffier.frames.statement.find import find_statements, reported_spans
from greffier.frames.statement.frame import StatementFrame

__all__ = ["StatementFrame", "find_statements", "reported_spans"]
