"""A place's page: its tolls, one line an event."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from greffier.desk.renew import renew
from greffier.ledger import open_ledger, report_ids
from ledger.told import make_ledger
from web.conftest import entered

PLACE = {"words": "Izmaïl", "id": "geonames:707308", "at": [45.35, 28.84], "country": "UA"}


def told(number: str, outlet: str, published: str, harm: str = "killed", **more: object) -> dict[str, object]:
    """A report of one toll of the strike of the second of May."""
    text = f"La frappe de drones contre Izmaïl a fait {number} morts, dit {outlet}."
    toll = {"kind": "toll", "anchor": "morts", "when": "2031-05-02", "harm": harm, "number": [int(number)],
            "place": [PLACE], **more}  # fmt: skip
    return {"text": text, "outlet": outlet, "published": published, "title": f"Bilan {number}", "entries": [toll]}


def test_tolls_are_one_line_an_event_with_its_range(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    some = [told("3", "Exemple-Presse", "2031-05-02"), told("7", "Agence Fictive", "2031-05-03"),
            told("5", "La Gazette imaginaire", "2031-05-02"),
            told("90", "Le Courrier d'Exemple", "2031-05-04", when="2031-04-01/2031-04-30")]  # fmt: skip
    make_ledger(path, some)
    with open_ledger(path) as ledger:
        with ledger.begin() as connection:
            reports = report_ids(connection)
        renew(ledger, reports)
    for client in entered(path):
        page = unescape(client.get("/place/geonames:707308").text)
        tolls = page[page.index('id="tolls"') :]
        rows = re.findall(r"<tr><td.*?</tr>", tolls, re.DOTALL)
        lines = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)) for row in rows]
        assert len(lines) == 2 and re.search(r'id="tolls">Bilans <span class="count">2<', page)
        line = next(line for line in lines if "3 dépêches" in line)
        assert "3–7" in line and "7 Agence Fictive" in line and "3 mai" in line
        assert any("90" in line and "1 dépêche" in line for line in lines)
