"""Rows of verdicts and decisions, and what waits for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, bindparam, insert, select, update

from intake import clock, db
from intake.accounts.tables import Account
from intake.audit import Noted
from intake.db import session
from intake.moderation import queue_tables  # noqa: F401 - a decision may refer to a bulk
from intake.moderation.tables import Decision, VerdictGiven
from intake.submissions.tables import Comment, Submission
from intake.words import Action, Kind, Label, Status, Verdict


@dataclass(frozen=True)
class Subject:
    """What deciding must know of an item. Only a comment has a thread."""

    site_id: int
    kind: Kind
    status: Status
    thread_id: int | None


@dataclass(frozen=True)
class Decided:
    """A decision and who made it. `undoes_id` is the one that it took back."""

    id: int
    submission_id: int
    action: Action
    seen: Status
    new: Status
    decided_at: datetime
    account_id: int
    account_name: str
    undoes_id: int | None


@dataclass(frozen=True)
class Judged:
    """A verdict as it was given."""

    submission_id: int
    label: Label
    probability: float
    model_version: str
    judged_at: datetime
    why: str | None


_VERDICT = cast("Table", VerdictGiven.__table__)
_WRITE_WHY = (
    update(_VERDICT).where(_VERDICT.c.id == bindparam("of")).values(why=bindparam("because"))
)


def add_verdicts(verdicts: Mapping[int, Verdict], samples: Collection[int]) -> None:
    """Keep what the machine said of each submission; `samples` go to a person whatever it was."""
    rows = [
        {
            "submission_id": id_,
            "label": verdict.label,
            "probability": verdict.probability,
            "model_version": verdict.model_version,
            "rude": verdict.rude,
            "private": verdict.private,
            "is_sample": id_ in samples,
            "judged_at": clock.now(),
        }
        for id_, verdict in verdicts.items()
    ]
    if rows:
        session().execute(insert(VerdictGiven), rows)


def unexplained(limit: int) -> dict[int, int]:
    """Return the newest verdicts that nobody has explained, and which submissions they are of."""
    rows = session().execute(
        select(VerdictGiven.id, VerdictGiven.submission_id)
        .where(VerdictGiven.why.is_(None))
        .order_by(VerdictGiven.id.desc())
        .limit(limit)
    )
    return dict(rows.all())


def write_why(whys: Mapping[int, str]) -> None:
    """Keep why each verdict was given."""
    rows = [{"of": id_, "because": why} for id_, why in whys.items()]
    if rows:
        session().connection().execute(_WRITE_WHY, rows)


def of_reference(reference: str, site_id: int | None) -> list[int]:
    """Return the submissions that this is the reference of: of one site, or of any."""
    query = select(Submission.id).where(Submission.reference == reference.upper())
    if site_id is not None:
        query = query.where(Submission.site_id == site_id)
    return list(session().scalars(query))


def overdue(seconds: int) -> list[int]:
    """Return messages to the staff that have waited this long for a verdict, oldest first."""
    return list(
        session().scalars(
            select(Submission.id)
            .where(
                Submission.status == Status.RECEIVED,
                Submission.kind.in_([Kind.CONTACT, Kind.CALLBACK]),
                Submission.received_at < clock.ago(seconds),
            )
            .order_by(Submission.received_at)
            .limit(1000)
        )
    )


def subjects(ids: Collection[int]) -> dict[int, Subject]:
    """Return what deciding must know of these; until the transaction ends nobody may move them.

    They are locked by id, and before anything else is: so no two who decide wait for each other.
    """
    rows = session().execute(
        select(
            Submission.id, Submission.site_id, Submission.kind, Submission.status, Comment.thread_id
        )
        .outerjoin(Comment, Comment.submission_id == Submission.id)
        .where(db.among(Submission.id, ids))
        .order_by(Submission.id)
        .with_for_update(of=Submission, key_share=True)
    )
    return {
        id_: Subject(site_id, Kind(kind), Status(status), thread_id)
        for id_, site_id, kind, status, thread_id in rows
    }


def published_by_policy(submission_id: int) -> list[datetime]:
    """Return when an item was published without a person's decision, as the audit log has it."""
    query = select(Noted.at).where(
        Noted.subject == f"submission:{submission_id}", Noted.action == "item.publish_by_policy"
    )
    return list(session().scalars(query.order_by(Noted.id)))


def sealed_email(comment_id: int) -> tuple[str, str]:
    """Return a comment's sealed address, and the receipt that opens it. Raises NoResultFound."""
    query = select(Comment.email_sealed, Submission.receipt).join(
        Submission, Submission.id == Comment.submission_id
    )
    found = session().execute(query.where(Comment.submission_id == comment_id)).one()
    return found.email_sealed, found.receipt


def by_key(site_id: int, key: str) -> tuple[str, str] | None:
    """Return the kind and the reference of what was received under this key."""
    found = session().execute(
        select(Submission.kind, Submission.reference)
        .where(Submission.site_id == site_id, Submission.kind.in_([Kind.CONTACT, Kind.CALLBACK]))
        .where(Submission.key == key)
    )
    row = found.first()
    return (row.kind, row.reference) if row else None


def decision(decision_id: int) -> Decided | None:
    """Return this decision."""
    return next(iter(_decisions(_decided().where(Decision.id == decision_id))), None)


def decisions(submission_ids: Collection[int]) -> list[Decided]:
    """Return all decisions about these items, oldest first."""
    return _decisions(_decided().where(Decision.submission_id.in_(submission_ids)))


def standing(submission_ids: Collection[int]) -> dict[int, Decided]:
    """Return for each item the newest decision that nobody has undone."""
    query = _decided().where(*stands(submission_ids))
    return {found.submission_id: found for found in _decisions(query)}


def stands(submission_ids: Collection[int]) -> list[ColumnElement[bool]]:
    """Return the conditions on a decision about one of these that nobody has undone."""
    mine = db.among(Decision.submission_id, submission_ids)
    undone = select(Decision.undoes_id).where(mine, Decision.undoes_id.is_not(None))
    return [mine, Decision.action != Action.UNDO, Decision.id.not_in(undone)]


def verdicts(submission_ids: Collection[int]) -> list[Judged]:
    """Return all verdicts on these items, oldest first."""
    rows = session().execute(
        select(
            VerdictGiven.submission_id,
            VerdictGiven.label,
            VerdictGiven.probability,
            VerdictGiven.model_version,
            VerdictGiven.judged_at,
            VerdictGiven.why,
        )
        .where(VerdictGiven.submission_id.in_(submission_ids))
        .order_by(VerdictGiven.id)
    )
    return [Judged(row[0], Label(row[1]), *row[2:]) for row in rows]


def _decided() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Decision.id,
            Decision.submission_id,
            Decision.action,
            Decision.seen,
            Decision.new,
            Decision.decided_at,
            Account.id,
            Account.name,
            Decision.undoes_id,
        )
        .join(Account, Account.id == Decision.account_id)
        .order_by(Decision.id)
    )


def _decisions(query: Select[*tuple[Any, ...]]) -> list[Decided]:
    return [
        Decided(id_, of, Action(action), Status(seen), Status(new), *rest)
        for id_, of, action, seen, new, *rest in session().execute(query)
    ]
