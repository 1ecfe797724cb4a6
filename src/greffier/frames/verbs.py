"""What hangs on a verb, with passive, participle, relative, control, coordination and inversion undone."""

from __future__ import annotations

from dataclasses import replace

from greffier.frames.clauses import ClauseGrammar
from greffier.frames.phrases import base, conjuncts, marker_of, phrase_span
from greffier.model import Argument, Sentence, Span

__all__ = ["Clause", "carried", "happens", "is_participle", "is_verb"]

_OBLIQUE = {"obl", "nmod"}
_CLAUSAL = {"advcl", "xcomp", "ccomp", "acl", "obl"}


def is_verb(sentence: Sentence, i: int) -> bool:
    """True for a main verb; auxiliaries are not."""
    token = sentence.tokens[i]
    return token.pos == "VERB" or (token.pos == "AUX" and not token.dep.startswith(("aux", "cop")))


def is_participle(sentence: Sentence, i: int) -> bool:
    """True for a past participle without an auxiliary of its own."""
    token = sentence.tokens[i]
    if token.feats.get("VerbForm") != "Part" or token.feats.get("Tense") == "Pres":
        return False
    return not any(sentence.tokens[c].dep.startswith("aux") for c in sentence.children[i])


class Clause:
    """One sentence's verbs and their arguments, found on demand and only once: verbs lend each other theirs."""

    def __init__(self, sentence: Sentence, grammar: ClauseGrammar) -> None:
        self.sentence = sentence
        self.grammar = grammar
        self._subjects: dict[int, tuple[Argument, ...]] = {}
        self._objects: dict[int, tuple[Argument, ...]] = {}
        self._passive: dict[int, bool] = {}
        self._spans: dict[int, Span] = {}

    def passive(self, i: int) -> bool:
        """True when the verb's surface subject undergoes."""
        if i not in self._passive:
            self._passive[i] = self._is_passive(i)
        return self._passive[i]

    def _is_passive(self, i: int) -> bool:
        tokens, children = self.sentence.tokens, self.sentence.children[i]
        if tokens[i].lemma in self.grammar.never_passive or self.reflexive(i):
            return False
        helpers = {tokens[c].lemma for c in children if tokens[c].dep.startswith("aux")}
        if self.grammar.active_auxiliaries & helpers and not self.grammar.passive_auxiliaries & helpers:
            return False
        if any(tokens[c].dep in {"aux:pass", "nsubj:pass", "obl:agent"} for c in children):
            return True
        if not is_participle(self.sentence, i):
            return False
        if tokens[i].dep == "conj" and is_verb(self.sentence, tokens[i].head):
            # "a attaqué et détruit" shares the auxiliary; "ont été tués et blessés" shares the voice
            return self.passive(tokens[i].head)
        return base(tokens[i].dep) in {"acl", "amod", "root", "advcl", "appos", "dep", "parataxis"}

    def reflexive(self, i: int) -> bool:
        """True when the verb has a reflexive pronoun of its own."""
        tokens = self.sentence.tokens
        return any(
            tokens[c].feats.get("Reflex") == "Yes"
            or (base(tokens[c].dep) == "expl" and tokens[c].dep != "expl:subj")
            or tokens[c].lemma in self.grammar.reflexive
            for c in self.sentence.children[i]
        )

    def arguments(self, i: int) -> tuple[Argument, ...]:
        """All arguments of verb `i`, coordinated ones apart."""
        found = [*self.subjects(i), *self.objects(i), *self._obliques(i)]
        seen: set[tuple[str, int]] = set()
        return tuple(a for a in found if (a.slot, a.head) not in seen and not seen.add((a.slot, a.head)))  # type: ignore[func-returns-value]

    def _argument(self, slot: str, head: int, how: str = "dependency", marker: str = "") -> Argument:
        if head not in self._spans:
            self._spans[head] = phrase_span(self.sentence, head)
        return Argument(slot, marker, self.sentence.index, head, self._spans[head], how)

    def _spread(self, slot: str, head: int, how: str = "dependency", marker: str = "") -> list[Argument]:
        return [self._argument(slot, h, how, marker) for h in conjuncts(self.sentence, head)]

    def _antecedent(self, verb: int) -> int | None:
        """The noun that a relative clause's verb hangs on."""
        return self.sentence.tokens[verb].head if self.sentence.tokens[verb].dep == "acl:relcl" else None

    def _resolve(self, verb: int, head: int) -> int:
        """A relative pronoun stands for its antecedent."""
        token = self.sentence.tokens[head]
        if token.pos == "PRON" and token.text.lower() in self.grammar.relatives:
            above = self._antecedent(verb)
            if above is None and self.sentence.tokens[verb].dep == "conj":
                above = self._antecedent(self.sentence.tokens[verb].head)
            if above is None:
                above = self._noun_before(head)
            return head if above is None else above
        return head

    def _noun_before(self, pronoun: int) -> int | None:
        """The noun right before a relative pronoun whose clause the parser hung elsewhere."""
        tokens = self.sentence.tokens
        i = pronoun - 1
        while i >= 0 and tokens[i].pos in {"PUNCT", "ADP"}:
            i -= 1
        while i >= 0 and tokens[i].pos in {"NOUN", "PROPN", "ADJ", "NUM"} and tokens[i].head < i:
            if base(tokens[i].dep) not in {"appos", "nmod", "amod", "flat", "compound", "nummod"}:
                break
            i = tokens[i].head
        return i if i >= 0 and tokens[i].pos in {"NOUN", "PROPN"} else None

    def surface_subject(self, i: int) -> tuple[Argument, ...]:
        """The phrase that stands as subject, or that another verb lends."""
        if i not in self._subjects:
            self._subjects[i] = ()  # breaks circles
            self._subjects[i] = tuple(self._surface_subject(i))
        return self._subjects[i]

    def _surface_subject(self, i: int) -> list[Argument]:
        tokens = self.sentence.tokens
        own = [c for c in self.sentence.children[i] if base(tokens[c].dep) == "nsubj"]
        if own:
            return [a for c in own[:1] for a in self._spread("subj", self._resolve(i, c))]
        dep, head = base(tokens[i].dep), tokens[i].head
        if head == i:
            return []
        if dep == "acl" and tokens[i].feats.get("VerbForm") == "Inf" and not is_verb(self.sentence, head):
            return self._owners(i, head)
        if dep == "acl" and tokens[i].dep != "acl:relcl" and not is_verb(self.sentence, head):
            return [replace(a, how="shared") for a in self._spread("subj", head)]
        if dep == "conj" and is_verb(self.sentence, head):
            return [replace(a, how="shared") for a in self.surface_subject(head)]
        if dep in _CLAUSAL and is_verb(self.sentence, head) and not self._finite(i):
            return [replace(a, how="shared") for a in self._controller(i, head)]
        return []

    def _owners(self, i: int, noun: int) -> list[Argument]:
        """Whose it is to do: *la promesse du maire de payer*, *sa décision de partir*, *X a le droit de voter*."""
        tokens = self.sentence.tokens
        own = [
            c
            for c in self.sentence.children[noun]
            if c < i
            and (
                tokens[c].feats.get("Poss") == "Yes"
                or tokens[c].dep == "nmod:poss"
                or (base(tokens[c].dep) == "nmod" and marker_of(self.sentence, c, self.grammar) in self.grammar.of)
            )
        ]
        if own:
            return [replace(a, how="shared") for a in self._spread("subj", own[-1])]
        above = tokens[noun].head
        if above == noun or not is_verb(self.sentence, above) or base(tokens[noun].dep) != "obj":
            return []
        return [replace(a, how="shared") for a in self.surface_subject(above)]

    def _finite(self, i: int) -> bool:
        tokens = self.sentence.tokens
        return any(
            t.feats.get("VerbForm") == "Fin"
            for t in [tokens[i], *(tokens[c] for c in self.sentence.children[i] if tokens[c].dep.startswith("aux"))]
        )

    def _controller(self, i: int, head: int) -> tuple[Argument, ...]:
        """Who is understood as subject of an infinitive or a participle under another verb."""
        tokens, children = self.sentence.tokens, self.sentence.children[i]
        helpers = [tokens[c] for c in children if tokens[c].dep.startswith("aux")]  # "accuse Y d'avoir frappé"
        infinitive = any(t.feats.get("VerbForm") == "Inf" for t in (tokens[i], *helpers))
        gerund = marker_of(self.sentence, i, self.grammar) in self.grammar.object_gerunds
        if gerund and tokens[i].feats.get("Tense") == "Pres":
            return self.objects(head) or self.surface_subject(head)  # "accused Iran of sending arms"
        if infinitive and self.sentence.tokens[head].lemma in self.grammar.object_control:
            # "appelle Moscou à se retirer", but "propose de négocier"
            return self.objects(head) or self._indirect(head)
        return self.surface_subject(head)

    def _indirect(self, i: int) -> tuple[Argument, ...]:
        tokens = self.sentence.tokens
        return tuple(
            a
            for c in self.sentence.children[i]
            if tokens[c].dep in {"iobj", "obl:arg"} and tokens[c].pos in {"NOUN", "PROPN", "PRON"}
            for a in self._spread("subj", c)
        )

    def subjects(self, i: int) -> tuple[Argument, ...]:
        """Who acts: the subject, or a passive's agent."""
        if not self.passive(i):
            return tuple(replace(a, slot="subj") for a in self.surface_subject(i))
        agents = [c for c in self.sentence.children[i] if self._is_agent(c)]
        return tuple(a for c in agents for a in self._spread("subj", c))

    def _is_agent(self, c: int) -> bool:
        """Who a passive says it was done by; a place that the parser takes for an agent (*menée à Bata*) is none."""
        dep = self.sentence.tokens[c].dep
        if base(dep) not in _OBLIQUE:
            return False
        marker = marker_of(self.sentence, c, self.grammar)
        if marker in self.grammar.agent:
            return True
        return dep == "obl:agent" and marker not in self.grammar.locative

    def objects(self, i: int) -> tuple[Argument, ...]:
        """Who or what undergoes: the object, or a passive's subject."""
        if i not in self._objects:
            self._objects[i] = self._found_objects(i)
        return self._objects[i]

    def _found_objects(self, i: int) -> tuple[Argument, ...]:
        if self.passive(i):
            return tuple(replace(a, slot="obj") for a in self.surface_subject(i))
        tokens = self.sentence.tokens
        own = [c for c in self.sentence.children[i] if tokens[c].dep == "obj" and not self._reflexive_pronoun(c)]
        found = [a for c in own for a in self._spread("obj", self._resolve(i, c))]
        above = self._antecedent(i)
        if not found and above is not None and self._relative_slot(i) == "obj":
            found = self._spread("obj", above, "shared")
        return tuple(found)

    def _reflexive_pronoun(self, c: int) -> bool:
        token = self.sentence.tokens[c]
        return token.feats.get("Reflex") == "Yes" or token.lemma in self.grammar.reflexive

    def _relative_slot(self, i: int) -> str:
        tokens = self.sentence.tokens
        for c in self.sentence.children[i]:
            slot = self.grammar.relatives.get(tokens[c].text.lower())
            if slot and tokens[c].pos in {"PRON", "SCONJ", "ADV"}:
                return slot
        return self.grammar.relatives.get("", "")  # "the deal they signed"

    def _obliques(self, i: int) -> list[Argument]:
        sentence, tokens = self.sentence, self.sentence.tokens
        found: list[Argument] = []
        for c in sentence.children[i]:
            token = tokens[c]
            if token.dep == "iobj" and token.pos == "PRON":
                found += self._spread("iobj", c, marker=self.grammar.dative)
                continue
            if token.dep == "obl:agent" and self._is_agent(c):
                continue
            if (
                token.dep != "obl:time"
                and base(token.dep) in {"obl", "nmod", "dep", "iobj"}
                and token.pos in {"NOUN", "PROPN", "PRON", "NUM", "X"}
            ):
                marker = marker_of(sentence, c, self.grammar)
                slot = "obl" if marker or token.dep != "iobj" else "iobj"
                found += self._spread(slot, c, marker=marker or (self.grammar.dative if slot == "iobj" else ""))
            elif is_verb(sentence, c) and base(token.dep) in {"xcomp", "obl", "advcl", "ccomp"}:
                found.append(self._argument("clause", c, marker=marker_of(sentence, c, self.grammar)))
        return found + self._nested(i, found) + self._relative_oblique(i)

    def _nested(self, i: int, own: list[Argument]) -> list[Argument]:
        """Prepositional phrases that the parser hung on an argument; their attachment is right three times in four."""
        sentence, tokens = self.sentence, self.sentence.tokens
        apart = self.grammar.answering  # "en réponse aux tirs sur X": the phrase's own
        heads = [a.head for a in (*self.objects(i), *own) if a.slot in {"obj", "obl"} and a.marker not in apart]
        found: list[Argument] = []
        for head in heads:
            for c in sentence.children[head]:
                if base(tokens[c].dep) in _OBLIQUE and tokens[c].pos in {"NOUN", "PROPN"} and c > i:
                    marker = marker_of(sentence, c, self.grammar)
                    if marker and marker not in self.grammar.of:
                        found += self._spread("obl", c, "marker", marker)
        return found

    def _relative_oblique(self, i: int) -> list[Argument]:
        above = self._antecedent(i)
        slot = self._relative_slot(i) if above is not None else ""
        if above is None or not slot.startswith("obl:"):
            return []
        return self._spread("obl", above, "shared", slot.partition(":")[2])


