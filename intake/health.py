"""Whether all is well: heartbeats of the processes, and checks that each part brings along."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from intake import clock, db
from intake.errors import Busy
from intake.rows import affected

STALE_SECONDS = 45  # three of the slowest process's beats
PROCESSES = {
    "web": "The web server (web)",
    "judge": "The spam judge (judge)",
    "tell": "The messenger (tell)",
    "clock": "The clock (clock)",
}


class Heartbeat(db.Base):
    """When a process was last seen. `detail`: what it says of itself, as the judge its model."""

    __tablename__ = "heartbeat"

    process: Mapped[str] = mapped_column(String(20), primary_key=True)
    seen_at: Mapped[datetime]
    detail: Mapped[str] = mapped_column(String(120), default="")


@dataclass(frozen=True)
class Check:
    """One thing that is well or not, in a sentence for the owner. `name` is stable."""

    name: str
    is_ok: bool
    sentence: str


Checker = Callable[[], Iterable[Check]]


def beat(process: str, *, detail: str = "") -> None:
    """Note that this process lives. A database that is busy is no reason to die."""
    values = {"seen_at": clock.now(), "detail": detail}
    try:
        with db.transaction() as session:
            seen = session.execute(
                update(Heartbeat).where(Heartbeat.process == process).values(values)
            )
            if affected(seen) == 0:
                session.add(Heartbeat(process=process, **values))
    except (Busy, IntegrityError):
        return


def heartbeats() -> Iterable[Check]:
    """Say of each process when it was last seen."""
    rows = db.session().execute(select(Heartbeat.process, Heartbeat.seen_at))
    seen = {row.process: row.seen_at for row in rows}
    for process in PROCESSES:
        yield _heartbeat(process, seen.get(process))


def _heartbeat(process: str, seen_at: datetime | None) -> Check:
    name = PROCESSES[process]
    if seen_at is None:
        return Check(process, False, f"{name} has never been seen running.")
    seconds = seconds_since(seen_at)
    is_ok = seconds <= STALE_SECONDS
    state = "is running" if is_ok else "is not running"
    return Check(process, is_ok, f"{name} {state}; last seen {spell(seconds)} ago.")


def seconds_since(moment: datetime) -> int:
    """Return the whole seconds since then; hosts' clocks differ a little, so never below 0."""
    return max(0, int((clock.now() - moment).total_seconds()))


def spell(seconds: int) -> str:
    """Say a duration as a person would: 12 s, 5 min, 3 h, 4 days."""
    for unit, size in (("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
