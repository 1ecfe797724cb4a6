"""Made-up reports of strikes, with the entries that a reading would give: what tests of linking put into a ledger."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from greffier.ledger import Ledger, Run, add_report
from greffier.model import Entry, Filler, Place, Quantity, Report, Sentence, Span, When, report_id

RUN = Run("greffier test", {})
TOWNS = {
    "Exempleville": Place("ex:1", "Exempleville", "EX", 48.0, 35.0, "city"),
    "Autreville": Place("ex:2", "Autreville", "EX", 48.0, 39.0, "city"),
}
DAY = date(2031, 5, 4)


def strike(
    outlet: str, killed: int, *, day: int = 0, told: int = 0, town: str = "Exempleville", more: str = "",
    bound: str = "", scope: str | None = None, url: str | None = None,
) -> tuple[Report, tuple[Entry, ...], list[Sentence]]:  # fmt: skip
    """A report that tells of a strike `day` days after DAY, published `told` days after that, with its toll."""
    when = DAY + timedelta(day)
    text = f"Exemple inventé. Des drones ont visé {town}, tuant {bound}{killed} dockers, écrit {outlet}. {more}".strip()
    published = when + timedelta(told)
    report = Report(
        report_id(text, published, outlet, url, "fr"),
        text,
        f"Frappe sur {town}",
        published,
        "fr",
        outlet,
        url,
        "a.json",
    )
    start = text.index("Des drones")
    sentence = Span(start, text.index(".", start) + 1)
    place = Filler("place", town, _span(text, town), town, place=TOWNS[town])
    common: dict[str, Any] = {
        "report": report.id, "evidence": (sentence,), "factuality": "actual", "source": None, "doubts": (),
        "by": "made.up", "when": When(when, when),
    }  # fmt: skip
    attack = Entry(
        _id(report, "attack"), kind="attack", anchor=_span(text, "visé"), roles={"place": (place,)}, **common
    )
    number = Quantity(killed, None if bound else killed, scope=scope)
    toll = Entry(
        _id(report, "toll"), kind="toll", anchor=_span(text, "tuant"), **common,
        roles={"harm": "killed", "number": number, "place": (place,)},
    )  # fmt: skip
    return report, (attack, toll), [Sentence(0, sentence, (), ())]


def actors_named() -> list[tuple[Report, tuple[Entry, ...], list[Sentence]]]:
    """Two reports in which somebody made up speaks, under two of his names, and one in which a country does."""
    said = (("Ostap Vymyslenko", "person"), ("M. Vymyslenko", "person"), ("Norvège", "country"))
    return [_speech(name, kind, number) for number, (name, kind) in enumerate(said)]


def _speech(name: str, kind: str, number: int) -> tuple[Report, tuple[Entry, ...], list[Sentence]]:
    text = f"Exemple inventé. « Le port rouvrira », a dit {name}."
    day, outlet = DAY + timedelta(number), f"Exemple-Presse {number}"
    report = Report(report_id(text, day, outlet, None, "fr"), text, "Exemple", day, "fr", outlet, None, "b.json")
    id, bare = ("country:NO", name) if kind == "country" else (f"person:{name.lower()}", name.removeprefix("M. "))
    speaker = Filler("speaker", name, _span(text, name), bare, (bare,), id, "NO" if kind == "country" else None)
    entry = Entry(
        _id(report, "statement"), report.id, "statement", _span(text, "a dit"), (Span(0, len(text)),), "actual", None,
        None, {"speaker": (speaker,)}, (), "made.up",
    )  # fmt: skip
    return report, (entry,), []


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def _id(report: Report, kind: str) -> str:
    return hashlib.sha256(f"{report.id}{kind}".encode()).hexdigest()[:16]


def keep(ledger: Ledger, *told: tuple[Report, tuple[Entry, ...], list[Sentence]]) -> None:
    for report, entries, sentences in told:
        add_report(ledger, report, entries, sentences, RUN)


def stream() -> list[tuple[Report, tuple[Entry, ...], list[Sentence]]]:
    """Strikes on two towns on three days, each told by several outlets, one copied, one report with a new version."""
    wire = (
        "La production du port est à l'arrêt depuis l'aube et les secours cherchent encore sous les décombres du quai."
    )
    found = [
        strike(outlet, 3 + day + told, day=day, told=told, town=town)
        for day in range(3)
        for town in TOWNS
        for told, outlet in enumerate(("Exemple-Presse", "La Gazette imaginaire", "Agence Fictive"))
    ]
    found += [strike("Le Courrier d'Exemple", 3, more=wire), strike("Le Soir de nulle part", 3, more=wire)]
    found += [strike("Le Quotidien inventé", n, url="https://exemple.invalid/1") for n in (3, 4)]
    return found


def names_in(path: Path) -> str:
    """The canonical export, as the program gives it."""
    from greffier.export import canonical_line
    from greffier.ledger import kept_report, open_ledger, report_ids
    from greffier.ledger.events import name_of_events
    from greffier.model import STATUSES

    with open_ledger(path) as ledger, ledger.begin() as connection:
        names = name_of_events(connection)
        return "".join(canonical_line(kept_report(connection, r), STATUSES, names) for r in report_ids(connection))
