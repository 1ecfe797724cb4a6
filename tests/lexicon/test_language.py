"""A language begins with a few sections and says which it lacks."""

from __future__ import annotations

import pytest

from greffier.errors import DataError
from greffier.lexicon import Language, languages, load_language


@pytest.mark.parametrize("code", languages())
def test_our_languages_have_what_they_need(code: str) -> None:
    load_language(code).check()


def test_what_is_missing_is_told() -> None:
    with pytest.raises(DataError, match=r"languages/zz: model.toml, calendar.toml, quotes.toml is missing"):
        Language("zz").check()
