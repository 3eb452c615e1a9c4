"""LEARN, versions: which model of a site judges, and how another takes its place, or the last back.

Whoever is replaced keeps its log, and the lessons that its successor lacks are due at once: so a
version that comes back learns what was decided meanwhile, and forgets what was undone meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from intake import clock
from intake.db import session, transaction
from intake.errors import Conflict, NotFound
from intake.moderation import learning, site_models, taught
from intake.moderation.learning import Teacher
from intake.moderation.site_models import Champion
from intake.moderation.tables import SiteLearning, SiteModel

KEPT = 3  # versions of a site's model, the champion among them
PEACE_DAYS = 7  # how long nothing takes the place of a version that a person chose


@dataclass(frozen=True)
class Version:
    """A version that is kept."""

    id: int
    name: str
    base_version: str
    origin: str
    lessons: int
    progress: dict[str, Any]
    created_at: datetime
    retired_at: datetime | None
    is_champion: bool


def kept(site_id: int) -> list[Version]:
    """Return the versions of a site's model, newest first."""
    rows = session().execute(
        select(
            SiteModel.id,
            SiteModel.version,
            SiteModel.base_version,
            SiteModel.origin,
            SiteModel.lessons,
            SiteModel.progress,
            SiteModel.created_at,
            SiteModel.retired_at,
            SiteModel.id == SiteLearning.champion_id,
        )
        .join(SiteLearning, SiteLearning.site_id == SiteModel.site_id)
        .where(SiteModel.site_id == site_id)
        .order_by(SiteModel.id.desc())
    )
    return [Version(*row) for row in rows]


def roll_back(teacher: Teacher, site_id: int) -> Version:
    """Let the version judge that was champion before; return it. Raises NotFound, Conflict."""
    with transaction():
        champion = site_models.locked(site_id, teacher.version)
        older = [one for one in kept(site_id) if one.retired_at and one.id < champion.id]
        if not older:
            raise NotFound("There is no version before this one. Nothing was changed.")
        last = max(older, key=lambda one: (one.retired_at, one.id))
        return _choose(teacher, champion, last)


def promote(teacher: Teacher, site_id: int, name: str) -> Version:
    """Let the version of this name judge; return it. Raises NotFound, Conflict."""
    with transaction():
        champion = site_models.locked(site_id, teacher.version)
        if champion.version == name:
            raise Conflict(f"{name} judges this site already. Nothing was changed.")
        for one in kept(site_id):
            if one.name == name:
                return _choose(teacher, champion, one)
        raise NotFound(f"No version called {name} is kept here. Nothing was changed.")


def _choose(teacher: Teacher, champion: Champion, chosen: Version) -> Version:
    if chosen.base_version != teacher.version:
        raise Conflict(
            f"{chosen.name} was taught on {chosen.base_version}, and the base is {teacher.version} "
            "now. Nothing was changed."
        )
    take_over(teacher, champion, chosen.id)
    site_models.leave_in_peace(champion.site_id, PEACE_DAYS)
    return chosen


def take_over(teacher: Teacher, champion: Champion, id_: int) -> None:
    """Let this version judge instead of the champion, in the caller's transaction."""
    site_id = champion.site_id
    query = select(SiteModel.learnt).where(SiteModel.id == id_)
    known = session().scalars(query).one()
    _note(champion.id, learnt=taught.log(site_id), retired_at=clock.now())
    taught.restore(site_id, known)
    _note(id_, learnt={}, retired_at=None)
    site_models.set_champion(site_id, id_)
    _drop_old(site_id, id_)
    learning.prove(teacher, site_id, champion.allowed_error)


def _note(id_: int, **values: Any) -> None:
    session().execute(update(SiteModel).where(SiteModel.id == id_).values(**values))


def _drop_old(site_id: int, champion_id: int) -> None:
    others = (
        select(SiteModel.id)
        .where(SiteModel.site_id == site_id, SiteModel.id != champion_id)
        .order_by(SiteModel.retired_at.desc(), SiteModel.id.desc())
    )
    too_many = session().scalars(others).all()[KEPT - 1 :]
    session().execute(delete(SiteModel).where(SiteModel.id.in_(too_many)))
