"""The register over a ledger: stable ids, redirects, roles told by other reports, judgements, lists, any order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from greffier.ledger import ActorStore, Ledger, Transaction, actors, find_actor, open_ledger, schema, sightings
from greffier.lexicon import load_gazetteer
from greffier.model import Listed, Office, Report, Sighting
from greffier.pipeline import Judged, Register, catch_up
from ledger.made import keep as keep_made
from ledger.made import report

DAY = date(2031, 5, 1)
MINISTER = Office("foreign_minister", "UA", "", "ministre ukrainien des Affaires étrangères")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, list[Report]]]:
    """A ledger of nine reports, a week apart, the last undated; nobody is named yet."""
    days = [*(DAY + timedelta(7 * n) for n in range(8)), None]
    reports = [report(n + 1, published=day) for n, day in enumerate(days)]
    with open_ledger(tmp_path_factory.mktemp("named") / "a.db") as ledger:
        for one in reports:
            keep_made(ledger, one)
        yield ledger, reports


@pytest.fixture
def ledger(kept: tuple[Ledger, list[Report]]) -> Iterator[Transaction]:
    """A transaction in that ledger which is taken back."""
    with kept[0].engine.connect() as connection:
        yield connection
        connection.rollback()


def person(of: Report, name: str, country: str | None = None, *offices: Office) -> Sighting:
    names = (name, name.split()[-1])
    return Sighting((of.id, f"person:{name.lower()}"), "person", name, names, country, of.published, offices)


def role(of: Report, office: Office = MINISTER) -> Sighting:
    local = f"role:{office.family}:{office.owner}:{office.domain}"
    return Sighting((of.id, local), "role", office.words, (), "UA", of.published, (office,))


def body(of: Report, id: str = "nato", basis: str = "table") -> Sighting:
    return Sighting((of.id, f"body:{id}"), "organisation", "OTAN", ("OTAN",), None, of.published, key=id, basis=basis)


def register(connection: Transaction, *batches: Sequence[Sighting], **more: Any) -> Register:
    """Each batch entered by itself."""
    found = Register(ActorStore(connection), load_gazetteer(), **more)
    for some in batches:
        batch: dict[str, list[Sighting]] = {}
        for one in some:
            batch.setdefault(one.id[0], []).append(one)
        found.add(batch)
    return found


def named(connection: Transaction) -> dict[tuple[str, str], tuple[str | None, str | None, str | None]]:
    table = schema.sighting
    columns = (table.c.report, table.c.local, table.c.actor, table.c.basis, table.c.because)
    return {(r, local): tuple(rest) for r, local, *rest in connection.execute(select(*columns))}  # type: ignore[misc]


def partition(connection: Transaction) -> set[frozenset[tuple[str, str]]]:
    groups: dict[str, set[tuple[str, str]]] = {}
    for id, (actor, *_) in named(connection).items():
        if actor is not None:
            groups.setdefault(actor, set()).add(id)
    return {frozenset(group) for group in groups.values()}


def test_spellings_are_one_actor_that_each_of_them_finds(ledger: Transaction, kept: Any) -> None:
    _, (a, b, c, *_) = kept
    register(ledger, [person(a, "Volodymyr Zelensky")], [person(b, "Volodymyr Zelenskyy")], [person(c, "Zelenski")])
    assert len(partition(ledger)) == 1
    for words in ("Zelenskyy", "ZELENSKI", "volodymyr zelensky", "volodymyr-zelensky"):
        assert find_actor(ledger, words) == ["volodymyr-zelensky"]
    assert find_actor(ledger, "Zelenska") == []


def test_an_id_never_changes_meaning_and_a_merged_one_leads_on(ledger: Transaction, kept: Any) -> None:
    """A family name alone gets an id; a full name takes it in; a second one makes it nobody's in particular."""
    _, (a, b, c, *_) = kept
    register(ledger, [person(b, "Vymyslenko")])
    assert named(ledger)[b.id, "person:vymyslenko"] == ("vymyslenko", "name", None)
    found = register(ledger, [person(a, "Ostap Vymyslenko")])
    assert named(ledger)[b.id, "person:vymyslenko"] == ("ostap-vymyslenko", "name", a.id)
    assert find_actor(ledger, "vymyslenko") == find_actor(ledger, "Ostap Vymyslenko") == ["ostap-vymyslenko"]
    assert [x.name for x in actors(ledger, "vymyslenko")] == ["Ostap Vymyslenko"]
    found.add({c.id: [person(c, "Foma Vymyslenko")]})
    assert named(ledger)[b.id, "person:vymyslenko"] == (None, None, None)
    assert sorted(actor for actor, *_ in named(ledger).values() if actor) == ["foma-vymyslenko", "ostap-vymyslenko"]
    assert ledger.scalar(select(schema.actor.c.merged_into).where(schema.actor.c.id == "vymyslenko")) is None


def test_two_ids_become_one_and_the_younger_leads_to_the_older(ledger: Transaction, kept: Any) -> None:
    _, (a, b, c, *_) = kept
    found = register(ledger, [person(a, "Jean Fictif", "FR")], [person(b, "Jean H. Fictif", "US")])
    assert len(partition(ledger)) == 2
    first, second = "jean-fictif", "jean-h-fictif"
    joined = register(ledger, judged=Judged(same=((second, first),)))
    joined.rejudge([first, second])
    assert find_actor(ledger, second) == [first] and len(partition(ledger)) == 1
    assert {basis for _, basis, _ in named(ledger).values()} == {"name", "judgement"}
    joined.add({c.id: [person(c, "Fictif")]})
    assert named(ledger)[c.id, "person:fictif"][0] == first
    found.rejudge([first, second])  # taken back
    assert find_actor(ledger, second) == [second]
    assert named(ledger)[c.id, "person:fictif"] == (None, None, None)


