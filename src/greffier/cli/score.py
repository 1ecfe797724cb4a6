"""`greffier score`: how well coded reports are read."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from greffier.cli.bilingual import Command, spoken
from greffier.cli.causes import print_causes, print_mistakes
from greffier.cli.reports import SOME_FAILED, Readings
from greffier.errors import InputError
from greffier.settings import from_environment

if TYPE_CHECKING:
    from greffier.evaluate import Curve, Fall, Fault, Figures, GoldReport, Reliability, Score, Tally

__all__ = ["UNDER_A_FLOOR", "score"]

UNDER_A_FLOOR = 7

Gold = dict[str, "GoldReport"]
Said = dict[str, dict[str, Any]]


@click.command(
    cls=Command,
    help="Read coded reports and score the ledger against them, as the codebook says. "
    "GOLD_DIR is a folder or a file; without it, GREFFIER_GOLD.",
)
@click.argument("gold_dir", required=False, metavar="[GOLD_DIR]")
@click.option(
    "--predictions", metavar="FILE", help="Score this file (one JSON report a line) instead of reading the reports."
)
@click.option("--errors", is_flag=True, help="Sort mistakes by cause, with examples (never on unread reports).")
@click.option("--examples", type=click.IntRange(min=0), default=5, help="How many examples of each cause; 0 shows all.")
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON.")
@click.option("--floors", metavar="FILE", help="Fail when a figure is under its floor in this file.")
@click.option("--raise-floors", is_flag=True, help="Write the figures to the floors file where they are higher.")
@click.option("--lower-floors", is_flag=True, help="Write the figures to the floors file, lower ones too.")
def score(
    gold_dir: str | None,
    predictions: str | None,
    errors: bool,
    examples: int,
    as_json: bool,
    floors: str | None,
    raise_floors: bool,
    lower_floors: bool,
) -> int:
    """Score the reports in `gold_dir` and print the figures; gives the exit code."""
    from greffier import evaluate

    folder = _folder(gold_dir)
    if errors and evaluate.is_unread(folder):
        raise InputError("{folder}: these reports stay unread: only their totals are shown, no errors.", folder=folder)
    gold = evaluate.load_gold(folder)
    faults: list[Fault] = []
    said = (
        evaluate.load_predictions(Path(predictions), gold) if predictions else _read(gold, faults if errors else None)
    )
    tallies = [evaluate.count(report.data, said.get(key, {})) for key, report in gold.items()]
    found, digest = evaluate.figures(tallies), evaluate.digest(gold)
    if floors and (raise_floors or lower_floors):
        evaluate.write_floors(Path(floors), digest, found, lower=lower_floors)
    if errors:
        print_mistakes(gold, said) if predictions else print_causes(faults, found, examples)
    curve = evaluate.curve(list(gold), tallies)
    sure = evaluate.reliability([p for key, report in gold.items() for p in _told(report, said.get(key, {}))])
    if as_json:
        parts = {"figures": asdict(found), "folds": asdict(curve), "confidence": asdict(sure)}
        click.echo(json.dumps({"digest": digest, **parts}, indent=1))
    else:
        _print(gold, tallies, found, curve, digest)
        _print_confidence(sure)
    return _verdict(_under(floors, digest, found), len(gold.keys() - said.keys()))


def _folder(gold_dir: str | None) -> Path:
    folder = Path(gold_dir) if gold_dir else from_environment(os.environ).gold
    if folder is None:
        raise InputError("which coded reports? Give their folder, or set GREFFIER_GOLD.")
    return folder


def _read(gold: Gold, faults: list[Fault] | None) -> Said:
    """What the pipeline reads in each report; faults are added to `faults`, where it is a list."""
    from greffier.evaluate import faults as faults_of
    from greffier.evaluate import working
    from greffier.export import report_to_json
    from greffier.intake import Defaults, from_json

    readings = Readings()
    said = {}
    for key, report in gold.items():
        reading = readings.read(from_json(json.dumps(report.data), Defaults(), report.name))
        said[key] = report_to_json(reading.report, reading.entries)
        if faults is not None:
            known = working(readings.pipelines[reading.report.language], reading)
            faults += faults_of(report.name, report.data, said[key], known)
    return said


def _under(floors: str | None, digest: str, found: Figures) -> list[Fall]:
    from greffier import evaluate

    if not floors:
        return []
    known = evaluate.read_floors(Path(floors))
    if digest not in known:
        click.echo(
            f"greffier: {spoken().say('no floors for these coded reports ({digest}).', digest=digest)}", err=True
        )
    return evaluate.falls(known.get(digest, {}), found)


def _verdict(under: Sequence[Fall], missing: int) -> int:
    interface = spoken()
    for fall in under:
        sentence = interface.say("{name} is {found:.3f}, under its floor of {floor:.3f}.", **asdict(fall))
        click.echo(f"greffier: {sentence}", err=True)
    if missing:
        sentence = "{count} {count:report has|reports have} no prediction: {count:its|their} entries count as missed."
        click.echo(f"greffier: {interface.say(sentence, count=missing)}", err=True)
    return UNDER_A_FLOOR if under else SOME_FAILED if missing else 0


def _told(report: GoldReport, said: dict[str, Any]) -> list[tuple[float, bool]]:
    """The confidence of each predicted entry that counts, and whether it is right as it stands."""
    from greffier.evaluate import judged

    return [(j.confidence, j.whole) for j in judged(report.data, said)]


def _print_confidence(sure: Reliability) -> None:
    sentence = spoken().say(
        "Confidence: mean {mean:.3f}, right as they stand {right:.3f}, calibration error {error:.3f} "
        "({count} {count:entry|entries})",
        mean=sure.confidence,
        right=sure.right,
        error=sure.error,
        count=sure.count,
    )
    click.echo(sentence)


def _print(gold: Gold, tallies: Sequence[Tally], found: Figures, curve: Curve, digest: str) -> None:
    from greffier import evaluate

    by_language: dict[str, list[Tally]] = {}
    for report, tally in zip(gold.values(), tallies, strict=True):
        by_language.setdefault(report.language, []).append(tally)
    for code, part in sorted(by_language.items()) if len(by_language) > 1 else []:
        _print_figures(code, evaluate.figures(part))
    _print_figures(spoken().say("{count} {count:report|reports} ({digest})", count=found.reports, digest=digest), found)
    _print_kinds(found)
    _print_curve(curve)


def _print_figures(label: str, found: Figures) -> None:
    click.secho(label, bold=True)
    click.echo(f"{'':14}  P      R      F1     95 %          gold   said")
    for name in ("whole", "entries", "facts", "roles", "when", "not_actual", "source"):
        click.echo(_row(name, getattr(found, name)))
    for name, share in (("macro_whole", found.macro_whole), ("numbers", found.numbers), ("when_near", found.when_near)):
        if share is not None:
            click.echo(f"{_label(name):34}  {_figure(share)}")
    click.echo()


def _print_kinds(found: Figures) -> None:
    click.secho(spoken().say("By kind: found, and whole"), bold=True)
    for kind, figure in found.kinds.items():
        whole = found.whole_kinds[kind].f1
        click.echo(f"{kind:14}  {_three(figure)}  {_figure(whole)}        {figure.gold:6g} {figure.said:6g}")
    click.echo()


def _print_curve(curve: Curve) -> None:
    click.secho(spoken().say("Five folds by report: whole facts F1"), bold=True)
    click.echo(spoken().say("(the frames are written by hand: nothing is trained, no fold learns from another)"))
    for number, (alone, growing) in enumerate(zip(curve.alone, curve.growing, strict=True), 1):
        click.echo(f"{number:14}  {_figure(alone.whole.f1)}  {_figure(growing.whole.f1)}  {growing.reports:6}")
    click.echo(f"{'':14}  {_figure(curve.mean)} ± {_figure(curve.spread)}")


def _row(name: str, figure: Score) -> str:
    told, sure = spoken(), ""
    if figure.low is not None and figure.high is not None:
        sure = f"[{told.number(figure.low, '.2f')}; {told.number(figure.high, '.2f')}]"
    return f"{_label(name):14}  {_three(figure)}  {sure:12} {figure.gold:6g} {figure.said:6g}"


def _three(figure: Score) -> str:
    return "  ".join(map(_figure, (figure.precision, figure.recall, figure.f1)))


def _figure(share: float) -> str:
    """Three decimals, as the interface writes them."""
    return spoken().number(share, ".3f")


def _label(name: str) -> str:
    return spoken().label("figure", name)
