"""`flask intake form …` declares a form from a file; `show-form …` prints one as its file."""

from __future__ import annotations

from pathlib import Path

import click

from intake.declared import service
from intake.declared.reading import from_toml
from intake.declared.writing import to_toml
from intake.errors import BadBody
from intake.sites import service as sites


@click.command("form")
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def declare(slug: str, file: Path) -> None:
    """Declare a form of the site SLUG as FILE, in TOML, says; pages that are open stay good."""
    site = sites.get(slug)
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadBody("The file is no text in UTF-8.") from None
    form = service.save(site.id, from_toml(text), None)
    state = "open" if form.is_open else "closed"
    click.echo(
        f"The form {form.name} of {site.name} is in version {form.version} now, and {state}."
    )


@click.command("show-form")
@click.argument("slug")
@click.argument("name")
def show(slug: str, name: str) -> None:
    """Print the form NAME of the site SLUG as the TOML file that declares it."""
    click.echo(to_toml(service.current(sites.get(slug).id, name).declaration), nl=False)
