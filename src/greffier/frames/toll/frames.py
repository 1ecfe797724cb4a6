"""Tolls as frames, for the pipeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from greffier.frames.context import context
from greffier.frames.toll.parts import toll_parts
from greffier.frames.toll.table import HarmTable, harm_table
from greffier.frames.toll.victims import TollPart, TypesOf
from greffier.frames.verbs import Clause, is_verb
from greffier.model import Argument, Frame, Mention, Proposition, Quantity, Rule, Sentence, Span

__all__ = ["toll_frames"]

# People harmed without a figure in what might or will happen are a fear, no toll.
_UNREAL = frozenset({"possible", "planned"})


def toll_frames(
    sentence: Sentence,
    quantities: Sequence[Mention],
    harm: HarmTable | Mapping[str, Any],
    clause: Clause,
    types_of: TypesOf,
) -> Iterator[Frame]:
    """One frame for each harm and group of people that `sentence` tells.

    `harm` is the language's table, or the parsed data that `harm_table` makes it of (compile it once). Roles are
    `victims` and `including`, values `harm` and, where a figure is told, `number`.
    """
    table = harm if isinstance(harm, HarmTable) else harm_table(harm)
    for part in toll_parts(sentence, quantities, table, clause, types_of):
        frame = _frame(part, sentence)
        if part.quantity is not None or context(frame.proposition, clause).factuality not in _UNREAL:
            yield frame


def _frame(part: TollPart, sentence: Sentence) -> Frame:
    token = sentence.tokens[part.head]
    verbal = is_verb(sentence, part.head) and part.evidence in {"verb", "state"}
    arguments = (*part.victims, *part.including)
    proposition = Proposition(
        sentence.index, part.head, part.anchor, token.lemma, "VERB" if verbal else "NOUN", arguments=arguments
    )
    roles: list[tuple[str, Argument]] = [("victims", a) for a in part.victims]
    roles += [("including", a) for a in part.including]
    values: list[tuple[str, str | Quantity | Span]] = [("harm", part.harm)]
    if part.quantity is not None:
        values.append(("number", part.quantity))
    return Frame(Rule(f"toll.{part.harm}-{part.evidence}", "toll", ""), proposition, tuple(roles), tuple(values))
