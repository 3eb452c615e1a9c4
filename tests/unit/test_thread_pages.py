"""The pages of a thread: what they show, what they never show, and which are written anew."""

from __future__ import annotations

import gzip
import json
import threading
from functools import partial

import pytest
from sqlalchemy import select

from intake import db
from intake.db import transaction
from intake.errors import NotFound
from intake.submissions import store as submissions
from intake.submissions.tables import Comment, Submission
from intake.threads import pages, store
from intake.threads.pages import PAGE
from intake.threads.store import Address
from intake.threads.tables import ThreadPage
from intake.words import Status
from tests import published
from tests.drafts import CONTACT, send
from tests.published import decide, waiting

HELLO = Address("blog", "/articles/hello")


@pytest.fixture
def publish(site, at):
    return partial(published.publish, site, at)


def page(number=1, at=HELLO):
    return json.loads(pages.read(at, number, "json")[1])


def fragment(number=1, at=HELLO):
    return pages.read(at, number, "html")[1].decode()


def rows():
    columns = (ThreadPage.path, ThreadPage.page, ThreadPage.etag, ThreadPage.written_at)
    return [tuple(row) for row in db.session().execute(select(*columns).order_by(*columns[:2]))]


def test_a_page_shows_what_was_approved_oldest_first(publish):
    publish(author="Ann", text="First *words*")
    publish(author="Ben", website="https://ben.example", text="Second")
    first, second = page()["comments"]
    assert first["author"] == "Ann"
    assert first["html"] == "<p>First <em>words</em></p>"
    assert first["received_at"] == "2026-03-02T09:30:01Z"
    assert second["website"] == "https://ben.example"
    assert fragment().index("First") < fragment().index("Second")


def test_the_fragment_says_who_wrote_and_when(publish):
    publish(author="Ann")
    publish(author="Ben", website="https://ben.example")
    assert '<bdi class="comment__author">Ann</bdi>' in fragment()
    assert '<a href="https://ben.example" rel="nofollow ugc noopener">Ben</a>' in fragment()
    assert 'datetime="2026-03-02T09:30:01Z">2 March 2026, 09:30 UTC</time>' in fragment()
    assert "2 comments" in fragment()


def test_names_and_websites_cannot_break_out_of_their_place(publish):
    author = "<img src=x onerror=__x=1>\"'`"
    publish(author=author, website="https://x.example/'onmouseover='__x=1")
    publish(author=author, website='https://x.example/"onmouseover="__x=1')
    publish(author=author, website="javascript:__x=1")
    html = fragment()
    assert "<img" not in html
    assert 'href="https://x.example/&#x27;onmouseover=&#x27;__x=1"' in html
    assert 'href="https://x.example/&quot;onmouseover=&quot;__x=1"' in html
    assert "javascript" not in html
    assert [comment["author"] for comment in page()["comments"]] == [author] * 3
    assert page()["comments"][2]["website"] == ""


def test_the_public_form_of_a_comment_has_exactly_these_fields(publish):
    publish()
    assert page().keys() == {"path", "page", "previous", "next", "count", "pages", "comments"}
    own = {"id", "author", "website", "html", "received_at", "edited_at", "replies"}
    assert page()["comments"][0].keys() == own


def test_nothing_but_what_was_approved_is_in_any_page(site, publish):
    publish()
    secret = {"author": "Zq4711", "email": "zq4711@canary.example", "text": "zq4711"}
    for status in (Status.SPAM, Status.REJECTED, Status.TRASHED):
        decide([waiting(site, **secret)], status)
    waiting(site, **secret)
    send(site, **secret)
    send(site, CONTACT, name="Zq4711", email=secret["email"], text="zq4711")
    publish()
    for row in db.session().execute(select(ThreadPage)).scalars():
        assert b"zq4711" not in (row.html + row.json).lower()
    assert page()["count"] == 2


def test_no_page_holds_an_address_a_receipt_a_reference_or_a_row_number(publish):
    (id_,) = publish(email="zq4711@canary.example")
    stored = db.session().get(Submission, id_)
    (row,) = db.session().execute(select(ThreadPage)).scalars()
    for secret in ("canary", stored.receipt, stored.reference, stored.sender_key, stored.key):
        assert secret.encode() not in row.html + row.json
    assert page()["comments"][0]["id"] != str(id_)


