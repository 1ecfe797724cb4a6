"""Which of today's entries each judged entry is: by its id, else by kind, closed values, words and what it tells."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from greffier.judge.anchoring import alignment
from greffier.judge.substance import likeness, signature, substance
from greffier.judge.values import Lost, Move, stay, with_field
from greffier.ledger import entry_from
from greffier.model import Anchor, Entry, Judgement, Report, Span, text_id

__all__ = ["Case", "assigned", "cases_of", "mover"]

_SAME_ENTRY, _NEAR = 10.0, 0.75


@dataclass(frozen=True, slots=True)
class Case:
    """The judgements on one entry, made on one version of a report, in their order.

    `base` is the entry as the machine read it, or as it was added, in a report with `text`; `span` is where its anchor
    stands in the version at hand, None where it does not; `own` is True when that is the version judged.
    """

    report: str
    entry: str
    judgements: tuple[Judgement, ...]
    base: Entry
    text: str
    span: Span | None
    move: Move
    own: bool

    @property
    def corrections(self) -> dict[str, object]:
        """The last value that people gave each field that they corrected."""
        return {j.field: j.after for j in self.judgements if j.verdict == "correct" and j.field is not None}

    @property
    def keeps(self) -> bool:
        """True when people want the entry: the last of them did not reject it."""
        return self.judgements[-1].verdict != "reject"


def mover(anchor: Anchor, report: Report, texts: Mapping[str, str]) -> Move:
    """How stretches of the text that was judged move to this version of its report."""
    if anchor.report == report.id or anchor.text == text_id(report.text):
        return stay
    return alignment(texts[anchor.text], report.text).find_span


def cases_of(judgements: Iterable[Judgement], report: Report, texts: Mapping[str, str]) -> list[Case]:
    """The cases that judgements on entries, in canonical order, make."""
    groups: dict[tuple[str, str], list[Judgement]] = {}
    for one in judgements:
        anchor = one.anchors[0]
        groups.setdefault((anchor.report, anchor.entry or ""), []).append(one)
    return [_case(key, group, report, texts) for key, group in sorted(groups.items())]


def _case(key: tuple[str, str], group: Sequence[Judgement], report: Report, texts: Mapping[str, str]) -> Case:
    kept = [j for j in group if j.verdict != "reject"] or group
    anchor = kept[-1].anchors[0]
    move = mover(anchor, report, texts)
    span = move(anchor.quote.span) if anchor.quote else None
    own = key[0] == report.id
    return Case(*key, tuple(group), entry_from(kept[-1].base), texts[anchor.text], span, move, own)


def assigned(cases: Sequence[Case], entries: Sequence[Entry], text: str) -> dict[int, Entry]:
    """For each case (by its index) its entry of today, if any; cases of one version share none, the likeliest first."""
    pairs = []
    for i, case in enumerate(cases):
        signatures = _signatures(case)
        for at, entry in enumerate(entries):
            likely = _likely(case, signatures, entry, text)
            if likely > 0:
                pairs.append((-likely, case.report, case.entry, entry.id, i, at))
    found: dict[int, Entry] = {}
    taken: set[tuple[str, str]] = set()
    for _, version, _, identity, i, at in sorted(pairs):
        if i not in found and (version, identity) not in taken:
            found[i] = entries[at]
            taken.add((version, identity))
    return found


def _likely(case: Case, signatures: Container[str], entry: Entry, text: str) -> float:
    """How likely an entry is the one judged; 0 for not at all."""
    if case.own and entry.id == case.entry:
        return _SAME_ENTRY
    if case.span is None or signature(entry) not in signatures:
        return 0.0
    here = entry.anchor.overlaps(case.span)
    if not here and not any(span.overlaps(case.span) for span in entry.evidence):
        return 0.0
    same = likeness(substance(case.base, case.text, across=True), substance(entry, text, across=True))
    return 1 + same if here else same if same >= _NEAR else 0.0


def _signatures(case: Case) -> set[str]:
    """As it was read, and as it was corrected."""
    corrected = case.base
    for field, gold in case.corrections.items():
        try:
            corrected = with_field(corrected, field, gold)
        except (Lost, KeyError):  # a kind or role that is no more
            continue
    return {signature(case.base), signature(corrected)}
