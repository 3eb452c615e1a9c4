"""The policy page: what an owner lets be published without a person."""

import pytest

from intake.moderation import policy
from intake.moderation.policy import Policy
from intake.sites import service as sites
from intake.words import Preset, Role
from tests.people import account, signed_in
from tests.web.staff import press, text

PAGE = "/staff/policy/blog"


@pytest.fixture
def owner(app, site):
    return signed_in(app, site, Role.OWNER)


def test_it_shows_the_defaults_of_a_site_that_nobody_has_set(owner):
    assert owner.get("/staff/policy").location == PAGE
    page = owner.get(PAGE).get_data(as_text=True)
    assert 'value="by_hand"' in page
    assert page.count("checked") == 1
    assert "Names or details of other people" in page


def test_what_an_owner_sets_holds(owner, site):
    fields = {"preset": "when_sure", "shows_addresses": "y", "reasons": "Too long\r\n\r\n Too long"}
    answer = press(owner, PAGE, PAGE, **fields)
    assert answer.status_code == 303
    assert policy.of(site.id) == Policy(Preset.WHEN_SURE, True, ("Too long",))
    assert "Saved." in text(owner.get(answer.location))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"preset": "everything"}, "Not a valid choice"),
        ({"reasons": "a" * 201}, "Each reason must be 200 characters or fewer"),
        ({"reasons": "\n".join(map(str, range(21)))}, "Enter at most 20 reasons"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(owner, site, fields, sentence):
    answer = press(owner, PAGE, PAGE, **{"preset": "when_sure", "reasons": "", **fields})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert policy.of(site.id) == Policy()


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.STAFF, Role.READER])
def test_only_an_owner_may(app, site, role):
    client = signed_in(app, site, role)
    assert client.get(PAGE).status_code == 403
    assert press(client, PAGE, "/staff/", preset="when_sure").status_code == 403


def test_another_sites_policy_is_not_found(owner, site):
    other = sites.add("other", "Other", ["https://other.example"])
    assert owner.get("/staff/policy/other").status_code == 404
    answer = press(owner, "/staff/policy/other", PAGE, preset="when_sure", reasons="")
    assert answer.status_code == 404
    assert policy.of(other.id) == Policy()


def test_visitors_are_told_no_more_than_what_holds(app, client, site, at):
    form = "/blog/comment?path=/a"
    assert "A person reads it before it is published." in text(client.get(form))
    policy.change(site.id, account(app, site, Role.OWNER), Policy(Preset.WHEN_SURE))
    at.advance(seconds=6)  # every process looks again
    assert "It is checked before it is published." in text(client.get(form))
    body = {"path": "/a", "name": "A", "email": "a@one.example", "comment": "Thanks!"}
    answer = client.post("/blog/comment", json=body).json
    assert "A person" not in answer["message"]
    page = text(client.get(f"/receipts/{answer['receipt']}"))
    assert "It is checked before it is published. Your email address never is." in page
