"""An author changes a comment: it is read again, and the former words are kept, but not shown."""

from __future__ import annotations

import pytest

from intake import db
from intake.authors import links
from intake.authors.links import Purpose
from intake.submissions import store
from intake.words import Evidence, Label, Likeness, Status
from tests.authoring import change, comment, evidence, judge, receipt, revisions, sent
from tests.drafts import COMMENT
from tests.machines import SaysAlways
from tests.published import decide, publish
from tests.web.staff import text
from tests.web.visiting import error_of, value_of

NEW = "Thank you. I meant the second visit."
JSON = {"Accept": "application/json"}


def thread(client):
    return client.get("/blog/comments.html?path=/articles/hello").text


def test_the_receipt_leads_to_a_form_with_what_it_says(client, site):
    id_ = sent(site, website="https://maria.example")
    path = f"{receipt(id_)}/change"
    assert f'<a href="{path}">Change your comment</a>' in client.get(receipt(id_)).text
    page = client.get(path)
    assert value_of(page, "name") == "Maria"
    assert value_of(page, "website") == "https://maria.example"
    assert COMMENT.text in page.text
    assert "It is read again before it is published." in page.text
    assert "maria@example.org" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_opening_the_form_changes_nothing(client, site):
    id_ = sent(site)
    before = comment(id_)
    client.get(f"{receipt(id_)}/change")
    assert comment(id_) == before


def test_it_keeps_the_former_words_and_is_judged_anew(client, site, at):
    id_ = sent(site)
    at.advance(60)
    answer = change(client, id_, comment=NEW, website="example.org")
    assert (answer.status_code, answer.location) == (303, receipt(id_))
    row = comment(id_)
    assert (row.text, row.website, row.revision) == (NEW, "https://example.org", 2)
    assert (row.edited_at, row.status) == (at.now, Status.RECEIVED)
    assert revisions(id_) == [(1, COMMENT.text, None)]
    judge()
    row = comment(id_)
    assert row.status == Status.PENDING
    assert "second visit" in row.html


def test_the_receipt_says_that_it_was_changed(client, site):
    id_ = sent(site)
    assert client.get(receipt(id_), headers=JSON).json["is_changed"] is False
    change(client, id_, comment=NEW)
    assert "It was changed today." in text(client.get(receipt(id_)))
    assert client.get(receipt(id_), headers=JSON).json["is_changed"] is True


def test_published_words_leave_the_page_at_once(client, site, at):
    (id_,) = publish(site, at)
    assert COMMENT.text in thread(client)
    assert "Until then it is not shown." in client.get(f"{receipt(id_)}/change").text
    change(client, id_, comment=NEW)
    assert COMMENT.text not in thread(client)
    assert NEW not in thread(client)
    judge()
    decide([id_], Status.APPROVED)
    assert NEW in thread(client)
    assert COMMENT.text not in thread(client)


def test_a_judge_who_has_the_former_words_in_hand_judges_in_vain(client, site):
    id_ = sent(site)
    change(client, id_, comment=NEW)
    with db.transaction():
        token, _claimed = store.claim_received(10)
    change(client, id_, comment="Third words.")
    with db.transaction():
        assert store.finish_claimed([id_], token, Status.PENDING) == set()


class FindsLikeness(SaysAlways):
    """Finds every text like every other."""

    def fingerprints(self, messages):
        return [Likeness(1, (1, 2, 3, 4), ("spam.example",)) for _ in messages]


def test_it_can_be_judged_as_often_as_it_is_changed(client, site, monkeypatch):
    monkeypatch.setattr("tests.authoring.SaysAlways", FindsLikeness)
    id_ = sent(site)
    for number in range(4):
        change(client, id_, comment=f"{NEW} {number}")
        judge()
        assert comment(id_).status == Status.PENDING
        assert evidence(id_) == []  # nobody gave up, and it is not its own copy


def test_what_was_noticed_of_the_former_words_is_forgotten(client, site):
    id_ = sent(site, evidence=[Evidence.SHOWS_ADDRESS, Evidence.TRAP])
    with db.transaction():
        store.add_evidence([id_], [Evidence.RUDE, Evidence.UNJUDGED])
    change(client, id_, comment=NEW)
    assert evidence(id_) == [Evidence.TRAP]


@pytest.mark.parametrize("words", ["Write to maria@example.org", "Or to jo@example.net."])
def test_an_address_in_the_new_words_is_noticed(client, site, words):
    id_ = sent(site)
    change(client, id_, comment=words)
    assert evidence(id_) == [Evidence.SHOWS_ADDRESS]


