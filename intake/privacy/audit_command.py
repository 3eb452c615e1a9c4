"""`flask intake audit …`: check that no line was changed, and take the lines out."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from intake import audit as chain
from intake.privacy import exporting, readings, service, wording
from intake.privacy.exporting import Form
from intake.privacy.readings import Scope, Search
from intake.sites import service as sites

audit = AppGroup("audit", help="The log of who did what.")


@audit.command()
@click.option("--head", default="", help="A code that an earlier check printed: is it still there?")
def verify(head: str) -> None:
    """Check every line against the one before. Keep the code it prints, outside of this machine."""
    found = chain.verify(head)
    click.echo(wording.checked(found.rows))
    if not found.is_sound:
        raise click.ClickException(wording.trouble(found.broken_at))
    click.echo("Every one is as it was written.")
    click.echo(f"head {found.head}")


@audit.command()
@click.option("--form", type=click.Choice([form.value for form in Form]), default=Form.JSON.value)
@click.option("--site", "slug", help="The slug of a site, for the lines about it only.")
def export(form: str, slug: str | None) -> None:
    """Print every line, newest first; that this was done is noted, too."""
    slugs = {site.id: site.slug for site in sites.everything()}
    search = Search(site_id=sites.get(slug).id if slug else None)
    service.note_export(None, [search.site_id] if search.site_id else list(slugs), form)
    scope = Scope(frozenset(slugs), is_everything=True)
    for line in exporting.written(readings.everything(scope, search), slugs, Form(form)):
        click.echo(line, nl=False)
