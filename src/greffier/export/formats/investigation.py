"""Events as entities of FollowTheMoney: what happened, where, who took part, which report tells it in which words.

Nothing is in it that no report tells. Whether it is told as a fact, planned, possible or denied is in the keywords, the
summary and the status of each piece of evidence; tolls, which FollowTheMoney has no place for, are keywords, one a
figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha1
from itertools import islice

from greffier.export.formats.base import Options, Wanted
from greffier.export.formats.graph import (
    Entity,
    Origin,
    dates_of,
    ftm_rules,
    id_of,
    moment_of,
    number_of,
    origin_of,
    plain_number,
)
from greffier.export.formats.told import Linked, clean, fillers_of, linked, said_line, story_lines, title_of, url_of
from greffier.export.references import telling_words
from greffier.ledger.behind import Behind, Post, behind, posts_told
from greffier.lexicon import load_gazetteer
from greffier.link.known import Voice, finest_place
from greffier.model import Filler, Place, Quantity, Report, Span, When, text_id

__all__ = ["Graph"]

_NAME = 160  # characters of an event's name; the summary has the whole of it
_AT_ONCE = 200  # events whose actors are looked up together
_COUNTRY = re.compile("[A-Z]{2}")


@dataclass(slots=True)
class Graph:
    """Makes entities of events, each entity once: `seen` are the ids of those made. `cut` counts values that were too
    long, `unpaid` deliveries of money of which not both sides are known."""

    wanted: Wanted
    options: Options
    seen: set[str] = field(default_factory=set)
    cut: int = 0
    unpaid: int = 0

    def entities(self) -> Iterator[Entity]:
        """All entities; what one refers to comes before it, or is one of the same event."""
        walked = linked(self.wanted)
        while some := list(islice(walked, _AT_ONCE)):
            ids = {
                id for one in some for v in one.held.event.voices for _, f in fillers_of(v) if (id := one.actor(v, f))
            }
            reports = {voice.report.id for one in some for voice in one.held.event.voices}
            posts = _by_report(posts_told(self.wanted.connection, reports))
            known = behind(self.wanted.connection, ids | {post.actor for told in posts.values() for post in told})
            for one in some:
                for entity in self._of(one, known, posts):
                    if entity.id not in self.seen:
                        self.seen.add(entity.id)
                        self.cut += entity.cut
                        yield entity

    def _of(self, one: Linked, known: Mapping[str, Behind], posts: Mapping[str, Sequence[Post]]) -> Iterator[Entity]:
        """The entities of one event."""
        event = one.held.event
        for voice in event.voices:
            yield _article(voice.report)
            for _, filler in fillers_of(voice):
                actor = known.get(one.actor(voice, filler) or "")
                if actor is not None:
                    yield _party(actor)
            for post in posts.get(voice.report.id, ()):
                if post.actor in known:
                    yield from self._post(post, known[post.actor], voice.report)
        for place in _places(event.voices).values():
            yield _address(place)
        yield self._event(one, known)
        for voice in event.voices:
            yield self._evidence(one, voice)
        yield from self._payment(one, known)

    def _event(self, one: Linked, known: Mapping[str, Behind]) -> Entity:
        event, held = one.held.event, one.held
        made, best = Entity(id_of("event", event.id), "Event"), finest_place(event)
        made.add("name", clean(title_of(event, self.options), _NAME), self._ours())
        made.add("recordId", event.id)
        if one.changed is not None:
            made.add("modifiedAt", moment_of(one.changed))
        for name, value in dates_of(event.when).items() if event.when else ():
            teller = next(v for v in event.voices if v.entry.when and v.entry.when.start == event.when.start)  # type: ignore[union-attr]
            made.add(name, value, origin_of(teller, telling_words(teller.report, teller.entry)))
        made.add("location", event.place)
        for place in _places(event.voices).values():
            made.add("addressEntity", id_of("place", place.id))
        made.add("country", _country(best.country if best else None))
        for voice in event.voices:
            self._telling(made, one, voice, known)
        for word in _keywords(one):
            made.add("keywords", *word)
        made.add("keywords", f"status:{held.status}")
        made.add("summary", title_of(event, self.options), self._ours())
        made.add("description", "\n".join(story_lines(event, self.options)), self._ours())
        return made

    def _ours(self) -> Origin:
        """The origin of words that are ours, in the reader's language."""
        return Origin(language=ftm_rules()["language"].get(self.options.interface.code, ""))

    def _telling(self, made: Entity, one: Linked, voice: Voice, known: Mapping[str, Behind]) -> None:
        """What one report gives to the event: who takes part, and the report itself."""
        for role, filler in fillers_of(voice):
            actor = one.actor(voice, filler)
            if actor in known:
                name = "organizer" if role in ftm_rules()["roles"]["organizer"] else "involved"
                made.add(name, id_of("actor", str(actor)), origin_of(voice, filler.text))
        _published(made, voice)

    def _evidence(self, one: Linked, voice: Voice) -> Entity:
        """The sentences that tell an entry, with where they stand, how it is told, and what people judged of it."""
        entry, report = voice.entry, voice.report
        made = Entity(id_of("evidence", entry.id), "Documentation")
        made.add("document", id_of("report", report.id))
        made.add("entity", id_of("event", one.held.event.id))
        made.add("role", entry.kind)
        made.add("status", entry.factuality)
        made.add("status", one.held.statuses[entry.id])
        made.add("recordId", entry.id)
        if report.published is not None:
            made.add("date", report.published.isoformat())
        for span in entry.evidence or (entry.anchor,):
            made.add("summary", _stretch(span, report.text), origin_of(voice, span.of(report.text)))
        made.add("description", said_line(voice, self.options), self._ours())
        made.add("sourceUrl", url_of(report))
        made.add("publisher", report.outlet or "")
        return made

    def _post(self, post: Post, holder: Behind, report: Report) -> Iterator[Entity]:
        """A role in which a report names a person, and that the person holds it, by the report that tells so first."""
        if holder.kind != "person":
            return
        made = Entity(id_of("post", _hash(post.family, post.owner, post.domain)), "Position")
        language = ftm_rules()["language"].get(report.language, "")
        made.add("name", post.words, Origin(post.words, language))
        made.add("keywords", f"role:{post.family}")
        made.add("country", _country(post.owner))
        held = Entity(id_of("holds", _hash(post.actor, made.id)), "Occupancy")
        held.add("holder", id_of("actor", post.actor))
        held.add("post", made.id)
        held.add("date", post.day.isoformat() if post.day else "")
        held.add("description", post.words, Origin(post.words, language))
        held.add("proof", id_of("report", report.id))
        yield from (_party(holder), made, held)

    def _payment(self, one: Linked, known: Mapping[str, Behind]) -> Iterator[Entity]:
        """Money that reports tell to have been given, where both sides are known; several figures of one delivery are
        values of one payment, never several."""
        rules, event = ftm_rules()["payment"], one.held.event
        told = [voice for voice in event.voices if _is_paid(voice)]
        made = Entity(id_of("payment", event.id), "Payment")
        for voice in told:
            for side in ("payer", "beneficiary"):
                for filler in _fillers(voice, rules[side]):
                    if (actor := one.actor(voice, filler)) in known:
                        made.add(side, id_of("actor", str(actor)), origin_of(voice, filler.text))
            self._sum(made, one, voice)
        if {"payer", "beneficiary"} <= set(made.properties):
            for name, value in dates_of(event.when).items() if event.when else ():
                made.add(name, value)
            made.add("recordId", event.id)
            made.add("summary", title_of(event, self.options), self._ours())
            yield made
        else:
            self.unpaid += bool(told)

    def _sum(self, made: Entity, one: Linked, voice: Voice) -> None:
        rules, amount = ftm_rules()["payment"], voice.entry.roles.get(ftm_rules()["payment"]["amount"])
        assert isinstance(amount, Quantity)
        words = telling_words(voice.report, voice.entry)
        if amount.min is not None and amount.min == amount.max:
            made.add("amount", plain_number(amount.min), origin_of(voice, words))
        made.add("currency", amount.currency or "", origin_of(voice, words))
        purpose = voice.entry.roles.get(rules["purpose"])
        made.add("purpose", purpose if isinstance(purpose, str) else "")
        made.add("description", said_line(voice, self.options), self._ours())
        made.add("programme", f"status:{one.held.status}")
        _published(made, voice)


