"""What the tests of the staff's pages share: judged items, and buttons pressed by hand."""

from __future__ import annotations

import html
import re

from sqlalchemy import select

from intake import db
from intake.accounts.tables import Account
from intake.moderation import judging
from intake.submissions.tables import Submission
from intake.words import Evidence, Label
from tests.drafts import COMMENT, send
from tests.machines import SaysAlways
from tests.people import csrf_token


def judged(site, draft=COMMENT, label=Label.HAM, probability=0.12, **changes):
    """Receive and judge one submission; return its row."""
    if label is Label.SPAM and draft is not COMMENT:
        changes.setdefault("evidence", [Evidence.TRAP])  # words alone keep nothing from the staff
    token = send(site, draft, **changes).token
    judging.judge_waiting(SaysAlways(label, probability) if label else None)
    return submission(token)


def submission(token):
    wanted = (Submission.id, Submission.kind, Submission.reference, Submission.receipt)
    return db.session().execute(select(*wanted).where(Submission.receipt == token)).one()


def status(id_):
    return db.session().scalar(select(Submission.status).where(Submission.id == id_))


def account(id_):
    found = db.session().get(Account, id_)
    db.session().expunge(found)  # it outlives this session, as in threads of its own
    return found


def press(client, path, page="/staff/", **fields):
    """Press a button whose form posts these fields; return the answer."""
    token = csrf_token(client, shown(client, page))
    return client.post(path, data={"csrf_token": token, **fields})


def shown(client, path):
    """Return the path that a page leads to, if it sends on."""
    answer = client.get(path)
    return answer.location if answer.status_code in {302, 303} else path


def text(answer):
    """Return what a person reads of a page, without tags and with single spaces."""
    page = re.sub(r"(?s)<(head|style).*?</\1>", "", answer.get_data(as_text=True))
    words = html.unescape(re.sub(r"<[^>]+>", " ", page))
    return re.sub(
        r"\s+([.,:)])", r"\1", " ".join(words.replace("\u2068", "").replace("\u2069", "").split())
    )
