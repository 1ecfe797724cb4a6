"""The ledger on disk: what is kept, opened, added, read, checked and copied. The only door to the database driver."""

from greffier.ledger.ask import Found, Question, matching, search, undated
from greffier.ledger.backup import backup_of, free_name
from greffier.ledger.load import (
    Kept,
    count_entries,
    find_entry,
    find_report,
    kept_report,
    report_ids,
)
from greffier.ledger.status import Status, status_of
from greffier.ledger.store import Ledger, open_ledger, read_ledger
from greffier.ledger.verify import Problem, verify
from greffier.ledger.write import Added, Run, add_report, knows

__all__ = [
    "Added",
    "Found",
    "Kept",
    "Ledger",
    "Problem",
    "Question",
    "Run",
    "Status",
    "add_report",
    "backup_of",
    "count_entries",
    "find_entry",
    "find_report",
    "free_name",
    "kept_report",
    "knows",
    "matching",
    "open_ledger",
    "read_ledger",
    "report_ids",
    "search",
    "status_of",
    "undated",
    "verify",
]
