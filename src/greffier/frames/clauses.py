"""What the clause grammar of a language says, as sets that are quick to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["ClauseGrammar", "clause_grammar"]


@dataclass(frozen=True, slots=True)
class ClauseGrammar:
    """Sets and tables of a language's `clauses.toml`.

    `phrases` are prepositions of several words; `by_last` gives them by their last word, each with a blank before it,
    longest first.
    """

    light: frozenset[str]
    undergo: frozenset[str]
    happen: frozenset[str]
    aim: frozenset[str]
    agent_participles: frozenset[str]
    target_participles: frozenset[str]
    host_participles: frozenset[str]
    object_control: frozenset[str]
    object_gerunds: frozenset[str]
    never_passive: frozenset[str]
    active_auxiliaries: frozenset[str]
    passive_auxiliaries: frozenset[str]
    containers: frozenset[str]
    undergoers: frozenset[str]
    approximators: tuple[tuple[str, ...], ...]
    modality: Mapping[str, frozenset[str]]
    locative: frozenset[str]
    phrases: frozenset[str]
    by_last: Mapping[str, tuple[str, ...]]
    contractions: Mapping[str, str]
    relatives: Mapping[str, str]
    fused: frozenset[str]
    conjunctions: frozenset[str]
    spanning: frozenset[str]
    since: frozenset[str]
    totals: tuple[str, ...]
    sums: tuple[str, ...]
    agent: frozenset[str]
    dative: str
    against: str
    governing: frozenset[str]
    of: frozenset[str]
    reflexive: frozenset[str]
    asides: frozenset[str]
    beside: frozenset[str]
    answering: frozenset[str]


def clause_grammar(data: Mapping[str, Any]) -> ClauseGrammar:
    """The grammar from the parsed `clauses.toml` of a language."""
    light, participles = data.get("light", {}), data.get("participles", {})
    prepositions = data.get("prepositions", {})
    phrases = sorted((tuple(p.split()) for p in prepositions.get("phrases", ())), key=len, reverse=True)
    return ClauseGrammar(
        frozenset(light.get("verbs", ())),
        frozenset(light.get("undergo", ())),
        frozenset(light.get("happen", ())),
        frozenset(light.get("aim", ())),
        frozenset(participles.get("agent", ())),
        frozenset(participles.get("target", ())),
        frozenset(participles.get("host", ())),
        frozenset(data.get("control", {}).get("object_verbs", ())),
        frozenset(data.get("control", {}).get("object_gerunds", ())),
        frozenset(data.get("voice", {}).get("never_passive", ())),
        frozenset(data.get("voice", {}).get("active_auxiliaries", ())),
        frozenset(data.get("voice", {}).get("passive_auxiliaries", ())),
        frozenset(light.get("containers", ())),
        frozenset(light.get("undergoers", ())),
        tuple(tuple(p.split()) for p in data.get("prepositions", {}).get("approximators", ())),
        {key: frozenset(words) for key, words in data.get("modality", {}).items()},
        frozenset(prepositions.get("locative", ())) | frozenset(prepositions.get("groups", {}).get("in", ())),
        frozenset(" ".join(phrase) for phrase in phrases),
        _by_last(phrases),
        prepositions.get("contractions", {}),
        data.get("relatives", {}),
        frozenset(prepositions.get("fused", ())),
        frozenset(prepositions.get("conjunctions", ())),
        frozenset(prepositions.get("spanning", ())),
        frozenset(prepositions.get("since", ())),
        tuple(prepositions.get("totals", ())),
        tuple(prepositions.get("sums", ())),
        frozenset(prepositions.get("agent", ())),
        prepositions.get("dative", ""),
        prepositions.get("against", ""),
        frozenset(prepositions.get("governing", ())),
        frozenset(prepositions.get("of", ())),
        frozenset(data.get("voice", {}).get("reflexive", ())),
        frozenset(prepositions.get("asides", ())),
        frozenset(prepositions.get("beside", ())),
        frozenset(prepositions.get("answering", ())),
    )


def _by_last(phrases: list[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Phrases by their last word, each with a blank before it, in the order given."""
    found: dict[str, list[str]] = {}
    for phrase in phrases:
        last = phrase[-1].rpartition("'")[2] or phrase[-1]  # the parser parts "d'après"
        found.setdefault(last, []).append(" " + " ".join(phrase))
    return {word: tuple(texts) for word, texts in found.items()}
