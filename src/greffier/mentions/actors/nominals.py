"""Noun phrases of a report as its words stand, with titles, affiliations and names.

Works on the order of words with the parser's labels as a help, because titles, names and appositions are where a
parser errs most.
"""

from __future__ import annotations

from collections.abc import Mapping

from greffier.mentions.actors.page import Nominal, Page, words_of
from greffier.mentions.actors.titles import RoleForm
from greffier.model import Mention, Sentence, Span, Token

__all__ = ["find_nominals"]

_IN_COMPLEMENT = frozenset({"ADP", "DET", "NOUN", "PROPN", "ADJ", "NUM"})
_NEVER = frozenset({"PUNCT", "AUX", "ADP", "CCONJ", "SCONJ", "ADV", "PART", "INTJ", "SPACE"})
_LONGEST = 14  # tokens that a noun phrase may run over after its head


def find_nominals(page: Page) -> list[list[Nominal]]:
    """The noun phrases of each sentence, in order of their heads."""
    return [_in_sentence(page, s) for s in range(len(page.sentences))]


def _in_sentence(page: Page, s: int) -> list[Nominal]:
    found: list[Nominal] = []
    tokens = page.sentences[s].tokens
    i, taken = 0, -1  # tokens up to `taken` belong to a title's form or a name
    while i < len(tokens):
        if i > taken:
            nominal = _at(page, s, i)
            if nominal is not None:
                found.append(nominal)
                taken = max(nominal.form_end, page.ends[s].get(i, -1) if nominal.kind != "noun" else -1)
        i += 1
    return found


def _at(page: Page, s: int, i: int) -> Nominal | None:
    """The noun phrase whose head, title or name begins at token i."""
    mention = page.cover[s].get(i)
    token = page.token(s, i)
    if mention is None and token.pos in _NEVER:
        return None
    if mention is not None and not (mention.type == "demonym" and _is_adjective(page, s, i)):
        end = page.ends[s][i]
        head = _anchor(page.sentences[s], i, end)
        return _finish(
            page, Nominal(s, head, i, end, end, mention.type, mention.text.lower(), mention=mention, begin=i)
        )
    matched = _role_at(page, s, i)
    if matched is not None:
        form, end, head = matched
        word = page.titles.singular(page.lower[s][head])
        return _finish(page, Nominal(s, head, i, end, end, "role", word, form=form, form_end=end, begin=i))
    if mention is None and _is_noun(page, s, token):
        return _finish(page, Nominal(s, i, i, i, i, "noun", _lemma(page, s, i), begin=i))
    return None


def _lemma(page: Page, s: int, i: int) -> str:
    """The singular where the parser sees a plural: *cours* of *au cours de* is no plural of *cour*."""
    word, token = page.lower[s][i], page.token(s, i)
    singular = page.titles.singular(word)
    return word if token.lemma == word and token.feats.get("Number") != "Plur" else singular


def _anchor(sentence: Sentence, first: int, last: int) -> int:
    """The token of a name that hangs on a word outside it."""
    for i in range(first, last + 1):
        if not first <= sentence.tokens[i].head <= last or sentence.tokens[i].head == i:
            return i
    return first


def _is_adjective(page: Page, s: int, i: int) -> bool:
    token = page.token(s, i)
    if page.titles.before:
        return token.pos == "ADJ" and token.head != i
    if token.text[:1].isupper() and i > 0:
        return False
    before = page.token(s, i - 1) if i else None
    if before is None or before.pos in {"DET", "NUM"} or page.lower[s][i - 1] in page.titles.of:
        following = page.token(s, i + 1) if i + 1 < len(page.sentences[s].tokens) else None
        return token.pos == "ADJ" and following is not None and following.i == token.head and following.pos == "NOUN"
    return True


