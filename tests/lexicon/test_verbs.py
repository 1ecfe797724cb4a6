"""Forms and their infinitives: what the lexicon's verbs can be told apart by."""

from __future__ import annotations

import pytest

from greffier.lexicon import VerbForms, load_language
from greffier.lexicon.kinds import known_verbs


@pytest.fixture(scope="module")
def forms() -> VerbForms:
    return VerbForms(load_language("fr").section("verbs"), known_verbs("fr"))


@pytest.mark.parametrize(("form", "verb"), [("tente", "tenter"), ("frappent", "frapper"), ("tenter", "tenter")])
def test_a_form_gives_its_verb_even_where_a_noun_is_spelt_alike(forms: VerbForms, form: str, verb: str) -> None:
    assert forms.infinitive(form) == verb


@pytest.mark.parametrize(
    ("form", "past"), [("progressait", True), ("bloquaient", True), ("frapperait", False), ("courraient", False)]
)
def test_only_forms_in_r_can_be_conditional(forms: VerbForms, form: str, past: bool) -> None:
    assert forms.is_past(form) is past
