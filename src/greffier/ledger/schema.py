"""The tables of the ledger: one schema for SQLite and PostgreSQL. docs/reference/ledger.md tells each column.

Tables have singular names; the views that people read have plural ones (`greffier.ledger.views`). Days and moments are
text, flags are 0 or 1, so that every table can be STRICT. A change here takes a migration; a test compares the two.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

from greffier.ledger.columns import Day, Flag, Json, Moment, Packed, Real
from greffier.model import CHECKS, JUDGEMENTS, STATUSES, VERDICTS

__all__ = [
    "BASES", "FORMS", "SETTLED", "SORTS", "about", "actor", "actor_name", "band", "block", "copy", "doubt", "entry",
    "event", "evidence", "failed", "filler", "found", "judgement", "judgement_anchor", "link", "linked", "listed",
    "look", "membership",
    "metadata", "office", "reading", "registered", "report", "role", "run", "sentence", "sighting", "telling",
    "text", "verdict",
]  # fmt: skip

FORMS = ("closed", "fillers", "period", "quantity", "span")
BASES = ("table", "list", "name", "role", "judgement")  # what tells who an actor is
SORTS = ("actor", "place")  # of lists of one's own
SETTLED = ("added", "dismissed")  # what became of a failed item

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _table(name: str, *parts: Any) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True)


def _key(name: str, target: str = "", kind: type = Text) -> Column[Any]:
    found = [ForeignKey(target)] if target else []
    return Column(name, kind, *found, primary_key=True, nullable=False)


def _needed(name: str, kind: Any = Text, *more: Any, unique: bool = False) -> Column[Any]:
    return Column(name, kind, *more, nullable=False, unique=unique or None)


def _stretch(nullable: bool = False) -> list[Any]:
    """A stretch of the report's text, in code points, and the words that stand there."""
    return [
        *(Column(name, Integer, nullable=nullable) for name in ("start", "stop")),
        Column("words", Text, nullable=nullable),
        CheckConstraint("0 <= start AND start <= stop", name="stretch"),
    ]


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    name = f'"{column}"' if column == "check" else column  # a word of SQL
    return CheckConstraint(f"{name} IN ({', '.join(repr(v) for v in values)})", name=column)


about = _table("about", _key("key"), _needed("value"))

run = _table("run", _key("id"), _needed("program"), _needed("models", Json), _needed("started_at", Moment))

text = _table(
    "text",
    _key("id"),
    _needed("characters"),
    _needed("length", Integer),
    CheckConstraint("length > 0", name="length"),
)

report = _table(
    "report",
    _key("id"),
    _needed("text", Text, ForeignKey("text.id")),
    Column("title", Text),
    Column("published", Day),
    _needed("language"),
    Column("outlet", Text),
    Column("url", Text),
    Column("path", Text),
    _needed("publication"),
    Column("replaces", Text, ForeignKey("report.id"), unique=True),
    _needed("run", Text, ForeignKey("run.id")),
    _needed("recorded_at", Moment),
    _needed("digest"),
    Index(None, "text"),
    Index(None, "publication"),
    Index(None, "published"),
    Index(None, "recorded_at"),
    Index(None, "run"),
)

entry = _table(
    "entry",
    _key("id"),
    _needed("report", Text, ForeignKey("report.id")),
    _needed("position", Integer),
    _needed("kind"),
    *_stretch(),
    _needed("factuality"),
    Column("when_start", Day),
    Column("when_end", Day),
    Column("when_granularity", Text),
    Column("when_basis", Text),
    Column("when_rule", Text),
    _needed("found_by"),
    _needed("confidence", Real),
    _needed("status", Text),
    CheckConstraint("when_start <= when_end", name="when"),
    CheckConstraint("0 <= confidence AND confidence <= 1", name="confidence"),
    _one_of("status", STATUSES),
    Index(None, "report", "position", unique=True),
    Index(None, "kind", "when_start"),
    Index(None, "when_start"),
    Index(None, "confidence"),
)

