"""Visitors of a practice who write harmless things, each something of their own, without an end."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from intake.replay.messages import Written

OPENINGS = (
    "Thank you, this answered my question about",
    "I was there last week because of",
    "My mother wants to know more about",
    "The nurse was very kind when I asked about",
    "We moved here in spring and would like to hear about",
)
MATTERS = (
    "the first visit",
    "the opening hours in the holidays",
    "the new form for patients",
    "parking behind the house",
    "the vaccination of our son",
)
ENDINGS = (
    "It took ten minutes and everybody took their time.",
    "We will come again in autumn with the children.",
    "The way over the river is the shorter one, by the way.",
    "Your colleague on the phone could not say, so I write here.",
)
THREADS = 20


def messages(rng: Random) -> Iterator[Written]:
    """Yield messages for ever; the same seed says the same."""
    number = 0
    while True:
        number += 1
        parts = (rng.choice(OPENINGS), rng.choice(MATTERS), rng.choice(ENDINGS))
        text = "{} {}. {}".format(*parts)
        yield Written(text, thread=f"page-{number % THREADS}")
