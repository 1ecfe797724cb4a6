"""From the schema that a file has to the one that the program knows, in one transaction, a backup first."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

__all__ = ["known_revisions", "newest", "revision_of", "upgrade"]


@cache
def _scripts() -> ScriptDirectory:
    config = Config()
    folder = files("greffier.ledger").joinpath("migrations")
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def newest() -> str:
    """The revision of the schema that this program writes."""
    return str(_scripts().get_current_head())


def known_revisions() -> frozenset[str]:
    """Every revision that this program can start from."""
    return frozenset(step.revision for step in _scripts().walk_revisions())


def revision_of(connection: Connection) -> str | None:
    """The revision of the schema in a file, None where there is none yet."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection) -> None:
    """Bring the schema to the newest revision; the caller's transaction holds all of it or nothing."""
    scripts = _scripts()
    with EnvironmentContext(
        Config(), scripts, fn=lambda revision, _context: scripts._upgrade_revs("head", revision)
    ) as environment:
        environment.configure(connection=connection, render_as_batch=True, transactional_ddl=False)
        environment.run_migrations()