evidence = _table(
    "evidence",
    _key("entry", "entry.id"),
    _key("position", kind=Integer),
    *_stretch(),
)

doubt = _table("doubt", _key("entry", "entry.id"), _key("position", kind=Integer), _needed("doubt"))

role = _table(
    "role",
    _key("entry", "entry.id"),
    _key("role"),
    _needed("position", Integer),
    _needed("form"),
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
    *_stretch(nullable=True),
    Column("how", Text),
    _one_of("form", FORMS),
)

filler = _table(
    "filler",
    _key("entry", "entry.id"),
    _key("role"),
    _key("position", kind=Integer),
    _needed("name"),
    _needed("names", Json),
    _needed("said"),
    *_stretch(),
    _needed("how"),
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

sentence = _table(
    "sentence",
    _key("id", kind=Integer),
    _needed("report", Text, ForeignKey("report.id")),
    *_stretch(),
    _needed("lemmas"),
    Index(None, "report", "start"),
)

# The register of actors: made from the rows above and the lists, and made again when the rules change.

actor = _table(
    "actor",
    _key("id"),
    _needed("kind"),
    _needed("name"),
    Column("country", Text),
    Column("key", Text, unique=True),
    Column("anchor_report", Text, ForeignKey("report.id")),
    Column("anchor_local", Text),
    Column("family", Text),
    _needed("recorded_at", Moment),
    Column("merged_into", Text, ForeignKey("actor.id")),
    CheckConstraint("(key IS NULL) <> (anchor_report IS NULL)", name="anchor"),
    CheckConstraint("merged_into <> id", name="merged_into"),
    Index(None, "family"),
    Index(None, "anchor_report"),
)

actor_name = _table(
    "actor_name",
    _key("actor", "actor.id"),
    _key("name"),
    _needed("key"),
    _needed("reports", Integer),
    Index(None, "key"),
)

sighting = _table(
    "sighting",
    _key("report", "report.id"),
    _key("local"),
    _needed("kind"),
    _needed("name"),
    _needed("names", Json),
    Column("key", Text),
    Column("family", Text),
    Column("country", Text),
    Column("day", Day),
    Column("actor", Text, ForeignKey("actor.id")),
    Column("basis", Text),
    Column("because", Text, ForeignKey("report.id")),
    _one_of("basis", BASES),
    CheckConstraint("(actor IS NULL) = (basis IS NULL)", name="named"),
    Index(None, "actor"),
    Index(None, "family"),
    Index(None, "key"),
)

office = _table(
    "office",
    _key("report", "report.id"),
    _key("local"),
    _key("family"),
    _key("owner"),
    _key("domain"),
    Column("day", Day),
    _needed("words"),
    _needed("named", Flag),
    Index(None, "family", "owner", "domain", "day"),
)

listed = _table(
    "listed",
    _key("sort"),
    _key("id"),
    _needed("name"),
    _needed("names", Json),
    _needed("kind"),
    Column("country", Text),
    Column("lat", Real),
    Column("lon", Real),
    _one_of("sort", SORTS),
)

registered = _table("registered", _key("report", "report.id"), _needed("rules"))

verdict = _table(
    "verdict",
    _key("report", "report.id"),
    _key("position", kind=Integer),
    _needed("check"),
    _needed("verdict"),
    _needed("reason"),
    *_stretch(),
    _needed("figures", Json),
    _needed("grounds", Json),
    _needed("entries", Json),
    Column("against", Json),
    _one_of("check", CHECKS),
    _one_of("verdict", VERDICTS),
    Index(None, "verdict", "report"),
)

found = _table("found", _key("id"), _needed("entries", Packed))

reading = _table(
    "reading",
    _key("report", "report.id"),
    _key("run", "run.id"),
    _needed("recorded_at", Moment),
    _needed("found", Text, ForeignKey("found.id")),
    Index(None, "run"),
)

judgement = _table(
    "judgement",
    _key("number", kind=Integer),
    _needed("id", Text, unique=True),
    _needed("author"),
    _needed("recorded_at", Moment),
    _needed("verdict"),
    _needed("names", Json),
    Column("field", Text),
    Column("before", Json),
    Column("after", Json),
    Column("base", Json),
    _needed("leaves"),
    _needed("apart", Flag),
    _needed("settles", Flag),
    _needed("because"),
    Column("undoes", Text, ForeignKey("judgement.id")),
    _needed("digest"),
    CheckConstraint("id <> '' AND author <> ''", name="named"),
    CheckConstraint("(verdict = 'undo') = (undoes IS NOT NULL)", name="undo"),
    _one_of("verdict", JUDGEMENTS),
    Index(None, "author"),
    Index(None, "recorded_at"),
    Index(None, "undoes"),
)

judgement_anchor = _table(
    "judgement_anchor",
    _key("judgement", "judgement.id"),
    _key("position", kind=Integer),
    _needed("report", Text, ForeignKey("report.id")),
    _needed("text", Text, ForeignKey("text.id")),
    Column("entry", Text),
    Column("kind", Text),
    *_stretch(nullable=True),
    Column("prefix", Text),
    Column("suffix", Text),
    _needed("signature"),
    Index(None, "report"),
    Index(None, "entry"),
)

# --- events: what linking makes of entries; all but `event` and `membership` can be made again ----------------------

event = _table(
    "event",
    _key("id"),
    _needed("recorded_at", Moment),
    Column("merged_into", Text, ForeignKey("event.id")),
    Index(None, "merged_into"),
)

linked = _table("linked", _key("report", "report.id"))

telling = _table(
    "telling",
    _key("id", "entry.id"),
    _needed("report", Text, ForeignKey("report.id")),
    _needed("kind"),
    _needed("facts", Json),
    Index(None, "report"),
)

membership = _table(
    "membership",
    _key("entry", "entry.id"),
    _needed("event", Text, ForeignKey("event.id")),
    _needed("telling", Text, ForeignKey("entry.id")),
    Index(None, "event"),
    Index(None, "telling"),
)

block = _table("block", _key("block", kind=Integer), _key("telling", "telling.id"), Index(None, "telling"))

link = _table(
    "link",
    _key("first", "telling.id"),
    _key("second", "telling.id"),
    _needed("weight", Real),
    CheckConstraint("first < second", name="order"),
    Index(None, "second"),
)

band = _table("band", _key("band", kind=Integer), _key("report", "report.id"), Index(None, "report"))

copy = _table(
    "copy",
    _key("report", "report.id"),
    _needed("original", Text, ForeignKey("report.id")),
    _needed("share", Real),
    CheckConstraint("0 <= share AND share <= 1", name="share"),
    CheckConstraint("report <> original", name="original"),
    Index(None, "original"),
)

# --- what waits for a person: no part of what the ledger tells, nor of `verify` and exports ---------------------------

failed = _table(
    "failed",
    _key("id"),
    _needed("name"),
    Column("path", Text),
    _needed("message"),
    _needed("figures", Json),
    Column("content", LargeBinary),
    _needed("form"),
    _needed("given", Json),
    Column("text", Text),
    _needed("recorded_at", Moment),
    _needed("tried_at", Moment),
    _needed("tries", Integer),
    Column("settled", Text),
    Column("settled_at", Moment),
    Column("settled_by", Text),
    Column("report", Text, ForeignKey("report.id")),
    CheckConstraint("(settled IS NULL) = (settled_at IS NULL)", name="settled_at"),
    _one_of("settled", SETTLED),
    Index(None, "settled", "recorded_at"),
    Index(None, "path"),
    Index(None, "text"),
)

look = _table(
    "look",
    _key("author"),
    _key("sort"),
    _key("item"),
    _needed("recorded_at", Moment),
    Index(None, "sort", "item"),
)
