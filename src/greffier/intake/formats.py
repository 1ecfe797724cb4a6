"""Everything that holds reports: which reader a file has, by its ending or by its content.

How to use it:

    limits, tally = Limits(text=settings.text_limit), Tally()
    for item in open_path("depeches.zip", limits, tally):      # a file or a folder
        match item:
            case ReportError(): ...                             # one item that failed; the others go on
            case Draft(): ...                                   # item.name says which: "depeches.zip/a.html"

`open_path` reads a file or a folder, `open_stream` standard input, `drafts` bytes that are at hand (a fetched page, a
dropped file). All three give what they find one by one and raise nothing: whatever is wrong is a ReportError among the
items, whose `values["name"]` is the item's name. `walk_folder` gives a folder's files as paths, for those who want to
go on file by file, and `is_known` says whether a file's name has an ending that is read. What was passed over without
being an error is counted in `tally.left_out`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from greffier.errors import ReportError
from greffier.intake.archives import read_archive
from greffier.intake.crawl import read_crawl
from greffier.intake.draft import Draft, Reader, Source
from greffier.intake.folders import walk
from greffier.intake.limits import Budget, Limits, Tally, read_within
from greffier.intake.mail import read_mail
from greffier.intake.markdown import read_markdown
from greffier.intake.objects import read_json
from greffier.intake.page import read_page
from greffier.intake.pdf import read_pdf
from greffier.intake.plain import read_text
from greffier.intake.recognition import recognise
from greffier.intake.rows import read_csv, read_lines
from greffier.intake.values import encodable
from greffier.intake.wires import read_xml
from greffier.intake.word import read_word

__all__ = ["ENDINGS", "drafts", "format_named", "is_known", "open_path", "open_stream", "walk_folder"]

Items = Iterator[Draft | ReportError]


@dataclass(frozen=True, slots=True)
class _Format:
    """How files of one format are read: as a whole, up to a limit of Limits, or as a stream.

    `limit` is the name of that limit.
    """

    limit: str = "document"
    reader: Reader | None = None
    streamed: Callable[[BinaryIO, Source, Budget, int], Items] | None = None


def _crawl(stream: BinaryIO, source: Source, budget: Budget, depth: int) -> Items:
    del depth
    return read_crawl(stream, source, budget, _MEDIA)


def _lines(stream: BinaryIO, source: Source, budget: Budget, depth: int) -> Items:
    del depth
    return read_lines(stream, source, budget)


def _archive(stream: BinaryIO, source: Source, budget: Budget, depth: int) -> Items:
    yield from _unpacked(stream, source, budget, depth, is_known)


def _visits(stream: BinaryIO, source: Source, budget: Budget, depth: int) -> Items:
    """A WACZ is a zip of web archives with lists and pictures of them, which are no reports."""
    yield from _unpacked(stream, source, budget, depth, lambda name: format_named(name) == "warc")


def _unpacked(stream: BinaryIO, source: Source, budget: Budget, depth: int, known: Callable[[str], bool]) -> Items:
    if depth > 1:
        yield ReportError("{name}: is an archive in an archive in an archive; unpack it first.", name=source.name)
        return
    try:
        whole = BytesIO(read_within(stream, budget.limits.document, source.name)) if depth else stream
    except ReportError as error:
        yield error
        return
    yield from read_archive(whole, source, budget, known, partial(_read, budget=budget, depth=depth + 1))


_FORMATS = {
    "text": _Format("text", read_text),
    "markdown": _Format("text", read_markdown),
    "page": _Format("page", read_page),
    "mail": _Format("document", read_mail),
    "pdf": _Format("document", read_pdf),
    "word": _Format("document", read_word),
    "json": _Format("page", read_json),
    "xml": _Format("page", read_xml),
    "csv": _Format("document", read_csv),
    "jsonl": _Format(streamed=_lines),
    "warc": _Format(streamed=_crawl),
    "wacz": _Format(streamed=_visits),
    "zip": _Format(streamed=_archive),
}

ENDINGS = {
    ".txt": "text", ".md": "markdown", ".html": "page", ".htm": "page", ".xhtml": "page", ".eml": "mail",
    ".pdf": "pdf", ".docx": "word", ".json": "json", ".rss": "xml", ".atom": "xml", ".xml": "xml", ".csv": "csv",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".warc": "warc", ".warc.gz": "warc", ".wacz": "wacz", ".zip": "zip",
}  # fmt: skip

# Media types that servers do not give to everything that they do not know.
_TOLD = {
    "text/html": "page", "application/xhtml+xml": "page", "application/rss+xml": "xml", "application/atom+xml": "xml",
    "application/feed+json": "json", "application/pdf": "pdf", "message/rfc822": "mail", "text/markdown": "markdown",
}  # fmt: skip

_MEDIA: dict[str, Reader] = {"text/html": read_page, "application/xhtml+xml": read_page, "text/plain": read_text}


def format_named(name: str) -> str | None:
    """The format that a file's name tells by its ending; None for no ending, or one that is not read."""
    last = PurePosixPath(name.replace("\\", "/").lower()).name
    return next((ENDINGS[end] for end in ENDINGS if last.endswith(end) and last != end), None)


