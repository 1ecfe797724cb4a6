"""Bounds of a figure: what "au moins", "près de", "une trentaine" make of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from greffier.mentions.quantities.atoms import Atom
from greffier.mentions.quantities.grammar import Grammar
from greffier.mentions.quantities.words import Word
from greffier.model import Quantity

__all__ = ["Amount", "amount_of", "bounded", "half_step", "quantity"]


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure with bounds in words `[first, last)`.

    `base` is the figure as written (None for a range or no figure); `how` names what bounded it: the atom's kind, a
    bound (`at_least`, `over`, `near`, `some`, `about`, `at_most`, `under`) or `range`; `anchor` is the index after
    the figure itself.
    """

    first: int
    last: int
    anchor: int
    low: Decimal | None
    high: Decimal | None
    how: str
    base: Decimal | None = None
    open: bool = False
    currency: str | None = None
    scale: int = 1


def half_step(value: Decimal) -> Decimal:
    """Half of the step of the last written digit: 5 for 80, 50 for 1 000 (a power of ten steps by a tenth)."""
    if value == 0:
        return Decimal(0)
    _, digits, exponent = value.normalize().as_tuple()
    step = Decimal(10) ** int(exponent)
    if digits == (1,) and value >= 100:
        step /= 10
    return step / 2


def amount_of(atom: Atom) -> Amount:
    """The amount that a bare figure tells."""
    value, low, high = atom.value, atom.value, atom.value
    if atom.kind == "vague":
        high = None
    elif atom.kind == "collective" and value is not None:
        half = half_step(value / atom.scale) * atom.scale
        low, high = value - half, value + half
    return Amount(atom.first, atom.last, atom.last, low, high, atom.kind, value, scale=atom.scale)


def bounded(words: Sequence[Word], amount: Amount, grammar: Grammar) -> Amount:
    """The amount with the words around it that bound it, at most two before it and one after."""
    if amount.how in {"none", "unknown", "ordinal"}:
        return amount
    for _ in range(2):
        led = grammar.phrases["before"].before(words, amount.first)
        if led is None or (told := _apply(amount, led[1])) is amount:
            break
        amount = replace(told, first=led[0])
    if outer := _verb_before(words, amount, grammar):
        amount = _apply(amount, outer)
    return _after(words, amount, grammar)


def quantity(amount: Amount) -> Quantity:
    """The model's quantity: whole numbers where the figure is whole, bounds rounded inwards."""
    whole = amount.base is None or amount.base == amount.base.to_integral_value()
    low = _plain(amount.low, ROUND_CEILING, whole)
    high = _plain(amount.high, ROUND_FLOOR, whole)
    return Quantity(low, high, amount.open, amount.currency)


def _plain(value: Decimal | None, rounding: str, whole: bool) -> int | float | None:
    if value is None:
        return None
    if whole and abs(value) < Decimal("1e27"):
        value = value.to_integral_value(rounding)
    return int(value) if value == value.to_integral_value() else float(value)


def _at_least(a: Amount) -> Amount:
    return replace(a, low=_lower(a), high=None)


def _over(a: Amount) -> Amount:
    return replace(a, low=_lower(a), high=None, open=True)


def _near(a: Amount) -> Amount:
    if a.base is None or a.how == "vague":
        return a
    return replace(a, low=a.base - half_step(a.base), high=a.base)


def _some(a: Amount) -> Amount:
    if a.base is None or a.how == "vague":
        return a
    return replace(a, low=a.base - half_step(a.base), high=a.base + half_step(a.base))


def _at_most(a: Amount) -> Amount:
    return replace(a, low=None, high=_upper(a))


def _same(a: Amount) -> Amount:
    return a


def _lower(a: Amount) -> Decimal | None:
    return a.base if a.how == "collective" else a.low


def _upper(a: Amount) -> Decimal | None:
    if a.how == "collective":
        return a.base
    return a.high


_BOUNDS: dict[str, Callable[[Amount], Amount]] = {
    "at_least": _at_least,
    "over": _over,
    "near": _near,
    "some": _some,
    "about": _same,
    "at_most": _at_most,
    "under": _at_most,
}


def _apply(amount: Amount, bound: str) -> Amount:
    if amount.how == "vague" and bound in {"about", "near", "some", "at_most", "under"}:
        return amount
    if amount.how == "article" and bound in {"about", "near", "some"}:
        return amount  # "près d'un pont" tells a place
    how = amount.how if amount.how == "collective" and bound == "about" else bound
    return replace(_BOUNDS[bound](amount), how=how)


def _verb_before(words: Sequence[Word], amount: Amount, grammar: Grammar) -> str | None:
    """A verb that bounds the figure from outside of its span ("dépasse les 300")."""
    j = amount.first
    while j > 0 and amount.first - j < 2 and grammar.has("around.between", words[j - 1].norm):
        j -= 1
    led = grammar.phrases["around"].before(words, j)
    return None if led is None or led[1] == "between" else led[1]


def _after(words: Sequence[Word], amount: Amount, grammar: Grammar) -> Amount:
    """Bounds after the figure ("200 environ"), or after one noun ("trois morts au moins")."""
    led = grammar.phrases["after"].after(words, amount.last)
    if led is not None and not (led[0] < len(words) and grammar.has("links", words[led[0]].norm)):
        return replace(_apply(amount, led[1]), last=led[0])
    noun = amount.last
    if amount.how == "article":
        return amount
    if noun + 1 >= len(words) or words[noun].kind != "word" or grammar.has("not.function", words[noun].norm):
        return amount
    led = grammar.phrases["after_noun"].after(words, noun + 1)
    if led is None or _figure_follows(words, led[0], grammar):
        return amount
    return _apply(amount, led[1])


def _figure_follows(words: Sequence[Word], i: int, grammar: Grammar) -> bool:
    """Whether a figure may follow: then the bound is that figure's own."""
    if i >= len(words):
        return False
    word = words[i]
    return (
        word.kind == "number"
        or (word.kind == "word" and not grammar.has("not.function", word.norm))
        or (grammar.has("articles", word.norm))
    )
