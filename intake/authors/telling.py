"""AFTERWARDS, told: letters to the author of a comment, written with what they report.

Each function writes in its caller's transaction, and only to who wants letters and has shown whose
address it is. No letter has a field for what anybody wrote, but one of the site's own sentences.
"""

from __future__ import annotations

from collections.abc import Collection

from intake.alerts import letters
from intake.alerts.destinations import WrongAddress
from intake.alerts.letters import Said
from intake.authors import links, store
from intake.authors.store import Own
from intake.logs import log
from intake.sealing import Unsealable
from intake.submissions import parts
from intake.words import Event

MOST_LETTERS = 20  # of one event about one comment
# What is no longer so when this happens: a letter that says it and still waits does not go out.
CONTRARY = {
    Event.AUTHOR_PUBLISHED: (Event.AUTHOR_REJECTED,),
    Event.AUTHOR_REJECTED: (Event.AUTHOR_PUBLISHED, Event.AUTHOR_REPLIED),
    Event.AUTHOR_REPLIED: (Event.AUTHOR_REJECTED,),
}


def published(submission_id: int) -> bool:
    """Tell the author that the comment is published; say whether a letter was written."""
    return _tell(Event.AUTHOR_PUBLISHED, submission_id)


def rejected(submission_id: int, sentence: str) -> bool:
    """Tell the author that it is not, and why: one of the site's own sentences, or nothing."""
    return _tell(Event.AUTHOR_REJECTED, submission_id, sentence)


def replied(submission_id: int) -> bool:
    """Tell the author that the site has answered."""
    return _tell(Event.AUTHOR_REPLIED, submission_id)


def wanting(ids: Collection[int]) -> list[int]:
    """Return those of these whose authors want letters and have shown whose address it is."""
    return store.wanting(ids)


def take_back_all(submission_id: int) -> None:
    """Take back every letter about a decision that has not gone out."""
    for event in (Event.AUTHOR_PUBLISHED, Event.AUTHOR_REJECTED, Event.AUTHOR_REPLIED):
        take_back(submission_id, event)


def take_back(submission_id: int, what: Event) -> bool:
    """Take the letter of this event back if it has not gone out; say whether there was one."""
    keys = _keys(what, submission_id)
    return sum(letters.withdraw(key) for key in store.stored(keys)) > 0


def ask(own: Own) -> bool:
    """Ask, once for each revision, whether the address is the author's."""
    said = Said(links.confirm_path(own.id), stop_path=links.stop_path(own.id))
    return _write(Event.AUTHOR_CONFIRM, own, said, store.ask_key(own.id, own.revision))


def _tell(event: Event, submission_id: int, sentence: str = "") -> bool:
    own = store.by_id(submission_id)
    if own is None or not own.wants_mail or own.confirmed_at is None:
        return False
    for contrary in CONTRARY[event]:
        take_back(submission_id, contrary)
    keys = _keys(event, submission_id)
    used = store.stored(keys)
    free = next((key for key in keys if key not in used), None)
    said = Said(links.receipt_path(own.receipt), sentence, links.stop_path(own.id))
    return free is not None and _write(event, own, said, free)


def _keys(event: Event, submission_id: int) -> list[str]:
    """Return the keys of the letters there may be: what was undone may be done once more."""
    return [f"{event}:{submission_id}:{number}" for number in range(1, MOST_LETTERS + 1)]


def _write(event: Event, own: Own, said: Said, key: str) -> bool:
    """Write it. What keeps one letter from being written keeps nothing else from being done."""
    try:
        email = parts.unseal(own.email_sealed, "email", own.receipt)
        return letters.write(event, own.site_id, email, said, key, submission_id=own.id)
    except (Unsealable, WrongAddress):
        log().warning("letter_not_written", submission=own.id, letter=event)
        return False
