"""Label Studio: tasks with their annotations (JSON), or one annotation's labels a task (JSON-MIN).

A label with a kind is an anchor, other labels are its parts, lines join them. Choices and text fields of a region tell
its closed values, numbers and days; the choice `unreviewed` or `rejected` tells that nobody judged it, or that it is
none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from greffier.errors import ReportError
from greffier.intake.codings.base import digest, number, texts
from greffier.intake.codings.offsets import placed
from greffier.intake.codings.regions import Region, Tie, Work, entries_in, shown_in
from greffier.intake.codings.tasks import about_of, coding_of, said_of
from greffier.lexicon import load_kinds
from greffier.model import Coding, Span, notation

__all__ = ["codings"]

_LABELS = ("labels", "hypertextlabels", "paragraphlabels")
_VERDICT = "judged"
_HELD = frozenset({"closed", "number", "amount", "period"})


def codings(name: str, data: Any) -> Iterator[Coding | ReportError | None]:
    """One coding an annotation of the task; None where there is none, or it was cancelled."""
    if not isinstance(data, dict):
        yield ReportError("{name}: holds no task.", name=name)
        return
    own = data.get("data")
    fields: Mapping[str, Any] = own if isinstance(own, dict) else data
    text = _text(fields)
    if text is None:
        yield ReportError("{name}: the task holds no text.", name=name)
        return
    annotations = data.get("annotations", data.get("completions"))
    if isinstance(own, dict) and not annotations:
        yield None
        return
    found = annotations if isinstance(annotations, list) else [_minimal(data)]
    for place, one in enumerate(found, 1):
        where = name if len(found) == 1 else f"{name} · {place}"
        if not isinstance(one, dict) or not isinstance(one.get("result"), list):
            yield ReportError("{name}: the annotation holds no result.", name=where)
        elif one.get("was_cancelled"):
            yield None
        else:
            yield from _coding(where, data, fields, text, one)


def _text(fields: Mapping[str, Any]) -> str | None:
    """The task's text, or the longest of its fields where none has that name."""
    if isinstance(fields.get("text"), str):
        return str(fields["text"])
    return max((value for value in fields.values() if isinstance(value, str)), key=len, default=None)


def _minimal(data: Mapping[str, Any]) -> dict[str, Any]:
    """JSON-MIN as an annotation: each list of labelled stretches is a control's."""
    result = []
    for control, values in data.items():
        for value in values if isinstance(values, list) else ():
            if isinstance(value, dict) and isinstance(value.get("labels"), list):
                result.append({"from_name": control, "type": "labels", "value": value})
    author = data.get("annotator")
    return {"id": data.get("annotation_id"), "completed_by": author, "result": result}


def _coding(
    name: str, data: Mapping[str, Any], fields: Mapping[str, Any], text: str, annotation: Mapping[str, Any]
) -> Iterator[Coding | ReportError]:
    sidecar = fields.get("greffier")
    shown = shown_in(sidecar)
    drawn = _Drawn(name, text)
    for number_, one in enumerate(annotation["result"]):
        drawn.take(f"#{number_}", one)
    yield from drawn.refused
    work = Work(name, text, drawn.regions(shown), drawn.ties, shown, _holds())
    told, missing, refused = entries_in(work)
    yield from refused
    key = digest("label-studio", data.get("id"), annotation.get("id", annotation.get("unique_id")))
    about = about_of(sidecar) | texts(fields, "title", "published", "language", "outlet", "url")
    yield coding_of(name, key, text, told, missing, sidecar, about, _author(annotation.get("completed_by")))


def _holds() -> frozenset[str]:
    roles = (item for kind in load_kinds().values() for item in kind.roles.items())
    return frozenset({"when", *(role for role, spec in roles if spec["is"] in _HELD)})


