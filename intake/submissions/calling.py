"""What a caller is told: what is promised, what we tried, and what may still be changed.

A request that joined somebody's earlier one is told what one of its own would be: what was tried
since it came. Only who shows the receipts of both learns what came of the earlier before.
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
from intake.submissions import own_receipts, repeats, told
from intake.submissions.progress import PROGRESS, Ask, State
from intake.submissions.readings import Progress
from intake.submissions.repeats import Earlier
from intake.submissions.told import Standing
from intake.words import Kind, Status

ENDED = (Status.REJECTED, Status.TRASHED)
TITLE = "Your request to be called"
WELL = {
    State.REACHED: "We reached you.",
    State.BOOKED: "We reached you, and your appointment is booked.",
}


@dataclass(frozen=True)
class Call:
    """How far a request to be called is. `due_at`: by when we call; None: no time is promised.

    `is_open`: its visitor may change the time or cancel it.
    """

    standing: Standing
    promise: str = ""
    due_at: datetime | None = None
    repeat: str = ""
    asked_since: datetime | None = None
    tried_at: datetime | None = None
    is_open: bool = False

    def for_programs(self) -> dict[str, Any]:
        return {
            "promise": self.promise,
            "due_at": _iso(self.due_at),
            "asked_since": _iso(self.asked_since),
            "tried_at": _iso(self.tried_at),
            "may_change": self.is_open,
        }


@dataclass(frozen=True)
class _Desk:
    """What of the desk's progress this visitor may know."""

    state: State = State.RECEIVED
    tried_at: datetime | None = None
    closed_at: datetime | None = None
    again_at: datetime | None = None

    def has_kept(self, promise: Promise) -> bool:
        """Say whether we called as promised, and promise no time for trying again."""
        since = promise.moved_at or promise.made_at
        return self.state is State.TRIED and self.tried_at is not None and self.tried_at >= since


def of(progress: Progress, site: SiteView, closed_at: datetime | None) -> Call:
    """Return how far it is. `closed_at`: when the staff were done with it, if they are."""
    promise = promises.of(progress.id)
    if progress.status in ENDED:
        return Call(told.standing(Kind.CALLBACK, progress.status, site))
    if promise and promise.cancelled_at:
        return Call(_cancelled(promise.cancelled_at, site))
    before = repeats.earlier(progress.id, progress.received_at, own_receipts.of_browser())
    desk = _desk(progress, before.since if before else progress.received_at)
    standing = _standing(progress, desk, site, closed_at)
    call = Call(standing, tried_at=desk.tried_at)
    if not standing.next or promise is None or promise.settled_at:
        return call
    call = replace(call, is_open=True)
    if desk.has_kept(promise):
        return call
    if before:
        return _again(call, promise, before, site)
    said = told.promise(site, promise.from_at, promise.due_at)
    return replace(call, promise=said, due_at=promise.due_at)


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


def _desk(progress: Progress, since: datetime) -> _Desk:
    """Ask the desk, and leave out what is the business of those who sent what this joined.

    `since`: when the sender of this asked first.
    """
    ask: Ask | None = current_app.extensions.get(PROGRESS)
    found = ask(progress.id) if ask and progress.status is Status.APPROVED else None
    if found is None:
        return _Desk()
    desk = _Desk(State(found.state), found.tried_at, found.closed_at, found.again_at)
    if not found.is_joined or found.asked_since is None or since <= found.asked_since:
        return desk
    if desk.tried_at and desk.tried_at >= since and desk.state is not State.CANCELLED:
        return desk
    return _Desk(State.CLOSED, closed_at=desk.closed_at) if desk.closed_at else _Desk()


def _standing(
    progress: Progress, desk: _Desk, site: SiteView, closed_at: datetime | None
) -> Standing:
    if desk.state in WELL:
        return Standing(desk.state, TITLE, WELL[desk.state])
    if desk.state is State.CANCELLED:
        return _cancelled(desk.closed_at or clock.now(), site)
    standing = told.standing(Kind.CALLBACK, progress.status, site, desk.closed_at or closed_at)
    if not standing.next or desk.tried_at is None:
        return standing
    when = told.time_and_day(desk.tried_at, site)
    if desk.state is State.LATER:
        sentence = f"We called you at {when}, and call again as you asked."
    else:
        again = f" from {told.time_and_day(desk.again_at, site)}" if desk.again_at else ""
        sentence = f"We tried to reach you at {when}, and try again{again}."
    return replace(standing, state=State.TRIED, sentence=sentence)


def _cancelled(at: datetime, site: SiteView) -> Standing:
    sentence = f"You cancelled it at {told.time_and_day(at, site)}. We do not call you."
    return Standing(State.CANCELLED, TITLE, sentence)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None
