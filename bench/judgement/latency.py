"""How long one message takes, of any length and of the worst make, and how many go in a second."""

from __future__ import annotations

import time
from collections.abc import Sequence
from random import Random

import numpy as np

from bench import machine
from bench.judgement.disguises import INNOCENT
from bench.judgement.tables import Json, Report
from intake.moderation.spam.classifier import Classifier
from intake.words import Message

LENGTHS = (20, 100, 200, 500, 2000, 8000)
HOSTILE_CHARS = 16_000
BATCH, BATCHES, BATCH_CHARS = 256, 20, 200
_HOSTILE_TIMES = 5
_MOST_TIMES, _MOST_CHARS = 1000, 400_000  # tries of one length

_SHAPES = {
    "opened tags": "<a ",
    "closed tags": "</b>",
    "brackets": "[url=",
    "nested": "[b][i]",
    "less than": "<",
    "dots": ".",
    "spaces": " ",
    "breaks": "\t\n",
    "one letter": "a",
    "spaced letters": "a b ",
    "dotted letters": "a.",
    "entities": "&amp;amp;",
    "cut": "&#",
    "endless entity": "&#9",
    "schemes": "http://",
    "broken schemes": "http : / / ",
    "hosts": "a.com ",
    "at signs": "a@",
    "mail": "a@b.c ",
    "broken mail": "a(at)b ",
    "broken hosts": "a dot com ",
    "digits": "1",
    "leet": "l33t",
    "signs": "@$!|",
    "accents": "e\u0301",
    "stacked marks": "\u0301",
    "unseen": "\u200ba",
    "hrefs": "href=",
    "costumes": "\U0001d41a",
    "boxes": "\U0001f170",
    "look-alikes": "aа",
    "emoji": "😀",
    "swelling ligature": "\ufdfa",
    "Chinese": "免费",
    "quotes": "\"'",
    "hyphens": "a-",
    "underscores": "_",
    "long tag": "<a href='",
    "code tag": "[url]",
    "slashes": "a/",
}


def hostile() -> dict[str, str]:
    """Inputs of 16,000 characters that a careless reader would choke on."""
    chance = Random(1)
    shapes = {name: (unit * HOSTILE_CHARS)[:HOSTILE_CHARS] for name, unit in _SHAPES.items()}
    letters = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz    ", k=HOSTILE_CHARS))
    return shapes | {"different words": letters}


def show(classifier: Classifier, report: Report) -> None:
    """Print it all, one message at a time, then in batches."""
    classifier.judge([Message(_text(200, Random(0)))] * BATCH)  # warm
    report.say("", f"Latency of {classifier.version}, one message at a time, one thread")
    report.say(f"On {machine.description()}; a Python addition takes {_addition()} ns.")
    lines, kept = [["text", "tries", "p50 ms", "p99 ms", "max ms"]], list[Json]()
    for chars in LENGTHS:
        chance = Random(chars)
        tries = min(_MOST_TIMES, _MOST_CHARS // chars)
        texts = [_text(chars, chance) for _ in range(tries)]
        _add(f"{chars} characters", [_took_ms(classifier, text) for text in texts], lines, kept)
    worst = {}
    for name, text in hostile().items():
        worst[name] = [_took_ms(classifier, text) for _ in range(_HOSTILE_TIMES)]
    for name in sorted(worst, key=lambda name: -float(np.median(worst[name])))[:5]:
        _add(f"hostile: {name}", worst[name], lines, kept)
    every = [took for tries_ in worst.values() for took in tries_]
    _add(f"hostile: all {len(worst)} shapes of 16 kB", every, lines, kept)
    report.table("Milliseconds", lines)
    per_second = _throughput(classifier)
    report.say(
        f"Batches of {BATCH} messages of {BATCH_CHARS} characters: {per_second:,.0f} a second"
    )
    report.keep("latency", {"machine": machine.description(), "ms": kept, "per_second": per_second})


def _add(name: str, took: Sequence[float], lines: list[list[str]], kept: list[Json]) -> None:
    p50, p99 = (float(np.percentile(took, share)) for share in (50, 99))
    cells = [f"{value:.2f}" for value in (p50, p99, max(took))]
    lines.append([name, str(len(took)), *cells])
    kept.append({"text": name, "tries": len(took), "p50": p50, "p99": p99, "max": max(took)})


def _took_ms(classifier: Classifier, text: str) -> float:
    message = [Message(text)]
    began_at = time.perf_counter()
    classifier.judge(message)
    return 1000 * (time.perf_counter() - began_at)


def _throughput(classifier: Classifier) -> float:
    chance = Random(2)
    batches = [[Message(_text(BATCH_CHARS, chance)) for _ in range(BATCH)] for _ in range(BATCHES)]
    began_at = time.perf_counter()
    for batch in batches:
        classifier.judge(batch)
    return BATCH * BATCHES / (time.perf_counter() - began_at)


def _text(chars: int, chance: Random) -> str:
    """An innocent text of so many characters, another each time."""
    words = chance.choices(INNOCENT, k=chars // 4 + 2)
    return " ".join(
        word + str(chance.randrange(10)) * (i % 7 == 0) for i, word in enumerate(words)
    )[:chars]


def _addition() -> str:
    return f"{machine.addition_nanoseconds():.0f}"
