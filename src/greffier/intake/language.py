"""In which language a text is written, where neither its file nor the user says it."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError

from greffier.errors import ReportError
from greffier.lexicon import languages

__all__ = ["detect", "language_of"]

_SOME = 20_000  # code points that tell the language
_ENOUGH = 40  # letters of narration that tell it without what is quoted
_SURE = 0.4  # probability from which a language that is not read is believed
_LIKELY = 0.04  # probability from which a language that is read is: of some 120 languages, even chance is 0.008
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|„[^„“”]*[“”]|\"[^\"\n]*\"")
# Tongues without a daily press, or older ones, to which a short sentence of their large neighbours is easily given.
_LEFT_OUT = frozenset(
    ("an", "ext", "gcf", "gcr", "grc", "hbo", "la", "lij", "pcm", "vec", "vo", "wa", "wuu", "yue", "zxx")
)


def detect(text: str) -> str | None:
    """The language (ISO 639 code) in which a report of `text` is told, None where its words do not say.

    What is quoted does not count, as long as enough is told around it. A language that greffier does not read is named
    only when it is well the likeliest, so that two sentences full of foreign names stay what they are.
    """
    ranked = _model().rank(_narration(text[:_SOME]))
    best, chance = ranked[0]
    if best not in languages() and chance >= _SURE:
        return str(best)
    code, chance = next((code, chance) for code, chance in ranked if code in languages())
    return str(code) if chance >= _LIKELY else None


def language_of(text: str, name: str, *, left_open: bool) -> str:
    """The language of a report that greffier can read; "" where it is `left_open` for someone to say.

    Raises ReportError, with `name` to say which, where it is another language, or cannot be told.
    """
    code = detect(text)
    if code is None and not left_open:
        raise ReportError(
            "{name}: its words do not say in which language it is; give it with --language ({known}).",
            name=name, known=", ".join(languages()),
        )  # fmt: skip
    if code is not None and code not in languages():
        raise ReportError(
            "{name}: seems to be in {language}, which greffier does not read; "
            "if it is not, say so with --language ({known}).",
            name=name, language=_own_name(code), known=", ".join(languages()),
        )  # fmt: skip
    return "" if code is None or left_open else code


def _own_name(code: str) -> str:
    """What a language calls itself, with its code: the same in any interface."""
    with suppress(UnknownLocaleError, ValueError):
        return f"{Locale.parse(code).get_display_name(code)} ({code})"
    return code


def _narration(text: str) -> str:
    """A text without its quotations, or with them where hardly anything else is there."""
    told = _QUOTED.sub(" ", text)
    return told if sum(map(str.isalpha, told)) >= _ENOUGH else text


@cache
def _model() -> Any:
    """The library's identifier over the languages of the press, loaded when it is first asked (half a second)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages([code for code in model.labels if code not in _LEFT_OUT])
    return model
