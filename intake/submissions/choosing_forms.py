"""RECEIVE, drawn: which form an address stands for, in the version that its page was drawn with."""

from __future__ import annotations

from dataclasses import replace

from intake.declared import service as declared
from intake.declared.service import FormView
from intake.sites.service import SiteView
from intake.submissions.built_forms import form_class
from intake.submissions.choice_fields import Choices
from intake.submissions.forms import CommentForm, PublicForm
from intake.submissions.ticket import LIVES_SECONDS, Ticket
from intake.words import Kind

MOST_AGE_SECONDS = LIVES_SECONDS + 24 * 60 * 60  # then the form as it is now is what counts


def of(site: SiteView, name: str, ticket: Ticket | None = None) -> type[PublicForm]:
    """Return the form of this name; `ticket` says which version. Raises NotFound.

    A page that was opened before a new version was saved is read as it was drawn, so that nothing
    that was typed is lost; what came without a ticket, or with one of days ago, is read as the
    form is now.
    """
    if name == Kind.COMMENT:
        return CommentForm
    now = declared.current(site.id, name)
    is_recent = ticket is not None and ticket.age_seconds <= MOST_AGE_SECONDS
    return form_class(_drawn(site, now, ticket.version) if ticket and is_recent else now)


def takes_several(form: PublicForm, name: str) -> bool:
    """Say whether a field takes more than one value."""
    return name in form and isinstance(form[name], Choices)


def _drawn(site: SiteView, now: FormView, number: int) -> FormView:
    if number == now.version:
        return now
    then = declared.version(site.id, now.name, number)
    return replace(then, is_open=now.is_open) if then else now