def is_known(name: str) -> bool:
    """Whether a file of this name has an ending that is read."""
    return format_named(name) is not None


def open_path(path: str | Path, limits: Limits, tally: Tally | None = None) -> Items:
    """The reports of a file or a folder, one by one."""
    path, tally = Path(path), tally or Tally()
    if not path.is_dir():
        yield from _open_file(path, limits, tally)
        return
    for file in walk_folder(path, tally):
        if isinstance(file, ReportError):
            yield file
        else:
            yield from _open_file(file, limits, tally)


def walk_folder(folder: str | Path, tally: Tally) -> Iterator[Path | ReportError]:
    """The files of a folder that are read, sorted; see `folders.walk`."""
    return walk(Path(folder), is_known, tally)


def open_stream(stream: BinaryIO, limits: Limits, tally: Tally | None = None, name: str = "-") -> Items:
    """The reports on a stream such as standard input, recognised by content."""
    try:
        raw = read_within(stream, limits.document, name)
    except ReportError as error:
        yield error
        return
    yield from drafts(raw, name, limits, tally)


def drafts(
    raw: bytes,
    name: str,
    limits: Limits,
    tally: Tally | None = None,
    *,
    media: str | None = None,
    charset: str | None = None,
    address: str | None = None,
) -> Items:
    """The reports in bytes. Their format is that of `media`, what HTTP said of it (`text/html`), where that is telling;
    else of `name`'s ending, or where that says nothing, of their content. `charset` is what HTTP said of the encoding,
    `address` where they were fetched."""
    source, budget = Source(name, limits.text, charset, address), Budget(limits, len(raw), tally=tally or Tally())
    yield from _read(BytesIO(raw), source, budget, 0, _TOLD.get((media or "").lower()))


def _open_file(path: Path, limits: Limits, tally: Tally) -> Items:
    name = str(path)
    try:
        _refuse_ending(path, name)
        with path.open("rb") as stream:
            yield from _read(stream, Source(name, limits.text), Budget(limits, path.stat().st_size, tally=tally), 0)
    except ReportError as error:
        yield error
    except FileNotFoundError:
        yield ReportError("{name}: there is no such file; check the path.", name=name)
    except PermissionError:
        yield ReportError("{name}: may not be read; check who may open it (ls -l).", name=name)
    except OSError as error:
        yield ReportError("{name}: cannot be read ({reason}).", name=name, reason=error.strerror)


def _refuse_ending(path: Path, name: str) -> None:
    if path.suffix and path.exists() and not is_known(name):
        raise ReportError(
            "{name}: greffier does not read {ending} files; it reads {known}.",
            name=name,
            ending=path.suffix,
            known=", ".join(ENDINGS),
        )
    if path.exists() and not path.is_file():
        raise ReportError("{name}: is no file but a device or a pipe.", name=name)


def _read(stream: BinaryIO, source: Source, budget: Budget, depth: int, told: str | None = None) -> Items:
    """The reports of one file or member; those in archives count on the archive's budget."""
    kind = told or format_named(source.name) or recognise(stream)
    nothing = True
    for item in _items(stream, source, budget, depth, _FORMATS[kind]):
        nothing = False
        yield _checked(item, source.limit)
    if nothing:
        yield ReportError("{name}: holds no report that greffier reads.", name=source.name)


def _items(stream: BinaryIO, source: Source, budget: Budget, depth: int, form: _Format) -> Items:
    if form.streamed is not None:
        yield from form.streamed(stream, source, budget, depth)
        return
    assert form.reader is not None
    try:
        raw = read_within(stream, getattr(budget.limits, form.limit), source.name)
    except ReportError as error:
        yield error
        return
    if not raw:
        yield ReportError("{name}: the file is empty; give one that holds a report's text.", name=source.name)
        return
    yield from form.reader(raw, source)


def _checked(item: Draft | ReportError, limit: int) -> Draft | ReportError:
    """A draft whose text can be kept, else the reason why not."""
    if isinstance(item, ReportError) or item.withdrawn:
        return item
    if not encodable(item.text):
        return ReportError("{name}: holds half a character or a NUL, which no text has.", name=item.name)
    if not item.text.strip():
        return ReportError("{name}: holds nothing but white space; give a report's text.", name=item.name)
    size = len(item.text.encode())
    if size > limit:
        return ReportError(
            "{name}: {size:.3g} MB is over the limit of {limit:.3g} MB; split the text, or raise GREFFIER_TEXT_LIMIT.",
            name=item.name, size=size / 1_000_000, limit=limit / 1_000_000,
        )  # fmt: skip
    return item
