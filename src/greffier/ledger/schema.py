"""The tables of the ledger: one schema for SQLite and PostgreSQL. docs/reference/ledger.md tells each column.

Tables have singular names; the views that people read have plural ones (`greffier.ledger.views`). Days and moments are
text, flags are 0 or 1, so that every table can be STRICT. A change here takes a migration; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Text

from greffier.ledger.building import key, metadata, needed, one_of, stretch, table
from greffier.ledger.columns import Day, Flag, Json, Moment, Packed, Real
from greffier.ledger.forgotten_tables import forgotten, shell
from greffier.ledger.reference_tables import reference, reference_record
from greffier.model import CHECKS, JUDGEMENTS, STATUSES, VERDICTS

__all__ = [
    "BASES", "FORMS", "SETTLED", "SORTS", "about", "actor", "actor_name", "band", "block", "copy", "doubt", "entry",
    "event", "evidence", "failed", "filler", "forgotten", "found", "judgement", "judgement_anchor", "known_as",
    "link", "linked", "listed", "look", "membership", "metadata", "notice", "office", "outline", "reading", "reference",
    "reference_record", "registered", "report", "role", "run", "sentence", "shell", "sighting",
    "telling", "text", "touched", "verdict", "withdrawal",
]  # fmt: skip

FORMS = ("closed", "fillers", "period", "quantity", "span")
BASES = ("table", "list", "name", "role", "judgement")  # what tells who an actor is
SORTS = ("actor", "place")  # of lists of one's own
SETTLED = ("added", "dismissed")  # what became of a failed item

about = table("about", key("key"), needed("value"))

run = table("run", key("id"), needed("program"), needed("models", Json), needed("started_at", Moment))

text = table(
    "text",
    key("id"),
    needed("characters"),
    needed("length", Integer),
    CheckConstraint("length > 0", name="length"),
)

report = table(
    "report",
    key("id"),
    needed("text", Text, ForeignKey("text.id")),
    Column("title", Text),
    Column("published", Day),
    needed("language"),
    Column("outlet", Text),
    Column("url", Text),
    Column("path", Text),
    Column("authors", Json),
    Column("published_at", Moment),
    Column("published_offset", Integer),
    Column("doubts", Json),
    needed("publication"),
    Column("replaces", Text, ForeignKey("report.id"), unique=True),
    needed("run", Text, ForeignKey("run.id")),
    needed("recorded_at", Moment),
    needed("digest"),
    Index(None, "text"),
    Index(None, "publication"),
    Index(None, "published"),
    Index(None, "recorded_at"),
    Index(None, "run"),
    Index(None, "url"),
)

# What takes reports back: notices as they came, and the reports that they are about, as far as these are known.

known_as = table("known_as", key("report", "report.id"), key("uri"), Index(None, "uri"))

notice = table(
    "notice",
    key("id"),
    Column("uri", Text),
    Column("url", Text),
    Column("outlet", Text),
    Column("title", Text),
    needed("text"),
    Column("published", Day),
    Column("published_at", Moment),
    Column("published_offset", Integer),
    Column("path", Text),
    needed("run", Text, ForeignKey("run.id")),
    needed("recorded_at", Moment),
    needed("digest"),
    CheckConstraint("uri IS NOT NULL OR url IS NOT NULL", name="named"),
    Index(None, "uri"),
    Index(None, "url"),
)

withdrawal = table(
    "withdrawal",
    key("report", "report.id"),
    key("notice", "notice.id"),
    Index(None, "notice"),
)

entry = table(
    "entry",
    key("id"),
    needed("report", Text, ForeignKey("report.id")),
    needed("position", Integer),
    needed("kind"),
    *stretch(),
    needed("factuality"),
    Column("when_start", Day),
    Column("when_end", Day),
    Column("when_granularity", Text),
    Column("when_basis", Text),
    Column("when_rule", Text),
    needed("found_by"),
    needed("confidence", Real),
    needed("status", Text),
    CheckConstraint("when_start <= when_end", name="when"),
    CheckConstraint("0 <= confidence AND confidence <= 1", name="confidence"),
    one_of("status", STATUSES),
    Index(None, "report", "position", unique=True),
    Index(None, "kind", "when_start"),
    Index(None, "when_start"),
    Index(None, "confidence"),
)

evidence = table(
    "evidence",
    key("entry", "entry.id"),
    key("position", kind=Integer),
    *stretch(),
)

doubt = table("doubt", key("entry", "entry.id"), key("position", kind=Integer), needed("doubt"))

role = table(
    "role",
    key("entry", "entry.id"),
    key("role"),
    needed("position", Integer),
    needed("form"),
    Column("value", Text),
    Column("min", Real),
    Column("max", Real),
    Column("open", Flag),
    Column("currency", Text),
    Column("scope", Text),
    Column("first_day", Day),
    Column("last_day", Day),
    Column("granularity", Text),
    Column("basis", Text),
    Column("rule", Text),
    *stretch(nullable=True),
    Column("how", Text),
    one_of("form", FORMS),
)

filler = table(
    "filler",
    key("entry", "entry.id"),
    key("role"),
    key("position", kind=Integer),
    needed("name"),
    needed("names", Json),
    needed("said"),
    *stretch(),
    needed("how"),
    Column("actor", Text),
    Column("country", Text),
    Column("place", Text),
    Column("place_name", Text),
    Column("place_names", Json),
    Column("place_country", Text),
    Column("lat", Real),
    Column("lon", Real),
    Column("precision", Text),
    Column("runner_up", Text),
    Column("margin", Real),
    CheckConstraint("lat BETWEEN -90 AND 90", name="lat"),
    CheckConstraint("lon BETWEEN -180 AND 180", name="lon"),
    Index(None, "actor"),
    Index(None, "name"),
    Index(None, "place"),
    Index(None, "lat", "lon"),
)

sentence = table(
    "sentence",
    key("id", kind=Integer),
    needed("report", Text, ForeignKey("report.id")),
    *stretch(),
    needed("lemmas"),
    Index(None, "report", "start"),
)

# The register of actors: made from the rows above and the lists, and made again when the rules change.

actor = table(
    "actor",
    key("id"),
    needed("kind"),
    needed("name"),
    Column("country", Text),
    Column("key", Text, unique=True),
    Column("anchor_report", Text, ForeignKey("report.id")),
    Column("anchor_local", Text),
    Column("family", Text),
    needed("recorded_at", Moment),
    Column("merged_into", Text, ForeignKey("actor.id")),
    CheckConstraint("(key IS NULL) <> (anchor_report IS NULL)", name="anchor"),
    CheckConstraint("merged_into <> id", name="merged_into"),
    Index(None, "family"),
    Index(None, "anchor_report"),
)

actor_name = table(
    "actor_name",
    key("actor", "actor.id"),
    key("name"),
    needed("key"),
    needed("reports", Integer),
    Index(None, "key"),
)

sighting = table(
    "sighting",
    key("report", "report.id"),
    key("local"),
    needed("kind"),
    needed("name"),
    needed("names", Json),
    Column("key", Text),
    Column("family", Text),
    Column("country", Text),
    Column("day", Day),
    Column("actor", Text, ForeignKey("actor.id")),
    Column("basis", Text),
    Column("because", Text, ForeignKey("report.id")),
    one_of("basis", BASES),
    CheckConstraint("(actor IS NULL) = (basis IS NULL)", name="named"),
    Index(None, "actor"),
    Index(None, "actor", "report"),
    Index(None, "family"),
    Index(None, "key"),
)

office = table(
    "office",
    key("report", "report.id"),
    key("local"),
    key("family"),
    key("owner"),
    key("domain"),
    Column("day", Day),
    needed("words"),
    needed("named", Flag),
    Index(None, "family", "owner", "domain", "day"),
)

listed = table(
    "listed",
    key("sort"),
    key("id"),
    needed("name"),
    needed("names", Json),
    needed("kind"),
    Column("country", Text),
    Column("lat", Real),
    Column("lon", Real),
    one_of("sort", SORTS),
)

registered = table("registered", key("report", "report.id"), needed("rules"))

verdict = table(
    "verdict",
    key("report", "report.id"),
    key("position", kind=Integer),
    needed("check"),
    needed("verdict"),
    needed("reason"),
    *stretch(),
    needed("figures", Json),
    needed("grounds", Json),
    needed("entries", Json),
    Column("against", Json),
    one_of("check", CHECKS),
    one_of("verdict", VERDICTS),
    Index(None, "verdict", "report"),
)

found = table("found", key("id"), needed("entries", Packed))

reading = table(
    "reading",
    key("report", "report.id"),
    key("run", "run.id"),
    needed("recorded_at", Moment),
    needed("found", Text, ForeignKey("found.id")),
    Index(None, "run"),
)

judgement = table(
    "judgement",
    key("number", kind=Integer),
    needed("id", Text, unique=True),
    needed("author"),
    needed("recorded_at", Moment),
    needed("verdict"),
    needed("names", Json),
    Column("field", Text),
    Column("before", Json),
    Column("after", Json),
    Column("base", Json),
    needed("leaves"),
    needed("apart", Flag),
    needed("settles", Flag),
    needed("because"),
    Column("undoes", Text, ForeignKey("judgement.id")),
    needed("digest"),
    CheckConstraint("id <> '' AND author <> ''", name="named"),
    CheckConstraint("(verdict = 'undo') = (undoes IS NOT NULL)", name="undo"),
    one_of("verdict", JUDGEMENTS),
    Index(None, "author"),
    Index(None, "recorded_at"),
    Index(None, "undoes"),
)

judgement_anchor = table(
    "judgement_anchor",
    key("judgement", "judgement.id"),
    key("position", kind=Integer),
    needed("report", Text, ForeignKey("report.id")),
    needed("text", Text, ForeignKey("text.id")),
    Column("entry", Text),
    Column("kind", Text),
    *stretch(nullable=True),
    Column("prefix", Text),
    Column("suffix", Text),
    needed("signature"),
    Index(None, "report"),
    Index(None, "entry"),
)

# --- events: what linking makes of entries; all but `event` and `membership` can be made again ----------------------

event = table(
    "event",
    key("id"),
    needed("recorded_at", Moment),
    Column("merged_into", Text, ForeignKey("event.id")),
    Index(None, "merged_into"),
)

linked = table("linked", key("report", "report.id"))

telling = table(
    "telling",
    key("id", "entry.id"),
    needed("report", Text, ForeignKey("report.id")),
    needed("kind"),
    needed("facts", Json),
    Index(None, "report"),
)

membership = table(
    "membership",
    key("entry", "entry.id"),
    needed("event", Text, ForeignKey("event.id")),
    needed("telling", Text, ForeignKey("entry.id")),
    Index(None, "event"),
    Index(None, "telling"),
)

block = table("block", key("block", kind=Integer), key("telling", "telling.id"), Index(None, "telling"))

link = table(
    "link",
    key("first", "telling.id"),
    key("second", "telling.id"),
    needed("weight", Real),
    CheckConstraint("first < second", name="order"),
    Index(None, "second"),
    Index(None, "weight", "first", "second"),
)

band = table("band", key("band", kind=Integer), key("report", "report.id"), Index(None, "report"))

copy = table(
    "copy",
    key("report", "report.id"),
    needed("original", Text, ForeignKey("report.id")),
    needed("share", Real),
    CheckConstraint("0 <= share AND share <= 1", name="share"),
    CheckConstraint("report <> original", name="original"),
    Index(None, "original"),
)

# --- what has changed since when, numbered by triggers (step 0009): no part of what the ledger tells ------------------

touched = table("touched", key("report", "report.id"), needed("number", Integer), Index(None, "number"))

outline = table(
    "outline",
    key("event", "event.id"),
    needed("number", Integer),
    Column("kind", Text),
    Column("day", Day),
    Column("told", Day),
    Column("reports", Integer),
    Column("contradictions", Integer),
    Column("countries", Text),
    Index(None, "number"),
    Index(None, "kind"),
)

# --- what waits for a person: no part of what the ledger tells, nor of `verify` and exports ---------------------------

failed = table(
    "failed",
    key("id"),
    needed("name"),
    Column("path", Text),
    needed("item", before=""),
    needed("message"),
    needed("figures", Json),
    Column("content", LargeBinary),
    needed("form"),
    needed("given", Json),
    Column("text", Text),
    needed("recorded_at", Moment),
    needed("tried_at", Moment),
    needed("tries", Integer),
    Column("settled", Text),
    Column("settled_at", Moment),
    Column("settled_by", Text),
    Column("report", Text, ForeignKey("report.id")),
    CheckConstraint("(settled IS NULL) = (settled_at IS NULL)", name="settled_at"),
    one_of("settled", SETTLED),
    Index(None, "settled", "recorded_at"),
    Index(None, "path"),
    Index(None, "text"),
)

look = table(
    "look",
    key("author"),
    key("sort"),
    key("item"),
    needed("recorded_at", Moment),
    Index(None, "sort", "item"),
)
