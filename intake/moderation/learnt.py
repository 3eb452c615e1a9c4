"""LEARN, read: how far each site has come, and how much error its owner allows. For the pages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from intake import audit
from intake.accounts.tables import Account
from intake.db import session, transaction
from intake.errors import IntakeError
from intake.moderation import lessons, site_models
from intake.moderation.tables import SiteLearning, SiteModel, VerdictGiven
from intake.submissions.tables import Submission
from intake.words import Kind, Label, Status

# What an owner may choose: of so many real messages, at most one in the spam box; how many
# decisions about real ones prove it (Clopper and Pearson 1934: ln 0.05 / ln(1 - 1/n), rounded up).
NEEDED = {50: 149, 100: 299, 200: 598, 500: 1497, 1000: 2995}
LATELY = 100


class WrongShare(IntakeError):
    """A share of error that nobody may choose."""

    status = 422
    code = "wrong_share"


@dataclass(frozen=True)
class Agreement:
    """Of the last decisions, how many the machine would have decided alike."""

    agreed: int
    of: int


@dataclass(frozen=True)
class Flag:
    """What to look at; `account_name` of whoever it is about, if anybody."""

    kind: str
    account_name: str
    count: int
    of: int


@dataclass(frozen=True)
class Progress:
    """How far a site has come.

    `one_in`: of so many real messages, at most one may land in the spam box. `spam_from` is the
    probability from which something is sure spam, None: nothing is yet. `above` of the `real`
    messages that prove it are above that bar; `bound` is the largest share that they allow.
    `spam_box` counts what the machine put there, `taken_back` what people took out again.
    """

    site_id: int
    one_in: int
    real: int
    needed: int
    spam_from: float | None
    ham_below: float | None
    above: int
    bound: float
    agreement: Agreement
    spam_box: int
    taken_back: int
    flags: tuple[Flag, ...]
    version: str

    @property
    def is_proven(self) -> bool:
        return self.spam_from is not None


def progress(site_ids: Collection[int]) -> dict[int, Progress]:
    """Return how far each of these sites has come."""
    rows = session().execute(
        select(SiteLearning, SiteModel.version)
        .outerjoin(SiteModel, SiteModel.id == SiteLearning.champion_id)
        .where(SiteLearning.site_id.in_(site_ids))
        .execution_options(populate_existing=True)
    )
    known = {learning.site_id: (learning, version or "") for learning, version in rows}
    return {site_id: _progress(site_id, *known.get(site_id, (None, ""))) for site_id in site_ids}


def flagged() -> dict[int, tuple[Flag, ...]]:
    """Return what somebody should look at, for each site where that is anything."""
    rows = session().execute(select(SiteLearning.site_id, SiteLearning.flags))
    return {site_id: _flags(flags) for site_id, flags in rows if flags}


def set_allowed_error(site_id: int, one_in: int, account_id: int | None = None) -> None:
    """Let at most one in so many real messages land in the spam box. Raises WrongShare.

    Until the worker has proven a bar for it, nothing is called spam; it does so at once.
    """
    if one_in not in NEEDED:
        choices = ", ".join(map(str, NEEDED))
        raise WrongShare(f"Choose at most one in {choices}.")
    with transaction():
        learning = site_models.learning(site_id)
        learning.allowed_error = 1 / one_in
        learning.bars = {}
        learning.is_due = True
        learning.revision += 1
        audit.note("learning.set_error", account_id=account_id, site_id=site_id, one_in=one_in)


def _progress(site_id: int, learning: SiteLearning | None, version: str) -> Progress:
    bars: dict[str, Any] = learning.bars if learning else {}
    one_in = round(1 / (learning.allowed_error if learning else site_models.ALLOWED_ERROR))
    spam_box, taken_back = _spam_box(site_id)
    return Progress(
        site_id=site_id,
        one_in=one_in,
        real=bars.get("real", 0),
        needed=NEEDED[one_in],
        spam_from=bars.get("spam_from"),
        ham_below=bars.get("ham_below"),
        above=bars.get("above", 0),
        bound=bars.get("bound", 1.0),
        agreement=_agreement(site_id),
        spam_box=spam_box,
        taken_back=taken_back,
        flags=_flags(learning.flags if learning else []),
        version=version,
    )


def _agreement(site_id: int) -> Agreement:
    said = lessons.progress(site_id, LATELY)
    return Agreement(sum(not one.is_wrong for one in said), len(said))


def _spam_box(site_id: int) -> tuple[int, int]:
    """Count the comments that the machine alone put into the spam box, and how many came back.

    Of messages to the staff nobody could tell: the same verdict sends some of them to the desk.
    """
    ours = select(Submission.status, Submission.id).where(Submission.site_id == site_id)
    put = (
        ours.join(VerdictGiven, VerdictGiven.submission_id == Submission.id)
        .where(VerdictGiven.label == Label.SPAM, VerdictGiven.is_sample.is_(False))
        .where(Submission.kind == Kind.COMMENT)
        .subquery()
    )
    rows = session().execute(select(put.c.status, func.count()).group_by(put.c.status))
    by_status: dict[str, int] = dict(rows.all())
    return sum(by_status.values()), by_status.get(Status.APPROVED, 0)


def _flags(found: Collection[dict[str, Any]]) -> tuple[Flag, ...]:
    ids = {flag["account_id"] for flag in found if "account_id" in flag}
    people = session().execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    names: dict[int, str] = dict(people.all())
    return tuple(
        Flag(
            flag["kind"],
            names.get(flag.get("account_id", 0), ""),
            flag.get("contradicted", flag.get("wrong", 0)),
            flag["of"],
        )
        for flag in found
    )
