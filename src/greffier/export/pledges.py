"""Pledges as programs take them: one row each, with the entries that tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from greffier.export.words import names_of

if TYPE_CHECKING:
    from greffier.ledger import Pledge

__all__ = ["pledge_columns", "pledge_to_json"]

pledge_columns = (
    "donor", "recipient", "stage", "currency", "min", "max", "total", "day", "tellings", "entries", "reports",
)  # fmt: skip


def pledge_to_json(pledge: Pledge, code: str) -> dict[str, Any]:
    """A pledge as plain data, its names in a language; `total` marks one over a period, never to be added."""
    amount = pledge.amount
    return {
        "donor": names_of(pledge.donors, code),
        "recipient": names_of(pledge.recipients, code),
        "stage": pledge.stage or None,
        "currency": amount.currency if amount is not None else None,
        "min": amount.min if amount is not None else None,
        "max": amount.max if amount is not None else None,
        "total": pledge.total,
        "day": pledge.day.isoformat() if pledge.day else None,
        "tellings": len(pledge.tellings),
        "entries": [entry.id for _, entry in pledge.tellings],
        "reports": sorted({report.id for report, _ in pledge.tellings}),
    }
