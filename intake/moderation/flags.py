"""LEARN: what to look at: a person who contradicts the machine, a site that changed."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from intake.moderation.lessons import Said

CERTAIN_LOGIT = 4.0  # 98 %: what the machine says so firmly is seldom contradicted
FEWEST, NEWEST = 20, 50  # decisions of one account that are looked at
MOST_CONTRADICTED = 0.2
LATELY, BEFORE = 50, 500  # decisions that are compared for drift
CHANCE = 0.001  # of an alarm about a site that did not change


class Kind(StrEnum):
    """What is wrong."""

    DISAGREEMENT = "disagreement"
    DRIFT = "drift"


def found(said: Sequence[Said]) -> list[dict[str, Any]]:
    """Return the flags that these lessons raise; newest first, as `lessons.progress` has them."""
    return [*_disagreements(said), *_drift(said)]


def _disagreements(said: Sequence[Said]) -> list[dict[str, Any]]:
    of: dict[int, list[Said]] = defaultdict(list)
    for one in said:
        if len(of[one.account_id]) < NEWEST:
            of[one.account_id].append(one)
    return [
        {"kind": Kind.DISAGREEMENT, "account_id": id_, "contradicted": count, "of": len(theirs)}
        for id_, theirs in of.items()
        if len(theirs) >= FEWEST
        and (count := sum(map(_contradicts, theirs))) > MOST_CONTRADICTED * len(theirs)
    ]


def _contradicts(one: Said) -> bool:
    return one.logit < -CERTAIN_LOGIT if one.is_spam else one.logit > CERTAIN_LOGIT


def _drift(said: Sequence[Said]) -> list[dict[str, Any]]:
    wrong = [one.is_wrong for one in said[: LATELY + BEFORE]]
    if len(wrong) < 2 * LATELY:
        return []
    lately, before = sum(wrong[:LATELY]), sum(wrong[LATELY:])
    if _chance(lately, LATELY, before, len(wrong) - LATELY) >= CHANCE:
        return []
    return [{"kind": Kind.DRIFT, "wrong": lately, "of": LATELY}]


def _chance(lately: int, of_lately: int, before: int, of_before: int) -> float:
    """The chance of so many errors lately, had nothing changed (Fisher 1922, one-sided)."""
    errors, everything = lately + before, of_lately + of_before
    all_ways = math.comb(everything, errors)
    ways = sum(
        math.comb(of_lately, count) * math.comb(of_before, errors - count)
        for count in range(lately, min(errors, of_lately) + 1)
    )
    return ways / all_ways
