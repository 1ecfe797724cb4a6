"""Views that read well in any SQLite tool: `reports`, `entries`, `actors`, `failures`, one a kind (`tolls`, …).

They show current versions of reports only (`reports` shows all), one row an entry, several fillers joined by `; `. They
are made anew when the kinds or this module change, so that they take no migration. SQL that SQLite 3.37 reads, for
other tools bring older ones than ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import Connection, insert, select, update

from greffier.ledger import schema
from greffier.ledger.backends import spelling_of
from greffier.lexicon import load_kinds
from greffier.lexicon.kinds import Kind

__all__ = ["definitions", "drop_views", "renew_views", "view_of"]

_PLURALS = {"aid": "pledges", "talks": "talks"}
_KEY = "views"

_REPORTS = """
SELECT r.id, r.published, r.published_at, r.outlet, r.title,
  (SELECT group_concat(a.value, '; ') FROM json_each(coalesce(r.authors, '[]')) a) AS authors, r.language, r.url,
  (SELECT group_concat(k.uri, '; ') FROM known_as k WHERE k.report = r.id) AS uri,
  (SELECT count(*) FROM entry e WHERE e.report = r.id) AS entries,
  CASE WHEN EXISTS (SELECT 1 FROM withdrawal w WHERE w.report = r.id) THEN 'withdrawn'
    WHEN n.id IS NULL THEN 'current' ELSE 'replaced' END AS version,
  r.replaces, n.id AS replaced_by,
  (SELECT min(coalesce(o.published, '?')) FROM withdrawal w JOIN notice o ON o.id = w.notice WHERE w.report = r.id)
    AS withdrawn_on, r.doubts, r.text, t.length, r.path, r.recorded_at
FROM report r JOIN text t ON t.id = r.text LEFT JOIN report n ON n.replaces = r.id
"""
_ACTORS = """
SELECT a.id, a.name, a.kind, a.country,
  (SELECT group_concat(x.name, '; ') FROM
    (SELECT n.name FROM actor_name n WHERE n.actor = a.id AND n.name <> a.name ORDER BY n.reports DESC, n.name) x
  ) AS other_names,
  (SELECT group_concat(x.role, '; ') FROM
    (SELECT min(o.words) || ' (' || o.owner || coalesce(', ' || min(o.day) || '..' || max(o.day), '') || ')' AS role
     FROM office o JOIN sighting s ON s.report = o.report AND s.local = o.local
     WHERE s.actor = a.id AND o.named = 1 GROUP BY o.family, o.owner ORDER BY min(o.day) NULLS FIRST, o.owner) x
  ) AS roles,
  count(DISTINCT s.report) AS reports, min(s.day) AS first_day, max(s.day) AS last_day
FROM actor a JOIN sighting s ON s.actor = a.id
WHERE NOT EXISTS (SELECT 1 FROM report n WHERE n.replaces = s.report)
  AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.report = s.report)
GROUP BY a.id
"""
_NAMINGS = """
SELECT f.entry, f.role, f.position, s.actor, a.name, f.name AS said_as, s.basis, s.because, s.report, s.day AS published
FROM sighting s JOIN actor a ON a.id = s.actor JOIN entry e ON e.report = s.report
JOIN filler f ON f.entry = e.id AND coalesce(f.actor, '') = s.local AND f.role <> 'place'
"""
_CHECKS = """
SELECT v.verdict, v."check", v.words AS claim, v.reason, v.figures, r.published, r.outlet, r.title, v.entries, v.report
FROM verdict v JOIN report r ON r.id = v.report
WHERE NOT EXISTS (SELECT 1 FROM report n WHERE n.replaces = r.id)
  AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.report = r.id)
"""
_NOTICES = """
SELECT o.id, o.published, o.published_at, o.outlet, o.title, o.uri, o.url,
  (SELECT count(*) FROM withdrawal w WHERE w.notice = o.id) AS reports, o.text, o.path, o.recorded_at
FROM notice o
"""
_FAILURES = """
SELECT f.id, f.name, f.item, f.message AS reason, f.figures, f.path, f.recorded_at, f.tried_at, f.tries,
  coalesce(f.settled, 'open') AS state, f.settled_at, f.settled_by, f.report, length(f.content) AS bytes_kept
FROM failed f
"""
_TOLL = """(SELECT {bound}(coalesce(n.{bound}, n.{other})) FROM membership m JOIN role h ON h.entry = m.entry
    JOIN role n ON n.entry = m.entry JOIN entry x ON x.id = m.entry
    WHERE m.event = v.id AND h.role = 'harm' AND h.value = 'killed' AND n.role = 'number' AND n.scope IS NULL
      AND x.factuality IN ('actual', 'possible')
      AND NOT EXISTS (SELECT 1 FROM report later WHERE later.replaces = x.report)
      AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.report = x.report))"""
_EVENTS = f"""
SELECT v.id, min(t.kind) AS kind, min(e.when_start) AS when_start, max(e.when_end) AS when_end,
  (SELECT f.name FROM membership m JOIN filler f ON f.entry = m.entry WHERE m.event = v.id AND f.role = 'place'
    ORDER BY f.precision IS NULL, f.precision NOT IN ('point', 'city'), f.name LIMIT 1) AS place,
  count(DISTINCT e.id) AS entries, count(DISTINCT e.report) AS reports,
  count(DISTINCT coalesce(c.original, e.report)) AS texts,
  {_TOLL.format(bound="min", other="max")} AS killed_min, {_TOLL.format(bound="max", other="min")} AS killed_max,
  min(r.published) AS first_published, max(r.published) AS last_published
