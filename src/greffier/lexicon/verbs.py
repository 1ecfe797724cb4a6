"""From a conjugated form to its infinitive, for the verbs that the lexicon knows.

A parser's lemmatizer fails on common verbs (an ambiguous form is left as it stands). The endings of a language's
regular groups, read from its `verbs.toml`, give candidates; one that is a known verb is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

__all__ = ["VerbForms"]


class VerbForms:
    """Infinitives by form. `data` is a language's verbs section; `known` the infinitives that the lexicon uses."""

    def __init__(self, data: Mapping[str, Any], known: frozenset[str]) -> None:
        self._groups: Mapping[str, Any] = data.get("groups", {})
        self._stems: list[tuple[str, str]] = [(a, b) for a, b in data.get("stem_changes", [])]
        self._irregular = {form: verb for verb, forms in data.get("irregular", {}).items() for form in forms}
        self._known = known
        self._tenses: Mapping[str, Any] = data.get("tenses", {})
        self.infinitive = lru_cache(maxsize=20_000)(self._infinitive)

    def _candidates(self, form: str) -> Iterator[str]:
        for group, endings in self._groups.items():
            for ending in endings:
                if form.endswith(ending) and len(form) > len(ending) + 1:
                    stem = form[: len(form) - len(ending)]
                    yield stem + group
                    for old, new in self._stems:
                        if stem.endswith(old):
                            yield stem[: len(stem) - len(old)] + new + group
                        elif old.endswith("-") and (at := stem.rfind(old[:-1])) > 0 and len(stem) - at <= 3:
                            # a vowel that changes before the last consonants: règl-ent, régl-er
                            yield stem[:at] + new[:-1] + stem[at + len(old) - 1 :] + group

    def _infinitive(self, form: str) -> str | None:
        """The known infinitive that `form` (lower case) can be, longest ending first; None when there is none."""
        if form in self._known and form.endswith(tuple(self._groups) or ("",)):
            return form  # "tente" is a noun that the lexicon knows too
        if form in self._irregular:
            return str(self._irregular[form])
        found = [c for c in self._candidates(form) if c in self._known]
        return max(found, key=len, default=None) if len(found) <= 1 else min(found, key=lambda c: (len(c), c))

    def tense(self, form: str, infinitive: str) -> str:
        """`future` or `conditional` when the form (lower case) says so by itself, else ""."""
        for name, forms in self._tenses.get("auxiliaries", {}).items():
            if form in forms:
                return str(name)
        stem = self._tenses.get("stems", {}).get(infinitive, infinitive.removesuffix("e"))
        for name in ("future", "conditional"):
            if self._tenses.get(name) and form.startswith(stem) and form[len(stem) :] in self._tenses.get(name, ()):
                return name
        return ""

    def is_past(self, form: str) -> bool:
        """False where the form (lower case) can be a conditional; *progressait* has an ending of the past alone."""
        endings = tuple(f"r{ending}" for ending in self._tenses.get("conditional", ()))
        return bool(endings) and not form.endswith(endings)
