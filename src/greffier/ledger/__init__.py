"""The ledger on disk: what is kept, opened, added, read, checked and copied. The only door to the database driver."""

from greffier.ledger.actors import ActorStore, Anchored, Naming, find_actor
from greffier.ledger.ask import Found, Question, matching, search, undated
from greffier.ledger.ask_actors import ActorRole, KeptActor, KeptSighting, actors, sightings
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
from greffier.ledger.store import Ledger, Transaction, open_ledger, read_ledger
from greffier.ledger.verify import Problem, verify
from greffier.ledger.write import Added, Run, add_report, knows

__all__ = [
    "ActorRole",
    "ActorStore",
    "Added",
    "Anchored",
    "Found",
    "Kept",
    "KeptActor",
    "KeptSighting",
    "Ledger",
    "Naming",
    "Problem",
    "Question",
    "Run",
    "Status",
    "Transaction",
    "actors",
    "add_report",
    "backup_of",
    "count_entries",
    "find_actor",
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
    "sightings",
    "status_of",
    "undated",
    "verify",
]