def test_two_windows_do_not_overwrite_each_other(client, site):
    id_ = sent(site)
    page = client.get(f"{receipt(id_)}/change")
    change(client, id_, comment=NEW)
    answer = change(client, id_, value_of(page, "ticket"), comment="From the other window.")
    assert answer.status_code == 409
    assert "This comment was changed meanwhile" in answer.text
    assert "From the other window." in answer.text
    assert comment(id_).text == NEW
    again = change(client, id_, value_of(answer, "ticket"), comment="From the other window.")
    assert again.status_code == 303
    assert comment(id_).text == "From the other window."
    assert [number for number, *_ in revisions(id_)] == [1, 2]


def test_a_double_click_is_one_change(client, site):
    id_ = sent(site)
    ticket = value_of(client.get(f"{receipt(id_)}/change"), "ticket")
    for _ in range(2):
        assert change(client, id_, ticket, comment=NEW).status_code == 303
    assert comment(id_).revision == 2
    assert len(revisions(id_)) == 1


def test_saving_what_it_says_already_changes_nothing(client, site):
    id_ = sent(site)
    assert change(client, id_).status_code == 303
    assert (comment(id_).revision, comment(id_).status) == (1, Status.PENDING)


def test_it_has_the_limits_of_the_comment_form(client, site):
    id_ = sent(site)
    wrong = {"name": "jo@example.com", "website": "nowhere", "comment": "x" * 5001}
    answer = change(client, id_, **wrong)
    assert answer.status_code == 422
    assert "<title>Error: Change your comment, Riverside Blog</title>" in answer.text
    assert error_of(answer, "name") == "Enter your name, not your email address"
    assert error_of(answer, "comment") == "Your comment must be 5000 characters or fewer"
    assert error_of(answer, "website").startswith("Enter a website address")
    assert value_of(answer, "name") == "jo@example.com"
    assert comment(id_).revision == 1


@pytest.mark.parametrize("move", [[Status.REJECTED], [Status.TRASHED]])
def test_what_was_decided_against_cannot_be_changed(client, site, move):
    id_ = sent(site)
    ticket = value_of(client.get(f"{receipt(id_)}/change"), "ticket")
    decide([id_], *move)
    assert "Change your comment" not in client.get(receipt(id_)).text
    assert client.get(f"{receipt(id_)}/change").status_code == 409
    answer = change(client, id_, ticket, comment=NEW)
    assert answer.status_code == 409
    assert "a person has decided not to publish it" in answer.text
    assert NEW in answer.text  # so that nobody's words are lost
    assert comment(id_).revision == 1


def test_it_can_be_changed_ten_times(client, site):
    id_ = sent(site)
    for number in range(10):
        ticket = value_of(client.get(f"{receipt(id_)}/change"), "ticket")
        assert change(client, id_, ticket, comment=f"{NEW} {number}").status_code == 303
    assert "Change your comment" not in client.get(receipt(id_)).text
    assert "It was changed" in client.get(receipt(id_)).text
    answer = change(client, id_, links.sign(Purpose.CHANGE, f"{id_}:11"), comment=NEW)
    assert answer.status_code == 409
    assert comment(id_).revision == 11


def test_spam_looks_as_if_it_waited_and_stays_where_it_is(client, site):
    waiting, spam = sent(site), sent(site, Label.SPAM)
    assert (
        text(client.get(receipt(spam))).replace(comment(spam).receipt, "").split("reference is")[0]
        == text(client.get(receipt(waiting))).split("reference is")[0]
    )
    assert change(client, spam, comment=NEW).status_code == 303
    judge()
    row = comment(spam)
    assert (row.status, row.text) == (Status.SPAM, NEW)
    assert "second visit" in row.html  # should a person take it out of the spam box


@pytest.mark.parametrize("forge", ["", "é.x.y", "other", "confirm"])
def test_without_a_ticket_of_this_comment_nothing_is_saved(client, site, forge):
    id_, other = sent(site), sent(site, text="Another.")
    tickets = {
        "other": links.sign(Purpose.CHANGE, f"{other}:1"),
        "confirm": links.sign(Purpose.CONFIRM, str(id_)),
    }
    answer = change(client, id_, tickets.get(forge, forge) or " ", comment=NEW)
    assert answer.status_code == 422
    assert "This form was open for too long" in answer.text
    assert comment(id_).revision == 1
    assert change(client, id_, value_of(answer, "ticket"), comment=NEW).status_code == 303


def test_a_ticket_is_good_for_a_day(client, site, at):
    id_ = sent(site)
    ticket = value_of(client.get(f"{receipt(id_)}/change"), "ticket")
    at.advance(24 * 3600 + 1)
    assert change(client, id_, ticket, comment=NEW).status_code == 422


def test_there_is_nothing_to_change_behind_another_number(client, site):
    assert client.get(f"/receipts/{'0' * 32}/change").status_code == 404
