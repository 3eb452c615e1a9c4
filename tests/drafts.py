"""What visitors write in tests; a test names only what it is about."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from intake import db
from intake.submissions import service
from intake.submissions.service import Key
from intake.words import CallbackDraft, CommentDraft, ContactDraft

COMMENT = CommentDraft(
    path="/articles/hello",
    author="Maria",
    email="maria@example.org",
    website="",
    text="Thank you, this answered my question about the first visit.",
)
CONTACT = ContactDraft(
    name="Jonas",
    email="jonas@example.org",
    phone="",
    phone_typed="",
    phone_extension="",
    text="Could you send me the form for new patients?",
)
CALLBACK = CallbackDraft(
    name="Ines",
    phone="+12025550143",
    phone_typed="(202) 555-0143",
    phone_extension="",
    email="",
    window="soon",
    is_voicemail_ok=True,
    text="It is about my appointment.",
)

_numbers = count()


def send(site, draft=COMMENT, key=None, sender="sender", evidence=(), **changes):
    """Receive a draft as the form's view would; a key of its own unless given."""
    chosen = key if isinstance(key, Key) else Key(key or f"ticket:{next(_numbers)}")
    try:
        return service.receive(site, replace(draft, **changes), chosen, sender, evidence)
    finally:
        db.done()  # as at the end of a request: the thread may be about to go
