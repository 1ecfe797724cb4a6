"""What lint holds against a frame's own examples and words: slower than what loading looks at, and of no use to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from greffier.errors import DataError
from greffier.lexicon.frame_checks import closed_value, listed
from greffier.lexicon.kinds import known_verbs
from greffier.lexicon.language import load_language
from greffier.lexicon.verbs import VerbForms

__all__ = ["example_problems"]


def example_problems(
    frame: Mapping[str, Any], language: str, roles: Mapping[str, Any], where: str, fills: Collection[str] | None
) -> Iterator[DataError]:
    """Problems of a frame whose form is right."""
    for case in frame["reads"]:
        yield from _gives(case, roles, where)
        if case["text"] in frame["not"]:
            sentence = "{where}: the same sentence stands under `reads` and under `not`: {text}"
            yield DataError(sentence, where=where, text=case["text"])
    for verb in frame.get("verbs", ()):
        yield from _infinitive(verb, language, where)
    fill = frame.get("fill", "")
    if fills is not None and fill and fill not in fills:
        sentence = "{where}: `fill` names no function {fill!r}; known: {known}."
        yield DataError(sentence, where=where, fill=fill, known=listed(sorted(fills), fill))


def _gives(case: Mapping[str, Any], roles: Mapping[str, Any], where: str) -> Iterator[DataError]:
    """What an example gives names roles of the kind, values of theirs, and words of its text."""
    text = str(case["text"])
    for role, words in case.get("gives", {}).items():
        if role not in roles:
            sentence = "{where}: `{key}` names the role {role!r}, which the kind lacks; its roles: {known}."
            yield DataError(sentence, where=where, key="gives", role=role, known=listed(roles, role))
            continue
        form = roles[role]["is"]
        for word in words if isinstance(words, list) else [words]:
            if form == "closed":
                yield from closed_value(role, word, roles, where)
            elif form in {"fillers", "span"} and str(word) not in text:
                sentence = "{where}: `gives` tells {role} = {word!r}, which does not stand in its sentence: {text}"
                yield DataError(sentence, where=where, role=role, word=word, text=text)


def _infinitive(verb: str, language: str, where: str) -> Iterator[DataError]:
    """A verb's first word is an infinitive: by its ending, where the language's verbs give endings."""
    data = load_language(language).section("verbs")
    bare = next((verb.removeprefix(p) for p in data.get("reflexives", ()) if verb.startswith(p)), verb)
    first, endings = bare.split()[0], tuple(data.get("groups", {}))
    irregular = data.get("irregular", {})
    conjugated = any(first in forms for forms in irregular.values()) and first not in irregular
    if not conjugated and (not endings or first.endswith(endings) or first in irregular):
        return
    guess = VerbForms(data, known_verbs(language) - {first}).infinitive(first)
    if guess is None:
        yield DataError("{where}: {verb!r} is no infinitive; write the infinitive.", where=where, verb=verb)
        return
    right = verb.replace(first, guess, 1)
    sentence = "{where}: {verb!r} is no infinitive; is {right!r} meant?"
    yield DataError(sentence, where=where, verb=verb, right=right)
