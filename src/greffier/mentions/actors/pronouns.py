"""Which words are pronouns, whatever the parser calls them, with the gender and number that they show."""

from __future__ import annotations

from dataclasses import dataclass

from greffier.mentions.actors.entities import Cast

__all__ = ["Pronoun", "clitic_at", "is_impersonal", "pronoun_at"]

_VERBS = frozenset({"VERB", "AUX"})


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun with the gender and number that it shows, None where either will do.

    `use` is `personal`, `object`, `demonstrative`, `relative`, `there`, `speaker` or `possessive`; `quote` numbers the
    quotation that it stands in, -1 outside.
    """

    sentence: int
    i: int
    use: str
    gender: str | None
    number: str | None
    quote: int = -1


_GENDER = {"m": "Masc", "f": "Fem", "n": "Neut"}
_NUMBER = {"1": "Sing", "2": "Plur"}


def _pronoun(s: int, i: int, use: str, code: str) -> Pronoun:
    return Pronoun(s, i, use, _GENDER.get(code[:1]), _NUMBER.get(code[-1:]))


def clitic_at(cast: Cast, s: int, i: int) -> Pronoun | None:
    """An object pronoun before its verb (*le Pérou le refuse*), whatever the parser calls it."""
    data = cast.page.titles.pronouns.get("object", {})
    lower, tokens = cast.page.lower[s], cast.page.sentences[s].tokens
    code = data.get(lower[i])
    if code is None or i + 1 >= len(tokens):
        return None
    following = i + 1
    while following < len(tokens) - 1 and (lower[following] in data or lower[following] == "y") and following < i + 3:
        following += 1
    article = tokens[i].dep == "det" and tokens[i].pos == "DET" and tokens[tokens[i].head].pos not in _VERBS
    told = tokens[i].dep in {"obj", "iobj"} and tokens[i].head > i  # though the verb may be taken for a name
    if article or (tokens[following].pos not in _VERBS and not told):
        return None
    return _pronoun(s, i, "object", code)


def pronoun_at(cast: Cast, s: int, i: int) -> Pronoun | None:
    """The pronoun that token i is, or None."""
    word = cast.page.lower[s][i]
    if word not in cast.page.titles.pronoun_words:
        return None
    data = cast.page.titles.pronouns
    token = cast.page.token(s, i)
    clitic = clitic_at(cast, s, i)
    if clitic is not None:
        return clitic
    if word in data.get("possessive", {}) and (token.pos in {"DET", "ADJ"} or token.dep == "nmod:poss"):
        return _pronoun(s, i, "possessive", data["possessive"][word])
    bare = word.removeprefix("-").removeprefix("t-")
    if bare in data.get("personal", {}) and token.pos not in {"DET", "VERB", "NOUN"}:
        return _pronoun(s, i, "personal", data["personal"][bare])
    joined = "".join(cast.page.lower[s][i : i + 3])
    for form in (word, joined):
        if form in data.get("demonstrative", {}):
            return _pronoun(s, i, "demonstrative", data["demonstrative"][form])
    if word in data.get("relative", ()) and token.pos == "PRON":
        return _pronoun(s, i, "relative", "xx")
    if word in data.get("there", ()) and token.pos == "PRON":
        return _pronoun(s, i, "there", "xx")
    if word in data.get("speaker", {}):
        return _pronoun(s, i, "speaker", "x" + data["speaker"][word])
    return None


def is_impersonal(cast: Cast, p: Pronoun) -> bool:
    """*Il s'agit*, *il faut*, *il y a*: nobody."""
    titles = cast.page.titles
    sentence, lower = cast.page.sentences[p.sentence], cast.page.lower[p.sentence]
    verb = sentence.tokens[sentence.tokens[p.i].head]
    if titles.has("impersonal_forms", lower[verb.i]) or titles.has("impersonal", verb.lemma):
        return True
    if lower[p.i].startswith("-"):
        return any(titles.has("impersonal_there", w) for w in lower[max(0, p.i - 3) : p.i])
    after = lower[p.i + 1 : p.i + 4]
    there = any(titles.has("impersonal_there", w) for w in after[:2])
    return there or any(titles.has("impersonal_forms", w) for w in after)
