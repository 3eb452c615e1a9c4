"""A page that takes no comments says so kindly, and loses nothing that it took before."""

import pytest
from sqlalchemy import func, select

from intake import db
from intake.submissions import closing, store
from intake.submissions.tables import Submission, Thread
from tests.drafts import COMMENT, send
from tests.web.staff import text

FORM = "/blog/comment?path=/articles/hello"
BODY = {
    "path": "/articles/hello",
    "name": "Maria",
    "email": "maria@example.org",
    "comment": "May I still say this?",
}


@pytest.fixture
def closed(site):
    """Close the page that COMMENT is about."""
    send(site, COMMENT)
    with db.transaction() as reading:
        assert closing.close(reading.scalar(select(Thread.id)))
    return site


def stored():
    db.done()
    return db.session().scalar(select(func.count()).select_from(Submission))


def test_the_form_page_says_that_comments_are_closed(client, closed):
    answer = client.get(FORM)
    assert answer.status_code == 200
    assert "Comments on this page are closed" in text(answer)
    assert "<form" not in answer.get_data(as_text=True)


def test_other_pages_and_other_forms_stay_open(client, closed):
    assert "<form" in client.get("/blog/comment?path=/other").get_data(as_text=True)
    assert "<form" in client.get("/blog/contact").get_data(as_text=True)


def test_a_form_that_was_open_meanwhile_keeps_the_words_and_stores_nothing(client, closed):
    answer = client.post("/blog/comment", data=BODY)
    assert answer.status_code == 409
    assert store.COMMENTS_CLOSED in text(answer)
    assert BODY["comment"] in text(answer)
    assert stored() == 1


def test_a_program_is_told_by_a_code(client, closed):
    answer = client.post("/blog/comment", json=BODY)
    assert answer.status_code == 409
    assert answer.json["code"] == "comments_closed"
    assert answer.json["detail"] == store.COMMENTS_CLOSED
    assert stored() == 1


def test_what_was_taken_before_is_answered_as_before(client, site):
    headers = {"Idempotency-Key": "one-and-the-same"}
    first = client.post("/blog/comment", json=BODY, headers=headers)
    with db.transaction() as reading:
        closing.close(reading.scalar(select(Thread.id)))
    again = client.post("/blog/comment", json=BODY, headers=headers)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert stored() == 1


def test_reopened_it_takes_comments_again(client, closed):
    with db.transaction() as reading:
        id_ = reading.scalar(select(Thread.id))
        assert not closing.reopen(closed.id + 1, id_)
        assert closing.reopen(closed.id, id_)
        assert not closing.reopen(closed.id, id_)
    assert client.post("/blog/comment", json=BODY).status_code == 201


def test_a_page_is_closed_once(closed):
    with db.transaction() as reading:
        assert not closing.close(reading.scalar(select(Thread.id)))
    assert closing.is_closed(closed.id, "/articles/hello")
    assert [thread.path for thread in closing.closed(closed.id, 10)] == ["/articles/hello"]
