"""Export of what the filters ask for: what it would hold and what it leaves out, and the file itself."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.responses import Response, StreamingResponse

from greffier.desk.exporting import REVIEWED, exported, statuses_of
from greffier.judge import as_known
from greffier.ledger import Question
from greffier.model import STATUSES
from greffier.web.visit import Visit, get

__all__ = ["ROUTES", "as_jsonl", "show"]

_AT_ONCE = 50  # lines that go together


def show(visit: Visit) -> Response:
    """What an export of the current filter holds."""
    question = visit.question()
    with visit.known(question):
        table, mask = visit.site.tallies.asked(visit.connection, question)
    counts = dict(table.columns["status"].counts(mask, len(STATUSES)))
    reviewed = sum(counts.get(status, 0) for status in REVIEWED)
    return visit.page(
        "export.html",
        reviewed=reviewed,
        unreviewed=counts.get(STATUSES[0], 0),
        total=int(mask.sum()),
    )


def as_jsonl(visit: Visit) -> Response:
    """The file: one report a line, only accepted and corrected entries unless `unreviewed` is asked for."""
    question, statuses = visit.question(), statuses_of(unreviewed=visit.asked("unreviewed") == "1")
    kept = {"Content-Disposition": 'attachment; filename="greffier.jsonl"'}
    return StreamingResponse(_parts(visit, question, statuses), media_type="application/jsonl", headers=kept)


def _parts(visit: Visit, question: Question, statuses: tuple[str, ...]) -> Iterator[str]:
    """The lines, some at a time, in a read transaction of their own that lasts as long as they are fetched."""
    with visit.reading() as connection, as_known(connection, question.as_known):
        lines: list[str] = []
        for line in exported(connection, question, statuses):
            lines.append(line)
            if len(lines) == _AT_ONCE:
                yield "".join(lines)
                lines = []
        yield "".join(lines)


ROUTES = [get("/export", show, counted=True), get("/export.jsonl", as_jsonl)]
