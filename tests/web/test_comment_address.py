"""The address of a comment's author: hidden, masked for whoever may see it, whole on a click."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, update

from intake import db
from intake.moderation import readings
from intake.moderation.queue_tables import SitePolicy
from intake.privacy.tables import Access
from intake.sites import service as sites
from intake.submissions.tables import Comment
from intake.words import Role
from tests.drafts import CALLBACK
from tests.people import signed_in
from tests.web.staff import judged, press, text

ADDRESS, MASKED, BUTTON = "maria@example.org", "m…@e…", "Show the address"


def let_moderators_see(site, shows=True):
    with db.transaction() as session:
        session.execute(
            insert(SitePolicy).values(
                site_id=site.id, preset="by_hand", shows_addresses=shows, reasons=[]
            )
        )


def show(client, item):
    return press(client, f"/staff/queue/{item.id}/reveal", page="/staff/queue")


def looked():
    return [tuple(row) for row in db.session().execute(select(Access.submission_id, Access.field))]


@pytest.mark.parametrize(
    ("role", "shows", "sees"),
    [
        (Role.OWNER, None, True),
        (Role.MODERATOR, True, True),
        (Role.MODERATOR, False, False),
        (Role.MODERATOR, None, False),
    ],
)
def test_its_owner_sees_it_and_its_moderators_if_the_site_says_so(app, site, role, shows, sees):
    if shows is not None:
        let_moderators_see(site, shows)
    client, item = signed_in(app, site, role), judged(site, email=ADDRESS)
    for path in ("/staff/queue", f"/staff/queue/{item.id}"):
        page = text(client.get(path))
        assert (MASKED in page) == sees
        assert ADDRESS not in page
    assert (BUTTON in text(client.get(f"/staff/queue/{item.id}"))) == sees
    assert looked() == []
    answer = show(client, item)
    assert answer.status_code == (200 if sees else 403)
    assert (ADDRESS in text(answer)) == sees
    assert answer.headers["Cache-Control"] == "no-store"
    assert looked() == ([(item.id, "email")] if sees else [])
    assert ADDRESS not in text(client.get(f"/staff/queue/{item.id}"))


@pytest.mark.parametrize("role", [Role.READER, Role.STAFF])
def test_nobody_else_sees_it_whatever_the_site_says(app, site, role):
    let_moderators_see(site)
    client, item = signed_in(app, site, role), judged(site, email=ADDRESS)
    answer = press(client, f"/staff/queue/{item.id}/reveal", page="/staff/mailbox")
    assert answer.status_code == 403
    assert MASKED not in text(client.get(f"/staff/queue/{item.id}"))
    assert looked() == []


def test_what_one_site_lets_its_moderators_see_another_does_not(app, site):
    shop = sites.add("shop", "The Shop", ["https://shop.example"])
    let_moderators_see(shop)
    client, item = signed_in(app, site, Role.MODERATOR), judged(shop, email=ADDRESS)
    assert show(client, item).status_code == 404
    mine = judged(site, email=ADDRESS)
    assert MASKED not in text(client.get(f"/staff/queue/{mine.id}"))
    assert looked() == []


def test_that_somebody_looked_stands_in_the_audit_log(app, site):
    owner, item = signed_in(app, site, Role.OWNER, name="Ada"), judged(site, email=ADDRESS)
    call = judged(site, CALLBACK)
    show(owner, item)
    press(owner, f"/staff/desk/{call.reference}/reveal", field="phone")
    page = text(owner.get("/staff/audit"))
    assert f"Ada looked at the email of the comment {item.id} on Riverside Blog." in page
    assert f"Ada looked at the phone of the callback request {call.reference} on" in page
    assert ADDRESS not in page


def test_a_message_to_the_staff_shows_nothing_here(app, site):
    owner, call = signed_in(app, site, Role.OWNER), judged(site, CALLBACK, email=ADDRESS)
    assert show(owner, call).status_code == 404
    assert looked() == []


def test_an_address_that_cannot_be_opened_or_was_never_left_says_so(app, site):
    owner, item = signed_in(app, site, Role.OWNER), judged(site, email=ADDRESS)
    for sealed, said in {"gone.00": "its key is missing", "": "No address was left"}.items():
        with db.transaction() as session:
            session.execute(update(Comment).values(email_sealed=sealed))
        assert said in text(show(owner, item))


def test_the_address_of_the_button_leads_to_the_item(app, site):
    owner, item = signed_in(app, site, Role.OWNER), judged(site)
    assert owner.get(f"/staff/queue/{item.id}/reveal").location == f"/staff/queue/{item.id}"
    assert looked() == []


def test_where_nobody_asks_there_is_no_address(app, site):
    item = judged(site, email=ADDRESS)
    assert readings.item([site.id], item.id).email == ""
