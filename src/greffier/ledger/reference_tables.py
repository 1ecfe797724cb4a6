"""The tables of rows of other datasets, beside what the ledger tells: no part of exports. `schema` has them, too."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer

from greffier.ledger.building import key, needed, table
from greffier.ledger.columns import Day, Json, Moment, Real

__all__ = ["reference", "reference_record"]

reference = table(
    "reference",
    key("name"),
    needed("form"),
    needed("path"),
    needed("recorded_at", Moment),
)

reference_record = table(
    "reference_record",
    key("reference", "reference.name"),
    key("id"),
    needed("line", Integer),
    needed("kind"),
    needed("type"),
    Column("first_day", Day),
    Column("last_day", Day),
    needed("slack", Integer),
    needed("country"),
    needed("place"),
    needed("region"),
    Column("lat", Real),
    Column("lon", Real),
    needed("precision"),
    needed("actors", Json),
    Column("low", Integer),
    Column("best", Integer),
    Column("high", Integer),
    Column("amount", Real),
    Column("most", Real),
    needed("currency"),
    needed("stages", Json),
    needed("form"),
    needed("note"),
    needed("raw", Json),
    needed("digest"),
    Index(None, "reference", "first_day"),
)
