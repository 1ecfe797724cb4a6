"""`greffier export ics` and `rss`: opened by icalendar and feedparser."""

from __future__ import annotations

import re
import sqlite3
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from icalendar import Calendar

from export.conftest import CopyOf, Export
from greffier.desk.renew import renew
from greffier.export.formats.calendar import FIELDS as CALENDAR
from greffier.export.formats.feed import FIELDS as FEED
from greffier.ledger import open_ledger, report_ids
from ledger.told import make_ledger

CASES = tomllib.loads((Path(__file__).parent / "linked.toml").read_text("utf-8"))


@pytest.fixture(autouse=True)
def _french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREFFIER_LANG", "fr")


def appointments(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


# --- ics -------------------------------------------------------------------------------------------------------------
def test_a_calendar_holds_visits_talks_what_is_planned_and_deadlines(export: Export, linked: Path) -> None:
    found = {str(one["uid"]): one for one in appointments(export("ics", ledger=linked))}
    assert len(found) == len(CASES["calendar"])
    for case in CASES["calendar"]:
        mine = [
            one for uid, one in found.items()
            if uid.startswith(f"urn:greffier:{case['id']}:") and case["has"] in one["summary"]
            and [one["dtstart"].dt.isoformat(), one["dtend"].dt.isoformat()] == case["days"]
        ]  # fmt: skip
        assert len(mine) == 1, case
        assert str(mine[0]["status"]) == case["status"]
        assert [str(word) for word in mine[0]["categories"].cats] == case["categories"]
        assert {str(mine[0]["x-greffier-status"])} == {"accepted"}


def test_what_no_calendar_holds_is_counted(export: Export, linked: Path) -> None:
    export("ics", "--include-unreviewed", ledger=linked)
    told = export.told  # type: ignore[attr-defined]
    assert "5 événements ne sont ni visite, ni entretien, ni prévus" in told
    assert "1 événement n'a pas de date et n'y est pas." in told
    assert "1 événement n'y est pas : sa date couvre plus de 14 jours." in told


def test_an_appointment_names_who_where_and_who_says_so(export: Export, linked: Path) -> None:
    talks = next(one for one in appointments(export("ics", ledger=linked)) if "Turquie" in one["summary"])
    who = {str(one): one.params["CN"] for one in talks["attendee"]}
    assert who == {"urn:greffier:actor:UA": "Ukraine", "urn:greffier:actor:TR": "Turquie"}
    assert (talks["geo"].latitude, talks["geo"].longitude) == (41.01, 28.95)
    assert "Exemple-Presse, 6 mai 2031 : « Ukrainiens et Turcs se sont vus" in talks["description"]
    assert talks["dtstamp"].dt == datetime.fromisoformat("2031-05-06T12:00:00+00:00") == talks["last-modified"].dt
    assert set(CALENDAR) >= {name.upper() for name in talks}


def test_a_calendar_is_folded_and_reads_back_the_same(export: Export, linked: Path) -> None:
    content = export("ics", "--include-unreviewed", ledger=linked)
    assert all(len(line) <= 75 for line in content.split(b"\r\n")) and b"\n" not in content.replace(b"\r\n", b"")
    again = appointments(Calendar.from_ical(content).to_ical())
    for one, other in zip(appointments(content), again, strict=True):
        assert one == other


def test_when_a_plan_comes_true_its_appointment_is_confirmed(linked: Path, export: Export, copy_of: CopyOf) -> None:
    """One UID, a higher SEQUENCE."""
    copy = copy_of(linked)
    before = {str(a["uid"]): a for a in appointments(export("ics", ledger=copy))}
    text = "Anselme Fictif s'est rendu à Odessa vendredi 9 mai."
    place = {"words": "Odessa", "id": "geonames:698740", "at": [46.477, 30.733], "country": "UA"}
    visitor = {"words": "Anselme Fictif", "id": "person:anselme fictif"}
    entry = {"kind": "visit", "anchor": "s'est rendu", "visitor": [visitor], "place": [place], "when": "2031-05-09"}
    add(copy, {"outlet": "Agence Fictive", "published": "2031-05-10", "text": text, "entries": [entry]})
    after = {str(a["uid"]): a for a in appointments(export("ics", ledger=copy))}
    assert set(after) == set(before)
    (changed,) = (uid for uid in after if after[uid]["sequence"] != before[uid]["sequence"])
    assert (before[changed]["status"], after[changed]["status"]) == ("TENTATIVE", "CONFIRMED")
    assert after[changed]["sequence"] == 1 and "dtstart" in after[changed]


# --- rss -------------------------------------------------------------------------------------------------------------
def feed(export: Export, ledger: Path, *more: str) -> Any:
    found = feedparser.parse(export("rss", *more, ledger=ledger))
    assert not found.bozo and found.version == "rss20"
    return found


def add(ledger: Path, report: dict[str, Any]) -> None:
    """One more report, linked, all of it accepted."""
    make_ledger(ledger, [{**report, "status": "accepted"}])
    with open_ledger(ledger) as opened:
        with opened.begin() as connection:
            reports = report_ids(connection)
        renew(opened, reports)


def toll(outlet: str, day: str, number: str, count: int) -> dict[str, Any]:
    text = f"La frappe d'Izmaïl a fait {number} morts, dit {outlet}."
    place = {"words": "Izmaïl", "id": "geonames:707308", "at": [45.35, 28.84], "country": "UA"}
    entry = {"kind": "toll", "anchor": f"{number} morts", "harm": "killed", "number": [count], "place": [place]}
    entry["when"] = "2031-05-02"
    return {"outlet": outlet, "published": day, "known": day, "text": text, "entries": [entry]}


def test_a_feed_has_the_newest_first_and_says_who_says_so(export: Export, linked: Path) -> None:
    found = feed(export, linked)
    assert found.feed.language == "fr" and found.feed.title == "greffier : événements nouveaux ou changés"
    moments = [one.published_parsed for one in found.entries]
    assert (
        moments == sorted(moments, reverse=True) and len({one.id for one in found.entries}) == len(found.entries) == 10
    )
    strike = next(one for one in found.entries if "Attaque à Izmaïl" in one.title)
    assert "3 (Exemple-Presse, 2 mai 2031) → 5 (La Gazette imaginaire, 3 mai 2031)" in strike.description
    assert "<p>! dit effectif, et démenti</p>" in strike.description
    assert "selon les secours" in strike.description and strike.link == "https://exemple.invalid/1"
    assert [tag.term for tag in strike.tags] == ["attaque", "effectif", "démenti", "accepted"]
    assert not strike.guidislink and strike.published == "Sat, 03 May 2031 12:00:00 GMT"


def test_a_changed_toll_shows_up_again_and_a_repeated_one_does_not(
    export: Export, linked: Path, copy_of: CopyOf
) -> None:
    copy = copy_of(linked)
    told = {one.id.rsplit(":", 1)[0]: one for one in feed(export, copy).entries}
    add(copy, toll("Agence Fictive", "2031-05-07", "cinq", 5))
    repeated = {one.id.rsplit(":", 1)[0]: one for one in feed(export, copy).entries}
    assert {k: (one.id, one.published) for k, one in repeated.items()} == {
        k: (o.id, o.published) for k, o in told.items()
    }
    add(copy, toll("Le Courrier d'Exemple", "2031-05-08", "sept", 7))
    entries = feed(export, copy).entries
    (changed,) = (one for one in entries if one.id not in {o.id for o in told.values()})
    assert entries[0] is changed and changed.published == "Thu, 08 May 2031 12:00:00 GMT"
    assert changed.id.rsplit(":", 1)[0] in told and "→ 7 (Le Courrier d'Exemple" in changed.description


def test_a_repetition_does_not_push_what_is_newer_out_of_the_feed(
    export: Export, linked: Path, monkeypatch: pytest.MonkeyPatch, copy_of: CopyOf
) -> None:
    """Looked at two events at a time, it finds those that it finds at once."""
    monkeypatch.setattr("greffier.export.formats.feed._AT_ONCE", 2)
    copy = copy_of(linked)
    add(copy, toll("Agence Fictive", "2031-05-07", "cinq", 5))
    for limit in (1, 3, 5, 9):
        found = feed(export, copy, "--limit", str(limit))
        told = export.told  # type: ignore[attr-defined]
        assert [one.id for one in found.entries] == [one.id for one in feed(export, copy).entries][:limit]
        assert f"greffier: {10 - limit} événement" in told and "plus ancien" in told


@pytest.mark.sqlite("its statements")
def test_what_is_accepted_later_is_new_then(export: Export, linked: Path, copy_of: CopyOf) -> None:
    copy = copy_of(linked)
    with sqlite3.connect(copy) as plain:
        entry, report, text = plain.execute(
            "SELECT e.id, e.report, r.text FROM entry e JOIN report r ON r.id = e.report WHERE e.words = 'se rendra'"
        ).fetchone()
        plain.execute(
            "INSERT INTO judgement VALUES (1, 'j', 'a', '2031-05-20T12:00:00.000000Z', 'accept', '[]', "
            "NULL, NULL, NULL, NULL, '', 0, 0, '', NULL, '')"
        )
        anchor = (report, text, entry)
        plain.execute("INSERT INTO judgement_anchor VALUES ('j', 0, ?, ?, ?, 'visit', 0, 1, 'A', '', '', '')", anchor)
    first = feed(export, copy).entries[0]
    assert "Odessa" in first.title and first.published == "Tue, 20 May 2031 12:00:00 GMT"


def test_the_feed_says_where_it_will_be_found(export: Export, linked: Path) -> None:
    content = export("rss", "--link", "https://exemple.invalid/flux.xml", ledger=linked).decode()
    assert '<atom:link href="https://exemple.invalid/flux.xml" rel="self" type="application/rss+xml"/>' in content
    assert "atom:link" not in export("rss", ledger=linked).decode()
    assert set(re.findall(r"<([\w:]+)", content)) - {"rss", "channel", "item"} == set(FEED)
    export("rss", "--link", "javascript:alert(1)", ledger=linked, code=2)
    export("ics", "--link", "https://exemple.invalid/", ledger=linked, code=2)
    export("csv", "--limit", "3", ledger=linked, code=2)


def test_days_at_the_ends_of_the_calendar(export: Export, tmp_path: Path) -> None:
    path = tmp_path / "ends.db"
    entries = [
        {"kind": "visit", "anchor": word, "visitor": [word], "when": day}
        for word, day in (("Un", "0001-01-01"), ("Deux", str(date.max)))
    ]
    make_ledger(path, [{"outlet": "E", "published": "2031-05-02", "text": "Un. Deux.", "entries": entries}])
    with open_ledger(path) as opened:
        with opened.begin() as connection:
            reports = report_ids(connection)
        renew(opened, reports)
    found = appointments(export("ics", "--include-unreviewed", ledger=path))
    assert [one["dtstart"].dt for one in found] == [date(1, 1, 1), date.max]
    assert "dtend" not in found[1], "there is no day after"
