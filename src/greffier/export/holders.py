"""Who holds a role that a report tells without a name, in words: and which other report says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from greffier.export.words import date_words
from greffier.lexicon import Interface
from greffier.model import Entry, Filler, When

if TYPE_CHECKING:
    from greffier.ledger import Holder

__all__ = ["holder_lines", "holder_words"]


def holder_lines(entry: Entry, holders: Mapping[str, Holder], interface: Interface) -> Iterator[str]:
    """A line for each that an entry tells by a role alone: *le président turc = Ostap Vymyslenko (…)*."""
    roles = [value for role, value in entry.roles.items() if isinstance(value, tuple) and role != "place"]
    told: list[Filler] = [*([entry.source] if entry.source else []), *(filler for value in roles for filler in value)]
    found = {filler.id: filler for filler in told if filler.id in holders}
    for id, filler in found.items():
        if id is not None:
            yield f"{filler.text} = {holder_words(holders[id], interface)}"


def holder_words(holder: Holder, interface: Interface) -> str:
    """The name and id, and where it is told."""
    day = date_words(When(holder.published, holder.published), interface.code) if holder.published else ""
    report = ", ".join(part for part in (holder.outlet, day, holder.report[:12]) if part)
    return f"{holder.name} ({holder.actor}) – {interface.say('told by {report}', report=report)}"
