"""SET UP: what a site's people must have set so that nobody who asks for a call is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, exists, select

from intake import clock
from intake.accounts.tables import Account, Membership
from intake.alerts.people import OWN
from intake.alerts.tables import Destination
from intake.db import session
from intake.declared.tables import DeclaredForm
from intake.duty import at_once, dry_run, reaching, wording
from intake.duty.tables import DutyWeek, Ladder
from intake.hours import service as hours
from intake.promises.tables import Offer
from intake.setup.hours_forms import AHEAD
from intake.sites.service import SiteView
from intake.watch.tables import Watching
from intake.words import Role

RUNG = (Role.OWNER, Role.STAFF)
LEAST_PEOPLE = 2  # one may be ill


@dataclass(frozen=True)
class Check:
    """One thing to set. `is_done` is None where only a person can say. `path`: where it is set."""

    title: str
    path: str
    is_done: bool | None
    sentence: str


def of(site: SiteView) -> list[Check]:
    """Return what there is to set, in the order in which it is best done."""
    asked = f"?site={site.slug}"
    has_offer = _has(Offer.site_id == site.id)
    has_forms = _has(DeclaredForm.site_id == site.id)
    return [
        _staff(site),
        _check("Opening hours", f"/staff/hours{asked}", hours.is_set(site.id), _HOURS),
        _holidays(site),
        _check("Times to call", f"/staff/offer/{site.slug}", has_offer, _OFFER),
        Check("Forms", f"/staff/forms/{site.slug}", has_forms or None, _FORMS),
        _ladder(site),
        _check("Duty", f"/staff/duty{asked}", _has(DutyWeek.site_id == site.id), _DUTY),
        _ways(site),
        _check("Dry run", f"/staff/rung{asked}", _is_covered(site), _RUNG),
        _watch(site),
    ]


_HOURS = ("You have set them.", "Until you set them they are Monday to Friday, 9:00-17:00.")
_OFFER = (
    "You have set how much you can keep.",
    "Say how many calls an hour your people can make, so that only such times are offered.",
)
_FORMS = "The usual forms are there from the start. Change their fields if you need others."
_LADDER = (
    "You have set who is told, and when, if nobody calls.",
    "Until you set it, all who answer are told first and then the owners.",
)
_DUTY = ("Somebody is on duty in the week.", "Say who is on duty when nobody is at the desk.")
_RUNG = (
    "In the next 7 days every step of the ladder finds somebody.",
    "In the next 7 days there are times at which a step of the ladder finds nobody: look when.",
)

_WATCH = (
    "Somebody outside notices if Intake stands still.",
    "Set a heartbeat URL, so that somebody outside notices if Intake stands still.",
)


def _check(title: str, path: str, is_done: bool, sentences: tuple[str, str]) -> Check:
    return Check(title, path, is_done, sentences[not is_done])


def _holidays(site: SiteView) -> Check:
    calendar = hours.calendar(site)
    last = max(calendar.exceptions, default=None)
    today = clock.now().astimezone(calendar.zone).date()
    is_done = last is not None and last >= today + AHEAD
    if last is None or last < today:
        said = "None are on the list: add them, so that nobody is promised a call on a holiday."
    else:
        said = f"The last day on the list is {last.day} {last:%B} {last.year}."
        said += "" if is_done else " Add those that come after it."
    return Check("Public holidays", f"/staff/hours?site={site.slug}", is_done, said)


def _staff(site: SiteView) -> Check:
    count = len(_people(site.id))
    if count >= LEAST_PEOPLE:
        said = f"{count} people may call."
    else:
        said = f"{'One person' if count else 'Nobody'} may call yet: invite at least two."
    return Check("People", "/staff/people", count >= LEAST_PEOPLE, said)


def _ladder(site: SiteView) -> Check:
    is_saved = _has(Ladder.site_id == site.id)
    lacking = dry_run.lacking(reaching.stand(site)) if is_saved else []
    said = "".join(f"{wording.lacking(one)}. " for one in lacking) or f"{_LADDER[not is_saved]} "
    said += wording.at_once(at_once.count(site.id))
    return Check("Ladder", f"/staff/ladder?site={site.slug}", is_saved and not lacking, said)


def _watch(site: SiteView) -> Check:
    watching = session().get(Watching, site.id)
    is_set = watching is not None and bool(watching.heartbeat_sealed)
    error = watching.ping_error if watching is not None and is_set else ""
    said = f"The heartbeat URL did not answer: {error}." if error else _WATCH[not is_set]
    return Check("Watch", f"/staff/watching/{site.slug}", is_set and not error, said)


def _is_covered(site: SiteView) -> bool:
    now = clock.now()
    return not dry_run.uncovered(site, now, now + timedelta(days=7))


def _ways(site: SiteView) -> Check:
    people = _people(site.id)
    unproven = [name for name, is_proven in people if not is_proven]
    if not people:
        said = "Nobody may call yet: invite somebody first."
    elif unproven:
        said = f"No test message has reached yet: {', '.join(unproven)}."
    else:
        said = "Each of your people got a test message by a way of their own."
    return Check(
        "Ways to reach everybody", "/staff/ways/people", bool(people) and not unproven, said
    )


def _people(site_id: int) -> list[tuple[str, bool]]:
    """Return who is to be rung, and whether a test reached them by a way of their own."""
    is_proven = exists().where(
        Destination.account_id == Account.id,
        Destination.site_id == site_id,
        Destination.audience == OWN,
        Destination.is_enabled,
        Destination.proven_at.is_not(None),
    )
    query = (
        select(Account.name, Account.email, is_proven)
        .where(
            exists().where(
                Membership.account_id == Account.id,
                Membership.site_id == site_id,
                Membership.role.in_(RUNG),
            )
        )
        .order_by(Account.name, Account.id)
    )
    return [(name or email, proven) for name, email, proven in session().execute(query)]


def _has(where: ColumnElement[bool]) -> bool:
    return bool(session().scalar(select(exists().where(where))))