def carried(clause: Clause, verb: int) -> int:
    """*doivent se tenir*, *pourrait avoir lieu*: the verb that says that something happens, below a modal one."""
    sentence = clause.sentence
    modality, lemma = clause.grammar.modality, sentence.tokens[verb].lemma
    modal = {v.split()[0] for key in ("possible_verbs", "planned_verbs") for v in modality.get(key, ())}
    if lemma not in modal:
        return verb
    near = [c for c in sentence.children[verb] if sentence.tokens[c].dep == "xcomp"]
    near += [d for c in near if sentence.tokens[c].pos == "ADJ" for d in sentence.children[c]]  # "are due to resume"
    below = [c for c in near if sentence.tokens[c].dep == "xcomp" and is_verb(sentence, c)]
    return next((c for c in below if happens(clause, c, sentence.tokens[c].lemma)), verb)


def happens(clause: Clause, verb: int, lemma: str) -> bool:
    """The verb says no more than that its subject happens: *avoir lieu*, *se tenir*."""
    if (
        lemma in clause.grammar.happen
        or f"se {lemma}" in clause.grammar.happen
        or f"s'{lemma}" in clause.grammar.happen
    ):
        return True
    words = [clause.sentence.tokens[c].text.lower() for c in clause.sentence.children[verb]]
    return any(v.startswith(lemma + " ") and v.split()[-1] in words for v in clause.grammar.happen)