def _is_noun(page: Page, s: int, token: Token) -> bool:
    if token.pos in {"NOUN", "PROPN"}:
        return token.dep not in {"flat:name", "fixed", "flat:foreign"} and any(c.isalpha() for c in token.text)
    if page.lower[s][token.i] in page.titles.parts and token.pos in {"NUM", "PRON", "DET"}:  # "un de ses cousins"
        after = page.lower[s][token.i + 1] if token.i + 1 < len(page.lower[s]) else ""
        return after in page.titles.of
    if token.pos in {"ADJ", "NUM", "PRON", "DET", "VERB"} and token.i:  # "les blessés", "40 autres", "ce dernier"
        before = page.token(s, token.i - 1)
        if before.pos not in {"DET", "NUM"} or before.head == token.i + 1:
            return False
        word = page.titles.singular(page.lower[s][token.i])
        nominal = token.dep.startswith(("nsubj", "obj", "obl", "nmod", "root", "conj", "iobj"))
        return (word in page.titles.people or bool(page.titles.describes(word)) or token.pos == "ADJ") and nominal
    return False


def _role_at(page: Page, s: int, i: int) -> tuple[RoleForm, int, int] | None:
    """The longest title that begins at token i: its form, its last token, its head noun."""
    titles, lower = page.titles, page.lower[s]
    word = lower[i]
    if "-" in word:
        for prefix in titles.former_prefixes:
            word = word.removeprefix(prefix)
    for form in titles.roles.get(titles.singular(word), ()):
        matched = _match_form(page, s, i, form)
        if matched is not None:
            end, head = matched
            if page.lower[s][end + 1 : end + 2] == ["-"]:
                continue  # "chef-lieu" is no chief
            if page.token(s, head).pos in {"NOUN", "PROPN"} or _stands_alone(page, s, head):
                return form, end, head
    return None


def _stands_alone(page: Page, s: int, i: int) -> bool:
    """*L'élu* but not *le président élu*: an adjective that is a title has no noun before it."""
    before = page.token(s, i - 1).pos if i else "DET"
    return page.token(s, i).pos == "ADJ" and before not in {"NOUN", "PROPN"}


def _match_form(page: Page, s: int, i: int, form: RoleForm) -> tuple[int, int] | None:
    """Last token and head token where the form's words stand from i on; adjectives may stand after its noun."""
    lower, tokens = page.lower[s], page.sentences[s].tokens
    at, head = i, i
    for k, word in enumerate(form.words):
        if k:
            skipped = 0
            while k > form.head and at < len(tokens) and skipped < 2 and page.titles.singular(lower[at]) != word:
                if tokens[at].pos != "ADJ" and page.cover[s].get(at) is None:
                    break
                at, skipped = at + 1, skipped + 1
            if at >= len(tokens) or page.titles.singular(lower[at]) != word:
                return None
        if k == form.head:
            head = at
        at += 1
    return at - 1, head


def _finish(page: Page, n: Nominal) -> Nominal:
    _look_left(page, n)
    _look_right(page, n)
    _agreement(page, n)
    return n


def _look_left(page: Page, n: Nominal) -> None:
    sentence, lower = page.sentences[n.sentence], page.lower[n.sentence]
    j = n.first - 1
    while j >= 0:
        token = sentence.tokens[j]
        covered = page.cover[n.sentence].get(j)
        number = token.pos == "NUM" or token.text.isdigit()
        if number or (token.pos == "ADJ" and j < token.head <= n.last):
            if covered is not None and covered.type == "demonym" and covered.country:
                n.countries.append((covered.country, j))
            n.former = n.former or lower[j] in page.titles.former
            n.numeral = n.numeral or number
            n.first, j = j, j - 1
        elif page.titles.before and _stands_before(page, n, j):
            j = _take_before(page, n, j)
        elif token.pos == "DET" or (token.dep == "nmod:poss" and page.titles.has("possessive", lower[j])):
            n.determiner, n.first = lower[j], j
            break
        else:
            break
    if j >= 0 and not n.determiner and page.titles.has("definite", lower[j]):
        n.determiner = lower[j]  # "au président": the article hides in the preposition


def _stands_before(page: Page, n: Nominal, j: int) -> bool:
    """*NATO chief*, *Russia's minister*, *foreign troops*: a modifier before its noun."""
    token = page.token(n.sentence, j)
    if n.kind not in {"role", "noun", "demonym"} or n.begin <= j <= n.last:
        return False
    if (token.dep == "case" and token.pos == "PART") or _between_demonyms(page, n.sentence, j):
        return True
    return token.dep in {"amod", "compound", "nmod:poss", "conj"} and token.pos in {"ADJ", "NOUN", "PROPN"}


