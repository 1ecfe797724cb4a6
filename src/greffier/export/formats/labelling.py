"""`label-studio`, `doccano`, `prodigy`: work for coders, with the entries as they are now.

What nobody judged yet is the work, so it is in it without asking. doccano and Prodigy take JSON lines, a report or an
entry each; Label Studio takes an array of tasks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, BinaryIO
from xml.sax.saxutils import quoteattr

from greffier import __version__
from greffier.export.formats.base import Format, Left, Options, Wanted, text_of
from greffier.export.jsonl import entry_to_json
from greffier.export.tasks import Part, Task, labels_of, sent_along, task_of
from greffier.ledger import Kept
from greffier.lexicon import load_kinds
from greffier.model import FACTUALITIES, STATUSES, Entry, Quantity, When, notation
from greffier.model.gold import quantity_to_json, when_to_json

__all__ = ["DOCCANO", "DOCCANO_FIELDS", "LABEL_STUDIO", "LABEL_STUDIO_FIELDS", "PRODIGY", "PRODIGY_FIELDS"]

LABEL_STUDIO_FIELDS = (
    "data", "text", "title", "published", "language", "outlet", "url", "greffier", "predictions", "annotations",
    "model_version", "score", "result", "id", "from_name", "to_name", "type", "value", "start", "end", "labels",
    "choices", "from_id", "to_id", "direction", "offset_unit",
)  # fmt: skip
DOCCANO_FIELDS = (
    "id", "text", "entities", "start_offset", "end_offset", "label", "relations", "from_id", "to_id", "type",
    "greffier", "offset_unit",
)  # fmt: skip
PRODIGY_FIELDS = (
    "text", "spans", "start", "end", "label", "id", "token_start", "token_end", "tokens", "ws", "meta", "answer",
    "greffier", "offset_unit",
)  # fmt: skip
_REJECTED, _UNREVIEWED = STATUSES[-1], STATUSES[0]
_TOKEN = re.compile(r"\w+|[^\w\s]")
_OF_STRETCHES = {"fillers", "span"}


def _all(wanted: Wanted) -> Iterator[Kept]:
    """The reports asked for, with what was rejected in them: that it was is sent along; those that hold nothing else
    come last."""
    asked = replace(wanted.question, status=_REJECTED)
    rejected = {one.report.id: one for one in Wanted(wanted.connection, asked, (_REJECTED,)).entries()}
    for kept in wanted.entries():
        more = rejected.pop(kept.report.id, None)
        if more is not None:
            entries = sorted((*kept.entries, *more.entries), key=lambda e: (e.anchor, e.id))
            kept = replace(kept, entries=tuple(entries), statuses={**kept.statuses, **more.statuses})
        yield kept
    yield from rejected.values()


def _write_lines(out: BinaryIO, lines: Iterator[dict[str, Any]]) -> None:
    with text_of(out) as text:
        text.writelines(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)


# Label Studio


def _write_label_studio(wanted: Wanted, out: BinaryIO, _options: Options) -> tuple[Left, ...]:
    with text_of(out) as text:
        text.write("[")
        for number, kept in enumerate(_all(wanted)):
            line = json.dumps(_task(kept, wanted), ensure_ascii=False, separators=(",", ":"))
            text.write(f"{',' if number else ''}\n{line}")
        text.write("\n]\n")
    return ()


def _task(kept: Kept, wanted: Wanted) -> dict[str, Any]:
    """A task: all entries as a prediction, and as an annotation once people judged any of them."""
    task, report = task_of(kept, wanted.statuses), kept.report
    sent = sent_along(kept, (*wanted.statuses, _REJECTED))
    data = {"text": report.text, **sent["about"], "greffier": sent}
    result = [item for entry in task.entries for item in _result(entry, task, "")]
    scores = [entry.confidence for entry in task.entries]
    score = round(sum(scores) / len(scores), 2) if scores else 0.0
    prediction = {"model_version": f"greffier {__version__}", "score": score, "result": result}
    found: dict[str, Any] = {"data": data, "predictions": [prediction]}
    if any(kept.statuses[e.id] != _UNREVIEWED for e in kept.entries):
        judged = [item for e in task.entries for item in _result(e, task, kept.statuses[e.id])]
        found["annotations"] = [{"id": report.id[:16], "was_cancelled": False, "result": judged}]
    return found


def _result(entry: Entry, task: Task, status: str) -> Iterator[dict[str, Any]]:
    text = task.report.text
    for part in task.of(entry):
        value = _value(part, text)
        control = "part" if part.of else "kind"
        yield _item(part.id, control, "labels", value | {"labels": [part.label]})
    value = _value(Part(entry.id, entry.kind, entry.anchor), text)
    for control, form, said in _fields(entry):
        told = value | {"choices": [said]} if form == "choices" else {**value, "text": [said]}
        yield _item(entry.id, control, form, told)
    if status == _UNREVIEWED:
        yield _item(entry.id, "judged", "choices", value | {"choices": [_UNREVIEWED]})
    for part in task.of(entry)[1:]:
        yield {"type": "relation", "from_id": entry.id, "to_id": part.id, "direction": "right", "labels": [part.label]}


def _value(part: Part, text: str) -> dict[str, Any]:
    return {"start": part.span.start, "end": part.span.end, "text": part.span.of(text)}


def _item(id: str, control: str, form: str, value: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": id, "from_name": control, "to_name": "text", "type": form, "value": dict(value)}


def _fields(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Control, form and value of what no stretch tells."""
    yield "factuality", "choices", entry.factuality
    if entry.when is not None:
        yield "when", "textarea", notation(when_to_json(entry.when))
    for role, value in entry.roles.items():
        if isinstance(value, str):
            yield f"{entry.kind}-{role}", "choices", value
        elif isinstance(value, Quantity):
            yield f"{entry.kind}-{role}", "textarea", notation(quantity_to_json(value))
        elif isinstance(value, When):
            yield f"{entry.kind}-{role}", "textarea", notation(when_to_json(value))


