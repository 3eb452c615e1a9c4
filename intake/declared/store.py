"""Rows of declared forms: each version is added once and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select

from intake.db import session
from intake.declared.tables import DeclaredForm


def newest(site_id: int, name: str) -> DeclaredForm | None:
    """Return the newest version of a form."""
    return (
        session().scalars(_of(site_id, name).order_by(DeclaredForm.version.desc()).limit(1)).first()
    )


def version(site_id: int, name: str, number: int) -> DeclaredForm | None:
    """Return one version of a form."""
    return session().scalars(_of(site_id, name).where(DeclaredForm.version == number)).first()


def by_id(form_id: int) -> DeclaredForm | None:
    """Return the version with this id."""
    return session().scalars(select(DeclaredForm).where(DeclaredForm.id == form_id)).first()


def versions(site_id: int, name: str) -> Sequence[DeclaredForm]:
    """Return every version of a form, newest first."""
    return session().scalars(_of(site_id, name).order_by(DeclaredForm.version.desc())).all()


def newest_of_all(site_id: int) -> Sequence[DeclaredForm]:
    """Return the newest version of each form of a site, by name."""
    last = (
        select(func.max(DeclaredForm.id))
        .where(DeclaredForm.site_id == site_id)
        .group_by(DeclaredForm.name)
    )
    return (
        session()
        .scalars(select(DeclaredForm).where(DeclaredForm.id.in_(last)).order_by(DeclaredForm.name))
        .all()
    )


def add(values: dict[str, Any]) -> int:
    """Add a version; return its id. Raises IntegrityError if there is one of this number."""
    return (
        session()
        .execute(insert(DeclaredForm).values(**values).returning(DeclaredForm.id))
        .scalar_one()
    )


def _of(site_id: int, name: str) -> Any:
    return select(DeclaredForm).where(DeclaredForm.site_id == site_id, DeclaredForm.name == name)
