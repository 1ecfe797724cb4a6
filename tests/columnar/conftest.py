"""The made-up ledger of the exports."""

from export.conftest import export, ledger_copy, told

__all__ = ["export", "ledger_copy", "told"]
