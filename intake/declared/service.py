"""DECLARE: which forms a site has, in which version; a new version is saved, none is changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from intake import audit, clock
from intake.db import transaction
from intake.declared import changes, store
from intake.declared.declaration import FORM_NAME, Declaration, as_dict
from intake.declared.reading import from_dict, from_toml
from intake.declared.tables import DeclaredForm
from intake.errors import Closed, Conflict, NotFound
from intake.words import Kind

EXAMPLES = Path(__file__).parent / "examples"
# The forms that every site has until it declares others.
USUAL = (str(Kind.CONTACT), str(Kind.CALLBACK))
NO_FORM = "There is no form of this name here."
SAVED_MEANWHILE = (
    "Somebody else saved this form meanwhile, so yours was not saved. Look at what changed, then "
    "save yours again if you still want to."
)


class FormClosed(Closed):
    """The form takes nothing at the moment."""

    code = "form_closed"


@dataclass(frozen=True)
class FormView:
    """A version of a form of a site. Version 0 is the one that Intake comes with: no row, no id."""

    id: int | None
    name: str
    version: int
    is_open: bool
    declaration: Declaration


@dataclass(frozen=True)
class SavedVersion:
    """A version as its owner looks back at it, with what it changed."""

    form: FormView
    account_id: int | None
    saved_at: datetime
    changed: tuple[str, ...]


@cache
def example(name: str) -> Declaration:
    """Return a form that Intake comes with. Raises NotFound."""
    if name not in examples():
        raise NotFound("There is no example of this name.")
    return from_toml((EXAMPLES / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def examples() -> tuple[str, ...]:
    """Return the names of the forms that Intake comes with."""
    return tuple(sorted(path.stem for path in EXAMPLES.glob("*.toml")))


def current(site_id: int, name: str) -> FormView:
    """Return a form as it is now. Raises NotFound."""
    row = store.newest(site_id, name) if FORM_NAME.fullmatch(name) else None
    if row:
        return _view(row)
    if name in USUAL:
        return _usual(name)
    raise NotFound(NO_FORM)


def version(site_id: int, name: str, number: int) -> FormView | None:
    """Return a form as it was in one version."""
    if number == 0:
        return _usual(name) if name in USUAL else None
    row = store.version(site_id, name, number)
    return _view(row) if row else None


def by_id(form_id: int) -> FormView | None:
    """Return the version that a submission was given under."""
    row = store.by_id(form_id)
    return _view(row) if row else None


def listed(site_id: int) -> list[FormView]:
    """Return every form of a site as it is now: the usual ones, then the others by name."""
    found = {row.name: _view(row) for row in store.newest_of_all(site_id)}
    usual = [found.pop(name) if name in found else _usual(name) for name in USUAL]
    return usual + list(found.values())


def versions(site_id: int, name: str) -> list[SavedVersion]:
    """Return every version that was saved, newest first, with what each changed."""
    rows = store.versions(site_id, name)
    views = [_view(row) for row in rows]
    before = [*views[1:], version(site_id, name, 0)][: len(views)]
    return [
        SavedVersion(view, row.account_id, row.saved_at, tuple(_changed(old, view)))
        for row, view, old in zip(rows, views, before, strict=True)
    ]


def save(
    site_id: int,
    form: Declaration,
    account_id: int | None,
    *,
    seen: int | None = None,
    is_open: bool | None = None,
) -> FormView:
    """Save a new version, if anything is different; return what is the form now.

    `seen` is the version that was changed: Conflict if there is a newer one; None takes any. A new
    form is open unless `is_open` says otherwise.
    """
    try:
        with transaction():
            return _save(site_id, form, account_id, seen, is_open)
    except IntegrityError:
        raise Conflict(SAVED_MEANWHILE) from None


def set_open(site_id: int, name: str, account_id: int | None, *, is_open: bool) -> FormView:
    """Open or close a form: a version with nothing else changed. Raises NotFound."""
    now = current(site_id, name)
    return save(site_id, now.declaration, account_id, seen=now.version, is_open=is_open)


def _save(
    site_id: int, form: Declaration, account_id: int | None, seen: int | None, is_open: bool | None
) -> FormView:
    row = store.newest(site_id, form.name)
    now = _view(row) if row else version(site_id, form.name, 0)
    number = now.version if now else 0
    if seen is not None and seen != number:
        raise Conflict(SAVED_MEANWHILE)
    will_be_open = (now.is_open if now else True) if is_open is None else is_open
    if now and now.declaration == form and now.is_open == will_be_open:
        return now
    new = FormView(None, form.name, number + 1, will_be_open, form)
    form_id = store.add(
        {
            "site_id": site_id,
            "name": form.name,
            "version": new.version,
            "kind": form.goes_to,
            "declaration": as_dict(form),
            "is_open": will_be_open,
            "account_id": account_id,
            "saved_at": clock.now(),
        }
    )
    audit.note(
        _action(now, new),
        account_id=account_id,
        site_id=site_id,
        subject=f"form:{form_id}",
        name=form.name,
        version=new.version,
    )
    return replace(new, id=form_id)


def _action(old: FormView | None, new: FormView) -> str:
    if old is None or old.is_open == new.is_open:
        return "form.save"
    return "form.open" if new.is_open else "form.close"


def _changed(old: FormView | None, new: FormView) -> list[str]:
    if old is None:
        return ["The form was made."]
    found = changes.between(old.declaration, new.declaration)
    if old.is_open != new.is_open:
        found.append("The form was opened." if new.is_open else "The form was closed.")
    return found


def _usual(name: str) -> FormView:
    return FormView(None, name, 0, True, example(name))


def _view(row: DeclaredForm) -> FormView:
    return FormView(row.id, row.name, row.version, row.is_open, from_dict(row.declaration))
