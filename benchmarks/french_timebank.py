"""Times against the French TimeBank: strict and relaxed spans, and values.

    python benchmarks/french_timebank.py --data FOLDER [--errors] [--no-parser]

FOLDER holds TimeML files (`*.tml`). Every TIMEX3 of the text counts, lengths, repetitions and vague references
included, as for the reference. A value is right when the spans overlap and both give the same interval of days, or,
where gold gives no date, the same TimeML value; `value, exact` asks for the same characters, hour and part of the day
included, as TempEval does. Ranges and lists count as their members, as TimeML writes them.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from measures import Measure, f1

from greffier.lexicon import load_language
from greffier.mentions.times import find_times
from greffier.model import Sentence, Span, TimeExpression, Token, When
from greffier.resolve.times import resolve_times
from greffier.resolve.times.units import Days, months_from, season, unit_around

REFERENCE = ("HeidelTime, whole set", 85.9, 90.9, 73.1)


@dataclass(frozen=True, slots=True)
class Timex:
    """A time with its TimeML value and, where that is a date, the interval of days."""

    span: Span
    text: str
    value: str
    days: Days | None
    dated: bool


def read_timeml(path: Path) -> tuple[date | None, str, list[Timex]]:
    """Publication, text and gold times of one TimeML file."""
    root = ElementTree.parse(path).getroot()
    stamp = root.find(".//DCT/TIMEX3")
    published = _first_day(str(stamp.get("value"))) if stamp is not None else None
    chunks: list[str] = []
    gold: list[Timex] = []

    def walk(element: ElementTree.Element) -> None:
        start = sum(map(len, chunks))
        chunks.append(element.text or "")
        for child in element:
            walk(child)
            chunks.append(child.tail or "")
        if element.tag == "TIMEX3":
            text, value = "".join(chunks)[start:], element.get("value", "")
            days = timeml_days(value)
            gold.append(Timex(Span(start, start + len(text)), text, value, days, days is not None))

    body = root.find("TEXT")
    if body is not None:
        walk(body)
    return published, "".join(chunks), gold


def _first_day(value: str) -> date | None:
    days = timeml_days(value)
    return days[0] if days else None


_SEASONS = {"SP": "spring", "SU": "summer", "FA": "autumn", "WI": "winter"}
_SHAPES: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Days | None]]] = [
    (
        re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?"),
        lambda m: (date(*map(int, m.groups())), date(*map(int, m.groups()))),
    ),
    (re.compile(r"(\d{4})-(\d\d)"), lambda m: months_from(int(m[1]) * 12 + int(m[2]) - 1, 1)),
    (re.compile(r"(\d{4})"), lambda m: months_from(int(m[1]) * 12, 12)),
    (re.compile(r"(\d{3})X"), lambda m: months_from(int(m[1]) * 120, 120)),
    (re.compile(r"(\d\d)XX"), lambda m: months_from(int(m[1]) * 1200, 1200)),
    (re.compile(r"(\d{4})-Q(\d)"), lambda m: months_from(int(m[1]) * 12 + 3 * int(m[2]) - 3, 3)),
    (re.compile(r"(\d{4})-H(\d)"), lambda m: months_from(int(m[1]) * 12 + 6 * int(m[2]) - 6, 6)),
    (re.compile(r"(\d{4})-(SP|SU|FA|WI)"), lambda m: season(_SEASONS[m[2]], int(m[1]))),
    (
        re.compile(r"(\d{4})-W(\d\d)-WE"),
        lambda m: unit_around(date.fromisocalendar(int(m[1]), int(m[2]), 1), "weekend"),
    ),
    (re.compile(r"(\d{4})-W(\d\d)"), lambda m: unit_around(date.fromisocalendar(int(m[1]), int(m[2]), 1), "week")),
]


def timeml_days(value: str) -> Days | None:
    """The interval of days of a TimeML date or time, None for anything else."""
    for shape, days in _SHAPES:
        found = shape.fullmatch(value)
        if found:
            return days(found)
    return None


def read_times(
    text: str, published: date | None, calendar: Mapping[str, Any], tense_at: Callable[[Span], str | None]
) -> Iterator[Timex]:
    """Our times of a text in TimeML's way: members of ranges apart, bounds and relations left out of the value."""
    plain = [p for e in find_times(text, calendar) for p in _members(text, e)]
    whens = resolve_times(plain, published, tense_at, clocks=True)
    for expression, when in zip(plain, whens, strict=True):
        days = _timeml_night(when)
        value = timeml_value(expression) if days is None or when is None else timeml_date(expression, when, days)
        yield Timex(expression.span, expression.text, value, days, when is not None)


def _members(text: str, e: TimeExpression) -> Iterator[TimeExpression]:
    if "parts" not in e.value:
        yield _unbounded(e.span, text, e.rule, e.value, e.vague)
        return
    items = e.value.get("items") or [{"rule": "year", "year": e.value[k]} for k in ("from", "year")]
    for (start, end), item in zip(e.value["parts"], items, strict=True):
        yield _unbounded(Span(start, end), text, str(item["rule"]), item, e.vague)


