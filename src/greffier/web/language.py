"""The language of the pages: translations from the .po files, and which language a reader gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from greffier.lexicon import Interface, load_interface

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["COOKIE", "LANGUAGES", "Language", "catalog_of", "chosen_language", "load_language"]

LANGUAGES = ("fr", "en")
COOKIE = "language"
_LOCALES = {"fr": "fr_FR", "en": "en_GB"}  # a date with the day first, in both


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the pages: its code, its locale for dates and numbers, the pages' own sentences (gettext), and the
    interface's sentences and labels, which the command line says too."""

    code: str
    locale: Locale
    translations: NullTranslations
    interface: Interface

    def say(self, message: str, **values: object) -> str:
        """A sentence of the pages in this language."""
        found = self.translations.gettext(message)
        return found % values if values else found

    def count(self, one: str, many: str, number: int, **values: object) -> str:
        """A sentence about a number of things, in the form that the number takes; `%(num)s` is the number."""
        return self.translations.ngettext(one, many, number) % {"num": number, **values}


def catalog_of(code: str) -> Catalog:
    """All that is translated: the .po files of a language, one a page, put together. Raises ValueError where two of
    them translate a sentence differently."""
    found = Catalog(locale=code)
    folder = files("greffier.web").joinpath("locale", code)
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".po")), key=lambda f: f.name):
        for message in read_po(BytesIO(file.read_bytes()), locale=code):
            if not message.id:
                continue
            before = found.get(message.id)
            if before is not None and before.string != message.string:
                raise ValueError(f"{file.name}: {message.id!r} is translated otherwise in another file")
            found[message.id] = message
    return found


@cache
def load_language(code: str) -> Language:
    """A language by its code, compiled once. Raises KeyError for one that there is not."""
    locale = Locale.parse(_LOCALES[code])
    return Language(code, locale, _translations(code), load_interface(code))


def _translations(code: str) -> NullTranslations:
    if code == "en":
        return NullTranslations()
    packed = BytesIO()
    write_mo(packed, catalog_of(code))
    packed.seek(0)
    return GNUTranslations(packed)


def chosen_language(request: Request, fixed: str) -> str:
    """The code of the reader's language: the switch (a cookie), else `fixed` (what the server was told), else what the
    browser prefers, else French."""
    said = request.cookies.get(COOKIE, "")
    if said in LANGUAGES:
        return said
    return fixed or _preferred(request.headers) or LANGUAGES[0]


def _preferred(headers: Mapping[str, str]) -> str:
    """The first of our languages in the order of the browser's weights, "" where it names none of them."""
    wanted = []
    for part in headers.get("accept-language", "").split(","):
        code, _, weight = part.strip().partition(";q=")
        wanted.append((-_weight(weight), code[:2].lower()))
    return next((code for weight, code in sorted(wanted, key=lambda w: w[0]) if weight and code in LANGUAGES), "")


def _weight(said: str) -> float:
    try:
        return float(said or 1)
    except ValueError:
        return 0.0
