"""Reveal: one field, once, and never without a line in the access log."""

import pytest
from sqlalchemy import select, update

from intake import db
from intake.privacy.tables import Access
from intake.submissions.tables import CallbackRequest, ContactMessage
from intake.words import Label, Role
from tests import people
from tests.drafts import CALLBACK, CONTACT
from tests.web.staff import judged, press, text

SHUT = "This field cannot be opened: its key is missing."


@pytest.fixture
def ada(app, site):
    return people.signed_in(app, site, Role.OWNER, email="ada@x.example", name="Ada")


def reveal(client, item, field):
    return press(client, f"/staff/desk/{item.reference}/reveal", field=field)


def looked():
    return [tuple(row) for row in db.session().execute(select(Access.submission_id, Access.field))]


@pytest.mark.parametrize(
    ("draft", "field", "value"),
    [
        (CALLBACK, "phone", "+1 202-555-0143"),
        (CALLBACK, "email", "ines@example.org"),
        (CONTACT, "email", "jonas@example.org"),
    ],
)
def test_it_shows_one_field_once_and_notes_who_looked(ada, site, at, draft, field, value):
    item = judged(site, draft, email=f"{draft.name.lower()}@example.org")
    answer = reveal(ada, item, field)
    assert value in text(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert looked() == [(item.id, field)]
    assert db.session().scalar(select(Access.at)) == at.now
    assert value not in text(ada.get(f"/staff/desk/{item.reference}"))
    assert looked() == [(item.id, field)]


def test_the_number_of_a_message_can_still_be_shown_when_somebody_answers_it(ada, site):
    item = judged(site, CONTACT, phone="+12025550143", phone_typed="(202) 555-0143")
    assert press(ada, f"/staff/desk/{item.reference}/claim").status_code == 303
    page = ada.get(f"/staff/desk/{item.reference}").text
    assert 'value="phone"' in page


def test_the_other_field_stays_masked(ada, site):
    item = judged(site, CALLBACK, email="ines@example.org")
    assert "ines@example.org" not in text(reveal(ada, item, "phone"))


def test_an_extension_is_shown_with_the_number(ada, site):
    item = judged(site, CALLBACK, phone_extension="12")
    assert "+1 202-555-0143 ext. 12" in text(reveal(ada, item, "phone"))


@pytest.mark.parametrize("field", ["", "text", "name", "phone_sealed", "phone\0"])
def test_there_is_nothing_else_to_reveal(ada, site, field):
    item = judged(site, CALLBACK)
    assert reveal(ada, item, field).status_code == 400
    assert looked() == []


def test_a_field_whose_key_is_gone_says_so_everywhere(ada, site):
    item, message = judged(site, CALLBACK, email="i@x.example"), judged(site, CONTACT)
    spam = judged(site, CONTACT, Label.SPAM)
    with db.transaction() as session:
        for table in (CallbackRequest, ContactMessage):
            for column in ("name_sealed", "text_sealed", "phone_sealed", "email_sealed"):
                session.execute(update(table).values({column: "gone.00"}))
    assert SHUT in text(ada.get("/staff/desk"))
    for reference in (item.reference, message.reference):
        assert text(ada.get(f"/staff/desk/{reference}")).count(SHUT) == 4
    assert SHUT in text(ada.get(f"/staff/queue/{spam.id}"))
    assert SHUT in text(reveal(ada, item, "phone"))
