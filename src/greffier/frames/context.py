"""Factuality: what mood, tense, negation and the words above make of a happening."""

from __future__ import annotations

from greffier.frames.clauses import ClauseGrammar
from greffier.frames.phrases import base, marker_of
from greffier.frames.verbs import Clause, carried, is_participle, is_verb
from greffier.lexicon import load_kinds
from greffier.model import Context, Proposition, Sentence

__all__ = ["context", "is_passive_infinitive", "only_wished", "tense_of"]

_STRENGTH = {"actual": 0, "planned": 1, "possible": 2, "denied": 3}
_HIGHEST = 6  # governors looked at


def tense_of(sentence: Sentence, i: int) -> str:
    """Tense of a verb with its auxiliaries: past, present, future, conditional, none."""
    tokens = sentence.tokens
    helpers = [c for c in sentence.children[i] if tokens[c].dep.startswith("aux") or tokens[c].dep == "cop"]
    finite = [k for k in [*helpers, i] if tokens[k].feats.get("VerbForm") == "Fin" or "Mood" in tokens[k].feats]
    if not finite:
        if is_passive_infinitive(sentence, i):
            return "none"
        return "past" if is_participle(sentence, i) or helpers else "none"
    feats = tokens[finite[0]].feats
    compound = finite[0] != i and any(tokens[k].dep == "aux:tense" for k in helpers)
    if feats.get("Mood") == "Cnd":
        return "conditional past" if compound else "conditional"
    if feats.get("Tense") == "Fut":
        return "future"
    if feats.get("Tense") in {"Past", "Imp"} or compound:
        return "past"
    return "present"


def is_passive_infinitive(sentence: Sentence, i: int) -> bool:
    """*(Devrait) être libéré*: as real as what governs it."""
    helpers = [t for t in (sentence.tokens[c] for c in sentence.children[i]) if t.dep.startswith("aux")]
    return bool(helpers) and all(t.dep == "aux:pass" and t.feats.get("VerbForm") == "Inf" for t in helpers)


def context(p: Proposition, clause: Clause, kind: str = "") -> Context:
    """How the proposition is told, from its own words and up to six governors, when it is read as a `kind`."""
    walker = _Walker(clause, kind)
    walker.start(p)
    return Context(walker.factuality, walker.factuality != "denied", walker.tense, tuple(walker.why))


def only_wished(p: Proposition, sentence: Sentence, grammar: ClauseGrammar) -> bool:
    """*réclame la libération des otages*: what someone asks for or fears is what they say, and no fact yet."""
    if p.context.factuality != "possible":
        return False
    wishes = grammar.modality.get("wished_verbs", frozenset())
    return any(t.text in p.context.why and t.lemma in wishes and t.i != p.head for t in sentence.tokens)


