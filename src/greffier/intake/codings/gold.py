"""Coded reports: gold files of the codebook (section 3), those that `export gold` writes, and our canonical lines.

A gold file holds all that its report tells, if it does not say `"complete": false`; a canonical line holds what an
export asked for, and says of each entry what people judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from greffier.errors import ReportError
from greffier.intake.codings.base import digest, number, texts
from greffier.intake.codings.regions import EVIDENCE, SOURCE
from greffier.lexicon import load_kinds
from greffier.model import Coding, Told, quoted

__all__ = ["codings", "gold_fields", "names_of"]

_ABOUT = ("title", "published", "language", "outlet", "url")


def codings(name: str, data: Any) -> Iterator[Coding | ReportError | None]:
    """The coding of one report."""
    text, entries = (data.get(key) if isinstance(data, dict) else None for key in ("text", "entries"))
    if not isinstance(text, str) or not isinstance(entries, list):
        yield ReportError('{path}: a coded report holds "text" and a list of "entries".', path=name)
        return
    about = data.get("report")
    canonical = isinstance(about, dict)
    told, whole = list[Told](), True
    for place, one in enumerate(entries, 1):
        found = _told(one, text, loose=not canonical)
        if found is not None:
            told.append(found)
        elif not _is_unreviewed(one):
            whole = False
            sentence = "{path}: entry {number} lacks {fields}, or has it in another form than the gold files."
            yield ReportError(sentence, path=name, number=place, fields="kind, anchor, evidence, factuality, roles")
    fields: Mapping[str, Any] = about if isinstance(about, dict) else data
    complete = whole and not canonical and data.get("complete", True) is True
    report = texts(about, "id").get("id") if isinstance(about, dict) else texts(data, "report").get("report")
    key = digest("gold", text, report)
    author = texts(data, "coder").get("coder")
    yield Coding(
        name, key, tuple(told), text, report=report, author=author, about=texts(fields, *_ABOUT), complete=complete
    )


def _is_unreviewed(one: Any) -> bool:
    return isinstance(one, dict) and one.get("status") == "unreviewed"


def _told(one: Any, text: str, *, loose: bool) -> Told | None:
    """An entry, None where its form is another one or nobody judged it."""
    forms = {"kind": str, "anchor": dict, EVIDENCE: list, "factuality": str, "roles": dict}
    if not isinstance(one, dict) or _is_unreviewed(one):
        return None
    if not all(isinstance(one.get(field), form) for field, form in forms.items()) or one["kind"] not in load_kinds():
        return None
    spans = [one["anchor"], *one[EVIDENCE]]
    if not one[EVIDENCE] or not all(_holds(span, text) for span in spans):
        return None
    ours = one.get("greffier")
    fields = gold_fields(_with_ours(one, ours) if isinstance(ours, dict) else one, text)
    identity = one.get("id") if isinstance(one.get("id"), str) else None
    verdict = "reject" if one.get("status") == "rejected" else "keep"
    exact = isinstance(ours, dict) or not loose
    words = str(one["anchor"].get("exact", ""))
    return Told(verdict, identity, words, fields, loose=not exact, optional=one.get("optional") is True)


def _holds(span: Any, text: str) -> bool:
    start, end = (number(span.get(key)) for key in ("start", "end")) if isinstance(span, dict) else (None, None)
    return start is not None and end is not None and text[start:end] == span.get("exact") != ""


def names_of(filler: Any) -> list[str]:
    """The names that a filler in our form has in a gold file: as the text has it, resolved, and others."""
    names = [filler.get("text"), filler.get("name"), *(filler.get("aliases") or [])]
    return list(dict.fromkeys(name for name in names if isinstance(name, str) and name))


def _with_ours(one: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, Any]:
    """The entry with the fillers that we wrote beside it, where nobody changed their names since."""
    roles, known = dict(one["roles"]), ours.get("roles")
    for role, value in roles.items():
        mine = known.get(role) if isinstance(known, dict) else None
        if isinstance(mine, list) and all(isinstance(m, dict) for m in mine) and [names_of(m) for m in mine] == value:
            roles[role] = mine
    source, mine = one.get(SOURCE), ours.get(SOURCE)
    if isinstance(mine, dict) and names_of(mine) == source:
        source = mine
    return {**one, "roles": roles, SOURCE: source}


def gold_fields(one: Mapping[str, Any], text: str) -> dict[str, Any]:
    """All fields of an entry in gold form; those that it does not fill are emptied."""
    roles, kind = one["roles"], load_kinds()[one["kind"]]
    fields: dict[str, Any] = {"kind": one["kind"], "anchor": _around(one["anchor"], text)}
    fields[EVIDENCE] = [_around(span, text) for span in one[EVIDENCE]]
    fields |= {"factuality": one["factuality"], "when": one.get("when"), SOURCE: _filled(one.get(SOURCE), text)}
    for role in [*kind.roles, *(r for r in roles if r not in kind.roles)]:
        value = roles.get(role)
        fields[role] = [_filled(v, text) for v in value] if isinstance(value, list) else _filled(value, text)
    return {field: None if value == [] else value for field, value in fields.items()}


def _filled(value: Any, text: str) -> Any:
    """A stretch or filler with what stands around it; anything else as it is."""
    return _around(value, text) if isinstance(value, dict) and number(value.get("start")) is not None else value


def _around(span: Mapping[str, Any], text: str) -> dict[str, Any]:
    start, end = number(span.get("start")), number(span.get("end"))
    if start is None or end is None:
        return dict(span)
    around = quoted(text, start, end)
    return {**span, "prefix": around["prefix"], "suffix": around["suffix"]}
