"""What every process of ours does first: settings, logs, keys, database, bell."""

from __future__ import annotations

from functools import cache

from intake import bell, db, logs, sealing
from intake.alerts import channels
from intake.config import Settings


@cache
def settings() -> Settings:
    """Read the settings once."""
    return Settings.from_env()


def connect() -> None:
    """Make this process ready to work."""
    logs.configure()
    sealing.equip(settings().secrets)
    db.connect(settings())
    bell.hang(settings())
    channels.equip(settings())
