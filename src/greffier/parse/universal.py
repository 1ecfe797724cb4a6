"""From each model's labels to Universal Dependencies, so that a frame never names one parser's habits.

French (UD already) needs nothing. English models give ClearNLP labels, in which a preposition governs its noun
(*in* -> *Kyiv*): here the noun hangs on the verb as `obl` (on a noun as `nmod`) and the preposition on it as `case`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

__all__ = ["CLEARNLP_TO_UD", "NAME_LABELS", "is_universal", "to_universal"]

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


_NOMINAL = {"NOUN", "PROPN", "PRON", "NUM"}


def is_universal(labels: Collection[str]) -> bool:
    """True for a model whose labels are Universal Dependencies already."""
    return "pobj" not in labels


def to_universal(
    deps: Sequence[str],
    heads: Sequence[int],
    pos: Sequence[str],
    words: Sequence[str],
    phrases: Sequence[Sequence[str]] = (),
    perfect: Collection[str] = (),
) -> tuple[list[str], list[int]]:
    """Labels and heads in Universal Dependencies. `heads[i] == i` marks a root. Lengths are kept.

    `phrases` are the language's prepositions of several words: where the parser hangs the noun on a word in the middle
    of one (*ahead* -> *of* -> *talks*), all of its words become one case of the noun. `perfect` are the forms of the
    auxiliary that makes a past of the verb, in lower case.
    """
    tree = _Tree(deps, heads, pos, words)
    for i, dep in enumerate(deps):
        if dep == "pobj" or (dep == "pcomp" and pos[i] == "NOUN"):
            tree.turn_preposition(i)
        elif dep == "pcomp" and deps[heads[i]] in {"prep", "agent"}:
            tree.turn_clause(i)
    tree.join(phrases)
    tree.name_auxiliaries(perfect)
    tree.name_subjects()
    tree.name_speakers()
    tree.name_measures()
    tree.name_objects()
    return tree.labels(), tree.heads


class _Tree:
    """Labels and heads while they are turned. `old` labels and `above` heads are the model's own."""

    def __init__(self, deps: Sequence[str], heads: Sequence[int], pos: Sequence[str], words: Sequence[str]) -> None:
        self.old, self.above, self.pos = deps, heads, pos
        self.words = [w.lower() for w in words]
        self.deps = [CLEARNLP_TO_UD.get(d, d) for d in deps]
        self.heads = list(heads)

    def labels(self) -> list[str]:
        """The labels; a preposition that brings nothing is an adverb (*the lights went out*)."""
        found = ["advmod" if d == "prep" and self.heads[i] != i else d for i, d in enumerate(self.deps)]
        rest = ["dep" if d == "root" else d for d in found]
        return ["root" if self.heads[i] == i else d for i, d in enumerate(rest)]

    def turn_preposition(self, i: int) -> None:
        """Hang the noun `i` on its preposition's governor, and the preposition on the noun."""
        preposition = self.above[i]
        if self.old[preposition] not in {"prep", "agent", "dative"}:
            return
        governor = self.above[preposition]
        while self.old[governor] == "prep" and self.above[governor] != governor:  # out of, because of
            self.heads[governor], self.deps[governor] = i, "case"
            governor = self.above[governor]
        if governor == preposition:  # the preposition heads the sentence
            self.heads[i], self.deps[i] = i, "root"
        else:
            self.heads[i] = governor
            self.deps[i] = "obl:agent" if self.old[preposition] == "agent" else self._oblique(governor)
        self.heads[preposition], self.deps[preposition] = i, "case"

    def _oblique(self, governor: int) -> str:
        return "nmod" if self.pos[governor] in _NOMINAL else "obl"

    def turn_clause(self, i: int) -> None:
        """Hang the clause `i` on its preposition's governor, and the preposition on the clause as its mark."""
        preposition = self.above[i]
        if self.above[preposition] != preposition:
            self.heads[i] = self.above[preposition]
            self.heads[preposition], self.deps[preposition] = i, "mark"

    def join(self, phrases: Sequence[Sequence[str]]) -> None:
        """Every preposition of several words as one case of the noun that its last word brings."""
        lengths = sorted({len(p) for p in phrases if len(p) > 1}, reverse=True)
        known = {tuple(p) for p in phrases}
        last = 0
        for k in range(len(self.words)):
            for n in lengths if k >= last else ():
                inside = list(range(k, min(k + n, len(self.words))))
                if tuple(self.words[k : k + n]) in known and len(inside) == n and self._join(inside):
                    last = k + n
                    break

    def _join(self, inside: list[int]) -> bool:
        noun = self.heads[inside[-1]]
        if any(head in inside and self.deps[i] in {"det", "amod", "nmod:poss"} for i, head in enumerate(self.heads)):
            return False  # "the north of the country" is a place
        if any(self.heads[i] == i for i in inside):
            return False  # a sentence needs its root
        tops = [i for i in inside if self.heads[i] not in inside and self.heads[i] != noun]
        if self.deps[inside[-1]] != "case" or noun in inside or len(tops) > 1 or self.heads[noun] == noun:
            return False
        governor = self.heads[tops[0]] if tops else self.heads[noun]
        if governor in inside or self._climbs(governor, noun):
            return False
        for i, head in enumerate(self.heads):
            if i in inside or head in inside:
                self.heads[i], self.deps[i] = noun, "case" if i in inside else self.deps[i]
        self.heads[noun], self.deps[noun] = governor, self._oblique(governor)
        return True

    def _climbs(self, i: int, top: int) -> bool:
        """True when token `i` hangs, at any depth, on `top`."""
        for _ in self.heads:
            if i == top or self.heads[i] == i:
                break
            i = self.heads[i]
        return i == top

    def name_subjects(self) -> None:
        """A noun is no clause: *Russian shelling damaged the port*."""
        for i, dep in enumerate(self.deps):
            if dep.startswith("csubj") and self.pos[i] == "NOUN":
                self.deps[i] = "n" + dep[1:]

    def name_objects(self) -> None:
        """*Sent Ukraine five generators*: after who gets it, a noun without a preposition is what is given."""
        for i, dep in enumerate(self.deps):
            if dep != "obl:npmod" or self.pos[i] != "NOUN" or self.pos[self.heads[i]] != "VERB":
                continue
            beside = [k for k, head in enumerate(self.heads) if head == self.heads[i]]
            given = [k for k in beside if self.deps[k] == "iobj" and self.heads[i] < k < i]
            if given and not any(self.deps[k] == "obj" for k in beside):
                self.deps[i] = "obj"

    def name_measures(self) -> None:
        """*Tens of thousands of people*: nouns that multiply belong to the number's phrase, as *about* does not."""
        for i, label in enumerate(self.old):
            if label == "quantmod" and self.pos[i] == "NOUN" and i + 1 < len(self.old):
                after = [k for k in (i, i + 1) if self.old[k] == "quantmod"]
                for k in after:
                    self.deps[k] = "compound"

    def name_speakers(self) -> None:
        """*Rebels took the town, two residents said*: who speaks is no apposition to what stands before the comma."""
        for verb, part in enumerate(self.pos):
            below = [i for i, head in enumerate(self.heads) if head == verb and i < verb]
            told = any(self.deps[i] == "ccomp" for i in below)
            if part != "VERB" or not told or any("subj" in self.deps[i] for i in below):
                continue
            named = [i for i in range(verb) if self.deps[i] == "appos" and self._ends_at(i, verb - 1)]
            for i in named[:1]:
                self.heads[i], self.deps[i] = verb, "nsubj"

    def _ends_at(self, top: int, last: int) -> bool:
        """True when what hangs on `top` runs from a comma to token `last`."""
        phrase = [i for i in range(len(self.heads)) if self._climbs(i, top)]
        return phrase[-1] == last and phrase[0] > 0 and self.words[phrase[0] - 1] == ","

    def name_auxiliaries(self, perfect: Collection[str]) -> None:
        """*to* before an infinitive is a mark; of two auxiliaries the perfect's makes the tense."""
        for i, dep in enumerate(self.deps):
            if dep == "aux" and self.pos[i] == "PART":
                self.deps[i] = "mark"
            elif dep == "aux" and self.words[i] in perfect:
                self.deps[i] = "aux:tense"
