"""Kinds of entry: one TOML file each, found by walking the folder, their frames compiled to rules.

A kind file holds at its top

    kind      its name
    about     what it records, in a sentence, by language of the reader: { fr = "…", en = "…" }
    plover    its PLOVER codes
    names     [names.fr]: what people read for it, its roles and values, where the interface does not say it yet
    roles     [roles]: each role with `is`, one of `fillers`, `closed`, `number`, `amount`, `period`, `span`, and
              takes     type of phrase that it takes, if a frame names none (`fillers`)
              values    the closed list (`closed`)
              opposed   [["…"], ["…"]]: values of which one contradicts those of the other list (`closed`)
              changes   true: another value is a later stage of the same fact (`closed`)
              within    roles in whose phrases the figure may stand (`number`, `amount`)
              counts    role whose single persons make the figure (`number`)
              owner_of  role whose demonym fills it: *des missiles russes* (`fillers`)
              payer     role whose country's money it is, where several share the word: *couronnes* (`amount`)

the traits of `greffier.lexicon.traits`, and per language tables for its functions and a list of frames. The role
`place` is where an entry happens; `number` and `amount` are its figures. A frame's keys:

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

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from greffier.errors import DataError
from greffier.lexicon.frame_checks import FRAME_KEYS, frame_problems, listed
from greffier.lexicon.language import load_language, read_toml
from greffier.lexicon.phrase_types import phrase_types
from greffier.lexicon.traits import TRAIT_KEYS, Traits, read_traits
from greffier.model import Rule

__all__ = [
    "FRAME_KEYS",
    "KIND_KEYS",
    "ROLE_KEYS",
    "ROLE_TYPES",
    "Kind",
    "compile_kind",
    "head_problems",
    "kind_names",
    "known_verbs",
    "load_kinds",
    "role_problems",
    "rules_for",
]

# Keys at the top of a kind file; every other table there is a language's.
KIND_KEYS = ("kind", "about", "plover", "names", "roles", *TRAIT_KEYS)
ROLE_TYPES = ("fillers", "closed", "number", "amount", "period", "span")
ROLE_KEYS = ("is", "takes", "values", "changes", "within", "counts", "owner_of", "payer", "opposed")
_VERB_SECTIONS = ("verbs", "clauses", "reporting")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its roles (name -> specification), its PLOVER codes, its rules by language, its other tables.

    `about` and `names` are for people, by language: a sentence, and names of the kind, its roles and values.
    """

    name: str
    plover: tuple[str, ...]
    roles: Mapping[str, Mapping[str, Any]]
    rules: Mapping[str, tuple[Rule, ...]]
    tables: Mapping[str, Mapping[str, Any]]
    traits: Traits = field(default_factory=Traits)
    about: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def compile_kind(data: Mapping[str, Any], where: str) -> Kind:
    """A kind from its parsed file. Raises DataError that names the file, the frame and what would be right."""
    for problem in head_problems(data, where):
        raise problem
    name, roles = str(data["kind"]), data.get("roles", {})
    traits = read_traits(data, roles, where)
    rules, tables = {}, {}
    for key, value in data.items():
        if key in KIND_KEYS:
            continue
        rules[key] = tuple(_rule(f, name, key, roles, where) for f in value.get("frame", ()))
        tables[key] = {k: v for k, v in value.items() if k != "frame"}
        _check_unique(where, key, rules[key])
    plover = tuple(data.get("plover", ()))
    return Kind(name, plover, roles, rules, tables, traits, data.get("about", {}), data.get("names", {}))


def head_problems(data: Mapping[str, Any], where: str) -> Iterator[DataError]:
    """What is wrong above the frames."""
    if not isinstance(data.get("kind"), str):
        yield DataError('{where}: the name of the kind is missing at the top: kind = "…".', where=where)
    for key, value in data.items():
        if key not in KIND_KEYS and not isinstance(value, Mapping):
            known = listed(KIND_KEYS, key)
            yield DataError("{where}: unknown key {key!r}; known: {known}.", where=where, key=key, known=known)
        elif key not in KIND_KEYS and not isinstance(value.get("frame", []), list):
            yield DataError("{where}: a frame opens with double brackets: [[{code}.frame]].", where=where, code=key)
    yield from role_problems(data.get("roles", {}), where)


def role_problems(roles: Mapping[str, Any], where: str) -> Iterator[DataError]:
    """What is wrong in the roles of a kind."""
    for role, spec in roles.items():
        here = f"{where}: roles.{role}"
        if not isinstance(spec, Mapping) or spec.get("is") not in ROLE_TYPES:
            yield DataError('{where}: the role needs is = "…", one of: {known}.', where=here, known=listed(ROLE_TYPES))
            continue
        if spec["is"] == "closed" and not spec.get("values"):
            yield DataError('{where}: a closed role lists its values: values = ["…"].', where=here)
        yield from _spec_problems(spec, roles, here)


