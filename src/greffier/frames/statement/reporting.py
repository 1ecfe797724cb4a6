"""A language's reporting verbs, compiled for quick asking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Cue", "Reporting", "compile_reporting"]


@dataclass(frozen=True, slots=True)
class Cue:
    """One reporting verb or phrase: the words after the verb, what it takes, and the act that it is."""

    words: tuple[str, ...]
    reflexive: bool
    takes: frozenset[str]
    act: str
    person: str
    family: str


@dataclass(frozen=True, slots=True)
class Reporting:
    """Compiled `reporting.toml`. `cues` are by the verb's infinitive, longest phrase first; `words` are its small
    word lists; `markers` the words before a source."""

    cues: Mapping[str, tuple[Cue, ...]]
    thought: frozenset[str]
    needs_voice: frozenset[str]
    silent: frozenset[str]
    idioms: tuple[str, ...]
    markers: frozenset[tuple[str, ...]]
    openings: frozenset[str]
    weak: frozenset[str]
    not_sources: frozenset[str]
    wordings: frozenset[str]
    weak_not: tuple[str, ...]
    between: frozenset[str]
    media: frozenset[str]
    speech: Mapping[str, str]
    light: frozenset[str]
    words: Mapping[str, frozenset[str]]
    voices: frozenset[str]
    documents: frozenset[str]
    mute: tuple[str, ...]
    unless: Mapping[str, tuple[str, ...]]
    sentencing: Mapping[str, tuple[str, ...]]
    greeting: frozenset[str]
    bare_clause: bool
    gerund_clause: bool
    withheld: frozenset[str]
    told: frozenset[str]
    present: Mapping[str, str]
    participles: Mapping[str, str]
    auxiliaries: frozenset[str]

    def says(self, lemma: str) -> bool:
        """True for a verb that reports by itself, not only in a phrase."""
        return any(not cue.words for cue in self.cues.get(lemma, ()))

    def silences(self, noun: str) -> bool:
        """True for the lemma of a noun that names no one who could speak."""
        return noun in self.silent or (noun.endswith(self.mute) and noun not in self.voices and noun not in self.media)

    def word(self, name: str, text: str) -> bool:
        """True when `text` (lower case) is in the small list `name`."""
        return text in self.words.get(name, frozenset())


def compile_reporting(data: Mapping[str, Any]) -> Reporting:
    """Compile a language's section `reporting`; an empty one finds nothing."""
    words = {name: frozenset(w.replace("’", "'") for w in found) for name, found in data.get("words", {}).items()}
    cues: dict[str, list[Cue]] = {}
    for verb, cue in _cues(data.get("family", ()), words):
        cues.setdefault(verb, []).append(cue)
    cues = {verb: _without_bare(found) for verb, found in cues.items()}
    source = data.get("source", {})
    asked = [f"{said} {of}" for said in source.get("learnt", ()) for of in source.get("learnt_from", ())]
    markers = [*source.get("markers", ()), *asked]
    nouns = data.get("speech", {}).get("noun", ())
    return Reporting(
        cues={verb: tuple(sorted(found, key=lambda c: -len(c.words))) for verb, found in cues.items()},
        thought=frozenset(data.get("thought", {}).get("verbs", ())),
        needs_voice=frozenset(data.get("needs_voice", {}).get("verbs", ())),
        silent=frozenset(data.get("silent", {}).get("nouns", ())),
        idioms=tuple(data.get("idioms", {}).get("phrases", ())),
        markers=frozenset(tuple(m.split()) for m in markers),
        openings=frozenset(_first(m) for m in (*markers, *source.get("weak", ()))),
        weak=frozenset(source.get("weak", ())),
        not_sources=frozenset(source.get("not_sources", ())),
        wordings=frozenset(source.get("wordings", ())),
        weak_not=tuple(source.get("weak_not", ())),
        between=frozenset(data.get("between", {}).get("words", ())),
        media=frozenset(data.get("medium", {}).get("nouns", ())),
        speech={noun: group["act"] for group in nouns for noun in group["nouns"]},
        light=frozenset(data.get("speech", {}).get("light", ())),
        words=words,
        voices=frozenset(n for key in ("nouns", "documents") for n in data.get("voices", {}).get(key, ())),
        documents=frozenset(data.get("voices", {}).get("documents", ())),
        mute=tuple(data.get("silent", {}).get("suffixes", ())),
        unless={verb: tuple(found) for verb, *found in data.get("unless", {}).get("prepositions", ())},
        sentencing={verb: tuple(found) for verb, *found in data.get("unless", {}).get("subjects", ())},
        greeting=frozenset(data.get("unless", {}).get("greeting", ())),
        bare_clause=bool(data.get("order", {}).get("bare_clause", False)),
        gerund_clause=bool(data.get("order", {}).get("gerund_clause", False)),
        withheld=frozenset(data.get("withheld", {}).get("verbs", ())),
        told=frozenset(data.get("told", {}).get("verbs", ())),
        present=dict(_forms(cues, data.get("present", {}))) | dict(data.get("irregular", {}).get("present", {})),
        participles=dict(_forms(cues, data.get("participle", {}))),
        auxiliaries=frozenset(words.get("auxiliaries", ())),
    )


def _first(marker: str) -> str:
    """The first token of a marker: an apostrophe ends one."""
    word = marker.split()[0]
    return word[: word.index("'") + 1] if "'" in word else word.split("-")[0]


def _without_bare(cues: list[Cue]) -> list[Cue]:
    """A verb that a family with complements holds has that family's act with a quotation too."""
    fuller = {(c.reflexive, c.words) for c in cues if len(c.takes) > 1}
    return [c for c in cues if len(c.takes) > 1 or (c.reflexive, c.words) not in fuller]


def _cues(families: Iterable[Mapping[str, Any]], words: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, Cue]]:
    for family in families:
        for phrase in family["verbs"]:
            verb, reflexive, rest = _parts(phrase, words.get("reflexive", frozenset()))
            takes = frozenset(family["takes"]) | {"quote"}
            if rest and words.get("that", frozenset()) & {rest[-1]}:
                takes, rest = frozenset({"clause"}), rest[:-1]
            yield verb, Cue(rest, reflexive, takes, family["act"], family.get("person", ""), family["id"])


def _parts(phrase: str, reflexives: frozenset[str]) -> tuple[str, bool, tuple[str, ...]]:
    """The infinitive, whether it is reflexive, and the words that follow it."""
    pieces = phrase.split()
    reflexive = pieces[0] in reflexives
    if reflexive:
        pieces = pieces[1:]
    for pronoun in reflexives:
        if pronoun.endswith("'") and pieces[0].startswith(pronoun):
            pieces[0], reflexive = pieces[0][len(pronoun) :], True
    return pieces[0], reflexive, tuple(pieces[1:])


def _forms(verbs: Iterable[str], endings: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    for verb in verbs:
        for infinitive, forms in endings.items():
            if verb.endswith(infinitive):
                stem = verb[: len(verb) - len(infinitive)]
                yield from ((stem + form, verb) for form in forms)
