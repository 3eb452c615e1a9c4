"""The first account: through a link from the terminal that works once, or not at all."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from intake import db
from intake.accounts.tables import Account, Membership, OneTimeLink
from intake.alerts.tables import Destination
from tests.people import account, csrf_token, sign_in

VALID = {
    "name": "Maria Lind",
    "email": "Maria@Practice.example",
    "password": "seven quiet herons",
}


@pytest.fixture
def command(app, site):
    return lambda: app.test_cli_runner().invoke(args=["intake", "first-account"])


@pytest.fixture
def link(command):
    return command().stdout.strip().removeprefix("http://intake.example")


def create(client, link, **changed):
    token = link.partition("token=")[2]
    data = {**VALID, "token": token, "csrf_token": csrf_token(client, link), **changed}
    return client.post("/staff/first-account", data=data)


def count(table):
    db.done()
    return db.session().scalar(select(func.count()).select_from(table))


def test_the_link_makes_the_owner_of_every_site_and_signs_in(client, site, link):
    answer = create(client, link)
    assert (answer.status_code, answer.location) == (303, "/staff/")
    assert client.get("/staff/status").status_code == 200
    db.done()
    roles = db.session().execute(select(Membership.site_id, Membership.role)).all()
    assert [tuple(row) for row in roles] == [(site.id, "owner")]


def test_whoever_made_it_hears_of_everything_by_mail(client, site, link):
    create(client, link)
    db.done()
    rows = db.session().execute(
        select(Destination.site_id, Destination.channel, Destination.audience)
    )
    told = sorted(tuple(row) for row in rows)
    assert told == [(site.id, "email", "moderator"), (site.id, "email", "staff")]


def test_the_password_that_was_chosen_signs_in_later(app, client, link):
    password = "  zwölf kleine Reiher am Fluß 🪶 " * 5
    create(client, link, password=password)
    assert sign_in(app.test_client(), VALID["email"], password.strip()).status_code == 422
    assert sign_in(app.test_client(), VALID["email"], password).status_code == 303


def test_opening_the_link_does_not_use_it_up(client, link):
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert create(client, link).status_code == 303


def test_a_used_link_says_so_and_does_nothing(app, client, link):
    token = csrf_token(client, link)
    create(client, link)
    late = app.test_client()
    page = late.get(link)
    assert page.status_code == 410
    assert "exists already" in page.get_data(as_text=True)
    data = {**VALID, "csrf_token": token, "token": link.partition("token=")[2]}
    assert late.post("/staff/first-account", data=data).status_code in {403, 410}
    assert count(Account) == 1


def test_after_an_hour_the_link_is_worth_nothing(client, link, at):
    at.advance(59 * 60)
    assert client.get(link).status_code == 200
    at.advance(61)
    page = client.get(link)
    assert page.status_code == 410
    assert "expired" in page.get_data(as_text=True)


@pytest.mark.parametrize("token", ["", "?token=", "?token=x", "?token=%00", "?token=" + "x" * 5000])
def test_an_invented_link_is_worth_nothing(client, link, token):
    assert client.get(f"/staff/first-account{token}").status_code == 410


def test_a_new_link_ends_the_one_before(client, command, link):
    newer = command().stdout.strip().removeprefix("http://intake.example")
    assert client.get(link).status_code == 410
    assert client.get(newer).status_code == 200


def test_of_two_tabs_that_race_one_wins(app, link):
    tabs = [app.test_client() for _ in range(2)]
    tokens = [csrf_token(tab, link) for tab in tabs]

    def press(number):
        data = {**VALID, "email": f"{number}@practice.example", "csrf_token": tokens[number]}
        data["token"] = link.partition("token=")[2]
        return tabs[number].post("/staff/first-account", data=data).status_code

    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(press, range(2)))
    assert codes == [303, 410]
    assert count(Account) == 1


def test_only_the_digest_of_the_link_is_kept(link):
    kept = db.session().scalars(select(OneTimeLink.digest)).one()
    assert kept not in link
    assert len(kept) == 64


def test_when_there_is_an_account_the_command_prints_no_link(app, site, command):
    account(app, site)
    result = command()
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "sign in" in result.stderr


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "Enter your name"),
        ({"name": "a\x00b"}, "Enter your name in letters"),
        ({"email": "maria"}, "Enter an email address, like name@example.com"),
        ({"email": "maria@practice.example\r\nBcc: x@evil.example"}, "like name@example.com"),
        ({"password": ""}, "Enter a password"),
        ({"password": "elevenchars"}, "at least 12 characters"),
        ({"password": "x" * 300}, "at most 256 characters"),
        ({"password": "Password1234!"}, "first that anybody tries"),
        ({"password": "maria@practice.example"}, "first that anybody tries"),
    ],
)
def test_what_is_wrong_is_said_and_the_link_stays_good(client, link, changed, sentence):
    answer = create(client, link, **changed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert "<title>Error: " in page
    assert "seven quiet herons" not in page
    assert create(client, link).status_code == 303
