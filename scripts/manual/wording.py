"""The theme's own words in the language of the site, where Sphinx has them in English only (theme/words.toml)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from sphinx.application import Sphinx

__all__ = ["setup", "translated"]

WORDS = tomllib.loads((Path(__file__).parent / "theme" / "words.toml").read_text("utf-8"))


def translated(html: str, words: dict[str, str]) -> str:
    """A page with the theme's words in another language, in what is shown and in what is read aloud."""
    for english, other in words.items():
        quoted = re.escape(english.strip())
        html = re.sub(rf'(aria-label|title)="{quoted}"', rf'\1="{other.strip()}"', html)
        html = re.sub(rf"(<(?:title|span|div|a)\b[^>]*>\s*){quoted}(\s*<)", rf"\1{other.strip()}\2", html)
    return html


def _translate(app: Sphinx, error: Exception | None) -> None:
    words = WORDS.get(app.config.language)
    if error is not None or not words:
        return
    for path in Path(app.outdir).rglob("*.html"):
        path.write_text(translated(path.read_text("utf-8"), words), "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx asks of an extension."""
    app.connect("build-finished", _translate)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
