"""Moments as mail, feeds and tables write them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greffier.intake.stamps import Stamp, stamp

WRITTEN = {
    "2031-05-04": "2031-05-04",
    "2031-05-04T08:15:00+02:00": "2031-05-04T08:15:00+02:00",
    "2031-05-04T08:15Z": "2031-05-04T08:15:00+00:00",
    "2031-05-04T08:15:00": "2031-05-04",
    "2031-05-04 08:15": "2031-05-04",
    "Sun, 04 May 2031 23:30:00 -0300": "2031-05-04T23:30:00-03:00",
    "Sun, 4 May 2031 23:30 CEST": "2031-05-04T23:30:00+02:00",
    "04 May 2031 23:30:00 GMT": "2031-05-04T23:30:00+00:00",
    "Sun, 04 May 2031 23:30:00 EST": "2031-05-04T23:30:00-05:00",
    "Sun, 04 May 2031 23:30:00 -0000": "2031-05-04",
    "Sun, 04 May 2031 23:30:00": "2031-05-04",
    "Sun, 04 May 2031 23:30:00 PNT": "2031-05-04",
    "Sun, 04 May 2031 23:30:00 +0200 (CEST)": "2031-05-04T23:30:00+02:00",
    "31/05/2031": "2031-05-31",
    "31.05.2031 18:00": "2031-05-31",
    "5/5/2031": "2031-05-05",
}
NOTHING = ("", "  ", "hier", "2031-13-01", "31/31/2031", "32 May 2031", "Thu, 01 Jan 1970 00:00:00 GMT", "9" * 200,
           "Sun, 04 May 2031 23:30:00 +9999", "99999999999")  # fmt: skip


@pytest.mark.parametrize("words", WRITTEN)
def test_moments(words: str) -> None:
    assert stamp(words) == Stamp(WRITTEN[words])


@pytest.mark.parametrize("words", NOTHING)
def test_no_moments(words: str) -> None:
    assert stamp(words) is None


def test_a_day_that_could_be_a_month_is_not_sure() -> None:
    assert stamp("04/05/2031") == Stamp("2031-05-04", sure=False)
    assert stamp(None) is None


ZONES = st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


@given(st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1), timezones=ZONES))
def test_mail_and_iso_tell_the_same(when: datetime) -> None:
    whole = when.replace(microsecond=0)
    assert stamp(format_datetime(whole)) == stamp(whole.isoformat()) == Stamp(whole.isoformat())
