"""Made-up tellings: a strike on Exempleville on day 100, but for what a test says."""

from __future__ import annotations

from typing import Any

from greffier.link.records import Number, Telling, Where

TOWN = Where("t:1", "city", "EX", 48.0, 35.0)
FAR = Where("t:2", "city", "EX", 48.0, 39.0)
NEXT = Where("t:3", "city", "EX", 48.1, 35.1)
REGION = Where("r:1", "region", "EX", 48.5, 35.5)
ABROAD = Where("t:9", "city", "NO", 48.0, 35.0)


def telling(id: str, **more: Any) -> Telling:
    facts: dict[str, Any] = {
        "id": id, "report": f"report-{id}", "family": "attack", "language": "fr", "entries": (id,), "first": 100,
        "last": 100, "published": 100, "places": (TOWN,), "who": frozenset({"attacker=country:AA"}),
        "closed": frozenset(), "numbers": (), "names": frozenset({"exempleville", "quartier nord"}),
        "spots": frozenset({"exempleville"}), "words": frozenset({"drone", "marche", "etal", "matin"}),
        "matter": frozenset(), "said": frozenset({f"phrase de {id}"}),
    }  # fmt: skip
    return Telling(**facts | more)


def killed(low: float, high: float | None = None, *, total: bool = False) -> tuple[Number, ...]:
    return (Number("killed", low, low if high is None else high, total),)
