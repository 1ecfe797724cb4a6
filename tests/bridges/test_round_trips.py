"""Work that goes out and comes back into another ledger of the same reports leaves it as the first one was left."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridges.coded import OPENINGS, entries_of, make, reports, state
from greffier.cli.app import run
from greffier.judge import Judge, accept, add_entry, correct, reject
from greffier.ledger import open_ledger, read_ledger, verify
from torture.scale import times

EXACT = ("label-studio", "prodigy", "w3c", "judgements")  # hold all that people judged
ANA = Judge("ana")
KINDS = ("attack", "toll", "aid", "position")
CORRECTIONS: dict[str, list[tuple[str, list[str]]]] = {
    "attack": [
        ("place", ["le port"]), ("weapon", []), ("factuality", ["planned"]), ("anchor", ["ont visé"]),
        ("when", ["2031-05-02..2031-05-03"]), ("target", ["le port", "Exempleville=la ville"]),
    ],
    "toll": [
        ("number", [">20"]), ("number", ["4..6"]), ("number", []), ("harm", ["wounded"]), ("source", []),
        ("source", ["le maire=Le maire"]), ("victims", ["dockers"]), ("evidence", ["tuant quatre dockers"]),
    ],
    "aid": [
        ("amount", ["6000000 EUR"]), ("stage", ["committed"]), ("donor", ["La ministre=Ministre"]),
        ("period", ["2031-01-01..2031-06-30"]), ("kind", ["statement"]),
    ],
    "position": [("object", ["le plan"]), ("stance", ["opposes"]), ("actor", ["La ministre"])],
}  # fmt: skip
ADDED = ("statement", {"anchor": ["selon"], "speaker": ["le maire"], "act": ["says"]})

deeds = st.lists(
    st.one_of(
        st.tuples(st.just("accept"), st.sampled_from(KINDS)),
        st.tuples(st.just("reject"), st.sampled_from(KINDS)),
        st.sampled_from([("correct", k, *c) for k, some in CORRECTIONS.items() for c in some]),
        st.tuples(st.just("add")),
    ),
    max_size=6,
)


def judge_all(path: Path, opening: str, work: list[Any]) -> None:
    first = reports(opening)[0]
    ids = {e.kind: e.id for e in entries_of(first)}
    with open_ledger(path) as ledger:
        for what, *more in work:
            if what == "accept":
                accept(ledger, ids[more[0]], ANA)
            elif what == "reject":
                reject(ledger, ids[more[0]], ANA)
            elif what == "correct" and _fits(ledger, ids[more[0]], more[1]):
                correct(ledger, ids[more[0]], more[1], more[2], ANA)
            elif what == "add" and not _added(ledger, first.id):
                add_entry(ledger, first.id, ADDED[0], ADDED[1], ANA)


def _fits(ledger: Any, entry: str, field: str) -> bool:
    """A role of the kind that the entry has by now."""
    from greffier.ledger import find_entry, kept_report
    from greffier.lexicon import load_kinds

    with ledger.begin() as connection:
        owner = find_entry(connection, entry)
        kind = next(e.kind for e in kept_report(connection, owner[1]).entries if e.id == entry)
    return field in {"kind", "anchor", "evidence", "factuality", "source", "when", *load_kinds()[kind].roles}


def _added(ledger: Any, report: str) -> bool:
    from greffier.ledger import kept_report

    with ledger.begin() as connection:
        return any(e.by == "judged" for e in kept_report(connection, report).entries)


def kept(found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What people are left with: corrected to what it was is accepted."""

    def status(one: str) -> str:
        return "accepted" if one == "corrected" else one

    return {
        id: (status(s), told if status(s) == "accepted" else None)
        for entries in found.values() for id, (s, told) in entries.items()
    }  # fmt: skip


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A ledger of each opening that nobody has judged."""
    folder = tmp_path_factory.mktemp("fresh")
    for name, opening in OPENINGS.items():
        make(folder / f"{name}.db", opening)
    return {name: folder / f"{name}.db" for name in OPENINGS}


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREFFIER_LANG", "en")


def out_and_in(form: str, one: Path, other: Path, more: list[str] | None = None) -> int:
    target = one.with_name(f"out-{form}" + ("" if form == "gold" else ".json" if form == "label-studio" else ".jsonl"))
    assert run(["export", form, "--ledger", str(one), "--output", str(target)]) == 0
    author = [] if form in {"judgements", "w3c"} else ["--as", "ana"]
    return run(["import", form, str(target), "--ledger", str(other), *author, *(more or [])])


WORK = [
    ("accept", "aid"), ("reject", "position"), ("add",), ("correct", "toll", "number", [">20"]),
    ("correct", "toll", "source", ["le maire=Le maire"]), ("correct", "attack", "weapon", []),
    ("correct", "attack", "target", ["le port", "Exempleville=la ville"]),
]  # fmt: skip


@pytest.mark.parametrize(("form", "opening"), list(zip(EXACT, ("emoji", "combining", "rtl", "crlf"), strict=True)))
def test_work_comes_back(form: str, fresh: dict[str, Path], opening: str) -> None:
    """One of each verdict, in a text that other programs count otherwise."""
    _there_and_back(form, fresh, opening, WORK)


@pytest.mark.slow
@pytest.mark.parametrize("form", EXACT)
@settings(max_examples=times(8, 40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(opening=st.sampled_from(sorted(OPENINGS)), work=deeds)
def test_whatever_people_judged_comes_back(form: str, fresh: dict[str, Path], opening: str, work: list[Any]) -> None:
    """The same statuses, corrections and additions, whatever was judged."""
    _there_and_back(form, fresh, opening, work)


def _there_and_back(form: str, fresh: dict[str, Path], opening: str, work: list[Any]) -> None:
    """What nobody judged stays so; of w3c, which holds accepted entries only, so does what was rejected."""
    with tempfile.TemporaryDirectory() as folder:
        one, other = Path(folder, "one.db"), Path(folder, "other.db")
        for path in (one, other):
            shutil.copy(fresh[opening], path)
        judge_all(one, OPENINGS[opening], work)
        assert out_and_in(form, one, other) == 0
        before, after = kept(state(one)), kept(state(other))
        if form == "w3c":  # holds accepted ones only
            before, after = ({i: e for i, e in some.items() if e[0] == "accepted"} for some in (before, after))
        assert after == before
        again = state(other)
        assert out_and_in(form, one, other) == 0
        assert state(other) == again
        with read_ledger(other) as ledger:
            assert not list(verify(ledger))


def test_doccano_brings_back_stretches_and_accepts_the_rest(
    fresh: dict[str, Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """What its file has no place for is counted when it goes out, and left as it was when it comes back."""
    one, other = (
        Path(shutil.copy(fresh["emoji"], tmp_path / "one.db")),
        Path(shutil.copy(fresh["emoji"], tmp_path / "b.db")),
    )
    judge_all(one, OPENINGS["emoji"], WORK)
    assert out_and_in("doccano", one, other) == 0
    told = capfd.readouterr().err
    assert "are sent along only; nobody can change them there." in told and "count as accepted" in told
    before, after = kept(state(one)), kept(state(other))
    toll = next(id for id, (_, entry) in before.items() if entry and entry["kind"] == "toll" and id in after)
    for id, (status, entry) in before.items():
        assert after[id][0] == ("accepted" if status == "unreviewed" else status)
        if status == "accepted" and id != toll:
            assert after[id][1] == entry
    assert after[toll][1]["roles"]["number"] != before[toll][1]["roles"]["number"]
    assert after[toll][1]["source"] == before[toll][1]["source"]


def test_gold_files_come_back_and_can_be_scored(
    fresh: dict[str, Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A report that was judged whole rejects what is not in its file; others say nothing of it."""
    one, other = (
        Path(shutil.copy(fresh["crlf"], tmp_path / "one.db")),
        Path(shutil.copy(fresh["crlf"], tmp_path / "b.db")),
    )
    judge_all(one, OPENINGS["crlf"], [*WORK])
    assert out_and_in("gold", one, other) == 0
    assert "1 report is not coded whole" not in capfd.readouterr().err, "the second one has nothing accepted"
    assert kept(state(other)) == kept(state(one))
    with open_ledger(one) as ledger:
        second = reports(OPENINGS["crlf"])[1]
        accept(ledger, entries_of(second)[0].id, ANA)
    assert out_and_in("gold", one, other) == 0
    assert "1 report is not coded whole" in capfd.readouterr().err
    assert kept(state(other)) == kept(state(one))
    lines = tmp_path / "said.jsonl"
    assert run(["export", "jsonl", "--kind", "toll", "--ledger", str(one), "--output", str(lines)]) == 0
    capfd.readouterr()
    assert run(["score", str(tmp_path / "out-gold"), "--predictions", str(lines), "--json"]) in {0, 6}
    assert json.loads(capfd.readouterr().out)["figures"]["kinds"]["toll"]["f1"] == 1.0
