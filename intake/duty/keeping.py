"""KEEP the roster: who is on duty each week, and who for once; every change is noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from intake import audit, clock
from intake.db import transaction
from intake.duty import store
from intake.duty.tables import DutySwap, DutyWeek
from intake.errors import IntakeError, NotFound

KEPT = timedelta(days=90)  # of swaps that are over
LONGEST = timedelta(days=92)
GONE = "That is not in the roster any more."


class WrongDuty(IntakeError):
    """A time, or a person, that cannot be on duty."""

    status = 422
    code = "wrong_duty"


@dataclass(frozen=True)
class Shift:
    """Minutes of the local day of a weekday (0 is Monday). `ends <= begins`: of the next day."""

    weekday: int
    begins: int
    ends: int


def add_week(site_id: int, account_id: int, shift: Shift, by: int | None) -> None:
    """Have a person of the site on duty each week. What is there already stays as it is."""
    row = DutyWeek(
        site_id=site_id,
        account_id=account_id,
        weekday=shift.weekday,
        begins=shift.begins,
        ends=shift.ends,
    )
    with transaction():
        _check_member(site_id, account_id)
        if store.has_week(row):
            return
        number = store.add_week(row)
        _note("duty.add", site_id, by, f"duty:{number}", person=account_id)


def remove_week(site_id: int, number: int, by: int | None) -> None:
    """Take a shift out of the roster. Raises NotFound."""
    with transaction():
        if not store.remove_week(site_id, number):
            raise NotFound(GONE)
        _note("duty.remove", site_id, by, f"duty:{number}")


def add_swap(
    site_id: int, account_id: int | None, from_at: datetime, until_at: datetime, by: int | None
) -> None:
    """Have a person, or nobody, on duty for once. Raises WrongDuty."""
    if until_at <= from_at:
        raise WrongDuty("It must end after it begins")
    if until_at - from_at > LONGEST:
        raise WrongDuty("A swap lasts three months at most: change the roster instead")
    if until_at <= clock.now():
        raise WrongDuty("That is over already")
    with transaction():
        if account_id is not None:
            _check_member(site_id, account_id)
        store.forget_swaps(site_id, clock.now() - KEPT)
        row = DutySwap(site_id=site_id, account_id=account_id, from_at=from_at, until_at=until_at)
        number = store.add_swap(row)
        _note("swap.add", site_id, by, f"swap:{number}", person=account_id)


def remove_swap(site_id: int, number: int, by: int | None) -> None:
    """Take a swap back. Raises NotFound."""
    with transaction():
        if not store.remove_swap(site_id, number):
            raise NotFound(GONE)
        _note("swap.remove", site_id, by, f"swap:{number}")


def _check_member(site_id: int, account_id: int) -> None:
    if account_id not in {account.id for account, _ in store.members(site_id)}:
        raise WrongDuty("Choose somebody who works for this site")


def _note(
    action: str, site_id: int, by: int | None, subject: str, *, person: int | None = None
) -> None:
    audit.note(action, account_id=by, site_id=site_id, subject=subject, person=person)
