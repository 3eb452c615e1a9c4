"""TRY: `flask intake replay`: send, wait, print the account; `model evaluate`: foretell it."""

from __future__ import annotations

import secrets
from itertools import islice
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from intake.config import Settings
from intake.errors import IntakeError
from intake.moderation import commands
from intake.replay import account, deciding, load, messages, predicting, rows
from intake.replay.visits import Place, visits
from intake.sites import service as sites

FINAL_SECONDS = 120


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", "slug", default="demo", show_default=True, help="Whose forms to fill in.")
@click.option("--rate", default=20.0, show_default=True, help="How many visits a second.")
@click.option("--count", type=click.IntRange(min=1), help="How many at most; else the whole file.")
@click.option("--base-url", help="Where the server is, if not at BASE_URL.")
@click.option("--decide-as", "email", help="Then decide by the file's labels, as this account.")
@with_appcontext
def replay(
    file: Path, slug: str, rate: float, count: int | None, base_url: str | None, email: str | None
) -> None:
    """Send the messages of FILE to the running server as visitors would, and account for each.

    FILE is JSONL, plain or gzipped, with a text in each line and perhaps author, author_url,
    thread, and label (1: spam, 0: not). The account is read from the database of this installation.
    Fails if anything is lost.
    """
    settings: Settings = current_app.config["SETTINGS"]
    seed = secrets.token_hex(4)
    try:
        site = sites.get(slug)
        if email:
            deciding.moderator(email)
        written = list(islice(messages.read(file), count))
    except IntakeError as error:
        raise click.ClickException(str(error)) from None
    place = Place(site.slug)
    click.echo(f"Sending {len(written)} messages at {rate:g} a second.")
    since_id = rows.newest_id()
    outcomes = load.run(base_url or settings.base_url, visits(written, place, seed), rate)
    account.wait_until_final(since_id, FINAL_SECONDS)
    taken = account.take(outcomes, since_id)
    for line in taken.lines():
        click.echo(line)
    if email:
        for line in deciding.lines(deciding.decide(outcomes, email)):
            click.echo(line)
    click.get_current_context().exit(0 if taken.is_right else 1)


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@commands.SITE
@with_appcontext
def evaluate(files: tuple[Path, ...], slug: str) -> None:
    """Judge the messages of FILES as the site would now, and foretell what replay would end with.

    FILES are what `replay` takes. Nothing is sent and nothing is stored.
    """
    site = sites.get(slug)
    judge = commands.judge_of(site.id)
    names = "+".join([judge.version, *(ours.version for ours in judge.sites.values())])
    for file in files:
        click.echo(f"{file.name}, judged by {names}")
        for line in predicting.predict(messages.read(file), site, judge).lines():
            click.echo(line)
