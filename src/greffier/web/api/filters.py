"""The filters of the command line as parameters of addresses, by the same names."""

from __future__ import annotations

from greffier.lexicon import load_kinds
from greffier.model import FACTUALITIES, STATUSES
from greffier.web.api.shape import Parameter, _, choice, cursor, day, flag, number, text, whole

__all__ = ["DAYS", "FILTERS", "KIND", "PAGING", "WHERE"]

KIND = choice("kind", _("only this kind; may be given several times"), sorted(load_kinds()), many=True)
DAYS = (
    day("as-of", _("use reports published by this day")),
    day("as-known", _("use what the ledger held by the end of this day (UTC)")),
)
WHERE: tuple[Parameter, ...] = (
    text("actor", _("who fills a role or is the source: an id, or a name in any spelling that was seen")),
    text("place", _("where it happened: a name or an id")),
    text("near", _("where it happened: near a town, or LAT,LON")),
    number("radius", _("how near, in kilometres; 25 if nothing is said"), 0, 20_000),
    text("source", _("who says it: a name or an id")),
    text("outlet", _("who published the report")),
    text("country", _("where it happened: a country by its code, as UA"), most=2),
    choice("status", _("what people judged of it"), STATUSES),
    choice("factuality", _("whether it is told as a fact"), FACTUALITIES),
    flag("include-withdrawn", _("also entries of reports that their outlet took back")),
)
FILTERS: tuple[Parameter, ...] = (
    day("from", _("first day on which it happened")),
    day("to", _("last day on which it happened")),
    *DAYS,
    *WHERE,
)
PAGING = (
    whole("limit", _("how many at most; 50 if nothing is said, all in a stream"), 1, 1000),
    cursor("after", _("where the page before ended")),
)
