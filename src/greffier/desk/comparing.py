"""A ledger beside a reference: which events and records are one, what differs, and why the others stand alone."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from greffier.desk.beside import Own, kinds_of, own_of, told_record
from greffier.errors import InputError
from greffier.ledger import Connection, Question, count_asked
from greffier.ledger.references import days_with_reports, find_reference, records_of
from greffier.lexicon import Interface, load_kinds
from greffier.lexicon.records import comparing, load_sheet
from greffier.link.beside import Blocks, Item, Likeness, item_of_record, nearest_of, set_beside
from greffier.link.beside.result import Alone, Comparison, Matched, Near, Told, differences
from greffier.link.beside.score import least_of
from greffier.model import STATUSES, Record, Reference

__all__ = ["compare"]

_STANDING = STATUSES[:-1]


def compare(connection: Connection, name: str, question: Question, interface: Interface) -> Comparison:
    """Set what a question asks for beside the records of a reference. Raises LookupFailed, InputError.

    Days and countries asked about choose records too; what else is asked chooses entries only.
    """
    reference = find_reference(connection, name)
    asked = _asked(question, reference)
    statuses = (question.status,) if question.status else _STANDING
    room = timedelta(days=comparing()["days"])
    wide = replace(asked, since=_shifted(asked.since, -room), until=_shifted(asked.until, room))
    ours = own_of(connection, wide, statuses, reference.form, interface)
    theirs, aside_there = _theirs(connection, reference, wide)
    inside, fit = _Inside(asked, reference), [own for own in ours if own.fits]
    matching = set_beside([own.told.item for own in fit], [item_of_record(record) for record in theirs])
    shown = [told_record(record, interface) for record in theirs]
    pairs = [_matched(fit[own].told, shown[other], like) for own, (other, like) in matching.pairs.items()]
    alone = [own for number, own in enumerate(fit) if number not in matching.pairs]
    matched = {other for other, _ in matching.pairs.values()}
    left = [told for number, told in enumerate(shown) if number not in matched and inside.counts(told.item)]
    taken, barred = _taken(pairs), [Alone(own.told, own.bar) for own in ours if not own.fits]
    here = [one for one in (*barred, *_here(alone, shown, taken, inside)) if inside.counts(one.told.item)]
    there = _There(connection, asked, statuses, reference, interface, [own.told for own in fit], taken)
    return Comparison(
        reference,
        tuple(sorted((pair for pair in pairs if inside.both(pair)), key=lambda pair: _order(pair.here))),
        tuple(sorted(here, key=lambda one: _order(one.told))),
        tuple(there.of(told) for told in sorted(left, key=_order)),
        _aside(connection, asked, statuses, reference),
        aside_there,
    )


def _asked(question: Question, reference: Reference) -> Question:
    """The question, of kinds that a dataset has. Raises InputError where it asks for none of them."""
    known = kinds_of(load_sheet(reference.form))
    kinds = tuple(kind for kind in question.kinds or known if kind in known)
    if not kinds:
        names = ", ".join(known)
        raise InputError("a table of {form} knows only these kinds: {names}.", form=reference.form, names=names)
    return replace(question, kinds=(*kinds, "toll") if "attack" in kinds and "toll" not in kinds else kinds)


def _shifted(day: date | None, room: timedelta) -> date | None:
    return None if day is None else day + room


def _theirs(connection: Connection, reference: Reference, question: Question) -> tuple[list[Record], dict[str, int]]:
    """The records asked for, and how many there are of types that are no kind of ours."""
    found, aside = list[Record](), Counter[str]()
    kinds = set(question.kinds)
    for record in records_of(connection, reference.name):
        if question.since and (record.end is None or record.end < question.since):
            continue
        if question.until and (record.start is None or record.start > question.until):
            continue
        if question.country and record.country != question.country:
            continue
        if record.kind in kinds:
            found.append(record)
        else:
            aside[record.type] += 1
    return found, dict(sorted(aside.items()))


def _matched(here: Told, there: Told, likeness: Likeness) -> Matched:
    return Matched(here, there, likeness, tuple(differences(here, there, likeness)))


def _taken(pairs: Iterable[Matched]) -> dict[str, str]:
    """What each side of a pair is matched with, by side and id."""
    found = {f"here {pair.here.item.id}": pair.there.item.id for pair in pairs}
    return found | {f"there {pair.there.item.id}": pair.here.item.id for pair in pairs}


def _order(told: Told) -> tuple[bool, int, str]:
    return told.item.first is None, told.item.first or 0, told.item.id


@dataclass(frozen=True, slots=True)
class _Inside:
    """The days asked about: what lies beside them was only there to be matched."""

    question: Question
    reference: Reference

    def counts(self, item: Item) -> bool:
        """Whether it lies within these days, as far as is known."""
        since, until = self.question.since, self.question.until
        early = since is not None and item.last is not None and item.last < since.toordinal()
        return not early and not (until is not None and item.first is not None and item.first > until.toordinal())

    def both(self, pair: Matched) -> bool:
        """Whether one of a pair does."""
        return self.counts(pair.here.item) or self.counts(pair.there.item)

    def out(self, item: Item) -> str:
        """Why a reference cannot have something: its days, its countries."""
        first, last = self.reference.first, self.reference.last
        early = item.last is not None and first is not None and item.last < first.toordinal()
        if early or (item.first is not None and last is not None and item.first > last.toordinal()):
            return "days"
        known = self.reference.countries
        return "country" if item.kind != "aid" and item.country and known and item.country not in known else ""


def _here(alone: Sequence[Own], theirs: Sequence[Told], taken: dict[str, str], inside: _Inside) -> Iterator[Alone]:
    """What only the ledger has: no home there, out of the reference's days or countries, or not found in it."""
    blocks = Blocks([told.item for told in theirs])
    for own in alone:
        out = own.bar or inside.out(own.told.item)
        near = None if out else _near(own.told, theirs, blocks, taken, "there")
        yield Alone(own.told, out or _reason(near), near)


