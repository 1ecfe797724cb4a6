"""Files as other programs write them: what is placed, what is refused and why, and that nothing breaks."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridges.coded import OPENINGS, make, reports, state
from greffier.cli.app import run
from greffier.cli.import_codings import CODINGS as NAMES
from greffier.desk.importing import FORMATS
from greffier.export.tasks import labels_of
from greffier.ledger import read_ledger, verify
from greffier.model import text_id

Import = Callable[..., int]
TEXT = reports(OPENINGS["emoji"])[0].text


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fresh") / "fresh.db"
    make(path, OPENINGS["emoji"], 1)
    return path


@pytest.fixture
def ledger(fresh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("GREFFIER_LANG", "en")
    path = Path(shutil.copy(fresh, tmp_path / "a.db"))
    yield path
    with read_ledger(path) as opened:
        assert not list(verify(opened))


@pytest.fixture
def take(ledger: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Import:
    """What `greffier import` gives for some data; `take.told` is its standard error."""

    def taken(form: str, data: Any, *more: str, author: str = "ana") -> int:
        lines = form in {"doccano", "prodigy", "judgements"} and isinstance(data, list)
        path = tmp_path / ("in.jsonl" if lines else "in.json")
        content = "".join(json.dumps(one) + "\n" for one in data) if lines else json.dumps(data)
        path.write_text(data if isinstance(data, str) else content, "utf-8")
        code = run(["import", form, str(path), "--ledger", str(ledger), *(["--as", author] if author else []), *more])
        taken.told, taken.out = capfd.readouterr()[::-1]  # type: ignore[attr-defined]
        return code

    return taken


def at(words: str, *, utf16: bool = False) -> tuple[int, int]:
    start = TEXT.index(words)
    if utf16:
        return tuple(len(TEXT[:i].encode("utf-16-le")) // 2 for i in (start, start + len(words)))  # type: ignore[return-value]
    return start, start + len(words)


def region(id: str, label: str, words: str, *, utf16: bool = False, text: bool = True, **more: Any) -> dict[str, Any]:
    start, end = at(words, utf16=utf16)
    value = {"start": start, "end": end, "labels": [label], **({"text": words} if text else {})}
    return {"id": id, "from_name": "kind", "to_name": "text", "type": "labels", "value": value, **more}


def said(id: str, control: str, form: str, value: str) -> dict[str, Any]:
    told = {"choices" if form == "choices" else "text": [value]}
    return {"id": id, "from_name": control, "to_name": "text", "type": form, "value": told}


def joined(one: str, other: str, label: str) -> dict[str, Any]:
    return {"type": "relation", "from_id": one, "to_id": other, "direction": "right", "labels": [label]}


def task(*result: dict[str, Any], text: str = TEXT, **more: Any) -> list[dict[str, Any]]:
    annotation = {"id": 7, "completed_by": {"email": "eve@exemple.invalid"}, "result": list(result), **more}
    return [{"id": 3, "data": {"text": text}, "annotations": [annotation]}]


def judged(ledger: Path) -> dict[str, tuple[str, dict[str, Any]]]:
    """What people judged, by kind."""
    return {e["kind"]: (s, e) for some in state(ledger).values() for s, e in some.values() if s != "unreviewed"}


def test_the_table_of_formats_is_the_commands() -> None:
    assert set(NAMES) == set(FORMATS)


@pytest.mark.parametrize("utf16", [False, True])
@pytest.mark.parametrize("words", [True, False])
def test_label_studio_counts_as_it_counts(take: Import, ledger: Path, utf16: bool, words: bool) -> None:
    """Behind an emoji its offsets may be UTF-16: the words tell, or else the edges of words."""
    how = {"utf16": utf16, "text": words}
    result = [
        region("a", "toll", "tuant", **how), region("b", "victims", "quatre dockers", **how),
        joined("a", "b", "victims"),
        said("a", "toll-harm", "choices", "wounded"), said("a", "toll-number", "textarea", "4..6"),
        region("n", "statement", "selon", **how), region("s", "speaker", "le maire", **how),
        joined("n", "s", "speaker"),
        said("n", "statement-act", "choices", "says"),
    ]  # fmt: skip
    assert take("label-studio", task(*result), author="") == 0
    (status, toll), (_, statement) = (judged(ledger)[kind] for kind in ("toll", "statement"))
    assert status == "corrected" and toll["roles"]["harm"] == "wounded"
    assert toll["roles"]["number"] == {"min": 4, "max": 6}
    assert [f["text"] for f in toll["roles"]["victims"]] == ["quatre dockers"]
    assert statement["anchor"]["exact"] == "selon" and statement["roles"]["speaker"][0]["text"] == "le maire"
    assert judged(ledger).keys() == {"toll", "statement"}, "nothing was sent out, so nothing is missing"
    assert take("label-studio", task(*result), author="") == 0 and "0 judgements added" in take.out  # type: ignore[attr-defined]


def test_json_min_and_other_line_ends(take: Import, ledger: Path) -> None:
    start, end = at("visé")
    minimal = [{"id": 1, "text": TEXT, "kind": [{"start": start, "end": end, "text": "visé", "labels": ["attack"]}]}]
    assert take("label-studio", minimal) == 0
    assert judged(ledger)["attack"][0] == "accepted"
    other = TEXT.replace("\n", "\r\n")
    assert take("label-studio", task(region("a", "aid", "promis"), text=other)) == 0
    assert judged(ledger)["aid"][0] == "accepted"


REFUSED = [
    (region("a", "orage", "tuant"), "'orage' is the label of no kind and no role"),
    (region("a", "toll", "tuant") | {"value": {"start": 5, "end": 9, "text": "tuant", "labels": ["toll"]}},
     "« tuant » does not stand where the region says"),
    (region("a", "toll", "tuant") | {"value": {"start": 9, "end": 99999, "labels": ["toll"]}}, "does not stand where"),
    (region("a", "toll", "tuant") | {"value": {"start": 0.5, "end": True, "labels": ["toll"]}}, "does not stand where"),
    (region("b", "attack", "visé"), "two regions have the id b"),
    (region("a", "aid", "promis") | {"value": {"start": -4, "end": 3, "labels": ["aid"]}}, "does not stand where"),
    ({"type": "labels", "value": {"labels": ["toll", "aid"]}}, "a region has no label, or more than one"),
    ("words", "an item of the result is no object"),
]  # fmt: skip


@pytest.mark.parametrize(("item", "reason"), REFUSED)
def test_what_cannot_be_placed_is_listed_and_the_rest_goes_in(
    take: Import, ledger: Path, item: Any, reason: str
) -> None:
    assert take("label-studio", task(region("b", "attack", "visé"), item)) == 6
    assert reason in take.told and take.told.count("\n") == 2, take.told  # type: ignore[attr-defined]
    assert judged(ledger).keys() == {"attack"}


def test_an_entry_with_a_wrong_part_is_refused_whole(take: Import, ledger: Path) -> None:
    """Nothing half: its other fields do not go in either."""
    wrong = [region("b", "attack", "visé"), said("b", "factuality", "choices", "planned")]
    assert take("label-studio", task(*wrong, said("b", "attack-number", "textarea", "4"))) == 2
    assert "« visé »: attack has no field 'number'" in take.told  # type: ignore[attr-defined]
    assert take("label-studio", task(*wrong, said("b", "when", "textarea", "hier"))) == 2
    assert judged(ledger) == {}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: "Un autre texte.", "no report in the ledger has this text; --add reads it first"),
        (lambda text: text + " Et plus.", "no report in the ledger has this text"),
    ],
)
def test_a_text_that_is_not_here_is_listed(take: Import, change: Callable[[str], str], reason: str) -> None:
    item = region("b", "attack", "visé") | {"value": {"start": 0, "end": 2, "labels": ["attack"]}}
    assert take("label-studio", task(item, text=change(TEXT))) == 2
    assert reason in take.told  # type: ignore[attr-defined]


def test_a_changed_text_keeps_what_stands_once_between_the_same_words(take: Import, ledger: Path) -> None:
    """The report is known by its id: each stretch is looked for with what stood around it, and is never guessed."""
    report = reports(OPENINGS["emoji"])[0].id
    longer = f"En bref. {TEXT}"
    moved = region("b", "attack", "visé")
    moved["value"] |= {key: moved["value"][key] + 9 for key in ("start", "end")}
    first = region("c", "aid", "promis") | {"value": {"start": 0, "end": 2, "text": "En", "labels": ["aid"]}}
    data = task(moved, first, text=longer)
    data[0]["data"]["greffier"] = {"report": report, "entries": []}
    assert take("label-studio", data) == 6
    assert "« En »: 'En' does not stand in the report, or in several places" in take.told  # type: ignore[attr-defined]
    assert judged(ledger).keys() == {"attack"}


def test_what_was_sent_out_and_is_gone_is_rejected(
    take: Import, ledger: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """But with --keep-missing; --dry-run changes nothing."""
    out = tmp_path / "out.json"
    assert run(["export", "label-studio", "--ledger", str(ledger), "--output", str(out)]) == 0
    data = json.loads(out.read_text("utf-8"))[:1]
    result = [i for i in data[0]["predictions"][0]["result"] if not str(i.get("id", i.get("from_id"))).startswith("to")]
    data[0]["annotations"] = [{"id": 1, "result": result}]
    assert take("label-studio", data, "--dry-run") == 0
    assert "4 judgements would be added" in take.out and judged(ledger) == {}  # type: ignore[attr-defined]
    assert take("label-studio", data, "--keep-missing") == 0
    assert judged(ledger).keys() == {"attack", "aid", "position"}
    assert take("label-studio", data) == 0
    assert judged(ledger)["toll"][0] == "rejected"


def test_the_codebooks_own_gold_files(take: Import, ledger: Path) -> None:
    """Names in lists, any place of the evidence; a whole report leaves nothing else."""

    def span(words: str) -> dict[str, Any]:
        return dict(zip(("start", "end"), at(words), strict=True)) | {"exact": words}

    first = span("Trois drones ont visé le port d'Exempleville, tuant quatre dockers, selon le maire.")
    toll = {
        "kind": "toll", "anchor": span("dockers"), "evidence": [first], "factuality": "actual",
        "source": ["le maire", "maire d'Exempleville"], "when": None,
        "roles": {"harm": "killed", "number": {"min": 4, "max": 5}, "victims": [["quatre dockers", "dockers"]]},
    }  # fmt: skip
    talks = {"kind": "talks", "anchor": span("rejette"), "evidence": [span("Elle rejette")], "factuality": "actual",
             "source": None, "when": None, "roles": {}, "optional": True}  # fmt: skip
    assert take("gold", {"text": TEXT, "entries": [toll, talks]}) == 0
    status, found = judged(ledger)["toll"]
    assert status == "corrected" and found["roles"]["number"] == {"min": 4, "max": 5}
    assert found["anchor"]["exact"] == "tuant", "any place of the evidence is as good"
    assert found["source"]["name"] == "le maire d'Exempleville" and found["when"] is None
    assert {judged(ledger)[kind][0] for kind in ("attack", "aid", "position")} == {"rejected"}
    assert "talks" not in judged(ledger)
    assert take("gold", {"text": TEXT, "entries": [toll | {"kind": "orage"}]}) == 2
    assert "entry 1 lacks" in take.told  # type: ignore[attr-defined]


def test_a_persons_web_annotation(take: Import, ledger: Path) -> None:
    """By the words and what stands around them, wherever its offsets say; where nobody can tell, it is refused."""

    def annotation(words: str, kind: str, **more: Any) -> dict[str, Any]:
        start = TEXT.index(words)
        quote = {"type": "TextQuoteSelector", "exact": words, "prefix": TEXT[start - 9 : start], "suffix": ""}
        return {
            "type": "Annotation", "creator": {"type": "Person", "name": "Eve"},
            "body": {"type": "TextualBody", "purpose": "classifying", "value": kind},
            "target": {"source": f"urn:sha256:{text_id(TEXT)}", "selector": [quote]}, **more,
        }  # fmt: skip

    page = {"type": "AnnotationPage", "items": [annotation("selon", "statement"), annotation("visé", "attack")]}
    assert take("w3c", page, author="") == 0
    assert {kind: status for kind, (status, _) in judged(ledger).items()} == {
        "statement": "accepted", "attack": "accepted",
    }  # fmt: skip
    vague = annotation("le", "aid")
    vague["target"]["selector"][0]["prefix"] = ""
    assert take("w3c", vague) == 2 and "in several places" in take.told  # type: ignore[attr-defined]
    assert take("w3c", annotation("selon", "orage")) == 2


HOSTILE = [
    "", "[", "{", "null", "3", '"words"', "[[]]", "[" * 100_000, '{"text":' * 20_000, "[NaN]", '[{"text": "\\ud800"}]',
    '[{"text": "a\\u0000"}]', '[{"data": {"text": 1e999}}]', f"[{'9' * 5000}]",
    '[{"text": "<script>alert(1)</script>"}]',
]  # fmt: skip


@pytest.mark.parametrize("form", NAMES)
def test_hostile_files_are_one_sentence(take: Import, ledger: Path, form: str) -> None:
    for content in HOSTILE:
        assert take(form, content, author="" if form == "judgements" else "ana") in {0, 2, 6}, content[:40]
        assert "Traceback" not in take.told and "fault of greffier" not in take.told, take.told  # type: ignore[attr-defined]
    assert judged(ledger) == {}


JUNK: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False), st.text(max_size=8),
        st.sampled_from(["toll", "attack", "evidence", "<b>x</b>", "2031-05-04", "4..", "{", "["]),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["start", "end", "exact", "text", "name", "label", "labels", "min", "max", "id", "kind"]), inner, max_size=3),
    max_leaves=4,
)  # fmt: skip


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    if path:
        yield path
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in steps:
        yield from places(value, (*path, key))


def changed(data: Any, path: tuple[Any, ...], junk: Any) -> Any:
    found = copy.deepcopy(data)
    inner = found
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = junk
    return found


@pytest.mark.slow
@pytest.mark.parametrize("form", [name for name in NAMES if name != "gold"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_wrong_types_anywhere_break_nothing(take: Import, ledger: Path, tmp_path: Path, form: str, data: Any) -> None:
    """A file of ours with one value replaced: a sentence, never a fault; and the ledger stays sound."""
    out = tmp_path / "sent"
    if not out.exists():
        assert run(["judge", "accept", *[id for some in state(ledger).values() for id in some], "--ledger", str(ledger),
                    "--author", "bob"]) == 0  # fmt: skip
        assert run(["export", form, "--ledger", str(ledger), "--output", str(out)]) == 0
    text = out.read_text("utf-8")
    sent = json.loads(text) if form == "label-studio" else [json.loads(line) for line in text.splitlines()]
    every = sorted(places(sent[:1]), key=str)
    broken = changed(sent[:1], data.draw(st.sampled_from(every)), data.draw(JUNK))
    code = take(form, broken if form != "w3c" else {"items": broken}, author="" if form == "judgements" else "ana")
    assert code in {0, 2, 6} and "fault of greffier" not in take.told, take.told  # type: ignore[attr-defined]
    with read_ledger(ledger) as opened:
        assert not list(verify(opened))


@pytest.mark.slow
def test_a_million_annotations_are_refused_or_read(take: Import) -> None:
    entity = {"start_offset": 0, "end_offset": 3, "label": "toll"}
    assert take("doccano", [{"text": TEXT, "entities": [entity] * 500_000}]) == 2
    assert "more stretches than any report has" in take.told  # type: ignore[attr-defined]
    assert take("doccano", [{"text": "x", "entities": []}] * 20_000) == 2
    assert "and 19800 more." in take.told.replace(",", "").replace("\u202f", "")  # type: ignore[attr-defined]


def test_the_labels_of_each_program(ledger: Path, tmp_path: Path) -> None:
    from defusedxml.ElementTree import fromstring

    kinds, parts = labels_of()
    for form in ("label-studio", "doccano", "prodigy"):
        labels = tmp_path / f"{form}.labels"
        output = ["--output", str(tmp_path / "out"), "--labels", str(labels)]
        assert run(["export", form, "--ledger", str(ledger), *output]) == 0
        text = labels.read_text("utf-8")
        if form == "label-studio":
            view = fromstring(text)
            assert [one.get("value") for one in view.iter("Label")] == [*kinds, *parts]
            names = {one.get("name") for one in view.iter() if one.get("name")}
            tasks = json.loads((tmp_path / "out").read_text("utf-8"))
            used = {i["from_name"] for t in tasks for i in t["predictions"][0]["result"] if "from_name" in i}
            assert used <= names
        else:
            assert all(one in text for one in (*kinds, *parts))
    assert run(["export", "csv", "--ledger", str(ledger), "--labels", str(tmp_path / "x")]) == 2


@pytest.mark.slow
def test_a_report_that_is_not_here_is_read_first(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With --add, into a ledger that was not there either; the same file again adds nothing."""
    text = "Deux drones ont visé le port d'Odessa mardi, tuant quatre dockers, selon le gouverneur."
    words = "tuant quatre dockers"
    start = text.index(words)
    entry = {
        "kind": "toll", "anchor": {"start": start, "end": start + 5, "exact": "tuant"},
        "evidence": [{"start": 0, "end": len(text), "exact": text}], "factuality": "actual", "source": ["gouverneur"],
        "when": None, "roles": {"harm": "killed", "number": {"min": 5, "max": 5}, "victims": [["dockers"]]},
    }  # fmt: skip
    gold = {"text": text, "title": "Odessa", "published": "2031-05-07", "language": "fr", "entries": [entry]}
    path, ledger = tmp_path / "gold.json", tmp_path / "new.db"
    path.write_text(json.dumps(gold), "utf-8")
    command = ["import", "gold", str(path), "--ledger", str(ledger), "--as", "ana"]
    assert run(command) == 5, "an import makes no ledger by itself"
    assert run([*command, "--add"]) == 0
    found = judged(ledger)
    assert found["toll"][0] == "corrected" and found["toll"][1]["roles"]["number"] == {"min": 5, "max": 5}
    assert {status for kind, (status, _) in found.items() if kind != "toll"} <= {"rejected"}
    capfd.readouterr()
    assert run([*command, "--add"]) == 0
    assert len(judged(ledger)) == len(found)
