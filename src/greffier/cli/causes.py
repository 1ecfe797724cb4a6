"""What `greffier score --errors` prints: faults by their cause, with examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from greffier.cli.bilingual import spoken

if TYPE_CHECKING:
    from greffier.evaluate import Fault, Figures, GoldReport, Row

__all__ = ["print_causes", "print_mistakes"]

_HEADINGS = ("missed", "false", "spoilt", "flaws", "share", "gain")


def print_causes(found: Sequence[Fault], total: Figures, examples: int) -> None:
    """The table of causes, then up to `examples` faults of each; 0 is for all."""
    from greffier.evaluate import table

    rows = table(found, total.whole.hits, total.whole.said, total.whole.gold)
    click.secho(spoken().say("Faults by cause"), bold=True)
    click.echo(f"{'':28}" + "".join(f"{spoken().label('fault', h):>9}" for h in _HEADINGS))
    for row in rows:
        click.echo(_row(row))
    for row in rows:
        mine = sorted((f for f in found if f.cause == row.cause), key=lambda f: f.shows == "flaw")
        _print_examples(row.cause, mine, examples)
    click.echo()


def _row(row: Row) -> str:
    counts = "".join(f"{n:9}" for n in (row.missed, row.false, row.spoilt, row.flaws))
    return f"{spoken().label('cause', row.cause):28}{counts}{row.share:9.1%}{row.gain:+9.3f}"


def _print_examples(cause: str, mine: Sequence[Fault], examples: int) -> None:
    click.echo()
    click.secho(f"{spoken().label('cause', cause)} ({len(mine)})", bold=True)
    for f in mine[:examples] if examples else mine:
        told = f"  {f.detail}" if f.detail else ""
        click.echo(f"{spoken().label('fault', f.shows)}  {f.report} @{f.start} {f.kind}{told}  {f.words}")


def print_mistakes(gold: dict[str, GoldReport], said: dict[str, dict[str, Any]]) -> None:
    """Every mistake of predictions from a file: nothing is known of how they were found."""
    from greffier.evaluate import mistakes

    for key, report in gold.items():
        for m in mistakes(report.name, report.data, said.get(key, {})):
            mark = "!" if m.spoils else " "
            told = f"  gold {m.gold}  said {m.said}" if m.gold or m.said else ""
            click.echo(f"{mark} {m.report} @{m.start} {m.kind} {m.what}{told}  [{m.frame}] {m.words}")
