"""Marks: rude and private comments are held, and say why; neither makes a text spam."""

from __future__ import annotations

import numpy as np
from sqlalchemy import select

from intake import db
from intake.moderation import judging
from intake.moderation.spam.classifier import Bands, LinearClassifier
from intake.moderation.spam.features import HASHED
from intake.moderation.spam.machine import Machine
from intake.moderation.tables import VerdictGiven
from intake.submissions.tables import EvidenceFound, Submission
from intake.words import Evidence, Label, Status
from tests.drafts import COMMENT, CONTACT, send

PRIVATE_WORDS = "I was diagnosed with diabetes, please call me on (202) 555-0143"
RUDE_WORDS = "you are a bunch of fucking idiots"


def machine():
    """The real machine with a model that knows no words."""
    bands = Bands(0.4, 0.95)
    return Machine(LinearClassifier("test-1", np.zeros(HASHED), -3.0, bands), b"only for tests")


def judged(site, draft=COMMENT, **changes):
    """Judge one; return its evidence, its scores and its status."""
    send(site, draft, **changes)
    judging.judge_waiting(machine())
    names = {*db.session().scalars(select(EvidenceFound.name))}
    verdict = db.session().scalars(select(VerdictGiven)).one()
    return names, verdict, db.session().scalar(select(Submission.status))


def test_a_private_comment_is_held_and_says_what_it_tells(site):
    names, verdict, status = judged(site, text=PRIVATE_WORDS)
    assert names == {
        Evidence.PRIVATE,
        Evidence.TELLS_HEALTH,
        Evidence.TELLS_PHONE,
        Evidence.WANTS_CALL,
    }
    assert verdict.private > 0.9
    assert (verdict.label, status) == (Label.HAM, Status.PENDING)


def test_what_only_the_staff_read_is_not_private(site):
    names, verdict, status = judged(site, CONTACT, text=PRIVATE_WORDS)
    assert names == set()
    assert verdict.private == 0
    assert status == Status.APPROVED


def test_a_rude_comment_is_held_and_marked_and_no_more_likely_spam(site):
    names, verdict, status = judged(site, text=RUDE_WORDS)
    assert names == {Evidence.RUDE}
    assert verdict.rude > 0.5
    assert (verdict.label, status) == (Label.HAM, Status.PENDING)
    assert round(verdict.probability, 3) == 0.047  # the model's bias alone


def test_a_text_that_breaks_the_marks_keeps_its_verdict(site):
    class Breaks(Machine):
        def marks(self, messages, regions):
            if any("thirteen" in message.text for message in messages):
                raise LookupError
            return super().marks(messages, regions)

    for number in ("twelve", "thirteen", "fourteen"):
        send(site, text=f"{number}: {RUDE_WORDS}", sender=number)
    judging.judge_waiting(Breaks(machine().model, b"only for tests"))
    scores = (
        db.session().scalars(select(VerdictGiven.rude).order_by(VerdictGiven.submission_id)).all()
    )
    assert [score > 0 for score in scores] == [True, False, True]
    assert {*db.session().scalars(select(Submission.status))} == {Status.PENDING}
