"""`flask intake model …`: what a site has taught, version by version, and which of them judges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import AppGroup

from intake.config import Settings
from intake.errors import NotFound
from intake.moderation import learning, learnt, site_models, versions
from intake.moderation.learnt import Progress
from intake.moderation.versions import Version
from intake.sites import service as sites

if TYPE_CHECKING:  # the web process, which knows these commands too, never loads numpy
    from intake.moderation.spam.classifier import LinearClassifier
    from intake.moderation.spam.teaching import Teacher

model = AppGroup("model", help="What a site's moderators have taught the machine.")
SITE = click.option("--site", "slug", required=True, help="The slug of a site.")


@model.command("list")
@SITE
def list_versions(slug: str) -> None:
    """List the versions that are kept, and how far the site has come."""
    site = sites.get(slug)
    progress = learnt.progress([site.id])[site.id]
    click.echo(f"base model   {_base().version}")
    click.echo(f"allowed      at most 1 in {progress.one_in} real messages in the spam box")
    click.echo(f"bars         {_bars(progress)}")
    kept = versions.kept(site.id)
    for version in kept:
        click.echo(_line(version))
    if not kept:
        click.echo("Nobody has taught this site's model anything yet: the base alone judges.")


@model.command()
@SITE
@click.argument("version")
def promote(slug: str, version: str) -> None:
    """Let VERSION, as `list` names it, judge the site."""
    chosen = versions.promote(_teacher(), sites.get(slug).id, version)
    click.echo(_now_judges(chosen))


@model.command()
@SITE
def rollback(slug: str) -> None:
    """Let the version judge that did before."""
    click.echo(_now_judges(versions.roll_back(_teacher(), sites.get(slug).id)))


@model.command()
@SITE
def rebuild(slug: str) -> None:
    """Forget all that the site has taught, and learn its standing decisions again, in order."""
    count = learning.rebuild(_teacher(), sites.get(slug).id)
    click.echo(f"It learnt {count} decisions again. No version from before is kept.")


def judge_of(site_id: int) -> LinearClassifier:
    """Return the model as it judges this site now. Raises ModelUnusable."""
    from dataclasses import replace  # noqa: PLC0415

    from intake.moderation.spam import teaching  # noqa: PLC0415 - see TYPE_CHECKING

    base = _base()
    try:
        champion = site_models.champion(site_id)
    except NotFound:
        return base
    if champion.base_version != base.version:
        return base
    taught = teaching.site_model(champion.version, champion.packed, champion.bars, base.bands)
    return replace(base, sites={site_id: taught})


def _base() -> LinearClassifier:
    from intake.moderation.spam import registry  # noqa: PLC0415 - see TYPE_CHECKING

    settings: Settings = current_app.config["SETTINGS"]
    return registry.current(settings.model)


def _teacher() -> Teacher:
    from intake.moderation.spam.teaching import Teacher  # noqa: PLC0415 - see TYPE_CHECKING

    return Teacher(_base())


def _bars(progress: Progress) -> str:
    if progress.spam_from is None:
        if progress.real < progress.needed:
            return f"learning: {progress.real} of {progress.needed} decisions about real messages"
        return f"none: {progress.real} real messages look too much like spam to prove any"
    return (
        f"sure spam from {progress.spam_from:.3f}: {progress.above} of {progress.real} real "
        f"messages were above it, so at most {progress.bound:.2%} of all are (95 % certain)"
    )


def _line(version: Version) -> str:
    mark = "*" if version.is_champion else " "
    created_at = f"{version.created_at:%Y-%m-%d %H:%M} UTC"
    line = f"{mark} {version.name:<16} {version.lessons:>6} lessons  {created_at}"
    if gain := version.progress:
        line += (
            f"  log loss lower by {gain['mean']:.4f} ({gain['low']:.4f} to {gain['high']:.4f})"
            f" on {gain['compared']} decisions"
        )
    return line


def _now_judges(chosen: Version) -> str:
    return (
        f"{chosen.name} judges this site now. Decisions that it does not know are learnt within "
        f"seconds; no fit takes its place for {versions.PEACE_DAYS} days."
    )
