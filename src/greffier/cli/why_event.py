"""`greffier why EVENT`: what holds its entries together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from greffier.cli.bilingual import spoken
from greffier.cli.events import linked_ledger
from greffier.cli.ledgers import ledger_path
from greffier.errors import LookupFailed

if TYPE_CHECKING:
    from greffier.ledger.events import Connection
    from greffier.link.records import Telling
    from greffier.pipeline.asking import Tie

__all__ = ["explain_event", "names_event"]

_MOST = 12  # ties shown beyond those that hold it together


def names_event(name: str) -> bool:
    """Whether a name is that of an event: ids of entries are hexadecimal, and no hexadecimal begins so."""
    return name.startswith("ev")


def explain_event(name: str, ledger: str | None) -> None:
    """Tell why the entries of an event are one. Raises LookupFailed when there is no such event."""
    from greffier.ledger.events import find_event
    from greffier.pipeline.asking import ties_of

    with linked_ledger(ledger_path(ledger)) as opened, opened.begin() as connection:
        event = find_event(connection, name)
        if event is None:
            raise LookupFailed("no event {id!r} in the ledger; greffier events lists them.", id=name)
        tellings, ties = ties_of(connection, event)
        about = {t.id: _about(connection, t) for t in tellings}
    _tellings(event, tellings, about)
    _ties(ties, about)


def _about(connection: Connection, telling: Telling) -> str:
    from greffier.ledger import kept_report

    kept = kept_report(connection, telling.report)
    words = [e.anchor.of(kept.report.text) for e in kept.entries if e.id in telling.entries]
    published = kept.report.published.isoformat() if kept.report.published else "?"
    return f"{kept.report.outlet or telling.report[:8]}, {published} : {' + '.join(words)}"


def _tellings(event: str, tellings: tuple[Telling, ...], about: Mapping[str, str]) -> None:
    say = spoken().say
    click.echo(say("{event}: told by {count} {count:report|reports}.", event=event, count=len(tellings)))
    for telling in tellings:
        click.echo(f"  {about[telling.id]}")
        if len(telling.entries) > 1:
            words = say("one report, one happening: told together, nothing sets them apart")
            click.secho(f"    {', '.join(e[:8] for e in telling.entries)} – {words}", dim=True)
        else:
            click.secho(f"    {telling.id[:8]}", dim=True)


def _ties(ties: list[Tie], about: Mapping[str, str]) -> None:
    say = spoken().say
    holding = [t for t in ties if t.holds]
    rest = [t for t in ties if not t.holds]
    if not ties:
        return
    click.echo()
    click.echo(say("What holds them together, in bits (from {threshold} on two are linked):", threshold=_threshold()))
    for tie in [*holding, *rest[:_MOST]]:
        _tie(tie, about)
    if len(rest) > _MOST:
        click.echo(say("and {count} weaker {count:link|links}.", count=len(rest) - _MOST))


def _threshold() -> str:
    from greffier.link.scoring import load_weights

    return f"{load_weights().threshold:g}"


def _tie(tie: Tie, about: Mapping[str, str]) -> None:
    interface = spoken()
    mark = "=" if tie.holds else "·"
    click.echo(f"{mark} {tie.weight:+.1f}  {about[tie.one[0]]}")
    click.echo(f"        {about[tie.other[0]]}")
    if tie.words:
        click.secho(f"        {interface.say('a sentence told word for word')}", dim=True)
    found = [
        f"{interface.label('tie', name)} {interface.label('level', level)} {bits:+.1f}"
        for name, (level, bits) in tie.found.items() if level
    ]  # fmt: skip
    click.secho(f"        {' · '.join(found)}", dim=True)
    failed = [interface.label("tie", name) for name, passes in tie.checks.items() if not passes]
    told = ", ".join(interface.label("tie", name) for name, passes in tie.checks.items() if passes)
    click.secho(f"        {interface.say('nothing forbids it: {checks}', checks=told)}", dim=True)
    if failed:
        click.secho(
            f"        {interface.say('joined by a judgement against: {checks}', checks=', '.join(failed))}", dim=True
        )
