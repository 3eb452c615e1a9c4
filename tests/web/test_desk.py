"""The desk: what waits for the staff, in the order it is due; claimed, closed, reopened once."""

import pytest
from sqlalchemy import select, update

from intake import db
from intake.callbacks.tables import DeskItem
from intake.sites import service as sites
from intake.sites.tables import Site
from intake.submissions.tables import Submission
from intake.words import Label, Role, Status
from tests import people
from tests.drafts import CALLBACK, CONTACT
from tests.web.staff import judged, press, status, text


@pytest.fixture
def ada(app, site):
    return people.signed_in(app, site, Role.STAFF, email="ada@x.example", name="Ada")


@pytest.fixture
def ben(app, site):
    return people.signed_in(app, site, Role.OWNER, email="ben@x.example", name="Ben")


def path(item, button=""):
    return f"/staff/desk/{item.reference}{button}"


def desk(item):
    query = select(DeskItem).where(DeskItem.submission_id == item.id)
    return db.session().scalars(query.execution_options(populate_existing=True)).one()


def test_promises_come_first_by_when_they_are_due_then_messages_by_age(ada, site, at):
    contact = judged(site, CONTACT)
    at.advance(seconds=60)
    later = judged(site, CALLBACK, window="20260302T1400-20260302T1600", phone="+12025550144")
    newer = judged(site, CONTACT)
    soon = judged(site, CALLBACK, window="soon")
    page = text(ada.get("/staff/desk"))
    found = [page.index(item.reference) for item in (soon, later, contact, newer)]
    assert found == sorted(found)
    assert "Waiting 4" in page


def test_a_row_says_what_is_promised_and_no_words(ada, site, at):
    with db.transaction() as session:
        session.execute(update(Site).values(time_zone="Europe/Berlin"))
    sites.forget()
    judged(site, CALLBACK, Label.UNSURE, name="Ines Vogel", text="My knee hurts")
    page = text(ada.get("/staff/desk"))
    assert "Call I…" in page
    assert "…43" in page
    assert "Promised by 11:30 today" in page
    assert "The machine doubted this one." in page
    assert "Overdue" not in page
    for secret in ("Ines", "Vogel", "knee", CALLBACK.phone, CALLBACK.phone_typed):
        assert secret not in page
    for _ in range(4):  # who reads nothing for half an hour is signed out
        at.advance(seconds=20 * 60)
        page = text(ada.get("/staff/desk"))
    assert "Overdue by 20 min" in page


def test_its_page_says_what_is_needed_to_call(ada, site):
    item = judged(site, CALLBACK, name="Ines Vogel", text="My knee hurts", email="ines@x.example")
    page = text(ada.get(path(item)))
    for words in (
        "Ines Vogel", "My knee hurts", "Promised by 10:30 today",
        "Yes, you may leave one", "…43", "i…@x…", "No, send none",
    ):  # fmt: skip
        assert words in page
    assert "2025550143" not in page
    assert "ines@x.example" not in page


def test_a_reference_read_aloud_may_be_typed_in_small_letters(ada, site):
    item = judged(site, CONTACT)
    assert ada.get(path(item).lower()).status_code == 200


def test_a_claim_is_a_lease_that_only_one_has(ada, ben, site, at):
    item = judged(site, CALLBACK)
    answer = press(ada, path(item, "/claim"))
    assert (answer.status_code, answer.location) == (303, f"{path(item)}?site=blog")
    at.advance(seconds=60)
    refused = press(ben, path(item, "/claim"))
    assert refused.status_code == 409
    assert "Ada is calling, until 09:45." in text(refused)
    for page in (refused, ben.get(path(item))):
        for button in ("/claim", "/close", "/attempt", "/hand-over"):
            assert f'action="{path(item, button)}' not in page.text
        assert "Nobody else can take or close it until then." in text(page)
    assert "Done: close it" in text(ada.get(path(item)))
    assert "Ada is calling, until 09:45." in text(ben.get("/staff/desk"))
    assert press(ben, path(item, "/close")).status_code == 409
    assert press(ada, path(item, "/claim")).status_code == 303  # it can be made longer
    at.advance(seconds=15 * 60)
    assert press(ben, path(item, "/claim")).status_code == 303
    assert "Ben is calling, until 10:01." in text(ada.get(path(item)))


def test_closing_takes_it_off_the_list_and_reopening_puts_it_back(ada, ben, site, at):
    item = judged(site, CONTACT)
    answer = press(ada, path(item, "/close"))
    page = text(ada.get(answer.location))
    assert f"Closed {item.reference}. Reopen" in page
    assert "Nobody waits." in page
    assert f"{item.reference} Answer J…" in text(ada.get("/staff/desk?tab=done"))
    at.advance(seconds=120)
    for button in ("/close", "/claim"):
        refused = press(ben, path(item, button))
        assert refused.status_code == 409
        assert "Already closed by Ada, 2 min ago." in text(refused)
    assert press(ben, path(item, "/reopen")).status_code == 303
    assert f"{item.reference} Answer J…" in text(ada.get("/staff/desk"))
    refused = press(ada, path(item, "/reopen"))
    assert "This is open already." in text(refused)


