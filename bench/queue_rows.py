"""Waiting comments with verdicts, reasons and pages, written straight into the tables."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, cast

from sqlalchemy import Table, insert, select, text

from intake import db
from intake.moderation.tables import Fingerprint, VerdictGiven
from intake.submissions.tables import Comment, EvidenceFound, Submission, Thread
from intake.words import Evidence, Kind, Label, Status

BEGAN_AT = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 5000
RARE_WORD = "okapi"  # in one of 2000
WORDS = ("the", "about", "again", "today", "please", "question", "answer", "page", "time")
PATHS = ("/articles/large", "/articles/small", *(f"/articles/{n}" for n in range(200)))
SHOWS = {Evidence.SAME_TEXT: 10, Evidence.BURST: 100, Evidence.RUDE: 2000}  # one in so many
LANGUAGES = ("en", "en", "en", "de", "fr")


def add(site_id: int, already: int, size: int) -> None:
    """Add rows until so many wait."""
    threads = _threads(site_id)
    for first in range(already + 1, size + 1, BATCH):
        _add_batch(site_id, threads, range(first, min(first + BATCH, size + 1)))
    if not db.current().is_sqlite:
        with db.current().reader.connect() as connection:
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("ANALYZE"))


def _threads(site_id: int) -> dict[str, int]:
    with db.transaction() as session:
        known = set(session.scalars(select(Thread.path)))
        rows = [
            {"site_id": site_id, "path": path, "created_at": BEGAN_AT}
            for path in PATHS
            if path not in known
        ]
        if rows:
            session.execute(insert(Thread), rows)
    return dict(db.session().execute(select(Thread.path, Thread.id)).all())


def _add_batch(site_id: int, threads: dict[str, int], ids: range) -> None:
    rows: dict[type[db.Base], list[dict[str, Any]]] = {
        Submission: [], Comment: [], VerdictGiven: [], EvidenceFound: [], Fingerprint: [],
    }  # fmt: skip
    for id_ in ids:
        _add_row(rows, site_id, threads, id_)
    with db.transaction() as session:
        for table, values in rows.items():
            if values:
                session.connection().execute(insert(cast("Table", table.__table__)), values)


def _add_row(
    rows: dict[type[db.Base], list[dict[str, Any]]],
    site_id: int,
    threads: dict[str, int],
    id_: int,
) -> None:
    random = Random(id_)
    at, probability = BEGAN_AT + timedelta(seconds=30 * id_), random.random()
    label = Label.SPAM if id_ % 100 == 7 else Label.HAM if id_ % 11 == 3 else Label.UNSURE
    rows[Submission].append(
        {
            "id": id_, "site_id": site_id, "kind": Kind.COMMENT, "status": Status.PENDING,
            "receipt": secrets.token_hex(8), "reference": f"B{id_:06}", "key": f"bench:{id_}",
            "content_digest": "0" * 64, "sender_key": f"{id_ % 5000:064}", "received_at": at,
            "attempts": 0, "probability": probability, "doubt": abs(probability - 0.5),
        }
    )  # fmt: skip
    words = " ".join(random.choices(WORDS, k=20)) + (f" {RARE_WORD}" if id_ % 2000 == 5 else "")
    path = PATHS[0] if id_ % 2 else PATHS[1] if id_ % 1000 == 8 else PATHS[2 + id_ % 200]
    rows[Comment].append(
        {
            "submission_id": id_, "thread_id": threads[path], "author": f"Visitor {id_ % 5000}",
            "email_sealed": "", "email_index": f"{id_ % 5000:064}", "website": "",
            "text": f"Thanks for item{id_}: {words}.", "html": "", "links": id_ % 4,
            "language": random.choice(LANGUAGES), "revision": 1, "wants_mail": False,
        }
    )  # fmt: skip
    rows[VerdictGiven].append(
        {
            "submission_id": id_, "label": label, "probability": probability,
            "model_version": "bench", "rude": 0.0, "private": 0.0, "is_sample": True,
            "why": "{}", "judged_at": at,
        }
    )  # fmt: skip
    rows[EvidenceFound] += [
        {"submission_id": id_, "name": name} for name, each in SHOWS.items() if id_ % each == 0
    ]
    rows[Fingerprint].append(
        {
            "submission_id": id_, "site_id": site_id, "campaign_id": id_ - id_ % 4 or id_,
            "words": id_, "band_0": id_, "band_1": id_, "band_2": id_, "band_3": id_,
            "seen_at": at,
        }
    )  # fmt: skip