def _published(made: Entity, voice: Voice) -> None:
    """The report that tells it, as every entity names it."""
    made.add("proof", id_of("report", voice.report.id))
    made.add("sourceUrl", url_of(voice.report))
    made.add("publisher", voice.report.outlet or "")


def _article(report: Report) -> Entity:
    """A report with its text; the text is known by its SHA-1, as FollowTheMoney asks, and by its SHA-256."""
    made, language = Entity(id_of("report", report.id), "Article"), ftm_rules()["language"].get(report.language, "")
    origin = Origin(language=language)
    day = report.published.isoformat() if report.published else ""
    made.add(
        "title", report.title or ", ".join(part for part in (report.outlet or report.id[:12], day) if part), origin
    )
    for author in report.authors:
        made.add("author", author)
    made.add("publishedAt", moment_of(report.published_at) if report.published_at else day)
    made.add("language", language)
    made.add("sourceUrl", url_of(report))
    made.add("publisher", report.outlet or "")
    made.add("contentHash", sha1(report.text.encode("utf-8", "surrogatepass")).hexdigest())
    made.add("keywords", f"sha256:{text_id(report.text)}")
    made.add("mimeType", "text/plain")
    made.add("bodyText", report.text, origin)
    return made


def _party(actor: Behind) -> Entity:
    """Who takes part, as the register knows them; ids that lead to them stand as referents."""
    made = Entity(id_of("actor", actor.id), ftm_rules()["actor"].get(actor.kind, "LegalEntity"))
    made.merged = tuple(id_of("actor", id) for id in actor.merged)
    made.add("name", actor.name)
    for name in actor.names:
        if name != actor.name:
            made.add("alias", name)
    made.add("country", _country(actor.country))
    made.add("keywords", f"type:{actor.kind}")
    return made


