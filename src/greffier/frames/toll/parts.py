"""Finds what a sentence tells of people harmed: by verbs, by counted nouns, by adjectives, by nouns of happening."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from greffier.frames.phrases import base, conjuncts, marker_of
from greffier.frames.toll.counts import Counts
from greffier.frames.toll.table import HarmNoun, HarmTable, HarmVerb
from greffier.frames.toll.undergoers import Undergoers
from greffier.frames.toll.victims import NONE, TollPart, TypesOf
from greffier.frames.verbs import Clause, is_verb
from greffier.model import Argument, Mention, Sentence

__all__ = ["TollPart", "toll_parts"]

_GAP = 5  # words that may stand between a verb and the rest of its phrase
_FAR = 10  # words after a noun of happening where who was harmed is looked for


def toll_parts(
    sentence: Sentence, quantities: Sequence[Mention], table: HarmTable, clause: Clause, types_of: TypesOf
) -> list[TollPart]:
    """Every harm that `sentence` tells, in the order of the anchors; `quantities` may be those of the whole report."""
    found: list[TollPart] = []
    finder = _Finder(sentence, Counts(sentence, quantities, table), table, clause, types_of)
    for token in sentence.tokens:
        if not found or not any(a.span.holds(token.span) for part in found for a in part.including):
            found += finder.at(token.i)
    return _with_antecedents(sentence, _once(found), table)


def _once(parts: Sequence[TollPart]) -> list[TollPart]:
    """Parts without a second one for the same harm and figure ("morts" in "la mort de … morts")."""
    found: list[TollPart] = []
    seen: set[tuple[str, int]] = set()
    for part in parts:
        key = (part.harm, part.mention.span.start) if part.mention is not None else None
        if key is None or key not in seen:
            found.append(part)
        if key is not None:
            seen.add(key)
    return found


def _with_antecedents(sentence: Sentence, parts: Sequence[TollPart], table: HarmTable) -> list[TollPart]:
    """ "64 autres" and "55 blessées" are of the people told just before."""
    found: list[TollPart] = []
    for part in parts:
        earlier = next((p for p in reversed(found) if p.victims), None)
        if earlier is not None and part.mention is not None and _needs_antecedent(sentence, part, table):
            part = replace(part, victims=tuple(replace(a, how="reference") for a in earlier.victims))
        found.append(part)
    return found


def _needs_antecedent(sentence: Sentence, part: TollPart, table: HarmTable) -> bool:
    before = sentence.tokens[part.head - 1].text.lower() if part.head else ""
    if not part.victims:
        if table.has("others", before) or table.has("degrees", before):
            return True
        feats = sentence.tokens[part.head].feats
        return feats.get("Gender") == "Fem"
    head = sentence.tokens[part.victims[0].head]
    figure = part.mention is not None and part.mention.span.overlaps(head.span)
    return figure or head.pos == "NUM" or table.has("others", head.text.lower())


class _Finder(Undergoers):
    """Looks at one token after the other."""

    def at(self, i: int) -> list[TollPart]:
        """What token `i` tells."""
        token = self.tokens[i]
        form = token.text.lower()
        found: list[TollPart] = []
        lemma = self.table.forms.get(form, token.lemma)
        if lemma in self.table.verbs and (is_verb(self.sentence, i) or form in self.table.forms):
            found = list(self._verb(i, lemma))
        if not found and form in self.table.nouns:
            found = list(self._counted(i, self.table.nouns[form]))
        if not found and form in self.table.states and token.pos in {"ADJ", "VERB", "NOUN", "PROPN", "X"}:
            found = list(self._state(i, self.table.states[form]))
        if not found and token.pos == "NOUN" and token.lemma in self.table.happenings:
            found = list(self._happening(i, self.table.happenings[token.lemma]))
        return found

    # --- verbs ---

    def _verb(self, i: int, lemma: str) -> Iterator[TollPart]:
        for verb in self.table.verbs[lemma]:
            rest = self._rest(i, verb)
            if rest is None or self._figurative(i):
                continue
            groups = self._groups([self._antecedent(a) for a in self._harmed(i, verb) if a.head not in rest])
            found = [g for g in groups if self._suits(g[0], verb.needs) and not self._known(i, g[0])]
            for group in found:
                yield self._part(verb.harm, i, self._anchor(i, rest), "verb", group)
            if found:
                return

    def _known(self, i: int, argument: Argument) -> bool:
        """Whether a participle only tells which people are meant: "les populations déplacées"."""
        token, head = self.tokens[i], self.tokens[argument.head]
        attributive = base(token.dep) in {"amod", "acl"} and token.dep != "acl:relcl" and token.head == head.i
        if not attributive or i - head.i > 2 or head.pos == "PROPN":
            return False
        counted = self.counts.of(head.i) is not None or self.counter(head.i) is not None
        return not counted and token.feats.get("Tense") == "Past"

    def _rest(self, i: int, verb: HarmVerb) -> tuple[int, ...] | None:
        """Indices of the words that complete a verb's phrase, or None."""
        if verb.reflexive and not self.clause.reflexive(i):
            return None
        found: list[int] = []
        at = i + 1
        for word in verb.rest:
            window = range(at, min(at + _GAP, len(self.tokens)))
            hit = next((j for j in window if self._is(j, word)), None)
            if hit is None:
                return None
            found.append(hit)
            at = hit + 1
        return tuple(found)

    def _is(self, j: int, word: str) -> bool:
        """Whether token `j` is a phrase's word, inflected or not ("disparu", "disparues")."""
        text = self.tokens[j].text.lower()
        return text == word or (len(word) > 3 and text.startswith(word) and len(text) <= len(word) + 2)

    def _harmed(self, i: int, verb: HarmVerb) -> Sequence[Argument]:
        if verb.slot == "obj":
            return self.harmed_objects(i)
        if verb.slot == "subj":
            return self.harmed_subjects(i)
        arguments = self.clause.arguments(i)
        found = [a for a in arguments if a.slot == "iobj" or (a.slot == "obl" and a.marker == verb.slot)]
        return found or self._after_phrase(i, verb)

    def _after_phrase(self, i: int, verb: HarmVerb) -> Sequence[Argument]:
        """Who follows the preposition on the phrase's noun: "a coûté la vie à six marins"."""
        rest = self._rest(i, verb) or ()
        heads = [c for r in rest for c in self.sentence.children[r] if base(self.tokens[c].dep) in {"nmod", "obl"}]
        heads = [h for h in heads if marker_of(self.sentence, h, self.clause.grammar) == verb.slot]
        return tuple(self._argument(h) for c in heads for h in conjuncts(self.sentence, c))

    def _anchor(self, i: int, rest: tuple[int, ...]) -> tuple[int, ...]:
        return (i, *rest)

    def _figurative(self, i: int) -> bool:
        """ "Blessé dans son orgueil", "mort de rire"."""
        near = self.tokens[i + 1 : i + 5]
        return any(self.table.has("figures", t.lemma) for t in near if t.pos == "NOUN")

    # --- counted nouns ---

    def _counted(self, i: int, noun: HarmNoun) -> Iterator[TollPart]:
        """ "26 morts", "des dizaines de blessés", "aucun mort", "le nombre de morts s'élève à 26"."""
        if noun.under and not self._below(i, noun.under):
            return
        mention = self.counts.of(i) or self.counter(i)
        if mention is None and self._none_of(i):
            yield TollPart(noun.harm, i, (i,), "noun", NONE, None, (), (), True)
            return
        if mention is None and noun.under:
            yield from self._happening(i, noun)  # "the bodies of nine people", "the lives of nine people"
            return
        if mention is None:
            if self._uncounted(i, noun):
                yield TollPart(noun.harm, i, (i,), "noun", None, None, self._among(i), (), False)
            return
        if mention.approximate == "article" and mention.text.lower() not in noun.one:
            return
        quantity, including = self.counts.quantity(mention), self._part_of(i)
        victims = self._among(i) or ((self._argument(i),) if noun.named else ())
        yield TollPart(noun.harm, i, (i,), "noun", quantity, mention, victims, including, quantity == NONE)

    def _part_of(self, i: int) -> tuple[Argument, ...]:
        return self.counts.including(i + 1) or self.counts.later(i + 1)

    def _none_of(self, i: int) -> bool:
        """ "N'a pas fait de victimes"."""
        before = [t.text.lower() for t in self.tokens[max(0, i - 4) : i]]
        return (
            bool(before) and self.table.has("none_of", before[-1]) and any(self.table.has("never", w) for w in before)
        )

    def _uncounted(self, i: int, noun: HarmNoun) -> bool:
        """ "De nombreux blessés", "cinq morts et des blessés": no figure, but not the blessés that one knows of."""
        before = [t.text.lower() for t in self.tokens[max(0, i - 3) : i]]
        if not before or self.tokens[i].feats.get("Number") == "Sing" or noun.under:
            return False
        many = any(self.table.has("many", w) for w in before[-2:])
        return many or (self.table.has("indefinite", before[-1]) and self.tokens[i].dep == "conj")

    def _below(self, i: int, words: frozenset[str]) -> bool:
        """Whether one of the words governs token `i` or stands just before it or after it."""
        j, steps = i, 0
        while self.tokens[j].head != j and steps < 4:
            j, steps = self.tokens[j].head, steps + 1
            if self.tokens[j].lemma.lower() in words or self.tokens[j].text.lower() in words:
                return True
        near = [*self.tokens[max(0, i - 6) : i], *self.tokens[i + 1 : i + 6]]
        return any(t.lemma.lower() in words for t in near)

    def _among(self, i: int) -> tuple[Argument, ...]:
        """ "neuf morts parmi des marins", "deux morts chez les rebelles"."""
        if i + 2 >= len(self.tokens) or not self.table.has("among", self.tokens[i + 1].text.lower()):
            return ()
        nouns = (t.i for t in self.tokens[i + 2 : i + 6] if t.pos in {"NOUN", "PROPN"})
        head = next(nouns, None)
        return () if head is None or self.counts.of(head) is not None else (self._argument(head),)

    # --- adjectives and participles ---

    def _state(self, i: int, harm: str) -> Iterator[TollPart]:
        """ "Neuf journalistes morts", "64 autres blessées", "un homme est mort"."""
        if self._figurative(i) or self._idle(i) or self._acts(i):
            return
        token = self.tokens[i]
        copula = any(self.tokens[c].dep in {"cop", "aux:pass", "aux", "aux:tense"} for c in self.sentence.children[i])
        groups: list[list[Argument]] = []
        if copula:
            groups = self._groups(self.clause.surface_subject(i) or self._before(i))
        elif is_verb(self.sentence, token.head) and self._found_so(token.head, token.dep):
            copula = True
            groups = self._groups(self.clause.surface_subject(token.head))
        elif base(token.dep) in {"amod", "acl", "appos", "conj", "dep", "nmod"} and token.head < i:
            groups = [[self._argument(token.head)]]
        groups = [g for g in groups if self._suits(g[0], "somebody") and (copula or self._tells(g[0]))]
        if not groups and (mention := self.counts.of(i)) is not None and mention.approximate != "article":
            quantity = self.counts.quantity(mention)
            yield TollPart(
                harm, i, (i,), "state", quantity, mention, (), self.counts.including(i + 1), quantity == NONE
            )
        for group in groups:
            yield self._part(harm, i, (i,), "state", group)

    def _found_so(self, verb: int, dep: str) -> bool:
        """Whether a verb tells in what state somebody is found or declared: "ont été retrouvés morts"."""
        return base(dep) == "xcomp" or self.table.has("found", self.tokens[verb].lemma)

    def _acts(self, i: int) -> bool:
        """Whether the word is an active verb: "ils ont brûlé des palettes"."""
        if self.tokens[i].pos != "VERB":
            return False
        below = {self.tokens[c].dep for c in self.sentence.children[i]}
        return "aux:tense" in below and "aux:pass" not in below

    def _tells(self, argument: Argument) -> bool:
        """Whether an attributive adjective tells news: its noun has a figure or an indefinite article."""
        return self.counts.of(argument.head) is not None

    def _idle(self, i: int) -> bool:
        before = self.tokens[max(0, i - 4) : i]
        if not any(self.table.has("of", t.text.lower()) or self.table.has("to", t.text.lower()) for t in before[-2:]):
            return False
        return any(self.table.has("idle", t.lemma.lower()) for t in before)

    # --- nouns of happening ---

    def _happening(self, i: int, noun: HarmNoun) -> Iterator[TollPart]:
        """ "La mort de 28 soldats", "l'assassinat du maire"."""
        if self._idle(i):
            return
        heads = [c for c in self.sentence.children[i] if c > i and base(self.tokens[c].dep) in {"nmod", "obl", "dep"}]
        heads = [c for c in heads if self._brought_by_of(c)] or self._of_figure(i) or self._of_person(i)
        arguments = [self._argument(h) for c in heads[:1] for h in conjuncts(self.sentence, c)]
        for group in self._groups(arguments):
            mention = self.counts.of(group[0].head)
            if noun.counted and (mention is None or mention.approximate in {"article", "none"}):
                continue
            if self._suits(group[0], "" if mention is not None else "people"):
                yield self._part(noun.harm, i, (i,), "happening", group)

    def _brought_by_of(self, c: int) -> bool:
        return any(
            self.tokens[d].dep in {"case", "det"} and self.table.has("of", self.tokens[d].text.lower())
            for d in self.sentence.children[c]
        )

    def _of_figure(self, i: int) -> list[int]:
        """A counted noun soon after "de" that the parser hung elsewhere: "l'exécution, jeudi, de 28 soldats"."""
        for j, mention in self.counts.figures():
            if not i < j <= i + 10 or mention.approximate in {"article", "vague"}:
                continue
            first = self.counts.tokens_of(mention.span)[0]
            lead = [t.text.lower() for t in self.tokens[max(0, first - 2) : first]]
            if any(self.table.has("of", w) for w in lead) and j + 1 < len(self.tokens):
                return [j + 1] if self.tokens[j + 1].pos in {"NOUN", "PROPN"} else [j]
        return []

    def _of_person(self, i: int) -> list[int]:
        """A name or a person after a later "de" that the parser hung elsewhere: "l'assassinat, à X, de Jean"."""
        for j in range(i + 1, min(i + _FAR, len(self.tokens) - 2)):
            if self.tokens[j].pos in {"VERB", "AUX"} or self.tokens[j].text in {".", ";", ":"}:
                return []
            if not self.table.has("of", self.tokens[j].text.lower()):
                continue
            head = j + 2 if self.tokens[j + 1].pos == "DET" else j + 1
            named = self.tokens[head].pos in {"PROPN", "NOUN"} and self.types_of(self.sentence.index, head)
            if named and (named & {"person"} or self.tokens[head].name == "PER"):
                return [head]
        return []
