"""Declared forms, later: what reaches somebody is private at the desk, and old pages grow old."""

from __future__ import annotations

import pytest

from intake import db
from intake.declared import service as declared
from intake.declared.declaration import Asked, Choice, Declaration, Type
from intake.moderation import judging
from intake.words import Kind, Label, Role
from tests import people
from tests.machines import SaysAlways
from tests.web.staff import press
from tests.web.visiting import stored, value_of

EMAIL = Asked("email", Type.EMAIL, "Your email address", required=True)
OWN = "/blog/forms/own"


def save(site, *fields):
    return declared.save(
        site.id, Declaration("own", Kind.CONTACT, "A form", (EMAIL, *fields)), None
    )


@pytest.mark.parametrize(
    ("type_", "value"), [(Type.PHONE, "(202) 456-1414"), (Type.EMAIL, "mother@example.org")]
)
def test_whatever_reaches_somebody_is_shown_only_on_a_click(app, client, site, type_, value):
    save(site, Asked("other", type_, "Of your mother"))
    sent = client.post(OWN, json={"email": "jo@example.com", "other": value})
    assert sent.status_code == 201
    judging.judge_waiting(SaysAlways(Label.HAM))
    db.done()
    ada = people.signed_in(app, site, Role.STAFF)
    path = f"/staff/desk/{sent.json['reference']}"
    assert value not in ada.get(path).text
    shown = press(ada, f"{path}/answer", given=sent.json["reference"], name="other")
    assert value in shown.text


def test_a_page_of_days_ago_is_read_as_the_form_is_now(client, site, at):
    save(site, Asked("note", Type.TEXT, "A note", most=100))
    ticket = value_of(client.get(OWN), "ticket")
    note = Asked("note", Type.TEXT, "A note", most=100)
    save(
        site, note, Asked("colour", Type.CHOICE, "A colour", True, choices=(Choice("red", "Red"),))
    )
    at.advance(seconds=2 * 86_400 + 1)
    data = {"ticket": ticket, "email": "jo@example.com", "note": "What I typed"}
    again = client.post(OWN, data=data)
    assert again.status_code == 422
    assert 'value="What I typed"' in again.text
    assert client.post(OWN, data=data | {"colour": "red"}).status_code == 303
    assert stored() == 1
