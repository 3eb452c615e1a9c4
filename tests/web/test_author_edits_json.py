"""An author's change as JSON, and how often one sender may press the authors' buttons."""

from __future__ import annotations

import pytest

from intake.authors import links
from intake.words import Status
from tests.apps import another
from tests.authoring import change, comment, receipt, sent
from tests.drafts import COMMENT
from tests.published import decide
from tests.web.visiting import value_of

JSON = {"Accept": "application/json"}
NEW = "Thank you. I meant the second visit."


def read(client, id_):
    return client.get(f"{receipt(id_)}/change", headers=JSON)


def save(client, id_, known, **changed):
    return client.post(f"{receipt(id_)}/change", json=known | changed)


def test_a_program_reads_what_it_says_and_sends_other_words(client, site):
    id_ = sent(site)
    assert client.get(receipt(id_), headers=JSON).json["may_change"] is True
    known = read(client, id_).json
    assert set(known) == {"name", "website", "comment", "ticket"}
    assert (known["name"], known["comment"]) == ("Maria", COMMENT.text)
    answer = save(client, id_, known, comment=NEW)
    assert answer.status_code == 200
    assert (answer.json["state"], answer.json["is_changed"]) == ("waiting", True)
    assert comment(id_).text == NEW


def test_sending_it_twice_changes_it_once(client, site):
    id_ = sent(site)
    known = read(client, id_).json
    for _ in range(2):
        assert save(client, id_, known, comment=NEW).status_code == 200
    assert comment(id_).revision == 2


def test_a_ticket_of_a_former_revision_is_a_conflict(client, site):
    id_ = sent(site)
    known = read(client, id_).json
    save(client, id_, known, comment=NEW)
    answer = save(client, id_, known, comment="Third words.")
    assert (answer.status_code, answer.json["code"]) == (409, "changed_meanwhile")
    assert answer.mimetype == "application/problem+json"


def test_what_was_decided_against_is_a_conflict(client, site):
    id_ = sent(site)
    known = read(client, id_).json
    decide([id_], Status.REJECTED)
    for answer in (read(client, id_), save(client, id_, known, comment=NEW)):
        assert (answer.status_code, answer.json["code"]) == (409, "not_changeable")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ticket": "nonsense"}, "ticket"),
        ({"name": " "}, "name"),
        ({"comment": "x" * 5001}, "comment"),
        ({"email": "other@example.com"}, "email"),
        ({"path": "/elsewhere"}, "path"),
    ],
)
def test_what_is_wrong_is_said_by_field(client, site, changed, field):
    id_ = sent(site)
    answer = save(client, id_, read(client, id_).json, **changed)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_fields")
    assert list(answer.json["errors"]) == [field]
    assert comment(id_).revision == 1


# The page that a comment was sent from may let its author change it there.


def test_a_script_of_the_site_may_do_so_and_no_other(client, site):
    id_ = sent(site)
    path = f"{receipt(id_)}/change"
    for origin, may in (("https://blog.example", True), ("https://shop.example", False)):
        from_there = {"Origin": origin}
        for answer in (
            client.options(path, headers=from_there),
            client.get(path, headers=JSON | from_there),
            client.post(path, json={}, headers=from_there),
        ):
            assert ("Access-Control-Allow-Origin" in answer.headers) is may
            assert "Access-Control-Allow-Credentials" not in answer.headers
            assert "Origin" in answer.vary
    mine = client.options(path, headers={"Origin": "https://blog.example"})
    assert mine.headers["Access-Control-Allow-Methods"] == "GET, POST"
    assert mine.headers["Access-Control-Allow-Headers"] == "Content-Type"


# Limits.


@pytest.fixture
def hurried(settings, site):
    """A client of an application where one sender may send two things a minute."""
    return another(settings, posts_per_minute=2).test_client()


def test_changes_count_as_what_one_sender_may_send(hurried, site, at):
    id_ = sent(site)
    for number in range(2):
        assert change(hurried, id_, comment=f"{NEW} {number}").status_code == 303
    answer = change(hurried, id_, comment=NEW)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"
    assert NEW in answer.text
    at.advance(60)
    assert change(hurried, id_, value_of(answer, "ticket"), comment=NEW).status_code == 303


def test_a_second_click_on_the_last_one_is_no_refusal(hurried, site):
    id_ = sent(site)
    change(hurried, id_, comment=NEW)
    ticket = value_of(hurried.get(f"{receipt(id_)}/change"), "ticket")
    for _ in range(2):
        assert change(hurried, id_, ticket, comment="Third words.").status_code == 303


@pytest.mark.parametrize("path", [links.confirm_path, links.stop_path])
def test_buttons_can_be_pressed_only_so_often(hurried, site, path):
    id_ = sent(site)
    answers = [hurried.post(path(id_)).status_code for _ in range(11)]
    assert answers[0] in {200, 303}
    assert answers[10] == 429
    assert hurried.get(path(id_)).status_code == 200
