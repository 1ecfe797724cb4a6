"""Sources: what each outlet publishes, whom it copies, and how much of what is read in it people accepted."""

from __future__ import annotations

from starlette.responses import Response

from greffier.errors import InputError, LookupFailed
from greffier.ledger import Outlet, Question, latest_of, outlets
from greffier.model import STATUSES
from greffier.web.visit import Visit, get

__all__ = ["ROUTES", "one", "show"]

_LATEST = 20  # reports of an outlet's page
_SORTS = ("reports", "name", "copies", "accepted", "latest")
_FACETS = ("kind", "status", "factuality", "country")


def show(visit: Visit) -> Response:
    """The table of outlets."""
    sort = visit.asked("sort") or "reports"
    if sort not in _SORTS:
        raise InputError("{name}: {value!r} is none of {known}.", name="sort", value=sort, known=", ".join(_SORTS))
    judged = _judged(visit)
    found = sorted(outlets(visit.connection).values(), key=lambda o: _order(o, sort, judged))
    return visit.page("sources.html", outlets=found, judged=judged, sort=sort, sorts=_SORTS, statuses=STATUSES)


def _order(outlet: Outlet, sort: str, judged: dict[str, dict[str, float]]) -> tuple[float, str]:
    """Where an outlet stands in an order; what tells most comes first."""
    match sort:
        case "name":
            weight = 0.0
        case "copies":
            weight = -outlet.copies / outlet.reports
        case "accepted":
            weight = -(judged.get(outlet.name, {}).get("share", -1))
        case "latest":
            weight = -float(outlet.last.toordinal() if outlet.last else 0)
        case _:
            weight = -float(outlet.reports)
    return weight, outlet.name.casefold()


def _judged(visit: Visit) -> dict[str, dict[str, float]]:
    """By outlet: how many entries there are of each status; "all" in all, and of those judged the accepted "share"."""
    found: dict[str, dict[str, float]] = {}
    for (outlet, status), count in visit.site.tallies.cross("outlet", "status").items():
        found.setdefault(outlet, {})[status] = count
    for own in found.values():
        own["all"] = sum(own.get(status, 0) for status in STATUSES)
        own["judged"] = own["all"] - own.get(STATUSES[0], 0)
        if own["judged"]:
            own["share"] = own.get("accepted", 0) / own["judged"]
    return found


def one(visit: Visit) -> Response:
    """The page of an outlet."""
    name = visit.asked("outlet")
    found = outlets(visit.connection).get(name)
    if found is None:
        raise LookupFailed("no outlet {id!r} in the ledger.", id=name)
    return visit.page(
        "sources_one.html",
        outlet=found,
        judged=_judged(visit).get(name, {}),
        statuses=STATUSES,
        latest=latest_of(visit.connection, name, _LATEST),
        facets=visit.site.tallies.facets(visit.connection, Question(outlet=name), _FACETS),
    )


ROUTES = [get("/sources", show, counted=True), get("/source/{outlet:path}", one, counted=True)]
