"""The finished pages, mended: the theme's words in the site's language, and what a keyboard or a screen reader needs.

Words that Sphinx has in English only are in theme/words.toml.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from sphinx.application import Sphinx

__all__ = ["mended", "setup", "translated"]

WORDS = tomllib.loads((Path(__file__).parent / "theme" / "words.toml").read_text("utf-8"))


def translated(html: str, words: dict[str, str]) -> str:
    """A page with the theme's words in another language, in what is shown and in what is read aloud."""
    for english, other in words.items():
        quoted = re.escape(english.strip())
        html = re.sub(rf'(aria-label|title)="{quoted}"', rf'\1="{other.strip()}"', html)
        html = re.sub(rf"(<(?:title|span|div|a)\b[^>]*>\s*){quoted}(\s*<)", rf"\1{other.strip()}\2", html)
    return html


def mended(html: str) -> str:
    """A page on which what scrolls can be reached by the keyboard, and each heading says its level."""
    html = html.replace("<pre>", '<pre tabindex="0">')
    html = re.sub(r'<div class="(table-wrapper[^"]*)">', r'<div class="\1" tabindex="0">', html)
    return html.replace('role="heading">', 'role="heading" aria-level="2">')


def _mend(app: Sphinx, error: Exception | None) -> None:
    words = WORDS.get(app.config.language, {})
    for path in Path(app.outdir).rglob("*.html") if error is None else ():
        path.write_text(translated(mended(path.read_text("utf-8")), words), "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx asks of an extension."""
    app.connect("build-finished", _mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
