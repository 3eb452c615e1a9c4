"""Callbacks as they were, for tests that are about many: rows of the desk, with a promise each."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from sqlalchemy import insert

from intake import clock, db
from intake.callbacks.tables import Attempt, DeskItem
from intake.promises.tables import Promise
from intake.submissions import parts
from intake.submissions.tables import CallbackRequest, Submission
from intake.words import Kind, Status

_numbers = count(10**6)  # far from the numbers that a database gives
HOUR = timedelta(hours=1)


def reference(number):
    """Return a reference of its own, without letters that look alike."""
    letters = "ABCDEFGHJKMNPQRSTVWXYZ"
    places = [letters[number // len(letters) ** place % len(letters)] for place in range(6)]
    return f"{''.join(places[:4])}-{''.join(places[4:])}"


def store(rows):
    """Store callbacks, each of them given as what `row` returned."""
    with db.transaction() as session:
        for table in (Submission, CallbackRequest, Promise, DeskItem, Attempt):
            if values := [row[table] for row in rows if table in row]:
                session.execute(insert(table.__table__), values)


def row(site, received_at=None, *, due_in=HOUR, tried_in=None, outcome="no_answer", **changes):
    """Return the rows of one callback: received then, promised and tried so much later."""
    number = next(_numbers)
    received_at = received_at or clock.now()
    due_at, receipt = received_at + due_in, f"receipt-{number}"
    tried_at = received_at + tried_in if tried_in is not None else None
    own = {"submission_id": number, "site_id": site.id}
    words = {"name": "Ines Vogel", "phone": "+12025550143", "text": ""}
    said = {name: changes.pop(name, usual) for name, usual in words.items()}
    sealed = {name: word and parts.seal(word, name, receipt) for name, word in said.items()}
    made = {
        Submission: {
            "id": number,
            "site_id": site.id,
            "kind": Kind.CALLBACK,
            "status": changes.pop("status", Status.APPROVED),
            "receipt": receipt,
            "reference": changes.get("reference", reference(number)),
            "key": f"k{number}",
            "content_digest": "",
            "sender_key": "",
            "received_at": received_at,
            "attempts": 0,
            "doubt": -1.0,
        },
        CallbackRequest: {
            "submission_id": number,
            "phone_typed_sealed": "",
            "phone_index": "",
            **{f"{name}_sealed": value for name, value in sealed.items()},
            "email_sealed": "",
            "email_index": "",
            "window": "soon",
            "language": "",
            "is_voicemail_ok": True,
            "is_text_ok": False,
            "is_only_number": False,
        },
        Promise: own
        | {
            "window": "soon",
            "from_at": received_at,
            "due_at": due_at,
            "first_due_at": due_at,
            "hours_version": 1,
            "made_at": received_at,
        },
        DeskItem: own
        | {
            "kind": Kind.CALLBACK,
            "reference": reference(number),
            "is_unsure": False,
            "opened_at": received_at,
            "promise_at": due_at,
            "first_try_at": tried_at,
            "attempts": int(tried_at is not None),
            "is_synthetic": False,
            "closed_at": None,
            **changes,
        },
    }
    if tried_at is not None:
        made[Attempt] = {
            "item_id": number,
            "site_id": site.id,
            "account_id": None,
            "at": tried_at,
            "outcome": outcome,
            "again_at": None,
            "way": "desk",
        }
    return made
