"""CALL BACK, at closing time: what is promised before we open again and is in nobody's hands.

An item is settled when it was called and waits for a day on which we are open, when another time
was promised, or when whoever is on duty has it by name. What was tried in vain is left until
somebody decides what becomes of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intake import clock
from intake.accounts.roles import Person
from intake.accounts.tables import Account
from intake.callbacks import handing, repromising, store
from intake.callbacks.attempts import NotPossible
from intake.callbacks.store import Task
from intake.duty import roster
from intake.errors import Conflict
from intake.hours import service as hours
from intake.hours.calendar import Calendar, Span
from intake.promises import service as promises
from intake.promises import windows
from intake.promises.windows import Window
from intake.sites.service import SiteView

MOST_ITEMS = 10_000
DAYS_BACK = 21  # whoever has not opened for longer closed at no time that matters
DAYS_AHEAD = 3  # of which windows are offered where the site offers none that is late enough
HANDED_LATE = timedelta(hours=2)  # where nobody is on duty: who took it so late before closing


@dataclass(frozen=True)
class Evening:
    """How a site stands at the end of a working day, which began on `day` where the site is.

    `on_duty`: who is so until we open again. `others`: who else answers here.
    """

    site: SiteView
    day: date
    ends_at: datetime
    opens_at: datetime
    left: list[Task]
    on_duty: list[Person]
    others: list[Person]

    @property
    def is_over(self) -> bool:
        return self.ends_at <= clock.now()

    @property
    def is_endless(self) -> bool:
        """Say whether we open again at the moment at which the day ends."""
        return self.ends_at == self.opens_at

    @property
    def takers(self) -> list[Person]:
        """Return who may take over what is left."""
        return self.on_duty or self.others


def evening(site: SiteView) -> Evening:
    """Return how a site stands at the end of this working day, or of the last one."""
    calendar, now = hours.calendar(site), clock.now()
    day, ends_at = working_day(calendar, now)
    opens_at = calendar.opens_after(ends_at)
    people = handing.colleagues(site.id)
    here = {person.account_id for person in people}
    on_duty = _on_duty(site, ends_at, opens_at) & here
    return Evening(
        site=site,
        day=day,
        ends_at=ends_at,
        opens_at=opens_at,
        left=_left(site, (ends_at, opens_at), on_duty, here),
        on_duty=[person for person in people if person.account_id in on_duty],
        others=[person for person in people if person.account_id not in on_duty],
    )


def working_day(calendar: Calendar, now: datetime) -> tuple[date, datetime]:
    """Return the last day on which we had opened by now, and when its hours end.

    A night shift ends on the day after; whoever opens late is still closed from the day before.
    """
    today = now.astimezone(calendar.zone).date()
    for back in range(DAYS_BACK):
        day = today - timedelta(days=back)
        spans = _spans(calendar, day)
        if spans and spans[0].since <= now:
            return day, spans[-1].until
    return today, now


def _spans(calendar: Calendar, day: date) -> Sequence[Span]:
    """Return what is open by the hours that begin on this local day."""
    if not (intervals := calendar.day(day)):
        return ()
    alone = Calendar(calendar.zone, ((),) * 7, {day: intervals})
    noon_before = datetime(day.year, day.month, day.day, tzinfo=calendar.zone) - timedelta(hours=12)
    return tuple(alone.spans(noon_before))


def _on_duty(site: SiteView, since: datetime, until: datetime) -> set[int]:
    """Return who is on duty at some time between two instants."""
    everybody = roster.of_site(site)
    inside = (edge for edge in everybody.edges(since, until) if since < edge < until)
    return {id_ for at in (since, *inside) for id_ in everybody.on_duty(at)}


def _left(
    site: SiteView, night: tuple[datetime, datetime], on_duty: set[int], here: set[int]
) -> list[Task]:
    ends_at, opens_at = night

    def is_left(task: Task) -> bool:
        if not task.is_callback or task.is_synthetic or is_handed(task):
            return False
        if task.review_at:
            return True
        if task.next_try_at and task.next_try_at >= opens_at:
            return False
        return task.promise_at is not None and task.promise_at < opens_at

    def is_handed(task: Task) -> bool:
        if task.assigned_to not in here or task.assigned_at is None:
            return False
        if on_duty:
            return task.assigned_to in on_duty
        return task.assigned_at >= ends_at - HANDED_LATE

    return [task for task in store.open_tasks([site.id], MOST_ITEMS) if is_left(task)]


def later_windows(evening: Evening) -> list[Window]:
    """Return the times of the next days on which we are open that another call may have."""
    now = clock.now()
    offered = [
        window
        for window in promises.offered(evening.site, now)
        if window.key != windows.SOON and window.from_at >= evening.opens_at
    ]
    if offered:
        return offered
    blocks = windows.blocks(hours.calendar(evening.site), now, DAYS_AHEAD)
    return [window for window in blocks if window.from_at >= evening.opens_at]


def repromise(evening: Evening, task: Task, account: Account, key: str) -> None:
    """Promise one of the later windows; the visitor is told. Raises Conflict, NotPossible."""
    window = next((one for one in later_windows(evening) if one.key == key), None)
    if window is None:
        raise NotPossible("Choose one of the times that are offered now.")
    repromising.repromise(task, account, window.from_at, window.due_at)


def hand_all(evening: Evening, account: Account, to_id: int) -> int:
    """Hand everything that is left to one person; return how much. Raises NotPossible.

    What somebody else is calling about right now stays with them.
    """
    handed = 0
    for task in evening.left:
        try:
            handing.hand_over(task, account, to_id)
        except Conflict:
            continue
        handed += 1
    return handed
