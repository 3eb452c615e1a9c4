"""Rows of sites."""

from __future__ import annotations

from sqlalchemy import select

from intake.db import session
from intake.sites.tables import Site


def by_slug(slug: str) -> Site | None:
    return session().scalar(select(Site).where(Site.slug == slug))


def everything() -> list[Site]:
    return list(session().scalars(select(Site).order_by(Site.slug)))


def add(site: Site) -> None:
    session().add(site)
    session().flush()
