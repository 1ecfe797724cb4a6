"""A part against its whole, and sums told with their parts in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from greffier.check.claims import Claims, Word, cut
from greffier.check.told import Told
from greffier.check.verdicts import verdict
from greffier.model import Check, Entry, Filler, Mention, Quantity, Span

__all__ = ["bounds", "check_parts", "check_sums"]

_COUNTED = frozenset({"number", "money"})
_NEAR = 2  # words between the marker and the part's figure: an approximation
_GAP = 8  # words between two parts of a sum
_ENDS = frozenset(".;:!?()")
_ROUNDED = 0.01  # share of a sum of money that rounding may take or add


def bounds(quantity: Quantity) -> tuple[float, float]:
    """The least and the most that a quantity allows."""
    low = float("-inf") if quantity.min is None else float(quantity.min)
    return low, float("inf") if quantity.max is None else float(quantity.max)


def _counts(told: Told, sentence: Span) -> list[Mention]:
    """The counts and sums of money of a sentence, without those that tell a time."""
    dated = [time.span for time, _ in told.times_in(sentence)]
    here = [q for q in told.quantities_in(sentence) if q.type in _COUNTED and _figures(q)]
    return [q for q in here if not any(q.span.overlaps(span) for span in dated)]


def _figures(mention: Mention) -> bool:
    """Whether a quantity tells any figure: *quelques-unes* does not."""
    return mention.quantity is not None and not (mention.quantity.min is None and mention.quantity.max is None)


def _alike(a: Mention, b: Mention) -> bool:
    return a.type == b.type and (a.quantity and a.quantity.currency) == (b.quantity and b.quantity.currency)


def check_parts(told: Told, claims: Claims) -> Iterator[Check]:
    """*35 morts, dont deux enfants*: the part is not above the whole; then the sum of a toll's parts."""
    for sentence in told.sentences:
        counts = _counts(told, sentence.span)
        if len(counts) > 1:
            yield from _parts(told, claims, counts, sentence.span)
    for entry in told.entries:
        yield from _including(told, entry)


def _parts(told: Told, claims: Claims, counts: Sequence[Mention], sentence: Span) -> Iterator[Check]:
    words = cut(told.text, sentence)
    for i in range(len(words)):
        marker = claims["part.markers"].at(words, i)
        if marker is None:
            continue
        after = words[marker[0] : marker[0] + _NEAR + 1]
        barred = next((n for n in range(len(after)) if claims["part.unless"].at(after, n)), len(after))
        near = {w.span.start for w in after[:barred]}
        part = next((q for q in counts if q.span.start in near), None)
        wholes = [q for q in counts if part and q.span.end <= words[i].span.start and _alike(q, part)]
        if part is not None and wholes:
            yield _part(part, wholes, told.entries_in(sentence))


def _part(part: Mention, wholes: Sequence[Mention], near: Sequence[Entry]) -> Check:
    whole = wholes[-1]
    assert part.quantity is not None and whole.quantity is not None
    reason = _part_reason(part.quantity, whole.quantity)
    entries = [e.id for e in near if _tells(e, whole)]
    others = any(_part_reason(part.quantity, w.quantity) != "part_wrong" for w in wholes[:-1] if w.quantity)
    if reason == "part_wrong" and (others or (part.type == "number" and not entries)):
        reason = "part_which"
    figures = {"part": _figure(part.quantity, least=True), "whole": _figure(whole.quantity, least=False)}
    return verdict("part", reason, whole.span.join(part.span), figures, [whole.span, part.span], entries)


def _part_reason(part: Quantity, whole: Quantity) -> str:
    (low, high), (least, most) = bounds(part), bounds(whole)
    if low > most:
        return "part_wrong"
    return "part_right" if (low if part.min is not None else high) <= least else "part_open"


def _figure(quantity: Quantity, least: bool) -> float:
    """The bound that a comparison rests on, else the other."""
    low, high = quantity.min, quantity.max
    first, second = (low, high) if least else (high, low)
    found = first if first is not None else second
    return found if found is not None else 0


