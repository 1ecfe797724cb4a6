"""The ledger on disk: what is kept, opened, added, read, checked and copied. The only door to the database driver."""

from greffier.ledger.actors import ActorStore, Anchored, Naming, find_actor
from greffier.ledger.ask import allowed, matching, undated
from greffier.ledger.ask_actors import ActorRole, KeptActor, KeptSighting, actors, sightings
from greffier.ledger.backup import backup_of, free_name
from greffier.ledger.circle import Circle
from greffier.ledger.diff import Change, Difference, Replaced, difference
from greffier.ledger.load import (
    Kept,
    count_entries,
    find_entry,
    find_report,
    kept_report,
    report_ids,
)
from greffier.ledger.pledges import GROUPS, Pledge, Sum, pledges_in, summable, sums
from greffier.ledger.question import Question, versions
from greffier.ledger.search import Found, entries_with, search
from greffier.ledger.status import Status, status_of
from greffier.ledger.store import Ledger, Transaction, open_ledger, read_ledger
from greffier.ledger.track import Offer, Party, Round, Track, about, track
from greffier.ledger.verdicts import checks_of, happenings
from greffier.ledger.verify import Problem, verify
from greffier.ledger.write import Added, Run, add_report, knows

__all__ = [
    "ActorRole",
    "ActorStore",
    "Added",
    "Anchored",
    "Change",
    "Circle",
    "Difference",
    "GROUPS",
    "Found",
    "Kept",
    "KeptActor",
    "KeptSighting",
    "Ledger",
    "Naming",
    "Offer",
    "Party",
    "Pledge",
    "Problem",
    "Question",
    "Replaced",
    "Round",
    "Run",
    "Status",
    "Sum",
    "Track",
    "Transaction",
    "about",
    "actors",
    "add_report",
    "allowed",
    "backup_of",
    "checks_of",
    "count_entries",
    "difference",
    "entries_with",
    "find_actor",
    "find_entry",
    "find_report",
    "free_name",
    "happenings",
    "kept_report",
    "knows",
    "matching",
    "open_ledger",
    "pledges_in",
    "read_ledger",
    "report_ids",
    "search",
    "sightings",
    "status_of",
    "summable",
    "sums",
    "track",
    "undated",
    "verify",
    "versions",
]
