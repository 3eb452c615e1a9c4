"""Decisions that the page's script sends: what it is told, and that a refusal brings the row."""

import pytest

from intake import clock, db
from intake.moderation import service
from intake.submissions import store
from intake.submissions.tables import Comment
from intake.words import Action, Evidence, Role, Status
from tests import people
from tests.web.staff import account, judged, status, text

JSON = {"Accept": "application/json"}


@pytest.fixture
def ada(app, site):
    return people.signed_in(app, site, Role.MODERATOR, email="ada@x.example", name="Ada")


@pytest.fixture
def ben(app, site):
    return account(people.account(app, site, Role.MODERATOR, email="ben@x.example", name="Ben"))


def send(client, id_, action, seen="pending", address="?tab=waiting"):
    token = people.csrf_token(client, "/staff/queue")
    fields = {"csrf_token": token, "action": action, "seen": seen}
    return client.post(f"/staff/queue/{id_}/decide{address}", data=fields, headers=JSON)


def plain(sentence):
    return sentence.replace("\u2068", "").replace("\u2069", "")


def test_a_decision_is_told_with_its_undo_and_the_counts(ada, site):
    item = judged(site)
    judged(site)
    answer = send(ada, item.id, "approve")
    told = answer.json
    assert answer.status_code == 200
    assert (told["id"], told["status"]) == (item.id, "approved")
    assert plain(told["sentence"]) == "Published the comment by Maria."
    assert told["undo"] == {
        "url": f"/staff/queue/{item.id}/decide?tab=waiting",
        "action": "undo",
        "seen": "approved",
    }
    assert (told["counts"]["waiting"], told["counts"]["published"]) == ("1", "1")
    assert told["row"] is None
    assert status(item.id) == Status.APPROVED


def test_undo_brings_the_row_as_it_is_again(ada, site):
    item = judged(site, author="Otto", text="The ramp is closed.")
    undo = send(ada, item.id, "spam").json["undo"]
    token = people.csrf_token(ada, "/staff/queue")
    fields = {"csrf_token": token, "action": undo["action"], "seen": undo["seen"]}
    told = ada.post(undo["url"], data=fields, headers=JSON).json
    assert plain(told["sentence"]) == "Undid your decision: the comment by Otto is waiting."
    assert told["undo"] is None
    assert "The ramp is closed." in told["row"]
    assert 'data-status="pending"' in told["row"]
    assert status(item.id) == Status.PENDING


def test_who_comes_second_is_told_and_gets_the_row_as_it_now_is(ada, ben, site, at):
    item = judged(site)
    service.decide(item.id, ben, Action.APPROVE, Status.PENDING)
    at.advance(seconds=12)
    answer = send(ada, item.id, "spam")
    assert answer.status_code == 409
    assert answer.json["sentence"] == "Already published by Ben, 12 s ago."
    assert "Already published by Ben, 12 s ago." in answer.json["row"]
    assert 'data-status="approved"' in answer.json["row"]
    assert 'value="undo"' in answer.json["row"]
    assert status(item.id) == Status.APPROVED


def test_the_next_page_still_offers_to_undo_it(ada, site):
    send(ada, judged(site).id, "trash")
    assert "Put the comment by Maria into the trash. Undo" in text(ada.get("/staff/queue"))


def test_refusals_are_for_programs_too(ada, app, client, site):
    item = judged(site)
    assert send(ada, item.id, "publish").json["code"] == "bad_body"
    assert send(ada, 999, "spam").status_code == 404
    answer = client.post(f"/staff/queue/{item.id}/decide", headers=JSON)
    assert (answer.status_code, answer.json["code"]) == (401, "sign_in_first")
    assert status(item.id) == Status.PENDING


def test_a_reader_sees_everything_and_decides_nothing(app, site):
    item = judged(site, author="Otto")
    rita = people.signed_in(app, site, Role.READER, email="rita@x.example", name="Rita")
    for path in ("/staff/queue", f"/staff/queue/{item.id}"):
        answer = rita.get(path)
        assert "Otto" in text(answer)
        assert "/decide" not in answer.get_data(as_text=True)
        assert 'name="item"' not in answer.get_data(as_text=True)
    assert send(rita, item.id, "spam").status_code == 403
    assert status(item.id) == Status.PENDING


def test_who_moderates_elsewhere_decides_nothing_where_they_only_read(app, site):
    from intake.accounts import store as accounts
    from intake.sites import service as sites

    item = judged(site)
    shop = sites.add("shop", "The Shop", ["https://shop.example"])
    people.account(app, shop, Role.MODERATOR, email="rita@x.example", name="Rita")
    rita = app.test_client()
    with db.transaction():
        accounts.add_membership(1, site.id, Role.READER)
    people.sign_in(rita, "rita@x.example")
    answer = send(rita, item.id, "spam")
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")
    assert status(item.id) == Status.PENDING


def test_a_row_tells_its_evidence_in_chips_that_lead_to_the_others(ada, site):
    judged(site, evidence=[Evidence.TRAP])
    page = ada.get("/staff/queue").get_data(as_text=True)
    assert "filled a hidden field" in page
    assert 'href="/staff/queue?tab=waiting&amp;reason=trap"' in page
    assert 'title="A field that people cannot see was filled in."' in page


def test_a_row_tells_links_and_what_is_known_of_the_author(ada, ben, site):
    for number in range(2):
        known = judged(site, text=f"Number {number}")
        service.decide(known.id, ben, Action.APPROVE, Status.PENDING)
    item = judged(site)
    with db.transaction():
        comment = db.session().get(Comment, item.id)
        comment.links, comment.confirmed_at = 2, clock.now()
    judged(site, email="somebody@else.example", author="New")
    page = text(ada.get("/staff/queue"))
    assert "2 links author confirmed, 2 published" in page
    assert "filled a hidden field" not in page
    assert "not confirmed" not in page


def test_what_is_published_elsewhere_says_nothing_here(app, ada, site):
    from intake.sites import service as sites

    shop = sites.add("shop", "The Shop", ["https://shop.example"])
    theirs = judged(shop)
    with db.transaction():
        store.move(theirs.id, Status.PENDING, Status.APPROVED)
    judged(site)
    assert "1 published, author not confirmed" not in text(ada.get("/staff/queue"))


def test_each_button_says_what_will_happen(ada, site):
    item = judged(site)
    page = ada.get("/staff/queue").get_data(as_text=True)
    assert 'title="It appears on \u2068/articles/hello\u2069 at once."' in page
    send(ada, item.id, "approve")
    page = ada.get("/staff/queue?tab=published").get_data(as_text=True)
    assert "It leaves \u2068/articles/hello\u2069 at once; its author is no spammer." in page


def test_the_keys_are_told_on_a_page_too(ada):
    words = text(ada.get("/staff/queue/keys"))
    for told in ("a Approve", "d Reject", "u Undo", "? This list"):
        assert told in words
