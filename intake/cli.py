"""`flask intake …`: each command fetches, calls one service function, and prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from intake import migrating
from intake.accounts import service as accounts
from intake.alerts import service as alerts
from intake.config import Settings
from intake.demo import service as demo_site
from intake.errors import IntakeError
from intake.replay.command import replay
from intake.sites import service as sites
from intake.watch import service as watch
from intake.words import Role


class Commands(AppGroup):
    """Commands whose refusals are sentences."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except IntakeError as error:
            raise click.ClickException(str(error)) from None


group = Commands("intake", help="Set up, train, look after and try out Intake.")
group.add_command(replay)


def register(app: Flask) -> None:
    """Make the commands known to `flask`."""
    app.cli.add_command(group)


def settings() -> Settings:
    """Return the settings of the running command."""
    found: Settings = current_app.config["SETTINGS"]
    return found


@group.command()
def migrate() -> None:
    """Bring the database to the newest version. Safe to run again."""
    migrating.migrate(settings().database_url)
    click.echo("The database is up to date.")


@group.command()
def demo() -> None:
    """Create the demo site with its article and forms. Safe to run again."""
    demo_site.create(settings())
    click.echo(f"The demo site is at {settings().base_url}/demo/")


@group.command("first-account")
def first_account() -> None:
    """Print a one-time link to create the first account, while there is none."""
    token = accounts.first_link()
    if token is None:
        click.echo("There is an account already: sign in with it.", err=True)
    else:
        click.echo(f"{settings().base_url}/staff/first-account?token={token}")


@group.command("add-site")
@click.argument("slug")
@click.argument("name")
@click.option("--origin", "origins", multiple=True, required=True, help="https://www.example.org")
@click.option("--region", default="US", show_default=True, help="For phone numbers without a +.")
@click.option("--time-zone", default="UTC", show_default=True, help="Like Europe/Berlin.")
def add_site(slug: str, name: str, origins: tuple[str, ...], region: str, time_zone: str) -> None:
    """Collect for a website; its forms are at /SLUG/comment, /SLUG/contact, /SLUG/callback."""
    site = accounts.open_site(slug, name, list(origins), region=region, time_zone=time_zone)
    click.echo(f"{site.name}: {settings().base_url}/{site.slug}/contact")


AUDIENCE = click.option(
    "--audience",
    type=click.Choice([Role.STAFF, Role.MODERATOR]),
    default=Role.STAFF,
    show_default=True,
    help="Who is told: staff of messages and calls, moderators of the queue.",
)


@group.command("add-email")
@click.argument("site")
@click.argument("address")
@AUDIENCE
def add_email(site: str, address: str, audience: Role) -> None:
    """Tell ADDRESS when something arrives at SITE."""
    alerts.add_email(sites.get(site).id, address, audience)
    click.echo("This address is told from now on.")


@group.command("add-webhook")
@click.argument("site")
@click.argument("url")
@AUDIENCE
def add_webhook(site: str, url: str, audience: Role) -> None:
    """Call URL when something arrives at SITE; prints the signing secret, this once."""
    click.echo(alerts.add_webhook(sites.get(site).id, url, audience))


@group.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Say how everything is, as the status page does; fails if anything is wrong."""
    report = watch.report(settings())
    for section in report.sections:
        click.echo(section.title)
        for check in section.checks:
            click.echo(f"  {'well ' if check.is_ok else 'WRONG'}  {check.sentence}")
    click.echo(f"{report.headline}.")
    context.exit(1 if report.wrong else 0)


@group.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where to write it.")
def train(files: tuple[Path, ...], out: Path) -> None:
    """Train a model from labelled JSONL files and write it as numbers."""
    from intake.moderation.spam import training  # noqa: PLC0415 - the web never loads scikit-learn

    for line in training.train(list(files), out).lines():
        click.echo(line)
