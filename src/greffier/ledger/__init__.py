"""The ledger on disk: what is kept, opened, added, read, checked and copied. The only door to the database driver."""

from sqlalchemy import Connection

from greffier.ledger.actors import ActorStore, Anchored, Naming, find_actor
from greffier.ledger.ask import allowed, matching, reports_counting, some_entries, undated, was_there
from greffier.ledger.ask_actors import (
    ActorRole,
    Holder,
    KeptActor,
    KeptSighting,
    actors,
    holders,
    name_of_actor,
    sightings,
)
from greffier.ledger.backup import backup_of, free_name
from greffier.ledger.circle import Circle
from greffier.ledger.diff import Change, Difference, Replaced, difference
from greffier.ledger.judgements import (
    Asked,
    add_judgement,
    find_judgement,
    judged_after,
    judgements,
    judges,
    latest_judgements,
    undoings,
)
from greffier.ledger.load import (
    Kept,
    count_entries,
    current_version,
    find_entry,
    find_report,
    kept_entries,
    kept_report,
    knows_actor,
    publications,
    report_ids,
    sentence_at,
    texts_of,
)
from greffier.ledger.plain import entry_from, plain_entry
from greffier.ledger.pledges import GROUPS, Pledge, Sum, pledges_in, summable, sums
from greffier.ledger.question import Question, versions
from greffier.ledger.readings import add_reading, keep_first_reading, machine_entries, readers, reread_after, set_aside
from greffier.ledger.restate import restate, restate_checks, restate_sentences
from greffier.ledger.runs import Run
from greffier.ledger.search import Found, Passage, anchored_in, entries_with, passages, search, stretches
from greffier.ledger.shadow import Stated, shadowed
from greffier.ledger.sources import Outlet, latest_of, outlets
from greffier.ledger.spread import Bin, Mark, Place, Spread, Strip, bins, marks, places
from greffier.ledger.status import Status, status_of
from greffier.ledger.store import Ledger, Transaction, open_ledger, read_ledger
from greffier.ledger.tables import FACETS, SORTS, Cursor, Listing, entries_among, listing
from greffier.ledger.tallies import Tallies
from greffier.ledger.track import Offer, Party, Round, Track, about, track
from greffier.ledger.verdicts import checks_of, happenings
from greffier.ledger.verify import Problem, verify
from greffier.ledger.write import Added, add_report, distinct, knows, refuse_faults, refused, write_report

__all__ = [
    "FACETS",
    "GROUPS",
    "SORTS",
    "ActorRole",
    "ActorStore",
    "Added",
    "Anchored",
    "Asked",
    "Change",
    "Circle",
    "Connection",
    "Bin",
    "Cursor",
    "Difference",
    "Found",
    "Holder",
    "Kept",
    "KeptActor",
    "KeptSighting",
    "Ledger",
    "Listing",
    "Mark",
    "Naming",
    "Offer",
    "Outlet",
    "Party",
    "Passage",
    "Place",
    "Pledge",
    "Problem",
    "Question",
    "Replaced",
    "Round",
    "Run",
    "Spread",
    "Stated",
    "Status",
    "Strip",
    "Sum",
    "Tallies",
    "Track",
    "Transaction",
    "about",
    "actors",
    "add_judgement",
    "add_reading",
    "add_report",
    "allowed",
    "anchored_in",
    "backup_of",
    "bins",
    "checks_of",
    "count_entries",
    "current_version",
    "difference",
    "distinct",
    "entries_among",
    "entries_with",
    "entry_from",
    "find_actor",
    "find_entry",
    "find_judgement",
    "find_report",
    "free_name",
    "happenings",
    "judged_after",
    "holders",
    "judgements",
    "judges",
    "keep_first_reading",
    "kept_entries",
    "kept_report",
    "knows",
    "knows_actor",
    "latest_judgements",
    "latest_of",
    "listing",
    "machine_entries",
    "marks",
    "matching",
    "name_of_actor",
    "open_ledger",
    "outlets",
    "plain_entry",
    "passages",
    "places",
    "pledges_in",
    "publications",
    "read_ledger",
    "readers",
    "refuse_faults",
    "refused",
    "report_ids",
    "reports_counting",
    "reread_after",
    "restate",
    "restate_checks",
    "restate_sentences",
    "search",
    "set_aside",
    "sentence_at",
    "shadowed",
    "sightings",
    "some_entries",
    "status_of",
    "stretches",
    "summable",
    "sums",
    "texts_of",
    "track",
    "undated",
    "undoings",
    "verify",
    "versions",
    "was_there",
    "write_report",
]