FROM event v JOIN membership b ON b.event = v.id JOIN entry e ON e.id = b.entry JOIN telling t ON t.id = b.telling
  JOIN report r ON r.id = e.report LEFT JOIN copy c ON c.report = r.id
WHERE NOT EXISTS (SELECT 1 FROM report n WHERE n.replaces = r.id)
  AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.report = r.id)
GROUP BY v.id
"""
_HEAD = "e.id, e.when_start, e.when_end"
_TAIL = """(SELECT f.name FROM filler f WHERE f.entry = e.id AND f.role = 'source' ORDER BY f.position LIMIT 1)
    AS source,
  e.factuality, e.status AS judged, e.confidence, r.published, r.outlet, r.title, e.words AS anchor,
  (SELECT v.words FROM evidence v WHERE v.entry = e.id AND v.position = 0) AS evidence, e.report"""
_FROM = """FROM entry e JOIN report r ON r.id = e.report
WHERE NOT EXISTS (SELECT 1 FROM report n WHERE n.replaces = r.id)
  AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.report = r.id)"""


def view_of(kind: str) -> str:
    """The name of a kind's view."""
    return _PLURALS.get(kind, f"{kind}s")


def definitions() -> dict[str, str]:
    """The SELECT of each view by name."""
    ours = {"reports": _REPORTS, "checks": _CHECKS, "actors": _ACTORS, "namings": _NAMINGS, "events": _EVENTS,
            "failures": _FAILURES, "notices": _NOTICES}  # fmt: skip
    found = {"entries": _entries(), **{name: sql.strip() for name, sql in ours.items()}}
    return found | {view_of(kind.name): _kind(kind) for kind in load_kinds().values()}


def _entries() -> str:
    ordered = f"SELECT {_CELL} AS cell FROM role o WHERE o.entry = e.id ORDER BY o.position"
    roles = f"(SELECT {_joined('x.cell')} FROM ({ordered}) x)"
    return f"SELECT {_HEAD}, e.kind, {_fillers('place')} AS place,\n  {roles} AS roles,\n  {_TAIL}\n{_FROM}"


def _joined(column: str) -> str:
    return f"group_concat({column}, '; ')"


def _fillers(role: str) -> str:
    ordered = f"SELECT f.name FROM filler f WHERE f.entry = e.id AND f.role = '{role}' ORDER BY f.position"
    return f"(SELECT {_joined('x.name')} FROM ({ordered}) x)"


def _number(column: str) -> str:
    """A number as text, whole where it is whole; empty where there is none."""
    whole = f"CAST({column} AS INTEGER)"
    words = f"CASE WHEN {column} = {whole} THEN CAST({whole} AS TEXT) ELSE CAST({column} AS TEXT) END"
    return f"coalesce({words}, '')"


_CELL = f"""o.role || ': ' || CASE o.form
    WHEN 'closed' THEN o.value
    WHEN 'quantity' THEN {_number("o.min")} || CASE WHEN o.min = o.max THEN '' ELSE '..' || {_number("o.max")} END
      || coalesce(' ' || o.currency, '')
    WHEN 'period' THEN o.first_day || '..' || o.last_day
    WHEN 'span' THEN o.words
    ELSE coalesce((SELECT group_concat(f.name, ', ') FROM filler f WHERE f.entry = o.entry AND f.role = o.role), '')
    END"""


def _kind(kind: Kind) -> str:
    cells = [f"{cell} AS {name}" for role, spec in kind.roles.items() for name, cell in _role(role, str(spec["is"]))]
    return "SELECT " + ",\n  ".join([_HEAD, *cells, _TAIL]) + f"\n{_FROM} AND e.kind = '{kind.name}'"


def _role(role: str, form: str) -> Iterator[tuple[str, str]]:
    """The columns of a role: name and expression."""

    def cell(column: str) -> str:
        return f"(SELECT o.{column} FROM role o WHERE o.entry = e.id AND o.role = '{role}')"

    match form:
        case "closed":
            yield role, cell("value")
        case "span":
            yield role, cell("words")
        case "period":
            yield from ((f"{role}_start", cell("first_day")), (f"{role}_end", cell("last_day")))
        case "number" | "amount":
            parts = ("min", "max", "open", *(("currency",) if form == "amount" else ()), "scope")
            yield from ((f"{role}_{part}", cell(part)) for part in parts)
        case _:
            yield role, _fillers(role)
            if role == "place":
                yield from ((part, _mapped(part)) for part in ("lat", "lon", "precision"))


def _mapped(column: str) -> str:
    """What is known of the first place that is on the map."""
    where = "f.entry = e.id AND f.role = 'place' AND f.lat IS NOT NULL"
    return f"(SELECT f.{column} FROM filler f WHERE {where} ORDER BY f.position LIMIT 1)"


def renew_views(connection: Connection, *, always: bool = False) -> bool:
    """Make the views as they are defined now; gives whether they were other ones."""
    wanted = definitions()
    digest = sha256("\0".join(f"{name}\0{sql}" for name, sql in wanted.items()).encode()).hexdigest()
    about = schema.about
    found = connection.scalar(select(about.c.value).where(about.c.key == _KEY))
    if found == digest and not always:
        return False
    drop_views(connection)
    for name, sql in wanted.items():
        made = spelling_of(connection).view(sql)
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {made}")
    row = {"key": _KEY, "value": digest}
    step = insert(about) if found is None else update(about).where(about.c.key == _KEY)
    connection.execute(step.values(row))
    return True


def drop_views(connection: Connection) -> None:
    """Take away every view, because a table that one names cannot be changed."""
    for name in spelling_of(connection).views(connection):
        connection.exec_driver_sql(f'DROP VIEW "{name}"')
