"""Rows of sites."""

from __future__ import annotations

from sqlalchemy import select, update

from intake.db import session
from intake.rows import affected
from intake.sites.tables import Site


def by_slug(slug: str) -> Site | None:
    return session().scalar(select(Site).where(Site.slug == slug))


def everything() -> list[Site]:
    return list(session().scalars(select(Site).order_by(Site.slug)))


def add(site: Site) -> None:
    session().add(site)
    session().flush()


def set_origins(slug: str, origins: list[str]) -> bool:
    """Set where the forms may stand; say whether there is such a site."""
    done = session().execute(update(Site).where(Site.slug == slug).values(origins=origins))
    return affected(done) == 1


def set_time_zone(site_id: int, time_zone: str) -> None:
    session().execute(update(Site).where(Site.id == site_id).values(time_zone=time_zone))


def regions() -> dict[int, str]:
    rows = session().execute(select(Site.id, Site.region))
    return {row.id: row.region for row in rows}
