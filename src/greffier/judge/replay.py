"""What a report tells: what the machine reads in it, with the judgements of people played over it.

Where the very version is read again that was judged, the person wins: what was accepted or corrected stays as it was
left, also when the machine reads otherwise or nothing. In another version of the report a judgement holds only for what
still reads the same. Every judgement is applied, or has a reason why it is not; none is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from greffier.judge.cases import Case, assigned, cases_of, mover
from greffier.judge.folding import DIFFER, GONE, OTHERWISE, Folded, fold
from greffier.judge.substance import new_id, substance
from greffier.judge.values import JUDGED, Lost, moved
from greffier.ledger import entry_from
from greffier.model import ENTRY_VERDICTS, Entry, Judgement, Report, Span

__all__ = ["Shown", "Standing", "live", "replay"]

_NO_WORDS = "its words are not in this version"
_NO_ENTRY = "no such entry is read any more"
_READS_OTHERWISE = "the entry reads otherwise now"
_TEXT_CHANGED = "the text has changed since"


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a judgement: `applied`, `undone`, or `orphan` with a reason; `entry` is what it bears on now."""

    judgement: Judgement
    state: str
    reason: str = ""
    entry: str | None = None


@dataclass(slots=True)
class Shown:
    """The entries of a report as people left them, in order, with their statuses, and each judgement's standing.

    `bases` are the entries as they were before anyone judged them, by id; `differ` are those on which people differ.
    """

    entries: list[Entry] = field(default_factory=list)
    statuses: dict[str, str] = field(default_factory=dict)
    standings: list[Standing] = field(default_factory=list)
    bases: dict[str, Entry] = field(default_factory=dict)
    differ: set[str] = field(default_factory=set)

    def entry(self, identity: str) -> Entry:
        """The entry of that id. Raises StopIteration where there is none."""
        return next(e for e in self.entries if e.id == identity)


_Added = tuple[Entry, list[Judgement]]  # an entry of ours, and who added it


def live(judgements: Sequence[Judgement]) -> tuple[list[Judgement], list[Judgement]]:
    """Judgements that stand, and those that were undone; an undo that was itself undone counts for nothing."""
    undoing: dict[str, list[Judgement]] = {}
    for one in judgements:
        if one.undoes not in {None, one.id}:
            undoing.setdefault(str(one.undoes), []).append(one)
    standing: dict[str, bool] = {}

    def stands(one: Judgement) -> bool:
        if one.id not in standing:
            standing[one.id] = not any(stands(undo) for undo in undoing.get(one.id, ()))
        return standing[one.id]

    kept = [j for j in judgements if stands(j)]
    return kept, [j for j in judgements if not stands(j)]


def replay(
    report: Report,
    machine: Sequence[Entry],
    judgements: Sequence[Judgement],
    texts: Mapping[str, str],
    of: str | None = None,
) -> Shown:
    """A report's entries with judgements on any of its versions, in canonical order, played over them.

    `texts` are the texts of all versions by hash; `of` counts one author's judgements only.
    """
    standing, undone = live(judgements)
    mine = [j for j in standing if of is None or j.author == of]
    shown = Shown(standings=[Standing(j, "undone") for j in undone if of is None or j.author == of])
    shown.standings += [Standing(j, "applied") for j in mine if j.verdict == "undo"]
    added = _added([j for j in mine if j.verdict == "add"], report, texts, shown)
    ours = [entry for entry, _ in added.values()]
    entries = [*(e for e in machine if not _is_added(e, ours, report.text)), *ours]
    cases = cases_of([j for j in mine if j.verdict in ENTRY_VERDICTS], report, texts)
    _judge(cases, entries, {i: adds for i, (_, adds) in added.items()}, report, shown)
    _nothing([j for j in mine if j.verdict == "nothing"], report, texts, shown, cases)
    return shown


def _added(
    judgements: Iterable[Judgement], report: Report, texts: Mapping[str, str], shown: Shown
) -> dict[str, _Added]:
    """The entries that people added, each once, by their place."""
    found: dict[str, _Added] = {}
    for one in judgements:
        entry, anchor = entry_from(one.base), one.anchors[0]
        if anchor.report != report.id:
            try:
                entry = moved(entry, report.id, mover(anchor, report, texts))
            except Lost:
                shown.standings.append(Standing(one, "orphan", _NO_WORDS))
                continue
            entry = replace(entry, id=new_id(entry, report.id, report.text))
        found.setdefault(entry.id, (entry, []))[1].append(one)
        shown.standings.append(Standing(one, "applied", entry=entry.id))
    return dict(sorted(found.items(), key=lambda item: (item[1][0].anchor, item[0])))


