"""The whole machine that judges: the model, what messages share with each other, and the marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intake.moderation.spam.classifier import Classifier
from intake.moderation.spam.fingerprint import likenesses
from intake.words import Likeness, Marks, Message, Verdict


@dataclass(frozen=True, eq=False)
class Machine:
    """`key` is what fingerprints are computed under; each installation has its own."""

    model: Classifier
    key: bytes

    @property
    def version(self) -> str:
        return self.model.version

    def judge(self, messages: Sequence[Message]) -> list[Verdict]:
        return self.model.judge(messages)

    def fingerprints(self, messages: Sequence[Message]) -> list[Likeness]:
        return likenesses(messages, self.key)

    def marks(self, messages: Sequence[Message], regions: Sequence[str | None]) -> list[Marks]:
        return [Marks() for _ in zip(messages, regions, strict=True)]
