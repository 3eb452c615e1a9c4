"""Rows of trials: which is due, which is under way, how far it is and how the last one went."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, func, insert, or_, select, update

from intake.accounts.tables import Account, Membership
from intake.alerts.people import OWN
from intake.alerts.tables import Delivery, DeliveryState, Destination
from intake.callbacks.tables import DeskItem
from intake.db import session
from intake.outbox import Alert
from intake.watch.tables import Trial, Watching
from intake.words import Role


def due(now: datetime) -> list[int]:
    """Return the sites whose next trial is due."""
    rows = session().execute(
        select(Watching.site_id, Watching.trial_minutes, func.max(Trial.sent_at))
        .outerjoin(Trial, Trial.site_id == Watching.site_id)
        .where(Watching.trial_minutes > 0)
        .group_by(Watching.site_id, Watching.trial_minutes)
    )
    return [id_ for id_, minutes, at in rows if not at or at <= now - timedelta(minutes=minutes)]


def begin(site_id: int, key: str, now: datetime, until: datetime) -> int | None:
    """Store the next trial of a site, unless somebody else did meanwhile; return its id."""
    row = select(Watching.site_id).where(Watching.site_id == site_id)
    session().execute(row.with_for_update())
    if site_id not in due(now):
        return None
    values = {"site_id": site_id, "key": key, "sent_at": now, "until_at": until}
    return session().scalar(insert(Trial).values(**values).returning(Trial.id))


def change(trial_id: int, **values: object) -> None:
    """Write down how far a trial is, in the caller's transaction."""
    session().execute(
        update(Trial)
        .where(Trial.id == trial_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def under_way() -> Sequence[Trial]:
    """Return the trials that neither arrived nor are lost."""
    query = select(Trial).where(Trial.arrived_at.is_(None), Trial.failed_at.is_(None))
    return session().scalars(query.order_by(Trial.id)).all()


def on_desk(submission_id: int | None) -> tuple[datetime | None, str]:
    """Return since when a trial lies on the desk, if it does, and its reference."""
    row = session().execute(
        select(DeskItem.opened_at, DeskItem.reference).where(
            DeskItem.submission_id == submission_id, DeskItem.is_synthetic
        )
    )
    return next(((at, reference) for at, reference in row), (None, ""))


def was_told(alert_key: str) -> bool:
    """Say whether somebody accepted the alert of this key; there is none if nobody is told."""
    accepted = exists().where(
        Alert.dedupe_key == alert_key,
        Delivery.alert_id == Alert.id,
        or_(Delivery.state == DeliveryState.ACCEPTED, Delivery.accepted_at.is_not(None)),
    )
    return not alert_key or bool(session().scalar(select(accepted)))


def way(site_id: int) -> int | None:
    """Return whom the owner wants to be told of trials, if that way is open and theirs who work."""
    works_here = exists().where(
        Membership.account_id == Destination.account_id,
        Membership.site_id == site_id,
        Membership.role.in_((Role.STAFF, Role.OWNER)),
        Account.id == Membership.account_id,
        Account.active,
    )
    return session().scalar(
        select(Destination.id)
        .join(Watching, Watching.trial_way_id == Destination.id)
        .where(Watching.site_id == site_id, Destination.is_enabled)
        .where(or_(Destination.audience != OWN, works_here))
    )


def newest(site_ids: Collection[int]) -> list[Trial]:
    """Return the last trial of each site that is over, if the site still sends any."""
    over = or_(Trial.arrived_at.is_not(None), Trial.failed_at.is_not(None))
    last = select(func.max(Trial.id)).where(over).group_by(Trial.site_id)
    query = (
        select(Trial)
        .join(Watching, Watching.site_id == Trial.site_id)
        .where(Trial.id.in_(last), Trial.site_id.in_(site_ids), Watching.trial_minutes > 0)
    )
    return list(session().scalars(query.order_by(Trial.site_id)))
