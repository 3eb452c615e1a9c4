"""RULES, read: what a rule may know of comments. Addresses are opened here, in the worker alone."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import aliased

from intake.db import session
from intake.moderation.rule_conditions import Facts
from intake.sealing import Unsealable, sealer
from intake.submissions import parts
from intake.submissions.tables import Comment, Submission, Thread
from intake.words import Status


def domain_index(site_id: int, domain: str) -> str:
    """Return the keyed hash of a domain on this site."""
    return sealer().index(domain.rstrip("."), f"domain:{site_id}")


def known(ids: Collection[int], *, with_domains: Collection[int]) -> dict[int, Facts]:
    """Return what the rows say of these; `with_domains`: sites where domains are asked for."""
    rows = session().execute(
        select(
            Submission.id,
            Submission.site_id,
            Submission.sender_key,
            Submission.received_at,
            Submission.receipt,
            Submission.probability,
            Comment.email_index,
            Comment.email_sealed,
            Comment.confirmed_at,
            Comment.language,
            Thread.created_at,
            _published_before().label("published"),
        )
        .join(Comment, Comment.submission_id == Submission.id)
        .join(Thread, Thread.id == Comment.thread_id)
        .where(Submission.id.in_(ids))
    )
    return {
        row.id: Facts(
            is_confirmed=row.confirmed_at is not None,
            published=row.published if row.confirmed_at else 0,
            thread_age=row.received_at - row.created_at,
            email_index=row.email_index,
            domains=_domains(row.site_id, row.email_sealed, row.receipt)
            if row.site_id in with_domains
            else frozenset(),
            sender_key=row.sender_key,
            received_at=row.received_at,
            language=row.language,
            probability=row.probability,
        )
        for row in rows
    }


def _published_before() -> ScalarSelect[int]:
    """Count what was published of the same confirmed author and came before."""
    other, its = aliased(Submission), aliased(Comment)
    return (
        select(func.count())
        .select_from(other)
        .join(its, its.submission_id == other.id)
        .where(
            its.email_index == Comment.email_index,
            its.confirmed_at.is_not(None),
            other.site_id == Submission.site_id,
            other.status == Status.APPROVED,
            other.received_at < Submission.received_at,
        )
        .correlate(Submission, Comment)
        .scalar_subquery()
    )


def _domains(site_id: int, sealed: str, receipt: str) -> frozenset[str]:
    try:
        domain = parts.unseal(sealed, "email", receipt).rpartition("@")[2]
    except Unsealable:  # its key is gone: nobody can tell
        return frozenset()
    labels = domain.split(".")
    above = [".".join(labels[place:]) for place in range(len(labels) - 1)]
    return frozenset(domain_index(site_id, each) for each in above)