def _address(place: Place) -> Entity:
    """A place on the map; of a region, a sea or a country the point is its middle, and the keyword says so."""
    made = Entity(id_of("place", place.id), "Address")
    made.add("full", place.name)
    column = {"city": "city", "point": "city", "region": "region"}.get(place.precision)
    if column:
        made.add(column, place.name)
    made.add("country", _country(place.country))
    if place.lat is not None and place.lon is not None:
        made.add("latitude", plain_number(place.lat))
        made.add("longitude", plain_number(place.lon))
    made.add("keywords", f"precision:{place.precision}")
    return made


def _stretch(span: Span, text: str) -> str:
    """Where words stand and the words: *[60:179] « … »*. Offsets count code points of the ledger's text."""
    return f"[{span.start}:{span.end}] « {span.of(text)} »"


def _places(voices: Iterable[Voice]) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for voice in voices:
        for filler in _fillers(voice, "place"):
            if filler.place is not None:
                found.setdefault(filler.place.id, filler.place)
    return found


def _fillers(voice: Voice, role: str) -> tuple[Filler, ...]:
    value = voice.entry.roles.get(role)
    return value if isinstance(value, tuple) else ()


def _country(code: str | None) -> str:
    """A country as FollowTheMoney has it, "" where it is none that the gazetteer knows."""
    known = code is not None and _COUNTRY.fullmatch(code) and load_gazetteer().country(code) is not None
    return code.lower() if known and code else ""


def _keywords(one: Linked) -> Iterator[tuple[str, Origin]]:
    """Its kind, each toll that was told, what each entry tells, contradictions."""
    event = one.held.event
    yield f"type:{event.kind}", Origin()
    for toll in event.tolls:
        for figure in (*toll.history, *toll.copied):
            words = telling_words(figure.voice.report, figure.voice.entry)
            yield f"{_hedge(figure.voice)}{toll.harm}:{number_of(figure.quantity)}", origin_of(figure.voice, words)
    for voice in event.voices:
        origin = origin_of(voice, telling_words(voice.report, voice.entry))
        yield f"told:{voice.entry.factuality}", origin
        yield from ((f"{_hedge(voice)}{word}", origin) for word in _told(voice))
        for role, filler in fillers_of(voice):
            yield f"{_hedge(voice)}{role}:{filler.name}", origin_of(voice, filler.text)
    for what in dict.fromkeys(contradiction.what for contradiction in event.contradictions):
        yield f"contradiction:{what}", Origin()


def _hedge(voice: Voice) -> str:
    """What stands before a keyword that an entry does not tell as a fact: `denied:`, `planned:`, `possible:`."""
    return "" if voice.entry.factuality == "actual" else f"{voice.entry.factuality}:"


def _told(voice: Voice) -> Iterator[str]:
    """Closed values of an entry, its sums and periods."""
    payment = ftm_rules()["payment"]
    for role, value in voice.entry.roles.items():
        if isinstance(value, str):
            yield f"{role}:{value}"
            if voice.entry.kind == payment["kind"] and role == payment["role"] and value in payment["keywords"]:
                yield payment["keywords"][value]
        elif isinstance(value, Quantity) and role != "number":
            total = ":total" if value.scope else ""
            yield f"{role}{total}:{number_of(value)} {value.currency or ''}".strip()
        elif isinstance(value, When):
            yield f"{role}:{value.start}/{value.end}"


def _is_paid(voice: Voice) -> bool:
    """Whether an entry tells as a fact that a sum of money was given; a total over a period is no payment."""
    rules, entry = ftm_rules()["payment"], voice.entry
    amount = entry.roles.get(rules["amount"])
    given = entry.kind == rules["kind"] and entry.roles.get(rules["role"]) == rules["value"]
    money = isinstance(amount, Quantity) and amount.currency is not None and amount.scope is None
    return given and money and entry.factuality == "actual"


def _by_report(posts: Iterable[Post]) -> dict[str, list[Post]]:
    found: dict[str, list[Post]] = {}
    for post in posts:
        found.setdefault(post.report, []).append(post)
    return found


def _hash(*parts: str) -> str:
    return sha1("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]