def _spec_problems(spec: Mapping[str, Any], roles: Mapping[str, Any], where: str) -> Iterator[DataError]:
    for key in spec:
        if key not in ROLE_KEYS:
            known = listed(ROLE_KEYS, key)
            yield DataError("{where}: unknown key {key!r}; known: {known}.", where=where, key=key, known=known)
    for name in str(spec.get("takes", "thing")).split("|"):
        if name not in phrase_types():
            sentence = "{where}: `{slot}` asks for the type {name!r}, which does not exist; known: {known}."
            yield DataError(sentence, where=where, slot="takes", name=name, known=listed(phrase_types(), name))
    others = [(key, spec[key]) for key in ("counts", "owner_of", "payer") if key in spec]
    for key, role in [*others, *(("within", r) for r in spec.get("within", ()))]:
        if role not in roles:
            sentence = "{where}: `{key}` names the role {role!r}, which the kind lacks; its roles: {known}."
            yield DataError(sentence, where=where, key=key, role=role, known=listed(roles, str(role)))


def _check_unique(where: str, language: str, rules: tuple[Rule, ...]) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            name = rule.id.partition(".")[2]
            sentence = "{where}: two frames of {language} are called {name!r}; give one another id."
            raise DataError(sentence, where=where, language=language, name=name)
        seen.add(rule.id)


def _rule(frame: Mapping[str, Any], kind: str, language: str, roles: Mapping[str, Any], where: str) -> Rule:
    for problem in frame_problems(frame, language, roles, f"{where}: {language}.frame {frame.get('id', '?')}"):
        raise problem
    return Rule(
        id=f"{kind}.{frame['id']}",
        kind=kind,
        language=language,
        verbs=tuple(frame.get("verbs", ())),
        nouns=tuple(frame.get("nouns", ())),
        subj=dict(frame.get("subj", {})),
        obj=dict(frame.get("obj", {})),
        obl=_obliques(frame.get("obl", {}), language, roles),
        needs=tuple(tuple(n.split("|")) for n in frame.get("needs", ())),
        unless=tuple(frame.get("unless", ())),
        set=dict(frame.get("set", {})),
        fill=frame.get("fill", ""),
        of=_prepositions(language, "of"),
        partitive=_prepositions(language, "partitive"),
        reads=tuple(frame["reads"]),
        refuses=tuple(frame["not"]),
    )


def _prepositions(language: str, key: str) -> frozenset[str]:
    return frozenset(load_language(language).section("clauses").get("prepositions", {}).get(key, ()))


def _obliques(written: Mapping[str, Any], language: str, roles: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Roles and types by preposition, alternatives and groups (`@in`) written out."""
    groups = load_language(language).section("clauses").get("prepositions", {}).get("groups", {})
    found: dict[str, dict[str, str]] = {}
    for markers, target in written.items():
        taken = {target: _type_of(roles, target)} if isinstance(target, str) else dict(target)
        for name in markers.split("|"):
            for marker in groups[name[1:]] if name.startswith("@") else [name]:
                found[marker] = found.get(marker, {}) | taken
    return found


def _type_of(roles: Mapping[str, Any], role: str) -> str:
    return str(roles.get(role, {}).get("takes", "thing"))


@cache
def load_kinds() -> dict[str, Kind]:
    """All kinds by name. Raises DataError when two files give the same kind or one is malformed."""
    found: dict[str, Kind] = {}
    folder = files("greffier.data").joinpath("kinds")
    for path in sorted((p for p in folder.iterdir() if p.name.endswith(".toml")), key=lambda p: p.name):
        kind = compile_kind(read_toml(path), path.name)
        if kind.name in found:
            sentence = "{where}: the kind {name!r} is given by another file too; give this one another name."
            raise DataError(sentence, where=path.name, name=kind.name)
        found[kind.name] = kind
    return found


@cache
def kind_names(language: str) -> dict[str, str]:
    """Names for people that kind files give for kinds, roles and values, by word."""
    return {word: str(name) for kind in load_kinds().values() for word, name in kind.names.get(language, {}).items()}


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
    return [value] if isinstance(value, str) and (key == "verbs" or key.endswith("_verbs")) else []


@cache
def known_verbs(language: str) -> frozenset[str]:
    """Infinitives that the language's data and the kinds' frames use: what stands under keys `verbs` and `…_verbs`."""
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
