"""Alembic, forward only: bring a database to the newest version."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database_url: str, *, to: str = "head") -> None:
    """Run what is missing. Each step is one transaction; a second run finds nothing to do."""
    command.upgrade(_config(database_url), to)


def _config(database_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["database_url"] = database_url
    return config
