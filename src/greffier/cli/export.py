"""`greffier export`: the ledger as files for other programs."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from greffier.cli.bilingual import Command, OneOf, spoken
from greffier.cli.events import linked_ledger
from greffier.cli.filters import asking, filters, kind_option, not_rejected, question_of
from greffier.cli.ledgers import ledger_path, write_output
from greffier.cli.outputs import write_file, write_folder
from greffier.desk.exporting import REVIEWED, statuses_of, whole
from greffier.errors import InputError
from greffier.model import STATUSES

if TYPE_CHECKING:
    from greffier.export.formats import Format, Left, Options
    from greffier.ledger import Question

__all__ = ["FORMATS", "export"]

# Their names alone, so that help loads none of them; a test holds them against greffier.export.formats.
FORMATS = (
    "acled",
    "csv",
    "doccano",
    "ftm",
    "ftm-statements",
    "geojson",
    "gold",
    "ics",
    "jsonl",
    "judgements",
    "kiel",
    "label-studio",
    "parquet",
    "plover",
    "prodigy",
    "rss",
    "timemap",
    "ucdp",
    "w3c",
    "xlsx",
)
POLICIES = ("min", "latest", "official", "reviewed")


@click.command(
    cls=Command,
    no_args_is_help=True,
    help="Write the ledger, or what the options ask for, as a file for other programs. FORMAT is a format of the page "
    "docs/reference/exports.md. Only entries that a person accepted or corrected are in it, unless you ask for more; "
    "what is left out is told. jsonl without filters is canonical: the same content gives the same bytes.",
)
@click.argument("form", type=OneOf(FORMATS), metavar="FORMAT")
@click.option("--output", metavar="PATH", help="File or folder to write; without it, standard output.")
@click.option("--include-unreviewed", is_flag=True, help="Entries that nobody has judged yet, too.")
@click.option(
    "--current", is_flag=True, help="Only the current version of each report (jsonl; others never hold more)."
)
@click.option(
    "--excel-fr", is_flag=True, help="As a French spreadsheet takes tables: semicolons, decimal commas (csv)."
)
@click.option(
    "--toll",
    type=OneOf(POLICIES),
    help="Which figure of a toll, where only one can stand: min (if nothing is said), latest, official or reviewed.",
)
@click.option("--link", metavar="URL", help="Where the feed will be found (rss).")
@click.option(
    "--limit", type=click.IntRange(1), metavar="N", help="How many events a feed holds: 100 if nothing is said (rss)."
)
@click.option("--labels", metavar="FILE", help="Write to this file the labels that the coding program needs, too.")
@kind_option
@filters
def export(
    form: str,
    ledger: str | None,
    output: str | None,
    include_unreviewed: bool,
    current: bool,
    excel_fr: bool,
    toll: str | None,
    link: str | None,
    limit: int | None,
    labels: str | None,
    kinds: tuple[str, ...],
    **given: Any,
) -> int:
    """Write the ledger; gives the exit code."""
    from greffier.export.formats import FORMATS as FOUND
    from greffier.export.formats import Options

    chosen = FOUND[form]
    asked = {"excel_fr": excel_fr, "toll": toll is not None, "link": link is not None, "limit": limit is not None}
    _refuse(chosen, output, {**asked, "labels": labels is not None})
    question = not_rejected(question_of(given, kinds))
    statuses = statuses_of(unreviewed=include_unreviewed or chosen.work or question.status == STATUSES[0])
    if labels is not None and chosen.labels is not None:
        write_output([chosen.labels()], labels)
    options = Options(spoken(), excel_fr, toll or POLICIES[0], link or "", limit or 100)
    if form == "jsonl" and not question.about_entries and question == _plain(question):
        return _canonical(ledger, output, statuses, question, current=current)
    return _write(chosen, ledger, output, question, statuses, options)


def _plain(question: Question) -> Question:
    """The same without anything asked of reports, but for those taken back."""
    from greffier.ledger import Question

    return Question(withdrawn=question.withdrawn)


def _refuse(chosen: Format, output: str | None, asked: dict[str, bool]) -> None:
    """Raises InputError for an option that the format does not take, and where it needs a path and has none."""
    for name, given in asked.items():
        if given and name not in chosen.takes:
            raise InputError("--{option} does not go with {form}.", option=name.replace("_", "-"), form=chosen.name)
    if output is None and (chosen.folder or (chosen.binary and sys.stdout.isatty())):
        sentence = (
            "{form} is a folder of files; give it by --output."
            if chosen.folder
            else "{form} is no text; give --output."
        )
        raise InputError(sentence, form=chosen.name)


def _write(
    chosen: Format,
    ledger: str | None,
    output: str | None,
    question: Question,
    statuses: tuple[str, ...],
    options: Options,
) -> int:
    from greffier.export.formats import Wanted

    with asking(ledger, question, linked=True) as connection:
        wanted = Wanted(connection, question, statuses)
        if chosen.write_folder is not None:
            left = write_folder(lambda path: chosen.write_folder(wanted, path, options), str(output))  # type: ignore[misc]
        else:
            left = write_file(lambda out: chosen.write(wanted, out, options), output)  # type: ignore[misc]
        accepted = wanted.count()
        unreviewed = replace(wanted, statuses=STATUSES[:1]).count() if not wanted.unreviewed else 0
    _tell(left, accepted, accepted + unreviewed)
    return 0


def _tell(left: Iterable[Left], accepted: int, total: int) -> None:
    """What is not in the file, on standard error."""
    if accepted < total:
        sentence = "{accepted} accepted of {total}; --include-unreviewed adds them."
        click.echo(f"greffier: {spoken().say(sentence, accepted=accepted, total=total)}", err=True)
    for one in left:
        if one.count:
            click.echo(f"greffier: {spoken().say(one.sentence, count=one.count)}", err=True)


def _canonical(
    ledger: str | None, output: str | None, statuses: tuple[str, ...], question: Question, *, current: bool
) -> int:
    """Every report, all versions or the current ones."""
    from greffier.ledger import count_entries

    with linked_ledger(ledger_path(ledger)) as opened, opened.begin() as connection:
        write_output(whole(connection, statuses, current=current, withdrawn=question.withdrawn), output)
        accepted = count_entries(connection, *REVIEWED, current=current)
        total = count_entries(connection, current=current)
        left_out = count_entries(connection, "unreviewed", current=current)
    _tell((), accepted, total if left_out and statuses == REVIEWED else accepted)
    return 0
