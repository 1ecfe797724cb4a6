"""Tracks as a reader reaches them: topics, a negotiation, actors, places, pledges; judging two actors to be one."""

from __future__ import annotations

import csv
import io
import re

import pytest
from starlette.testclient import TestClient

from greffier.ledger import Question, find_actor, matching, pledges_in, read_ledger, told_actors


def rows(page: str, table: str) -> list[list[str]]:
    """The words of the cells of the table with this class, row by row."""
    found = re.search(rf'<table class="[^"]*\b{table}\b.*?</table>', page, re.S)
    assert found, page[-3000:]
    cells = (re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.S) for row in re.findall(r"<tr.*?</tr>", found[0], re.S))
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def names(client: TestClient, *wanted: str) -> list[str]:
    """The ids of actors by their names."""
    with read_ledger(client.app.state.site.path) as ledger, ledger.begin() as connection:  # type: ignore[attr-defined]
        return [find_actor(connection, name)[0] for name in wanted]


def test_topics_lead_to_their_negotiation(client: TestClient) -> None:
    page = client.get("/tracks").text
    topics = dict(re.findall(r'<a href="(/track\?topic=[^"]+)">([^<]+)</a>', page))
    assert "cessez-le-feu" in topics.values(), "the word of the reader's language stands for the topic in all languages"
    for address in topics:
        assert "Rien n’en est dit" not in client.get(address.replace("&amp;", "&")).text


@pytest.mark.parametrize("topic", ["trêve", "truce"])
def test_a_negotiation_puts_stands_to_proposals(client: TestClient, topic: str) -> None:
    page = client.get("/track", params={"topic": topic}).text
    table = {row[0]: row[1:] for row in rows(page, "matrix")}
    assert "trêve" in table["Partie"][0]
    assert table["Russie"][0].startswith("rejette") and "1 récit d’avant" in table["Russie"][0]
    assert "pose une condition" in table["Russie"][0] and table["Ukraine"][0].startswith("accepte")
    assert "aucune réponse dite de" in page and "la levée des sanctions" in page
    assert page.count('href="/report/') >= 8, "each rests on words that a link opens"


def test_a_negotiation_between_two(client: TestClient) -> None:
    first, second = names(client, "Russie", "Ukraine")
    page = client.get("/track", params={"between": [first, second]}).text
    assert "<h1>Russie et Ukraine</h1>" in page and "Istanbul" in page
    one = client.get("/track", params={"between": first})
    assert one.status_code == 400 and "ne fait pas deux noms" in one.text
    assert client.get("/track").status_code == 400
    assert client.get("/track?topic=tr%C3%AAve&status=rejected").status_code == 400


def test_a_negotiation_as_of_a_day_knows_no_later_one(client: TestClient) -> None:
    now = client.get("/track.json", params={"topic": "trêve"}).json()
    then = client.get("/track.json", params={"topic": "trêve", "as-of": "2031-05-05"}).json()
    assert 0 < len(then) < len(now)
    lines = list(csv.DictReader(io.StringIO(client.get("/track.csv", params={"topic": "trêve"}).text)))
    assert lines == now


def test_a_topic_that_nobody_tells(client: TestClient) -> None:
    page = client.get("/track", params={"topic": "<b>parapluie</b>"})
    assert page.status_code == 200 and "Rien n’en est dit" in page.text and "<b>parapluie" not in page.text


def test_an_actor_has_its_positions_pledges_and_words(client: TestClient) -> None:
    (norway,) = names(client, "Norvège")
    page = client.get(f"/actor/{norway}").text
    assert "Aides données" in page and "150 M €" in page and 'class="strip"' in page
    assert rows(page, "table")[0][0] == "Quand", "the chart has its table"
    data = client.get(f"/actor/{norway}.json").json()
    assert data["name"] == "Norvège" and {d["role"] for d in data["deeds"] if d["kind"] == "aid"} == {"donor"}
    lines = list(csv.DictReader(io.StringIO(client.get(f"/actor/{norway}.csv").text)))
    assert len(lines) == len(data["deeds"]) > 0
    before = client.get(f"/actor/{norway}.json?to=2031-05-02").json()["deeds"]
    assert 0 < len(before) < len(data["deeds"])
    assert client.get("/actor/nobody-of-that-name").status_code == 404


def test_names_in_entries_lead_to_the_actor_and_the_place(client: TestClient) -> None:
    page = client.get("/ledger/talks").text
    link = re.search(r'href="(/actor\?report=[^"]+)">Ukraine</a>', page)
    assert link
    assert client.get(link[1].replace("&amp;", "&")).url.path == f"/actor/{names(client, 'Ukraine')[0]}"
    place = re.search(r'href="(/place/[^"]+)">Istanbul</a>', page)
    assert place and "<h1>Istanbul</h1>" in client.get(place[1]).text


def test_a_name_that_the_register_lacks_leads_to_its_entries(client: TestClient) -> None:
    answer = client.get("/actor", params={"name": "les secours & co"})
    assert answer.url.path == "/ledger/all" and answer.url.params["actor"] == "les secours & co"
    assert client.get("/actor").status_code == 404


