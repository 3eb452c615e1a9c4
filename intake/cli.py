"""`flask intake …`: each command fetches, calls one service function, and prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from intake import migrating
from intake.accounts import people
from intake.accounts import service as accounts
from intake.accounts.commands import remove_second_factor
from intake.alerts import service as alerts
from intake.config import Settings
from intake.demo import service as demo_site
from intake.errors import IntakeError
from intake.moderation.commands import model
from intake.moderation.explain_command import explain
from intake.privacy.audit_command import audit
from intake.replay.command import evaluate, replay
from intake.setup import form_command
from intake.setup.commands import set_hours
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
group.add_command(remove_second_factor)
group.add_command(model)
group.add_command(audit)
group.add_command(set_hours)
group.add_command(form_command.declare)
group.add_command(form_command.show)
model.add_command(explain)
model.add_command(evaluate)  # it knows what replay sends, and moderation does not


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
        click.echo("There is an account already: sign in, or use add-account.", err=True)
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


@group.command("set-origins")
@click.argument("slug")
@click.option("--origin", "origins", multiple=True, required=True, help="https://www.example.org")
def set_origins(slug: str, origins: tuple[str, ...]) -> None:
    """Let the forms of a site stand on these websites, and on no other."""
    sites.set_origins(slug, list(origins))
    click.echo(f"The forms of {slug} may stand at {' and '.join(origins)} from now on.")


@group.command("add-account")
@click.argument("email")
@click.option("--site", "slug", required=True, help="The slug of a site.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
def add_account(email: str, slug: str, role: str) -> None:
    """Let EMAIL work for a site; prints a one-time link for whoever has no password yet."""
    site = sites.get(slug)
    added = people.add(email, site, Role(role))
    now = "already" if not added.is_new_role else "now" if added.token else "now, too"
    click.echo(f"{accounts.tidy(email)} is {role} of {site.name} {now}.", err=True)
    if added.token:
        _print_link(added.token)


@group.command("new-password")
@click.argument("email")
def new_password(email: str) -> None:
    """Print a one-time link to set a new password; using it ends all their sign-ins."""
    _print_link(people.password_link(email))


def _print_link(token: str) -> None:
    click.echo(f"This link sets a password, once, within {people.LINK_HOURS} hours:", err=True)
    click.echo(f"{settings().base_url}/staff/password?token={token}")


@group.command("remove-account")
@click.argument("email")
def remove_account(email: str) -> None:
    """Let EMAIL sign in no more, and tell it nothing more; what the person did stays."""
    people.remove(email)
    click.echo("They are signed out, cannot sign in again, and are told nothing more by mail.")


AUDIENCE = click.option(
    "--audience",
    type=click.Choice([Role.STAFF.value, Role.MODERATOR.value]),
    default=Role.STAFF.value,
    show_default=True,
    help="Who is told: staff of messages and calls, moderators of the queue.",
)


@group.command("add-email")
@click.argument("site")
@click.argument("address")
@AUDIENCE
def add_email(site: str, address: str, audience: str) -> None:
    """Tell ADDRESS when something arrives at SITE."""
    alerts.add_email(sites.get(site).id, address, Role(audience))
    click.echo("This address is told from now on.")


@group.command("add-webhook")
@click.argument("site")
@click.argument("url")
@AUDIENCE
def add_webhook(site: str, url: str, audience: str) -> None:
    """Call URL when something arrives at SITE; prints the signing secret, this once."""
    click.echo(alerts.add_webhook(sites.get(site).id, url, Role(audience)))


@group.command()
@click.argument("site", required=False)
def destinations(site: str | None) -> None:
    """List who is told when something arrives, at SITE or anywhere; addresses are masked."""
    found = alerts.everybody(sites.get(site).id if site else None)
    for told in found:
        state = "told" if told.is_enabled else "not told"
        wrong = f", but: {told.last_error}" if told.last_error else ""
        who = f"{told.site:<16} {told.audience:<9} {told.channel:<7} {told.masked}"
        click.echo(f"{told.id:>4} {who}  {state}{wrong}")
    if not found:
        click.echo("Nobody is told of anything yet.")


@group.command("remove-destination")
@click.argument("number", type=click.IntRange(1, 2**63 - 1))
def remove_destination(number: int) -> None:
    """Tell the destination of this number, as `destinations` lists it, nothing more."""
    alerts.remove(number)
    click.echo("It is told nothing more. add-email or add-webhook would bring it back.")


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
