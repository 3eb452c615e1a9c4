"""Made-up labelled messages in files, for what learns and judges."""

from __future__ import annotations

import gzip
import json
import random

OFFERS = ["pills", "casino", "bonus", "watches", "loans", "followers", "prize", "jackpot"]
TALK = ["kitchen", "garden", "clinic", "library", "station", "harbour", "window", "letter"]
FILLER = [a + b + c for a in ("ba", "do", "ki") for b in ("ran", "sel", "tic") for c in "xyz"]


def lines(thread, count=30, seed=0, source="shop"):
    chance = random.Random(f"{thread} {seed}")
    for i in range(count):
        padding = " ".join(chance.sample(FILLER, 6))
        offer, talk = " ".join(chance.sample(OFFERS, 3)), " ".join(chance.sample(TALK, 3))
        about = {"source": source, "thread": thread, "pos": i}
        yield {"text": f"Buy {offer} {padding} now http://x{i}.example.ru", "label": 1, **about}
        yield {"text": f"I liked the {talk}, {padding}.", "label": 0, **about}


def write(path, *parts):
    content = [line for part in parts for line in part]
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(line) + "\n" for line in content)
    return path
