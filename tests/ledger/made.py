"""Made-up reports with entries of every form: what tests of the ledger keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from greffier.export import canonical_line
from greffier.ledger import Added, Ledger, Run, add_report, kept_report, open_ledger, report_ids
from greffier.model import (
    STATUSES,
    Against,
    Check,
    Entry,
    Filler,
    Place,
    Quantity,
    Report,
    Sentence,
    Span,
    SpanRole,
    Token,
    When,
    report_id,
)

TEXT = "Trois drones ont visé le port d'Exempleville 𝄞 mardi, tuant quatre dockers, selon le maire. Rien d'autre."
RUN = Run("greffier test", {"fr": "none"})
PLACE = Place("ex:1", "Exempleville", "EX", 1.5, -2.25, "city", ("Exempleville", "Sampletown"), "ex:2", 0.25)


def report(number: int = 0, **more: Any) -> Report:
    """A report; `number` makes it another text."""
    text = more.pop("text", f"{TEXT} Dépêche {number}." if number else TEXT)
    fields = {
        "title": "Titre", "published": date(2031, 5, 4), "language": "fr", "outlet": "Exemple-Presse", "url": None,
        "path": f"{number}.json", **more,
    }  # fmt: skip
    identity = report_id(text, fields["published"], fields["outlet"], fields["url"], fields["language"])
    return Report(identity, text, **fields)


def span(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def filler(role: str, words: str, **more: Any) -> Filler:
    return Filler(role, words, span(words), more.pop("name", words), **more)


def entries(of: Report) -> tuple[Entry, ...]:
    """An attack, a toll and a pledge, with every form of role; the date follows the publication."""
    day = of.published or date(2031, 1, 1)
    when = When(day, day, "day", "reckoned", "weekday") if of.published else None
    place = (filler("place", "Exempleville", place=PLACE, names=("Exempleville", "Sampletown"), how="marker"),)
    evidence = (span("Trois drones", of.text).join(span("le maire", of.text)),)
    common: dict[str, Any] = {
        "report": of.id, "evidence": evidence, "factuality": "actual", "source": None, "when": when, "by": "made.up",
    }  # fmt: skip
    attack = Entry(
        f"a{of.id[:14]}", kind="attack", anchor=span("visé"), doubts=(), **common,
        roles={"weapon": (filler("weapon", "drones"),), "target": (filler("target", "port"),), "place": place},
    )  # fmt: skip
    source = filler("source", "le maire", name="le maire d'Exempleville", id="person:maire")
    toll = Entry(
        f"t{of.id[:14]}", kind="toll", anchor=span("tuant"), doubts=("place inherited", "no date stated"),
        **{**common, "source": source}, confidence=0.75,
        roles={
            "harm": "killed", "number": Quantity(4, None, open=True, scope="total"), "place": place,
            "victims": (filler("victims", "dockers"), filler("victims", "quatre")),
        },
    )  # fmt: skip
    aid = Entry(
        f"p{of.id[:14]}", kind="aid", anchor=span("Rien"), doubts=(), **{**common, "factuality": "possible"},
        roles={
            "amount": Quantity(1.5e9, 1.5e9, currency="EUR"), "form": "military", "stage": "promised", "recipient": (),
            "period": When(date(2031, 1, 1), date(2031, 12, 31), "year"),
            "object": SpanRole("object", span("le port"), "order"),
        },
    )  # fmt: skip
    return attack, toll, aid


def checks(of: Report) -> tuple[Check, ...]:
    """A weekday that holds and *the second in a week*, which other reports may bear out."""
    day = of.published or date(2031, 5, 4)
    weekday = Check("weekday", "holds", span("mardi"), "weekday_right", (("day", day),), (span("mardi"),))
    week = Against(("attack",), (PLACE.id,), day - timedelta(days=7), day, (When(day, day),))
    figures = (("count", 1), ("claimed", 2), ("first", week.first), ("last", week.last))
    mine = (f"a{of.id[:14]}",)
    return weekday, Check("ordinal", "cannot tell", span("visé"), "ordinal_untold", figures, (), mine, week)


def sentences(of: Report) -> list[Sentence]:
    """Two sentences; the lemma of *tuant* is *tuer*."""
    end = of.text.index(". ") + 1
    word = span("tuant", of.text)
    first = (Token(0, "tuant", "tuer", "VERB", "ROOT", 0, word, {}), Token(1, ",", ",", "PUNCT", "punct", 0, word, {}))
    rest = (Token(0, "Rien", "rien", "PRON", "ROOT", 0, Span(end + 1, end + 5), {}),)
    return [Sentence(0, Span(0, end), first, ((1,), ())), Sentence(1, Span(end + 1, len(of.text)), rest, ((),))]


def keep(ledger: Ledger, of: Report) -> Added:
    return add_report(ledger, of, entries(of), sentences(of), RUN, checks(of))


def corpus() -> list[Report]:
    """Reports with all that may make them alike: one text twice, another date, an edited text, no date, English."""
    plain = [report(n, published=date(2031, 5, 1 + n)) for n in range(6)]
    twice = report(1, outlet="La Gazette imaginaire", published=date(2031, 5, 2))
    edited = [report(n, url="https://exemple.invalid/1", published=date(2031, 5, 3)) for n in (7, 8)]
    redated = report(2, published=date(2031, 5, 9))
    return [*plain, twice, *edited, redated, report(9, published=None), report(10, language="en")]


def exported(path: Path, *, current: bool = False) -> str:
    """The canonical export of everything."""
    with open_ledger(path) as ledger, ledger.begin() as connection:
        ids = report_ids(connection, current=current)
        return "".join(canonical_line(kept_report(connection, i), STATUSES) for i in ids)


def renamed(of: Report, **more: Any) -> Report:
    """The same publication with another field, and its own id."""
    changed = replace(of, **more)
    identity = report_id(changed.text, changed.published, changed.outlet, changed.url, changed.language)
    return replace(changed, id=identity)
