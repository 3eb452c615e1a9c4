"""`make bench-faults`: visitors write while everything is killed, and nothing may be lost."""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from random import Random

from bench import breaking, oracles, stack, visitors
from bench.oracles import Finding
from bench.stack import SITE, Stack
from bench.watching import watching
from intake.replay import account, load, rows
from intake.replay.messages import Written
from intake.replay.posting import Outcome
from intake.replay.visits import Place, visits

FINAL_SECONDS = 60.0  # promised: all is final or before a person this long after the last fault
TOLD_SECONDS = 150.0  # two leases, for what was being delivered when its worker died twice
BACK_SECONDS = 5.0
FLUSH_EVERY = 10  # kills
SLOW_SHARE, SLOW_SECONDS = 0.15, 0.4  # how often, and how much, the receivers take their time


@dataclass(frozen=True)
class Plan:
    """How much is broken. The same seed breaks in the same order."""

    kills: int
    seed: int = 1
    rate: float = 30.0
    gap_seconds: float = 1.0
    outage_seconds: float = 60.0
    typing_seconds: float = 0.5
    database: str = "sqlite"


def run(plan: Plan) -> list[Finding]:
    """Break everything as planned under load, and look at what is left."""
    with stack.running(plan.database) as installed:
        _slow_receivers(installed, Random(plan.seed))
        with watching(installed) as watch:
            broken, outcomes, last_fault_at = _break_under_load(installed, plan)
            findings = [Finding(what, count) for what, count in broken.items()]
            findings += _final_in_time(last_fault_at)
        longest = f"{watch.longest:.1f} s"
        findings += [
            Finding("absences of the web process", len(watch.absences)),
            Finding("the longest of them", longest, watch.longest < BACK_SECONDS, is_speed=True),
            *_look(installed, outcomes),
        ]
        if not all(finding.is_ok for finding in findings):
            findings.append(Finding("logs kept in", _keep_logs(installed)))
    return findings


def _break_under_load(installed: Stack, plan: Plan) -> tuple[Counter[str], list[Outcome], float]:
    end = threading.Event()
    with ThreadPoolExecutor(1) as background:
        coming = background.submit(_load, installed, plan, end)
        try:
            broken = _break(installed, plan, Random(plan.seed))
            last_fault_at = time.monotonic()
        finally:
            end.set()
        return broken, coming.result(), last_fault_at


def _load(installed: Stack, plan: Plan, end: threading.Event) -> list[Outcome]:
    place = Place(SITE)
    coming = visits(_until(end, plan.seed), place, f"{plan.seed}")
    return load.run(installed.settings.base_url, coming, plan.rate, plan.typing_seconds)


def _until(end: threading.Event, seed: int) -> Iterator[Written]:
    for message in visitors.messages(Random(seed)):
        if end.is_set():
            return
        yield message


def _break(installed: Stack, plan: Plan, rng: Random) -> Counter[str]:
    """Kill in turn, empty Redis now and then, and take it away once, half way."""
    broken: Counter[str] = Counter()
    names = cycle(breaking.KILLS)
    for number, name in enumerate(islice(names, plan.kills)):
        time.sleep(rng.uniform(0, 2 * plan.gap_seconds))
        _kill(installed, name, rng)
        broken[f"killed: {name}"] += 1
        if number % FLUSH_EVERY == FLUSH_EVERY - 1:
            broken["Redis emptied"] += breaking.flush_redis(installed)
        if plan.outage_seconds and number == plan.kills // 2:
            breaking.redis_outage(installed, plan.outage_seconds)
            broken[f"Redis away for {plan.outage_seconds:.0f} s"] += 1
    return broken


def _kill(installed: Stack, name: str, rng: Random) -> None:
    """Kill it, as soon as it is there to be killed."""
    stack.wait_until(lambda: breaking.KILLS[name](installed, rng) > 0, f"{name} to kill")


def _final_in_time(last_fault_at: float) -> Iterator[Finding]:
    """All is judged, or before a person, soon after the last fault; alerts as leases run out."""
    judged = account.wait_until(lambda: rows.waiting(0) == 0, FINAL_SECONDS)
    yield Finding("all judged after", _since(last_fault_at), judged)
    told = account.wait_until(lambda: rows.untold(0) == 0, TOLD_SECONDS)
    yield Finding("all told after", _since(last_fault_at), told)


def _look(installed: Stack, outcomes: Sequence[Outcome]) -> Iterator[Finding]:
    yield from oracles.nothing_lost(outcomes, account.take(outcomes, 0))
    yield from oracles.everything_told()
    yield from oracles.alerts_accepted(installed)
    yield from oracles.database_whole()


def _since(moment: float) -> str:
    return f"{time.monotonic() - moment:.1f} s"


def _slow_receivers(installed: Stack, rng: Random) -> None:
    """Let the receivers take their time now and then, so that kills fall into the waiting."""

    def pause() -> None:
        if rng.random() < SLOW_SHARE:
            time.sleep(rng.uniform(0, 2 * SLOW_SECONDS))

    installed.mail.pause = installed.hook.pause = pause


def _keep_logs(installed: Stack) -> str:
    directory = Path(tempfile.mkdtemp(prefix="intake-faults-"))
    stack.keep_logs(installed, directory)
    return str(directory)


def main(arguments: Sequence[str]) -> int:
    """Break things, print the table, and say by the exit code whether all promises were kept."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=30.0, help="visits a second")
    parser.add_argument("--outage", type=float, default=60.0, help="seconds without Redis")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    given = parser.parse_args(arguments)
    plan = Plan(given.kills, given.seed, given.rate, 1.0, given.outage, database=given.database)
    began_at = time.monotonic()
    findings = run(plan)
    for finding in findings:
        print(f"{'' if finding.is_ok else 'WRONG':<6}{finding.what:<42}{finding.figure}")
    print(f"Took {time.monotonic() - began_at:.0f} s; the seed was {plan.seed}.")
    return 0 if all(finding.is_ok for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
