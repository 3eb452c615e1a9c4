"""`flask intake remove-second-factor`: for whoever lost telephone, passkeys and codes."""

from __future__ import annotations

import click

from intake.accounts import people


@click.command("remove-second-factor")
@click.argument("email")
def remove_second_factor(email: str) -> None:
    """Let EMAIL sign in by password alone again. Be sure first that it is they who ask."""
    people.remove_second_factor(email)
    click.echo("Their password alone opens the account again. They were signed out everywhere.")
