"""The history of a toll goes by the moment of publication within a day, where it is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations

from greffier.link.known import Voice, event_from
from greffier.model import Quantity
from ledger.made import entries, report

EAST = timezone(timedelta(hours=9))


def voice(number: int, dead: int, moment: datetime | None, outlet: str) -> Voice:
    told = report(number, outlet=outlet, published_at=moment)
    toll = next(e for e in entries(told) if e.kind == "toll")
    roles = {**toll.roles, "number": Quantity(dead, dead)}
    return Voice(replace(toll, roles=roles), told, told.id)


def test_a_toll_is_told_in_the_order_of_moments() -> None:
    voices = [
        voice(1, 4, datetime(2031, 5, 4, 17, tzinfo=EAST), "Zed imaginaire"),  # 08:00 UTC
        voice(2, 7, datetime(2031, 5, 4, 9, tzinfo=UTC), "Médias inventés"),
        voice(3, 9, datetime(2031, 5, 4, 12, tzinfo=timezone(timedelta(hours=2))), "Agence fictive"),  # 10:00 UTC
        voice(4, 12, None, "Agence d'ailleurs"),
    ]
    for some in permutations(voices):
        (toll,) = event_from("ev", some).tolls
        assert [figure.low for figure in toll.history] == [4, 7, 9, 12]
        assert toll.latest.low == 12, "whose moment is not known comes last on its day"