def _take_before(page: Page, n: Nominal, j: int) -> int:
    """Pass one modifier that ends at token j, with what it tells of whose the noun is; the index before it."""
    covered = page.cover[n.sentence].get(j)
    low = j
    while covered is not None and page.cover[n.sentence].get(low - 1) is covered:
        low -= 1
    if covered is not None and covered.type in {"country", "demonym"} and covered.country:
        n.countries.append((covered.country, low))
    elif covered is not None and covered.type in {"body", "place", "region"}:
        n.bodies.append((covered, low))
    n.former = n.former or page.lower[n.sentence][j] in page.titles.former
    n.first = low
    return low - 1


def _look_right(page: Page, n: Nominal) -> None:
    """Adjectives, complements with *de*, a name beside a title."""
    start = n.last + 1
    for j in range(n.head + 1, n.last + 1):  # adjectives inside a title: "ministre turc des Affaires étrangères"
        _take_demonym(page, n, j)
    j = _adjectives(page, n, start, own=True)
    n.adjectives_end = j - 1
    if n.kind not in {"person", "country", "place", "region", "sea"}:
        j = _complements(page, n, j)
    n.last = j - 1
    if n.kind in {"role", "noun"}:
        n.name = _name_at(page, n, j)
    n.wide = max(n.last, _widen(page, n, j))


def _take_demonym(page: Page, n: Nominal, j: int) -> bool:
    covered = page.cover[n.sentence].get(j)
    if covered is None or covered.type != "demonym" or not covered.country:
        return False
    if (covered.country, j) not in n.countries:
        n.countries.append((covered.country, j))
    return True


def _adjectives(page: Page, n: Nominal, j: int, own: bool) -> int:
    """Pass adjectives from token j on, with coordinated demonyms; the index after them."""
    tokens = page.sentences[n.sentence].tokens
    while j < len(tokens):
        token = tokens[j]
        code = page.titles.prefixes.get(page.lower[n.sentence][j])
        if code is not None and page.lower[n.sentence][j + 1 : j + 2] == ["-"]:  # "un pacte sino-indien"
            n.countries.append((code, j))
            j += 1
        elif page.cover[n.sentence].get(j) is not None:
            if not (_take_demonym(page, n, j) and token.text[:1].islower()):
                break
        elif token.pos == "ADJ" and token.text[:1].islower():
            if own:
                n.adjectives.append(j)
        elif own and j == n.last + 1 and _is_participle(page, n, j):
            n.adjectives.append(j)
        elif not _joins_demonyms(page, n, j):
            break
        j += 1
    return j


def _is_participle(page: Page, n: Nominal, j: int) -> bool:
    """*Des hommes armés*: a participle on its own is an adjective."""
    sentence = page.sentences[n.sentence]
    token = sentence.tokens[j]
    bare = not sentence.children[j] and token.feats.get("VerbForm") == "Part"
    return bare and token.head == n.head and token.dep in {"acl", "amod"}


def _joins_demonyms(page: Page, n: Nominal, j: int) -> bool:
    return _between_demonyms(page, n.sentence, j) and page.token(n.sentence, j + 1).text[:1].islower()


def _between_demonyms(page: Page, s: int, j: int) -> bool:
    """True for the comma or conjunction between two demonyms: *français, belge et allemand*."""
    if page.lower[s][j] != "," and page.lower[s][j] not in page.titles.conjunctions:
        return False
    before, after = page.cover[s].get(j - 1), page.cover[s].get(j + 1)
    return before is not None and after is not None and before.type == after.type == "demonym"


def _complements(page: Page, n: Nominal, j: int) -> int:
    """Pass complements with *de* from token j on; the index after them."""
    tokens, lower = page.sentences[n.sentence].tokens, page.lower[n.sentence]
    limit = min(len(tokens), n.head + _LONGEST)
    while j < limit:
        k = j
        if lower[k] in page.titles.conjunctions or lower[k] == ",":  # "de la Suède et du Danemark"
            if not (n.countries and k + 1 < len(tokens) and lower[k + 1] in page.titles.of):
                break
            k += 1
        if lower[k] not in page.titles.of:
            break
        after = _complement(page, n, k + 1)
        if after is None:
            break
        j = after
    return j


