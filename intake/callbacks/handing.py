"""CALL BACK, handed over: an item goes to a person by name, who is told; the clock goes on."""

from __future__ import annotations

from intake import clock
from intake.accounts import roles
from intake.accounts.roles import Person
from intake.accounts.tables import Account
from intake.alerts import people
from intake.alerts.people import About
from intake.callbacks import ledger, service
from intake.callbacks.attempts import NotPossible
from intake.callbacks.store import Task
from intake.db import transaction
from intake.duty import service as duty
from intake.errors import Conflict
from intake.words import Event, Role

MAY_ANSWER = {Role.STAFF, Role.OWNER}


def colleagues(site_id: int) -> list[Person]:
    """Return who may be handed an item of this site, by name."""
    everybody = roles.of_site(service.site_of(site_id))
    return [person for person in everybody if MAY_ANSWER & {*person.roles}]


def hand_over(task: Task, account: Account, to_id: int) -> None:
    """Give an item to a person of its site, and tell them by the first of their own ways.

    The ladder goes on, and a claim ends: a name does not keep a promise. Raises NotPossible,
    Conflict.
    """
    person = next((one for one in colleagues(task.site_id) if one.account_id == to_id), None)
    if person is None:
        raise NotPossible("Choose somebody who answers messages here.")
    now = clock.now()
    with transaction():
        values = {"assigned_to": to_id, "assigned_at": now, **ledger.FREE}
        if not ledger.change(task.submission_id, account.id, **values):
            raise Conflict(service.why_not(task))
        not_before = max(now, task.promise_from or now, task.next_try_at or now)
        duty.give_back(task.submission_id, not_before)
        if to_id != account.id:
            _tell(task, to_id, f"{now:%y%m%d%H%M%S}")
        service.note("desk.hand_over", task, account, to=to_id)


def _tell(task: Task, to_id: int, turn: str) -> None:
    about = About(
        Event.CALLBACK_HANDED, task.site_id, task.submission_id, task.reference, task.promise_at
    )
    ways = people.ways(to_id, task.site_id)
    for way in ways:
        if way.after_minutes == ways[0].after_minutes:
            key = f"handed:{task.submission_id}:{to_id}:{way.destination_id}:{turn}"
            people.tell(about, way.destination_id, key)
