"""The owner's pages about the forms of a site: their list, the editor, and the versions."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.accounts import guard
from intake.declared import service
from intake.declared.declaration import Mistake, WrongForm
from intake.setup import form_authors, form_pages, form_sketch
from intake.setup.form_pages import FORM
from intake.sites.service import SiteView
from intake.words import Role

bp = Blueprint("site_forms", __name__)

bp.context_processor(form_pages.said)


@bp.get("/staff/forms")
@guard.requires(Role.OWNER)
def first() -> ResponseReturnValue:
    """Lead to the forms of my first site."""
    return redirect(url_for(".listed", slug=guard.my_sites(Role.OWNER)[0].slug))


@bp.get("/staff/forms/<slug>")
@guard.requires(Role.OWNER)
def listed(slug: str) -> ResponseReturnValue:
    """Show the forms of a site."""
    return _list_page(form_pages.my_site(slug))


@bp.route("/staff/forms/<slug>/new", methods=["GET", "POST"])
@guard.requires(Role.OWNER)
def new(slug: str) -> ResponseReturnValue:
    """Make a form from an example; it is closed until its owner opens it."""
    site = form_pages.my_site(slug)
    if request.method == "GET":
        return redirect(url_for(".listed", slug=slug))
    name = request.form.get("name", "").strip()
    try:
        if any(form.name == name for form in service.listed(site.id)):
            raise WrongForm([Mistake(f"There is a form called {name} already.")])
        table = form_sketch.sketched(service.example(request.form.get("example", "")))
        made = service.save(site.id, table.declaration(name), guard.me().id, seen=0, is_open=False)
    except WrongForm as wrong:
        return _list_page(site, wrong.mistakes, name)
    return redirect(url_for("form_editor.edit", slug=slug, form_name=made.name), code=303)


@bp.get(f"{FORM}/versions")
@guard.requires(Role.OWNER)
def versions(slug: str, form_name: str) -> ResponseReturnValue:
    """Show every version of a form and what each changed."""
    site, form = form_pages.my_form(slug, form_name)
    saved = service.versions(site.id, form.name)
    names = form_authors.names({each.account_id for each in saved})
    return render_template(
        "setup/form_versions.html", site=site, form=form, saved=saved, names=names
    )


@bp.get(f"{FORM}/preview")
@guard.requires(Role.OWNER)
def preview(slug: str, form_name: str) -> ResponseReturnValue:
    """Draw a form as visitors see it, with nothing that sends it."""
    site, form = form_pages.my_form(slug, form_name)
    return form_pages.preview(site, form_pages.version(site, form, request.args.get("version", "")))


@bp.get(f"{FORM}/open")
@bp.get(f"{FORM}/close")
@guard.requires(Role.OWNER)
def back_to_form(slug: str, form_name: str) -> ResponseReturnValue:
    """Lead whoever comes by the address of a button, as after signing in anew, to its form."""
    return redirect(url_for("form_editor.edit", slug=slug, form_name=form_name))


@bp.post(f"{FORM}/open")
@guard.requires(Role.OWNER)
def open_form(slug: str, form_name: str) -> ResponseReturnValue:
    """Let visitors use a form."""
    return _set_open(slug, form_name, is_open=True)


@bp.post(f"{FORM}/close")
@guard.requires(Role.OWNER)
def close_form(slug: str, form_name: str) -> ResponseReturnValue:
    """Let visitors use a form no longer."""
    return _set_open(slug, form_name, is_open=False)


def _set_open(slug: str, form_name: str, *, is_open: bool) -> ResponseReturnValue:
    site, form = form_pages.my_form(slug, form_name)
    service.set_open(site.id, form.name, guard.me().id, is_open=is_open)
    return redirect(url_for(".listed", slug=slug), code=303)


def _list_page(
    site: SiteView, mistakes: Sequence[Mistake] = (), name: str = ""
) -> ResponseReturnValue:
    page = render_template(
        "setup/forms.html",
        site=site,
        sites=guard.my_sites(Role.OWNER),
        forms=service.listed(site.id),
        examples=[service.example(each) for each in service.examples()],
        mistakes=mistakes,
        name=name,
    )
    return page, 422 if mistakes else 200
