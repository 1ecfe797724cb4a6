"""What is made of entries, made again after people judged or reports were read again: actors and events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from greffier.judge import Pairs
    from greffier.ledger import Ledger
    from greffier.lexicon import Gazetteer
    from greffier.model import Judgement, Listed
    from greffier.pipeline.linking import Judged
    from greffier.settings import Location

__all__ = [
    "catch_up_register",
    "gazetteer_of",
    "judged_events",
    "lists_of",
    "pairs_in",
    "renew",
    "renew_after",
    "settle",
]

_AT_ONCE = 10  # reports whose actors are looked at again in one transaction, so that whoever judges waits little


def pairs_in(ledger: Ledger) -> Pairs:
    """What people judged to be one, or two."""
    from greffier.judge import pairs_of

    with ledger.look() as connection:
        return pairs_of(connection)


def judged_events(pairs: Pairs) -> Judged:
    """The pairs of entries, for linking."""
    from greffier.pipeline.linking import Judged

    return Judged(frozenset(pairs.same_event), frozenset(pairs.different_event))


def gazetteer_of(ledger: Ledger) -> Gazetteer:
    """The tables, with the lists that the ledger remembers."""
    from greffier.lexicon import load_gazetteer

    return load_gazetteer().with_lists(*lists_of(ledger))


def lists_of(ledger: Ledger) -> tuple[Sequence[Listed], Sequence[Listed]]:
    """One's own actors and places that the ledger remembers."""
    from greffier.ledger import ActorStore

    with ledger.look() as connection:
        store = ActorStore(connection)
        return store.listed("actor"), store.listed("place")


def renew(ledger: Ledger, reports: Iterable[str], actors: Iterable[str] = ()) -> None:
    """Who the actors of these reports are, what these `actors` (ids) are, and what events the reports tell of."""
    from greffier.pipeline import Judged, catch_up, renew_register
    from greffier.pipeline.linking import link_reports
    from greffier.pipeline.overview import fill_outlines

    pairs, gazetteer, changed = pairs_in(ledger), gazetteer_of(ledger), sorted(set(reports))
    judged = Judged(pairs.same_actor, pairs.different_actor)
    with ledger.begin() as connection:
        caught = catch_up(connection, gazetteer, judged)
        rest = [report for report in changed if report not in caught]
        renew_register(connection, gazetteer, rest[:_AT_ONCE], actors, judged)
    for start in range(_AT_ONCE, len(rest), _AT_ONCE):
        with ledger.begin() as connection:
            renew_register(connection, gazetteer, rest[start : start + _AT_ONCE], (), judged)
    if changed:
        link_reports(ledger, changed, judged_events(pairs))
    fill_outlines(ledger)


def settle(ledger: Ledger) -> None:
    """Make actors and events of all reports that wait for it: new ones, those read again, those of a run broken off."""
    from greffier.ledger import ActorStore
    from greffier.lexicon.persons import register_rules
    from greffier.pipeline import Judged, catch_up
    from greffier.pipeline.linking import is_linked, link_pending
    from greffier.pipeline.overview import fill_outlines

    with ledger.look() as connection:
        store = ActorStore(connection)
        behind = store.is_behind(register_rules(store.listed("actor")))
        unlinked = not is_linked(connection)
    if behind or unlinked:
        pairs = pairs_in(ledger)
        if behind:
            gazetteer = gazetteer_of(ledger)
            with ledger.begin() as connection:
                catch_up(connection, gazetteer, Judged(pairs.same_actor, pairs.different_actor))
        if unlinked:
            link_pending(ledger, judged_events(pairs))
    fill_outlines(ledger)


def renew_after(ledger: Ledger, judgements: Iterable[Judgement]) -> None:
    """As `renew`, for what judgements are about; one that undoes another is about the same."""
    from greffier.judge import subjects_of

    with ledger.look() as connection:
        told = [subjects_of(connection, one) for one in judgements]
    renew(ledger, (r for reports, _ in told for r in reports), (a for _, actors in told for a in actors))


def catch_up_register(path: Location) -> None:
    """Enter into the register of actors the reports that it lacks: those from before it was there, or from before the
    rules by which it is made changed."""
    from greffier.ledger import ActorStore, open_ledger, read_ledger
    from greffier.lexicon.persons import register_rules

    with read_ledger(path) as opened, opened.begin() as connection:
        store = ActorStore(connection)
        if not store.is_behind(register_rules(store.listed("actor"))):
            return
    with open_ledger(path) as opened:
        renew(opened, ())