def _label_studio_labels() -> str:
    """The labelling configuration that these tasks need."""
    kinds, parts = labels_of()
    lines = ["<View>", "  <Relations>", *(f"    <Relation value={quoteattr(one)}/>" for one in parts), "  </Relations>"]
    for name, labels in (("kind", kinds), ("part", parts)):
        lines.append(f'  <Labels name="{name}" toName="text">')
        lines += [f"    <Label value={quoteattr(one)}/>" for one in labels]
        lines.append("  </Labels>")
    lines.append('  <Text name="text" value="$text" granularity="symbol"/>')
    lines += _choices("judged", (_UNREVIEWED, _REJECTED), "")
    lines += _choices("factuality", FACTUALITIES, "")
    lines.append(_textarea("when", ""))
    for kind in load_kinds().values():
        for role, spec in kind.roles.items():
            if spec["is"] == "closed":
                lines += _choices(f"{kind.name}-{role}", spec["values"], kind.name)
            elif spec["is"] not in _OF_STRETCHES:
                lines.append(_textarea(f"{kind.name}-{role}", kind.name))
    return "\n".join([*lines, "</View>", ""])


def _choices(name: str, values: Sequence[str], kind: str) -> list[str]:
    head = f'  <Choices name="{name}" toName="text" perRegion="true" choice="single" {_where(kind)}>'
    return [head, *(f"    <Choice value={quoteattr(one)}/>" for one in values), "  </Choices>"]


def _where(kind: str) -> str:
    value = f' whenLabelValue="{kind}"' if kind else ""
    return f'whenTagName="kind"{value}'


def _textarea(name: str, kind: str) -> str:
    return f'  <TextArea name="{name}" toName="text" perRegion="true" maxSubmissions="1" {_where(kind)}/>'


# doccano


def _write_doccano(wanted: Wanted, out: BinaryIO, _options: Options) -> tuple[Left, ...]:
    counted = {"held": 0, "open": 0}

    def lines() -> Iterator[dict[str, Any]]:
        for kept in _all(wanted):
            task = task_of(kept, wanted.statuses)
            counted["held"] += sum(_unheld(entry) for entry in task.entries)
            counted["open"] += sum(kept.statuses[entry.id] == _UNREVIEWED for entry in task.entries)
            yield _document(kept, task, wanted)

    _write_lines(out, lines())
    sentence = (
        "{count} {count:entry|entries} that nobody has judged {count:counts|count} as accepted when they come back."
    )
    return (_no_place(counted["held"]), Left(sentence, counted["open"]))


def _no_place(count: int) -> Left:
    sentence = (
        "{count} closed {count:value|values}, numbers and days are sent along only; nobody can change them there."
    )
    return Left(sentence, count)


