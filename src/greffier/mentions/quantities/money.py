"""Currencies beside figures, and the same amount given again in another currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from greffier.mentions.quantities.bounds import Amount
from greffier.mentions.quantities.grammar import Grammar
from greffier.mentions.quantities.words import Word
from greffier.model import Mention

__all__ = ["mark_conversions", "with_currency"]


def with_currency(words: Sequence[Word], amount: Amount, grammar: Grammar) -> Amount:
    """The amount with the currency that stands before or after its figure, and a short scale between them."""
    if amount.how in {"none", "unknown", "ordinal"}:
        return amount
    return _currency_before(words, amount, grammar) or _currency_after(words, amount, grammar) or amount


def _scaled(amount: Amount, scale: int, last: int) -> Amount:
    """The amount multiplied by a short scale that ends before word `last`."""
    if amount.low is None or amount.high is None or amount.base is None:
        return replace(amount, last=last)
    return replace(
        amount,
        low=amount.low * scale,
        high=amount.high * scale,
        base=amount.base * scale,
        scale=amount.scale * scale,
        last=last,
        anchor=last,
    )


def _short_scale(words: Sequence[Word], amount: Amount, grammar: Grammar) -> tuple[int, int]:
    """Index after a short scale ("M", "bn") that follows the figure, and its value; (last, 1) for none."""
    i = amount.last
    if amount.scale == 1 and i < len(words) and words[i].norm in grammar.money_scales:
        after = i + 1
        if after < len(words) and words[after].norm == "." and words[after].glued:
            after += 1
        return after, grammar.money_scales[words[i].norm]
    return i, 1


def _currency_before(words: Sequence[Word], amount: Amount, grammar: Grammar) -> Amount | None:
    """ "$20", "US$1.5bn", "EUR 20 million"; a sign that closes another figure does not count."""
    led = grammar.phrases["currency"].before(words, amount.first)
    if led is None or not _is_sign(words, led[0], amount.first, grammar):
        return None
    if led[0] > 0 and words[led[0] - 1].kind == "number":
        return None
    if led[0] > 0 and words[led[0] - 1].norm in grammar.scales:
        return None
    last, scale = _short_scale(words, amount, grammar)
    return replace(_scaled(amount, scale, last), first=led[0], currency=led[1])


def _currency_after(words: Sequence[Word], amount: Amount, grammar: Grammar) -> Amount | None:
    """ "20 €", "20 Md€", "20 milliards de dollars américains", "1.45 CAD billion"."""
    last, scale = _short_scale(words, amount, grammar)
    i = last
    if i < len(words) and grammar.has("links", words[i].norm):
        i += 1
    elif i + 2 < len(words) and amount.scale > 1 and _adjective(words, i, grammar):
        i += 2
    led = grammar.phrases["currency"].after(words, i)
    if led is None or not _is_unit(words, i, led[0], grammar):
        return None
    amount = _scaled(amount, scale, led[0])
    if amount.scale == 1 and led[0] < len(words) and (more := grammar.scales.get(words[led[0]].norm)):
        amount = _scaled(amount, more, led[0] + 1)
    return replace(amount, last=max(amount.last, led[0]), currency=led[1])


def _adjective(words: Sequence[Word], i: int, grammar: Grammar) -> bool:
    """One adjective between scale and currency: "500 millions supplémentaires d'euros"."""
    lower = words[i].kind == "word" and words[i].text.islower()
    return lower and not grammar.has("not.function", words[i].norm) and grammar.has("links", words[i + 1].norm)


def _is_code(words: Sequence[Word], first: int, last: int, grammar: Grammar) -> bool:
    return last - first == 1 and words[first].text in grammar.codes


def _is_sign(words: Sequence[Word], first: int, last: int, grammar: Grammar) -> bool:
    """Whether a currency phrase can stand before its figure: a sign or a code, no name."""
    if _is_code(words, first, last, grammar):
        return True
    return any(w.kind == "sign" for w in words[first:last])


def _is_unit(words: Sequence[Word], first: int, last: int, grammar: Grammar) -> bool:
    """Whether a currency phrase can stand after a figure: a code must be in capitals; a sign not open the next."""
    if last - first == 1 and words[first].kind == "word" and words[first].norm.upper() in grammar.codes:
        return words[first].text in grammar.codes or words[first].norm in grammar.raw["currencies"]["names"]
    opens = last < len(words) and words[last].kind == "number" and words[last].glued
    return not (opens and words[first].kind == "sign" and not words[first].glued)


def mark_conversions(mentions: Sequence[Mention], text: str, grammar: Grammar) -> list[Mention]:
    """Mentions, with an amount that only gives the one before in another currency marked as `conversion`."""
    found: list[Mention] = []
    previous: Mention | None = None
    for mention in mentions:
        if mention.type == "money" and previous is not None and _repeats(previous, mention, text, grammar):
            mention = replace(mention, approximate="conversion")
        elif mention.type == "money":
            previous = mention
        found.append(mention)
    return found


def _repeats(before: Mention, after: Mention, text: str, grammar: Grammar) -> bool:
    """Whether `after` gives `before` again: another currency, in brackets or after "soit"."""
    if before.quantity is None or after.quantity is None or before.quantity.currency == after.quantity.currency:
        return False
    if after.span.start - before.span.end > 40:
        return False
    words = grammar.words(text[before.span.end : after.span.start])
    bracket = bool(words) and words[0].norm in {"(", "["}
    i, named = 0, False
    while i < len(words):
        led = grammar.phrases["conversion"].after(words, i)
        if led is None and words[i].norm not in {"(", "[", ",", "–", "—", "=", "/", "~"}:
            return False
        named = named or led is not None
        i = led[0] if led is not None else i + 1
    return bracket or named
