"""A report with many entries, and others with texts that are hard to count in, for tests of the report's page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from greffier.desk.renew import renew
from greffier.ledger import open_ledger, report_ids
from ledger.told import make_ledger

__all__ = ["HARD", "fifty", "hard", "make_reports"]

_PORT = {"words": "Port-Exemple", "id": "geonames:709611", "at": [46.30, 30.65], "country": "UA"}

# Before the words "trois morts": characters of two units, line ends of two characters, marks that join, right to left.
HARD = {
    "astral": "🚢🚢 𝔘𝔫𝔢 frappe 👩‍👩‍👧‍👦 a fait trois morts à Port-Exemple 🕊.",
    "line ends": "Titre\r\n\r\nUne frappe\ra fait\r\ntrois morts à Port-Exemple.\r\n",
    "joined marks": "Une fra\u0301ppe\u0301 e\u0301tait z\u0335\u0321a\u0334lgo, trois morts a\u0300 Port-Exemple.",
    "right to left": "قُتل في الغارة trois morts à Port-Exemple \u202eשלום\u202c.",
    "space at the ends": "\n\n  Une frappe a fait trois morts à Port-Exemple.  \n\n",
    "control and separators": "Une\u0000frappe\u000ca\u2028fait\u0085trois morts à Port-Exemple.",
    "markup": "<b>Une</b> &amp; <script>alert(1)</script> frappe a fait trois morts à Port-Exemple.</div>",
    "long": "Il a plu. " * 8000 + "🚢 Une frappe a fait trois morts à Port-Exemple.",
}


def fifty() -> dict[str, Any]:
    """A report with fifty tolls, one in a sentence."""
    numbers = range(1, 51)
    text = " ".join(f"La frappe numéro {n} a fait {n} morts à Port-Exemple selon le maire." for n in numbers)
    entries = [
        {"kind": "toll", "anchor": f"{n} morts", "harm": "killed", "number": [n], "place": [], "when": "2031-05-02"}
        for n in numbers
    ]
    return {"title": "Cinquante frappes", "outlet": "Exemple-Presse", "published": "2031-05-02", "text": text,
            "entries": entries}  # fmt: skip


def hard(name: str) -> dict[str, Any]:
    """A report of a text that is hard to count in."""
    toll = {"kind": "toll", "anchor": "trois morts", "harm": "killed", "number": [3], "place": [_PORT]}
    own = {"title": name, "outlet": f"Exemple {name}", "published": "2031-05-03"}
    return {**own, "text": HARD[name], "entries": [toll]}


def make_reports(path: Path, reports: list[dict[str, Any]]) -> None:
    """A ledger of these reports, with its events."""
    make_ledger(path, reports)
    with open_ledger(path) as ledger:
        with ledger.begin() as connection:
            ids = report_ids(connection)
        renew(ledger, ids)
