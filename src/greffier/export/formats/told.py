"""Events in words, for calendars, feeds and graphs: what happened, its tolls, who says so in which words.

What is written is one line without control characters, nor signs that turn the direction of what follows: words of a
report cannot break out of where they stand. Offsets and hashes are always those of the text as the ledger has it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import quote

from greffier.export.brief import quoted
from greffier.export.events import contradiction_words
from greffier.export.formats.base import Held, Options, Wanted
from greffier.export.happenings import sentences_of
from greffier.export.references import telling_words
from greffier.export.words import date_words, quantity_words
from greffier.ledger.behind import moments_of, whose
from greffier.lexicon import Interface
from greffier.lexicon.wording import Wording, load_wording
from greffier.link.known import Event, Toll, Voice
from greffier.model import Filler, Report, Seen, When

__all__ = [
    "Linked", "best_voice", "clean", "clean_lines", "fillers_of", "history_words", "linked", "said_line",
    "story_lines", "title_of", "url_of",
]  # fmt: skip

_AT_ONCE = 200  # events whose actors and moments are looked up together
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u0a00\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
    "\ufdd0-\ufdef\ufff9-\uffff\U000e0000-\U000e0fff]"
)
_ADDRESS = re.compile(r"https?://[a-zA-Z0-9.:\[\]@_-]+(?:[/?#].*)?")
_SAFE = "%!#$&'()*+,/:;=?@[]~"  # of an address, besides letters and digits
_LONGEST, _SENTENCE, _QUOTED = 300, 2_000, 1_000  # characters of a title, a sentence, the words of a report


@dataclass(frozen=True, slots=True)
class Linked:
    """An event with who its fillers are in the register, and when each of its entries came to be what it is (UTC)."""

    held: Held
    actors: Mapping[Seen, str]
    moments: Mapping[str, datetime]

    def actor(self, voice: Voice, filler: Filler) -> str | None:
        """The id of the actor whom a filler of an entry is, None where the register knows none."""
        return self.actors.get((voice.report.id, filler.id or ""))

    @property
    def changed(self) -> datetime | None:
        """When the last of its entries came to be what it is."""
        return max(
            (self.moments[v.entry.id] for v in self.held.event.voices if v.entry.id in self.moments), default=None
        )


def linked(wanted: Wanted, events: Iterator[Held] | None = None) -> Iterator[Linked]:
    """These events, or all that are wanted, with what stands behind them."""
    events = wanted.events() if events is None else events
    while some := list(islice(events, _AT_ONCE)):
        voices = [voice for held in some for voice in held.event.voices]
        actors = whose(wanted.connection, {voice.report.id for voice in voices})
        moments = moments_of(wanted.connection, (voice.entry.id for voice in voices))
        yield from (Linked(held, actors, moments) for held in some)


def clean(words: str, longest: int | None = None) -> str:
    """Words on one line, composed (NFC), without what is not seen; cut to so many characters."""
    line = " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", re.sub(r"\s", " ", words))).split())
    return line if longest is None or len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def clean_lines(words: str) -> str:
    """The same for words on several lines, which are kept."""
    return "\n".join(map(clean, words.splitlines())).strip()


def url_of(report: Report) -> str:
    """The address of a report where it is one of the web, its other letters in percent, else nothing."""
    address = quote(clean(report.url or ""), safe=_SAFE)
    return address if _ADDRESS.fullmatch(address) else ""


def best_voice(event: Event, interface: Interface) -> Voice:
    """The entry that tells most of an event: of its own kind, as a fact, in the reader's language if there is one."""
    heads = [v for v in event.voices if v.entry.kind == event.kind] or list(event.voices)
    own = [v for v in heads if v.report.language == interface.code] or heads
    return max(own, key=lambda v: (v.entry.factuality == "actual", len(v.entry.roles), -own.index(v)))


def fillers_of(voice: Voice) -> Iterator[tuple[str, Filler]]:
    """Who and what fills the roles of an entry, but for places: the role, and what fills it."""
    for role, value in voice.entry.roles.items():
        if isinstance(value, tuple) and role != "place":
            yield from ((role, filler) for filler in value)


def title_of(event: Event, options: Options) -> str:
    """What happened, in a sentence without its full stop; hedges and who says so are in it."""
    best = best_voice(event, options.interface)
    said = list(sentences_of(event, _wording(options), options.interface))
    sentence = next((s.sentence for s in said if any(e.id == best.entry.id for _, e in s.tellings)), said[0].sentence)
    return clean(sentence, _LONGEST)


def story_lines(event: Event, options: Options) -> Iterator[str]:
    """What an event comes to, in sentences; the history of its tolls; what contradicts; then each report's words."""
    interface = options.interface
    for said in sentences_of(event, _wording(options), interface):
        yield clean(f"{said.sentence}.", _SENTENCE)
    for toll in event.tolls:
        yield clean(history_words(toll, interface), _SENTENCE)
    for what in dict.fromkeys(contradiction_words(one, interface) for one in event.contradictions):
        yield f"! {what}"
    yield from dict.fromkeys(said_line(voice, options) for voice in event.voices)


def history_words(toll: Toll, interface: Interface) -> str:
    """*killed: 3 (Exemple-Presse, 2 May 2031) → 5 (La Gazette imaginaire, 4 May 2031)*."""
    told = (
        f"{quantity_words(f.quantity, interface.code)}{_hedge(f.voice, interface)} ({_teller(f.voice, interface)})"
        for f in toll.history
    )
    return f"{interface.label('value', toll.harm)}{interface.say(': ')}{' → '.join(told)}"


def said_line(voice: Voice, options: Options) -> str:
    """Who published an entry and when, who says it, and the sentence that tells it: *Exemple-Presse, 2 May 2031,
    according to le maire: « … »*."""
    interface, entry = options.interface, voice.entry
    about = [_teller(voice, interface)]
    if entry.source is not None:
        about.append(interface.say("according to {source}", source=entry.source.text))
    if voice.copied:
        about.append(interface.say("copy"))
    words = quoted(clean(telling_words(voice.report, entry), _QUOTED), _wording(options))
    return clean(f"{', '.join(about)}{_hedge(voice, interface)}{interface.say(': ')}{words}")


def _hedge(voice: Voice, interface: Interface) -> str:
    factuality = voice.entry.factuality
    return "" if factuality == "actual" else f" ({interface.label('value', factuality)})"


def _teller(voice: Voice, interface: Interface) -> str:
    report = voice.report
    day = date_words(When(report.published, report.published), interface.code) if report.published else ""
    return ", ".join(part for part in (report.outlet or report.id[:8], day or interface.say("no date told")) if part)


def _wording(options: Options) -> Wording:
    return load_wording(options.interface.code)
