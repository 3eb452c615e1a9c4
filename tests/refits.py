"""A refit whose end is settled beforehand, and the night that it waits for."""

from __future__ import annotations

from dataclasses import dataclass

from intake.moderation.spam import registry
from intake.moderation.spam.refitting import Refitter

DAY_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Settled:
    """A challenge whose end is settled beforehand."""

    packed: str
    steps: list
    logits: list
    is_better: bool
    figures: dict


class Fixed(Refitter):
    """Fits as the real one does, but is better, or not, as it is told."""

    def __init__(self, *, is_better):
        super().__init__(registry.current())
        self.is_better = is_better

    def challenge(self, *given):
        found = super().challenge(*given)
        return Settled(found.packed, found.steps, found.logits, self.is_better, found.figures)


def night_falls(at):
    at.advance(DAY_SECONDS)
