"""`python -m bench.bulk`: how fast many items are decided and undone, and that the undo is exact.

PostgreSQL runs without reaching the disk, as in the tests; SQLite reaches it with every batch.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench import machine
from intake import clock, db, migrating, sealing
from intake.accounts import store as accounts
from intake.accounts.tables import Account
from intake.config import Secrets, Settings
from intake.moderation import bulk, bulk_store
from intake.moderation.bulk_store import Kept
from intake.moderation.choosing import Choice
from intake.moderation.tabs import Tab
from intake.moderation.wanted import Wanted
from intake.sites import service as sites
from intake.sites.service import SiteView
from intake.words import Action, Role
from tests import manyatonce, servers

COUNT = 10_000
SPREADS = (1, 100)  # threads that the comments lie in
PRIOR = 0.1  # the share that somebody had decided about before


@contextmanager
def _database(kind: str) -> Iterator[None]:
    """Connect to an empty database of this kind."""
    with tempfile.TemporaryDirectory() as name:
        if kind == "sqlite":
            with _connected(f"sqlite:///{name}/intake.db", Path(name)):
                yield
        else:
            with servers.postgres_server() as url, _connected(url, Path(name)):
                yield


@contextmanager
def _connected(url: str, data: Path) -> Iterator[None]:
    keys = Secrets("s" * 40, "i" * 40, "n" * 40, {"k1": b"k" * 32})
    settings = Settings(
        data=data,
        database_url=url,
        redis_url="redis://127.0.0.1:1/0",
        base_url="http://intake.example",
        secrets=keys,
    )
    migrating.migrate(url)
    sealing.equip(keys)
    db.connect(settings)
    sites.forget()
    try:
        yield
    finally:
        db.close()


def _moderator(site: SiteView) -> Account:
    with db.transaction():
        added = Account(
            email="ada@x.example",
            name="Ada",
            password="",
            fs_uniquifier="ada",
            created_at=clock.now(),
        )
        id_ = accounts.add_account(added)
        accounts.add_membership(id_, site.id, Role.MODERATOR)
    found = db.session().get(Account, id_)
    if found is None:
        raise RuntimeError("the account is not there")
    db.session().expunge(found)
    return found


@dataclass(frozen=True)
class Rate:
    """Items a second, by the clock on the wall and by our own processor time."""

    wall: float
    own: float

    def __str__(self) -> str:
        return f"{self.wall:7,.0f}/s ({self.own:7,.0f}/s of our processor)"


def _decide(site: SiteView, who: Account, action: Action, tab: Tab) -> tuple[Kept, Rate]:
    """Decide about all in a tab; return the bulk as it ended, and how fast it was."""
    begun = bulk.begin(bulk.Wish(Choice(action, Wanted(tab=tab), (site.id,)), who))
    return _work_off(begun)


def _work_off(begun: Kept) -> tuple[Kept, Rate]:
    began_at, own = time.perf_counter(), time.process_time()
    bulk.work_due(math.inf)
    took, own = time.perf_counter() - began_at, time.process_time() - own
    db.done()
    ended = bulk_store.bulk(begun.id)
    if ended is None or ended.is_working or ended.skipped:
        raise RuntimeError("the bulk did not end as it should")
    return ended, Rate(ended.done / took, ended.done / own)


def measure(kind: str, count: int, threads: int) -> None:
    """Print items a second of each action and of its undo."""
    with _database(kind):
        site = sites.add("blog", "Blog", ["https://blog.example"])
        who = _moderator(site)
        ids = manyatonce.comments(site, count, threads=threads)
        some = Random(1).sample(ids, int(count * PRIOR))
        choice = Choice(Action.REJECT, Wanted(), (site.id,), tuple(some))
        bulk.begin(bulk.Wish(choice, who))
        bulk.work_due(math.inf)
        _decide(site, who, Action.TRASH, Tab.REJECTED)
        for action in (Action.APPROVE, Action.SPAM):
            before = manyatonce.statuses()
            ended, rate = _decide(site, who, action, Tab.WAITING)
            undone, back = _work_off(bulk.undo(ended.id, who))
            is_exact = manyatonce.statuses() == before
            print(
                f"{kind:10}  {action:8} {rate}   undo {back}   "
                f"{undone.done:,} items in {threads:,} threads   "
                f"{'as before' if is_exact else 'NOT AS BEFORE'}",
                flush=True,
            )
            if not is_exact:
                raise SystemExit(1)


def main(words: list[str]) -> int:
    """Measure on both databases, or on the one that is named."""
    parser = argparse.ArgumentParser(prog="python -m bench.bulk", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    parser.add_argument("--count", type=int, default=COUNT)
    told = parser.parse_args(words)
    print(machine.description())
    for kind in [told.database] if told.database else ["sqlite", "postgresql"]:
        for threads in SPREADS:
            measure(kind, told.count, threads)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
