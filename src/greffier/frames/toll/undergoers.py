"""Who a verb of harm touches: what the parser says, mended by where the words stand."""

from __future__ import annotations

from collections.abc import Sequence

from greffier.frames.phrases import base, conjuncts
from greffier.frames.toll.victims import Victims
from greffier.frames.verbs import is_verb
from greffier.model import Argument

__all__ = ["Undergoers"]

_FAR = 10  # words before a verb where a whole or an opening bracket is looked for


class Undergoers(Victims):
    """Objects and subjects of verbs of harm."""

    def harmed_objects(self, i: int) -> Sequence[Argument]:
        """Who undergoes: an object of its own, a passive's subject, or a figure beside the verb."""
        if not is_verb(self.sentence, i):
            return self._behind(i)
        own = [c for c in self.sentence.children[i] if self.tokens[c].dep == "obj" and self.tokens[c].pos != "ADJ"]
        if own:
            return [self._argument(h) for c in own for h in conjuncts(self.sentence, c)] if self._free(own) else ()
        if self.clause.passive(i):
            return self._apposed(i) or self._better(i, self._others(i, self.clause.objects(i)))
        return self.clause.objects(i) or self._behind(i)

    def _apposed(self, i: int) -> Sequence[Argument]:
        """The noun before a participle in commas: "ils ont secouru Jean, blessé légèrement"."""
        if self._auxiliaries(i) or base(self.tokens[i].dep) not in {"advcl", "acl", "amod", "appos", "conj"}:
            return ()
        j = i - 1
        while j > 0 and self.tokens[j].pos == "ADV":
            j -= 1
        if j < 1 or self.tokens[j].text != "," or self.tokens[j - 1].pos not in {"NOUN", "PROPN"}:
            return ()
        head = j - 1
        while self.tokens[head].head < head and self._hangs(head):
            head = self.tokens[head].head
        return (self._argument(head, "order"),)

    def _others(self, i: int, found: Sequence[Argument]) -> Sequence[Argument]:
        """Arguments but the verb itself; the main subject for a participle that opens the sentence."""
        opens = i <= 2 and i + 1 < len(self.tokens) and self.tokens[i + 1].text == ","
        kept = [a for a in found if a.head != i and not (opens and a.span.holds(self.tokens[i].span))]
        root = self.sentence.root
        if kept or not found or root == i:
            return kept
        return self.clause.surface_subject(root)

    def _free(self, own: Sequence[int]) -> bool:
        """Whether objects are more than a reflexive pronoun."""
        return any(self.tokens[c].feats.get("Reflex") != "Yes" for c in own)

    def harmed_subjects(self, i: int) -> Sequence[Argument]:
        """Who dies, flees, disappears: the verb's subject, or that of what it is coordinated with."""
        found = self._better(i, self.clause.surface_subject(i))
        above = self.tokens[i].head
        if found or is_verb(self.sentence, above) or base(self.tokens[i].dep) != "conj":
            return found
        subjects = [c for c in self.sentence.children[above] if base(self.tokens[c].dep) == "nsubj"]
        return [self._argument(h, "shared") for c in subjects for h in conjuncts(self.sentence, c)]

    def _better(self, i: int, found: Sequence[Argument]) -> Sequence[Argument]:
        """The subject that the parser gives, unless the words before the verb tell better."""
        listed = self._list_before(i)
        if len(listed) > max(1, len(found)):
            return listed
        if found and all(self.of_part(a) for a in found):
            return self._whole_before(found[0].head)
        told = [a for a in found if a.how == "dependency" and not self._bracketed(a.head)]
        sure = any(self.tokens[a.head].pos not in {"ADJ", "VERB"} for a in told)
        return found if sure else self._before(i) or found

    def _whole_before(self, part: int) -> Sequence[Argument]:
        """The whole of which the parser made only the part a subject: "17 dockers, dont trois apprentis, ont …"."""
        opener = next((j for j in range(part, -1, -1) if self.counts.opens(j)), None)
        if opener is None:
            return ()
        for j in range(opener - 1, max(-1, opener - _FAR), -1):
            nominal = self.tokens[j].pos in {"NOUN", "PROPN", "NUM", "PRON"}
            if nominal and (j == 0 or self.counts.of(j) is not None):
                return (self._argument(j, "order"),)
        return ()

    def _list_before(self, i: int) -> Sequence[Argument]:
        """Counted phrases in a row right before the verb: "40 X, deux Y, un Z et un W ont perdu la vie"."""
        reach = min(self._auxiliaries(i), default=i) - 1
        found: list[Argument] = []
        for last, mention in reversed(list(self.counts.figures())):
            head = self._noun_after(last)
            if head is None or head > reach:
                continue
            if not self._joined(head, reach + 1, final=not found) or mention.approximate in {"none", "vague"}:
                break
            found.append(self._argument(head, "order"))
            reach = self.counts.tokens_of(mention.span)[0] - 1
        found.reverse()
        between = self.tokens[found[0].head : found[-1].head] if found else ()
        return found if any(t.pos == "CCONJ" for t in between) else ()  # else an apposition: "Jean, un élu, est mort"

    def _noun_after(self, last: int) -> int | None:
        """The noun that a figure whose last token is `last` counts."""
        for token in self.tokens[last + 1 : last + 4]:
            if token.pos in {"NOUN", "PROPN"} or (token.pos == "ADJ" and token.text[0].isupper()):
                return token.i
            if token.pos not in {"ADJ", "ADP"}:
                return None
        return None

    def _joined(self, head: int, end: int, final: bool) -> bool:
        """Whether tokens after `head` only join two phrases: comma, "et", a bracket, what hangs on the head."""
        depth, joins = 0, final
        for token in self.tokens[head + 1 : end]:
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if depth > 0 or token.text == ")" or token.pos in {"ADJ", "DET"} or self._below_head(token.i, head):
                continue
            if token.text != "," and token.pos != "CCONJ":
                return False
            joins = True
        return joins

    def _below_head(self, i: int, head: int) -> bool:
        """Whether a token of another phrase hangs on `head`: "de 45 ans"."""
        if self.tokens[i].pos in {"PUNCT", "CCONJ", "VERB", "AUX"}:
            return False
        for _ in range(3):
            i = self.tokens[i].head
            if i == head:
                return True
        return False

    def _auxiliaries(self, i: int) -> list[int]:
        return [c for c in self.sentence.children[i] if self.tokens[c].dep.startswith("aux") and c < i]

    def _before(self, i: int) -> Sequence[Argument]:
        """A counted phrase right before the auxiliaries that the parser hung elsewhere."""
        j = self._before_bracket(min(self._auxiliaries(i), default=i) - 1)
        if j < 0 or self.tokens[j].pos not in {"NOUN", "PROPN", "NUM", "PRON", "ADJ"}:
            return ()
        head = j
        while self.counts.of(head) is None and self.tokens[head].head < head and self._hangs(head):
            head = self.tokens[head].head
        mention = self.counts.of(head)
        if mention is None or mention.approximate == "article":
            return ()
        return (self._argument(head, "order"),)

    def _hangs(self, i: int) -> bool:
        return base(self.tokens[i].dep) in {"amod", "nmod", "appos", "flat", "acl"}

    def _before_bracket(self, j: int) -> int:
        """The token before a bracket that ends at token `j`; `j` itself where none does."""
        if j < 0 or self.tokens[j].text not in {")", "]"}:
            return j
        opening = {")": "(", "]": "["}[self.tokens[j].text]
        return next((k - 1 for k in range(j, max(-1, j - _FAR), -1) if self.tokens[k].text == opening), j)

    def _bracketed(self, i: int) -> bool:
        return i > 0 and self.tokens[i - 1].text in {"(", "["}

    def _behind(self, i: int) -> Sequence[Argument]:
        """A counted phrase right after the verb that the parser hung elsewhere: "en blesse 110 autres"."""
        j = i + 1
        while j < len(self.tokens) and self.tokens[j].pos in {"ADV", "PUNCT"} and j < i + 3:
            j += 1
        mention = self.counts.at(j) if j < len(self.tokens) else None
        if mention is None or mention.approximate in {"article", "none"}:
            return ()
        head = j
        while head + 1 < len(self.tokens) and self.counts.at(head + 1) is mention:
            head += 1
        if head + 1 < len(self.tokens) and self.tokens[head + 1].pos in {"NOUN", "PRON", "ADJ"}:
            head += 1
        return (self._argument(head, "order"),)
