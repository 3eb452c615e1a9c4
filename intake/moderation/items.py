"""DECIDE, read: items of the queue with all that is known of them: verdict, reasons, evidence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from intake.callbacks import letters
from intake.db import session
from intake.moderation import campaigns_store, reasons, reveal, store
from intake.moderation.campaigns_store import Alike
from intake.moderation.reasons import Part, Why
from intake.moderation.store import Decided, Judged
from intake.submissions.tables import Comment, EvidenceFound, Submission, Thread
from intake.words import Evidence, Kind, Status


@dataclass(frozen=True)
class Item:
    """A row of the queue. Of a message to the staff it holds no words: the desk opens those."""

    id: int
    site_id: int
    kind: Kind
    status: Status
    reference: str
    received_at: datetime
    author: str
    website: str
    text: str
    path: str
    email: str  # masked; empty for whoever may not see it
    revision: int
    edited_at: datetime | None
    confirmed_at: datetime | None
    verdict: Judged | None
    evidence: tuple[Evidence, ...]
    alike: Alike | None  # others with nearly the same words, if there are any
    standing: Decided | None

    @property
    def why(self) -> Why | None:
        return reasons.read(self.verdict.why) if self.verdict else None

    @property
    def parts(self) -> list[Part]:
        """Return the text in pieces, with those that were reasons told apart."""
        return reasons.marked(self.text, self.why)

    @property
    def is_comment(self) -> bool:
        return self.kind is Kind.COMMENT

    @property
    def undoable(self) -> Decided | None:
        """Return the decision that Undo would take back."""
        return self.standing if self.standing and self.standing.new is self.status else None


def rows() -> Select[*tuple[Any, ...]]:
    """Return the query that `read` reads, without any condition."""
    return (
        select(
            Submission.id,
            Submission.site_id,
            Submission.kind,
            Submission.status,
            Submission.reference,
            Submission.received_at,
            Submission.receipt,
            Comment.author,
            Comment.website,
            Comment.text,
            Comment.email_sealed,
            Comment.revision,
            Comment.edited_at,
            Comment.confirmed_at,
            Thread.path,
        )
        .outerjoin(Comment, Comment.submission_id == Submission.id)
        .outerjoin(Thread, Thread.id == Comment.thread_id)
    )


def read(query: Select[*tuple[Any, ...]]) -> list[Item]:
    """Run a query made of `rows()`, and add what stands in other tables."""
    found = session().execute(query).all()
    ids = [row.id for row in found]
    verdicts = {verdict.submission_id: verdict for verdict in store.verdicts(ids)}
    evidence, standing = _evidence(ids), store.standing(ids)
    alike = campaigns_store.alike(ids)
    shown = reveal.allowed({row.site_id for row in found})
    return [
        Item(
            id=row.id,
            site_id=row.site_id,
            kind=Kind(row.kind),
            status=Status(row.status),
            reference=row.reference,
            received_at=row.received_at,
            author=row.author or "",
            website=row.website or "",
            text=row.text or "",
            path=row.path or "",
            email=_masked(row.email_sealed, row.receipt) if row.site_id in shown else "",
            revision=row.revision or 1,
            edited_at=row.edited_at,
            confirmed_at=row.confirmed_at,
            verdict=verdicts.get(row.id),
            evidence=evidence.get(row.id, ()),
            alike=alike.get(row.id),
            standing=standing.get(row.id),
        )
        for row in found
    ]


def _masked(email_sealed: str | None, receipt: str) -> str:
    return letters.masked(email_sealed or "", "email", receipt)


def _evidence(ids: Collection[int]) -> dict[int, tuple[Evidence, ...]]:
    found: dict[int, tuple[Evidence, ...]] = {}
    rows = session().execute(
        select(EvidenceFound.submission_id, EvidenceFound.name)
        .where(EvidenceFound.submission_id.in_(ids))
        .order_by(EvidenceFound.id)
    )
    for submission_id, name in rows:
        found[submission_id] = (*found.get(submission_id, ()), Evidence(name))
    return found
