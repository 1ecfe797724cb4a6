"""What stays of what was forgotten on demand: ids and hashes of reports, and shells of the judgements on them."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Text

from greffier.ledger.building import key, needed, table
from greffier.ledger.columns import Json, Moment

__all__ = ["forgotten", "shell"]

forgotten = table(
    "forgotten",
    key("report"),
    needed("text"),
    needed("publication"),
    needed("recorded_at", Moment),
    needed("author"),
    Index(None, "text"),
)

shell = table(
    "shell",
    key("number", kind=Integer),
    needed("id", Text, unique=True),
    needed("author"),
    needed("recorded_at", Moment),
    needed("verdict"),
    needed("names", Json),
    needed("reports", Json),
    needed("entries", Json),
    needed("digest"),
    needed("seal"),
    Column("field", Text),
    Column("undoes", Text),
)
