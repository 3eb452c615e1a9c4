"""Figures as files: CSV that no spreadsheet takes for formulas, without names unless asked for.

Numbers are text for a spreadsheet too: one that begins with a plus sign would be calculated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from intake import audit
from intake.accounts.tables import Account
from intake.callbacks import figures_wording as wording
from intake.callbacks import letters
from intake.callbacks.figures import Figures, Tally, counted
from intake.callbacks.letters import Field
from intake.callbacks.periods import Period
from intake.callbacks.tables import DeskItem
from intake.db import session, transaction
from intake.errors import Conflict
from intake.privacy import service as privacy
from intake.privacy.exporting import BYTE_ORDER_MARK, row
from intake.promises.tables import Promise
from intake.sites.service import SiteView
from intake.submissions.tables import CallbackRequest, Submission

MOST_NUMBERS = 500  # each is a line of the access log
TALLIES = (
    *("counted", "name", "came in", "promises kept", "promises not kept", "share kept in %"),
    *("median minutes to the first try", "median minutes of opening time to the first try"),
)
CALLBACKS = (
    *("reference", "came in", "promised at first", "promised", "first try", "tries"),
    *("outcome", "closed"),
)
NUMBERS = ("name", "number")


@dataclass(frozen=True)
class Listed:
    """A callback of a period, as a line of a file."""

    submission_id: int
    receipt: str
    name_sealed: str
    phone_sealed: str
    reference: str
    received_at: datetime
    first_due_at: datetime
    promise_at: datetime | None
    first_try_at: datetime | None
    attempts: int
    outcome: str
    closed_at: datetime | None


def figures(counted_: Figures, site: SiteView, period: Period, account: Account) -> Iterator[str]:
    """Return the figures as lines of CSV, after noting who takes them out."""
    with transaction():
        _note("figures.export", site, period, account)
    return _figures(counted_)


def _figures(counted_: Figures) -> Iterator[str]:
    yield BYTE_ORDER_MARK + row(TALLIES)
    yield _tally("all", "all", counted_.all)
    for kind, names, tallies in (
        ("weekday", wording.WEEKDAYS, counted_.weekdays),
        ("hour", wording.HOURS, counted_.hours),
    ):
        for name, tally in zip(names, tallies, strict=True):
            yield _tally(kind, name, tally)
    for outcome in wording.OUTCOMES:
        yield row(("outcome of a try", outcome, counted_.outcomes.get(outcome, 0)))
    yield row(("open now", "all", counted_.open_now))


def _tally(kind: str, name: str, tally: Tally) -> str:
    share = "" if tally.kept_share is None else f"{100 * tally.kept_share:.1f}"
    waits = _minutes(tally.median_wait), _minutes(tally.median_open_wait)
    return row((kind, name, tally.came, tally.kept, tally.broken, share, *waits))


def _minutes(wait: timedelta | None) -> str:
    return "" if wait is None else f"{wait.total_seconds() / 60:.0f}"


def callbacks(
    site: SiteView, period: Period, account: Account, *, with_numbers: bool = False
) -> Iterator[str]:
    """Return the callbacks of a period as lines of CSV, after noting who takes them out.

    With numbers it is noted for each whose they were. Raises Conflict if those are too many.
    """
    listed = _listed(site.id, period)
    if with_numbers and len(listed) > MOST_NUMBERS:
        raise Conflict(
            f"These are {len(listed):,} callbacks, and names and numbers go out with at most "
            f"{MOST_NUMBERS} at once. Choose a shorter time."
        )
    with transaction():
        if with_numbers:
            for each in listed:
                privacy.note_access(account.id, site.id, each.submission_id, Field.PHONE)
        _note("callbacks.export", site, period, account, count=len(listed), numbers=with_numbers)
    return _callbacks(listed, ZoneInfo(site.time_zone), with_numbers=with_numbers)


def _callbacks(listed: Sequence[Listed], zone: ZoneInfo, *, with_numbers: bool) -> Iterator[str]:
    yield BYTE_ORDER_MARK + row((*CALLBACKS, *(NUMBERS if with_numbers else ())))
    for each in listed:
        times = each.received_at, each.first_due_at, each.promise_at, each.first_try_at
        told = (
            each.reference,
            *(_local(moment, zone) for moment in times),
            each.attempts,
            each.outcome,
            _local(each.closed_at, zone),
        )
        yield row((*told, *(_whose(each) if with_numbers else ())))


def _whose(each: Listed) -> tuple[str, str]:
    name = letters.opened(each.name_sealed, "name", each.receipt)
    return name, letters.opened(each.phone_sealed, "phone", each.receipt)


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    """Say an instant as a spreadsheet reads it, on the site's clock."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""


def _listed(site_id: int, period: Period) -> list[Listed]:
    query = (
        select(
            Submission.id.label("submission_id"),
            Submission.receipt,
            CallbackRequest.name_sealed,
            CallbackRequest.phone_sealed,
            Submission.reference,
            Submission.received_at,
            Promise.first_due_at,
            DeskItem.promise_at,
            DeskItem.first_try_at,
            DeskItem.attempts,
            DeskItem.outcome,
            DeskItem.closed_at,
        )
        .join(DeskItem, DeskItem.submission_id == Submission.id)
        .join(Promise, Promise.submission_id == Submission.id)
        .join(CallbackRequest, CallbackRequest.submission_id == Submission.id)
        .where(*counted(site_id, period))
        .order_by(Submission.received_at, Submission.id)
    )
    return [Listed(**each._asdict()) for each in session().execute(query)]


def _note(action: str, site: SiteView, period: Period, account: Account, **details: Any) -> None:
    audit.note(action, account_id=account.id, site_id=site.id, period=period.key, **details)