def test_people_judge_two_of_one_name_different(ledger: Transaction, kept: Any) -> None:
    _, (a, b, *_) = kept
    register(ledger, [person(b, "Ostap Vymyslenko", "UA")], [person(a, "Ostap Vymyslenko")])
    ledger.execute(schema.actor.insert(), {
        "id": "other", "kind": "person", "name": "Ostap Vymyslenko", "anchor_report": a.id,
        "anchor_local": "person:ostap vymyslenko", "family": "vimislenko", "recorded_at": datetime.now(UTC),
    })  # fmt: skip
    pair = ("ostap-vymyslenko", "other")
    register(ledger, judged=Judged(different=(pair,))).rejudge(pair)
    assert {actor for actor, *_ in named(ledger).values()} == {*pair}


def test_bodies_judged_the_same(ledger: Transaction, kept: Any) -> None:
    _, (a, b, *_) = kept
    register(ledger, [body(a)], [body(b, "body:alliance", "name")])
    own = find_actor(ledger, "otan")
    assert own == ["nato", "otan"]
    again = register(ledger, judged=Judged(same=(("otan", "nato"),)))
    again.rejudge(own)
    assert {actor for actor, *_ in named(ledger).values()} == {"nato"} and find_actor(ledger, "OTAN") == ["nato"]
    register(ledger).rejudge(own)
    assert {actor for actor, *_ in named(ledger).values()} == {"nato", "otan"}


def test_a_role_alone_is_whom_one_report_near_it_names(ledger: Transaction, kept: Any) -> None:
    _, (a, b, _, _, e, f, *_) = kept
    minister = person(a, "Ostap Vymyslenko", "UA", MINISTER)
    register(ledger, [role(b)], [role(f)])
    assert partition(ledger) == set()
    register(ledger, [minister])
    own = named(ledger)
    assert own[role(b).id] == ("ostap-vymyslenko", "role", a.id)
    assert own[role(f).id] == (None, None, None), "35 days later"
    register(ledger, [person(e, "Olga Inventata", "UA", MINISTER)])
    own = named(ledger)
    assert own[role(b).id] == (None, None, None), "two are stated within 30 days"
    assert own[role(f).id] == ("olga-inventata", "role", e.id)
    told = [s.because for s in sightings(ledger, "olga-inventata")]
    assert told == [None, e.id]


def test_a_list_of_ones_own_goes_first_and_older_ids_lead_to_it(ledger: Transaction, kept: Any) -> None:
    _, (a, b, c, *_) = kept
    register(ledger, [person(a, "Ostap Vymyslenko")], [person(b, "Vymyslenko")])
    mine = [Listed("vym", "Ostap Vymyslenko", ("Ostap Vymyslenko", "Vym"), "person", "UA")]
    ActorStore(ledger).unregistered("other rules")
    found = register(ledger, actors=mine)
    listed = Sighting((c.id, "person:vym"), "person", "Vym", (), "UA", c.published, key="vym", basis="list")
    found.add({a.id: [person(a, "Ostap Vymyslenko")], b.id: [person(b, "Vymyslenko")], c.id: [listed]})
    assert {actor for actor, *_ in named(ledger).values()} == {"vym"}
    assert find_actor(ledger, "ostap-vymyslenko") == find_actor(ledger, "Vymyslenko") == ["vym"]


def test_as_of_a_day(ledger: Transaction, kept: Any) -> None:
    _, (a, b, c, *_) = kept
    register(ledger, [person(b, "Ostap Vymyslenko", "UA", MINISTER)], [role(a)], [person(c, "Vymyslenko")])
    assert [s.report for s in sightings(ledger, "ostap-vymyslenko")] == [a.id, b.id, c.id]
    assert sightings(ledger, "ostap-vymyslenko", a.published) == [], "what tells who it is came later"
    assert [s.report for s in sightings(ledger, "ostap-vymyslenko", b.published)] == [a.id, b.id]


def test_catching_up_names_what_is_kept(kept: Any) -> None:
    ledger, reports = kept
    with ledger.engine.connect() as connection:
        assert len(catch_up(connection, load_gazetteer())) == len(reports)
        assert not catch_up(connection, load_gazetteer())
        connection.rollback()


NAMES = [
    *("Ostap Vymyslenko", "O. Vymyslenko", "Vymyslenko", "Foma Vymyslenko", "Vymyslenkô"),
    *("Olga Inventata", "Inventata"),
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_order_gives_the_same_register(kept: Any, data: st.DataObject) -> None:
    """Reports one by one in any order, or all at once: the same sightings are one actor, for the same reasons."""
    ledger, reports = kept
    batches = []
    for one in reports:
        names = data.draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True))
        office = data.draw(st.sampled_from([(), (MINISTER,)]))
        country = data.draw(st.sampled_from([None, "UA", "FR"]))
        some = [person(one, name, country, *office) for name in names]
        some += data.draw(st.sampled_from([[], [role(one)], [body(one)]]))
        batches.append(some or [body(one)])
    shuffled = data.draw(st.permutations(batches))
    results = []
    for order in (batches, shuffled, [[one for some in batches for one in some]]):
        with ledger.engine.connect() as connection:
            register(connection, *order)
            reasons = {id: rest for id, (_, *rest) in named(connection).items()}
            query = select(schema.actor_name.c.name, schema.actor_name.c.reports)
            names = sorted((n, c) for n, c in connection.execute(query))
            results.append((partition(connection), reasons, names))
            connection.rollback()
    assert results[0] == results[1] == results[2]
