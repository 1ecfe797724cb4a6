"""What can be wrong in a frame, a sentence each with what would be right: loading stops at the first, lint goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from greffier.errors import DataError
from greffier.lexicon.language import load_language
from greffier.lexicon.phrase_types import phrase_types

__all__ = ["FRAME_KEYS", "closed_value", "frame_problems", "listed", "shape_problems"]

FRAME_KEYS = ("id", "verbs", "nouns", "subj", "obj", "obl", "needs", "unless", "set", "fill", "reads", "not")
_LISTS, _TABLES = ("verbs", "nouns", "needs", "unless", "not"), ("subj", "obj", "set", "obl")
_MOST_LISTED = 30


def listed(words: Iterable[str], near: str = "") -> str:
    """Words for a sentence, those like `near` first."""
    known = list(dict.fromkeys(words))
    close = get_close_matches(near, known, n=3, cutoff=0.5)
    ordered = [*close, *(w for w in known if w not in close)]
    return ", ".join(ordered[:_MOST_LISTED]) + (" …" if len(ordered) > _MOST_LISTED else "")


def frame_problems(
    frame: Mapping[str, Any], language: str, roles: Mapping[str, Mapping[str, Any]], where: str
) -> Iterator[DataError]:
    """What is wrong in a frame of a kind with these roles; `where` names file and frame."""
    wrong = list(shape_problems(frame, where))
    yield from wrong
    if not wrong:
        yield from _groups(frame, language, where)
        yield from _roles_and_types(frame, roles, where)
        yield from _set(frame, roles, where)
        yield from _needs(frame, roles, where)
        yield from _examples(frame, where)


def shape_problems(frame: Mapping[str, Any], where: str) -> Iterator[DataError]:
    """Keys that are unknown, missing, or of another form."""
    for key in set(frame) - set(FRAME_KEYS):
        known = listed(FRAME_KEYS, key)
        yield DataError("{where}: unknown key {key!r}; known: {known}.", where=where, key=key, known=known)
    if not isinstance(frame.get("id"), str):
        yield DataError('{where}: the frame needs a name: id = "…".', where=where)
    for key in _LISTS:
        if not _is_words(frame.get(key, [])):
            yield DataError('{where}: `{key}` is a list of words: {key} = ["…"].', where=where, key=key)
    for key in _TABLES:
        if not isinstance(frame.get(key, {}), Mapping):
            example = '{ "…|…" = "role" }' if key == "obl" else '{ role = "type" }'
            yield DataError("{where}: `{key}` is a table: {key} = {example}.", where=where, key=key, example=example)
    if not frame.get("verbs") and not frame.get("nouns"):
        yield DataError("{where}: nothing evokes the frame; give it `verbs` or `nouns`.", where=where)


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) and v for v in value)


def _groups(frame: Mapping[str, Any], language: str, where: str) -> Iterator[DataError]:
    groups = load_language(language).section("clauses").get("prepositions", {}).get("groups", {})
    for markers in frame.get("obl", {}):
        for marker in markers.split("|"):
            if marker.startswith("@") and marker[1:] not in groups:
                known = listed(["@" + g for g in groups], marker)
                sentence = "{where}: no group of prepositions is called {marker!r}; known: {known}."
                yield DataError(sentence, where=where, marker=marker, known=known)


def _asked(frame: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Slot, role and type ("" where the kind's role says it) of all that the frame takes."""
    for slot in ("subj", "obj"):
        yield from ((slot, role, str(wanted)) for role, wanted in frame.get(slot, {}).items())
    for markers, target in frame.get("obl", {}).items():
        pairs = target.items() if isinstance(target, Mapping) else [(str(target), "")]
        yield from ((f"obl {markers.split('|')[0]}", role, str(wanted)) for role, wanted in pairs)


def _roles_and_types(frame: Mapping[str, Any], roles: Mapping[str, Any], where: str) -> Iterator[DataError]:
    for slot, role, wanted in _asked(frame):
        yield from _role(role, slot, roles, where)
        for name in wanted.split("|"):
            if name and name not in phrase_types():
                known = listed(phrase_types(), name)
                sentence = "{where}: `{slot}` asks for the type {name!r}, which does not exist; known: {known}."
                yield DataError(sentence, where=where, slot=slot, name=name, known=known)


def _role(role: str, key: str, roles: Mapping[str, Any], where: str) -> Iterator[DataError]:
    if role not in roles:
        sentence = "{where}: `{key}` names the role {role!r}, which the kind lacks; its roles: {known}."
        yield DataError(sentence, where=where, key=key, role=role, known=listed(roles, role))


def _set(frame: Mapping[str, Any], roles: Mapping[str, Any], where: str) -> Iterator[DataError]:
    for role, value in frame.get("set", {}).items():
        yield from _role(role, "set", roles, where)
        yield from closed_value(role, value, roles, where)


def closed_value(role: str, value: Any, roles: Mapping[str, Any], where: str) -> Iterator[DataError]:
    """A value that is none of the closed role's."""
    values = roles.get(role, {}).get("values")
    if values and value not in values:
        sentence = "{where}: {role} cannot be {value!r}; it is one of: {known}."
        yield DataError(sentence, where=where, role=role, value=value, known=listed(values, str(value)))


def _needs(frame: Mapping[str, Any], roles: Mapping[str, Any], where: str) -> Iterator[DataError]:
    told = {role for _, role, _ in _asked(frame)} | set(frame.get("set", {}))
    for need in frame.get("needs", ()):
        alternatives = need.split("|")
        unknown = [role for role in alternatives if role not in roles]
        for role in unknown:
            yield from _role(role, "needs", roles, where)
        if not unknown and not told.intersection(alternatives):
            sentence = "{where}: `needs` asks for {need!r}, which no `subj`, `obj`, `obl` or `set` of it can fill."
            yield DataError(sentence, where=where, need=need)


def _examples(frame: Mapping[str, Any], where: str) -> Iterator[DataError]:
    if not frame.get("reads"):
        sentence = (
            '{where}: a sentence that it must read is missing: reads = [{{ text = "…", gives = {{ role = "…" }} }}].'
        )
        yield DataError(sentence, where=where)
    elif not all(isinstance(case, Mapping) and isinstance(case.get("text"), str) for case in frame["reads"]):
        sentence = '{where}: each item of `reads` has a text: {{ text = "…", gives = {{ role = "…" }} }}.'
        yield DataError(sentence, where=where)
    if not frame.get("not"):
        yield DataError('{where}: a sentence that it must not read is missing: not = ["…"].', where=where)
