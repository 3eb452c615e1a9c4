"""`make bench`: how fast an installation is, beside what its peers did on a machine like this."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from random import Random

from bench import filling, machine, reading, stack, visitors, writing
from bench.stack import SITE, Stack
from bench.writing import Sent, Task
from intake.moderation.judging import BATCH
from intake.replay import account, load, rows
from intake.replay.visits import Place, visits

WARM_SECONDS, WRITE_SECONDS, READ_SECONDS = 2.0, 6.0, 4
BACKLOG = 10_000
DRAIN_SECONDS = 90.0
OPEN_RATE, OPEN_SECONDS = 50.0, 15
PATH = f"/{SITE}/articles/of-fifty"
COMMENTS = 50
SERVER_CORE = 0

# Requests a second, one server process on one processor of a machine with two, 16 connections.
PEERS = {
    "comments accepted, JSON": "Isso 247, Remark42 327, Waline 107",
    "thread of 50 read, JSON": "Isso 36, Remark42 7855, Waline 14",
}


@dataclass(frozen=True)
class Figure:
    """One measured thing."""

    what: str
    value: float
    unit: str


def measure() -> Iterator[Figure]:
    """Measure everything on a fresh installation, one thing at a time."""
    with stack.running() as installed:
        yield Figure("append and fdatasync", machine.fsync_microseconds(installed.data), "µs")
        yield Figure("addition in Python", machine.addition_nanoseconds(), "ns")
        _only_web(installed)
        filling.publish(PATH, COMMENTS)
        yield from _writing(installed)
        yield from _reading(installed)
        yield from _draining(installed)
        yield from _from_accept_to_verdict(installed)
        for name in ("web", "judge", "tell", "clock"):
            yield Figure(f"memory of {name}", installed.parts[name].rss_mb(), "MB")


def _only_web(installed: Stack) -> None:
    """Leave the web process alone on its processor, with Redis beside it."""
    for name in ("judge", "tell", "clock", "web"):
        installed.parts[name].stop()
    installed.parts["web"].core = SERVER_CORE
    installed.start("web")


def _writing(installed: Stack) -> Iterator[Figure]:
    port, secret = int(installed.env["PORT"]), installed.settings.secrets.secret_key
    for what, ticket_secret in (("JSON", ""), ("HTML form", secret)):
        writing.write(Task(port, WARM_SECONDS, secrets.token_hex(4), ticket_secret))
        before = installed.parts["web"].cpu_seconds()
        sent = writing.write(Task(port, WRITE_SECONDS, secrets.token_hex(4), ticket_secret))
        used = installed.parts["web"].cpu_seconds() - before
        yield from _written(f"comments accepted, {what}", sent, used)


def _written(what: str, sent: Sent, cpu_seconds: float) -> Iterator[Figure]:
    if sent.refused or not sent.took:
        raise RuntimeError(f"{sent.refused} posts were refused and {len(sent.took)} accepted.")
    p99 = account.percentile(sorted(sent.took), 99)
    yield Figure(what, len(sent.took) / sent.seconds, "/s")
    yield Figure(f"{what}, p99", 1000 * p99, "ms")
    yield Figure(f"{what}, processor time", 1e6 * cpu_seconds / len(sent.took), "µs each")


def _reading(installed: Stack) -> Iterator[Figure]:
    if not reading.is_possible():
        print(reading.MISSING)
        return
    for what, form, is_known in (
        ("JSON", "json", 0),
        ("HTML", "html", 0),
        ("JSON, 304", "json", 1),
    ):
        address = f"/{SITE}/comments.{form}?path={PATH}"
        known = {"If-None-Match": _etag(installed, address)} if is_known else {}
        url = installed.settings.base_url + address
        reading.read(url, 1, known)
        before = installed.parts["web"].cpu_seconds()
        read = reading.read(url, READ_SECONDS, known)
        used = installed.parts["web"].cpu_seconds() - before
        yield Figure(f"thread of {COMMENTS} read, {what}", read.per_second, "/s")
        yield Figure(f"thread of {COMMENTS} read, {what}, p99", read.p99_ms, "ms")
        yield Figure(
            f"thread of {COMMENTS} read, {what}, processor time", 1e6 * used / read.count, "µs each"
        )


def _etag(installed: Stack, address: str) -> str:
    connection = HTTPConnection(stack.HOST, int(installed.env["PORT"]))
    connection.request("GET", address)
    response = connection.getresponse()
    body = json.loads(response.read())
    connection.close()
    if len(body["comments"]) != COMMENTS:
        raise RuntimeError(f"The thread has {len(body['comments'])} comments.")
    return response.getheader("ETag", "")


def _draining(installed: Stack) -> Iterator[Figure]:
    """Fill while nobody judges, then let the real worker drain."""
    filling.backlog(BACKLOG)
    since_id = rows.newest_id() - BACKLOG
    installed.start("judge", "clock")
    if not account.wait_until(lambda: rows.waiting(0) == 0, DRAIN_SECONDS):
        raise RuntimeError("The judge did not come to an end.")
    yield Figure("comments judged", filling.judged_per_second(since_id, BATCH), "/s")


def _from_accept_to_verdict(installed: Stack) -> Iterator[Figure]:
    """Let visitors come at a steady rate to a server that shares both processors with the rest."""
    installed.parts["web"].stop()
    installed.parts["web"].core = None
    installed.start("web", "tell")
    since_id, place = rows.newest_id(), Place(SITE)
    messages = islice(visitors.messages(Random(1)), round(OPEN_RATE * OPEN_SECONDS))
    coming = visits(messages, place, secrets.token_hex(4))
    outcomes = load.run(installed.settings.base_url, coming, OPEN_RATE, typing_seconds=0)
    account.wait_until_final(since_id, DRAIN_SECONDS)
    taken = account.take(outcomes, since_id)
    if not taken.is_right or taken.refused:
        raise RuntimeError("\n".join(taken.lines()))
    for percent in (50, 95, 99):
        value = 1000 * account.percentile(taken.verdict_seconds, percent)
        yield Figure(f"accept to verdict at {OPEN_RATE:.0f}/s, p{percent}", value, "ms")


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table, and write the figures to a file if one is named."""
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    given = parser.parse_args(arguments)
    print(f"{machine.description()}. The peers' figures are from a machine like it.")
    began_at, figures = time.monotonic(), []
    for figure in measure():
        figures.append(figure)
        value = f"{figure.value:,.0f}" if figure.value >= 100 else f"{figure.value:.1f}"
        print(f"{figure.what:<48}{value:>10} {figure.unit:<8} {PEERS.get(figure.what, '')}")
    print(f"Took {time.monotonic() - began_at:.0f} s.")
    if given.json:
        given.json.write_text(json.dumps([asdict(figure) for figure in figures], indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
