"""Places near a point: what the box lets through, against every distance reckoned."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from greffier.ledger import Circle, Ledger, open_ledger, schema
from greffier.ledger.circle import box, inside
from greffier.model import distance_km
from ledger.made import keep, report

DEGREES = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
EDGES = st.tuples(
    st.sampled_from([-90.0, -89.9, -60.0, 0.0, 48.5, 89.9, 90.0]), st.sampled_from([-180.0, -179.9, 0.0, 179.9, 180.0])
)


def place(ledger: Ledger, points: list[tuple[float, float]]) -> None:
    """One filler a point, of one entry, named by its number."""
    with ledger.begin() as connection:
        filler = schema.filler
        connection.execute(filler.delete().where(filler.c.role == "somewhere"))
        known = dict(connection.execute(select(filler).limit(1)).mappings().one())
        for number, (lat, lon) in enumerate(points):
            row = {**known, "role": "somewhere", "position": number, "lat": lat, "lon": lon, "name": str(number)}
            connection.execute(insert(filler), row)


def test_the_box_holds_every_point_of_the_circle(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "a.db") as ledger:
        keep(ledger, report())

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(DEGREES | EDGES, st.lists(DEGREES | EDGES, max_size=12), st.floats(0.01, 20_000))
        def check(center: tuple[float, float], points: list[tuple[float, float]], km: float) -> None:
            place(ledger, points)
            circle = Circle(*center, km)
            with ledger.begin() as connection:
                query = select(schema.filler.c.name).where(schema.filler.c.role == "somewhere", box(circle))
                boxed = {int(name) for name in connection.scalars(query)}
            exact = {n for n, point in enumerate(points) if distance_km(center, point) <= km}
            assert exact <= boxed

        check()


@pytest.mark.sqlite("the plan of its queries")
def test_the_box_is_looked_up_in_the_index(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "a.db") as ledger:
        keep(ledger, report())
        with ledger.begin() as connection:
            query = select(schema.filler.c.entry).where(box(Circle(46.5, 30.7, 50)))
            sql = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
            plan = " ".join(str(row[-1]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}"))
            assert "ix_filler_lat_lon" in plan
            assert inside(connection, Circle(1.5, -2.25, 1)) and not inside(connection, Circle(2.5, -2.25, 1))