def _unbounded(span: Span, text: str, rule: str, value: dict[str, Any], vague: bool) -> TimeExpression:
    kept = {k: v for k, v in value.items() if k not in ("bound", "relation")}
    return TimeExpression(span, span.of(text), rule, kept, vague)


def _timeml_night(when: When | None) -> Days | None:
    """TimeML dates a night by its eve, and the current week or month by the whole of it."""
    if when is None:
        return None
    if when.granularity == "night":
        return when.start, when.start
    if when.granularity in ("week", "month", "quarter", "half", "year"):
        return unit_around(when.start, when.granularity)
    return when.start, when.end


_LETTERS = {"second": "TS", "minute": "TM", "hour": "TH", "day": "D", "night": "D", "weekend": "D", "week": "W"}
_LETTERS |= {"month": "M", "quarter": "Q", "half": "H", "year": "Y", "decade": "DE", "century": "CE"}


def timeml_value(e: TimeExpression) -> str:
    """The TimeML value of a length, a repetition or a vague reference."""
    value = e.value
    if e.rule == "ref":
        return f"{str(value['ref']).upper()}_REF"
    if e.rule == "set" and "weekday" in value:
        return f"XXXX-WXX-{value['weekday'] + 1}"
    if "long" in value:
        return str(value["long"])
    n = value.get("n", 1 if e.rule == "set" else None)
    unit = str(value.get("unit", "day"))
    factor = {"half": 6, "quarter": 3}.get(unit, 1)
    letter = "M" if unit in ("half", "quarter") else _LETTERS.get(unit, "D")
    amount = "X" if n is None else f"{n * factor:g}"
    return f"PT{amount}{letter[1]}" if letter.startswith("T") else f"P{amount}{letter}"


_PARTS = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI", "noon": "T12:00"}
_CODES = {name: code for code, name in _SEASONS.items()}


def timeml_date(e: TimeExpression, when: When, days: Days) -> str:
    """The TimeML value of a date or time, as TempEval compares it: character by character."""
    first, value = days[0], e.value
    match when.granularity:
        case "year":
            return f"{first:%Y}"
        case "month":
            return f"{first:%Y-%m}"
        case "week":
            return f"{first:%G-W%V}"
        case "quarter":
            return f"{first:%Y}-Q{(first.month + 2) // 3}"
        case "half":
            return f"{first:%Y}-H{(first.month + 5) // 6}"
        case "season":
            return f"{first:%Y}-{_CODES[value['season']]}"
    if e.rule in ("decade", "century"):
        return f"{first:%Y}"[: 3 if e.rule == "decade" else 2] + ("X" if e.rule == "decade" else "XX")
    if e.rule == "clock":
        hour = value.get("hour", 12)
        return f"{first:%Y-%m-%d}T{hour:02d}:{value.get('minute', 0):02d}"
    part = "night" if e.rule == "night" else value.get("part", "")
    return f"{first:%Y-%m-%d}{_PARTS.get(part, '')}"


# --- tense from the parse, in Universal Dependencies -----------------------------------------------------------------
def tense_from(sentences: Sequence[Sentence]) -> Callable[[Span], str | None]:
    """A `tense_at` that reads the tense of the verb above a span."""

    def tense_at(span: Span) -> str | None:
        sentence = next((s for s in sentences if s.span.overlaps(span)), None)
        token = next((t for t in sentence.tokens if t.span.overlaps(span)), None) if sentence else None
        return _climb(sentence, token) if sentence and token else None

    return tense_at


def _climb(sentence: Sentence, token: Token) -> str | None:
    seen: set[int] = set()
    while token.i not in seen:
        seen.add(token.i)
        tense = _tense(sentence, token)
        if tense is not None:
            return tense
        token = sentence.tokens[token.head]
    return None


def _tense(sentence: Sentence, verb: Token) -> str | None:
    auxiliaries = [
        sentence.tokens[c] for c in sentence.children[verb.i] if sentence.tokens[c].dep.startswith(("aux", "cop"))
    ]
    forms = [t.feats for t in (verb, *auxiliaries)]
    if any(f.get("Tense") == "Fut" for f in forms):
        return "future"
    if any(f.get("Mood") == "Cnd" for f in forms):
        return "conditional"
    if any(f.get("VerbForm") == "Fin" and f.get("Tense") in ("Past", "Imp") for f in forms):
        return "past"
    perfect = any(t.dep == "aux:tense" for t in auxiliaries)
    if perfect or (verb.feats.get("VerbForm") == "Part" and verb.feats.get("Tense") == "Past" and not auxiliaries):
        return "past"
    if any(f.get("VerbForm") == "Fin" for f in forms):
        return "present"
    return None


