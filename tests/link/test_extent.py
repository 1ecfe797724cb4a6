"""Whether a sentence tells of one happening, of several, or of days of them."""

from __future__ import annotations

from datetime import date

import pytest

from greffier.link.extent import extent_of
from greffier.model import Span, When

DAY = When(date(2031, 5, 5), date(2031, 5, 5))
SINCE = When(date(2031, 5, 5), date(2031, 5, 6))
NIGHT = When(date(2031, 5, 5), date(2031, 5, 6), "night")

CASES = [
    ("fr", "Une frappe a tué trois personnes à Exempleville.", DAY, "one"),
    ("fr", "L'attaque de lundi a fait trois morts.", DAY, "one"),
    ("fr", "Le bilan de la nouvelle frappe s'alourdit.", DAY, "one"),
    ("fr", "Deux frappes ont tué trois personnes.", DAY, "several"),
    ("fr", "Deux nouvelles frappes russes ont tué trois personnes.", DAY, "several"),
    ("fr", "Une vague d'attaques a fait trois morts.", DAY, "several"),
    ("fr", "Une série de bombardements a fait trois morts.", DAY, "several"),
    ("fr", "Plusieurs attentats ont fait trois morts.", DAY, "several"),
    ("fr", "Des frappes ont fait trois morts depuis lundi.", SINCE, "days"),
    ("fr", "Des frappes ont fait trois morts dans la nuit.", NIGHT, ""),
    ("fr", "Des frappes ont fait trois morts.", DAY, ""),
    ("fr", "Des drones ont visé deux immeubles et la gare.", DAY, ""),
    ("fr", "Deux personnes ont été tuées dans une attaque.", DAY, "one"),
    ("fr", "La deuxième frappe a touché le port.", DAY, "one"),
    ("fr", "Deux frappes ont visé le port ; la frappe sur la gare a échoué.", DAY, ""),
    ("fr", "Deux accords ont été signés.", DAY, ""),
    ("en", "A strike killed three people.", DAY, "one"),
    ("en", "Three people were killed in the attack.", DAY, "one"),
    ("en", "Two strikes killed three people.", DAY, "several"),
    ("en", "A wave of drone attacks killed three people.", DAY, "several"),
    ("en", "Several deadly bombings hit the town.", DAY, "several"),
    ("en", "Strikes have killed three people since Monday.", SINCE, "days"),
    ("en", "Drones hit two houses.", DAY, ""),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "when", "wanted"), CASES, ids=[c[1] for c in CASES])
def test_extent(language: str, text: str, when: When, wanted: str) -> None:
    assert extent_of(text, Span(0, len(text)), Span(0, 0), when, "attack", language) == wanted


def test_the_noun_that_tells_it_counts_alone() -> None:
    text = "Deux frappes ont visé le port ; la frappe sur la gare a échoué."
    for words, wanted in (("frappes", "several"), ("frappe sur", "one")):
        start = text.index(words)
        assert extent_of(text, Span(0, len(text)), Span(start, start + 6), DAY, "attack", "fr") == wanted
