"""Amounts of aid packages in English: share of rows whose main amount and currency are right, within 0.5 %.

    python benchmarks/kiel.py --data DIR

DIR holds `pledges_dev.jsonl`: `text`, `currency`, `amount`, `amount_in_text`, `n_amounts_in_text`, `type`. The main
amount is chosen from the sentences: the first amount that is given, not one that was told before or of which this is
a part. Reference: the first amount found by a regular expression, 62 %.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from measures import Measure
from measures import share as share_of

from greffier.lexicon import load_language
from greffier.mentions.quantities import Grammar, compile_grammar, find_quantities
from greffier.model import Mention

TOLERANCE = 0.005
GIVING = re.compile(
    r"\b(?:provid|donat|contribut|pledg|announc|allocat|grant|send|sent|suppl|deliver|worth|amount|commit|give|gave"
    r"|transfer|disburs|approv|purchas|loan|guarantee|report|count|valu|package|fund|quantif|earmark|support)"
)
NOT_THIS = re.compile(
    r"\b(?:not (?:include|consider|count|report)|as part of|out of (?:a|the)|part of (?:a|the) total|total of|in total"
    r"|total (?:sum|package|value|amount|aid|support|commitment|budget)|altogether|already (?:reported|provided)"
    r"|previous|reported in|covered (?:in|by)|included in|other countries|the remaining|so far|to date|overall)"
)
THIS = re.compile(r"\b(?:therefore|thus|hence|we (?:only )?(?:report|count|attribute|record|quantify)|remaining)\b")
# What speaks for an amount: its place, a verb of giving, words of other packages, words of what is reported, repeats.
WEIGHTS = (0.1, 0.6, 1.5, 2.0, 0.3)
HOME_DOLLARS = {"Canada": "CAD", "Australia": "AUD", "New Zealand": "NZD", "United States": "USD"}


def main_amount(text: str, grammar: Grammar) -> Mention | None:
    """The amount of money that the description is about, or None."""
    found = [m for m in find_quantities(text, grammar, "en") if m.type == "money" and m.approximate != "conversion"]
    return max(found, key=lambda m: _weight(text, m, found), default=None)


def _weight(text: str, mention: Mention, found: Sequence[Mention]) -> float:
    """How much speaks for a mention. The notes end on what they report, so that later amounts weigh more."""
    start = max(text.rfind(". ", 0, mention.span.start), text.rfind("; ", 0, mention.span.start)) + 1
    end = text.find(". ", mention.span.end)
    before = text[start : mention.span.start].lower()
    after = text[mention.span.end : len(text) if end < 0 else end].lower()
    signs = (
        found.index(mention),
        GIVING.search(before + " " + after[:60]) is not None,
        -(NOT_THIS.search(before[-70:] + " " + after[:50]) is not None),
        THIS.search(before) is not None,
        sum(other.quantity == mention.quantity for other in found),
    )
    return sum(weight * sign for weight, sign in zip(WEIGHTS, signs, strict=True))


def right(row: dict[str, Any], mention: Mention | None) -> bool:
    """Whether a mention has the row's amount and currency; a bare dollar is the donor's own."""
    if mention is None or mention.quantity is None:
        return False
    home = HOME_DOLLARS.get(row["donor"], "USD") if "$" in mention.text and "US" not in mention.text else None
    value = mention.quantity.max if mention.quantity.max is not None else mention.quantity.min
    if row["currency"] not in {mention.quantity.currency, home} or value is None:
        return False
    return bool(abs(value - row["amount"]) <= TOLERANCE * row["amount"])


def share(rows: Sequence[dict[str, Any]], grammar: Grammar) -> str:
    """The share of rows that are right, with the count."""
    hits = sum(right(row, main_amount(row["text"], grammar)) for row in rows)
    return f"{hits}/{len(rows)} = {100 * hits / max(len(rows), 1):.1f} %"


def anywhere(row: dict[str, Any], grammar: Grammar) -> bool:
    """Whether any mention of the row's text has its amount and currency."""
    return any(right(row, m) for m in find_quantities(row["text"], grammar, "en"))


def measure(folder: Path) -> list[Measure]:
    """The share of rows that are right, those with several amounts apart, with intervals over rows."""
    grammar = compile_grammar(load_language("en").section("numbers"), "en")
    rows = [row for row in map(json.loads, _lines(folder)) if row["amount_in_text"]]
    hits = [(float(right(row, main_amount(row["text"], grammar))), 1.0) for row in rows]
    several = [hit for row, hit in zip(rows, hits, strict=True) if row["n_amounts_in_text"] > 1]
    first = "first amount by regular expression: 0.62"
    return [
        share_of("kiel", "main amount and currency", hits, first),
        share_of("kiel", "of these, several amounts told", several, "–"),
    ]


def _lines(folder: Path) -> list[str]:
    return (folder / "pledges_dev.jsonl").read_text("utf-8").splitlines()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--errors", action="store_true", help="print the rows that are wrong")
    args = parser.parse_args()
    rows = [row for row in map(json.loads, _lines(args.data)) if row["amount_in_text"]]
    grammar = compile_grammar(load_language("en").section("numbers"), "en")
    if args.errors:
        show_errors(rows, grammar)
    several = [row for row in rows if row["n_amounts_in_text"] > 1]
    print(f"main amount and currency:       {share(rows, grammar)}   (first amount by regular expression: 62 %)")
    print(f"  one amount in the text:       {share([r for r in rows if r not in several], grammar)}")
    print(f"  several amounts in the text:  {share(several, grammar)}")
    hits = sum(anywhere(row, grammar) for row in rows)
    print(f"amount found anywhere:          {hits}/{len(rows)} = {100 * hits / len(rows):.1f} %")


def show_errors(rows: Sequence[dict[str, Any]], grammar: Grammar) -> None:
    """Print each wrong row with what was found."""
    for row in rows:
        chosen = main_amount(row["text"], grammar)
        if not right(row, chosen):
            lost = "" if anywhere(row, grammar) else " LOST"
            print(f"{row['currency']} {row['amount']:,.0f} <> {chosen.text if chosen else None}{lost}", row["text"])


if __name__ == "__main__":
    main()
