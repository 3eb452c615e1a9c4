"""WATCH: ask every part how it is, and gather the answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from intake import db, health
from intake.config import Settings
from intake.health import Check, Checker
from intake.watch import looks, machine, rows

ROWS: tuple[Checker, ...] = (
    rows.judging,
    rows.model,
    rows.learning,
    rows.attention,
    rows.alerts,
    rows.destinations,
    looks.audit,
    looks.heartbeat_urls,
)


@dataclass(frozen=True)
class Section:
    """Checks that belong together, under one heading."""

    title: str
    checks: list[Check]


@dataclass(frozen=True)
class Report:
    """How everything is. What is wrong comes first to whoever reads it."""

    sections: list[Section]

    @property
    def wrong(self) -> list[Check]:
        return [check for part in self.sections for check in part.checks if not check.is_ok]

    @property
    def headline(self) -> str:
        count = len(self.wrong)
        if not count:
            return "All is well"
        return "One thing is wrong" if count == 1 else f"{count} things are wrong"


def report(settings: Settings) -> Report:
    """Ask everything. Without a usable database, only the machine can answer."""
    database = list(machine.database())
    around = [*machine.redis(settings), *machine.mail(settings), *machine.disk(settings)]
    ground = Section("The machine", [*database, *around])
    if not all(check.is_ok for check in database):
        return Report([ground])
    return Report(
        [
            Section("The processes", _ask(health.heartbeats)),
            Section("The work", [check for ask in ROWS for check in _ask(ask)]),
            ground,
        ]
    )


def readiness() -> tuple[bool, list[str]]:
    """Say whether this process can take submissions, and name all that fails.

    A missing worker is named but is no reason to send visitors away: what they send is kept.
    """
    database = list(machine.database())
    is_ready = all(check.is_ok for check in database)
    beats: Iterable[Check] = _ask(health.heartbeats) if is_ready else []
    return is_ready, [check.name for check in (*database, *beats) if not check.is_ok]


def _ask(checker: Checker) -> list[Check]:
    try:
        return list(checker())
    except SQLAlchemyError:
        db.done()  # its connection is of no use any more
        return [Check("database", False, "The database went away while it was asked.")]
