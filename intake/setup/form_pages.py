"""What the owner's pages about forms share: which form of which site, and how it is named."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from intake import times
from intake.accounts import guard
from intake.declared import service
from intake.declared.declaration import AUTOCOMPLETE, STANDARD, Type
from intake.declared.service import FormView
from intake.errors import NotFound
from intake.sites.service import SiteView
from intake.submissions.built_forms import form_class
from intake.words import Role

FORM = "/staff/forms/<slug>/<form_name>"
TYPES = {
    Type.TEXT: "Text",
    Type.LONG_TEXT: "Long text",
    Type.EMAIL: "Email address",
    Type.PHONE: "Phone number",
    Type.CHOICE: "Choice of one",
    Type.CHOICES: "Choice of several",
    Type.DATE: "Date",
    Type.WINDOW: "When to call",
    Type.CONSENT: "Box to tick",
}


def said() -> dict[str, Any]:
    """Return what the pages call things."""
    return {
        "TYPES": TYPES,
        "STANDARD": STANDARD,
        "AUTOCOMPLETE": sorted(AUTOCOMPLETE),
        "moment_at": times.moment_at,
        "public_path": public_path,
    }


def public_path(site: SiteView, name: str) -> str:
    """Return the address of a form for visitors."""
    if name in service.USUAL:
        return url_for(f"submissions.{name}", site_slug=site.slug)
    return url_for("submissions.declared_form", site_slug=site.slug, form_name=name)


def preview(site: SiteView, form: FormView) -> ResponseReturnValue:
    """Draw a form as visitors see it, with nothing that sends it."""
    return render_template("setup/form_preview.html", site=site, form=form_class(form)(site))


def version(site: SiteView, form: FormView, number: str) -> FormView:
    """Return a form in the version that an address names; as it is now if it names none."""
    if not number:
        return form
    small = number.isdecimal() and len(number) < 10
    found = service.version(site.id, form.name, int(number)) if small else None
    if found is None:
        raise NotFound("There is no such version of this form.")
    return found


def my_form(slug: str, form_name: str) -> tuple[SiteView, FormView]:
    """Return a form of a site of mine. Raises NotFound."""
    site = my_site(slug)
    return site, service.current(site.id, form_name)


def my_site(slug: str) -> SiteView:
    """Return a site of mine. Raises NotFound."""
    for site in guard.my_sites(Role.OWNER):
        if site.slug == slug:
            return site
    raise NotFound("There is no such site here.")