def test_a_comment_keeps_its_public_name_when_others_come(publish):
    publish()
    name = page()["comments"][0]["id"]
    publish()
    assert page()["comments"][0]["id"] == name
    assert f'id="comment-{name}"' in fragment()


def test_a_thread_whose_last_comment_is_withdrawn_is_empty_and_says_so(publish):
    ids = publish()
    before = rows()[0][2]
    decide(ids, Status.REJECTED)
    assert (page()["count"], page()["comments"]) == (0, [])
    assert "No comments yet" in fragment()
    assert rows()[0][2] != before


def test_a_withdrawn_comment_that_comes_back_makes_the_same_page_again(publish):
    ids = publish(2)
    before = rows()[0][2]
    decide(ids[:1], Status.SPAM)
    assert rows()[0][2] != before
    decide(ids[:1], Status.APPROVED)
    assert rows()[0][2] == before


def test_a_thread_without_comments_has_an_empty_first_page_and_no_second(app):
    assert page()["comments"] == []
    with pytest.raises(NotFound):
        page(2)


def test_long_threads_are_cut_into_pages_that_lead_to_each_other(publish):
    publish(2 * PAGE + 1)
    assert [len(page(number)["comments"]) for number in (1, 2, 3)] == [PAGE, PAGE, 1]
    assert (page(1)["previous"], page(1)["next"]) == (None, 2)
    assert (page(2)["previous"], page(2)["next"]) == (1, 3)
    assert (page(3)["previous"], page(3)["next"]) == (2, None)
    assert (page(1)["count"], page(1)["pages"]) == (2 * PAGE + 1, 3)
    assert 'rel="next" href="?path=/articles/hello&amp;page=3"' in fragment(2)


def test_a_late_comment_writes_only_the_first_and_the_last_page(publish, at):
    publish(2 * PAGE + 1)
    before = rows()
    at.advance(seconds=60)
    publish()
    changed = [now[1] for then, now in zip(before, rows(), strict=True) if then != now]
    assert changed == [1, 3]


def test_a_page_that_is_no_longer_needed_goes(publish):
    ids = publish(PAGE + 1)
    assert len(rows()) == 2
    decide(ids[:1], Status.REJECTED)
    assert len(rows()) == 1
    assert page()["next"] is None


def test_threads_do_not_touch_each_other(publish):
    publish(path="/a")
    before = rows()
    publish(path="/b")
    assert rows()[0] == before[0]


def test_what_is_kept_compressed_is_the_same_page_and_the_same_bytes_each_time(publish):
    ids = publish()
    (row,) = db.session().execute(select(ThreadPage)).scalars()
    assert gzip.decompress(row.html_gzip) == row.html
    assert gzip.decompress(row.json_gzip) == row.json
    kept = row.json_gzip
    decide(ids, Status.TRASHED)
    decide(ids, Status.APPROVED)
    assert pages.read(HELLO, 1, "json_gzip")[1] == kept


def test_two_decisions_at_once_are_both_published(site, publish):
    publish()
    ids = [waiting(site) for _ in range(8)]
    together = threading.Barrier(len(ids))

    def approve(id_):
        together.wait()
        decide([id_], Status.APPROVED)

    threads = [threading.Thread(target=approve, args=(id_,)) for id_ in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert page()["count"] == 9


def test_a_decision_that_is_undone_by_a_failure_leaves_the_page_as_it_was(publish, site):
    publish()
    before = rows()
    id_ = waiting(site)
    with pytest.raises(NotFound):
        approve_and_fail(id_)
    assert rows() == before


def approve_and_fail(id_):
    with transaction() as session:
        submissions.move(id_, Status.PENDING, Status.APPROVED)
        pages.write(session.get(Comment, id_).thread_id)
        raise NotFound("the rest of the decision failed")


def test_the_two_ways_to_read_a_page_agree(publish):
    publish()
    for column in store.COLUMNS.values():
        assert store.page(HELLO, 1, column) == store.page_by_driver(HELLO, 1, column)
    assert store.page_by_driver(HELLO, 2, "json") is None
