"""POLICY: what a site publishes without a person's decision, and what its people have set."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import aliased

from intake import audit, db
from intake.db import session, transaction
from intake.errors import IntakeError
from intake.moderation.queue_tables import SitePolicy
from intake.moderation.tables import Decision
from intake.submissions.tables import Comment, Submission
from intake.words import Evidence, Preset, Status

MOST_REASONS = 20
MOST_REASON_CHARACTERS = 200
REASONS = (
    "Off topic",
    "Names or details of other people",
    "Advertising",
    "Rude",
)


class WrongPolicy(IntakeError):
    """Something that no site can set."""

    status = 422
    code = "wrong_policy"


@dataclass(frozen=True)
class Policy:
    """What holds on a site. `reasons` are the sentences that a rejected author may be told."""

    preset: Preset = Preset.BY_HAND
    shows_addresses: bool = False
    reasons: tuple[str, ...] = REASONS


def of(site_id: int) -> Policy:
    """Return what holds on a site; what nobody has set is as `Policy` has it."""
    return of_each([site_id])[site_id]


def of_each(site_ids: Collection[int]) -> dict[int, Policy]:
    """Return the same for each of these sites."""
    rows = session().execute(
        select(
            *(SitePolicy.site_id, SitePolicy.preset),
            *(SitePolicy.shows_addresses, SitePolicy.reasons),
        ).where(SitePolicy.site_id.in_(site_ids))
    )
    found = {
        row.site_id: Policy(Preset(row.preset), row.shows_addresses, tuple(row.reasons))
        for row in rows
    }
    return {site_id: found.get(site_id, Policy()) for site_id in site_ids}


def reason(site_id: int, chosen: str | None) -> str:
    """Return what was chosen of the site's reasons, or nothing. Raises WrongPolicy."""
    if chosen and chosen not in of(site_id).reasons:
        raise WrongPolicy("This is none of the site’s reasons any more. Nothing was changed.")
    return chosen or ""


def change(site_id: int, account_id: int, new: Policy) -> None:
    """Set what holds on a site. Raises WrongPolicy."""
    check_reasons(new.reasons)
    values = {
        "preset": new.preset,
        "shows_addresses": new.shows_addresses,
        "reasons": list(new.reasons),
    }
    insert_here = insert_on_sqlite if db.current().is_sqlite else insert_on_postgresql
    with transaction() as writing:
        writing.execute(
            insert_here(SitePolicy)
            .values(site_id=site_id, **values)
            .on_conflict_do_update(index_elements=["site_id"], set_=values)
        )
        audit.note(
            "policy.change",
            account_id=account_id,
            site_id=site_id,
            subject=f"site:{site_id}",
            preset=new.preset,
            shows_addresses=new.shows_addresses,
            reasons=len(new.reasons),
        )


def check_reasons(reasons: Collection[str]) -> None:
    """Raise WrongPolicy if these cannot be what authors are told."""
    if len(reasons) > MOST_REASONS:
        raise WrongPolicy(f"Enter at most {MOST_REASONS} reasons, one on each line")
    if any(len(reason) > MOST_REASON_CHARACTERS for reason in reasons):
        raise WrongPolicy(f"Each reason must be {MOST_REASON_CHARACTERS} characters or fewer")


def unmarked(preset: Preset, marks: Collection[Evidence]) -> bool:
    """Say whether nothing speaks against publishing this without a person.

    Whoever has confirmed an address was checked by that, and needs no ticket.
    """
    harmless = {Evidence.NO_TICKET} if preset is Preset.FIRST_BY_HAND else set()
    return not set(marks) - harmless


def trusted(ids: Collection[int]) -> set[int]:
    """Return those of these comments whose author confirmed the address, and is known by it.

    Known: of the same address another comment is published, and a person published its words.
    """
    other, its = aliased(Submission), aliased(Comment)
    by_a_person = exists().where(
        Decision.submission_id == other.id,
        Decision.new == Status.APPROVED,
        Decision.decided_at >= func.coalesce(its.edited_at, Decision.decided_at),
    )
    is_known = (
        select(other.id)
        .join(its, its.submission_id == other.id)
        .where(
            other.site_id == Submission.site_id,
            other.status == Status.APPROVED,
            its.email_index == Comment.email_index,
            its.email_index != "",
            by_a_person,
        )
        .correlate(Submission, Comment)
        .exists()
    )
    rows = session().scalars(
        select(Submission.id)
        .join(Comment, Comment.submission_id == Submission.id)
        .where(Submission.id.in_(ids), Comment.confirmed_at.is_not(None), is_known)
    )
    return set(rows)
