"""What a caller is told: what is promised, what we tried, and what may still be changed.

Of a request that joined somebody's earlier one, only who sent both learns what came of the earlier.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import current_app

from intake import clock
from intake.promises import service as promises
from intake.promises.tables import Promise
from intake.sites.service import SiteView
from intake.submissions import repeats, told
from intake.submissions.progress import PROGRESS, Ask, DeskProgress, State
from intake.submissions.readings import Progress
from intake.submissions.repeats import Earlier
from intake.submissions.told import Standing
from intake.words import Kind, Status

ENDED = (Status.REJECTED, Status.TRASHED)
TITLE = "Your request to be called"
CANCELLED = "cancelled"
ASKED_LATER = "asked_later"  # as the desk calls an outcome


@dataclass(frozen=True)
class Call:
    """How far a request to be called is. `due_at` is None when no call is promised any more."""

    standing: Standing
    promise: str = ""
    due_at: datetime | None = None
    repeat: str = ""
    asked_since: datetime | None = None
    tried_at: tuple[datetime, ...] = ()

    @property
    def is_open(self) -> bool:
        """Say whether its visitor may change the time or cancel it."""
        return self.due_at is not None

    def for_programs(self) -> dict[str, Any]:
        return {
            "promise": self.promise,
            "due_at": _iso(self.due_at),
            "asked_since": _iso(self.asked_since),
            "tried_at": [_iso(at) for at in self.tried_at],
            "may_change": self.is_open,
        }


def of(progress: Progress, site: SiteView, closed_at: datetime | None) -> Call:
    """Return how far it is. `closed_at`: when the staff were done with it, if they are."""
    promise = promises.of(progress.id)
    if progress.status in ENDED:
        return Call(told.standing(Kind.CALLBACK, progress.status, site))
    if promise and promise.cancelled_at:
        return Call(_cancelled(promise.cancelled_at, site))
    before = repeats.earlier(progress.id, progress.received_at)
    desk = _fit(_ask(progress), before.since if before else progress.received_at)
    standing = _standing(progress, desk, site, closed_at)
    tried_at = desk.tried_at if desk else ()
    if not standing.next or promise is None or promise.settled_at:
        return Call(standing, tried_at=tried_at)
    if before is None:
        said = told.promise(site, promise.from_at, promise.due_at)
        return Call(standing, said, promise.due_at, tried_at=tried_at)
    return _again(Call(standing, tried_at=tried_at), promise, before, site)


def _again(call: Call, promise: Promise, before: Earlier, site: SiteView) -> Call:
    """Tell who asked before that the oldest promise is kept."""
    due_at = min(promise.due_at, before.due_at)
    return replace(
        call,
        promise=told.promise(site, clock.now(), due_at),
        due_at=due_at,
        repeat=f"We have had your request since {told.time_and_day(before.since, site)}. "
        "This one joins it, and we keep the time that we promised first.",
        asked_since=before.since,
    )


def _ask(progress: Progress) -> DeskProgress | None:
    ask: Ask | None = current_app.extensions.get(PROGRESS)
    return ask(progress.id) if ask and progress.status is Status.APPROVED else None


def _fit(desk: DeskProgress | None, since: datetime) -> DeskProgress | None:
    """Take out what is others' business, who had sent before what this request joined.

    `since`: when its sender asked first.
    """
    if desk is None or desk.joined_since is None or since <= desk.joined_since:
        return desk
    tried_at = tuple(at for at in desk.tried_at if at >= since)
    state = State.CLOSED if desk.state is State.BOOKED else desk.state
    if state is State.TRIED and not tried_at:
        state = State.WITH_STAFF
    return replace(desk, state=state, tried_at=tried_at, outcome="")


def _standing(
    progress: Progress, desk: DeskProgress | None, site: SiteView, closed_at: datetime | None
) -> Standing:
    if desk and desk.state is State.BOOKED:
        return Standing(desk.state, TITLE, "We reached you, and your appointment is booked.")
    if desk and desk.state is State.CLOSED:
        closed_at = desk.closed_at or closed_at
    standing = told.standing(Kind.CALLBACK, progress.status, site, closed_at)
    if desk and desk.state is State.TRIED and desk.tried_at:
        return replace(standing, state=desk.state, sentence=_tried(desk, site))
    return standing


def _tried(desk: DeskProgress, site: SiteView) -> str:
    tries = [told.time_and_day(at, site) for at in desk.tried_at]
    if desk.outcome == ASKED_LATER:
        return f"We called you at {tries[-1]}, and call again as you asked."
    listed = " and ".join(filter(None, [", ".join(tries[:-1]), tries[-1]]))
    return f"We tried to reach you at {listed}. We try again."


def _cancelled(at: datetime, site: SiteView) -> Standing:
    sentence = f"You cancelled it at {told.time_and_day(at, site)}. We do not call you."
    return Standing(CANCELLED, TITLE, sentence)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None
