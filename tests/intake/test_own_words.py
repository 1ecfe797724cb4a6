"""What a feed's item carries along of its page, and how its doubts are told."""

from __future__ import annotations

import pytest

from greffier.intake.own_words import CHANGED, CUT, PAID, own_words
from greffier.intake.rows import UNSURE
from greffier.lexicon import load_interface

BODY = "Le pont a été fermé mardi matin, a dit la mairie."
CASES = {
    "title and byline": (["Le pont fermé", BODY, "Par A. Plume"], BODY, ()),
    "twice": ([BODY, "La digue tient.", BODY], f"{BODY}\n\nLa digue tient.", ()),
    "invitation": ([BODY, "Inscrivez-vous à notre newsletter"], BODY, ()),
    "for subscribers": ([BODY, "La suite est réservée aux abonnés."], BODY, (PAID,)),
    "nothing else": (["Inscrivez-vous à notre newsletter"], "Inscrivez-vous à notre newsletter", ()),
}


@pytest.mark.parametrize("case", CASES)
def test_paragraphs_of_its_own(case: str) -> None:
    paragraphs, text, doubts = CASES[case]
    assert own_words("\n\n".join(paragraphs), "Le pont fermé", ["A. Plume"]) == (text, doubts)


def test_doubts_are_told_in_french() -> None:
    assert {CUT, PAID, CHANGED, UNSURE} <= set(load_interface("fr").messages)
