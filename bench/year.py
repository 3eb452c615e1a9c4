"""`make bench-year`: a year of callbacks, of people who forget, of servers that refuse and of
processes that are killed; and nobody who asked to be called may be forgotten.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

import structlog

from bench import year_look, year_sinks
from bench.oracles import Finding
from bench.stack import new_database
from bench.year_arrivals import arrivals
from bench.year_site import BEGINS, ENDS, open_practice, settings
from bench.year_world import Pace, World
from intake import clock, db
from tests import servers

# A file system in memory: quick, and it forgets nothing that a killed process wrote.
IN_MEMORY = Path("/dev/shm")  # noqa: S108
ACTS_PER_CALLBACK = 9  # about: what processes are asked to do


@dataclass(frozen=True)
class Plan:
    """How long a year is, how much happens in it, and how much is broken."""

    callbacks: int
    kills: int
    seed: int = 1
    database: str = "sqlite"
    days: int = 365
    audits_every: timedelta = timedelta(hours=2)


def run(plan: Plan) -> list[Finding]:
    """Let the year pass, and look at what is left."""
    rng = Random(plan.seed)
    with (
        _directory() as data,
        year_sinks.running(data, plan.seed) as receivers,
        _database(plan.database, data) as url,
        _quiet(),
    ):
        practice = open_practice(settings(data, url, receivers.urls["mail"]), receivers)
        dies = plan.kills / (plan.callbacks * ACTS_PER_CALLBACK)
        world = World(practice, Pace(dies, plan.audits_every), rng, BEGINS)
        clock.pin(lambda: world.now)
        try:
            until = min(BEGINS + timedelta(days=plan.days), ENDS)
            world.run(arrivals(plan.callbacks, rng, until))
            return list(year_look.findings(world, receivers, plan.callbacks))
        finally:
            world.stop()
            clock.pin(None)
            db.close()


def run_at_once(plan: Plan, practices: int) -> list[Finding]:
    """Share the callbacks out over practices that know nothing of one another; add all up."""
    share = [
        *("--callbacks", plan.callbacks // practices, "--kills", plan.kills // practices),
        *("--days", plan.days, "--database", plan.database, "--json"),
    ]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.year", *map(str, share), "--seed", str(plan.seed + n)],
            stdout=subprocess.PIPE,
        )
        for n in range(practices)
    ]
    said = [process.communicate()[0] for process in running]
    if any(process.returncode for process in running):
        raise RuntimeError("A practice was not simulated to its end; what it said stands above.")
    return _added([Finding(**each) for one in said for each in json.loads(one)])


def _added(findings: list[Finding]) -> list[Finding]:
    """Add up what was found of the same; of what was most, take the most."""
    added: dict[str, Finding] = {}
    for one in findings:
        if (before := added.get(one.what)) is None:
            added[one.what] = one
            continue
        both = (before.figure, one.figure)
        ints = [figure for figure in both if isinstance(figure, int)]
        figure = (max(ints) if "most" in one.what else sum(ints)) if len(ints) == 2 else both
        added[one.what] = replace(before, figure=figure, is_ok=before.is_ok and one.is_ok)
    return list(added.values())


@contextmanager
def _quiet() -> Iterator[None]:
    """Log only what is critical: a year has a million lines."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        yield
    finally:
        structlog.configure(**before)


@contextmanager
def _directory() -> Iterator[Path]:
    where = IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="intake-year-", dir=where) as name:
        yield Path(name)


@contextmanager
def _database(kind: str, data: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{data / 'intake.db'}"
        return
    with servers.postgres_server() as url:
        yield new_database(url)


def main(arguments: Sequence[str]) -> int:
    """Simulate, print the table, and say by the exit code whether nobody was forgotten."""
    parser = argparse.ArgumentParser(prog="python -m bench.year", description=__doc__)
    parser.add_argument("--callbacks", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--practices", type=int, default=2, help="as many at once as cores")
    parser.add_argument("--json", action="store_true", help="say the findings to a program")
    given = parser.parse_args(arguments)
    plan = Plan(given.callbacks, given.kills, given.seed, given.database, given.days)
    if given.json:
        print(json.dumps([asdict(finding) for finding in run(plan)]))
        return 0
    began_at = time.monotonic()
    findings = run(plan) if given.practices == 1 else run_at_once(plan, given.practices)
    for finding in findings:
        print(f"{'' if finding.is_ok else 'WRONG':<6}{finding.what:<48}{finding.figure}")
    print(f"Took {time.monotonic() - began_at:.0f} s; the seed was {plan.seed}.")
    return 0 if all(finding.is_ok for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
