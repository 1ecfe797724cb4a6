"""Judgements of another ledger, kept here as they were made there: where the very report and words are here too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from greffier.errors import GreffierError, InputError
from greffier.judge.following import let_wait
from greffier.judge.forms import Words, gold_form
from greffier.judge.scene import restate_publication
from greffier.judge.taking import Taken
from greffier.ledger import (
    Connection,
    Ledger,
    add_judgement,
    entry_from,
    has_report,
    judgements,
    kept_report,
    knows_actor,
    plain_entry,
    publication_of,
)
from greffier.lexicon import load_kinds
from greffier.model import PAIR_VERDICTS, Anchor, Entry, Judgement, Span, text_id

__all__ = ["adopt"]

_ACTORS = PAIR_VERDICTS[2:]


def adopt(ledger: Ledger, told: Sequence[tuple[str, Judgement]], *, dry: bool = False) -> Taken:
    """Keep judgements, each with what messages call it, in the order in which they were made; one that is here already
    adds nothing. Those on one report are one transaction."""
    taken = Taken()
    ordered = sorted(told, key=lambda one: (one[1].recorded_at, one[1].id))
    groups = groupby(sorted(ordered, key=lambda one: _report(one[1])), key=lambda one: _report(one[1]))
    undone: list[tuple[str, Judgement]] = []
    for _, group in groups:
        some = list(group)
        undone += [one for one in some if one[1].verdict == "undo" and not one[1].anchors]
        _adopt(ledger, [one for one in some if one not in undone], taken, dry=dry)
    _adopt(ledger, undone, taken, dry=dry)
    return taken


def _report(one: Judgement) -> str:
    return one.anchors[0].report if one.anchors else ""


def _adopt(ledger: Ledger, some: Iterable[tuple[str, Judgement]], taken: Taken, *, dry: bool) -> None:
    with ledger.begin() as connection:
        touched: dict[str, None] = {}
        for name, one in some:
            known = next(iter(judgements(connection, ids=[one.id])), None)
            try:
                if known is None:
                    _refuse_unsound(connection, one, {j.id for j in taken.judgements})
                    if not dry:
                        add_judgement(connection, one)
                    taken.judgements.append(one)
                    touched |= dict.fromkeys(a.report for a in one.anchors if one.verdict not in PAIR_VERDICTS)
                elif (known.author, known.verdict, known.anchors) == (one.author, one.verdict, one.anchors):
                    taken.known += 1
                else:
                    raise InputError("another judgement has the id {id}.", id=one.id)
            except GreffierError as error:
                taken.refused.append(
                    InputError("{name}: « {words} »: {reason}", name=name, words=_about(one), reason=error)
                )
        for publication in dict.fromkeys(publication_of(connection, r) for r in touched) if not dry else ():
            restate_publication(connection, next(r for r in touched if publication_of(connection, r) == publication))
        for one in taken.judgements if not dry else ():
            let_wait(connection, one)


def _about(one: Judgement) -> str:
    words = [anchor.quote.exact for anchor in one.anchors if anchor.quote is not None] or list(one.names)
    return " / ".join(" ".join(w.split())[:80] for w in words) or one.verdict


def _refuse_unsound(connection: Connection, one: Judgement, adopted: set[str]) -> None:
    """Raises InputError for a judgement that has nothing here to bear on, or that does not hold together."""
    if one.undoes is not None and one.undoes not in adopted and not judgements(connection, ids=[one.undoes]):
        sentence = "it undoes a judgement that is not here."
        raise InputError(sentence)
    if one.verdict in _ACTORS and not all(knows_actor(connection, name) for name in one.names):
        sentence = "it is about actors that are not here."
        raise InputError(sentence)
    bases = one.base if isinstance(one.base, list) else [one.base]
    for place, anchor in enumerate(one.anchors):
        text = _text(connection, anchor)
        if anchor.quote is not None and anchor.quote.span.of(text) != anchor.quote.exact:
            raise InputError("{words!r} does not stand in the report, or in several places.", words=anchor.quote.exact)
        if anchor.entry is not None and one.verdict != "undo":
            entry = _entry(bases[place], anchor, text)
            if one.field is not None:
                _refuse_value(entry, one.field, one.after, text)


def _text(connection: Connection, anchor: Anchor) -> str:
    if not has_report(connection, anchor.report):
        sentence = "its report is not in the ledger."
        raise InputError(sentence)
    text = kept_report(connection, anchor.report).report.text
    if text_id(text) != anchor.text:
        sentence = "its report has another text here."
        raise InputError(sentence)
    return text


def _entry(base: Any, anchor: Anchor, text: str) -> Entry:
    """The entry that was judged, as it was then: what makes the same entry again is sound."""
    try:
        entry = entry_from(base)
        same = plain_entry(entry, text) == base and (entry.id, entry.report) == (anchor.entry, anchor.report)
        known = entry.kind in load_kinds() and entry.roles.keys() <= load_kinds()[entry.kind].roles.keys()
        if same and known and len(entry.anchor) > 0 and entry.anchor.end <= len(text):
            return entry
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        pass
    sentence = "the entry that it judged is told in no form of ours."
    raise InputError(sentence)


def _refuse_value(entry: Entry, field: str, after: Any, text: str) -> None:
    """Raises InputError for a value that the field cannot have, whatever kind the entry was given before."""
    kinds = load_kinds()
    having = (kind for kind in (entry.kind, *sorted(kinds)) if field in kinds[kind].roles)
    kind = next(having, entry.kind)
    said = [] if after is None else [json.dumps(after) if not isinstance(after, str) else after]
    gold = gold_form(kind, field, said, Words(text, Span(0, 0)))
    if gold != after:
        raise InputError("{field}: this is not its gold form.", field=field)
