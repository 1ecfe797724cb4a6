"""A clock that jumps back between two judgements, or before a report is added: the order of what was said holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from greffier.judge import Judge, accept, judging, undo
from greffier.ledger import kept_report, open_ledger, verify
from ledger.made import entries, keep, report


class Clock(datetime):
    """A clock that is set by hand."""

    moment = datetime(2031, 5, 4, 12, tzinfo=UTC)

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        return cls.moment


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(days=400)])
def test_what_was_taken_back_stays_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, back: timedelta) -> None:
    monkeypatch.setattr(judging, "datetime", Clock)
    monkeypatch.setattr(Clock, "moment", datetime(2031, 5, 4, 12, tzinfo=UTC))
    with open_ledger(tmp_path / "a.db") as ledger:
        keep(ledger, report())
        first = accept(ledger, entries(report())[0].id, Judge("ana"))
        Clock.moment -= back
        undo(ledger, first.id, Judge("ana"))
        Clock.moment += back / 2
        accept(ledger, entries(report())[1].id, Judge("ana"))
        with ledger.begin() as connection:
            kept = kept_report(connection, report().id)
        assert [kept.statuses[e.id] for e in entries(report())][:2] == ["unreviewed", "accepted"]
        assert not list(verify(ledger))
