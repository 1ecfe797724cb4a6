"""A ledger of two reports with entries of every form of role, in texts that count otherwise elsewhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from greffier.ledger import Run, add_report, kept_report, open_ledger, read_ledger, report_ids
from greffier.model import Entry, Filler, Quantity, Report, Sentence, Span, SpanRole, When, report_id
from greffier.model.gold import role_to_json, span_to_json

# What stands before the words: code points of two UTF-16 units, marks that combine, right to left, other line ends.
OPENINGS = {
    "plain": "",
    "emoji": "🚨🇺🇦 Alerte 𝄞. ",
    "combining": "De\u0301pe\u0302che. ",
    "rtl": "\u202bמברק מומצא\u202c. ",
    "crlf": "Dépêche\r\n\r\nSuite.\r\n",
}
BODY = (
    "Trois drones ont visé le port d'Exempleville, tuant quatre dockers, selon le maire. "
    "La ministre a promis 5 millions d'euros. Elle rejette le plan d'Ailleurs 👍 en bloc."
)


def reports(opening: str, count: int = 2) -> list[Report]:
    """Reports whose texts begin so."""
    found = []
    for number in range(count):
        text = f"{opening}{BODY} Dépêche {number}."
        day, outlet, url = date(2031, 5, 4), "Exemple-Presse", f"https://exemple.invalid/{number}"
        identity = report_id(text, day, outlet, url, "fr")
        found.append(Report(identity, text, f"Titre {number}", day, "fr", outlet, url))
    return found


def entries_of(of: Report) -> list[Entry]:
    """An attack, a toll, a pledge and a position."""
    text = of.text

    def span(words: str) -> Span:
        start = text.index(words)
        return Span(start, start + len(words))

    def filler(role: str, words: str, name: str = "", **more: Any) -> Filler:
        names = (name or words, words) if name else (words,)
        return Filler(role, words, span(words), name or words, names, **more)

    first = span("Trois drones").join(span("le maire."))
    second, third = span("La ministre").join(span("d'euros.")), span("Elle rejette").join(span("en bloc."))
    day = When(date(2031, 5, 3), date(2031, 5, 3), "day", "reckoned", "weekday")
    source, port = filler("source", "le maire", "le maire d'Exempleville"), filler("place", "Exempleville")
    made: list[tuple[str, str, Span, str, Filler | None, When | None, dict[str, Any]]] = [
        ("attack", "visé", first, "actual", None, day,
         {"weapon": (filler("weapon", "drones"),), "target": (filler("target", "le port"),), "place": (port,)}),
        ("toll", "tuant", first, "actual", source, day,
         {"harm": "killed", "number": Quantity(4, 4, scope="total"),
          "victims": (filler("victims", "dockers"), filler("victims", "quatre dockers", "dockers du port"))}),
        ("aid", "promis", second, "possible", None, None,
         {"amount": Quantity(5e6, 5e6, currency="EUR"), "stage": "promised",
          "donor": (filler("donor", "La ministre", "la ministre", id="person:ministre", country="FR"),),
          "period": When(date(2031, 1, 1), date(2031, 12, 31), "year")}),
        ("position", "rejette", third, "actual", None, None,
         {"stance": "rejects", "actor": (filler("actor", "Elle", "la ministre"),),
          "object": SpanRole("object", span("le plan d'Ailleurs"))}),
    ]  # fmt: skip
    return [
        Entry(
            f"{kind[:2]}{of.id[:14]}", of.id, kind, span(anchor), (evidence,), how, said, when, roles, (), "made", 0.5
        )
        for kind, anchor, evidence, how, said, when, roles in made
    ]


def make(path: Path, opening: str, count: int = 2) -> list[Report]:
    """Write the ledger as a machine reads it, nothing judged."""
    made = reports(opening, count)
    with open_ledger(path) as ledger:
        for of in made:
            sentences, at = [], 0
            for number, piece in enumerate(of.text.split(". ")):
                end = min(len(of.text), at + len(piece) + 2)
                sentences.append(Sentence(number, Span(at, end), (), ()))
                at = end
            add_report(ledger, of, entries_of(of), sentences, Run("test", {}))
    return made


def state(path: Path) -> dict[str, dict[str, Any]]:
    """What a ledger tells of each report: its entries in gold form by id, each with its status."""
    found = {}
    with read_ledger(path) as ledger, ledger.begin() as connection:
        for report in report_ids(connection):
            kept = kept_report(connection, report)
            found[report] = {e.id: (kept.statuses[e.id], told(e, kept.report.text)) for e in kept.entries}
    return found


def told(entry: Entry, text: str) -> dict[str, Any]:
    """An entry in gold form, without what a machine knows besides."""
    source = role_to_json((entry.source,), text)[0] if entry.source else None
    return {
        "kind": entry.kind, "anchor": span_to_json(entry.anchor, text),
        "evidence": [span_to_json(s, text) for s in entry.evidence], "factuality": entry.factuality, "source": source,
        "when": role_to_json(entry.when, text) if entry.when else None,
        "roles": {role: role_to_json(value, text) for role, value in entry.roles.items() if value != ()},
    }  # fmt: skip
