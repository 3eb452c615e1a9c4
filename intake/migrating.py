"""Alembic, forward only: bring a database to the newest version, and say which one it has.

Alembic is imported where it is used: it would double the start of the web process, which needs it
for one question at most.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database_url: str, *, to: str = "head") -> None:
    """Run what is missing. Each step is one transaction; a second run finds nothing to do."""
    from alembic import command

    command.upgrade(_config(database_url), to)


def version(connection: Connection) -> str | None:
    """Return the version of a database, None for one without our tables."""
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


@cache
def newest() -> str | None:
    """Return the version that this code needs."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _config(database_url: str) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["database_url"] = database_url
    return config
