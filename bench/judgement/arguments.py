"""The arguments of `python -m bench.accuracy`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bench.judgement import attacks

PROTOCOLS = ("pooled", "per-thread", "leave-one-thread-out", "leave-one-source-out", "stream")
DESCRIPTION = "How well spam is judged, on any labelled JSON lines (.jsonl or .jsonl.gz)."


def read(words: Sequence[str] | None) -> argparse.Namespace:
    """The arguments, or a sentence and exit code 2."""
    parser = argparse.ArgumentParser(prog="bench.accuracy", description=DESCRIPTION)
    add = parser.add_argument
    files = partial(add, nargs="+", type=Path, default=[], metavar="FILE", action="extend")
    files(
        "--train",
        help="labelled rows to learn from; without them the shipped model is examined",
    )
    files("--test", help="labelled rows to judge")
    files("--seen", help="rows the shipped model has learnt: only to find near-duplicates")
    add(
        "--split",
        type=_share,
        metavar="SHARE",
        help="learn from the first SHARE of each thread's spam and ham of --train, judge the rest",
    )
    add("--protocol", choices=PROTOCOLS, default="pooled", help="who learns from which rows")
    add(
        "--own-weight",
        type=float,
        metavar="W",
        help="per-thread: learn from all training rows, the thread's own counted W times",
    )
    add(
        "--attack",
        nargs="*",
        choices=["all", *attacks.ATTACKS],
        metavar="NAME",
        action="extend",
        help=f"disguise the spam: all, or some of {', '.join(attacks.ATTACKS)}",
    )
    add(
        "--model",
        type=Path,
        metavar="DIR",
        help="instead of the shipped model: what `flask intake train --out DIR` wrote",
    )
    add(
        "--calibrated",
        action="store_true",
        help="make each trained model as the base model is made: six fits instead of one",
    )
    add("--baselines", action="store_true", help="the same for plain models, side by side")
    add("--latency", action="store_true", help="how long the shipped model takes")
    add("--bound", action="store_true", help="simulate the guarantee of the spam bar")
    add("--alpha", type=_share, default=0.01, help="--bound: share of ham that may be called spam")
    add("--delta", type=_share, default=0.05, help="--bound: chance that it is more all the same")
    add(
        "--streams",
        choices=("thread", "file"),
        default="thread",
        help="stream: one for each thread of 50 rows or more, or one of all rows",
    )
    add(
        "--noise",
        type=_share,
        nargs="?",
        const=0.1,
        metavar="SHARE",
        help="stream: also with so many wrong decisions (0.1)",
    )
    add("--resamples", type=int, default=1000, help="of the bootstrap; 0: no intervals")
    add("--seed", type=int, default=0)
    add("--json", type=Path, metavar="FILE", help="write every figure there")
    asked = parser.parse_args(words)
    if asked.attack is not None and (not asked.attack or "all" in asked.attack):
        asked.attack = list(attacks.ATTACKS)
    if not (asked.test or asked.train or asked.latency):
        parser.error("name labelled rows: --test FILE, or --train FILE to leave parts of it out")
    return asked


def _share(word: str) -> float:
    try:
        share = float(word)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"{word} is not a number between 0 and 1")
    return share
