"""What a visitor does: opens a form, waits, fills it in; and what was stored then."""

from __future__ import annotations

import re
from html import unescape

from sqlalchemy import func, select

from intake import db
from intake.submissions.tables import CallbackRequest, Comment, EvidenceFound, Submission

COMMENT = {"name": "Jo Doe", "email": "jo@example.com", "comment": "A fine article.", "path": "/a"}
CONTACT = {"name": "Jo Doe", "email": "jo@example.com", "message": "Are you open on Monday?"}
CALLBACK = {"name": "Jo Doe", "phone": "(202) 456-1414", "window": "soon"}
FORMS = {"comment": COMMENT, "contact": CONTACT, "callback": CALLBACK}


def page_of(kind):
    return f"/blog/{kind}?path=/a" if kind == "comment" else f"/blog/{kind}"


def ticket_for(client, at, kind, wait=20):
    """Open the form's page and look at it for a while."""
    ticket = value_of(client.get(page_of(kind)), "ticket")
    at.advance(seconds=wait)
    return {"ticket": ticket}


def send(client, at, kind, **changed):
    """Send a whole form as a person does; a field that is None is left out."""
    data = FORMS[kind] | ticket_for(client, at, kind) | changed
    return client.post(
        f"/blog/{kind}", data={name: text for name, text in data.items() if text is not None}
    )


def value_of(response, name):
    """The value of an input of the page."""
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', response.text)[0]
    return unescape(re.search(r'value="([^"]*)"', tag)[1])


def choices(response):
    """The keys of the times to call that a page offers, by what it says of them."""
    found = re.findall(
        r'name="window"[^>]*value="([^"]*)"[^>]*><label[^>]*>([^<]*)<', response.text
    )
    return {unescape(label): key for key, label in found}


def error_of(response, name):
    """The sentence beside a field of the page."""
    found = re.search(rf'id="{name}-error"[^>]*><span[^>]*>Error: </span>([^<]*)<', response.text)
    return found and unescape(found[1])


def stored():
    """How many submissions there are."""
    return _read(select(func.count()).select_from(Submission))


def evidence():
    """The names of the evidence of everything."""
    with db.transaction() as session:
        return sorted(session.scalars(select(EvidenceFound.name)))


def comment():
    with db.transaction() as session:
        return (
            session.execute(select(Comment.author, Comment.website, Comment.text)).one()._asdict()
        )


def callback_window():
    return _read(select(CallbackRequest.window))


def is_voicemail_ok():
    return _read(select(CallbackRequest.is_voicemail_ok))


def newest():
    with db.transaction() as session:
        row = session.execute(
            select(Submission.id, Submission.receipt, Submission.key, Submission.status)
            .order_by(Submission.id.desc())
            .limit(1)
        )
        return row.one()


def _read(query):
    with db.transaction() as session:
        return session.scalar(query)
