"""Settling what two people left differently: the entry becomes what one of them made it, for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from greffier.judge.judging import Judge, about, found, keep
from greffier.judge.replay import Shown
from greffier.judge.scene import Scene
from greffier.judge.substance import digest_of
from greffier.judge.values import gold_of, with_field
from greffier.ledger import Connection, Ledger
from greffier.model import Entry, Judgement

__all__ = ["settle"]

_FIELDS = ("kind", "anchor", "evidence", "factuality", "when", "source")


def settle(
    ledger: Ledger, name: str, author: str, judge: Judge, *, fields: Mapping[str, str] | None = None,
    identity: str = "",
) -> list[Judgement]:  # fmt: skip
    """Leave the entry as `author` left it, or some fields as another did (`fields`: author by field).

    Adds the corrections that this takes, else an accept, or a reject where the author keeps no such entry; all of them
    settle what came before. Raises LookupFailed where there is no such entry.
    """
    settling, done = replace(judge, settles=True, apart=False), list[Judgement]()
    with ledger.begin() as connection:
        scene, _, entry = found(connection, name, settling)
        wanted = _wanted(scene, entry, author, fields or {})
        if wanted is None:
            return [_add(connection, entry.id, settling, "reject", identity)]
        text = scene.kept.report.text
        changes = {f: gold_of(wanted, f, text) for f in _differing(entry, wanted, text)}
        for field, gold in changes.items():
            key = f"{identity}-{len(done)}" if identity else ""
            done.append(_add(connection, entry.id, settling, "correct", key, field, gold))
        if not done:
            done.append(_add(connection, entry.id, settling, "accept", identity))
    return done


def _wanted(scene: Scene, entry: Entry, author: str, fields: Mapping[str, str]) -> Entry | None:
    """The entry as the author left it, with the fields of others; None where the author keeps none."""
    wanted = _left(scene, entry, author)
    if wanted is None:
        return None
    text = scene.kept.report.text
    for field, other in fields.items():
        theirs = _left(scene, entry, other)
        if theirs is not None:
            wanted = with_field(wanted, field, gold_of(theirs, field, text))
    return wanted


def _left(scene: Scene, entry: Entry, author: str) -> Entry | None:
    shown: Shown = scene.shown(author)
    kept = (e for e in shown.entries if shown.statuses[e.id] in {"accepted", "corrected"})
    return next((e for e in kept if e.id == entry.id), None)


def _differing(entry: Entry, wanted: Entry, text: str) -> list[str]:
    roles = dict.fromkeys([*entry.roles, *wanted.roles])
    return [f for f in (*_FIELDS, *roles) if gold_of(entry, f, text) != gold_of(wanted, f, text)]


def _add(
    connection: Connection, name: str, judge: Judge, verdict: str, key: str, field: str = "", gold: object = None
) -> Judgement:
    """One judgement on the entry as it is by now."""
    scene, shown, entry = found(connection, name, judge)
    text, values = scene.kept.report.text, about(scene, shown, entry)
    if verdict == "correct":
        values |= {"field": field, "before": gold_of(entry, field, text), "after": gold}
    if verdict != "reject":
        values["leaves"] = digest_of(with_field(entry, field, gold) if field else entry, text)
    return keep(connection, judge.judgement(verdict, key or None, **values))
