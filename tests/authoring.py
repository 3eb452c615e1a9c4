"""Authors of comments, for tests: what they sent, the letters they get, and where those lead."""

from __future__ import annotations

import re
from itertools import pairwise

from sqlalchemy import select

from intake import db
from intake.alerts import mailbox
from intake.alerts import service as alerts
from intake.authors import service
from intake.moderation import judging
from intake.submissions import store
from intake.submissions.tables import Comment, EvidenceFound, Revision, Submission
from intake.words import Label, Status
from tests.drafts import send
from tests.machines import SaysAlways
from tests.web.visiting import value_of

ASKS = "is this your address?"
LETTER_LINK = re.compile(r"http://intake\.example(/(?:confirm|letters|receipts)/\S+)")


def judge(label=Label.UNSURE):
    judging.judge_waiting(SaysAlways(label))


def sent(site, label=Label.UNSURE, *, wants_mail=True, **changes):
    """Send a comment whose author wants letters, and have it judged; return its id.

    Unless it is spam, the judge asks whose address it is.
    """
    token = send(site, wants_mail=wants_mail, **changes).token
    judge(label)
    return db.session().scalar(select(Submission.id).where(Submission.receipt == token))


def confirmed(site, **changes):
    """Do the same, and confirm the address; judged anew, it waits for a person."""
    id_ = sent(site, **changes)
    service.confirm(id_)
    judge()
    return id_


def moved(site, *statuses, **changes):
    """Send a comment and move it through these without a judge; return its id."""
    token = send(site, wants_mail=True, **changes).token
    id_ = db.session().scalar(select(Submission.id).where(Submission.receipt == token))
    with db.transaction():
        for seen, new in pairwise([Status.RECEIVED, *statuses]):
            assert store.move(id_, seen, new)
    return id_


def ask(*ids):
    """Ask for confirmation in a transaction, as the judge does."""
    with db.transaction():
        return service.ask_to_confirm(ids)


def mails():
    """Deliver what is due; return all mails there are, newest first."""
    alerts.deliver_due()
    return mailbox.newest(20)


def asking():
    """Deliver what is due; return the mails that ask whose address it is."""
    return [mail for mail in mails() if ASKS in mail.subject]


def told():
    """Deliver what is due; return the mails that tell what became of a comment."""
    return [mail for mail in mails() if ASKS not in mail.subject]


def links(mail):
    """Return the paths that a mail leads to."""
    return LETTER_LINK.findall(mail.text)


def comment(id_):
    """Return the comment's row and status as they are now."""
    db.done()
    query = select(Comment.__table__, Submission.status, Submission.receipt, Submission.attempts)
    query = query.join(Submission, Submission.id == Comment.submission_id)
    return db.session().execute(query.where(Submission.id == id_)).one()


def receipt(id_):
    return f"/receipts/{comment(id_).receipt}"


def revisions(id_):
    db.done()
    query = select(Revision.number, Revision.text, Revision.account_id)
    query = query.where(Revision.submission_id == id_).order_by(Revision.number)
    return [tuple(row) for row in db.session().execute(query)]


def evidence(id_):
    db.done()
    query = select(EvidenceFound.name).where(EvidenceFound.submission_id == id_)
    return sorted(db.session().scalars(query))


def change(client, id_, ticket=None, **changed):
    """Open the form, change some of it, and save it; return the answer."""
    path = f"{receipt(id_)}/change"
    row = comment(id_)
    shown = {"name": row.author, "website": row.website, "comment": row.text}
    ticket = ticket or value_of(client.get(path), "ticket")
    return client.post(path, data=shown | {"ticket": ticket} | changed)