def _is_added(entry: Entry, added: Sequence[Entry], text: str) -> bool:
    """True for an entry that the machine reads by now just as a person added it."""
    return any(e.anchor.overlaps(entry.anchor) and substance(e, text) == substance(entry, text) for e in added)


def _judge(
    cases: Sequence[Case],
    entries: Sequence[Entry],
    added: Mapping[str, Sequence[Judgement]],
    report: Report,
    shown: Shown,
) -> None:
    by_entry: dict[str, list[Case]] = {}
    left: list[Case] = []
    today = assigned(cases, entries, report.text)
    for i, case in enumerate(cases):
        (by_entry.setdefault(today[i].id, []) if i in today else left).append(case)
    for entry in entries:
        _show(entry, by_entry.get(entry.id, []), added.get(entry.id, ()), report, shown)
    for case in left:
        if case.own and case.keeps and case.base.by != JUDGED:  # an entry that a person added goes with its adding
            _keep(fold(case.base, [case], GONE), [case], shown)
        else:
            _orphan(case, _NO_WORDS if case.span is None else _NO_ENTRY, shown)


def _show(entry: Entry, cases: Sequence[Case], adds: Sequence[Judgement], report: Report, shown: Shown) -> None:
    """One entry of today with all judgements that bear on it."""
    start, doubt, holding = entry, "", []
    for case in cases:
        same = _reads_the_same(case, entry, report.text)
        if case.own and (same or case.keeps):
            start, doubt = replace(entry, id=case.entry) if same else case.base, "" if same else OTHERWISE
            holding.append(case)
        elif same:
            holding.append(case)
        else:
            _orphan(case, _READS_OTHERWISE, shown)
    if holding:
        _keep(fold(start, holding, doubt, adds), holding, shown)
    else:
        _put(Folded(entry, "accepted" if adds else "unreviewed", entry), shown)


def _reads_the_same(case: Case, entry: Entry, text: str) -> bool:
    """Whether an entry of today tells what was judged; in another version, apart from what people corrected."""
    but = () if case.own else case.corrections.keys()
    if "kind" in but:
        return True
    across = not case.own
    mine = substance(case.base, case.text, across=across, but=but)
    return mine == substance(entry, text, across=across, but=but)


def _keep(folded: Folded, cases: Sequence[Case], shown: Shown) -> None:
    _put(folded, shown)
    for case in cases:
        for one in case.judgements:
            lost = folded.lost.get(one.id)
            state = Standing(one, "orphan", _NO_WORDS) if lost else Standing(one, "applied", entry=folded.entry.id)
            shown.standings.append(state)


def _put(folded: Folded, shown: Shown) -> None:
    entry = folded.entry
    shown.entries.append(entry)
    shown.statuses[entry.id] = folded.status
    shown.bases[entry.id] = folded.base
    if DIFFER in entry.doubts:
        shown.differ.add(entry.id)


def _orphan(case: Case, reason: str, shown: Shown) -> None:
    shown.standings += [Standing(one, "orphan", reason) for one in case.judgements]


def _nothing(
    judgements: Iterable[Judgement], report: Report, texts: Mapping[str, str], shown: Shown, cases: Sequence[Case]
) -> None:
    """Reject what the machine reads where a person read and found nothing, unless a person judged that entry."""
    for one in judgements:
        anchor = one.anchors[0]
        if anchor.quote is None:
            same = mover(anchor, report, texts)(Span(0, len(report.text))) == Span(0, len(report.text))
            span, reason = (Span(0, len(report.text)) if same else None), _TEXT_CHANGED
        else:
            span, reason = mover(anchor, report, texts)(anchor.quote.span), _NO_WORDS
        if span is None:
            shown.standings.append(Standing(one, "orphan", reason))
            continue
        shown.standings.append(Standing(one, "applied"))
        for entry in shown.entries:
            if shown.statuses[entry.id] == "unreviewed" and span.holds(entry.anchor):
                shown.statuses[entry.id] = "rejected"
