"""Comments that were judged, a moderator who decides about them, and what was learnt from it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from intake import db
from intake.accounts.tables import Account
from intake.moderation import judging, service, site_models
from intake.moderation.tables import Lesson
from intake.submissions.tables import Submission
from intake.words import Label, Status
from tests.drafts import COMMENT, send
from tests.machines import SaysAlways

WORDS = ["harbour", "window", "letter", "garden", "kitchen", "station", "library", "clinic"]


class StillLearning(SaysAlways):
    """Has no bar for spam yet, as on a site without a history."""

    def judge(self, messages):
        return [replace(verdict, has_spam_bar=False) for verdict in super().judge(messages)]


def comments(site, count, text="The {} on the way is closed"):
    """Send so many comments and have them judged; return their ids."""
    for number in range(count):
        send(site, COMMENT, text=text.format(WORDS[number % len(WORDS)]) + f" {number}")
    judging.judge_waiting(StillLearning(Label.UNSURE))
    return newest(count)


def newest(count):
    rows = db.session().scalars(select(Submission.id).order_by(Submission.id.desc()).limit(count))
    return sorted(rows)


def decide(ids, account_id, action, seen=Status.PENDING):
    """Decide about each as this account."""
    for id_ in ids:
        service.decide(id_, db.session().get(Account, account_id), action, seen)


def champion(site):
    db.done()
    return site_models.champion(site.id)


def lesson_rows(*columns):
    db.done()
    return db.session().execute(select(*columns).order_by(Lesson.id)).all()
