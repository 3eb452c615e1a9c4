"""RECEIVE, drawn: which form an address stands for, in the version that its page was drawn with."""

from __future__ import annotations

from dataclasses import replace

from intake.declared import service as declared
from intake.declared.service import FormView
from intake.sites.service import SiteView
from intake.submissions.built_forms import form_class
from intake.submissions.choice_fields import Choices
from intake.submissions.forms import CommentForm, PublicForm
from intake.submissions.ticket import Ticket
from intake.words import Kind


def of(site: SiteView, name: str, ticket: Ticket | None = None) -> type[PublicForm]:
    """Return the form of this name; `ticket` says which version. Raises NotFound.

    A page that was opened before a new version was saved is read as it was drawn, so that nothing
    that was typed is lost; what came without a ticket is read as the form is now.
    """
    if name == Kind.COMMENT:
        return CommentForm
    now = declared.current(site.id, name)
    return form_class(now if ticket is None else _drawn(site, now, ticket.version))


def takes_several(form: PublicForm, name: str) -> bool:
    """Say whether a field takes more than one value."""
    return name in form and isinstance(form[name], Choices)


def _drawn(site: SiteView, now: FormView, number: int) -> FormView:
    if number == now.version:
        return now
    then = declared.version(site.id, now.name, number)
    return replace(then, is_open=now.is_open) if then else now
