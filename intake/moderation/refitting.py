"""LEARN, at night: fit each site's lessons anew, all at once; if that is better, it judges.

Better is who would have judged the site's own decisions better, each before it was known. The site
is claimed before the work begins, so that a crash is not repeated before the next night.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from intake.db import transaction
from intake.logs import log
from intake.moderation import decided_words, influence, site_models, taught, versions
from intake.moderation.learning import Teacher
from intake.moderation.site_models import Champion
from intake.moderation.taught import Log, Taught

NEWEST, MOST_CHARACTERS = 3_000, 1_000_000  # that a fit looks at: 12 s and 230 MB at worst
FEWEST = 100  # lessons that a fit can be judged by
BATCH = 200


class Challenge(Protocol):
    """A fit, and whether it is better; moderation/spam has the real one."""

    @property
    def packed(self) -> str: ...
    @property
    def steps(self) -> Sequence[float]: ...
    @property
    def logits(self) -> Sequence[float]: ...
    @property
    def is_better(self) -> bool: ...
    @property
    def figures(self) -> Mapping[str, Any]: ...


class Refitter(Teacher, Protocol):
    """What a refit needs of the machine; moderation/spam has the real one."""

    def challenge(
        self,
        studied: Sequence[Any],
        is_spam: Sequence[bool],
        weights: Sequence[float],
        said: Sequence[float],
    ) -> Challenge: ...


def has_due() -> bool:
    """Say whether it is time to fit any site's model anew."""
    return site_models.has_refit_due()


def refit_next(refitter: Refitter) -> bool:
    """Fit the model of one site whose time has come; say whether the fit judges from now on."""
    with transaction():
        site_id = site_models.claim_refit()
    if site_id is None:
        return False
    known = taught.log(site_id)  # first: what is learnt from here on must not count as in it
    lessons, studied = _study(refitter, taught.newest(site_id, NEWEST))
    if len(lessons) < FEWEST:
        return False
    champion = site_models.champion(site_id)
    challenge = refitter.challenge(
        studied,
        [lesson.is_spam for lesson in lessons],
        influence.weights(lessons),
        [lesson.logit for lesson in lessons],
    )
    is_promoted = challenge.is_better and _promote(refitter, champion, challenge, known, lessons)
    log().info("refitted", site=site_id, count=len(lessons), is_promoted=is_promoted)
    return is_promoted


def _study(refitter: Refitter, lessons: Sequence[Taught]) -> tuple[Sequence[Taught], Sequence[Any]]:
    """Read the newest of these, as many as there is room for; return them with their rows."""
    studied: list[Any] = []
    begin, characters = len(lessons), 0
    while begin:
        some = lessons[max(0, begin - BATCH) : begin]
        about = decided_words.messages(some)
        characters += sum(len(message.text) for message in about.values())
        if characters > MOST_CHARACTERS:
            break
        begin -= len(some)
        studied.insert(0, refitter.study([about[one.id] for one in some]))
    return lessons[begin:], studied


def _promote(
    refitter: Refitter,
    compared: Champion,
    challenge: Challenge,
    known: Log,
    lessons: Sequence[Taught],
) -> bool:
    """Let the challenger judge, unless another version took the champion's place meanwhile."""
    learnt = _learnt(challenge, known, lessons)
    with transaction():
        champion = site_models.locked(compared.site_id, refitter.version)
        if (champion.id, champion.base_version) != (compared.id, refitter.version):
            return False
        id_ = site_models.add(
            champion.site_id,
            champion.base_version,
            "refit",
            packed=challenge.packed,
            progress=challenge.figures,
            learnt=learnt,
        )
        versions.take_over(refitter, champion, id_)
        return True


def _learnt(challenge: Challenge, known: Log, lessons: Sequence[Taught]) -> Log:
    """Return the challenger's own log: its steps, and what it said before it knew.

    What is older than all that it looked at has no part in it: a step of nothing.
    """
    older = {id_: (logit, 0.0) for id_, (logit, _) in known.items()}
    unseen = len(lessons) - len(challenge.logits)  # those that it was first fitted on
    logits = [*(lesson.logit for lesson in lessons[:unseen]), *challenge.logits]
    fitted = {
        str(lesson.id): (logit, step)
        for lesson, logit, step in zip(lessons, logits, challenge.steps, strict=True)
    }
    return older | fitted