def _unheld(entry: Entry) -> int:
    """How many fields of an entry no stretch tells, factuality aside where it is the common one."""
    values = [v for v in entry.roles.values() if isinstance(v, str | Quantity | When)]
    return len(values) + (entry.when is not None) + (entry.factuality != FACTUALITIES[0])


def _document(kept: Kept, task: Task, wanted: Wanted) -> dict[str, Any]:
    ids = {part.id: number for number, part in enumerate(task.parts)}
    entities = [
        {"id": ids[p.id], "start_offset": p.span.start, "end_offset": p.span.end, "label": p.label} for p in task.parts
    ]
    ties = [part for part in task.parts if part.of]
    relations = [
        {"id": number, "from_id": ids[part.of], "to_id": ids[part.id], "type": part.label}
        for number, part in enumerate(ties)
    ]
    sent = sent_along(kept, (*wanted.statuses, _REJECTED))
    return {"text": kept.report.text, "entities": entities, "relations": relations, "greffier": sent}


def _doccano_labels() -> str:
    kinds, parts = labels_of()
    found = [{"text": one, "backgroundColor": "#bf360c"} for one in kinds]
    found += [{"text": one, "backgroundColor": "#33691e"} for one in parts]
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


# Prodigy


def _write_prodigy(wanted: Wanted, out: BinaryIO, _options: Options) -> tuple[Left, ...]:
    held = 0

    def lines() -> Iterator[dict[str, Any]]:
        nonlocal held
        for kept in _all(wanted):
            task = task_of(kept, (*wanted.statuses, _REJECTED))
            tokens = _tokens(kept.report.text)
            for entry in task.entries:
                held += _unheld(entry)
                yield _question(kept, task, entry, tokens)

    _write_lines(out, lines())
    return (_no_place(held),)


def _tokens(text: str) -> list[dict[str, Any]]:
    found = list(_TOKEN.finditer(text))
    return [
        {
            "text": one[0],
            "start": one.start(),
            "end": one.end(),
            "id": number,
            "ws": text[one.end() : one.end() + 1] == " ",
        }
        for number, one in enumerate(found)
    ]


def _question(kept: Kept, task: Task, entry: Entry, tokens: list[dict[str, Any]]) -> dict[str, Any]:
    """One entry to accept or reject; what people judged has its answer."""
    firsts, lasts = {t["start"]: t["id"] for t in tokens}, {t["end"]: t["id"] for t in tokens}
    spans = []
    for part in task.of(entry):
        start, end = part.span.start, part.span.end
        span = {"start": start, "end": end, "text": part.span.of(kept.report.text), "label": part.label, "id": part.id}
        if start in firsts and end in lasts:
            span |= {"token_start": firsts[start], "token_end": lasts[end]}
        spans.append(span)
    told = entry_to_json(entry, kept.report.text)
    meta = {"kind": entry.kind, "factuality": entry.factuality, "outlet": kept.report.outlet}
    meta |= {role: value for role, value in told["roles"].items() if isinstance(value, str)}
    meta |= {"when": notation(told["when"]) if told["when"] else None}
    meta |= {role: notation(value) for role, value in told["roles"].items() if role in {"number", "amount", "period"}}
    status = kept.statuses[entry.id]
    sent = sent_along(kept, STATUSES, [entry])
    found: dict[str, Any] = {"text": kept.report.text, "tokens": tokens, "spans": spans}
    found |= {"meta": {key: value for key, value in meta.items() if value}, "greffier": sent}
    answer = None if status == _UNREVIEWED else "reject" if status == _REJECTED else "accept"
    return found | ({"answer": answer} if answer else {})


def _prodigy_labels() -> str:
    return "\n".join([*(one for some in labels_of() for one in some), ""])


def _format(name: str, write: Callable[..., tuple[Left, ...]], labels: Callable[[], str], suffix: str) -> Format:
    return Format(name, write, takes=frozenset({"labels"}), suffix=suffix, work=True, labels=labels)


LABEL_STUDIO = _format("label-studio", _write_label_studio, _label_studio_labels, "json")
DOCCANO = _format("doccano", _write_doccano, _doccano_labels, "jsonl")
PRODIGY = _format("prodigy", _write_prodigy, _prodigy_labels, "jsonl")