class _Walker:
    """Climbs from a happening to the words that govern it and gathers what they do to it."""

    def __init__(self, clause: Clause, kind: str) -> None:
        self.kind = kind
        self.sentence: Sentence = clause.sentence
        self.clause = clause
        self.grammar: ClauseGrammar = clause.grammar
        self.factuality = "actual"
        self.tense = "none"
        self.why: list[str] = []

    def _mark(self, factuality: str, word: str) -> None:
        if _STRENGTH[factuality] > _STRENGTH[self.factuality]:
            self.factuality = factuality
            self.why.append(word)

    def _in(self, key: str, word: str) -> bool:
        return word in self.grammar.modality.get(key, frozenset())

    def _is(self, key: str, lemma: str) -> bool:
        """A verb of the group `key`; what announces or talks of something makes unreal only what can be planned."""
        about = {"planned": "announced_verbs", "possible": "topic_verbs"}.get(key, "")
        if about and self._in(about, lemma):
            return self.kind in load_kinds() and load_kinds()[self.kind].traits.announced
        return self._in(f"{key}_verbs", lemma)

    def start(self, p: Proposition) -> None:
        predicate = any(self.sentence.tokens[c].dep == "cop" for c in self.sentence.children[p.head])
        if p.pos == "NOUN" and not predicate:  # "il serait mort", "ce serait un attentat": told as a verb is
            self._noun(p.head)
        else:
            self._verb(p.head, reported=False, depth=0)

    def _noun(self, i: int, depth: int = 0) -> None:
        tokens = self.sentence.tokens
        for c in self.sentence.children[i]:
            word = tokens[c].lemma
            if self._in("possible_adjectives", word):
                self._mark("possible", tokens[c].text)
            elif self._in("planned_adjectives", word):
                self._mark("planned", tokens[c].text)
            elif self._in("negations", tokens[c].text.lower()) and tokens[c].pos in {"DET", "ADV", "PRON", "ADJ"}:
                self._mark("denied", tokens[c].text)
        self._marker(i)
        self._above_noun(i, depth)

    def _marker(self, i: int) -> None:
        marker = marker_of(self.sentence, i, self.grammar)
        for key in ("possible", "denied"):
            if marker and self._in(f"{key}_markers", marker):
                self._mark(key, marker)

    def _above_noun(self, i: int, depth: int) -> None:
        tokens = self.sentence.tokens
        top = i
        while tokens[top].dep == "conj" and tokens[tokens[top].head].pos in {"NOUN", "PROPN"}:
            top = tokens[top].head
        head = tokens[top].head
        if head == top or depth > _HIGHEST:
            return
        if is_verb(self.sentence, head):
            self._governing_verb(top, head, depth)
        elif tokens[head].pos == "NOUN" and base(tokens[top].dep) in {"nmod", "obl"}:
            if self._in("light_nouns", tokens[head].lemma):
                self._above_noun(head, depth + 1)
            for key in ("possible", "planned", "denied"):
                if self._in(f"{key}_nouns", tokens[head].lemma):
                    self._mark(key, tokens[head].text)
                    self._above_noun(head, depth + 1)

    def _governing_verb(self, noun: int, verb: int, depth: int) -> None:
        if self._is_subject(noun):
            verb = carried(self.clause, verb)
        lemma = self._infinitive(verb)
        marker = marker_of(self.sentence, noun, self.grammar)
        light, happen = {lemma, f"{lemma} {marker}"}, {lemma, f"se {lemma}"}
        lends = bool(light & self.grammar.light or happen & self.grammar.happen)
        dep = self.sentence.tokens[noun].dep
        core = base(dep) in {"nsubj", "obj"} or dep == "obl:arg" or self._prepositional(noun, lemma)
        if marker and self._in("purpose_markers", marker):
            self._purpose(verb, lemma)
        for key in ("denied", "possible", "planned"):
            if core and self._is(key, lemma) and (not self._is_subject(noun) or self.clause.passive(verb)):
                self._mark(key, self.sentence.tokens[verb].text)
        if core and self._in("confirming_verbs", lemma) and self._is_negated(verb):
            self._mark("possible", self.sentence.tokens[verb].text)  # "n'a pas confirmé la rencontre": open
        if core and (lends or (self._is_subject(noun) and self.clause.passive(verb)) or self.factuality != "actual"):
            self._verb(verb, reported=False, depth=depth + 1, own=lends)

    def _is_negated(self, verb: int) -> bool:
        tokens = self.sentence.tokens
        return any(
            tokens[c].dep == "advmod" and self._in("full_negations", tokens[c].text.lower())
            for c in self.sentence.children[verb]
        )

    def _purpose(self, verb: int, lemma: str) -> None:
        """*est attendu pour des discussions*: as real as what it is for, and no more than planned."""
        if tense_of(self.sentence, verb) in {"future", "conditional"} or self._in("planned_anchors", lemma):
            self._mark("planned", self.sentence.tokens[verb].text)

    def _prepositional(self, noun: int, lemma: str) -> bool:
        """A verb with its preposition governs as an object does: *procéder à une frappe*, *appeler à une trêve*."""
        marker = marker_of(self.sentence, noun, self.grammar)
        return bool(marker) and (f"{lemma} {marker}" in self.grammar.light or marker in self.grammar.governing)

    def _is_subject(self, i: int) -> bool:
        return base(self.sentence.tokens[i].dep) == "nsubj"

    def _infinitive(self, i: int) -> str:
        lemma = self.sentence.tokens[i].lemma
        if self.clause.reflexive(i):
            for pronoun in ("se ", "s'"):
                if any(self._in(f"{key}_verbs", pronoun + lemma) for key in ("denied", "possible", "planned")):
                    return pronoun + lemma
        return lemma

    def _verb(self, i: int, reported: bool, depth: int, own: bool = True) -> None:
        tense = tense_of(self.sentence, i)
        if self.tense == "none":
            self.tense = tense
        if depth == 0 and self._in("planned_anchors", self.sentence.tokens[i].lemma):
            self._mark("planned", self.sentence.tokens[i].text)
        if own:
            self._own_words(i)
            self._own_tense(i, tense)
        if depth <= _HIGHEST:
            self._above_verb(i, tense, depth)

    def _own_words(self, i: int) -> None:
        tokens = self.sentence.tokens
        words = {tokens[c].text.lower(): c for c in self.sentence.children[i]}
        negations = [
            w
            for w in words
            if self._in("negations", w) and tokens[words[w]].dep in {"advmod", "mark", "det", "case", "cc"}
        ]
        negations += [
            tokens[d].text
            for c in self.sentence.children[i]
            if base(tokens[c].dep) in {"nsubj", "obj"}
            for d in self.sentence.children[c]
            if tokens[d].pos in {"DET", "ADV", "CCONJ"} and self._in("negations", tokens[d].text.lower())
        ]
        only = any(self._in("only", w) for w in words) and not any(self._in("full_negations", w) for w in words)
        if negations and not only:
            self._mark("denied", " ".join(negations))
        for word, c in words.items():
            if self._in("possible_adverbs", word) or (
                base(tokens[c].dep) == "aux" and self._in("possible_modals", word)
            ):
                self._mark("possible", word)
            if self._in("condition_markers", word) and tokens[c].dep in {"mark", "advmod"} and tokens[c].pos == "SCONJ":
                self._mark("possible", word)

    def _own_tense(self, i: int, tense: str) -> None:
        word = self.sentence.tokens[i].text
        if tense == "future":
            self._mark("planned", word)
        elif tense == "conditional past":
            self._mark("possible", word)
        elif tense == "conditional":
            expected = self._is_reported(i) or self._in("expected_verbs", self.sentence.tokens[i].lemma)
            self._mark("planned" if expected else "possible", word)

    def _is_reported(self, i: int) -> bool:
        """A conditional in a reported clause tells the future of the past: *il a dit qu'il viendrait*."""
        tokens = self.sentence.tokens
        return tokens[i].dep == "ccomp" or any(
            tokens[c].dep == "mark" and self._in("complementisers", tokens[c].text.lower())
            for c in self.sentence.children[i]
        )

    def _above_verb(self, i: int, tense: str, depth: int) -> None:
        tokens = self.sentence.tokens
        dep, head = base(tokens[i].dep), tokens[i].head
        if head == i or self._is_before(i, head) or any(t.text == ";" for t in tokens[i:head]):
            return  # "X accepted it; Y rejected it": a clause of its own, whatever it hangs on
        verbal = is_verb(self.sentence, head)
        marker = marker_of(self.sentence, i, self.grammar)
        self._marked(marker)
        if dep == "conj" and verbal:
            if tense in {"none", "past"} and not self._has_helper(i):
                self._verb(head, reported=False, depth=depth + 1)
            return
        if dep in {"ccomp", "xcomp"} and verbal and self._in("denied_speech", tokens[head].lemma):
            self._mark("denied", tokens[head].text)
        if dep == "ccomp" and verbal and self._in("confirming_verbs", tokens[head].lemma) and self._is_negated(head):
            self._mark("possible", tokens[head].text)
        if dep in {"ccomp", "csubj"} and tokens[head].pos == "ADJ":
            self._judged(head)
        self._passed_on(dep, head)
        if tense != "none":
            return  # a finite clause of its own stands as told
        if verbal:
            self._governed(i, head, marker, depth)
        elif tokens[head].pos in {"NOUN", "ADJ"}:
            self._under_noun(head, marker)

    def _passed_on(self, dep: str, head: int) -> None:
        """*Is said to have hit*: nobody vouches for it; French tells the same by its reporting conditional."""
        told = dep == "xcomp" and self._in("hearsay_verbs", self.sentence.tokens[head].lemma)
        if told and self.clause.passive(head):
            self._mark("possible", self.sentence.tokens[head].text)
            self.tense = "conditional past"

    def _judged(self, head: int) -> None:
        """*Il est faux que …*, *il n'est pas vrai que …*, *il est possible que …*."""
        word = self.sentence.tokens[head]
        negated = any(self._in("negations", self.sentence.tokens[c].text.lower()) for c in self.sentence.children[head])
        if self._in("true_adjectives" if negated else "false_adjectives", word.lemma):
            self._mark("denied", word.text)
        elif self._in("possible_adjectives", word.lemma):
            self._mark("possible", word.text)

    def _marked(self, marker: str) -> None:
        for key in ("denied", "possible", "planned"):
            if marker and self._in(f"{key}_markers", marker):
                self._mark(key, marker)

    def _is_before(self, i: int, head: int) -> bool:
        """*avant de partir*: as real as what it comes before; told of the future, it is still to come."""
        marker = marker_of(self.sentence, i, self.grammar)
        if not marker or not self._in("before_markers", marker):
            return False
        if is_verb(self.sentence, head) and tense_of(self.sentence, head) == "future":
            self._mark("planned", marker)
        return True

    def _under_noun(self, head: int, marker: str) -> None:
        """An infinitive under a noun or an adjective: what that says, or what it is for (*talks to end the war*)."""
        token = self.sentence.tokens[head]
        if marker and self._in("purpose_markers", marker) and token.pos == "NOUN":
            self._mark("planned", marker)
        for key in ("possible", "planned", "denied"):
            if self._in(f"{key}_nouns", token.lemma) or self._in(f"{key}_adjectives", token.lemma):
                self._mark(key, token.text)

    def _has_helper(self, i: int) -> bool:
        return any(self.sentence.tokens[c].dep.startswith("aux") for c in self.sentence.children[i])

    def _governed(self, i: int, head: int, marker: str, depth: int) -> None:
        """An infinitive or participle under a verb: the verb's meaning and its own context decide."""
        if self.sentence.tokens[i].feats.get("Tense") == "Pres":
            self._verb(head, reported=False, depth=depth + 1)  # "tuant": told as its verb is
            return
        passive = is_passive_infinitive(self.sentence, i)
        if not passive and (is_participle(self.sentence, i) or self._has_helper(i)):
            return  # "dit avoir frappé": done
        lemma = self._infinitive(head)
        achieved = (
            self._in("achieved_verbs", lemma) and self._has_helper(head) and tense_of(self.sentence, head) == "past"
        )
        for key in ("denied", "possible", "planned"):
            if not achieved and (self._is(key, lemma) or self._in(f"{key}_verbs", f"{lemma} {marker}")):
                self._mark(key, self.sentence.tokens[head].text)
        used = self._in("means_verbs", lemma)  # "a employé des avions pour bombarder": done
        if marker and self._in("purpose_markers", marker) and self.sentence.tokens[i].dep != "xcomp" and not used:
            self._mark("planned", marker)
        self._verb(head, reported=False, depth=depth + 1)
