"""Adding reports: one report is one transaction, and one that is known already adds nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from operator import itemgetter

from sqlalchemy import Connection, bindparam, insert, select

from greffier.errors import ReportError
from greffier.ledger import schema
from greffier.ledger.columns import as_kept
from greffier.ledger.forgetting import is_forgotten
from greffier.ledger.load import is_latest
from greffier.ledger.notices import apply_notices, note_uri
from greffier.ledger.restate import index_sentences, sentence_rows
from greffier.ledger.rows import EntryRows, Row, entry_rows, moment_rows
from greffier.ledger.runs import Run, keep_run, run_row
from greffier.ledger.store import Ledger
from greffier.ledger.verdicts import verdict_rows
from greffier.ledger.verify import Problem, digest_of, report_problems, row_problems, seal
from greffier.model import Check, Entry, Report, Searched, Sentence, text_id

__all__ = [
    "Added", "add_report", "distinct", "knows", "meet_again", "publication_of", "refuse_faults", "refused",
    "write_report",
]  # fmt: skip

_ORDER = (schema.entry, schema.evidence, schema.doubt, schema.role, schema.filler)
_KNOWN = select(schema.report.c.id).where(schema.report.c.id == bindparam("own"))
_TEXT = select(schema.text.c.id).where(schema.text.c.id == bindparam("own"))
_BEFORE = select(schema.report.c.id).where(schema.report.c.publication == bindparam("own"), is_latest())
_WRITTEN = (schema.text, schema.report, *_ORDER, schema.sentence, schema.verdict)
_INSERT = {table.name: insert(table) for table in _WRITTEN}


@dataclass(frozen=True, slots=True)
class Added:
    """What adding did: `new` is False for a report that was known, or was `forgotten` on demand; `replaces` is the
    version that it follows."""

    new: bool
    replaces: str | None = None
    forgotten: bool = False


def knows(ledger: Ledger, report: str) -> bool:
    """True when the ledger keeps this report, as a current version or not."""
    with ledger.look() as connection:
        return _known(connection, report)


def _known(connection: Connection, report: str) -> bool:
    return connection.scalar(_KNOWN, {"own": report}) is not None


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
        return Added(False, forgotten=True)
    if _known(connection, report.id):
        meet_again(connection, report)
        return Added(False)
    try:
        tables = _tables(report, entries, sentences) | {"verdict": verdict_rows(report.id, checks, report.text)}
    except ValueError as error:
        raise refused(report, str(error)) from error
    replaces, rows = _write(connection, report, tables, run)
    _refuse(report, row_problems(connection, report.id, rows))
    if then is not None:
        then(connection)
    return Added(True, replaces)


def refuse_faults(connection: Connection, report: Report) -> None:
    """Raise ReportError where what was written of a report does not fit its text: the transaction then ends."""
    _refuse(report, report_problems(connection, report.id))


def _refuse(report: Report, problems: Iterable[Problem]) -> None:
    first = next(iter(problems), None)
    if first is not None:
        raise refused(report, f"{first.what} {first.detail}".strip())


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


def _write(
    connection: Connection, report: Report, tables: EntryRows, run: Run
) -> tuple[str | None, dict[str, list[Row]]]:
    """The report that it replaces, and the rows as they stand in the file."""
    publication = publication_of(report)
    replaces = connection.scalar(_BEFORE, {"own": publication})
    _write_once(connection, report, run)
    own = {
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
    rows = _kept_rows(own, tables, report.uri)
    own["digest"] = digest_of(rows, as_kept(schema.run, run_row(run)))
    connection.execute(_INSERT["report"], own)
    for table in (*_ORDER, schema.sentence, schema.verdict):
        if tables[table.name]:
            connection.execute(_INSERT[table.name], tables[table.name])
    index_sentences(connection, report.id)
    note_uri(connection, report)
    apply_notices(connection, report.id)
    return replaces, rows


def _kept_rows(report: Row, tables: EntryRows, uri: str | None) -> dict[str, list[Row]]:
    """The rows of a report that is written, as `rows_of` reads them after."""
    told = {**tables, "known_as": [{"report": report["id"], "uri": uri}] if uri else []}
    found: dict[str, list[Row]] = {"report": [as_kept(schema.report, report)]}
    for table, order in _READ:
        rows: list[Row] = [as_kept(table, row) for row in told[table.name]]
        found[table.name] = sorted(rows, key=itemgetter(*order))
    return found


_READ = (
    (schema.entry, ("position", "id")),
    (schema.evidence, ("entry", "position")),
    (schema.doubt, ("entry", "position")),
    (schema.role, ("entry", "position", "role")),
    (schema.filler, ("entry", "position", "role")),
    (schema.sentence, ("start", "stop")),
    (schema.known_as, ("uri", "report")),
    (schema.verdict, ("position", "report")),
)


def _write_once(connection: Connection, report: Report, run: Run) -> None:
    """The text and the run, where they are not there yet."""
    own = text_id(report.text)
    if connection.scalar(_TEXT, {"own": own}) is None:
        row = {"id": own, "characters": report.text, "length": len(report.text)}
        connection.execute(_INSERT["text"], row)
    keep_run(connection, run)
