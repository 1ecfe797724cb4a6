"""Bring the pages' translations up to date with what templates and code say.

    python scripts/translations.py

Every sentence in `_("…")`, `{% trans %}`, `ngettext` or `say` goes to the .po file of its page (ledger.html and
pages/ledger.py to ledger.po; what all pages share to base.po). Translations that are there are kept, what is said no
more is taken out, what is new stands with an empty msgstr: translate it. A test refuses empty ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "src" / "greffier" / "web"
LANGUAGES = ("fr",)  # English is what the code says
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "say": None, "count": (1, 2), "npgettext": ((1, "c"), 2, 3)}
_OPTIONS = {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}

Message = str | tuple[str, ...]


def sources() -> Iterator[Path]:
    """The files that say something."""
    yield from sorted(WEB.rglob("*.html"))
    yield from sorted(WEB.rglob("*.py"))


def page_of(path: Path) -> str:
    """The .po file that a file's sentences go to: that of its page."""
    known = {p.stem for p in (WEB / "pages").glob("*.py")} - {"session"}
    parts = path.relative_to(WEB).with_suffix("").parts
    name = parts[1] if len(parts) > 1 and parts[0] in {"templates", "pages"} else "api" if parts[0] == "api" else ""
    return next((page for page in known if name == page or name.startswith(f"{page}_")), "base")


def extracted() -> dict[str, dict[Message, list[str]]]:
    """Every sentence by page, with the files that say it; one that several pages say stands in the base alone."""
    found: dict[Message, dict[str, list[str]]] = {}
    for path in sources():
        method = "jinja2.ext:babel_extract" if path.suffix == ".html" else "python"
        for _, message, _, _ in extract_from_file(method, path, KEYWORDS, options=_OPTIONS):
            id = tuple(m for m in message if m) if isinstance(message, tuple) else message
            own = found.setdefault(id, {}).setdefault(page_of(path), [])
            if (name := path.relative_to(WEB).as_posix()) not in own:
                own.append(name)
    pages: dict[str, dict[Message, list[str]]] = {}
    for id, by_page in found.items():
        page = next(iter(by_page)) if len(by_page) == 1 else "base"
        pages.setdefault(page, {})[id] = sorted(name for names in by_page.values() for name in names)
    return pages


def known(language: str) -> Catalog:
    """All translations of a language that are there."""
    found = Catalog(locale=language)
    for path in sorted((WEB / "locale" / language).glob("*.po")):
        for message in read_po(BytesIO(path.read_bytes()), locale=language):
            if message.id and (message.string or message.id not in found):
                found[message.id] = message
    return found


def written(language: str) -> dict[str, str]:
    """The .po files as they ought to be, by page."""
    before, files = known(language), dict[str, str]()
    for page, messages in sorted(extracted().items()):
        catalog = Catalog(locale=language, charset="utf-8")
        for id in sorted(messages, key=str):
            old = before.get(id)
            words = set_right(old.string, language) if old is not None else ""
            catalog.add(id, words, locations=[(name, None) for name in messages[id]])
        out = BytesIO()
        write_po(out, catalog, width=118, omit_header=True, sort_output=True)
        head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        plural = f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
        files[page] = head + plural + out.getvalue().decode()
    return files


def set_right(words: str | tuple[str, ...], language: str) -> str | tuple[str, ...]:
    """French with its apostrophes and narrow spaces, so that whoever translates need not type them."""
    if isinstance(words, tuple):
        return tuple(str(set_right(one, language)) for one in words)
    if language != "fr":
        return words
    words = words.replace("'", "’")
    words = re.sub(r"[ \u00a0\u202f]+([;:!?»])", "\u202f\\1", words)
    return re.sub(r"«[ \u00a0\u202f]*", "«\u202f", words)


def main() -> None:
    """Write the .po files, and tell what waits for a translation."""
    for language in LANGUAGES:
        folder = WEB / "locale" / language
        files = written(language)
        for old in folder.glob("*.po"):
            if old.stem not in files:
                old.unlink()
        for page, content in files.items():
            (folder / f"{page}.po").write_text(content, "utf-8")
        for message in known(language):
            if message.id and not all(message.string if isinstance(message.string, tuple) else (message.string,)):
                print(f"{language}: {message.id!r} waits for a translation")


if __name__ == "__main__":
    main()