def _near(told: Told, others: Sequence[Told], blocks: Blocks, taken: dict[str, str], side: str) -> Near | None:
    nearest = nearest_of(told.item, blocks)
    if nearest is None:
        return None
    other = others[nearest[0]]
    return Near(other, nearest[1], taken.get(f"{side} {other.item.id}", ""))


def _reason(near: Near | None) -> str:
    if near is None:
        return "nothing"
    return "taken" if near.taken and near.likeness.score >= least_of(near.told.item.kind) else "near"


class _There:
    """Why a record has no event: rejected, not among those asked for, near, not told, or no reports of those days."""

    def __init__(
        self,
        connection: Connection,
        question: Question,
        statuses: Sequence[str],
        reference: Reference,
        interface: Interface,
        ours: Sequence[Told],
        taken: dict[str, str],
    ) -> None:
        self.ours, self.taken, self.judged = ours, taken, bool(question.status)
        self.blocks = Blocks([told.item for told in ours])
        self.days = sorted(days_with_reports(connection, question))
        plain = Question(kinds=question.kinds, country=question.country, since=question.since, until=question.until,
                         as_of=question.as_of, as_known=question.as_known)  # fmt: skip
        known = {told.item.id for told in ours}
        self.pools: list[tuple[str, list[Told], Blocks]] = []
        for reason, others in (("filtered", _STANDING), ("rejected", STATUSES[-1:])):
            if reason == "filtered" and question == replace(plain, withdrawn=question.withdrawn):
                continue
            asked = plain if reason == "filtered" else replace(plain, status=STATUSES[-1])
            pool = _fit(own_of(connection, asked, others, reference.form, interface), known)
            self.pools.append((reason, pool, Blocks([told.item for told in pool])))

    def of(self, told: Told) -> Alone:
        """A record that has no match, with the reason."""
        for reason, pool, blocks in self.pools:
            near = _near(told, pool, blocks, {}, "here")
            if near is not None and near.likeness.score >= least_of(told.item.kind):
                unjudged = reason == "filtered" and self.judged and near.told.status == STATUSES[0]
                return Alone(told, "unreviewed" if unjudged else reason, near)
        near = _near(told, self.ours, self.blocks, self.taken, "here")
        if near is not None:
            return Alone(told, _reason(near), near)
        return Alone(told, "untold" if self._reported(told.item) else "unreported")

    def _reported(self, item: Item) -> bool:
        """Whether the ledger has a report published when one would tell it."""
        if item.first is None or item.last is None:
            return bool(self.days)
        at = bisect_left(self.days, item.first)
        return at < len(self.days) and self.days[at] <= item.last + comparing()["reported"]


def _fit(owns: Iterable[Own], known: set[str]) -> list[Told]:
    return [own.told for own in owns if own.fits and own.told.item.id not in known]


def _aside(connection: Connection, question: Question, statuses: Sequence[str], reference: Reference) -> dict[str, int]:
    """How many entries are asked for of kinds that the dataset has not."""
    kinds = set(load_kinds()) - set(kinds_of(load_sheet(reference.form)))
    counts = {kind: count_asked(connection, replace(question, kinds=(kind,)), statuses) for kind in sorted(kinds)}
    return {kind: count for kind, count in counts.items() if count}