def _tells(entry: Entry, count: Mention) -> bool:
    """Whether the entry holds that number."""
    return entry.roles.get("number", entry.roles.get("amount")) == count.quantity


def _including(told: Told, entry: Entry) -> Iterator[Check]:
    """The counted parts of one toll together."""
    whole, fillers = entry.roles.get("number"), entry.roles.get("including")
    if not isinstance(whole, Quantity) or not isinstance(fillers, tuple):
        return
    parts = [q for f in fillers if (q := _count_of(told, f)) is not None]
    if len(parts) < 2:
        return
    total = sum(_figure(q.quantity, least=True) for q in parts if q.quantity)
    reason = "part_right" if total <= bounds(whole)[0] else "parts_overlap"
    spans = [q.span for q in parts]
    figures = {"part": total, "whole": _figure(whole, least=False)}
    yield verdict("part", reason, spans[0].join(spans[-1]), figures, [entry.anchor, *spans], [entry.id])


def _count_of(told: Told, filler: Filler) -> Mention | None:
    return next((q for q in told.quantities_in(filler.span) if q.type == "number" and q.quantity), None)


def check_sums(told: Told, claims: Claims) -> Iterator[Check]:
    """*12 au nord et 8 au sud, soit 20 au total*: the parts that stand in a row before it make the sum."""
    for sentence in told.sentences:
        counts = _counts(told, sentence.span)
        if len(counts) < 3:
            continue
        words = cut(told.text, sentence.span)
        at = {w.span.start: i for i, w in enumerate(words)}
        for total in counts[2:]:
            found = _sum(claims, total, counts, words, at)
            if found is not None:
                yield _told_sum(total, *found, told.entries_in(sentence.span))


def _sum(
    claims: Claims, total: Mention, counts: Sequence[Mention], words: Sequence[Word], at: dict[int, int]
) -> tuple[list[Mention], bool] | None:
    """The parts of a sum, and whether they are all that the sentence counts before it."""
    here = at.get(total.span.start)
    marker = None if here is None else claims["sum.before"].before(words, here)
    if marker is None or _differs(claims, total, words):
        return None
    before = [q for q in counts if q.span.end <= words[marker[0]].span.start and _alike(q, total)]
    parts: list[Mention] = []
    for count in reversed(before):
        edge = parts[0].span.start if parts else words[marker[0]].span.start
        gap = [w.key for w in words if count.span.end <= w.span.start < edge]
        if len(gap) > _GAP or _ENDS & set(gap):
            break
        parts.insert(0, count)
    return (parts, len(parts) == len(before)) if len(parts) > 1 else None


def _differs(claims: Claims, total: Mention, words: Sequence[Word]) -> bool:
    """*soit 40 de plus* tells a difference."""
    after = [w for w in words if w.span.start >= total.span.end][:4]
    return claims["sum.unless"].holds(after)


def _told_sum(total: Mention, parts: Sequence[Mention], whole: bool, near: Sequence[Entry]) -> Check:
    low = sum(bounds(q.quantity)[0] for q in parts if q.quantity)
    high = sum(bounds(q.quantity)[1] for q in parts if q.quantity)
    assert total.quantity is not None
    least, most = bounds(total.quantity)
    slack = abs(_figure(total.quantity, least=True)) * (_ROUNDED if total.type == "money" else 0)
    reason = "sum_right" if low <= most + slack and high >= least - slack else "sum_wrong"
    if reason == "sum_wrong" and high < least and not whole:
        reason = "sum_incomplete"
    figures = {"sum": sum(_figure(q.quantity, least=True) for q in parts if q.quantity)}
    spans = [q.span for q in parts]
    entries = [e.id for e in near if _tells(e, total)]
    claimed = {"total": _figure(total.quantity, least=False)}
    return verdict("sum", reason, spans[0].join(total.span), figures | claimed, [*spans, total.span], entries)
