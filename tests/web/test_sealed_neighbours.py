"""What is sealed is not found out by its neighbours: not by links, nor networks, nor rules."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, update

from intake import db
from intake.moderation.tables import HostSeen
from intake.submissions.tables import Submission
from intake.words import Label, Role
from tests.drafts import CONTACT
from tests.people import signed_in
from tests.web.staff import judged, press, text

HOST = "h" * 64


@pytest.fixture
def pair(site, at):
    """A message to the staff and a comment, of the same network and with the same link."""
    contact = judged(site, CONTACT, label=Label.HAM)
    comment = judged(site, label=Label.UNSURE, text="The words of the comment.")
    with db.transaction() as session:
        session.execute(update(Submission).values(sender_key="same"))
        for row in (contact, comment):
            seen = {"submission_id": row.id, "site_id": site.id, "host": HOST, "seen_at": at()}
            session.execute(insert(HostSeen).values(**seen))
    return contact, comment


@pytest.fixture
def maria(app, site):
    return signed_in(app, site, Role.MODERATOR)


@pytest.mark.parametrize("by", ["link", "sender"])
def test_a_message_leads_to_no_comment_and_a_comment_to_no_message(maria, pair, by):
    contact, comment = pair
    assert "The words of the comment." not in text(maria.get(f"/staff/queue?{by}={contact.id}"))
    found = text(maria.get(f"/staff/queue?{by}={comment.id}"))
    assert "The words of the comment." in found
    assert contact.reference not in found


def test_a_moderator_who_sees_no_addresses_finds_none_by_a_rule(app, site, maria):
    page = "/staff/rules/blog/new"
    fields = {"name": "Who is it", "act": "notify", "address": "@example.com"}
    answer = press(maria, page, page, **fields)
    assert "may not look for addresses" in text(answer)
    owner = signed_in(app, site, Role.OWNER, email="o@x.example")
    assert press(owner, page, page, **fields).status_code == 303


@pytest.mark.parametrize(
    "path", ["/receipts/a%00b", "/receipts/a%00b/change", "/staff/audit?action=%00"]
)
def test_a_zero_byte_in_an_address_is_no_fault_of_ours(app, site, path):
    owner = signed_in(app, site, Role.OWNER)
    assert owner.get(path).status_code in {200, 404}


def test_a_page_of_the_audit_log_that_cannot_be_is_not_found(app, site):
    owner = signed_in(app, site, Role.OWNER)
    assert owner.get("/staff/audit?before=" + "9" * 5000).status_code == 404


def test_a_zero_byte_in_a_form_is_left_out(maria, pair):
    page = f"/staff/queue/{pair[1].id}"
    assert press(maria, f"{page}/notes", page, note="Called\0 her").status_code == 303
    assert "Called her" in text(maria.get(page))
