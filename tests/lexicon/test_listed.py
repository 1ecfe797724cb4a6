"""Lists of one's own: what a file may be, what is refused with file and line, and that they go before the tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from greffier.errors import InputError
from greffier.lexicon import load_gazetteer, read_listed
from greffier.model import Listed

HEAD = "id,name,aliases,kind,country,lat,lon"


def rows(path: Path, text: str, sort: str = "actor") -> list[Listed]:
    path.write_bytes(text.encode("utf-8"))
    return read_listed(path, sort, load_gazetteer().countries)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\nrives,Rives ouvertes,Open Shores|RO,ngo,FR,,\n",
        "\ufeffid;name;aliases;kind;country\r\nrives;Rives ouvertes;Open Shores|RO;ngo;FR\r\n\r\n",
        'country,kind,name,id,aliases\nFR,ngo,Rives ouvertes,rives,"Open Shores;RO"\n',
    ],
)
def test_files_as_spreadsheets_save_them(tmp_path: Path, text: str) -> None:
    wanted = Listed("rives", "Rives ouvertes", ("Rives ouvertes", "Open Shores", "RO"), "ngo", "FR")
    assert rows(tmp_path / "a.csv", text) == [wanted]


def test_a_place_and_an_empty_list(tmp_path: Path) -> None:
    found = rows(tmp_path / "a.csv", f'{HEAD}\nquai,Quai 9,,,UA,"45,3",28.8\n', "place")
    assert found == [Listed("quai", "Quai 9", ("Quai 9",), "place", "UA", 45.3, 28.8)]
    assert rows(tmp_path / "b.csv", f"{HEAD}\n") == []


@pytest.mark.parametrize(
    ("text", "sort", "told"),
    [
        ("", "actor", "line 1: the column 'id' is needed"),
        ("id,kind\na,person\n", "actor", "line 1: the column 'name' is needed"),
        ("id,name,alias\n", "actor", "line 1: 'alias' is none of the columns id, name, aliases"),
        (f"{HEAD}\n,X,,,,,\n", "actor", "line 2: id is ''"),
        (f"{HEAD}\na b,X,,,,,\n", "actor", "line 2: id is 'a b'"),
        (f"{HEAD}\na,X,,,,,\nb,?,,,,,\n", "actor", "line 3: name is '?'"),
        (f"{HEAD}\na,X,,,,,\na,Y,,,,,\n", "actor", "line 3: the id 'a' stands twice"),
        (f"{HEAD}\na,X,,Person!,,,\n", "actor", "line 2: kind is 'Person!'"),
        (f"{HEAD}\na,X,,,France,,\n", "actor", "line 2: country is 'France'"),
        (f"{HEAD}\na,X,,,,95,0\n", "place", "line 2: lat is '95'; it should be -90 … 90"),
        (f"{HEAD}\na,X,,,,1,\n", "actor", "line 2: lon is ''"),
        (f"{HEAD}\na,X,,,,,\n", "place", "line 2: lat is ''"),
        (f"{HEAD}\na,X,,,,,,,\n", "actor", "line 2: has 9 cells, the first line has 7"),
    ],
)
def test_what_is_refused_is_told_with_file_and_line(tmp_path: Path, text: str, sort: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        rows(tmp_path / "mine.csv", text, sort)
    assert "mine.csv" in str(error.value) and told in str(error.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_listed(tmp_path / "none.csv", "actor", {})
    (tmp_path / "latin.csv").write_bytes("id,name\na,Zoé\n".encode("latin-1"))
    with pytest.raises(InputError, match="UTF-8"):
        read_listed(tmp_path / "latin.csv", "actor", {})


def test_lists_go_before_the_tables_and_leave_them_as_they_are() -> None:
    tables = load_gazetteer()
    mine = [
        Listed("club", "OTAN", ("OTAN",), "ngo"),
        Listed("UA", "Ukraine", ("Pays du trident",), "country"),
        Listed("quelqu-un", "Ostap Vymyslenko", ("Ostap Vymyslenko",), "person", "UA"),
    ]
    places = [Listed("quai", "Quai 9", ("Quai 9",), "place", "UA", 45.0, 28.0)]
    both = tables.with_lists(mine, places)
    text = "L'OTAN, le Pays du trident, Ostap Vymyslenko et le Quai 9."
    found = {text[f.start : f.end]: (f.known.type, f.known.id) for f in both.scan(text, "fr")}
    assert found == {
        "OTAN": ("body", "club"), "Pays du trident": ("country", "UA"), "Ostap Vymyslenko": ("person", "quelqu-un"),
        "Quai 9": ("region", "quai"),
    }  # fmt: skip
    assert [f.known.id for f in tables.scan(text, "fr")] == ["nato"]
    assert both.aliases("UA")[:2] == ("Pays du trident", "Ukraine")
    longer = tables.with_lists([Listed("u", "Union", ("Union",), "party")])
    assert [f.known.id for f in longer.scan("L'Union européenne et l'Union.", "fr")] == ["european_union", "u"]
