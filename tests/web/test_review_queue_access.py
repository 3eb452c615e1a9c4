"""The review queue: who may see and decide what, and what changes nothing."""

import pytest
from sqlalchemy import func, select

from intake import db
from intake.moderation.tables import Decision
from intake.sites import service as sites
from intake.words import Action, Role, Status
from tests import people
from tests.web.staff import account, judged, press, status, text


@pytest.fixture
def ada(app, site):
    return people.signed_in(app, site, Role.MODERATOR, email="ada@x.example", name="Ada")


@pytest.fixture
def ben(app, site):
    return people.signed_in(app, site, Role.MODERATOR, email="ben@x.example", name="Ben")


@pytest.fixture
def other_site(app):
    return sites.add("shop", "The Shop", ["https://shop.example"])


def decide(client, id_, action, seen="pending", tab="?tab=waiting"):
    return press(client, f"/staff/queue/{id_}/decide{tab}", action=action, seen=seen)


def decisions():
    return db.session().scalar(select(func.count()).select_from(Decision))


def test_another_sites_items_do_not_exist(ada, other_site):
    item = judged(other_site)
    assert ada.get(f"/staff/queue/{item.id}").status_code == 404
    assert decide(ada, item.id, "approve").status_code == 404
    assert decide(ada, item.id, "approve", tab=f"?site={other_site.slug}").status_code == 404
    assert status(item.id) == Status.PENDING
    assert decisions() == 0
    assert "Waiting 0" in text(ada.get(f"/staff/queue?site={other_site.slug}"))


@pytest.mark.parametrize("role", [Role.STAFF, None])
def test_who_is_no_moderator_may_not_decide(app, site, role):
    item = judged(site)
    client = people.signed_in(app, site, *filter(None, [role]), email="c@x.example")
    assert client.get("/staff/queue").status_code == 403
    token = people.csrf_token(client, "/staff/desk") if role else "x"
    data = {"csrf_token": token, "action": "approve", "seen": "pending"}
    assert client.post(f"/staff/queue/{item.id}/decide", data=data).status_code in {400, 403, 415}
    assert status(item.id) == Status.PENDING


def test_a_stranger_is_sent_to_sign_in(client, site):
    item = judged(site)
    for path in ("/staff/queue", f"/staff/queue/{item.id}"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert "/staff/sign-in" in answer.location
    assert client.post(f"/staff/queue/{item.id}/decide").status_code in {302, 400, 403}
    assert status(item.id) == Status.PENDING


def test_nothing_changes_without_our_token_or_by_get(ada, ben, site):
    item = judged(site)
    path, data = f"/staff/queue/{item.id}/decide", {"action": "approve", "seen": "pending"}
    theirs = people.csrf_token(ben, "/staff/queue")
    for token in ({}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": theirs}):
        assert ada.post(path, data=data | token).status_code in {400, 403, 415}
    mine = data | {"csrf_token": people.csrf_token(ada, "/staff/queue")}
    for headers in (
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
    ):  # fmt: skip
        assert ada.post(path, data=mine, headers=headers).status_code in {400, 403, 415}
    body = '{"action": "approve", "seen": "pending"}'
    assert ada.post(path, data=body, content_type="text/plain").status_code in {400, 403, 415}
    answer = ada.get(path, query_string=mine | {"tab": "spam"})
    assert (answer.status_code, answer.location) == (302, f"/staff/queue/{item.id}?tab=spam")
    for page in ("/staff/queue", f"/staff/queue/{item.id}"):
        ada.get(page, query_string=mine | {"_method": "POST"})
        ada.head(page, query_string=mine)
    assert status(item.id) == Status.PENDING
    assert decisions() == 0


@pytest.mark.parametrize(
    "fields", [{}, {"action": "publish", "seen": "pending"}, {"action": "spam", "seen": "x"}]
)
def test_a_decision_that_makes_no_sense_is_refused(ada, site, fields):
    item = judged(site)
    assert press(ada, f"/staff/queue/{item.id}/decide", **fields).status_code == 400
    assert status(item.id) == Status.PENDING


@pytest.mark.parametrize(
    "path",
    [
        "?tab=all", "?before=x", "?before=2026-01-01~x", "?before=2026-01-01T00:00:00~" + "9" * 40,
        "?before=%00", "?before=9999-12-31T23:59:59-14:00~1", "/0", "/999", "/" + "9" * 40, "/x",
    ],
)  # fmt: skip
def test_impossible_addresses_lead_nowhere(ada, site, path):
    assert ada.get(f"/staff/queue{path}").status_code == 404


def test_a_decision_belongs_to_whoever_pressed_the_button(site, ada):

    item = judged(site)
    other = people.account(ada.application, site, Role.MODERATOR, email="z@x.example", name="Zoe")
    press(ada, f"/staff/queue/{item.id}/decide", action=Action.SPAM, seen="pending",
          account_id=other, new="approved", site_id=99)  # fmt: skip
    row = db.session().execute(select(Decision.account_id, Decision.new)).one()
    assert row.new == Status.SPAM
    assert account(row.account_id).name == "Ada"
