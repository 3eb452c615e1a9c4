"""Rows of published threads: what goes into their pages, and the pages themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, and_, delete, select
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite

from intake import db
from intake.db import session
from intake.sites.tables import Site
from intake.submissions.tables import Comment, Submission, Thread
from intake.threads.tables import Reply, ThreadPage
from intake.words import Status

COLUMNS = {
    ("html", False): "html",
    ("html", True): "html_gzip",
    ("json", False): "json",
    ("json", True): "json_gzip",
}


@dataclass(frozen=True)
class Address:
    """Where a thread stands."""

    site_slug: str
    path: str


@dataclass(frozen=True)
class Answered:
    """What the site's people answered below a comment."""

    by: str
    html: str
    written_at: datetime


@dataclass(frozen=True)
class Version:
    """Which words of a comment a page shows, and which answers below it."""

    id: int
    revision: int
    replies: tuple[int, ...] = ()


@dataclass(frozen=True)
class Published:
    """All that the public may know of a comment. There is no field for an address."""

    id: int
    author: str
    website: str
    html: str
    received_at: datetime
    edited_at: datetime | None
    replies: tuple[Answered, ...]


def lock(thread_ids: Collection[int]) -> dict[int, Address]:
    """Return where the threads stand; whoever else writes their pages waits until we have."""
    rows = session().execute(
        select(Thread.id, Site.slug, Thread.path)
        .join(Site, Site.id == Thread.site_id)
        .where(Thread.id.in_(thread_ids))
        .order_by(Thread.id)  # so that no two wait for each other
        .with_for_update(of=Thread)
    )
    return {row.id: Address(row.slug, row.path) for row in rows}


def versions(thread_ids: Collection[int]) -> dict[int, list[Version]]:
    """Return what is published in each of these threads, oldest first."""
    rows = session().execute(
        select(Comment.thread_id, Submission.id, Comment.revision)
        .join(Comment, Comment.submission_id == Submission.id)
        .where(Comment.thread_id.in_(thread_ids), Submission.status == Status.APPROVED)
        .order_by(Submission.received_at, Submission.id)
    )
    answers: dict[int, tuple[int, ...]] = {}
    replies = (
        select(Reply.submission_id, Reply.id)
        .join(Comment, Comment.submission_id == Reply.submission_id)
        .where(Comment.thread_id.in_(thread_ids), Reply.withdrawn_at.is_(None))
        .order_by(Reply.id)
    )
    for submission_id, reply_id in session().execute(replies):
        answers[submission_id] = (*answers.get(submission_id, ()), reply_id)
    found: dict[int, list[Version]] = {id_: [] for id_ in thread_ids}
    for thread_id, id_, revision in rows:
        found[thread_id].append(Version(id_, revision, answers.get(id_, ())))
    return found


def published(ids: Sequence[int]) -> list[Published]:
    """Return these comments, oldest first."""
    columns = (
        *(Submission.id, Comment.author, Comment.website, Comment.html),
        *(Submission.received_at, Comment.edited_at),
    )
    rows = session().execute(
        select(*columns)
        .join(Comment, Comment.submission_id == Submission.id)
        .where(db.among(Submission.id, ids))
        .order_by(Submission.received_at, Submission.id)
    )
    answers = _answers(ids)
    return [Published(*row, replies=answers.get(row.id, ())) for row in rows]


def _answers(ids: Sequence[int]) -> dict[int, tuple[Answered, ...]]:
    found: dict[int, tuple[Answered, ...]] = {}
    rows = session().execute(
        select(Reply.submission_id, Reply.by, Reply.html, Reply.written_at)
        .where(db.among(Reply.submission_id, ids), Reply.withdrawn_at.is_(None))
        .order_by(Reply.id)
    )
    for row in rows:
        answer = Answered(row.by, row.html, row.written_at)
        found[row.submission_id] = (*found.get(row.submission_id, ()), answer)
    return found


def held(thread_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """Return what each page of each of these threads holds now."""
    rows = session().execute(
        select(Thread.id, ThreadPage.page, ThreadPage.holds)
        .join(Site, Site.id == Thread.site_id)
        .join(ThreadPage, and_(ThreadPage.site_slug == Site.slug, ThreadPage.path == Thread.path))
        .where(Thread.id.in_(thread_ids))
    )
    found: dict[int, dict[int, str]] = {id_: {} for id_ in thread_ids}
    for thread_id, page, holds in rows:
        found[thread_id][page] = holds
    return found


def put(pages: Sequence[dict[str, Any]]) -> None:
    """Write these pages, new or anew."""
    if pages:
        session().connection().execute(_put(is_sqlite=db.current().is_sqlite), pages)


@cache
def _put(*, is_sqlite: bool) -> Any:
    insert_here = insert_on_sqlite if is_sqlite else insert_on_postgresql
    insert = insert_here(cast("Table", ThreadPage.__table__))
    key = ("site_slug", "path", "page")
    new = {column.name: column for column in insert.excluded if column.name not in key}
    return insert.on_conflict_do_update(index_elements=key, set_=new)


def remove_after(at: Address, last_page: int) -> None:
    """Remove the pages that the thread has no longer."""
    session().execute(delete(ThreadPage).where(*_of(at), ThreadPage.page > last_page))


def page(at: Address, page: int, column: str) -> tuple[str, bytes] | None:
    """Return the ETag and one of the bodies of a page."""
    body = getattr(ThreadPage, column)
    row = session().execute(select(ThreadPage.etag, body).where(*_of(at), ThreadPage.page == page))
    found = row.first()
    return (found[0], found[1]) if found else None


def page_by_driver(at: Address, page: int, column: str) -> tuple[str, bytes] | None:
    """Return the same as page(), by the shortest way; raises what the driver raises."""
    database = db.current()
    mark = "?" if database.is_sqlite else "%s"
    statement = (
        f"SELECT etag, {column} FROM thread_page "  # noqa: S608 - a name out of COLUMNS
        f"WHERE site_slug = {mark} AND path = {mark} AND page = {mark}"
    )
    driver: Any = session().connection().connection.driver_connection
    row: tuple[str, bytes] | None = driver.execute(
        statement, (at.site_slug, at.path, page)
    ).fetchone()
    return row


def _of(at: Address) -> tuple[Any, Any]:
    return ThreadPage.site_slug == at.site_slug, ThreadPage.path == at.path
