"""`python -m bench.queue`: how fast the queue answers with 100 and with 100,000 items waiting.

The real pages through WSGI, on SQLite and, where there is one, PostgreSQL; and the plan of each
query that a kind of page needs, so that nobody has to believe that none reads the whole table.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from bench import machine, queue_rows
from intake import create_app, db, migrating
from intake.config import Secrets, Settings
from intake.moderation import listing
from intake.moderation.wanted import Sort, Wanted
from intake.sites import service as sites
from intake.words import Role
from tests import servers

SIZES = (100, 100_000)
REQUESTS = 20  # of each kind of page and size
HUNDREDTH = 99 * listing.PAGE  # items before the hundredth page
SECRETS = Secrets("b" * 40, "i" * 40, "n" * 40, {"k1": b"k" * 32})

# What is asked of the queue; {before} is the cursor of the hundredth page of that order.
PAGES = {
    "first page": "",
    "100th page": "before={before}",
    "oldest first": "sort=oldest",
    "oldest first, 100th page": "sort=oldest&before={before}",
    "by need": "sort=need",
    "by need, 100th page": "sort=need&before={before}",
    "reason of 1 in 10": "reason=same_text",
    "reason of 1 in 2000": "reason=rude",
    "band of most": "band=unsure",
    "band of 1 in 100": "band=spam",
    "words in most": "q=thanks",
    "words in few": f"q={queue_rows.RARE_WORD}",
    "a phrase, by need": "q=%22thanks+for%22&sort=need",
    "author": "author=Visitor+77",
    "page with half of all": "thread=/articles/large",
    "page with 1 in 1000": "thread=/articles/small",
    "links, language, days": "links=2&lang=de&since=2026-01-01&until=2027-01-01",
    "another tab": "tab=spam",
}


@dataclass(frozen=True)
class Timed:
    """How long one kind of page took, and this process's part of it, in milliseconds."""

    p50: float
    p99: float
    processor: float


Statement = tuple[str, Any]


def measure(url: str, directory: Path, redis_url: str) -> Iterator[str]:
    """Fill an empty database of this kind to each size and time every kind of page."""
    took: dict[int, dict[str, Timed]] = {}
    migrating.migrate(url)
    settings = Settings(
        data=directory,
        database_url=url,
        redis_url=redis_url,
        base_url="http://bench.example",
        secrets=SECRETS,
    )
    app = create_app(settings)
    site = sites.add("bench", "Bench", ["https://bench.example"])
    people: Any = import_module("tests.people")  # tests carry no types
    client: FlaskClient = people.signed_in(app, site, Role.OWNER)
    waiting, asked = 0, dict[str, str]()
    for size in SIZES:
        began_at = time.monotonic()
        queue_rows.add(site.id, waiting, size)
        waiting = size
        asked = {name: _asked(site.id, query) for name, query in PAGES.items()}
        yield f"{size:,} waiting, filled in {time.monotonic() - began_at:.0f} s."
        took[size] = {name: _timed(client, query) for name, query in asked.items()}
    yield from _table(took)
    yield from _plans(client, asked)
    db.close()


def _asked(site_id: int, query: str) -> str:
    """Write the cursor of the hundredth page into a query; of few items that of the second."""
    if "{before}" not in query:
        return query
    sort = next((sort for sort in Sort if f"sort={sort}" in query), Sort.NEWEST)
    cursor, behind = "", 0
    while behind < HUNDREDTH:
        page = listing.listing([site_id], Wanted(sort=sort), cursor).page
        if not page.older:
            break
        cursor, behind = page.older, behind + listing.PAGE
    return query.format(before=cursor.replace("+", "%2B"))


def _timed(client: FlaskClient, query: str) -> Timed:
    took, worked = [], []
    for number in range(REQUESTS + 2):
        began_at, worked_before = time.perf_counter(), time.process_time()
        answer = client.get(f"/staff/queue?{query}")
        if number >= 2:  # the first ones warm up
            took.append(1000 * (time.perf_counter() - began_at))
            worked.append(1000 * (time.process_time() - worked_before))
        if answer.status_code != 200:
            raise RuntimeError(f"{query} was answered with {answer.status_code}.")
    p99 = statistics.quantiles(took, n=100)[98]
    return Timed(statistics.median(took), p99, statistics.median(worked))


def _table(took: dict[int, dict[str, Timed]]) -> Iterator[str]:
    heads = [f"{size:,}:    p50    p99    cpu" for size in took]
    yield f"{'milliseconds; waiting':<26}" + "".join(f"{head:>32}" for head in heads)
    for name in PAGES:
        rows = [took[size][name] for size in took]
        figures = [f"{row.p50:7.1f}{row.p99:7.1f}{row.processor:7.1f}" for row in rows]
        yield f"{name:<26}" + "".join(f"{figure:>32}" for figure in figures)


def _plans(client: FlaskClient, asked: dict[str, str]) -> Iterator[str]:
    """Say how each query of the listing is carried out; each one once."""
    seen: set[str] = set()
    for name, query in asked.items():
        yield f"\n{name}:"
        for statement, parameters in _statements(client, query):
            plan = _plan(statement, parameters)
            told = "\n".join(plan)
            if told in seen:
                continue
            seen.add(told)
            yield f"  {' '.join(statement.split())[:150]}"
            yield from (f"      {line}" for line in plan)


def _statements(client: FlaskClient, query: str) -> list[Statement]:
    found: list[Statement] = []

    def note(_c: object, _cursor: object, statement: str, given: Any, *_: object) -> None:
        if any(name in statement for name in ("submission", "comment_words", "evidence")):
            found.append((statement, given))

    event.listen(db.current().reader, "before_cursor_execute", note)
    try:
        client.get(f"/staff/queue?{query}")
    finally:
        event.remove(db.current().reader, "before_cursor_execute", note)
    return found


def _plan(statement: str, parameters: Any) -> list[str]:
    is_sqlite = db.current().is_sqlite
    ask = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
    with db.current().reader.connect() as connection:
        rows = connection.exec_driver_sql(ask + statement, parameters).all()
    return [str(row[3] if is_sqlite else row[0])[:150] for row in rows][:14]


def main(arguments: Sequence[str]) -> int:
    """Measure on each database that there is, and print."""
    argparse.ArgumentParser(prog="python -m bench.queue", description=__doc__).parse_args(arguments)
    print(machine.description())
    began_at = time.monotonic()
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="intake-bench-")))
        redis_url = stack.enter_context(servers.redis_server(directory))
        urls = {"SQLite": f"sqlite:///{directory / 'intake.db'}"}
        try:
            urls["PostgreSQL"] = stack.enter_context(servers.postgres_server())
        except servers.Unavailable as why:
            print(why)
        for name, url in urls.items():
            print(f"\n{name}")
            for line in measure(url, directory, redis_url):
                print(line)
            sites.forget()
    print(f"\nTook {time.monotonic() - began_at:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
