"""What a form says of an entry, field by field, in the forms that `greffier.judge` takes: words or gold form as JSON.

A form's fields: `v.FIELD` a closed value; `min.FIELD`, `max.FIELD`, `open.FIELD`, `currency.FIELD`, `scope.FIELD` a
number; `start.FIELD`, `end.FIELD` days; `w.FIELD` stretches of the text, each as gold form, `n.FIELD.START` the name
that the one at START stands for, `t.FIELD` words that were typed; `asks.FIELD` says that stretches are asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from greffier.errors import InputError
from greffier.judge.values import gold_of
from greffier.lexicon import load_kinds
from greffier.model import FACTUALITIES, Entry

__all__ = ["Field", "Form", "changes", "fields_of"]

_OWN = {
    "kind": "closed", "factuality": "closed", "source": "filler", "when": "days", "anchor": "span", "evidence": "spans",
}  # fmt: skip
_ROLES = {
    "closed": "closed", "number": "number", "amount": "number", "period": "days", "span": "span", "fillers": "fillers",
}  # fmt: skip
_ONE = ("filler", "span")  # of which there is at most one stretch

Form = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a form asks for: its name, its `form` (closed, number, days, filler, fillers, span, spans), the
    closed values, whether it is a sum of money, whether it is a role, and its value now, in gold form."""

    name: str
    form: str
    values: Sequence[str] = ()
    money: bool = False
    role: bool = True
    now: Any = None

    @property
    def stretches(self) -> list[dict[str, Any]]:
        """The value now as stretches of the text."""
        return [self.now] if isinstance(self.now, dict) else list(self.now or ())


def fields_of(kind: str, entry: Entry | None = None, text: str = "", anchor: Any = None) -> list[Field]:
    """The fields of an entry of a kind, or of one to be made at an `anchor`, with the values that they have."""
    closed = {"kind": sorted(load_kinds()), "factuality": FACTUALITIES}
    now = {name: gold_of(entry, name, text) if entry else None for name in _OWN}
    now |= {"kind": kind} if entry is None else {}
    now["anchor"] = now["anchor"] or anchor
    own = [Field(name, form, closed.get(name, ()), role=False, now=now[name]) for name, form in _OWN.items()]
    roles = [
        Field(
            name, _ROLES[str(spec["is"])], spec.get("values", ()), spec["is"] == "amount",
            now=gold_of(entry, name, text) if entry else None,
        )
        for name, spec in load_kinds()[kind].roles.items()
    ]  # fmt: skip
    return [own[0], *roles, *own[3:4], own[1], own[2], *own[4:]]


def changes(form: Form, fields: Sequence[Field]) -> dict[str, list[str]]:
    """What the form says otherwise than it is, by field, as `greffier.judge` takes it: [] empties a field. A field that
    the form does not ask for stays. Raises InputError."""
    found = {}
    for field in fields:
        said = _said(form, field)
        if said is not None and said != _plain(field.now):
            found[field.name] = [said] if said else []
    return found


def _plain(now: Any) -> str:
    """A value in gold form as `_said` writes it."""
    return "" if now is None or now == [] else now if isinstance(now, str) else _json(now)


def _json(gold: Any) -> str:
    return json.dumps(gold, ensure_ascii=False, sort_keys=True)


def _said(form: Form, field: Field) -> str | None:
    """What the form says of a field, "" for nothing, None where it does not ask."""
    match field.form:
        case "closed":
            return _one(form, f"v.{field.name}")
        case "number":
            return _number(form, field.name)
        case "days":
            return _days(form, field.name)
        case _:
            return _words(form, field)


def _one(form: Form, name: str) -> str | None:
    found = form.get(name)
    return found[-1].strip() if found else None


def _number(form: Form, name: str) -> str | None:
    low, high = _one(form, f"min.{name}"), _one(form, f"max.{name}")
    if low is None and high is None:
        return None
    if not low and not high:
        return ""
    gold: dict[str, Any] = {key: _figure(name, said) for key, said in (("min", low), ("max", high)) if said}
    gold |= {"open": True} if _one(form, f"open.{name}") else {}
    gold |= {key: said for key in ("currency", "scope") if (said := (_one(form, f"{key}.{name}") or ""))}
    if "currency" in gold:
        gold["currency"] = gold["currency"].upper()
    return _json(gold)


def _figure(name: str, said: str) -> int | float:
    """A number as people write it, with spaces between thousands and a comma or point."""
    try:
        found = float("".join(said.split()).replace(",", "."))
    except ValueError:
        sentence = "{field}: {value!r} is no number; write 4, 4..9, 4.. (at least), ..9 (at most), >20 or 5000 EUR."
        raise InputError(sentence, field=name, value=said) from None
    return int(found) if found.is_integer() else found


def _days(form: Form, name: str) -> str | None:
    first, last = _one(form, f"start.{name}"), _one(form, f"end.{name}")
    if first is None and last is None:
        return None
    return _json({"start": first or last, "end": last or first}) if first or last else ""


def _words(form: Form, field: Field) -> str | None:
    """Stretches that are ticked, and words that were typed, which take the place of a single stretch."""
    name = field.name
    if f"asks.{name}" not in form:
        return None
    chosen = [_named(form, name, _stretch(name, said)) for said in form.get(f"w.{name}", ())]
    typed = (_one(form, f"t.{name}") or "").strip()
    if field.form in _ONE:
        return typed or (_json(chosen[-1]) if chosen else "")
    if not typed:
        return _json(chosen) if chosen else ""
    return _json([*chosen, *(one.strip() for one in typed.split(";") if one.strip())])


def _stretch(name: str, said: str) -> dict[str, Any]:
    try:
        found = json.loads(said)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InputError("{field}: {value!r} is no valid JSON.", field=name, value=said)
    return found


def _named(form: Form, field: str, gold: dict[str, Any]) -> dict[str, Any]:
    """A stretch with the name that the form gives it: another name than before is another thing, not resolved yet."""
    name = _one(form, f"n.{field}.{gold.get('start')}")
    if not name or name == gold.get("name"):
        return gold
    return {key: gold[key] for key in ("text", "start", "end") if key in gold} | {"name": name}
