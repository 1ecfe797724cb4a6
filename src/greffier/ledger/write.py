"""Adding reports: one report is one transaction, and one that is known already adds nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import Connection, insert, select

from greffier.errors import ReportError
from greffier.ledger import schema
from greffier.ledger.forgetting import is_forgotten
from greffier.ledger.load import is_latest
from greffier.ledger.notices import apply_notices, note_uri
from greffier.ledger.restate import index_sentences, sentence_rows
from greffier.ledger.rows import EntryRows, entry_rows, moment_rows
from greffier.ledger.runs import Run, keep_run
from greffier.ledger.store import Ledger
from greffier.ledger.verdicts import verdict_rows
from greffier.ledger.verify import report_problems, seal
from greffier.model import Check, Entry, Report, Searched, Sentence, text_id

__all__ = [
    "Added", "add_report", "distinct", "knows", "meet_again", "publication_of", "refuse_faults", "refused",
    "write_report",
]  # fmt: skip

_ORDER = (schema.entry, schema.evidence, schema.doubt, schema.role, schema.filler)


@dataclass(frozen=True, slots=True)
class Added:
    """What adding did: `new` is False for a report that was known; `replaces` is the version that it follows."""

    new: bool
    replaces: str | None = None


def knows(ledger: Ledger, report: str) -> bool:
    """True when the ledger keeps this report, as a current version or not."""
    with ledger.look() as connection:
        return _known(connection, report)


def _known(connection: Connection, report: str) -> bool:
    return connection.scalar(select(schema.report.c.id).where(schema.report.c.id == report)) is not None


def meet_again(connection: Connection, report: Report) -> None:
    """What a report that is known may still bring when it is given again: the name that its outlet calls it by."""
    if note_uri(connection, report):
        apply_notices(connection, report.id)
        seal(connection, report.id)


def publication_of(report: Report) -> str:
    """What the versions of one publication share: outlet and address, or outlet and text where there is no address."""
    parts = ("url", report.url) if report.url else ("text", text_id(report.text))
    return sha256("\0".join((*parts, report.outlet or "")).encode()).hexdigest()


def add_report(
    ledger: Ledger,
    report: Report,
    entries: Sequence[Entry],
    sentences: Iterable[Sentence | Searched],
    run: Run,
    checks: Sequence[Check] = (),
    then: Callable[[Connection], None] | None = None,
) -> Added:
    """Keep a report with its entries and checks, all or nothing; a version of a publication follows the one before.

    `then` does what belongs to a new report in the same transaction, such as naming its actors. Raises ReportError
    where an entry's words do not stand in the text, InputError where the file cannot be written.
    """
    with ledger.begin() as connection:
        return write_report(connection, report, entries, sentences, run, checks, then)


def write_report(
    connection: Connection,
    report: Report,
    entries: Sequence[Entry],
    sentences: Iterable[Sentence | Searched],
    run: Run,
    checks: Sequence[Check] = (),
    then: Callable[[Connection], None] | None = None,
) -> Added:
    """As `add_report`, in the caller's transaction."""
    if is_forgotten(connection, report):
        return Added(False)
    if _known(connection, report.id):
        meet_again(connection, report)
        return Added(False)
    try:
        tables = _tables(report, entries, sentences) | {"verdict": verdict_rows(report.id, checks, report.text)}
    except ValueError as error:
        raise refused(report, str(error)) from error
    replaces = _write(connection, report, tables, run)
    refuse_faults(connection, report)
    if then is not None:
        then(connection)
    return Added(True, replaces)


def refuse_faults(connection: Connection, report: Report) -> None:
    """Raise ReportError where what was written of a report does not fit its text: the transaction then ends."""
    problems = list(report_problems(connection, report.id))
    if problems:
        raise refused(report, f"{problems[0].what} {problems[0].detail}".strip())


def _tables(report: Report, entries: Sequence[Entry], sentences: Iterable[Sentence | Searched]) -> EntryRows:
    if any(entry.report != report.id for entry in entries):
        raise ValueError("an entry of another report")
    tables: EntryRows = {table.name: [] for table in _ORDER}
    for position, entry in enumerate(distinct(entries)):
        for name, rows in entry_rows(entry, position, report.text).items():
            tables[name] += rows
    tables["sentence"] = sentence_rows(report, sentences)
    return tables


def distinct(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries, the second and later ones of one id with a number behind it."""
    seen: Counter[str] = Counter()
    for entry in entries:
        seen[entry.id] += 1
        yield entry if seen[entry.id] == 1 else replace(entry, id=f"{entry.id}-{seen[entry.id]}")


def refused(report: Report, reason: str) -> ReportError:
    """The error for a report that cannot be kept."""
    sentence = "{name}: what was read does not fit its text ({reason}); please tell us."
    return ReportError(sentence, name=report.path or report.id, reason=reason)


def _write(connection: Connection, report: Report, tables: EntryRows, run: Run) -> str | None:
    publication = publication_of(report)
    before = select(schema.report.c.id).where(schema.report.c.publication == publication, is_latest())
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
        "authors": list(report.authors) or None,
        **moment_rows(report.published_at),
        "doubts": list(report.doubts) or None,
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
    index_sentences(connection, report.id)
    note_uri(connection, report)
    apply_notices(connection, report.id)
    seal(connection, report.id)
    return replaces


def _write_once(connection: Connection, report: Report, run: Run) -> None:
    """The text and the run, where they are not there yet."""
    own = text_id(report.text)
    if connection.scalar(select(schema.text.c.id).where(schema.text.c.id == own)) is None:
        row = {"id": own, "characters": report.text, "length": len(report.text)}
        connection.execute(insert(schema.text), row)
    keep_run(connection, run)
