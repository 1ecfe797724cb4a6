"""Kinds of entry: one TOML file each, found by walking the folder, their frames compiled to rules.

A kind file holds `kind`, `plover`, `[roles]` (role = its type), and per language a list of frames. A frame's keys:

    id      unique within the kind and language
    verbs   infinitives that evoke it; more words make a fixed phrase ("prendre pour cible", "s'emparer")
    nouns   nouns of happening that evoke it, likewise
    subj    role = type, for the subject (or agent, or the demonym adjective of a noun)
    obj     role = type, for the object
    obl     "prep|prep" = "role", or = { role = "type" }, for a prepositional phrase; "@in" stands for the group `in`
            of the language's `clauses.toml`
    needs   roles of which each item (alternatives by "|") must be filled by the frame
    unless  words that forbid it when they hang on the anchor
    set     role = closed value, the same for every entry of the frame
    fill    name of a plain function for what the notation cannot say
    reads   sentences that it must read, each with what it gives
    not     sentences that it must not read
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from greffier.errors import DataError
from greffier.lexicon.language import load_language, read_toml
from greffier.lexicon.traits import TRAIT_KEYS, Traits, read_traits
from greffier.model import Rule

__all__ = ["FRAME_KEYS", "ROLE_TYPES", "Kind", "compile_kind", "known_verbs", "load_kinds", "rules_for"]

FRAME_KEYS = frozenset(["id", "verbs", "nouns", "subj", "obj", "obl", "needs", "unless", "set", "fill", "reads", "not"])
# Keys at the top of a kind file; every other table there is a language's.
KIND_KEYS = frozenset({"kind", "plover", "roles", "names", *TRAIT_KEYS})
_VERB_SECTIONS = ("verbs", "clauses", "reporting")
ROLE_TYPES = frozenset({"fillers", "number", "amount", "period", "span", "closed"})


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its roles (name -> specification), its PLOVER codes, its rules by language, its other tables."""

    name: str
    plover: tuple[str, ...]
    roles: Mapping[str, Mapping[str, Any]]
    rules: Mapping[str, tuple[Rule, ...]]
    tables: Mapping[str, Mapping[str, Any]]
    traits: Traits = Traits()


def compile_kind(data: Mapping[str, Any], where: str) -> Kind:
    """A kind from its parsed file. Raises DataError that names the file, the frame and what would be right."""
    name = data.get("kind")
    if not isinstance(name, str):
        raise DataError(f'{where}: `kind = "…"` is missing at the top.')
    roles = data.get("roles", {})
    for role, spec in roles.items():
        _check_role(where, role, spec)
    rules, tables = {}, {}
    for key, value in data.items():
        if key in KIND_KEYS or not isinstance(value, Mapping):
            continue
        rules[key] = tuple(_rule(f, name, key, roles, where) for f in value.get("frame", ()))
        tables[key] = {k: v for k, v in value.items() if k != "frame"}
        _check_unique(where, key, rules[key])
    return Kind(name, tuple(data.get("plover", ())), roles, rules, tables, read_traits(data, roles, where))


def _check_role(where: str, role: str, spec: Any) -> None:
    if not isinstance(spec, Mapping) or spec.get("is") not in ROLE_TYPES:
        raise DataError(f'{where}: role {role!r} needs `is = "…"`, one of {", ".join(sorted(ROLE_TYPES))}.')
    if spec["is"] == "closed" and not spec.get("values"):
        raise DataError(f"{where}: closed role {role!r} needs `values = [ … ]`.")


def _check_unique(where: str, language: str, rules: tuple[Rule, ...]) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise DataError(f"{where}: two {language} frames are called {rule.id!r}; give one another id.")
        seen.add(rule.id)


