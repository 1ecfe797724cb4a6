"""Attacks: what tells who acts tells no place, and what makes a tamer word one of armed force."""

from __future__ import annotations

from greffier.frames.fills.tools import heads, inside, table, without
from greffier.frames.match import TypesOf, fits
from greffier.frames.phrases import base
from greffier.lexicon.kinds import load_kinds
from greffier.model import Frame, Sentence

__all__ = ["FILLS", "actor_is_no_place", "blown_up", "fired", "killed", "laden", "struck", "told"]

_BEINGS = "people|actor|place|force"


def _words(frame: Frame, name: str) -> frozenset[str]:
    return frozenset(table(frame, "armed").get(name, ()))


def actor_is_no_place(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*L'attaque de la Russie*: a phrase that tells who acts does not tell where; a town without a target does."""
    frame = _named(frame, sentence)
    if not heads(frame, "target"):  # "l'attaque de Kaboul", but "l'attaque de Moscou contre Odessa"
        both = set(heads(frame, "place"))
        towns = [i for i in heads(frame, "attacker") if i in both and "town" in types_of(sentence.index, i)]
        frame = without(frame, "attacker", towns)
    told = frame.roles or not frame.rule.needs
    return without(frame, "place", heads(frame, "attacker")) if told and not _feared(frame) else None


def _named(frame: Frame, sentence: Sentence) -> Frame:
    """*Une attaque terroriste*: the adjective tells the manner, nobody."""
    words = _words(frame, "manner")
    bare = [
        a.head for _, a in frame.roles if not any(sentence.tokens[c].pos == "DET" for c in sentence.children[a.head])
    ]
    manner = [i for i in bare if sentence.tokens[i].lemma in words and sentence.tokens[i].feats.get("Number") != "Plur"]
    manner += [a.head for _, a in frame.roles if a.slot == "adj" and sentence.tokens[a.head].lemma in words]
    return without(without(frame, "attacker", manner), "weapon", manner)


def _feared(frame: Frame) -> bool:
    """What is only wished or feared is no attack; the reporting conditional (*aurait frappé*) tells one."""
    told = frame.proposition.context
    return told.factuality == "possible" and not told.tense.startswith("conditional")


def told(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Something of it is told, or it is told as new (*un attentat a tué*), not pointed back to (*de l'attentat*)."""
    frame = without(_named(frame, sentence), "place", heads(frame, "attacker"))
    if _feared(frame):
        return None
    if frame.roles or frame.proposition.light:
        return frame
    head = sentence.tokens[frame.proposition.head]
    if base(head.dep) in {"obj", "root", "appos"}:
        return None  # "une possible attaque", "raconte un massacre"
    children = [sentence.tokens[c] for c in sentence.children[head.i]]
    new = any(t.pos in {"DET", "NUM"} and t.feats.get("Definite") != "Def" and t.feats.get("PronType") != "Dem"
              and t.feats.get("Poss") != "Yes" for t in children)  # fmt: skip
    new = new or (base(head.dep) == "nsubj" and not any(t.pos == "DET" for t in children))  # "Shelling killed two"
    del types_of
    return frame if new and not any(t.lemma in _words(frame, "compared") for t in children) else None


def blown_up(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*Faire sauter*, *se faire exploser*: without its causative the verb says something tamer."""
    del types_of
    head = frame.proposition.head
    around = [*sentence.children[head], sentence.tokens[head].head]
    causative = any(sentence.tokens[c].lemma in _words(frame, "causative") and c < head for c in around)
    return frame if causative else None


def struck(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Without who or what strikes, a site that is aimed at is struck: *deux hôpitaux ont été visés*."""
    frame = without(frame, "place", heads(frame, "attacker"))
    if heads(frame, "attacker", "weapon"):
        told = heads(frame, "weapon") or _by_force(frame, types_of)
        return frame if told and not _feared(frame) and not _has_noun(frame, sentence) else None
    p = frame.proposition
    agent = any(a.slot == "subj" or a.marker in _words(frame, "agent") for a in p.arguments)
    sites = [a for role, a in frame.roles if role == "target" and fits(types_of(a.sentence, a.head), "site")]
    return frame if p.lemma in _words(frame, "aimed") and p.voice == "passive" and sites and not agent else None


def fired(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """To throw or launch is an attack only of a weapon at somebody; a gun that is fired needs no more words."""
    frame = inside(without(frame, "place", heads(frame, "attacker")), sentence, types_of, "weapon", "target")
    if any(sentence.tokens[i].lemma.lower() in _words(frame, "waters") for i in heads(frame, "target")):
        return None  # "fired a missile into the sea": a trial
    if not heads(frame, "weapon"):
        vague = [a.head for r, a in frame.roles if r == "target" and not fits(types_of(a.sentence, a.head), _BEINGS)]
        frame = without(frame, "target", vague)
    whole = len(frame.proposition.anchor) > 1
    if whole:
        return frame
    if frame.proposition.lemma in _words(frame, "thrown") and not heads(frame, "weapon"):
        return None
    return frame if heads(frame, "target") else None


def killed(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Who is killed by *vous* in speech, or in an attack that has a noun of its own, is a toll only; so is *tuant*."""
    verb = sentence.tokens[frame.proposition.head]
    participle = verb.feats.get("VerbForm") == "Part" and verb.feats.get("Tense") == "Pres"
    if participle or _has_noun(frame, sentence):
        return None
    acting = [a for role, a in frame.roles if role in {"attacker", "weapon"}]
    frame = without(frame, "place", heads(frame, "attacker"))
    return frame if any(types_of(a.sentence, a.head) - {"pronoun"} for a in acting) or heads(frame, "weapon") else None


def _by_force(frame: Frame, types_of: TypesOf) -> bool:
    """Armed groups and countries strike; of others, and of *ils*, it must be told at what place."""
    acting = [types_of(a.sentence, a.head) for role, a in frame.roles if role == "attacker"]
    hit = [types_of(a.sentence, a.head) for role, a in frame.roles if role == "target"]
    if any(fits(types, "armed|country|force") for types in acting):
        return True
    return any(fits(types, "pronoun|body|person") for types in acting) and any(fits(t, "place|armed") for t in hit)


def _has_noun(frame: Frame, sentence: Sentence) -> bool:
    """True when a noun of attack stands among what hangs on the verb: it tells the attack."""
    nouns = {n for r in load_kinds()[frame.rule.kind].rules[frame.rule.language] for n in r.nouns}
    near = [i for a in frame.proposition.arguments for i in (a.head, *sentence.children[a.head])]
    return any(sentence.tokens[i].lemma in nouns for i in near)


def laden(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """A vehicle that explodes is a weapon when it is told to be laden with explosives."""
    del types_of
    weapons = [i for h in heads(frame, "weapon") for i in sentence.subtree(h)]
    return frame if any(sentence.tokens[i].lemma in _words(frame, "laden") for i in weapons) else None


FILLS = {
    "actor_is_no_place": actor_is_no_place, "blown_up": blown_up, "fired": fired, "killed": killed, "laden": laden,
    "struck": struck, "told": told,
}  # fmt: skip
