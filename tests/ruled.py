"""Rules and policies for tests, and comments that meet them."""

from __future__ import annotations

from sqlalchemy import select, update

from intake import clock, db
from intake.moderation import policy, rules
from intake.moderation.policy import Policy
from intake.moderation.rule_conditions import Conditions, State
from intake.moderation.rules import RuleDraft
from intake.submissions.tables import Comment, Submission
from tests.web.staff import judged, status


def rule(site, who, act, state=State.ON, name="A rule", **asked):
    """Make a rule, in this state; return its id."""
    asked = asked or {"words": ("pills",)}
    id_ = rules.make(site.id, who, RuleDraft(name, act, Conditions(**asked)))
    if state is not State.SHADOW:
        rules.set_state(site.id, id_, who, state)
    return id_


def went(site, *args, **changes):
    """Send a comment and have it judged; return where it went."""
    return status(judged(site, *args, **changes).id)


def preset(site, who, chosen):
    policy.change(site.id, who, Policy(chosen))


def confirm(id_):
    """Confirm the address of a comment, as its author would."""
    with db.transaction() as writing:
        writing.execute(
            update(Comment).where(Comment.submission_id == id_).values(confirmed_at=clock.now())
        )


def rejudge(id_, **words):
    """Let a comment, with other words perhaps, wait for the judge again."""
    with db.transaction() as writing:
        if words:
            writing.execute(update(Comment).where(Comment.submission_id == id_).values(**words))
        writing.execute(update(Submission).where(Submission.id == id_).values(status="received"))


def column(wanted):
    """Return a column of all rows, in the order in which they were added."""
    db.done()
    return list(db.session().scalars(select(wanted).order_by(*wanted.table.primary_key)))
