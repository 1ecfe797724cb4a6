"""From each model's labels to Universal Dependencies, so that a frame never names one parser's habits.

French (UD already) needs nothing. English models give ClearNLP labels, in which a preposition governs its noun
(*in* -> *Kyiv*): here the noun hangs on the verb as `obl` (on a noun as `nmod`) and the preposition on it as `case`.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["CLEARNLP_TO_UD", "NAME_LABELS", "to_universal"]

# OntoNotes' names of names, which English models give; what it labels besides (dates, numbers) is no name.
NAME_LABELS = {
    "PERSON": "PER",
    "GPE": "LOC",
    "FAC": "LOC",
    "NORP": "MISC",
    "PRODUCT": "MISC",
    "EVENT": "MISC",
    "WORK_OF_ART": "MISC",
    "LAW": "MISC",
    "LANGUAGE": "MISC",
    **{label: label for label in ("PER", "LOC", "ORG", "MISC")},
}

CLEARNLP_TO_UD = {
    "ROOT": "root",
    "acomp": "xcomp",
    "agent": "prep",
    "attr": "xcomp",
    "auxpass": "aux:pass",
    "complm": "mark",
    "csubjpass": "csubj:pass",
    "dative": "iobj",
    "dobj": "obj",
    "intj": "discourse",
    "meta": "dep",
    "neg": "advmod",
    "npadvmod": "obl:npmod",
    "nsubjpass": "nsubj:pass",
    "oprd": "xcomp",
    "poss": "nmod:poss",
    "preconj": "cc:preconj",
    "predet": "det:predet",
    "prt": "compound:prt",
    "quantmod": "advmod",
    "relcl": "acl:relcl",
    "pcomp": "advcl",
    "nmod": "compound",
}


def to_universal(
    deps: Sequence[str], heads: Sequence[int], pos: Sequence[str], words: Sequence[str]
) -> tuple[list[str], list[int]]:
    """Labels and heads in Universal Dependencies. `heads[i] == i` marks a root. Lengths are kept."""
    if not {"dobj", "pobj", "nsubjpass", "prep", "auxpass", "acomp", "attr"} & set(deps):
        return ["root" if heads[i] == i else d for i, d in enumerate(deps)], list(heads)
    new_deps = [CLEARNLP_TO_UD.get(d, d) for d in deps]
    new_heads = list(heads)
    for i, dep in enumerate(deps):
        if dep == "pobj":
            _turn_preposition(i, deps, heads, pos, words, new_deps, new_heads)
    for i, dep in enumerate(deps):
        if dep == "pcomp" and deps[heads[i]] in {"prep", "agent"}:
            new_heads[i], new_heads[heads[i]], new_deps[heads[i]] = heads[heads[i]], i, "mark"
    for i, dep in enumerate(new_deps):
        if dep == "prep":
            new_deps[i] = "advmod" if new_heads[i] != i else dep
    return ["root" if new_heads[i] == i else d for i, d in enumerate(new_deps)], new_heads


def _turn_preposition(
    i: int,
    deps: Sequence[str],
    heads: Sequence[int],
    pos: Sequence[str],
    words: Sequence[str],
    new_deps: list[str],
    new_heads: list[int],
) -> None:
    """Hang the noun `i` on its preposition's governor, and the preposition on the noun."""
    preposition = heads[i]
    if deps[preposition] not in {"prep", "agent", "dative"}:
        return
    governor = heads[preposition]
    while deps[governor] == "prep" and heads[governor] != governor:  # out of, because of
        new_heads[governor], new_deps[governor] = i, "case"
        governor = heads[governor]
    if governor == preposition:  # the preposition heads the sentence
        new_heads[i], new_deps[i] = i, "root"
    else:
        nominal = pos[governor] in {"NOUN", "PROPN", "PRON", "NUM"}
        agent = deps[preposition] == "agent"
        new_heads[i] = governor
        new_deps[i] = "obl:agent" if agent else "nmod" if nominal else "obl"
    new_heads[preposition], new_deps[preposition] = i, "case"
