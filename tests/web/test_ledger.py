"""The tables: what is shown is what was asked, in order, page after page; CSV and JSON give just that."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from greffier import judge
from greffier.judge import as_known
from greffier.ledger import Memo, Question, Tallies, entries_among, listing, matching, open_ledger, read_ledger
from greffier.lexicon import load_kinds
from greffier.web.rendering import environment_of

QUESTIONS = [
    "", "kind=toll", "kind=toll&kind=aid", "status=unreviewed", "factuality=possible", "country=UA", "actor=Norvège",
    "actor=country:NO&kind=aid", "outlet=Agence Fictive", "place=Izmaïl", "near=Odessa&radius=50", "from=2031-05-03",
    "to=2031-05-04", "from=2031-05-02&to=2031-05-06&kind=talks", "as-of=2031-05-03", "as-known=2031-05-06",
    "source=maire de Tchornomorsk",
    "actor=Norvège&factuality=actual&from=2031-05-01", "kind=protest", "actor=nobody of that name",
]  # fmt: skip
FIELDS = {"from": "since", "to": "until", "as-of": "as_of", "as-known": "as_known"}


def shown(client: TestClient, address: str) -> list[str]:
    """The ids of the entries in a table, in its order."""
    answer = client.get(address)
    assert answer.status_code == 200
    return re.findall(r'href="/report/[^"?]*\?entry=([^"]+)"', answer.text)


def every_page(client: TestClient, query: str, limit: int) -> list[str]:
    found: list[str] = []
    address = f"/ledger/all?{query}&limit={limit}"
    while True:
        found += shown(client, address)
        following = re.search(r'rel="next" href="([^"]+)"', client.get(address).text)
        if following is None:
            return found
        address = "/ledger/all" + html.unescape(following[1])


def as_json(client: TestClient, query: str) -> list[dict[str, object]]:
    return [
        k["entries"][0] | {"outlet": k["report"]["outlet"]}
        for k in client.get(f"/ledger/all.json?limit=200&{query}").json()
    ]


def asked_of_the_ledger(path: Path, query: str) -> set[str]:
    """The same question through what the command line asks."""
    from urllib.parse import parse_qs

    from greffier.desk.questions import question_of
    from greffier.intake import parse_date

    given = dict(parse_qs(query))
    kinds = tuple(given.pop("kind", ()))
    plain = {FIELDS.get(k, k): parse_date(v[0], k) if k in FIELDS else v[0] for k, v in given.items()}
    if "radius" in plain:
        plain["radius"] = float(plain["radius"])  # type: ignore[arg-type]
    with read_ledger(path) as ledger, ledger.begin() as connection:
        return {e.id for kept in matching(connection, question_of(plain, kinds)) for e in kept.entries}


@pytest.mark.parametrize("query", QUESTIONS)
def test_what_is_shown_is_what_was_asked(query: str, client: TestClient, ledger_copy: Path) -> None:
    wanted = asked_of_the_ledger(ledger_copy, query)
    assert set(shown(client, f"/ledger/all?limit=200&{query}")) == wanted
    assert {str(e["id"]) for e in as_json(client, query)} == wanted
    rows = list(csv.DictReader(io.StringIO(client.get(f"/ledger/all.csv?limit=200&{query}").text)))
    assert {row["id"] for row in rows} == wanted


def test_the_questions_tell_entries_apart(client: TestClient) -> None:
    sizes = [len(shown(client, f"/ledger/all?limit=200&{query}")) for query in QUESTIONS]
    assert sizes[0] == max(sizes) > 10
    assert sizes.count(0) == 2, sizes
    assert len(set(sizes)) > 6


@pytest.mark.parametrize("sort", ["published", "when", "confidence", "number"])
@pytest.mark.parametrize("down", [True, False])
@pytest.mark.parametrize("limit", [1, 3, 7])
def test_pages_follow_each_other(sort: str, down: bool, limit: int, client: TestClient) -> None:
    order = f"sort={'-' if down else ''}{sort}"
    whole = shown(client, f"/ledger/all?limit=200&{order}")
    assert every_page(client, order, limit) == whole
    assert len(whole) == len(set(whole)) > 10


def test_orders(client: TestClient) -> None:
    tolls = client.get("/ledger/toll.json?sort=-number").json()
    numbers = [k["entries"][0]["roles"]["number"]["min"] for k in tolls]
    assert numbers == sorted(numbers, reverse=True) and len(set(numbers)) > 3
    for sort, day in (("when", lambda e: (e["when"] or {}).get("start")),):
        found = [day(e) for e in as_json(client, f"sort={sort}")]
        dated = [d for d in found if d]
        assert dated == sorted(dated) and found == dated + [None] * (len(found) - len(dated)) and None in found


@pytest.mark.parametrize("kind", sorted(load_kinds()))
def test_each_kind_has_its_roles_as_columns(kind: str, client: TestClient) -> None:
    page = client.get(f"/ledger/{kind}?lang=fr").text
    role = environment_of("fr").filters["role"]
    if 'class="table' in page:
        for name in load_kinds()[kind].roles:
            assert html.escape(role(name)) in page or name in {"number", "amount"}


@pytest.mark.parametrize("query", QUESTIONS)
def test_facets_count_what_choosing_them_shows(query: str, client: TestClient) -> None:
    page = client.get(f"/ledger/all?{query}").text
    assert ("as-known" in query) == ('class="facet"' not in page)
    chosen_or_not = (
        r'<li><a href="(\?[^"]*)"( aria-current="true")?>\s*<span>.*?</span> <span class="soft">([\d\u202f]+)<'
    )
    links = re.findall(chosen_or_not, page)
    for link, chosen, count in links:
        if not chosen:
            assert len(shown(client, f"/ledger/all{html.unescape(link)}&limit=200")) == int(count), link


def test_csv_has_no_formulas(ledger_copy: Path) -> None:
    from web.conftest import entered

    with open_ledger(ledger_copy) as ledger, ledger.begin() as connection:
        connection.exec_driver_sql("UPDATE report SET outlet = '=1+1', title = '@SUM(A1)'")
    for client in entered(ledger_copy):
        row = next(csv.DictReader(io.StringIO(client.get("/ledger/all.csv").text)))
        assert (row["outlet"], row["title"]) == ("'=1+1", "'@SUM(A1)")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("near=Nullepart-les-Bains", "aucune ville"),
        ("radius=3", "va avec"),
        ("radius=abc&near=Paris", "distance"),
        ("from=hier", "date"),
        ("status=fine", "unreviewed"),
        ("kind=rain", "toll"),
        ("sort=colour", "published"),
        ("after=x~y", "place du tableau"),
        ("near=99,99", "point"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(query: str, told: str, client: TestClient) -> None:
    answer = client.get(f"/ledger/all?{query}")
    assert answer.status_code == 400
    assert told in html.unescape(answer.text).replace("\u202f", " ")
    assert "Traceback" not in answer.text


def test_counts_follow_judgements(client: TestClient, ledger_copy: Path) -> None:
    """Counts and entries alike, at once."""
    entry = shown(client, "/ledger/toll")[0]
    assert "status=accepted" not in client.get("/ledger/toll").text
    with open_ledger(ledger_copy) as ledger:
        judge.accept(ledger, entry, judge.Judge("ana"))
    assert shown(client, "/ledger/toll?status=accepted") == [entry]
    assert "status=accepted" in client.get("/ledger/toll").text


def test_many_entries_of_a_name_are_looked_through(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two ways to find entries of a name give the same rows in the same order."""
    from greffier.ledger import tables

    with read_ledger(demo) as ledger, ledger.begin() as connection:
        question = Question(actor="Norvège")
        by_id = [k.entries[0].id for k in listing(connection, question, "when", down=False).rows]
        monkeypatch.setattr(tables, "_FEW", 0)
        assert [k.entries[0].id for k in listing(connection, question, "when", down=False).rows] == by_id
        assert set(by_id) == entries_among(connection, question) and len(by_id) > 3
        memo = Memo(ledger)
        for asked in (question, Question(source="le maire"), Question(source="Norvège"), Question(actor="les secours")):
            assert Tallies(memo, as_known).among(connection, asked) == entries_among(connection, asked), asked
        assert not Tallies(memo, as_known).among(connection, Question(actor="nobody of that name"))
        memo.close()
