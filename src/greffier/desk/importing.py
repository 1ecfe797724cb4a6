"""What comes in from other programs: formats by name, one function each.

FORMATS is the table of `greffier import`: a format is a function that takes the ledger, the paths and `How`, and gives
`Imported`. What people coded has its reader in `greffier.intake.codings.READERS` and is taken by `_codings`; a format
of another sort (a table of reference records, say) brings a function of its own, and a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from greffier.errors import GreffierError, InputError, LookupFailed, ReportError
from greffier.intake.codings import READERS, files_of, items, judgement_of
from greffier.model import Coding, Judgement, text_id

if TYPE_CHECKING:
    from greffier.ledger import Connection, Ledger, Owner

__all__ = ["FORMATS", "How", "Imported", "owner_of"]

_AUTHOR = 200  # characters of an author's name


@dataclass(frozen=True, slots=True)
class How:
    """`author` ("" for nobody) judges where `named` or where the file names nobody; `apart` without seeing other
    people's judgements.

    `keep_missing` leaves alone what was sent out and did not come back; `dry` adds nothing. `add` reads and keeps a
    report that is not in the ledger, and gives its id; None refuses it.
    """

    author: str
    named: bool = False
    apart: bool = False
    keep_missing: bool = False
    dry: bool = False
    add: Callable[[Coding], str] | None = None


@dataclass(slots=True)
class Imported:
    """What came in: judgements added, entries that were taken before, tasks that nobody worked on, what was refused."""

    judgements: list[Judgement] = field(default_factory=list)
    known: int = 0
    waiting: int = 0
    refused: list[GreffierError] = field(default_factory=list)


Way = Callable[["Ledger", Sequence[Path], How], Imported]


def _codings(form: str, ledger: Ledger, paths: Sequence[Path], how: How) -> Imported:
    """Codings of people, one transaction each; events and actors are made again once all are in."""
    from greffier.judge import Judge
    from greffier.judge.taking import take

    done = Imported()
    for one in _read(form, paths):
        if one is None:
            done.waiting += 1
            continue
        if isinstance(one, GreffierError):
            done.refused.append(one)
            continue
        try:
            judge = Judge(_author(one, how), apart=how.apart)
            report = _report(ledger, one, how)
        except GreffierError as error:
            done.refused.append(error)
            continue
        taken = take(ledger, report, one, judge, keep_missing=how.keep_missing, dry=how.dry)
        done.judgements += taken.judgements
        done.known += taken.known
        done.refused += taken.refused
    _renew(ledger, done, how)
    return done


def _author(coding: Coding, how: How) -> str:
    """Who judged: who is named to have, else whom the file names. Raises InputError where nobody is."""
    theirs = "" if how.named or coding.author is None else coding.author.strip()[:_AUTHOR]
    if not (theirs or how.author):
        raise InputError("{name}: who judged? Say it by --as, or by GREFFIER_AUTHOR.", name=coding.name)
    return theirs or how.author


def _read(form: str, paths: Sequence[Path]) -> Iterator[Coding | GreffierError | None]:
    for path in paths:
        for file in files_of(path):
            for name, data in items(file):
                if isinstance(data, ReportError):
                    yield data
                else:
                    yield from READERS[form](name, data)


def _renew(ledger: Ledger, done: Imported, how: How) -> None:
    from greffier.desk.renew import renew_after

    if done.judgements and not how.dry:
        renew_after(ledger, done.judgements)


def _report(ledger: Ledger, coding: Coding, how: How) -> str:
    """The report that was coded. Raises LookupFailed or InputError where it is not here, or nobody can tell which."""
    with ledger.begin() as connection:
        found = owner_of(connection, coding)
    if found is not None:
        return found
    if how.add is None or coding.text is None or how.dry:
        sentence = "{name}: no report in the ledger has this text; --add reads it first."
        raise LookupFailed(sentence, name=coding.name)
    return how.add(coding)


def owner_of(connection: Connection, coding: Coding) -> str | None:
    """The report of that id, else the one that has the text, line ends aside; None where there is none.

    Raises InputError where several have it and what is told of them does not say which.
    """
    from greffier.ledger import has_report, owners_of

    if coding.report is not None and has_report(connection, coding.report):
        return coding.report
    owners = owners_of(connection, _hashes(coding))
    for narrower in (_told_alike, _current):
        if len(owners) > 1:
            owners = narrower(owners, coding) or owners
    if len(owners) > 1:
        reports = ", ".join(one.report[:12] for one in owners[:5])
        raise InputError("{name}: several reports have this text ({reports}).", name=coding.name, reports=reports)
    return owners[0].report if owners else None


def _hashes(coding: Coding) -> list[str]:
    if coding.text is None:
        return [coding.text_id] if coding.text_id is not None else []
    flat = coding.text.replace("\r\n", "\n")
    return [text_id(text) for text in dict.fromkeys([coding.text, flat, flat.replace("\n", "\r\n")])]


def _told_alike(owners: list[Owner], coding: Coding) -> list[Owner]:
    def is_told(one: Owner) -> bool:
        return all(one.about.get(key, "")[: len(value)] == value for key, value in coding.about.items())

    return [one for one in owners if is_told(one)]


def _current(owners: list[Owner], _coding: Coding) -> list[Owner]:
    return [one for one in owners if one.current]


def _judgements(ledger: Ledger, paths: Sequence[Path], how: How) -> Imported:
    """Judgements of another ledger, by those who made them."""
    from greffier.judge.adopting import adopt

    if how.named:
        sentence = "judgements keep their authors; --as does not go with them."
        raise InputError(sentence)
    done, told = Imported(), list[tuple[str, Judgement]]()
    for path in paths:
        for file in files_of(path):
            for name, data in items(file):
                one = data if isinstance(data, ReportError) else judgement_of(name, data)
                if isinstance(one, ReportError):
                    done.refused.append(one)
                else:
                    told.append((name, one))
    taken = adopt(ledger, told, dry=how.dry)
    done.judgements, done.known = taken.judgements, taken.known
    done.refused += taken.refused
    _renew(ledger, done, how)
    return done


FORMATS: dict[str, Way] = {
    **{form: partial(_codings, form) for form in READERS},
    "judgements": _judgements,
}
