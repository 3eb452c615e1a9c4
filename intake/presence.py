"""Who is looking at what just now: ids in Redis for half a minute, and a claim to nothing.

When Redis is gone nobody is seen, and nothing breaks.
"""

from __future__ import annotations

from collections.abc import Collection

from redis import Redis

from intake import bell, clock

SECONDS = 30  # how long somebody who gave no further sign is still there
MOST_PEOPLE = 10  # that are told apart at one item


def look(item_id: int, account_id: int) -> None:
    """Note that this account has the item before it."""
    now = clock.now().timestamp()
    key = _key(item_id)

    def note(redis: Redis) -> None:
        with redis.pipeline(transaction=False) as at_once:
            at_once.zadd(key, {str(account_id): now + SECONDS})
            at_once.zremrangebyscore(key, "-inf", now)
            at_once.expire(key, SECONDS)
            at_once.execute()

    bell.through(note)


def lookers(item_ids: Collection[int], but: int) -> dict[int, list[int]]:
    """Return which other accounts have these items before them, in the order of their ids."""
    ids, now = list(item_ids), clock.now().timestamp()

    def ask(redis: Redis) -> list[list[bytes]]:
        with redis.pipeline(transaction=False) as at_once:
            for id_ in ids:
                at_once.zrangebyscore(_key(id_), f"({now}", "+inf", start=0, num=MOST_PEOPLE)
            return at_once.execute()

    answers = (bell.through(ask) if ids else None) or []
    found = {id_: sorted({*map(int, who)} - {but}) for id_, who in zip(ids, answers, strict=False)}
    return {id_: others for id_, others in found.items() if others}


def _key(item_id: int) -> str:
    return f"looking:{item_id}"
