"""The words that name actors, as a language's `titles.toml` gives them, made ready for looking up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from greffier.lexicon import load_language

__all__ = ["Role", "RoleForm", "Titles", "compile_titles", "load_titles"]


@dataclass(frozen=True, slots=True)
class Role:
    """A family of titles. `of` says whose it is (`country`, `body`, `place`, `person`, `any`).

    `leads` roles may be called "the head"; `domain` roles are told apart by a complement (minister of transport).
    """

    family: str
    of: str = "any"
    leads: bool = False
    domain: bool = False


@dataclass(frozen=True, slots=True)
class RoleForm:
    """One way to say a role: its words in the singular, the index of its head noun, its gender where it shows one."""

    words: tuple[str, ...]
    head: int
    role: Role
    gender: str | None


@dataclass(frozen=True, slots=True)
class Titles:
    """A language's titles. All words are lower case; `singular` undoes a plural of any word that the file uses."""

    roles: Mapping[str, tuple[RoleForm, ...]]  # by first word, longest form first
    groups: Mapping[str, str]  # noun -> what it stands for: country, forces, own
    people: frozenset[str]  # nouns of persons, for "ils" and "elles"
    descriptions: Mapping[str, frozenset[str]]
    pronouns: Mapping[str, Any]
    honorifics: Mapping[str, str]
    former: frozenset[str]
    former_prefixes: tuple[str, ...]
    of: frozenset[str]
    conjunctions: frozenset[str]
    parts: frozenset[str]
    prefixes: Mapping[str, str] = field(default_factory=dict)  # first part of a double demonym -> country code
    before: bool = False  # modifiers stand before their noun, as in English
    natural: bool = False  # only persons have gender, as in English
    pronoun_words: frozenset[str] = frozenset()  # every word that may be a pronoun
    speech: frozenset[str] = frozenset()  # infinitives of verbs that only persons and bodies do
    plurals: Mapping[str, str] = field(default_factory=dict)

    def singular(self, word: str) -> str:
        """The singular of a lower-case word that the file knows; any other word as it stands."""
        return self.plurals.get(word, word)

    def has(self, kind: str, word: str) -> bool:
        """True when the file lists a lower-case word under `pronouns.kind`."""
        return word in self.pronouns.get(kind, ())

    def describes(self, word: str) -> frozenset[str]:
        """Classes of things that a noun (lower case, singular) can point back to."""
        return self.descriptions.get(word, frozenset())


def _words(form: str) -> tuple[str, ...]:
    return tuple(form.replace("’", "'").lower().replace("'", "' ").split())


def _forms(data: Mapping[str, Any]) -> Iterator[RoleForm]:
    before = {a.lower() for a in data.get("before_head", ())}
    for family, spec in data.get("roles", {}).items():
        role = Role(family, spec.get("of", "any"), spec.get("leads", False), spec.get("domain", False))
        for key, gender in (("masculine", "Masc"), ("feminine", "Fem"), ("both", None)):
            for form in spec.get(key, ()):
                words = _words(form)
                head = next((k for k, w in enumerate(words) if w not in before), 0)
                yield RoleForm(words, head, role, gender)


def _by_first_word(forms: list[RoleForm]) -> dict[str, tuple[RoleForm, ...]]:
    found: dict[str, list[RoleForm]] = {}
    for form in sorted(forms, key=lambda f: -len(f.words)):
        found.setdefault(form.words[0], []).append(form)
    return {word: tuple(several) for word, several in found.items()}


def _plurals(words: set[str], endings: list[list[str]]) -> dict[str, str]:
    """Plural to singular. A word with no ending of its own takes the last rule's; the data lists the special first."""
    found: dict[str, str] = {}
    for word in sorted(words):
        for singular, plural in endings:
            if word.endswith(singular):
                found.setdefault(word[: len(word) - len(singular)] + plural, word)
                break
    return {plural: word for plural, word in found.items() if plural not in words}


_PRONOUNS = ("personal", "object", "demonstrative", "relative", "there", "speaker", "possessive")


def _pronoun_words(pronouns: Mapping[str, Any]) -> frozenset[str]:
    words = {w for use in _PRONOUNS for w in pronouns.get(use, ())}
    first = {w.partition("-")[0] for w in words}  # "celui-ci" may be cut in three
    inverted = {mark + w for w in pronouns.get("personal", ()) for mark in ("-", "t-", "-t-")}
    return frozenset(words | first | inverted)


def _speech(reporting: Mapping[str, Any]) -> frozenset[str]:
    verbs = {v for family in reporting.get("family", ()) for v in family.get("verbs", ())}
    return frozenset(v for v in verbs if " " not in v)


def compile_titles(data: Mapping[str, Any], reporting: Mapping[str, Any] | None = None) -> Titles:
    """Titles from a parsed `titles.toml`, with the verbs of speech of `reporting.toml` where it is given.

    An empty mapping gives titles that know no word.
    """
    forms = list(_forms(data))
    groups = {n.lower(): spec.get("stands", "own") for spec in data.get("groups", {}).values() for n in spec["nouns"]}
    people = {n.lower() for spec in data.get("groups", {}).values() if spec.get("people") for n in spec["nouns"]}
    people |= {f.words[f.head] for f in forms}
    classes: dict[str, set[str]] = {}
    for kind, nouns in data.get("descriptions", {}).items():
        for noun in nouns:
            classes.setdefault(noun.lower(), set()).add(kind)
    words = {w for f in forms for w in f.words} | set(groups) | people | set(classes)
    words |= {p.lower() for p in data.get("parts", ())}
    return Titles(
        roles=_by_first_word(forms),
        groups=groups,
        people=frozenset(people),
        descriptions={noun: frozenset(kinds) for noun, kinds in classes.items()},
        pronouns={k: frozenset(v) if isinstance(v, list) else v for k, v in data.get("pronouns", {}).items()},
        honorifics={w: g for g, ws in data.get("honorifics", {}).items() for w in ws},
        former=frozenset(data.get("former", ())),
        former_prefixes=tuple(data.get("former_prefix", ())),
        of=frozenset(data.get("of", ())),
        conjunctions=frozenset(data.get("and", ())),
        parts=frozenset(p.lower() for p in data.get("parts", ())),
        prefixes=data.get("prefixes", {}),
        before=bool(data.get("modifiers_before", False)),
        natural=bool(data.get("natural_gender", False)),
        pronoun_words=_pronoun_words(data.get("pronouns", {})),
        speech=_speech(reporting or {}),
        plurals=_plurals(words, data.get("plural", [])) | data.get("irregular", {}),
    )


@cache
def load_titles(language: str) -> Titles:
    """The titles of a language. Raises InputError when the language is unknown."""
    data = load_language(language)
    return compile_titles(data.section("titles"), data.section("reporting"))
