"""The ledger on disk: what is kept, opened, added, read, checked and copied. The only door to the database driver."""

from sqlalchemy import Connection

from greffier.ledger.actors import ActorStore, Anchored, Naming, find_actor
from greffier.ledger.ask import allowed, matching, undated, was_there
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
from greffier.ledger.brisk import brisk, in_full
from greffier.ledger.circle import Circle
from greffier.ledger.deeds import Deed, Told, actor_at, alike, deeds, told_actors
from greffier.ledger.diff import Change, Difference, Replaced, difference
from greffier.ledger.failed import (
    KEPT,
    Failed,
    Given,
    count_failed,
    dismiss_failed,
    failed_items,
    find_failed,
    keep_failed,
    settle_failed,
)
from greffier.ledger.judgements import add_judgement, find_judgement, judged_after, judgements
from greffier.ledger.load import (
    Kept,
    count_entries,
    current_version,
    find_entry,
    find_report,
    kept_report,
    knows_actor,
    publications,
    report_ids,
    sentence_at,
    texts_of,
)
from greffier.ledger.looks import looked_at, looked_until, note_look
from greffier.ledger.memo import Memo
from greffier.ledger.plain import entry_from, plain_entry
from greffier.ledger.pledges import GROUPS, Pledge, Sum, pledges_in, summable, sums
from greffier.ledger.question import Question, versions
from greffier.ledger.readings import add_reading, keep_first_reading, machine_entries, readers, reread_after, set_aside
from greffier.ledger.restate import restate, restate_checks, restate_sentences
from greffier.ledger.runs import Run
from greffier.ledger.search import Found, entries_with, search
from greffier.ledger.shadow import Stated, shadowed
from greffier.ledger.stands import Matrix, Stance, matrix
from greffier.ledger.status import Status, status_of
from greffier.ledger.store import Ledger, Transaction, open_ledger, read_ledger
from greffier.ledger.subjects import Subject, subjects
from greffier.ledger.tables import FACETS, SORTS, Cursor, Listing, entries_among, listing
from greffier.ledger.tallies import Tallies
from greffier.ledger.track import Offer, Party, Round, Track, about, track
from greffier.ledger.verdicts import checks_of, happenings
from greffier.ledger.verify import Problem, verify
from greffier.ledger.waiting import (
    Waiting,
    claims_contradicted,
    count_unjudged,
    disputed_events,
    doubted,
    recorded,
    tolled_events,
    unjudged,
)
from greffier.ledger.whereabouts import Whereabouts, entries_at, place_of, places_around, told_places
from greffier.ledger.write import Added, add_report, distinct, knows, refuse_faults, refused, write_report

__all__ = [
    "brisk",
    "in_full",
    "Deed",
    "Told",
    "actor_at",
    "alike",
    "deeds",
    "told_actors",
    "Memo",
    "Matrix",
    "Stance",
    "matrix",
    "Subject",
    "subjects",
    "Whereabouts",
    "entries_at",
    "place_of",
    "places_around",
    "told_places",
    "FACETS",
    "GROUPS",
    "KEPT",
    "SORTS",
    "ActorRole",
    "ActorStore",
    "Added",
    "Anchored",
    "Change",
    "Circle",
    "Connection",
    "Cursor",
    "Difference",
    "Failed",
    "Found",
    "Given",
    "Holder",
    "Kept",
    "KeptActor",
    "KeptSighting",
    "Ledger",
    "Listing",
    "Naming",
    "Offer",
    "Party",
    "Pledge",
    "Problem",
    "Question",
    "Replaced",
    "Round",
    "Run",
    "Stated",
    "Status",
    "Sum",
    "Tallies",
    "Track",
    "Transaction",
    "Waiting",
    "about",
    "actors",
    "add_judgement",
    "add_reading",
    "add_report",
    "allowed",
    "backup_of",
    "checks_of",
    "claims_contradicted",
    "count_entries",
    "count_failed",
    "count_unjudged",
    "current_version",
    "difference",
    "dismiss_failed",
    "disputed_events",
    "doubted",
    "distinct",
    "entries_among",
    "entries_with",
    "entry_from",
    "failed_items",
    "find_actor",
    "find_entry",
    "find_failed",
    "find_judgement",
    "find_report",
    "free_name",
    "happenings",
    "judged_after",
    "holders",
    "judgements",
    "keep_failed",
    "keep_first_reading",
    "kept_report",
    "knows",
    "knows_actor",
    "listing",
    "looked_at",
    "looked_until",
    "machine_entries",
    "matching",
    "name_of_actor",
    "note_look",
    "open_ledger",
    "plain_entry",
    "pledges_in",
    "publications",
    "read_ledger",
    "readers",
    "recorded",
    "refuse_faults",
    "refused",
    "report_ids",
    "reread_after",
    "restate",
    "restate_checks",
    "restate_sentences",
    "search",
    "set_aside",
    "sentence_at",
    "settle_failed",
    "shadowed",
    "sightings",
    "status_of",
    "summable",
    "sums",
    "texts_of",
    "tolled_events",
    "track",
    "undated",
    "unjudged",
    "verify",
    "versions",
    "was_there",
    "write_report",
]
