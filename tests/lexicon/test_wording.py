"""Wording: articles, prepositions, contractions, and templates that leave out what is not told."""

from __future__ import annotations

import re

import pytest

from greffier.lexicon import load_gazetteer, load_kinds
from greffier.lexicon.wording import load_wording, wordings

FRENCH = load_wording("fr")


@pytest.mark.parametrize(
    ("name", "article", "at"),
    [
        ("Russie", "la Russie", "en Russie"), ("Liban", "le Liban", "au Liban"), ("Ukraine", "l'Ukraine", "en Ukraine"),
        ("Mexique", "le Mexique", "au Mexique"), ("Israël", "Israël", "à Israël"), ("Iran", "l'Iran", "en Iran"),
        ("États-Unis", "les États-Unis", "aux États-Unis"), ("Pays-Bas", "les Pays-Bas", "aux Pays-Bas"),
        ("Yémen", "le Yémen", "au Yémen"), ("Cuba", "Cuba", "à Cuba"),
    ],
)  # fmt: skip
def test_countries(name: str, article: str, at: str) -> None:
    assert FRENCH.with_article(name) == article
    assert FRENCH.at(name, "country", True) == at


@pytest.mark.parametrize(
    ("rough", "mended"),
    [
        ("aide de le Liban", "aide du Liban"), ("visite de les maires", "visite des maires"),
        ("attaque de des drones", "attaque de drones"), ("visite de Ostap", "visite d'Ostap"),
        ("promise à le Liban", "promise au Liban"), ("promise à les États-Unis", "promise aux États-Unis"),
        ("« mot » : oui ; non !", "«\u00a0mot\u00a0»\u00a0: oui\u202f; non\u202f!"), ("1 mars 2026", "1er mars 2026"),
        ("11 mars", "11 mars"), ("1–2 mars 2026", "1er–2 mars 2026"), ("3 000 gens", "3\u202f000 gens"),
    ],
)  # fmt: skip
def test_french_is_mended(rough: str, mended: str) -> None:
    assert FRENCH.mend(rough) == mended
    assert FRENCH.mend(mended) == mended


@pytest.mark.parametrize("code", wordings())
def test_every_kind_has_a_template_whose_fields_are_its_roles(code: str) -> None:
    wording, kinds = load_wording(code), load_kinds()
    assert set(wording.kinds) == set(kinds)
    more = {"count", "scope"}
    for kind, template in wording.kinds.items():
        fields = {field.split(".")[0] for field in re.findall(r"\{([\w.]+)\}", template)}
        assert fields - more <= set(kinds[kind].roles), kind
        empty = wording.fill(kind, {})
        assert empty is not None and "{" not in empty and "[" not in empty
        assert template.count("[") == template.count("]")


@pytest.mark.parametrize("code", wordings())
def test_closed_values_that_have_words_are_values(code: str) -> None:
    known = {
        (role, value)
        for k in load_kinds().values()
        for role, spec in k.roles.items()
        for value in spec.get("values", ())
    }
    for role, words in load_wording(code).values.items():
        assert all((role, value) in known for value in words), role


@pytest.mark.parametrize("code", wordings())
def test_names_in_tables_of_articles_are_names_of_countries(code: str) -> None:
    names = {names[0] for c in load_gazetteer().countries.values() if (names := c.names[code])}
    articles = load_wording(code).articles
    bodies = {"European Union", "United Nations"}
    listed = {name for key in ("masculine", "plural", "bare") for name in articles[f"{key}_names"]} - bodies
    assert listed <= names, listed - names
