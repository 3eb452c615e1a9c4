"""DECIDE, read: who may see the address of a comment's author; masked, and whole on a click."""

from __future__ import annotations

from collections.abc import Collection

from flask import has_request_context
from flask_login import current_user
from sqlalchemy import select

from intake.accounts import guard
from intake.callbacks import letters
from intake.db import session, transaction
from intake.errors import NotFound
from intake.moderation.queue_tables import SitePolicy
from intake.privacy import service as privacy
from intake.submissions.tables import Comment, Submission
from intake.words import Role


def may(site_id: int) -> bool:
    """Say whether who is asking may see addresses of this site's authors."""
    return bool(allowed([site_id]))


def allowed(site_ids: Collection[int]) -> set[int]:
    """Return those of these sites whose authors' addresses may be seen by who is asking.

    Its owner always may, its moderators if the site says so, and nobody else.
    """
    if not has_request_context() or not current_user.is_authenticated:
        return set()
    owned = {id_ for id_ in site_ids if guard.may(Role.OWNER, id_)}
    moderated = {id_ for id_ in site_ids if guard.may(Role.MODERATOR, id_)} - owned
    return owned | _showing(moderated)


def _showing(site_ids: Collection[int]) -> set[int]:
    if not site_ids:
        return set()
    query = select(SitePolicy.site_id).where(SitePolicy.shows_addresses)
    return set(session().scalars(query.where(SitePolicy.site_id.in_(site_ids))))


def address(submission_id: int, account_id: int) -> str:
    """Return the address of a comment's author, after noting who looked. Empty: none was left.

    Raises NotFound. One that cannot be opened says so.
    """
    query = (
        select(Submission.site_id, Submission.receipt, Comment.email_sealed)
        .join(Comment, Comment.submission_id == Submission.id)
        .where(Submission.id == submission_id)
    )
    with transaction():
        row = session().execute(query).first()
        if row is None:
            raise NotFound("There is no such comment here.")
        privacy.note_access(account_id, row.site_id, submission_id, letters.Field.EMAIL)
    return letters.opened(row.email_sealed, letters.Field.EMAIL, row.receipt)
