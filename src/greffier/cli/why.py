"""`greffier why`: what an entry rests on, or the first step at which a sentence failed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from greffier.cli.bilingual import Command, spoken
from greffier.cli.ledgers import ledger_option, ledger_path
from greffier.cli.memory import recall
from greffier.cli.reports import Readings, load_pipeline, report_options
from greffier.cli.why_event import explain_event, names_event
from greffier.desk.explaining import explained, proposition_words
from greffier.errors import InputError, LookupFailed
from greffier.intake import Defaults, read_bytes
from greffier.settings import from_environment

if TYPE_CHECKING:
    from greffier.model import Entry, Rule
    from greffier.pipeline import Attempt, Reading

__all__ = ["why"]


@click.command(
    cls=Command,
    no_args_is_help=True,
    help="Say why an entry is in the ledger: words, frame, proposition, and how each filler was found. "
    "ENTRY is its id, or the first characters of it. The report is the one that it was last read from, or the one at "
    "PATH. "
    "With --not, say why a sentence gives no entry: the first step that failed. "
    "For an event of the ledger (ev…), say why its entries are one: what each comparison weighs, and what "
    "forbids nothing.",
)
@click.argument("entry", required=False, metavar="[ENTRY]")
@click.argument("paths", nargs=-1, metavar="[PATH]…")
@click.option("--not", "sentence", metavar="SENTENCE", help="A sentence in which an entry was expected.")
@ledger_option
@report_options
def why(
    entry: str | None, paths: tuple[str, ...], sentence: str | None, ledger: str | None, published: date | None,
    language: str | None,
) -> int:  # fmt: skip
    """Explain `entry`, or why `sentence` gives none; gives the exit code."""
    if sentence is not None:
        if not sentence.strip():
            raise InputError("--not: the sentence is empty; give one in which an entry was expected.")
        _explain_sentence(sentence, published, language)
        return 0
    if entry is None:
        raise InputError('which entry? Give its id, or a sentence: greffier why --not "…".')
    if names_event(entry):
        explain_event(entry, ledger)
        return 0
    readings = Readings(published, language)
    for reading in _candidates(entry, paths, readings):
        for found in reading.entries:
            if found.id.startswith(entry):
                _explain(found, reading)
                _holders(found, ledger)
                return 0
    if readings.failed and not readings.done:
        return readings.exit_code()
    raise LookupFailed(
        "no entry {entry!r} in the reports read; its id stands in the jsonl of greffier read.", entry=entry
    )


def _candidates(entry: str, paths: Sequence[str], readings: Readings) -> Iterator[Reading]:
    if paths:
        yield from (reading for _, reading in readings.of(paths))
        return
    known = recall(from_environment(os.environ).state, entry)
    if known is None:
        raise LookupFailed("no entry {entry!r} was read lately; say where: greffier why {entry} PATH.", entry=entry)
    again = replace(
        readings, published=readings.published or known.published, language=readings.language or known.language
    )
    yield from (reading for _, reading in again.of([known.path], known.item))


def _explain(entry: Entry, reading: Reading) -> None:
    for name, words in explained(entry, reading, spoken()):
        _line(name, words)


def _holders(entry: Entry, ledger: str | None) -> None:
    """Who holds the roles that an entry tells without a name, by the reports of the ledger, if there is one."""
    from greffier.export import holder_lines
    from greffier.ledger import holders, is_there, read_ledger

    path = ledger_path(ledger)
    if not is_there(path):
        return
    with read_ledger(path) as opened, opened.begin() as connection:
        held = holders(connection, [entry.report]).get(entry.report, {})
    for words in holder_lines(entry, held, spoken()):
        _line("holder", words)


def _explain_sentence(sentence: str, published: date | None, language: str | None) -> None:
    settings = from_environment(os.environ)
    defaults = Defaults(published, language)
    report = read_bytes(sentence.encode(), "--not", defaults, settings.text_limit, is_json=False)
    pipeline, interface = load_pipeline(report.language), spoken()
    reading = pipeline.read(report)
    if reading.entries:
        click.echo(
            interface.say("it is read: {kinds}.", kinds=", ".join(f"{e.kind} ({e.by})" for e in reading.entries))
        )
    silent = [s for s in reading.sentences if s.place in {"furniture", "dateline"}]
    for part in silent:
        click.echo(interface.say("set aside as {place}: {words}", place=part.place, words=part.span.of(report.text)))
    attempts = pipeline.attempts(reading)
    for attempt in attempts:
        _attempt(attempt, reading)
    if not attempts and not silent:
        click.echo(interface.say("the parser finds no verb and no noun of happening in it."))
    if not attempts or not reading.entries:
        for part in reading.sentences:
            _line("", " ".join(f"{t.text}/{t.pos}" for t in part.tokens if t.pos != "PUNCT"))


def _attempt(attempt: Attempt, reading: Reading) -> None:
    """A proposition with the types of its phrases, and what became of each frame that its words evoke."""
    types = [_listed(types) for types in attempt.types]
    for name, words in proposition_words(attempt.proposition, reading.report.text, types):
        _line(name, words)
    for rule, reason in attempt.rules:
        _line("", f"→ {rule.id}: {_verdict(rule, reason, attempt, reading)}")
        for words in _near_misses(rule, reason, attempt, reading):
            _line("", f"    {words}")
    if not attempt.rules:
        _line(
            "",
            "→ "
            + spoken().say(
                "no frame is evoked by {lemma!r}; to add it: docs/how-to/add-a-verb.md", lemma=attempt.proposition.lemma
            ),
        )


def _verdict(rule: Rule, reason: str, attempt: Attempt, reading: Reading) -> str:
    """What became of a frame: read, or the first step that failed."""
    interface = spoken()
    step, _, what = reason.partition(" ")
    if step == "needs":
        return interface.say("refused: it needs {roles}, and nothing fills it.", roles=what.replace(" or ", " | "))
    if step == "unless":
        return interface.say("refused: {word!r} stands near, which its `unless` forbids.", word=what)
    if step == "fill":
        return interface.say("refused by its function {fill!r} (`fill`).", fill=what)
    anchors = [reading.sentences[attempt.proposition.sentence].tokens[i].span for i in attempt.proposition.anchor]
    kept = any(e.by == rule.id and any(e.anchor.overlaps(a) for a in anchors) for e in reading.entries)
    return interface.say("read" if kept else "fires, but another frame or telling takes its place")


def _near_misses(rule: Rule, reason: str, attempt: Attempt, reading: Reading) -> Iterator[str]:
    """Where a role that a frame needs is taken from, and what stands there instead."""
    from greffier.frames.match import asked_of

    if not reason.startswith("needs "):
        return
    interface, sentence = spoken(), reading.sentences[attempt.proposition.sentence]
    pairs = list(zip(attempt.proposition.arguments, attempt.types, strict=True))
    for role in reason.removeprefix("needs ").split(" or "):
        standing = [(a, types, asked[role]) for a, types in pairs if role in (asked := asked_of(rule, a, sentence))]
        for argument, types, wanted in standing:
            words = " ".join(argument.span.of(reading.report.text).split())
            yield interface.say(
                "{role}: {words!r} is {types}; the frame takes {wanted} there.",
                role=role, words=words, types=_listed(types), wanted=wanted,
            )  # fmt: skip
        if not standing:
            yield interface.say(
                "{role}: nothing stands where the frame takes it from ({slots}).", role=role, slots=_slots(rule, role)
            )


def _listed(types: frozenset[str]) -> str:
    """Types of a phrase, for people."""
    return ", ".join(sorted(types)) or "–"


def _slots(rule: Rule, role: str) -> str:
    """Where a frame takes a role from: `subj`, `obj`, or prepositions."""
    slots = [slot for slot, roles in (("subj", rule.subj), ("obj", rule.obj)) if role in roles]
    return ", ".join([*slots, *(marker for marker, roles in rule.obl.items() if role in roles)])


def _line(name: str, words: str) -> None:
    label = spoken().label("role", name) if name else ""
    click.echo(f"  {label:<12} {words}")