def _author(completed: Any) -> str | None:
    """Who made an annotation: a mail address or a name; a bare number is nobody in particular."""
    if isinstance(completed, dict):
        names = texts(completed, "email", "username", "first_name")
        return next(iter(names.values()), None)
    return completed if isinstance(completed, str) and completed.strip() else None


@dataclass(slots=True)
class _Drawn:
    """The regions of a result, put together from the items that share an id."""

    name: str
    text: str
    spans: dict[str, tuple[str, Span]] = field(default_factory=dict)
    said: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    ties: list[Tie] = field(default_factory=list)
    refused: list[ReportError] = field(default_factory=list)

    def take(self, unnamed: str, item: Any) -> None:
        """One item of a result."""
        if not isinstance(item, dict):
            self._refuse("{name}: an item of the result is no object.")
        elif item.get("type") == "relation":
            labels = item.get("labels")
            label = labels[0] if isinstance(labels, list) and labels and isinstance(labels[0], str) else ""
            self.ties.append(Tie(str(item.get("from_id")), str(item.get("to_id")), label))
        elif item.get("type") in _LABELS:
            self._label(str(item.get("id") or unnamed), item.get("value"), str(item["type"]))
        elif item.get("type") in ("choices", "textarea") and isinstance(item.get("from_name"), str):
            self._field(str(item.get("id")), item["from_name"].rpartition("-")[2], item.get("value"), item["type"])

    def _label(self, id: str, value: Any, form: str) -> None:
        labels = value.get(form, value.get("labels")) if isinstance(value, dict) else None
        if not isinstance(value, dict) or not isinstance(labels, list) or len(labels) != 1:
            self._refuse("{name}: a region has no label, or more than one.")
            return
        span = self._span(value)
        if span is None:
            self._refuse(
                "{name}: « {words} » does not stand where the region says.", words=str(value.get("text", ""))[:80]
            )
        elif id in self.spans:
            self._refuse("{name}: two regions have the id {id}.", id=id)
        else:
            self.spans[id] = str(labels[0]), span

    def _span(self, value: Mapping[str, Any]) -> Span | None:
        whole = value.get("globalOffsets")
        place = whole if isinstance(whole, dict) else value
        start, end, words = number(place.get("start")), number(place.get("end")), value.get("text")
        if start is None or end is None or not start < end:
            return None
        if isinstance(words, str):
            return placed(self.text, start, end, words) or placed(
                self.text, start, end, words.replace("\\n", "\n")
            )  # as some versions write line ends
        return said_of(self.text, start, end)

    def _field(self, id: str, control: str, value: Any, form: str) -> None:
        said = value.get("choices" if form == "choices" else "text") if isinstance(value, dict) else None
        words = [said] if isinstance(said, str) else said
        if isinstance(words, list) and all(isinstance(word, str) for word in words):
            self.said.setdefault(id, {})[control] = words

    def _refuse(self, sentence: str, **values: Any) -> None:
        self.refused.append(ReportError(sentence, name=self.name, **values))

    def regions(self, shown: list[Mapping[str, Any]]) -> list[Region]:
        """The labelled stretches, with what else was said of each."""
        was = {one["id"]: one for one in shown}
        return [
            Region(id, label, span, _told(self.said.get(id, {}), was.get(id, {})), _verdict(self.said.get(id, {})))
            for id, (label, span) in self.spans.items()
        ]


def _verdict(said: Mapping[str, list[str]]) -> str:
    return next(iter(said.get(_VERDICT, ())), "")


def _told(said: Mapping[str, list[str]], was: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as they were said; one that is written as it was sent out is what it was, with all that cannot be
    written."""
    roles = was.get("roles")
    before = {**(roles if isinstance(roles, dict) else {}), "when": was.get("when")}
    found: dict[str, Any] = {}
    for control, words in said.items():
        if control == _VERDICT:
            continue
        value, old = " ".join(words).strip(), before.get(control)
        same = isinstance(old, dict) and notation(old) == value
        found[control] = old if same else value or None
    return found
