"""The model with what each site has taught it, read again when that changed."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError

from intake import db
from intake.errors import Busy, NotFound
from intake.logs import log
from intake.moderation import site_models
from intake.moderation.spam.classifier import LinearClassifier, SiteModel
from intake.moderation.spam.teaching import site_model
from intake.sealing import Unsealable

_kept: dict[int, tuple[int, SiteModel | None]] = {}
_current: LinearClassifier | None = None
_database: db.Database | None = None


def with_sites(base: LinearClassifier) -> LinearClassifier:
    """Return the base model with the sites' own, of which only those that changed are read.

    While the database is away it is the base alone, which holds everything: nobody needs it then.
    """
    try:
        return _with_sites(base)
    except (Busy, SQLAlchemyError):
        log().warning("site_models_away")
        return base


def _with_sites(base: LinearClassifier) -> LinearClassifier:
    global _current, _database  # noqa: PLW0603 - one model a process
    if _database is not db.current() or _current is None or _current.version != base.version:
        _kept.clear()
        _current, _database = base, db.current()
    revisions = site_models.revisions()
    changed = [site_id for site_id, revision in revisions.items() if _revision(site_id) != revision]
    for site_id in changed:
        _kept[site_id] = (revisions[site_id], _site_model(site_id, base))
    if changed:
        known = {id_: model for id_, (_, model) in _kept.items() if model is not None}
        _current = replace(base, sites=known)
    return _current


def _revision(site_id: int) -> int | None:
    return _kept[site_id][0] if site_id in _kept else None


def _site_model(site_id: int, base: LinearClassifier) -> SiteModel | None:
    """Return what the site has taught; None if it cannot be used: its messages are held then."""
    try:
        champion = site_models.champion(site_id)
        if champion.base_version != base.version:
            return None  # the next lesson has it rebuilt on this base
        return site_model(champion.version, champion.packed, champion.bars, base.bands)
    except NotFound:
        return None
    except (Unsealable, ValueError):
        log().error("site_model_unusable", site=site_id)
        return None
