"""Sources: outlets with their reports, whom they copy, and what people made of what is read in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from greffier.desk.renew import settle
from greffier.ledger import open_ledger, outlets
from ledger.told import make_ledger
from web.conftest import entered

TEXT = "Une frappe a fait deux morts à Izmaïl. Le port est fermé. Les secours cherchent encore. Le maire parle à midi."


def reports() -> list[dict[str, object]]:
    toll = {"kind": "toll", "anchor": "deux morts"}
    return [
        {"text": TEXT, "outlet": "Agence Fictive", "published": "2031-05-02", "entries": [toll]},
        {"text": TEXT + " Suite.", "outlet": "Exemple-Presse", "published": "2031-05-03", "entries": [toll]},
        {"text": "Trois trains sont arrivés.", "outlet": "Exemple-Presse", "language": "fr"},
        {"text": "Nothing of note.", "published": "2031-05-04", "language": "en"},
    ]


def test_outlets_copies_and_days(tmp_path: Path) -> None:
    from sqlalchemy import delete, insert, select

    from greffier.ledger import schema

    path = tmp_path / "sources.db"
    make_ledger(path, reports())
    with open_ledger(path) as ledger:
        settle(ledger)  # copies are part of linking, which the server would begin anew
    with open_ledger(path) as ledger, ledger.begin() as connection:
        days = connection.execute(select(schema.report.c.published, schema.report.c.id)).all()
        by_day = {str(row[0]): row[1] for row in days}
        copy = {"report": by_day["2031-05-03"], "original": by_day["2031-05-02"], "share": 0.9}
        connection.execute(delete(schema.copy))
        connection.execute(insert(schema.copy), copy)
        found = outlets(connection)
    assert list(found) == ["Exemple-Presse", "", "Agence Fictive"]
    one, wire = found["Exemple-Presse"], found["Agence Fictive"]
    assert (one.reports, one.copies, dict(one.copied), one.independent, one.undated) == (
        2,
        1,
        {"Agence Fictive": 1},
        0.5,
        1,
    )
    assert (dict(wire.copiers), wire.copies, wire.independent) == ({"Exemple-Presse": 1}, 0, 1)
    assert dict(found[""].languages) == {"en": 1}
    for client in entered(path):
        page = client.get("/sources").text
        assert "Exemple-Presse" in page and "50" in page
        assert "Exemple-Presse" in client.get("/source/Agence%20Fictive").text


def test_shares_of_what_people_judged(client: TestClient) -> None:
    from greffier import judge as room
    from greffier.judge import Judge

    listed = client.get("/ledger/all.json?limit=3&outlet=Exemple-Presse").json()
    site = client.app.state.site  # type: ignore[attr-defined]
    for n, kept in enumerate(listed):
        (room.accept if n else room.reject)(site.writing, kept["entries"][0]["id"], Judge("testeuse"))
    row = re.search(r">Exemple-Presse</a>.*?</tr>", client.get("/sources").text, re.DOTALL)
    assert row is not None and re.search(r"67\s%", row[0]) and re.search(r"33\s%", row[0])


@pytest.mark.parametrize(
    ("address", "status"),
    [("/sources?sort=size", 400), ("/source/nowhere", 404), ("/sources?sort=name", 200), ("/sources?sort=latest", 200),
     ("/source/a%2Fb", 404)],
)  # fmt: skip
def test_addresses(client: TestClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status
