"""Why an entry is there: its words, the frame that found it, the clause, and how each filler was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from greffier.lexicon import Interface, load_language
from greffier.model import Argument, Entry, Filler, Frame, Proposition, Quantity, SpanRole, When

if TYPE_CHECKING:
    from greffier.pipeline import Reading

__all__ = ["Said", "explained", "proposition_words"]

Said = tuple[str, str]  # a role or a heading (a word of the labels `role`), and words


def explained(entry: Entry, reading: Reading, interface: Interface) -> Iterator[Said]:
    """All that an entry of a reading rests on, line by line."""
    text = reading.report.text
    yield "entry", f"{entry.id}  {entry.kind}, {entry.factuality}"
    for span in entry.evidence:
        yield "words", " ".join(span.of(text).split())
    yield "anchor", f"{entry.anchor.of(text)!r} ({entry.anchor.start}–{entry.anchor.end})"
    yield "frame", entry.by
    frame = next((f for f in reading.frames if f.rule.id == entry.by and _evokes(f, entry, reading)), None)
    if frame is not None:
        yield from proposition_words(frame.proposition, text)
        yield "told as", f"{frame.proposition.context.factuality} ({', '.join(frame.proposition.context.why) or '–'})"
    for role, value in entry.roles.items():
        for words, how in _found(value, text, interface.code):
            yield role, f"{words}{f'  [{how}]' if how else ''}"
    if entry.source is not None:
        yield "source", f"{entry.source.name} ({entry.source.text})  [{entry.source.how}]"
    if entry.when is not None:
        rule = f"{entry.when.basis} {entry.when.rule}".rstrip()
        yield "when", f"{entry.when.start} – {entry.when.end}  [{rule}]"
    yield "doubts", "; ".join(interface.say(d) for d in entry.doubts) or "–"
    calibrated = load_language(reading.report.language).section("confidence")
    rough = "" if calibrated else f" ({interface.say('uncalibrated')})"
    yield "confidence", interface.number(entry.confidence, ".2f") + rough


def _evokes(frame: Frame, entry: Entry, reading: Reading) -> bool:
    sentence = reading.sentences[frame.proposition.sentence]
    return any(sentence.tokens[i].span.overlaps(entry.anchor) for i in frame.proposition.anchor)


def proposition_words(p: Proposition, text: str, types: Sequence[str] = ()) -> Iterator[Said]:
    """A clause: its word, then the phrases that hang on it, with their `types` where these are given."""
    about = [p.pos, p.voice, "reflexive" if p.reflexive else "", f"light verb {p.light}" if p.light else ""]
    yield "proposition", f"{p.lemma} ({', '.join(part for part in about if part)})"
    for argument, told in zip(p.arguments, types or [""] * len(p.arguments), strict=True):
        yield "", f"{_argument(argument, text)}{f'  ({told})' if told else ''}"


def _argument(argument: Argument, text: str) -> str:
    marker = f" {argument.marker}" if argument.marker else ""
    return f"{argument.slot}{marker}: {' '.join(argument.span.of(text).split())}  [{argument.how}]"


def _found(value: object, text: str, code: str) -> Iterator[tuple[str, str]]:
    """A role's value in words, and how it was found."""
    if isinstance(value, tuple):
        for filler in value:
            if isinstance(filler, Filler):
                known = f" = {filler.name}" if filler.name != filler.text else ""
                yield f"{filler.text}{known}{f' ({filler.id})' if filler.id else ''}", filler.how
    elif isinstance(value, SpanRole):
        yield " ".join(value.span.of(text).split()), value.how
    elif isinstance(value, Quantity):
        from greffier.export import quantity_words

        yield quantity_words(value, code), ""
    elif isinstance(value, When):
        yield f"{value.start} – {value.end}", value.basis
    else:
        yield str(value), ""
