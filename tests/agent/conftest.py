"""The made-up ledger of the tests of exports."""

from export.conftest import told

__all__ = ["told"]
