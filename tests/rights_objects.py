"""The objects that routes are asked about where their rights are tested: ours, theirs, none."""

from __future__ import annotations

from sqlalchemy import select, update

from intake import clock, db
from intake.accounts import invitations
from intake.accounts.tables import Invitation
from intake.moderation import readings, replying, rules
from intake.moderation.rule_conditions import Act, Conditions
from intake.moderation.rules import RuleDraft
from intake.moderation.service import Also
from intake.submissions.tables import Thread
from intake.threads.tables import Reply
from intake.words import Action, Role, Status
from tests import manyatonce, rung
from tests.drafts import CALLBACK
from tests.people import account
from tests.web.staff import account as account_of
from tests.web.staff import judged

NONE = 10**9  # the number of nothing


def objects(app, site, other):
    """Return, by the name of an argument: an object of our site, of the other site, and of none.

    "endpoint.argument" says it for one endpoint only.
    """
    ours, theirs = _of(app, site), _of(app, other)
    none = {"reference": "AAAA-AAAA", "receipt": "none", "site_slug": "none", "slug": "none"}
    known = {name: (ours[name], theirs[name], none.get(name, NONE)) for name in ours}
    return known | {
        "token": ("none", "none", "none"),  # a pass is a right by itself: its page's tests
        # What belongs to nobody but who is signed in; the tests of these pages have more.
        "account.end_sign_in.id_": (NONE, NONE, NONE),
        # An answer by mail belongs to its item; the tests of its page have more.
        "messages.back_to_card.answer_id": (NONE, NONE, NONE),
        "messages.withdraw.answer_id": (NONE, NONE, NONE),
        "factors.passkey.id_": (NONE, NONE, NONE),
        "factors.remove_passkey.id_": (NONE, NONE, NONE),
        "factors.rename_passkey.id_": (NONE, NONE, NONE),
        "way_id": (NONE, NONE, NONE),
    }


def _of(app, site):
    """Make one object of each kind on a site."""
    colleague = account(app, site, Role.STAFF, email=f"colleague@{site.slug}.example")
    by = account_of(colleague)
    item, answered, trashed = judged(site), judged(site), judged(site)
    answering = readings.item([site.id], answered.id)
    replying.reply(answering, by, Status.PENDING, Also(answer="Thank you"))
    invitations.invite(site, f"invited@{site.slug}.example", Role.STAFF, by)
    rule_id = rules.make(site.id, colleague, RuleDraft("Links", Act.HOLD, Conditions(links=9)))
    with db.transaction() as session:
        session.execute(
            update(Thread).where(Thread.site_id == site.id).values(closed_at=clock.now())
        )
    shift_id, swap_id = rung.duty_of(site, colleague)
    another = account(app, site, Role.STAFF, email=f"another@{site.slug}.example")
    rung.on_duty(site, another, [1])
    return {
        "account_id": colleague,
        "duty.remove_person.account_id": another,
        "shift_id": shift_id,
        "swap_id": swap_id,
        "id_": db.session().scalar(select(Invitation.id).where(Invitation.site_id == site.id)),
        "bulk_id": manyatonce.begin(site, by, Action.TRASH, ids=[trashed.id]).id,
        "item_id": item.id,
        "receipt": item.receipt,
        "reference": judged(site, CALLBACK).reference,
        "rule_id": rule_id,
        "site_slug": site.slug,
        "slug": site.slug,
        "thread_id": db.session().scalar(select(Thread.id).where(Thread.site_id == site.id)),
        "writing.withdraw_reply.item_id": answered.id,
        "reply_id": db.session().scalar(select(Reply.id).where(Reply.submission_id == answered.id)),
    }
