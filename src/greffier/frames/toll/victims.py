"""Who is harmed and how many: phrases grouped by figure, tested for being people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from greffier.frames.phrases import base, phrase_span
from greffier.frames.toll.counts import Counts
from greffier.frames.toll.table import HarmTable
from greffier.frames.verbs import Clause
from greffier.model import Argument, Mention, Quantity, Sentence

__all__ = ["NONE", "ONE", "TollPart", "TypesOf", "Victims"]

TypesOf = Callable[[int, int], frozenset[str]]
ONE = Quantity(1, 1)
NONE = Quantity(0, 0)
_PEOPLE = frozenset({"people", "person", "pronoun"})
_UNKNOWN = frozenset({"thing"})
_NEVER = frozenset({"weapon", "site", "deal", "aid", "time", "clause", "money"})


@dataclass(frozen=True, slots=True)
class TollPart:
    """One harm to one group of people.

    `head` is the anchor's token, `anchor` all its tokens; `evidence` tells what evoked it: `verb`, `noun`, `state` or
    `happening`; `quantity` is None when no figure is told, `mention` the figure's words; `victims` the phrases of who
    is harmed, `including` those of a part of them; `negated` when the figure is none.
    """

    harm: str
    head: int
    anchor: tuple[int, ...]
    evidence: str
    quantity: Quantity | None
    mention: Mention | None
    victims: tuple[Argument, ...]
    including: tuple[Argument, ...]
    negated: bool


class Victims:
    """What the phrases of one sentence are to a harm."""

    def __init__(self, sentence: Sentence, counts: Counts, table: HarmTable, clause: Clause, types_of: TypesOf) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.counts = counts
        self.table = table
        self.clause = clause
        self.types_of = types_of
        self._taken: set[int] = set()

    def _argument(self, head: int, how: str = "dependency") -> Argument:
        return Argument("obj", "", self.sentence.index, head, phrase_span(self.sentence, head), how)

    def _groups(self, arguments: Sequence[Argument]) -> list[list[Argument]]:
        """Arguments grouped by figure: a conjunct without figure or article belongs to the one before."""
        groups: list[list[Argument]] = []
        for argument in arguments:
            if self.of_part(argument) or (groups and self._same_name(groups[-1][-1].head, argument.head)):
                continue
            if groups and self.counts.of(argument.head) is None and not self._determined(argument.head):
                groups[-1].append(argument)
            else:
                groups.append([argument])
        return self._listed(groups)

    def of_part(self, argument: Argument) -> bool:
        """Whether a phrase only tells a part ("dont deux enfants" taken for an object of its own)."""
        first = self.counts.tokens_of(argument.span)[0]
        return any(self.counts.opens(j) for j in (first - 1, first) if j >= 0 and self.tokens[j].text != "(")

    def _same_name(self, a: int, b: int) -> bool:
        """Whether two heads are pieces of one name: nothing but names or hyphens between them."""
        between = self.tokens[a + 1 : b]
        pieces = self.tokens[b].pos in {"PROPN", "PUNCT", "X"}
        return a < b and pieces and all(t.pos in {"PROPN", "X"} or t.text == "-" for t in between)

    def _listed(self, groups: list[list[Argument]]) -> list[list[Argument]]:
        """ "Les trois dockers tués, deux frères et un apprenti": the list is the whole told again."""
        figures = [self.counts.quantity(self.counts.of(g[0].head)) for g in groups]
        values = [q.min if q is not None and q.min == q.max else None for q in figures]
        if len(groups) > 2 and None not in values and values[0] == sum(v for v in values[1:] if v is not None):
            return groups[:1]
        return groups

    def _antecedent(self, argument: Argument) -> Argument:
        """A relative pronoun that the parser left alone stands for the noun before it."""
        token = self.tokens[argument.head]
        if token.pos != "PRON" or not self.table.has("relatives", token.text.lower()):
            return argument
        nouns = [t.i for t in self.tokens[max(0, token.i - 6) : token.i] if t.pos in {"NOUN", "PROPN"}]
        counted = [i for i in nouns if self.counts.of(i) is not None]
        chosen = (counted or nouns)[-1:]
        return self._argument(chosen[0], "shared") if chosen else argument

    def _determined(self, head: int) -> bool:
        token = self.tokens[head]
        below = [self.tokens[c] for c in self.sentence.children[head]]
        return token.pos in {"PROPN", "PRON"} or any(t.pos == "DET" or (t.pos == "PROPN" and t.i > head) for t in below)

    def _suits(self, argument: Argument, needs: str) -> bool:
        """Whether a phrase can be people who are harmed."""
        head = self._person_head(argument.head)
        if self.table.has("not_people", self.tokens[head].lemma.lower()):
            return False
        types = self.types_of(self.sentence.index, head)
        if self.counts.at(head) is not None:
            types -= {"pronoun"}  # a figure alone stands for what was counted before
        mention = self.counts.of(argument.head)
        if types & _NEVER and not types & (_PEOPLE | {"actor", "country"}):
            return False
        counted = mention is not None and mention.approximate not in {"article", "none"}
        some = mention is not None and mention.approximate != "none"
        people = bool(types & _PEOPLE) or (some and self._somebody(head))
        if needs == "counted":
            return counted and (people or types <= _UNKNOWN)
        if needs == "many":
            return people and (counted or self._plural(argument.head))
        if needs == "somebody":
            return people or (some and types <= _UNKNOWN)
        return people or needs != "people"

    def _somebody(self, head: int) -> bool:
        """A figure alone where people were told before, or a counted name of a people ("40 Exempliens")."""
        token = self.tokens[head]
        if token.pos in {"NOUN", "PROPN", "ADJ"}:
            named = token.text[0].isupper() and head > 0
            return named or self.table.has("others", token.text.lower())
        earlier = [t.i for t in self.tokens[:head] if t.pos == "NOUN"]
        counted = [i for i in earlier if self.counts.of(i) is not None][-1:] or earlier
        return any(self.types_of(self.sentence.index, i) & _PEOPLE for i in counted)

    def _person_head(self, head: int) -> int:
        """The noun that a counting word counts: "dizaine" gives "personnes"."""
        mention = self.counts.at(head)
        if mention is None:
            return head
        below = [c for c in self.sentence.children[head] if base(self.tokens[c].dep) in {"nmod", "obl", "dep"}]
        nouns = [c for c in below if c > head and self.tokens[c].pos in {"NOUN", "PROPN", "PRON"}]
        if nouns and self.counts.at(nouns[0]) is None:
            return nouns[0]
        after = 1 + self.counts.tokens_of(mention.span)[1]
        after += after < len(self.tokens) and self.tokens[after].pos == "ADJ"
        return after if after < len(self.tokens) and self.tokens[after].pos == "NOUN" else head

    def _part(self, harm: str, i: int, anchor: tuple[int, ...], evidence: str, group: Sequence[Argument]) -> TollPart:
        """The part for one group of victims."""
        first = group[0]
        mention = self.counts.of(first.head) or self.counter(first.head)
        quantity = self._quantity(first.head, mention)
        nobody = mention is not None and mention.approximate == "none" and self.counts.at(first.head) is mention
        victims = () if nobody else tuple(self._victim(a) for a in group)
        last = max(t for a in group for t in (a.head, self._person_head(a.head)))
        including = self.counts.including(last + 1) or self.counts.including(max(anchor) + 1)
        including = including or self.counts.later(max(last, *anchor) + 1)
        return TollPart(harm, i, anchor, evidence, quantity, mention, victims, including, quantity == NONE)

    def counter(self, i: int) -> Mention | None:
        """The figure that a counting noun gives: "le nombre de morts s'élève à 35", "… à 3 millions le nombre de …"."""
        above = self.tokens[i].head
        counter = above if above < i else i
        if self.table.has("counters", self.tokens[counter].lemma.lower()):
            return self.counts.after_counter(i) or self.counts.before_counter(counter)
        return None

    def _victim(self, argument: Argument) -> Argument:
        head = self._person_head(argument.head)
        if head == argument.head:
            return argument
        return replace(argument, head=head, span=argument.span.join(phrase_span(self.sentence, head)))

    def _quantity(self, head: int, mention: Mention | None) -> Quantity | None:
        """The figure told, or one for a single person."""
        token = self.tokens[head]
        collective = self.table.has("collective", token.lemma.lower())
        if collective and (mention is None or mention.approximate == "article"):
            members = self._members(head)
            return self.counts.quantity(members) if members is not None else None
        if mention is not None:
            return self.counts.quantity(mention)
        if self._plural(head):
            return None
        if token.pos == "NOUN" and not self._determined(head):
            return None
        return ONE

    def _members(self, head: int) -> Mention | None:
        """*Une famille de quatre personnes*: the figure that "of" brings right after a group."""
        after = self.tokens[head + 1 : head + 3]
        brought = len(after) == 2 and after[0].pos == "ADP"
        return self.counts.at(head + 2) or self.counts.of(head + 3) if brought and head + 3 < len(self.tokens) else None

    def _plural(self, head: int) -> bool:
        tokens = [
            self.tokens[head],
            *(self.tokens[c] for c in self.sentence.children[head] if self.tokens[c].pos == "DET"),
        ]
        return any(t.feats.get("Number") == "Plur" for t in tokens)
