"""Entries as sentences, by the templates of data/brief: what is quoted stays as it was written, hedges are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from greffier.export.words import date_words, money_words, name_of, number_words
from greffier.lexicon import Interface, load_gazetteer, load_kinds
from greffier.lexicon.name_key import name_key
from greffier.lexicon.wording import Wording
from greffier.model import Entry, Filler, Quantity, Report, Role, SpanRole, When

__all__ = ["clause_of", "sentence_of"]

_FIRST, _LAST = "\ue000", "\ue001"  # around the number of a stretch that the rules must not touch
_HELD = re.compile(f"{_FIRST}(\\d{{1,6}}){_LAST}")
_MARKS = '«»“”"„ \u00a0\u202f'
_SPEAKING = ("speaker", "actor")
Bounds = tuple[float, float]


@dataclass(slots=True)
class _Writer:
    """Writes one entry; `held` are the words of the report, put in last. `bounds` are the lowest and the highest
    figure that reports told of what it counts, `sourced` is False where somebody else is told to say it."""

    report: Report
    entry: Entry
    wording: Wording
    interface: Interface
    bounds: Bounds | None = None
    sourced: bool = True
    held: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        """The whole sentence, without its full stop and reference."""
        fields = self.all_fields()
        told = self.wording.fill(self.entry.kind, fields)
        told = self.listed(fields) if told is None else told or self.interface.label("kind", self.entry.kind)
        return self.finished(_capital(self.hedged(told)))

    def clause(self) -> str:
        """A toll as the end of the sentence that tells how it came to be."""
        told = self.wording.filled(self.wording.tolls["clause"], self.all_fields())
        told = self.hedged(told)
        return self.finished(told[:1].lower() + told[1:])

    def all_fields(self) -> dict[str, str]:
        """What all roles give to the template."""
        fields = {name: words for role, value in self.entry.roles.items() for name, words in self.fields(role, value)}
        fields |= self.counted()
        self._drop_repeated(fields)
        if self.bounds is not None:  # whom one report counts are not those of all
            fields = {name: words for name, words in fields.items() if name not in {"victims", "including"}}
        return fields

    def finished(self, told: str) -> str:
        """The words with what contracts contracted, and then those of the report."""
        return _HELD.sub(lambda found: "".join(self.held[int(found[1]) :][:1]), self.wording.mend(told))

    def hold(self, words: str) -> str:
        """A sign that stands for words which no rule may change."""
        self.held.append(words)
        return f"{_FIRST}{len(self.held) - 1}{_LAST}"

    def hedged(self, told: str) -> str:
        """The sentence with who says it, and that it is planned, possible or denied."""
        said, source = self.wording.said, self.entry.source
        if self.sourced and source is not None and not self._speaks(source):
            told = said["source"].format(sentence=told, source=self.filler(source))
        form = said.get(self.entry.factuality)
        return form.format(sentence=told) if form is not None else told

    def _speaks(self, source: Filler) -> bool:
        values = (self.entry.roles.get(role) for role in _SPEAKING)
        return any(f.name == source.name for value in values if isinstance(value, tuple) for f in value)

    def fields(self, role: str, value: Role) -> Iterator[tuple[str, str]]:
        """What a role gives to the template."""
        if isinstance(value, str):
            words = self.wording.values.get(role, {}).get(value)
            yield role, self.interface.label("value", value) if words is None else words
        elif isinstance(value, Quantity):
            yield role, self.quantity(value)
            if value.scope is not None:
                yield "scope", self.wording.said["scope"]
        elif isinstance(value, When):
            yield role, date_words(value, self.wording.code)
        elif isinstance(value, SpanRole):
            yield role, self.hold(self.inside(value.span.of(self.report.text)))
        elif value:
            names = [self.place(f) if role == "place" else self.filler(f) for f in _distinct(value)]
            joined = str(self.wording.page["and"]).join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
            yield role, joined
            yield f"{role}.{'many' if names[1:] else 'one'}", joined
            yield f"{role}.counted", self.with_number(role, joined, value)

    def with_number(self, role: str, words: str, fillers: Sequence[Filler]) -> str:
        """What a role names with the number that counts it, unless the words have it already."""
        number = self.entry.roles.get("number")
        kind = load_kinds().get(self.entry.kind)
        counts = kind is not None and role in kind.roles.get("number", {}).get("within", ())
        if not counts or not isinstance(number, Quantity) or any(c.isdigit() for f in fillers for c in f.name):
            return words
        names = str(self.wording.page["and"]).join(f.name for f in _distinct(fillers))
        return f"{self.quantity(number)} {names}"

    def _drop_repeated(self, fields: dict[str, str]) -> None:
        """Leave out a place or actor that the words before name already, and victims whose word says nothing."""
        for role, other in (("place", "target"), ("actor", "force")):
            told = name_key(" ".join(f.name for f in _fillers(self.entry, other)))
            own = [name_key(f.name) for f in _fillers(self.entry, role)]
            if told and any(key in told or told in key for key in own):
                fields.pop(role, None)
        last = [f.name.split()[-1] for f in _fillers(self.entry, "victims")]
        if last and set(last) <= set(self.wording.numbers["dull"]):
            fields.pop("victims", None)

    def filler(self, filler: Filler) -> str:
        """A country with its article, a name as the report has it; words of another language in quotation marks."""
        name = name_of(filler, self.wording.code)
        if name == _country(filler, self.wording.code):
            return self.wording.with_article(name)
        if self.report.language == self.wording.code:
            return _with_its_article(filler)
        known = filler.id is not None and not filler.id.startswith(("np", "role", "group"))
        if known and name in self.wording.articles["plural_names"]:
            return self.wording.with_article(name)
        plain = name if known else str(self.wording.said["quote"]).format(words=self.inside(filler.name))
        return self.hold(plain)

    def place(self, filler: Filler) -> str:
        """Where, with a preposition."""
        place = filler.place
        name = place.name if place is not None and not filler.name else filler.name
        country = _country(filler, self.wording.code)
        precision = place.precision if place is not None else "city" if _is_town(filler) else "region"
        return self.wording.at(country or name, precision, country is not None)

    def inside(self, words: str) -> str:
        """Words to stand in quotation marks: their own marks at the ends dropped, others made inner ones."""
        bare, (opens, closes) = " ".join(words.split()).strip(_MARKS), self.wording.page["inner"]
        return re.sub(r"\s*»", closes, re.sub(r"«\s*", opens, bare))

    def quantity(self, quantity: Quantity) -> str:
        """A number with its bounds, in words."""
        forms, code = self.wording.numbers, self.wording.code

        def number(value: float) -> str:
            return money_words(value, quantity.currency, code) if quantity.currency else number_words(value, code)

        low, high = quantity.min, quantity.max
        if low is not None and high is not None:
            form = forms["exact"] if low == high else forms["range"]
            return str(form).format(low=number(low), high=number(high))
        if low is not None:
            return str(forms["more" if quantity.open else "least"]).format(low=number(low))
        return "" if high is None else str(forms["most"]).format(high=number(high))

    def counted(self) -> dict[str, str]:
        """The number of a toll with what it counts, and whether it is a total over a period."""
        number, harm = self.entry.roles.get("number"), self.entry.roles.get("harm")
        if not isinstance(number, Quantity) or not isinstance(harm, str) or harm not in self.wording.counted:
            return {}
        one, many = self.wording.counted[harm]
        highest = self.bounds[1] if self.bounds else number.max if number.max is not None else number.min or 0
        what = one if highest < self.wording.numbers["one_below"] else many
        scope = {"scope": self.wording.said["scope"]} if number.scope is not None else {}
        if self.bounds is None:
            return {"count": f"{self.quantity(number)} {what}"} | scope
        span = self.quantity(Quantity(*self.bounds))
        return {"count": self.wording.tolls["told"].format(span=span, what=what, last=self.quantity(number))}

    def listed(self, fields: dict[str, str]) -> str:
        """A kind that has no template: its name, and its roles one by one."""
        named = [f"{self.interface.label('role', role)} {words}" for role, words in fields.items() if "." not in role]
        kind = self.interface.label("kind", self.entry.kind)
        return f"{kind} ({'; '.join(named)})" if named else kind


def _distinct(fillers: Iterable[Filler]) -> Sequence[Filler]:
    return list({filler.name: filler for filler in fillers}.values())


def _country(filler: Filler, code: str) -> str | None:
    """The name of the country that a filler is, where the report names it as such and not by its capital."""
    country = load_gazetteer().country((filler.id or "").removeprefix("country:"))
    if country is None or filler.name not in {name for names in country.names.values() for name in names}:
        return None
    return country.names[code][0]


def _fillers(entry: Entry, role: str) -> tuple[Filler, ...]:
    value = entry.roles.get(role)
    return value if isinstance(value, tuple) else ()


def _is_town(filler: Filler) -> bool:
    return filler.id is not None and filler.id.startswith("geonames:")


def _with_its_article(filler: Filler) -> str:
    """The name with what the report puts right before it (*les secours*), else the name alone."""
    said, name = " ".join(filler.text.split()), filler.name
    before = said[: -len(name)] if said.endswith(name) else ""
    return f"{before.lower()}{name}" if len(before) <= 5 else name


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def sentence_of(
    report: Report, entry: Entry, wording: Wording, interface: Interface,
    *, bounds: Bounds | None = None, sourced: bool = True,
) -> str:  # fmt: skip
    """An entry as a sentence, without its full stop; without who says it where not `sourced`.

    `bounds` are the lowest and the highest figure told of a toll, where reports differ; its own is the last one then.
    """
    return _Writer(report, entry, wording, interface, bounds, sourced).sentence()


def clause_of(
    report: Report, entry: Entry, wording: Wording, interface: Interface,
    *, bounds: Bounds | None = None, sourced: bool = True,
) -> str:  # fmt: skip
    """A toll as the end of a sentence, with the options of `sentence_of`."""
    return _Writer(report, entry, wording, interface, bounds, sourced).clause()