def _complement(page: Page, n: Nominal, k: int) -> int | None:
    """One complement whose article or noun begins at token k; the index after it, None where there is no noun."""
    tokens, cover = page.sentences[n.sentence].tokens, page.cover[n.sentence]
    while k < len(tokens) and (tokens[k].pos in {"DET", "NUM"} or (tokens[k].pos == "ADJ" and k not in cover)):
        k += 1
    if k >= len(tokens):
        return None
    covered = cover.get(k)
    if covered is not None and (covered.type != "demonym" or tokens[k].pos in {"NOUN", "PROPN"}):
        n.of = n.of if n.of is not None else k
        if covered.country and covered.type in {"country", "demonym"}:
            n.countries.append((covered.country, k))
        elif covered.type in {"body", "place", "region"}:
            n.bodies.append((covered, k))
        return page.ends[n.sentence][k] + 1
    if tokens[k].pos not in {"NOUN", "PROPN"} or (covered is not None and covered.type == "person"):
        return None
    n.of = n.of if n.of is not None else k
    end = _adjectives(page, n, k + 1, own=False)
    if n.role is not None and n.role.domain and not n.domain:
        n.domain = words_of(page.sentences[n.sentence], k, k).lower()
    return end


def _name_at(page: Page, n: Nominal, j: int) -> Mention | None:
    """A person beside a title, or any name beside a noun of class (*le quotidien Exemple-Presse*), from token j on."""
    tokens = page.sentences[n.sentence].tokens
    while j < len(tokens) and tokens[j].text in {"«", '"', "“"}:
        j += 1
    covered = page.cover[n.sentence].get(j)
    if covered is None and n.kind == "role" and n.number != "Plur":
        covered = _unknown_name(page, n.sentence, j)
    if covered is None:
        return None
    if n.kind == "role":
        return covered if covered.type == "person" else None
    if covered.type == "person" and (n.lemma in page.titles.people or n.lemma in page.titles.honorifics):
        return covered
    classes = page.titles.describes(n.lemma)
    return covered if covered.type == "body" and classes & {"body", "named"} else None


def _unknown_name(page: Page, s: int, j: int) -> Mention | None:
    """Capitalised words beside a title that no table and no model took for a name: they are one."""
    tokens, end = page.sentences[s].tokens, j
    while (
        end < len(tokens) and tokens[end].pos == "PROPN" and tokens[end].text[:1].isupper() and end not in page.cover[s]
    ):
        end += 1
    if end == j:
        return None
    span = Span(tokens[j].span.start, tokens[end - 1].span.end)
    mention = Mention(span, words_of(page.sentences[s], j, end - 1), "person")
    for i in range(j, end):
        page.cover[s][i], page.ends[s][i] = mention, end - 1
    return mention


def _widen(page: Page, n: Nominal, j: int) -> int:
    """The last token of complements with other prepositions: *un entrepôt à Brest*."""
    tokens = page.sentences[n.sentence].tokens
    if n.kind not in {"role", "noun"} or n.name is not None:
        return j - 1
    limit = min(len(tokens), n.head + _LONGEST)
    while j < limit and tokens[j].pos in _IN_COMPLEMENT and j != tokens[j].head < limit and tokens[j].head >= n.head:
        if tokens[j].dep in {"conj", "appos"} and tokens[j].pos != "ADJ":
            break
        j += 1
    while j - 1 > n.last and tokens[j - 1].pos in {"ADP", "DET", "CCONJ"}:
        j -= 1
    return j - 1


def _agreement(page: Page, n: Nominal) -> None:
    """Gender and number: the title's own, the article's, then the parser's."""
    token = page.token(n.sentence, n.head)
    articles: Mapping[str, str] = page.titles.pronouns.get("agreement", {})
    code = articles.get(n.determiner, "")
    told = n.form.gender if n.form else None
    shown = {"m": "Masc", "f": "Fem"}.get(code[:1])
    n.gender = shown or told or (None if page.titles.natural else token.feats.get("Gender"))
    n.number = {"1": "Sing", "2": "Plur"}.get(code[1:2]) or token.feats.get("Number")
    if n.numeral and n.number is None:
        n.number = "Plur"
