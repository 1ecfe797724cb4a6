"""Pictures of the pages, to be looked at: light and dark, wide and 320 px, in both languages.

    python scripts/screenshots.py FOLDER [--ledger FILE] [PATH…]

Needs a Chromium (GREFFIER_CHROMIUM, or `chromium` on the path). Without PATH, every page without parameters in its
address, and the tables; without --ledger, greffier.db. Prints what goes wrong on the way: console errors, breaches of
the content policy, requests elsewhere, a page wider than its window.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from web.browsing import Visitor, browsing, plain_paths, serving

SIZES = {"wide": (1360, 900), "narrow": (320, 720)}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--ledger", type=Path, default=Path("greffier.db"))
    parser.add_argument("--language", default="fr", choices=("fr", "en"))
    parser.add_argument("--theme", action="append", choices=("light", "dark"))
    arguments = parser.parse_intermixed_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with serving(arguments.ledger) as server, browsing() as browser, Visitor(server, browser) as visitor:
        for path in arguments.paths or plain_paths():
            for theme in arguments.theme or ("light", "dark"):
                for size, (width, height) in SIZES.items():
                    visitor.look(language=arguments.language, theme=theme, width=width, height=height)
                    visitor.go(path)
                    name = f"{path.strip('/').replace('/', '-').replace('?', '_') or 'first'}-{theme}-{size}.png"
                    visitor.page.screenshot(path=arguments.folder / name, full_page=size == "narrow")
                    print(name, *visitor.faults(), sep="\n  ")


if __name__ == "__main__":
    main()
