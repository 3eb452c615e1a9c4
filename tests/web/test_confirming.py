"""The link that shows whose address it is: opening it changes nothing, its button does so once."""

from __future__ import annotations

from hashlib import sha256
from json import dumps

import pytest

from intake import db
from intake.authors import links
from intake.authors.links import Purpose
from intake.sealing import sealer
from intake.submissions import changes, store
from intake.submissions.service import content_digest
from intake.words import Label, Status
from tests.authoring import comment, judge, receipt, sent
from tests.drafts import COMMENT
from tests.published import publish
from tests.web import visiting
from tests.web.staff import text
from tests.web.visiting import send

DAY = 24 * 3600


# Asking for letters, in the form.


def test_the_box_is_not_ticked_and_says_what_happens_first(client, site):
    page = client.get("/blog/comment?path=/a").text
    box = page[page.index('name="wants_mail"') - 200 : page.index('name="wants_mail"') + 100]
    assert "checked" not in page
    assert 'aria-describedby="wants_mail-hint"' in box
    assert "Tell me by email what becomes of my comment" in page
    assert "We send you one link first, so that nobody else can use your address." in page


@pytest.mark.parametrize(
    ("typed", "wants"), [(None, False), ("y", True), ("1", True), ("0", False), ("", False)]
)
def test_who_ticks_it_wants_letters(client, site, at, typed, wants):
    assert send(client, at, "comment", wants_mail=typed).status_code == 303
    assert comment(visiting.newest().id).wants_mail is wants


def test_a_plain_form_of_the_customers_may_ask_too(client, site):
    client.post("/blog/comment", data=visiting.COMMENT | {"wants_mail": "1"})
    assert comment(visiting.newest().id).wants_mail


@pytest.mark.parametrize("wants", [True, False])
def test_json_may_ask_too(client, site, wants):
    answer = client.post("/blog/comment", json=visiting.COMMENT | {"wants_mail": wants})
    assert answer.status_code == 201
    assert comment(visiting.newest().id).wants_mail is wants


def test_what_was_sent_before_there_was_the_box_is_still_the_same(client, site):
    fields = ("path", "author", "email", "website", "text")
    written = {name: getattr(COMMENT, name) for name in fields}
    former = sha256(dumps(written, sort_keys=True).encode()).hexdigest()
    assert content_digest(COMMENT) == sealer().index(former, scope="content")


# The link.


def open_(client, id_):
    return client.get(links.confirm_path(id_))


def press(client, id_):
    return client.post(links.confirm_path(id_))


def test_opening_the_link_changes_nothing(client, site):
    id_ = sent(site)
    for _ in range(2):
        page = open_(client, id_)
        assert "Is this your comment?" in page.text
    assert client.head(links.confirm_path(id_)).status_code == 200
    assert comment(id_).confirmed_at is None
    assert comment(id_).status == Status.PENDING


def test_the_button_confirms_and_has_it_judged_anew(client, site, at):
    id_ = sent(site)
    answer = press(client, id_)
    assert answer.status_code == 303
    assert comment(id_).confirmed_at == at.now
    assert comment(id_).status == Status.RECEIVED
    page = text(client.get(answer.location))
    assert "Your address is confirmed" in page
    assert "It waits for a person to read it." in page
    judge()
    assert comment(id_).status == Status.PENDING


def test_pressing_it_twice_is_pressing_it_once(client, site, at):
    id_ = sent(site)
    first_at = at.now
    press(client, id_)
    judge()
    at.advance(60)
    assert press(client, id_).status_code == 303
    assert comment(id_).confirmed_at == first_at
    assert comment(id_).status == Status.PENDING  # and nobody judges it a third time


def test_a_judge_who_reads_it_at_this_moment_does_so_in_vain(client, site):
    id_ = sent(site)
    with db.transaction():
        assert changes.judge_anew(id_, Status.PENDING)
    with db.transaction():
        token, _claimed = store.claim_received(10)
    press(client, id_)
    with db.transaction():
        assert store.finish_claimed([id_], token, Status.PENDING) == set()
    judge()
    assert comment(id_).status == Status.PENDING


def test_it_shows_what_is_the_case_afterwards(client, site, at):
    (id_,) = publish(site, at, wants_mail=True)
    page = text(client.get(press(client, id_).location))
    assert "It is published." in page
    assert comment(id_).status == Status.APPROVED  # what a person decided stays


def test_spam_that_is_confirmed_stays_spam_and_looks_as_if_it_waited(client, site):
    id_ = sent(site, Label.SPAM)
    page = text(client.get(press(client, id_).location))
    assert "It waits for a person to read it." in page
    assert comment(id_).status == Status.SPAM


def test_only_this_comment_is_confirmed(client, site):
    mine, other = sent(site), sent(site, text="Another one of mine.")
    press(client, mine)
    assert comment(mine).confirmed_at is not None
    assert comment(other).confirmed_at is None


def test_the_link_is_good_for_seven_days(client, site, at):
    id_ = sent(site)
    path = links.confirm_path(id_)
    at.advance(7 * DAY)
    assert client.get(path).status_code == 200
    at.advance(1)
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 404
        assert "This link does not work, or not any more." in answer.text
    assert comment(id_).confirmed_at is None


def test_no_other_token_confirms(client, site):
    id_ = sent(site)
    real = links.sign(Purpose.CONFIRM, str(id_))
    others = [
        links.sign(Purpose.STOP, str(id_)),
        links.sign(Purpose.CHANGE, f"{id_}:1"),
        real.replace(f"{id_}.", f"{id_ + 1}.", 1),
        real[:-1] + ("A" if real[-1] != "A" else "B"),
        comment(id_).receipt,
        str(id_),
        "é.x.y",
    ]
    for token in others:
        assert client.post(f"/confirm/{token}").status_code == 404
    assert comment(id_).confirmed_at is None


def test_the_link_stays_the_same_when_the_words_change(client, site):
    id_ = sent(site)
    path = links.confirm_path(id_)
    with db.transaction():
        assert changes.revise(id_, 1, {"text": "Other words."}, None)
    assert client.post(path).status_code == 303
    assert comment(id_).confirmed_at is not None


def test_its_page_is_kept_by_nobody_and_shows_nothing_that_was_written(client, site):
    id_ = sent(site)
    for answer in (open_(client, id_), press(client, id_), open_(client, id_)):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        for words in ("Maria", "maria@", "answered my question"):
            assert words not in answer.text


@pytest.mark.parametrize(
    ("wants_mail", "state", "sentence"),
    [(False, "none", ""), (True, "unconfirmed", "once you have opened the link")],
)
def test_the_receipt_says_whether_we_write(client, site, wants_mail, state, sentence):
    id_ = sent(site, wants_mail=wants_mail)
    assert sentence in text(client.get(receipt(id_)))
    assert client.get(receipt(id_), headers={"Accept": "application/json"}).json["mail"] == state


def test_the_receipt_says_that_the_address_is_confirmed(client, site):
    id_ = sent(site)
    press(client, id_)
    assert "Your email address is confirmed" in text(client.get(receipt(id_)))
