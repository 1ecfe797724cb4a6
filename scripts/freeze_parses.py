"""Write tests/parses/<language>.conllu: the parse of every sentence of the frames and of the cases under tests/kinds.

    python scripts/freeze_parses.py [LANGUAGE…]       # all languages that have a model, if none is named

Texts are parsed in one batch, in order, so that a second run writes the same file.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from greffier.lexicon import languages
from greffier.parse import PINNED, check_model, load_parser
from parses.conllu import write_conllu
from parses.frozen import FOLDER, texts_of


def main(codes: list[str]) -> None:
    """Write the file of each language."""
    for code in codes or [code for code in languages() if code in PINNED]:
        model, texts = check_model(code), texts_of(code)
        head = {"generator": "scripts/freeze_parses.py; renew: make parses", "model": model.distribution,
                "version": model.version, "digest": model.digest, "texts": str(len(texts))}  # fmt: skip
        parses = zip(texts, load_parser(code).parse_many((text, None) for text in texts), strict=True)
        lines = "\n".join(write_conllu(parses, head))
        path = FOLDER / f"{code}.conllu"
        path.write_text(lines + "\n", "utf-8")
        print(f"{path.name}: {len(texts)} texts, {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
