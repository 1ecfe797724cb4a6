"""Adding reports: one report is one transaction, and one that is known already adds nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import Connection, insert, select, text, update

from greffier.errors import ReportError
from greffier.ledger import schema
from greffier.ledger.load import is_current, rows_of
from greffier.ledger.rows import EntryRows, entry_rows, words_at
from greffier.ledger.store import Ledger
from greffier.ledger.verdicts import verdict_rows
from greffier.ledger.verify import digest_of, report_problems
from greffier.model import Check, Entry, Report, Sentence, text_id

__all__ = ["Added", "Run", "add_report", "knows", "publication_of"]

_ORDER = (schema.entry, schema.evidence, schema.doubt, schema.role, schema.filler)


@dataclass(frozen=True, slots=True)
class Run:
    """One call of the program that adds reports: which program, and which model for each language."""

    program: str
    models: dict[str, str]
    id: str = field(default_factory=lambda: uuid4().hex)
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Added:
    """What adding did: `new` is False for a report that was known; `replaces` is the version that it follows."""

    new: bool
    replaces: str | None = None


def knows(ledger: Ledger, report: str) -> bool:
    """True when the ledger keeps this report, as a current version or not."""
    with ledger.begin() as connection:
        return _known(connection, report)


def _known(connection: Connection, report: str) -> bool:
    return connection.scalar(select(schema.report.c.id).where(schema.report.c.id == report)) is not None


def publication_of(report: Report) -> str:
    """What the versions of one publication share: outlet and address, or outlet and text where there is no address."""
    parts = ("url", report.url) if report.url else ("text", text_id(report.text))
    return sha256("\0".join((*parts, report.outlet or "")).encode()).hexdigest()


def add_report(
    ledger: Ledger,
    report: Report,
    entries: Sequence[Entry],
    sentences: Iterable[Sentence],
    run: Run,
    checks: Sequence[Check] = (),
    then: Callable[[Connection], None] | None = None,
) -> Added:
    """Keep a report with its entries and checks, all or nothing; a version of a publication follows the one before.

    `then` does what belongs to a new report in the same transaction, such as naming its actors. Raises ReportError
    where an entry's words do not stand in the text, InputError where the file cannot be written.
    """
    try:
        tables = _tables(report, entries, sentences) | {"verdict": verdict_rows(report.id, checks, report.text)}
    except ValueError as error:
        raise _refused(report, str(error)) from error
    with ledger.begin() as connection:
        if _known(connection, report.id):
            return Added(False)
        replaces = _write(connection, report, tables, run)
        problems = list(report_problems(connection, report.id))
        if problems:
            raise _refused(report, f"{problems[0].what} {problems[0].detail}".strip())
        if then is not None:
            then(connection)
    return Added(True, replaces)


def _tables(report: Report, entries: Sequence[Entry], sentences: Iterable[Sentence]) -> EntryRows:
    if any(entry.report != report.id for entry in entries):
        raise ValueError("an entry of another report")
    tables: EntryRows = {table.name: [] for table in _ORDER}
    for position, entry in enumerate(_distinct(entries)):
        for name, rows in entry_rows(entry, position, report.text).items():
            tables[name] += rows
    tables["sentence"] = [
        {"report": report.id, **words_at(s.span, report.text), "lemmas": _lemmas(s)} for s in sentences
    ]
    return tables


def _distinct(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries, the second and later ones of one id with a number behind it."""
    seen: Counter[str] = Counter()
    for entry in entries:
        seen[entry.id] += 1
        yield entry if seen[entry.id] == 1 else replace(entry, id=f"{entry.id}-{seen[entry.id]}")


def _refused(report: Report, reason: str) -> ReportError:
    sentence = "{name}: what was read does not fit its text ({reason}); please tell us."
    return ReportError(sentence, name=report.path or report.id, reason=reason)


def _lemmas(sentence: Sentence) -> str:
    return " ".join(t.lemma for t in sentence.tokens if t.pos not in {"PUNCT", "SPACE"})


def _write(connection: Connection, report: Report, tables: EntryRows, run: Run) -> str | None:
    publication = publication_of(report)
    before = select(schema.report.c.id).where(schema.report.c.publication == publication, is_current())
    replaces = connection.scalar(before)
    _write_once(connection, report, run)
    values = {
        "id": report.id,
        "text": text_id(report.text),
        "title": report.title,
        "published": report.published,
        "language": report.language,
        "outlet": report.outlet,
        "url": report.url,
        "path": report.path,
        "publication": publication,
        "replaces": replaces,
        "run": run.id,
        "recorded_at": datetime.now(UTC),
        "digest": "",
    }
    connection.execute(insert(schema.report), values)
    for table in (*_ORDER, schema.sentence, schema.verdict):
        if tables[table.name]:
            connection.execute(insert(table), tables[table.name])
    _index(connection, report.id)
    _seal(connection, report.id, run)
    return replaces


def _write_once(connection: Connection, report: Report, run: Run) -> None:
    """The text and the run, where they are not there yet."""
    own = text_id(report.text)
    if connection.scalar(select(schema.text.c.id).where(schema.text.c.id == own)) is None:
        row = {"id": own, "characters": report.text, "length": len(report.text)}
        connection.execute(insert(schema.text), row)
    if connection.scalar(select(schema.run.c.id).where(schema.run.c.id == run.id)) is None:
        about = {"id": run.id, "program": run.program, "models": run.models, "started_at": run.started_at}
        connection.execute(insert(schema.run), about)


def _index(connection: Connection, report: str) -> None:
    if connection.dialect.name == "sqlite":
        words = "SELECT id, words, lemmas FROM sentence WHERE report = :report"
        connection.execute(text(f"INSERT INTO sentence_words (rowid, words, lemmas) {words}"), {"report": report})


def _seal(connection: Connection, report: str, run: Run) -> None:
    """Write the digest over the rows as they stand in the file now."""
    kept = connection.execute(select(schema.run).where(schema.run.c.id == run.id)).mappings().one()
    digest = digest_of(rows_of(connection, report), dict(kept))
    connection.execute(update(schema.report).where(schema.report.c.id == report).values(digest=digest))
