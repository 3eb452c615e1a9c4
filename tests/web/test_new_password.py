"""A name and a password, set through a link from the terminal that works once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from intake import db
from intake.accounts.tables import Account
from intake.words import Role
from tests.account_letters import noted
from tests.people import PASSWORD, account, csrf_token, sign_in, signed_in

EMAIL = "anna@clinic.example"
NEW = "nine slow otters"


@pytest.fixture
def link_of(app, site):
    """Runs a command that prints a link; returns the link's path."""

    def run(*words):
        answer = app.test_cli_runner().invoke(args=["intake", *words])
        return answer.stdout.strip().removeprefix("http://intake.example")

    return run


@pytest.fixture
def invited(link_of):
    return link_of("add-account", EMAIL, "--site", "blog", "--role", "staff")


def use(client, link, **changed):
    token = link.partition("token=")[2]
    data = {"name": "Anna Berg", "password": NEW, "token": token}
    return client.post(
        "/staff/password", data={**data, "csrf_token": csrf_token(client, link), **changed}
    )


def names():
    db.done()
    return db.session().query(Account.name).order_by(Account.id).all()


def test_whoever_was_added_sets_name_and_password_and_is_signed_in(app, client, invited):
    page = client.get(invited)
    assert page.status_code == 200
    assert f'value="{EMAIL}"' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    answer = use(client, invited)
    assert (answer.status_code, answer.location) == (303, "/staff/")
    assert "Anna Berg" in client.get("/staff/desk").text
    assert sign_in(app.test_client(), EMAIL, NEW).status_code == 303


def test_the_link_works_once(app, client, invited):
    for _ in range(2):
        assert client.get(invited).status_code == 200  # looking does not use it up
    late = app.test_client()
    token = csrf_token(late, invited)
    use(client, invited)
    page = late.get(invited)
    assert page.status_code == 410
    assert "used" in page.text
    data = {"name": "Eve", "password": "eight loud foxes", "token": invited.partition("token=")[2]}
    answer = late.post("/staff/password", data={**data, "csrf_token": token})
    assert answer.status_code == 410
    assert sign_in(app.test_client(), EMAIL, NEW).status_code == 303


def test_of_two_tabs_that_race_one_wins(app, invited):
    tabs = [app.test_client() for _ in range(2)]
    tokens = [csrf_token(tab, invited) for tab in tabs]

    def press(number):
        more = {"csrf_token": tokens[number], "token": invited.partition("token=")[2]}
        data = {"name": f"Anna {number}", "password": NEW, **more}
        return tabs[number].post("/staff/password", data=data).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == [303, 410]


def test_after_a_day_the_link_is_worth_nothing(client, invited, at):
    at.advance(24 * 3600 - 1)
    assert client.get(invited).status_code == 200
    at.advance(2)
    page = client.get(invited)
    assert page.status_code == 410
    assert "new-password" in page.text


@pytest.mark.parametrize("token", ["", "?token=", "?token=x", "?token=%00", "?token=" + "x" * 5000])
def test_an_invented_link_is_worth_nothing(client, invited, token):
    assert client.get(f"/staff/password{token}").status_code == 410


def test_the_link_to_the_first_account_sets_no_password(client, link_of):
    link = link_of("first-account").replace("first-account", "password")
    assert "token=" in link
    assert client.get(link).status_code == 410


def test_a_newer_link_ends_the_one_before_of_this_person_only(client, invited, link_of):
    other = link_of("add-account", "ben@clinic.example", "--site", "blog", "--role", "staff")
    newer = link_of("new-password", EMAIL)
    assert client.get(invited).status_code == 410
    assert client.get(newer).status_code == 200
    assert client.get(other).status_code == 200


def test_a_new_password_ends_every_sign_in_and_the_old_password(app, site, link_of):
    old = signed_in(app, site, Role.STAFF, email=EMAIL, name="Anna Berg")
    ben = signed_in(app, site, Role.STAFF, email="ben@clinic.example", name="Ben Holt")
    link = link_of("new-password", EMAIL)
    assert old.get("/staff/desk").status_code == 200  # until the link is used
    new = app.test_client()
    assert 'value="Anna Berg"' in new.get(link).text
    assert use(new, link).status_code == 303
    assert old.get("/staff/desk").status_code == 302
    assert new.get("/staff/desk").status_code == 200
    assert ben.get("/staff/desk").status_code == 200
    assert sign_in(app.test_client(), EMAIL, PASSWORD).status_code == 422
    assert names() == [("Anna Berg",), ("Ben Holt",)]


def test_nobody_gets_back_in_by_an_old_link_after_they_were_removed(app, site, client, link_of):
    account(app, site, Role.STAFF, email=EMAIL)
    link = link_of("new-password", EMAIL)
    link_of("remove-account", EMAIL)
    assert client.get(link).status_code == 410
    link_of("add-account", EMAIL, "--site", "blog", "--role", "staff")
    assert client.get(link).status_code == 410


def test_the_audit_log_tells_who_was_given_a_link(invited, link_of):
    link_of("new-password", EMAIL)
    who, action, subject, _ = noted()[-1]
    assert (who, action, subject) == (None, "account.link_make", "account:1")


def test_the_page_sets_the_password_of_nobody_else(app, site, client, invited):
    account(app, site, Role.OWNER, email="maria@practice.example")
    assert use(client, invited, email="maria@practice.example").status_code == 303
    assert sign_in(app.test_client(), "maria@practice.example", NEW).status_code == 422
    assert sign_in(app.test_client(), EMAIL, NEW).status_code == 303


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "Enter your name"),
        ({"password": ""}, "Enter a password"),
        ({"password": "elevenchars"}, "at least 12 characters"),
        ({"password": EMAIL}, "first that anybody tries"),
    ],
)
def test_what_is_wrong_is_said_and_the_link_stays_good(client, invited, changed, sentence):
    answer = use(client, invited, **changed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<title>Error: " in answer.text
    assert NEW not in answer.text
    assert use(client, invited).status_code == 303