def _rule(frame: Mapping[str, Any], kind: str, language: str, roles: Mapping[str, Any], where: str) -> Rule:
    here = f"{where}: {language} frame {frame.get('id', '?')!r}"
    unknown = set(frame) - FRAME_KEYS
    if unknown:
        raise DataError(f"{here}: unknown key {sorted(unknown)[0]!r}; known: {', '.join(sorted(FRAME_KEYS))}.")
    if "id" not in frame or not (frame.get("verbs") or frame.get("nouns")):
        raise DataError(f"{here}: needs an `id` and `verbs` or `nouns`.")
    obl: dict[str, dict[str, str]] = {}
    for markers, target in frame.get("obl", {}).items():
        for marker in _markers(markers, language, here):
            obl[marker] = (
                obl.get(marker, {}) | {target: _type_of(roles, target)}
                if isinstance(target, str)
                else obl.get(marker, {}) | dict(target)
            )
    rule = Rule(
        id=f"{kind}.{frame['id']}",
        kind=kind,
        language=language,
        verbs=tuple(frame.get("verbs", ())),
        nouns=tuple(frame.get("nouns", ())),
        subj=dict(frame.get("subj", {})),
        obj=dict(frame.get("obj", {})),
        obl=obl,
        needs=tuple(tuple(n.split("|")) for n in frame.get("needs", ())),
        unless=tuple(frame.get("unless", ())),
        set=dict(frame.get("set", {})),
        fill=frame.get("fill", ""),
        reads=tuple(frame.get("reads", ())),
        refuses=tuple(frame.get("not", ())),
    )
    _check_rule(rule, roles, here)
    return rule


def _markers(written: str, language: str, here: str) -> list[str]:
    """Prepositions of an `obl` key, with groups (`@in`) written out."""
    groups = load_language(language).section("clauses").get("prepositions", {}).get("groups", {})
    found: list[str] = []
    for marker in written.split("|"):
        if marker.startswith("@") and marker[1:] not in groups:
            raise DataError(
                f"{here}: no group {marker!r} of prepositions; known: {', '.join('@' + g for g in groups)}."
            )
        found += groups[marker[1:]] if marker.startswith("@") else [marker]
    return found


def _type_of(roles: Mapping[str, Any], role: str) -> str:
    return str(roles.get(role, {}).get("takes", "thing"))


def _check_rule(rule: Rule, roles: Mapping[str, Any], here: str) -> None:
    named = {*rule.subj, *rule.obj, *(r for t in rule.obl.values() for r in t), *rule.set}
    named |= {r for alternatives in rule.needs for r in alternatives}
    for role in sorted(named - set(roles)):
        raise DataError(f"{here}: role {role!r} is none of the kind's: {', '.join(roles)}.")
    for role, value in rule.set.items():
        values = roles[role].get("values")
        if values and value not in values:
            raise DataError(f"{here}: {role} cannot be {value!r}; it is one of {', '.join(values)}.")
    if not rule.reads or not rule.refuses:
        raise DataError(f"{here}: needs a sentence to read (`reads`) and one not to read (`not`).")


@cache
def load_kinds() -> dict[str, Kind]:
    """All kinds by name. Raises DataError when two files give the same kind or one is malformed."""
    found: dict[str, Kind] = {}
    folder = files("greffier.data").joinpath("kinds")
    for path in sorted((p for p in folder.iterdir() if p.name.endswith(".toml")), key=lambda p: p.name):
        kind = compile_kind(read_toml(path), path.name)
        if kind.name in found:
            raise DataError(f"{path.name}: the kind {kind.name!r} is given by another file too.")
        found[kind.name] = kind
    return found


@cache
def rules_for(language: str) -> tuple[Rule, ...]:
    """All rules of a language, over all kinds, in the order of their files."""
    return tuple(rule for kind in load_kinds().values() for rule in kind.rules.get(language, ()))


def _strings(value: Any, key: str = "") -> list[str]:
    """All strings under a key that names verbs, at any depth."""
    if isinstance(value, Mapping):
        return [s for k, v in value.items() for s in _strings(v, "verbs" if key == "verbs" else k)]
    if isinstance(value, list):
        return [s for v in value for s in _strings(v, key)]
    return [value] if isinstance(value, str) and key == "verbs" else []


@cache
def known_verbs(language: str) -> frozenset[str]:
    """Infinitives that the language's data and the kinds' frames use: whatever stands under a key `verbs`."""
    found = {v for rule in rules_for(language) for v in rule.verbs}
    data = load_language(language)
    found |= {s for name in _VERB_SECTIONS for s in _strings(data.section(name))}
    found |= set(data.section("verbs").get("irregular", {}))
    found |= {s for kind in load_kinds().values() for s in _strings(kind.tables.get(language, {}))}
    reflexives = tuple(data.section("verbs").get("reflexives", ()))
    bare = set()
    for verb in found:
        for pronoun in reflexives:
            verb = verb.removeprefix(pronoun)
        bare.add(verb.split()[0] if verb.split() else verb)
    return frozenset(bare - {""})
