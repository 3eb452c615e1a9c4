"""The whole machine that judges: the model, what messages share with each other, and the marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intake.moderation.spam import language, private, rude
from intake.moderation.spam.classifier import Classifier
from intake.moderation.spam.fingerprint import likenesses
from intake.moderation.spam.folding import fold_name
from intake.moderation.spam.normal import Normal, normalise
from intake.words import Evidence, Likeness, Marks, Message, Verdict


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
        read = zip(messages, regions, strict=True)
        return [_marks(normalise(message.text), region) for message, region in read]

    def languages(self, messages: Sequence[Message]) -> list[str]:
        return language.languages([message.text for message in messages])

    def folded(self, texts: Sequence[str]) -> list[str]:
        return [fold_name(text) for text in texts]


def _marks(text: Normal, region: str | None) -> Marks:
    """What is worth a look; nothing is private where only the staff read."""
    rudeness = rude.score(text)
    told = private.tells(text, region) if region is not None else {}
    is_rude = (Evidence.RUDE,) if rudeness >= rude.BAR else ()
    return Marks(rudeness, private.score(told), is_rude + private.named(told))
