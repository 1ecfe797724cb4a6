"""Linking put together: tellings to groups, all at once or only the part that a change touches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from greffier.link.alike import once
from greffier.link.clusters import Limits, Links, clusters, components
from greffier.link.features import traits_of
from greffier.link.records import Telling
from greffier.link.scoring import Weights, load_weights, weigh
from greffier.link.tellings import Pair, pair
from greffier.link.veto import veto

__all__ = ["KEPT", "SAME_WORDS", "Weigher", "entry_pairs", "forbids", "group", "linked_pairs", "together"]

KEPT = -6.0  # bits: pairs that weigh less are not kept; they neither link nor speak for or against
SAME_WORDS = 30.0  # bits of a sentence told word for word by two reports
_WORDS = "statement"
_LONG = 30  # characters of a sentence that is no coincidence

Weigher = Callable[[Sequence[Telling], Weights, Mapping[int, int] | None], dict[Pair, float]]


def forbids(a: Telling, b: Telling) -> str:
    """Why two tellings cannot be of one event, "" where nothing forbids it. One report tells of an event once."""
    if a.family != b.family:
        return "kind"
    return veto(a, b, traits_of(a.family))


def linked_pairs(
    tellings: Sequence[Telling], weights: Weights, sizes: Mapping[int, int] | None = None, weigher: Weigher = weigh
) -> dict[Pair, float]:
    """The pairs worth keeping with their weights: those that nothing forbids, and no two of one report."""
    by_id, forbidden = {t.id: t for t in tellings}, once(forbids, tellings)
    found = {}
    for p, weight in weigher(tellings, weights, sizes).items():
        a, b = by_id[p[0]], by_id[p[1]]
        if a.report == b.report or forbidden(a, b):
            continue
        same = any(len(words) >= _LONG for words in a.said & b.said)
        if a.family == _WORDS and not same:
            continue  # what is said of two strikes may be put alike: only the same words are one saying
        bits = SAME_WORDS if same else weight
        if bits >= KEPT:
            found[p] = bits
    return found


def group(tellings: Mapping[str, Telling], links: Links, weights: Weights | None = None) -> list[tuple[str, ...]]:
    """The groups of tellings that are one event each, each connected part for itself, in canonical order."""
    known = weights or load_weights()
    threshold, limits = known.threshold, Limits(known.threshold, known.prior)
    strong = [p for p, weight in links.weights.items() if weight >= threshold]
    found = []
    inside = _by_part(links, components(tellings, [*strong, *links.same]))
    for part, mine in inside:
        some = {one: tellings[one] for one in part}
        found += clusters(some, mine, limits, once(forbids, some.values()))
    return sorted(found)


def _by_part(links: Links, parts: Sequence[tuple[str, ...]]) -> list[tuple[tuple[str, ...], Links]]:
    of = {one: number for number, part in enumerate(parts) for one in part}
    weights: list[dict[Pair, float]] = [{} for _ in parts]
    for p, weight in links.weights.items():
        if of.get(p[0], -1) == of.get(p[1], -2):
            weights[of[p[0]]][p] = weight
    return [(part, Links(mine, links.same, links.different)) for part, mine in zip(parts, weights, strict=True)]


def together(tellings: Sequence[Telling], links: Links | None = None) -> list[tuple[str, ...]]:
    """Everything at once, from the tellings alone: what a ledger comes to, in whatever order it was filled."""
    judged = links or Links({})
    pairs = linked_pairs(tellings, load_weights())
    return group({t.id: t for t in tellings}, Links(pairs, judged.same, judged.different))


def entry_pairs(pairs: Sequence[Pair], of: Mapping[str, str]) -> frozenset[Pair]:
    """Pairs of entries as pairs of the tellings that hold them; those within one telling are left out."""
    known = ((of[a], of[b]) for a, b in pairs if a in of and b in of)
    return frozenset(pair(a, b) for a, b in known if a != b)
