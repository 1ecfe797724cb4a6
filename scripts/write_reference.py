"""Write the tables of docs/reference/kinds.md, frames.md and exports.md from the data files.

    python scripts/write_reference.py             # writes them; so does make parses
    python scripts/write_reference.py --check     # says which are stale, and fails

A new kind, role, type, group or function stands on its page after one run; nothing is registered.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from greffier.columnar import Column, tables
from greffier.frames.fills import FILLS
from greffier.lexicon import Kind, languages, load_interface, load_kinds, load_language
from greffier.lexicon.phrase_types import phrase_types, types_table
from greffier.lexicon.traits import Traits

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"


def _kind(kind: Kind) -> Iterator[str]:
    french = load_interface("fr")
    yield f"## {french.label('kind', kind.name)} · `{kind.name}`"
    yield ""
    yield f"{kind.about.get('fr', '')} *{kind.about.get('en', '')}*"
    yield ""
    yield "| role | rôle | is | |"
    yield "| --- | --- | --- | --- |"
    for role, spec in kind.roles.items():
        yield f"| `{role}` | {french.label('role', role)} | `{spec['is']}` | {_about_role(spec)} |"
    yield ""
    yield f"Traits: {', '.join(_traits(kind)) or '–'}. PLOVER: {', '.join(kind.plover)}."


def _about_role(spec: Mapping[str, Any]) -> str:
    values = " ".join(f"`{value}`" for value in spec.get("values", ()))
    keys = ("takes", "changes", "within", "counts", "owner_of", "payer")
    rest = (f"{key} {_words(spec[key])}" for key in keys if key in spec)
    return ", ".join(part for part in (values, *rest) if part)


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(f"`{part}`" for part in (value if isinstance(value, list) else str(value).split("|")))


def _linked(traits: Traits) -> Iterator[tuple[str, str]]:
    yield "joins", ", ".join(traits.joins)
    yield "days_apart", str(traits.days_apart or "")
    yield "matter", traits.matter


def _traits(kind: Kind) -> Iterator[str]:
    traits = kind.traits
    if traits.same_event:
        yield f"`same_event` {', '.join(traits.same_event)}"
    if traits.retold != "named":
        yield f"`retold` {traits.retold}"
    yield from (f"`{name}`" for name in ("told_twice", "placed", "happening", "announced") if getattr(traits, name))
    yield from (f"`{name}` {value}" for name, value in _linked(traits) if value)
    if traits.promise is not None:
        yield f"`promise` {traits.promise.role} = {traits.promise.value}"


def _types() -> Iterator[str]:
    about, accepts = types_table()["about"], types_table()["accepts"]
    yield "| type | quoi | what | accepte aussi · also accepts |"
    yield "| --- | --- | --- | --- |"
    for name in phrase_types():
        words = about.get(name) or {code: _first_nouns(code, name) for code in ("fr", "en")}
        also = " ".join(f"`{other}`" for other in accepts.get(name, ()) if other != name)
        yield f"| `{name}` | {words.get('fr', '')} | {words.get('en', '')} | {also} |"


def _first_nouns(code: str, name: str) -> str:
    nouns = load_language(code).section("nouns").get("types", {}).get(name, ())
    return ", ".join(nouns[:4]) + (" …" if len(nouns) > 4 else "")


def _groups() -> Iterator[str]:
    for code in languages():
        groups = load_language(code).section("clauses").get("prepositions", {}).get("groups", {})
        for name, words in groups.items():
            yield f"- `@{name}` ({code}): {', '.join(words)}"


def _fills() -> Iterator[str]:
    for name, function in sorted(FILLS.items()):
        yield f"- `{name}`: {(function.__doc__ or '').strip().splitlines()[0]}"


def _kinds() -> Iterator[str]:
    for kind in load_kinds().values():
        yield from [*_kind(kind), ""]


def _columns() -> Iterator[str]:
    for table in tables().values():
        yield f"### `{table.name}.parquet`"  # formats have sections of names alone
        yield ""
        yield f"{_sentence(table.about['fr'])} *{_sentence(table.about['en'])}*"
        yield ""
        yield "| colonne · column | type | quoi | what |"
        yield "| --- | --- | --- | --- |"
        for column in table.columns:
            yield f"| `{column.name}` | {_column_type(column)} | {column.about['fr']} | {column.about['en']} |"
        yield ""


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _column_type(column: Column) -> str:
    own = column.type
    return own if isinstance(own, str) else ", ".join(f"`{name}` {kind}" for name, kind in own.items())


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "kinds": _kinds, "types": _types, "groups": _groups, "fills": _fills, "columns": _columns,
}  # fmt: skip


def page(written: str) -> str:
    """A page as it stands, its tables made anew."""
    for name, rows in TABLES.items():
        table = "\n".join(rows()).strip()
        section = f"<!-- {name}: made by scripts/write_reference.py -->\n{table}\n<!-- end -->"
        written = re.sub(rf"<!-- {name}:[^\n]*\n.*?<!-- end -->", lambda _, s=section: s, written, flags=re.DOTALL)
    return written


PAGES = ("kinds.md", "frames.md", "exports.md")


def stale() -> dict[Path, str]:
    """Pages that are not as the data files have them, with what they should be."""
    written = {FOLDER / name: (FOLDER / name).read_text("utf-8") for name in PAGES}
    return {path: page(content) for path, content in written.items() if content != page(content)}


def main(check: bool) -> int:
    """Write the pages, or only compare them; gives 1 when one is stale and not written."""
    for path, content in stale().items():
        print(f"{path.name}: {'stale; renew: make parses' if check else 'written'}")
        if not check:
            path.write_text(content, "utf-8")
    return int(check and bool(stale()))


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