# --- scores ----------------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class Tally:
    """Counts of one comparison."""

    right: int = 0
    said: int = 0
    gold: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, in per cent."""
        return 200 * self.right / (self.said + self.gold) if self.said + self.gold else 0.0

    def __str__(self) -> str:
        precision, recall = (100 * self.right / n if n else 0.0 for n in (self.said, self.gold))
        return f"P {precision:5.1f}  R {recall:5.1f}  F1 {self.f1:5.1f}"


def pairs(gold: list[Timex], said: list[Timex]) -> list[tuple[Timex, Timex]]:
    """Gold and said times matched one to one, the same span before any overlap."""
    left = list(said)
    found: list[tuple[Timex, Timex]] = []
    for strict in (True, False):
        for g in gold:
            if any(g is taken for taken, _ in found):
                continue
            hit = next((s for s in left if (s.span == g.span if strict else s.span.overlaps(g.span))), None)
            if hit is not None:
                found.append((g, hit))
                left.remove(hit)
    return found


def same_value(gold: Timex, said: Timex) -> bool:
    """The same interval of days, or the same TimeML value where gold gives no date."""
    return gold.days == said.days if gold.dated else not said.dated and gold.value == said.value


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True, help="folder of TimeML files")
    options.add_argument("--errors", action="store_true", help="print each difference")
    options.add_argument("--no-parser", action="store_true", help="give no tense")
    args = options.parse_args()
    run(args.data, args.errors, not args.no_parser)


def run(folder: Path, errors: bool, parsed: bool) -> dict[str, Tally]:
    """Score all files of a folder."""
    calendar = load_language("fr").section("calendar")
    tallies = {
        name: Tally() for name in ("strict", "relaxed", "value", "value, dates", "value, others", "value, exact")
    }
    files = [(path, *read_timeml(path)) for path in sorted(folder.glob("*.tml"))]
    for (path, published, text, gold), tense_at in zip(files, _tenses([f[2] for f in files], parsed), strict=True):
        said = list(read_times(text, published, calendar, tense_at))
        found = pairs(gold, said)
        _count(tallies, gold, said, found)
        if errors:
            _show(path.name, text, gold, said, found)
    for name, tally in tallies.items():
        print(f"{name:14} {tally}")
    print("{}: strict {}, relaxed {}, value {}".format(*REFERENCE))
    return tallies


def measure(folder: Path) -> list[Measure]:
    """The figures that the reference gives too, with intervals over files."""
    calendar, found = load_language("fr").section("calendar"), []
    files = [read_timeml(path) for path in sorted(folder.glob("*.tml"))]
    for (published, text, gold), tense_at in zip(files, _tenses([f[1] for f in files], True), strict=True):
        tallies = {name: Tally() for name in ("strict", "relaxed", "value")}
        said = list(read_times(text, published, calendar, tense_at))
        _count(tallies, gold, said, pairs(gold, said))
        found.append(tallies)
    return [
        f1(
            "french_timebank",
            f"{name} F1",
            [(t[name].right, t[name].said, t[name].gold) for t in found],
            f"{REFERENCE[0]}: {REFERENCE[i] / 100:.3f}",
        )
        for i, name in enumerate(("strict", "relaxed", "value"), 1)
    ]


def _tenses(texts: list[str], parsed: bool) -> Iterator[Callable[[Span], str | None]]:
    if not parsed:
        yield from ((lambda span: None) for _ in texts)
        return
    from greffier.parse import load_parser  # loading a model takes seconds

    for sentences in load_parser("fr").parse_many([(t, None) for t in texts]):
        yield tense_from(sentences)


def _count(tallies: dict[str, Tally], gold: list[Timex], said: list[Timex], found: list[tuple[Timex, Timex]]) -> None:
    rights = {
        "strict": sum(g.span == s.span for g, s in found),
        "relaxed": len(found),
        "value": sum(same_value(g, s) for g, s in found),
        "value, exact": sum(g.value == s.value for g, s in found),
        "value, dates": sum(g.dated and same_value(g, s) for g, s in found),
        "value, others": sum(not g.dated and same_value(g, s) for g, s in found),
    }
    for name, tally in tallies.items():
        kept = {"value, dates": (True,), "value, others": (False,)}.get(name, (True, False))
        tally.right += rights[name]
        tally.said += sum(s.dated in kept for s in said)
        tally.gold += sum(g.dated in kept for g in gold)


def _show(name: str, text: str, gold: list[Timex], said: list[Timex], found: list[tuple[Timex, Timex]]) -> None:
    for g, s in found:
        if g.span != s.span or not same_value(g, s):
            print(f"{name} DIFF {g.text!r} {g.value} | {s.text!r} {s.days or s.value} | {_context(text, g.span)}")
    for g in gold:
        if not any(g is x for x, _ in found):
            print(f"{name} MISS {g.text!r} {g.value} | {_context(text, g.span)}")
    for s in said:
        if not any(s is x for _, x in found):
            print(f"{name} MORE {s.text!r} {s.days or s.value} | {_context(text, s.span)}")


def _context(text: str, span: Span) -> str:
    return text[max(0, span.start - 40) : span.end + 30].replace("\n", " ")


if __name__ == "__main__":
    main()