def test_a_moderator_may_say_that_it_is_spam_and_take_that_back(ada, ben, site):
    item = judged(site, CALLBACK)
    assert "This is spam" not in text(ada.get(path(item)))
    assert "This is spam" in text(ben.get(path(item)))
    answer = press(ben, f"/staff/queue/{item.id}/decide", action="spam", seen="approved")
    page = text(ben.get(answer.location))
    assert f"Marked the callback request {item.reference} as spam. Undo" in page
    assert "Nobody waits." in text(ada.get("/staff/desk"))
    assert item.reference not in text(ada.get("/staff/desk?tab=done"))
    assert "A moderator took this off the desk" in text(ada.get(path(item)))
    assert press(ada, path(item, "/reopen")).status_code == 409
    press(ben, f"/staff/queue/{item.id}/decide", action="undo", seen="spam")
    assert status(item.id) == Status.APPROVED
    assert item.reference in text(ada.get("/staff/desk"))


def test_staff_may_not_say_what_is_spam(ada, site):
    item = judged(site, CALLBACK)
    answer = press(ada, f"/staff/queue/{item.id}/decide", action="spam", seen="approved")
    assert answer.status_code == 403
    assert status(item.id) == Status.APPROVED


def test_two_sites_with_the_same_reference_are_told_apart(app, ada, site):
    shop = sites.add("shop", "The Shop", ["https://shop.example"])
    blogs, shops = judged(site, CONTACT, name="Bea"), judged(shop, CONTACT, name="Sam")
    with db.transaction() as session:
        for table, column in ((Submission, Submission.id), (DeskItem, DeskItem.submission_id)):
            session.execute(
                update(table).where(column == shops.id).values(reference=blogs.reference)
            )
    assert "Bea" in text(ada.get(path(blogs)))  # the shop is none of hers
    olga = people.signed_in(app, site, Role.STAFF, email="olga@x.example", name="Olga")
    with db.transaction():
        people.store.add_membership(
            db.session().scalar(
                select(people.Account.id).where(people.Account.email == "olga@x.example")
            ),
            shop.id,
            Role.STAFF,
        )
    assert "Which one do you mean?" in text(olga.get(path(blogs)))
    assert "Sam" in text(olga.get(path(blogs) + "?site=shop"))
    assert press(olga, path(blogs, "/close")).status_code == 409
    assert press(olga, path(blogs, "/close?site=shop")).status_code == 303
    assert desk(blogs).closed_at is None
    assert desk(shops).closed_at is not None


# Who may what.


def test_another_sites_messages_do_not_exist(ada, app):
    shop = sites.add("shop", "The Shop", ["https://shop.example"])
    item = judged(shop, CALLBACK)
    assert item.reference not in text(ada.get("/staff/desk"))
    for query in ("", "?site=shop", "?site=blog"):
        assert ada.get(path(item) + query).status_code == 404
        for button in ("/claim", "/close", "/reopen", "/reveal"):
            assert press(ada, path(item, button) + query, field="phone").status_code == 404
    assert (desk(item).claimed_by, desk(item).closed_at) == (None, None)


def test_a_moderator_has_no_desk(app, site):
    item = judged(site, CALLBACK)
    mo = people.signed_in(app, site, Role.MODERATOR, email="mo@x.example", name="Mo")
    for page in ("/staff/desk", path(item)):
        assert mo.get(page).status_code == 403
    for button in ("/claim", "/close", "/reopen", "/reveal"):
        assert press(mo, path(item, button), field="phone").status_code == 403


def test_nothing_changes_without_our_token_or_by_get(ada, site):
    item = judged(site, CALLBACK)
    for button in ("/claim", "/close", "/reopen", "/reveal"):
        for token in ({}, {"csrf_token": "x"}):
            answer = ada.post(path(item, button), data={"field": "phone", **token})
            assert answer.status_code in {400, 403}
        answer = ada.get(path(item, button) + "?site=blog&field=phone")
        assert (answer.status_code, answer.location) == (302, f"{path(item)}?site=blog")
    ada.head(path(item))
    assert (desk(item).claimed_by, desk(item).closed_at) == (None, None)


@pytest.mark.parametrize("reference", ["NONE-123", "%00", "%F0%9F%98%80", "x" * 3000, "..%2f"])
def test_impossible_references_lead_nowhere(ada, reference):
    assert ada.get(f"/staff/desk/{reference}").status_code == 404
