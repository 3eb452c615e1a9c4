"""WHO: letters to whoever forgot a password.

What is asked is only written down: no answer, and no clock, tells a stranger whether an address has
an account. The worker looks for the account, and writes the letter.
"""

from __future__ import annotations

from intake import bell, clock
from intake.accounts import forgotten_store as store
from intake.accounts import links, people, service
from intake.accounts import store as accounts
from intake.accounts.forgotten_store import Asked
from intake.accounts.tables import Account
from intake.alerts import letters
from intake.alerts import service as alerts
from intake.alerts.destinations import WrongAddress
from intake.alerts.letters import Said
from intake.db import transaction
from intake.sealing import Unsealable, sealer
from intake.words import Event

LINK_SECONDS = 60 * 60
DAY_SECONDS = 24 * 60 * 60
MOST_A_DAY = 3  # beyond these, one an hour for an account that no link opens any more
SENTENCE = "If it was not you who asked, do nothing: your password stays as it is."


def ask(email: str) -> None:
    """Write down that somebody asks for a new password of this address, whosever it is."""
    email = service.tidy(email)
    index = sealer().index(email, "forgotten")
    with transaction():
        store.forget_before(clock.ago(DAY_SECONDS))
        store.add(sealer().seal(email, f"forgotten:{index}"), index)
    bell.ring("tell")


def has_due() -> bool:
    """Say whether anybody waits for a letter."""
    return store.has_unanswered()


def write_due() -> None:
    """Write the letters that were asked for. Safe to run twice, anywhere, at once."""
    for asked in store.unanswered():
        account = _account_of(asked)
        with transaction():
            is_ours = store.answer(asked.id)
            if is_ours and account and _may_write(asked, account.id):
                _write(asked, account.id, account.email)


def _account_of(asked: Asked) -> Account | None:
    try:
        email = sealer().open(asked.email_sealed, f"forgotten:{asked.email_index}")
        alerts.check_email(email)
    except (Unsealable, WrongAddress):
        return None
    return service.find(email)


def _may_write(asked: Asked, account_id: int) -> bool:
    """Say whether one more letter is no flood. What strangers ask for never uses up the last."""
    store.take_turns(account_id)
    if store.letters_since(asked.email_index, clock.ago(DAY_SECONDS)) < MOST_A_DAY:
        return True
    has_link = accounts.has_good_link(people.purpose(account_id))
    return not (has_link or store.letters_since(asked.email_index, clock.ago(LINK_SECONDS)))


def _write(asked: Asked, account_id: int, email: str) -> None:
    site_id = store.any_site_of(account_id)
    if site_id is None:
        return  # nothing here would open with a password
    token = people.mailed_link(account_id, LINK_SECONDS)
    said = Said(f"/staff/password?token={token}", SENTENCE)
    key = f"password:{links.digest(token)}"
    letters.write(Event.ACCOUNT_PASSWORD, site_id, email, said, key)
    store.note_letter(asked.id)
