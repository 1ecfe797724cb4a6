"""Export of what the filters ask for: what it would hold and what it leaves out, and the file itself."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from starlette.responses import Response, StreamingResponse

from greffier.desk.exporting import REVIEWED, exported, statuses_of
from greffier.errors import InputError
from greffier.judge import as_known
from greffier.ledger import Question
from greffier.model import STATUSES
from greffier.web.visit import Visit, get

if TYPE_CHECKING:
    from greffier.export.formats import Format, Options, Wanted

__all__ = ["ROUTES", "as_file", "as_jsonl", "show"]

_AT_ONCE = 50  # lines that go together
_BYTES = 1 << 16  # of a file that go together


def show(visit: Visit) -> Response:
    """What an export of the current filter holds."""
    question = visit.question()
    with visit.known(question):
        table, mask = visit.site.tallies.asked(visit.connection, question)
    from greffier.export.formats import FORMATS

    counts = dict(table.columns["status"].counts(mask, len(STATUSES)))
    reviewed = sum(counts.get(status, 0) for status in REVIEWED)
    return visit.page(
        "export.html",
        reviewed=reviewed,
        unreviewed=counts.get(STATUSES[0], 0),
        total=int(mask.sum()),
        formats=sorted(FORMATS),
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


def as_file(visit: Visit) -> Response:
    """The file in the format asked for; of a format that is a folder its files in a zip archive."""
    from greffier.export.formats import FORMATS, Options, Wanted
    from greffier.lexicon import load_interface

    name = visit.asked("format")
    if name not in FORMATS:
        raise InputError("{name}: {value!r} is none of {known}.", name="format", value=name, known=", ".join(FORMATS))
    question, form = visit.question(), FORMATS[name]
    excel = visit.asked("excel-fr") == "1" and "excel_fr" in form.takes
    options = Options(load_interface(visit.language.code), excel)
    out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  what streams it closes it
    with visit.known(question) as connection:
        wanted = Wanted(connection, question, statuses_of(unreviewed=form.work or visit.asked("unreviewed") == "1"))
        _fill(form, wanted, out, options)
    size = out.tell()
    ending = "zip" if form.folder else form.ending
    kept = {"Content-Disposition": f'attachment; filename="greffier-{name}.{ending}"', "Content-Length": str(size)}
    return StreamingResponse(_chunks(out), media_type="application/octet-stream", headers=kept)


def _fill(form: Format, wanted: Wanted, out: IO[bytes], options: Options) -> None:
    if form.write is not None:
        form.write(wanted, out, options)  # type: ignore[arg-type]
    if form.write_folder is not None:
        with tempfile.TemporaryDirectory() as made, ZipFile(out, "w", ZIP_DEFLATED) as archive:
            form.write_folder(wanted, Path(made), options)
            for path in sorted(Path(made).iterdir()):
                archive.write(path, path.name)


def _chunks(out: IO[bytes]) -> Iterator[bytes]:
    with out:
        out.seek(0)
        while chunk := out.read(_BYTES):
            yield chunk


ROUTES = [get("/export", show, counted=True), get("/export.jsonl", as_jsonl), get("/export.file", as_file)]
