"""DECIDE, read: what has changed since a page was shown, and who else is looking at it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import func, select

from intake import presence
from intake.accounts.tables import Account
from intake.db import session
from intake.moderation import finding, row_wording, store
from intake.moderation.finding import Wanted
from intake.submissions.tables import Submission
from intake.words import Kind, Status

MOST_NEW = 1000  # so many of all that came are looked at


def newest(site_ids: Collection[int]) -> int:
    """Return the id after which everything is new; 0 if there is nothing."""
    # The addition keeps SQLite from sorting all that a site ever had.
    query = select(Submission.id).where((Submission.site_id + 0).in_(site_ids))
    return session().scalar(query.order_by(Submission.id.desc()).limit(1)) or 0


def newer(site_ids: Collection[int], wanted: Wanted, newest_id: int) -> int:
    """Return how many of those that are wanted came after this one: among the next, not of all."""
    came = select(Submission.id).where(Submission.id > newest_id)
    next_ones = came.order_by(Submission.id).limit(MOST_NEW).subquery()
    query = (
        select(func.count())
        .select_from(next_ones)
        .join(Submission, Submission.id == next_ones.c.id)
        .where(finding.where(wanted, site_ids))
    )
    return session().scalar(query) or 0


def mine(site_ids: Collection[int], ids: Collection[int]) -> dict[int, tuple[Kind, Status]]:
    """Return those of these items that are of these sites, as they are now."""
    rows = session().execute(
        select(Submission.id, Submission.kind, Submission.status).where(
            Submission.site_id.in_(site_ids), Submission.id.in_(ids)
        )
    )
    return {id_: (Kind(kind), Status(status)) for id_, kind, status in rows}


def changed(
    shown: Mapping[int, Status], now: Mapping[int, tuple[Kind, Status]], account_id: int
) -> dict[int, str]:
    """Say of each item that is no longer as it was shown what became of it, and by whom."""
    others = {id_ for id_, status in shown.items() if id_ in now and now[id_][1] is not status}
    standing = store.standing(others)
    said = {id_: row_wording.GONE for id_ in shown if id_ not in now}
    for id_ in others:
        kind, status = now[id_]
        decided = standing.get(id_)
        if decided is None or decided.new is not status:
            said[id_] = row_wording.is_now(kind, status)
        else:
            who = "you" if decided.account_id == account_id else decided.account_name
            said[id_] = row_wording.was_decided(kind, status, who, decided.decided_at)
    return said


def looking(item_ids: Collection[int], account_id: int) -> dict[int, str]:
    """Say which colleagues have these items before them."""
    there = presence.lookers(item_ids, account_id)
    ids = {id_ for others in there.values() for id_ in others}
    if not ids:
        return {}
    rows = session().execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    names = dict(rows.all())
    known = {id_: [names[who] for who in others if who in names] for id_, others in there.items()}
    return {id_: row_wording.looking(here) for id_, here in known.items() if here}
