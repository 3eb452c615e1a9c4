"""LEARN, rows: what each site has taught, sealed, with its bars; who is champion; versions kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, select, update

from intake import clock, db
from intake.db import session
from intake.errors import NotFound
from intake.moderation.tables import SiteLearning, SiteModel
from intake.sealing import sealer

UPGRADE_SECONDS = 600  # how long a model of another base is left alone
ALLOWED_ERROR = 0.01  # of real messages may land in the spam box, until the owner says otherwise
NIGHT_HOUR = 2  # in UTC, when each site's model is fitted anew


@dataclass(frozen=True)
class Champion:
    """The model that judges a site now. `packed` is what was learnt, as its learner wrote it."""

    id: int
    site_id: int
    version: str
    base_version: str
    packed: str
    bars: Mapping[str, Any]
    allowed_error: float


def locked(site_id: int, base_version: str) -> Champion:
    """Return the site's champion, made now if there is none; nobody may move it meanwhile."""
    found = learning(site_id)
    if found.champion_id is None:
        found.champion_id = add(site_id, base_version, "decisions", packed="")
    return _champion(found, session().get_one(SiteModel, found.champion_id))


def learning(site_id: int) -> SiteLearning:
    """Return the site's row, made now if it is the first time, locked until the end."""
    session().connection().execute(
        db.insert_once(SiteLearning),
        {
            "site_id": site_id,
            "allowed_error": ALLOWED_ERROR,
            "bars": {},
            "flags": [],
            "refit_at": _next_night(),
            "is_due": False,
            "revision": 0,
        },
    )
    query = select(SiteLearning).where(SiteLearning.site_id == site_id).with_for_update()
    return session().scalars(query.execution_options(populate_existing=True)).one()


def add(
    site_id: int,
    base_version: str,
    origin: str,
    *,
    packed: str,
    progress: Mapping[str, Any] | None = None,
    learnt: Mapping[str, Any] | None = None,
) -> int:
    """Keep a version of what a site has taught; return its id. `learnt`: the log of its lessons."""
    model = SiteModel(
        site_id=site_id,
        version="",
        base_version=base_version,
        origin=origin,
        residual_sealed=_seal(packed, site_id),
        lessons=len(learnt or {}),
        progress=dict(progress or {}),
        learnt=dict(learnt or {}),
        created_at=clock.now(),
    )
    session().add(model)
    session().flush()
    model.version = f"{origin}-{model.id}"
    session().flush()
    return model.id


def write(champion: Champion, packed: str, lessons: int) -> None:
    """Keep what the champion has become."""
    session().execute(
        update(SiteModel)
        .where(SiteModel.id == champion.id)
        .values(residual_sealed=_seal(packed, champion.site_id), lessons=lessons)
    )


def write_bars(site_id: int, bars: Mapping[str, Any], flags: list[dict[str, Any]]) -> None:
    """Keep where the site's bars are, and what somebody should look at."""
    session().execute(
        update(SiteLearning)
        .where(SiteLearning.site_id == site_id)
        .values(bars=dict(bars), flags=flags, is_due=False, revision=SiteLearning.revision + 1)
    )


def set_champion(site_id: int, id_: int) -> None:
    """Let this version judge the site."""
    session().execute(
        update(SiteLearning).where(SiteLearning.site_id == site_id).values(champion_id=id_)
    )


def begin_anew(site_id: int, base_version: str) -> None:
    """Make an empty champion that is about to learn everything again, on this base model.

    No other version is kept: it may hold what was erased since, or be of another base.
    """
    champion_id = add(site_id, base_version, "decisions", packed="")
    # What the old one proved of itself says nothing of this one.
    session().execute(
        update(SiteLearning)
        .where(SiteLearning.site_id == site_id)
        .values(champion_id=champion_id, bars={}, is_due=True, revision=SiteLearning.revision + 1)
    )
    session().execute(
        delete(SiteModel).where(SiteModel.site_id == site_id, SiteModel.id != champion_id)
    )


def has_refit_due() -> bool:
    """Say whether it is time to fit any site's model anew."""
    return bool(session().scalar(select(exists().where(SiteLearning.refit_at <= clock.now()))))


def claim_refit() -> int | None:
    """Return a site whose model is to be fitted anew, and put it off to the next night.

    The caller commits that before the work begins: a crash waits for a night, too.
    """
    due = (
        select(SiteLearning)
        .where(SiteLearning.refit_at <= clock.now())
        .order_by(SiteLearning.refit_at, SiteLearning.site_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = session().scalars(due).first()
    if found is None:
        return None
    found.refit_at = _next_night()
    return found.site_id


def leave_in_peace(site_id: int, days: int) -> None:
    """Do not fit the site's model anew for so many days."""
    session().execute(
        update(SiteLearning)
        .where(SiteLearning.site_id == site_id)
        .values(refit_at=_next_night() + timedelta(days=days))
    )


def _next_night() -> datetime:
    today = clock.now().replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return today if today > clock.now() else today + timedelta(days=1)


def on_another_base(version: str) -> list[int]:
    """Return the sites whose champion was taught on another base model than this.

    Not those that were begun just now: while hosts are upgraded, two versions are at work, and each
    would have the other's work done again and again.
    """
    query = select(SiteLearning.site_id).join(SiteModel, SiteModel.id == SiteLearning.champion_id)
    is_other = SiteModel.base_version != version
    return list(
        session().scalars(query.where(is_other, SiteModel.created_at < clock.ago(UPGRADE_SECONDS)))
    )


def unproven() -> list[int]:
    """Return the sites whose bars must be proven anew."""
    return list(session().scalars(select(SiteLearning.site_id).where(SiteLearning.is_due)))


def revisions() -> dict[int, int]:
    """Return how often each site's model or bars changed: a cheap look for who keeps copies."""
    rows = session().execute(select(SiteLearning.site_id, SiteLearning.revision))
    return dict(rows.all())


def champion(site_id: int) -> Champion:
    """Return the model that judges this site. Raises NotFound: nobody has taught it yet."""
    row = (
        session()
        .execute(
            select(SiteLearning, SiteModel)
            .join(SiteModel, SiteModel.id == SiteLearning.champion_id)
            .where(SiteLearning.site_id == site_id)
            .execution_options(populate_existing=True)
        )
        .first()
    )
    if row is None:
        raise NotFound("This site has not learnt from any decision yet.")
    return _champion(*row)


def _champion(learning: SiteLearning, model: SiteModel) -> Champion:
    return Champion(
        id=model.id,
        site_id=learning.site_id,
        version=model.version,
        base_version=model.base_version,
        packed=sealer().open(model.residual_sealed, _bound(learning.site_id)),
        bars=learning.bars,
        allowed_error=learning.allowed_error,
    )


def _seal(packed: str, site_id: int) -> str:
    # Hashed words can be guessed, and some of them come from sealed messages.
    return sealer().seal(packed, _bound(site_id))


def _bound(site_id: int) -> str:
    return f"site_model:{site_id}"
