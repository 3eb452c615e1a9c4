"""The editor of a form: field by field, or as its file. Nothing is saved but by the button."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.accounts import guard
from intake.declared import service
from intake.declared.declaration import Declaration, Mistake, WrongForm
from intake.declared.reading import from_toml
from intake.declared.service import FormView
from intake.declared.writing import to_toml
from intake.errors import Conflict
from intake.setup import form_pages, form_sketch
from intake.setup.form_pages import FORM
from intake.setup.form_sketch import Sketch
from intake.sites.service import SiteView
from intake.words import Role

bp = Blueprint("form_editor", __name__)
bp.context_processor(form_pages.said)


@bp.route(FORM, methods=["GET", "POST"])
@guard.requires(Role.OWNER)
def edit(slug: str, form_name: str) -> ResponseReturnValue:
    """Show a form field by field, and save it when that is what was pressed."""
    site, form = form_pages.my_form(slug, form_name)
    if request.method == "GET":
        then = form_pages.version(site, form, request.args.get("version", ""))
        return _editor(site, form, form_sketch.sketched(then.declaration))
    sketch = form_sketch.typed(request.form)
    do, _, number = request.form.get("do", "").partition("-")
    if do in {"save", "preview"}:
        return _finish(site, form, sketch, do)
    changed, at = _changed(sketch, do, int(number) if number.isdecimal() else -1)
    return _editor(site, form, changed, at=at)


@bp.route(f"{FORM}/toml", methods=["GET", "POST"])
@guard.requires(Role.OWNER)
def toml(slug: str, form_name: str) -> ResponseReturnValue:
    """Show a form as its file, and save that."""
    site, form = form_pages.my_form(slug, form_name)
    if request.method == "GET":
        return _file(site, form, to_toml(form.declaration))
    text = request.form.get("toml", "")
    try:
        return _save(site, form, _named(from_toml(text), form_name))
    except WrongForm as wrong:
        return _file(site, form, text, wrong.mistakes)
    except Conflict as conflict:
        return _file(site, form, text, _newer(form, conflict))


def _changed(sketch: Sketch, do: str, number: int) -> tuple[Sketch, int]:
    """Return what is typed after a button was pressed, and the field that it was about."""
    if do == "add":
        return sketch.with_new(request.form.get("new_type", "")), len(sketch.rows)
    if do == "remove" and 0 <= number < len(sketch.rows):
        return sketch.without(number), max(number - 1, 0)
    by = {"up": -1, "down": 1}.get(do, 0)
    return sketch.moved(number, by), min(max(number + by, 0), max(len(sketch.rows) - 1, 0))


def _finish(site: SiteView, form: FormView, sketch: Sketch, do: str) -> ResponseReturnValue:
    try:
        declaration = sketch.declaration(form.name)
        if do == "preview":
            return form_pages.preview(site, FormView(None, form.name, 0, True, declaration))
        return _save(site, form, declaration)
    except WrongForm as wrong:
        return _editor(site, form, sketch, wrong.mistakes)
    except Conflict as conflict:
        return _editor(site, form, sketch, _newer(form, conflict))


def _save(site: SiteView, form: FormView, declaration: Declaration) -> ResponseReturnValue:
    service.save(site.id, declaration, guard.me().id, seen=_seen(form))
    return redirect(url_for(".edit", slug=site.slug, form_name=form.name, saved="1"), code=303)


def _seen(form: FormView) -> int:
    """Return the version that whoever sends this had before them."""
    seen = request.form.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else form.version


def _newer(form: FormView, conflict: Conflict) -> list[Mistake]:
    """Say that there is a newer version; who presses once more has been told."""
    g.seen = form.version
    return [Mistake(str(conflict))]


def _named(declaration: Declaration, name: str) -> Declaration:
    if declaration.name != name:
        raise WrongForm([Mistake(f'This form is called {name}, so its file says name = "{name}".')])
    return declaration


def _editor(
    site: SiteView,
    form: FormView,
    sketch: Sketch,
    mistakes: Sequence[Mistake] = (),
    *,
    at: int | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "setup/form_edit.html",
        site=site,
        form=form,
        sketch=sketch,
        mistakes=mistakes,
        at=at,
        seen=g.get("seen", _seen(form)),
        is_saved="saved" in request.args and request.method == "GET",
    )
    return page, 422 if mistakes else 200


def _file(
    site: SiteView, form: FormView, text: str, mistakes: Sequence[Mistake] = ()
) -> ResponseReturnValue:
    page = render_template(
        "setup/form_toml.html",
        site=site,
        form=form,
        text=text,
        mistakes=mistakes,
        seen=g.get("seen", _seen(form)),
    )
    return page, 422 if mistakes else 200
