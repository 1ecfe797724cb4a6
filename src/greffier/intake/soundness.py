"""Whether text looks like words of a Latin alphabet, or like bytes read in a wrong encoding."""

from __future__ import annotations

import re

__all__ = ["is_garbled", "is_glued", "oddness"]

_SOME = 400_000  # code points that are looked at
_UPPER = "[À-ÖØ-ÞŒŠŽŸ]"
_LOWER = "[a-zß-öø-ÿœšžƒ]"
_ASCII = "[A-Za-z]"
_STRANGE = r"[^\s\w'’‘\-‑–—·\xad…\x00-\x7f]"  # not what may stand between two letters
_OTHER = r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]"  # letters of no Latin alphabet

_GLUED = re.compile(rf"(?<={_ASCII}){_OTHER}|{_OTHER}(?={_ASCII})")
# What no sound text of these languages holds: controls and lost characters, accents that stand alone, a capital inside
# a word, a capital that is no word alone, a sign or fraction inside a word, another script inside a word.
_ODD = re.compile(
    "|".join(
        (
            r"[\x80-\x9f\ufffd¤ˆ˜¸¨¬¦˙˚˛˝ˇ˘‡]",
            rf"(?<={_LOWER}){_UPPER}",
            rf"(?<={_ASCII}){_UPPER}(?={_LOWER})",
            r"(?<!\w)[Á-ÃÅ-ÈË-ÓÕÖØ-ÞŠŽŸÄ](?!\w)",
            rf"(?<={_ASCII}){_STRANGE}(?={_ASCII})",
            rf"[¼½¾ªº](?={_ASCII})",
            rf"(?<={_ASCII})[ªº]",
            _GLUED.pattern,
        )
    )
)
# UTF-8 that was once read as windows-1252 and saved again.
_TWICE = re.compile(r"Ã[\xa0-\xbf‰ˆŠ§€™]|â€[™œ\x9d“”¦\x93\x94]|Â[\xa0«»°©]")


def oddness(text: str) -> int:
    """How many places of `text` look wrong; 0 in sound French and English."""
    return sum(1 for _ in _ODD.finditer(text[:_SOME]))


def is_glued(text: str) -> bool:
    """Whether a word has letters of Latin and of another script."""
    return _GLUED.search(text) is not None


def is_garbled(text: str) -> bool:
    """Whether text looks like UTF-8 that had been read as windows-1252 before it came here."""
    return _TWICE.search(text) is not None