def test_two_actors_are_judged_to_be_one_and_told_apart_again(client: TestClient) -> None:
    first, second = names(client, "Norvège", "Suède")
    look = client.get(f"/actor/{first}/look", params={"name": "Suède"})
    assert look.url.path == f"/actor/{first}/with/{second}" and "des pays différents" in look.text
    identity = re.search(r'name="identity" value="([^"]+)"', look.text)
    assert identity
    form = {"other": second, "verdict": "same_actor", "identity": identity[1], "because": "un essai"}
    for _ in range(2):  # asking twice judges once
        page = client.post(f"/actor/{first}/judge", data=form)
        assert page.status_code == 200
    client.app.state.site.settled()  # type: ignore[attr-defined]
    led = client.get(f"/actor/{second}")
    other = client.get(f"/actor/{first}")
    assert led.url == other.url and "Suède" in other.text and "Norvège" in other.text, "one id leads to the other"
    judged = re.findall(r'name="judgement" value="([^"]+)"', other.text)
    assert judged == [identity[1]]
    client.post(f"/actor/{first}/undo", data={"judgement": judged[0]})
    client.app.state.site.settled()  # type: ignore[attr-defined]
    assert client.get(f"/actor/{second}").url.path == f"/actor/{second}"


def test_a_judgement_must_say_which(client: TestClient) -> None:
    first, second = names(client, "Norvège", "Suède")
    assert client.post(f"/actor/{first}/judge", data={"other": second, "verdict": "accept"}).status_code == 400
    assert client.post(f"/actor/{first}/judge", data={"other": "nobody", "verdict": "same_actor"}).status_code == 404
    assert client.get(f"/actor/{first}/with/{first}").status_code == 400


def test_a_place_tells_what_happened_there_and_near(client: TestClient) -> None:
    page = client.get("/tracks").text
    places = {name: id for id, name in re.findall(r'<a href="/place/([^"?]+)">([^<]+)</a>', page)}
    page = client.get(f"/place/{places['Istanbul']}").text
    assert 'class="map"' in page and 'class="here"' in page and 'class="ring"' in page
    entries = client.get(f"/place/{places['Istanbul']}.json").json()
    assert entries and len(entries) == int(re.search(r"· (\d+) entrées?</p>", page)[1])  # type: ignore[index]
    assert client.get(f"/place/{places['Istanbul']}?within=x").status_code == 400
    assert client.get("/place/nowhere").status_code == 404


def test_a_country_is_no_point(client: TestClient) -> None:
    page = client.get("/tracks").text
    line = r'<a href="/place/([^"?]+)">[^<]+</a> <span class="count"[^>]*>\d+</span>\s*<span class="soft small">pays'
    country = re.search(line, page)
    assert country
    assert 'class="here"' not in client.get(f"/place/{country[1]}").text


def test_pledges_are_never_added_over_stages_currencies_or_totals(client: TestClient) -> None:
    data = client.get("/pledges.json").json()
    with read_ledger(client.app.state.site.path) as ledger, ledger.begin() as connection:  # type: ignore[attr-defined]
        told = pledges_in(matching(connection, Question(kinds=("aid",))))
    assert sorted(p["entries"] for p in data["pledges"]) == sorted([e.id for _, e in p.tellings] for p in told)
    assert len({(s["donor"], s["stage"], s["currency"]) for s in data["sums"]}) == len(data["sums"])
    totals = {e for p in data["pledges"] if p["total"] for e in p["entries"]}
    assert totals and not totals & {e for s in data["sums"] for e in s["entries"].split()}
    page = client.get("/pledges").text
    assert "Totaux sur une période" in page and "≥ 170 M €" in page


@pytest.mark.parametrize(
    ("asked", "stages", "currencies"),
    [("stage=delivered", {"delivered"}, {"EUR", None}), ("currency=USD", {"promised"}, {"USD"})],
)
def test_pledges_by_stage_and_currency(
    client: TestClient, asked: str, stages: set[str], currencies: set[str | None]
) -> None:
    pledges = client.get(f"/pledges.json?{asked}").json()["pledges"]
    assert {p["stage"] for p in pledges} == stages and {p["currency"] for p in pledges} == currencies
    lines = list(csv.DictReader(io.StringIO(client.get(f"/pledges.csv?{asked}").text)))
    assert [line["entries"].split() for line in lines] == [p["entries"] for p in pledges]


def test_pledges_refuse_what_they_cannot_tell(client: TestClient) -> None:
    assert client.get("/pledges?by=weather").status_code == 400
    assert client.get("/pledges?stage=dreamt").status_code == 400
    assert client.get("/pledges?page=99999").status_code == 200


def test_a_part_of_a_name_finds_actors_accents_aside(client: TestClient) -> None:
    page = client.get("/tracks", params={"find": "suede"}).text
    assert ">Suède</a>" in page and "Sujets négociés" not in page
    with read_ledger(client.app.state.site.path) as ledger, ledger.begin() as connection:  # type: ignore[attr-defined]
        assert [one.name for one in told_actors(connection, "suede")] == ["Suède"]
