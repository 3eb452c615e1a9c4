"""RECEIVE, afterwards: what the judge writes beside a submission, each time that it reads one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, bindparam, delete, update

from intake.db import session
from intake.submissions.tables import Comment, EvidenceFound, Submission
from intake.words import Evidence

NOT_JUDGED = -1.0  # the doubt about what nobody judged


@dataclass(frozen=True)
class Seen:
    """What was seen in a comment's words. `html` is sanitised."""

    html: str
    links: int
    language: str


_SUBMISSION = cast("Table", Submission.__table__)
_COMMENT = cast("Table", Comment.__table__)
_WRITE_PROBABILITY = (
    update(_SUBMISSION)
    .where(_SUBMISSION.c.id == bindparam("of"))
    .values(probability=bindparam("p"), doubt=bindparam("d"))
)
_WRITE_SEEN = (
    update(_COMMENT)
    .where(_COMMENT.c.submission_id == bindparam("of"))
    .values(html=bindparam("h"), links=bindparam("n"), language=bindparam("l"))
)


def write_probabilities(probabilities: Mapping[int, float | None]) -> None:
    """Keep how likely spam each of these is. None: nobody knows."""
    rows = [
        {"of": id_, "p": likely, "d": NOT_JUDGED if likely is None else abs(likely - 0.5)}
        for id_, likely in sorted(probabilities.items())
    ]
    if rows:
        session().connection().execute(_WRITE_PROBABILITY, rows)


def write_seen(seen: Mapping[int, Seen]) -> None:
    """Keep what was seen in these comments, in the place of what was seen before."""
    rows = [
        {"of": id_, "h": one.html, "n": one.links, "l": one.language}
        for id_, one in sorted(seen.items())
    ]
    if rows:
        session().connection().execute(_WRITE_SEEN, rows)


def forget_evidence(ids: Collection[int], names: Collection[Evidence]) -> None:
    """Remove what was found in former words of these."""
    if ids:
        session().execute(
            delete(EvidenceFound).where(
                EvidenceFound.submission_id.in_(ids), EvidenceFound.name.in_(names)
            )
        )
