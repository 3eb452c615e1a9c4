"""Invitations by mail: written, accepted once, written again, withdrawn."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from intake import db
from intake.accounts.tables import Account, Invitation, Membership
from intake.alerts.tables import Destination
from intake.sites import service as sites
from intake.words import Event, Role
from tests.account_letters import actions, written
from tests.people import account, csrf_token, sign_in, signed_in
from tests.web import staff
from tests.web.staff import press

PAGE = "/staff/people"
ANNA = "anna@clinic.example"
NEW = "nine slow otters"
AGAIN, WITHDRAW = (f"{PAGE}/blog/invitations/1/{verb}" for verb in ("again", "withdraw"))


@pytest.fixture
def maria(app, site):
    return signed_in(app, site, Role.OWNER)


def invite(client, email=ANNA, role="staff", site="blog"):
    return press(client, f"{PAGE}/invite", "/staff/account", email=email, role=role, site=site)


def links():
    return [path for _, path in written(Event.ACCOUNT_INVITED)]


@pytest.fixture
def link(maria):
    assert invite(maria).location == f"{PAGE}?done=invited"
    return links()[0]


def accept(client, path, **changed):
    data = {"name": "Anna Berg", "password": NEW, "token": path.partition("token=")[2]}
    data["csrf_token"] = csrf_token(client, path)
    return client.post("/staff/invitation", data=data | changed)


def roles_of(email=ANNA):
    db.done()
    query = select(Membership.role).join(Account).where(Account.email == email)
    return sorted(db.session().scalars(query))


def test_whoever_is_new_accepts_with_a_name_and_a_password(app, client, maria, link):
    assert "Not accepted yet" in maria.get(PAGE).text
    page = staff.text(client.get(link))
    assert "Work for Riverside Blog" in page
    assert "You are invited as staff, who answers messages and calls people back" in page
    assert accept(client, link).location == "/staff/"
    assert client.get("/staff/desk").status_code == 200
    assert roles_of() == ["staff"]
    assert sign_in(app.test_client(), ANNA, NEW).status_code == 303
    assert "Not accepted yet" not in maria.get(PAGE).text
    audiences = db.session().scalars(
        select(Destination.audience).where(Destination.account_id.is_not(None))
    )
    assert list(audiences) == ["staff"]
    for action in ("invitation.send", "invitation.accept", "role.give", "account.add"):
        assert action in actions()


def test_the_letter_goes_to_the_address_and_says_who_asks(app, site, maria):
    invite(maria, " Anna@Clinic.Example ")
    ((address, path),) = written(Event.ACCOUNT_INVITED)
    assert address == ANNA
    assert re.fullmatch(r"/staff/invitation\?token=[\w-]{43}", path)


def test_the_address_is_sealed_until_somebody_accepts(maria, link):
    assert "clinic" not in str(db.session().execute(text("SELECT * FROM invitation")).all())
    assert roles_of() == []
    assert not db.session().scalar(select(Account).where(Account.email == ANNA))
    assert ANNA in maria.get(PAGE).text


def test_a_colleague_from_elsewhere_accepts_with_one_button_and_signs_in_as_before(
    app, site, maria
):
    clinic = sites.add("clinic", "The Clinic", ["https://clinic.example"])
    account(app, clinic, Role.MODERATOR, email=ANNA, name="Anna Berg")
    invite(maria)
    (path,) = links()
    client = app.test_client()
    page = client.get(path).text
    assert "This adds to your account" in page
    assert 'type="password"' not in page
    assert accept(client, path).location == "/staff/"
    assert client.get("/staff/account").status_code == 302  # the letter signs nobody in
    assert sign_in(client, ANNA, NEW).status_code == 422  # nor sets their password
    assert roles_of() == ["moderator", "staff"]


def test_a_link_is_accepted_once_and_looking_does_not_use_it_up(app, client, link):
    assert client.get(link).status_code == client.get(link).status_code == 200
    late = app.test_client()
    token = csrf_token(late, link)
    assert accept(client, link).status_code == 303
    assert late.get(link).status_code == 410
    data = {"csrf_token": token, "token": link.partition("token=")[2]}
    answer = late.post("/staff/invitation", data={**data, "name": "Eve", "password": NEW})
    assert answer.status_code == 410
    assert "Ask who invited you" in answer.text


def test_of_two_tabs_that_race_one_wins(app, link):
    tabs = [app.test_client() for _ in range(2)]
    tokens = [csrf_token(tab, link) for tab in tabs]

    def press_accept(number):
        data = {"name": f"Anna {number}", "password": NEW, "token": link.partition("token=")[2]}
        data["csrf_token"] = tokens[number]
        return tabs[number].post("/staff/invitation", data=data).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press_accept, range(2))) == [303, 410]
    assert roles_of() == ["staff"]


def test_after_three_days_the_link_is_worth_nothing_and_the_owner_sees_it(
    app, site, client, link, at
):
    at.advance(3 * 24 * 3600 - 1)
    assert client.get(link).status_code == 200
    at.advance(1)
    assert client.get(link).status_code == 410
    owner = app.test_client()
    sign_in(owner)
    assert "The link has expired" in owner.get(PAGE).text


def test_inviting_again_writes_another_letter_and_ends_the_link_before(maria, client, link, at):
    assert press(maria, AGAIN, "/staff/account").status_code == 409  # pressed twice
    assert len(links()) == 1
    at.advance(61)
    assert press(maria, AGAIN, "/staff/account").status_code == 303
    (newer,) = links()  # the one before had not gone out, and was taken back
    assert newer != link
    assert client.get(link).status_code == 410
    assert accept(client, newer).status_code == 303


def test_withdrawing_ends_the_link_and_takes_the_letter_back(maria, client, link):
    assert press(maria, WITHDRAW, "/staff/account").location == f"{PAGE}?done=withdrawn"
    assert links() == []
    assert client.get(link).status_code == 410
    assert press(maria, WITHDRAW, "/staff/account").status_code == 404
    assert "invitation.withdraw" in actions()
    assert invite(maria).status_code == 303
    assert len(links()) == 1


def test_nobody_is_invited_twice_or_to_where_they_work(maria, link):
    answer = invite(maria)
    assert answer.status_code == 422
    assert "invited already" in answer.text
    answer = invite(maria, "maria@practice.example")
    assert answer.status_code == 422
    assert "works for the site already" in answer.text
    assert len(links()) == 1


@pytest.mark.parametrize(
    ("email", "role", "sentence"),
    [
        ("", "staff", "Enter the email address"),
        ("anna", "staff", "Enter an email address"),
        ("anna@clinic.example", "", "Choose a role"),
        ("anna@clinic.example", "king", "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_said(maria, email, role, sentence):
    answer = invite(maria, email, role)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert links() == []


def test_another_sites_invitations_are_not_there(app, site, maria, link):
    sites.add("clinic", "The Clinic", ["https://clinic.example"])
    assert invite(maria, site="clinic").status_code == 404
    eva = signed_in(app, sites.get("clinic"), Role.OWNER, email="eva@clinic.example")
    assert ANNA not in eva.get(PAGE).text
    for slug in ("blog", "clinic"):
        for verb in ("again", "withdraw"):
            path = f"{PAGE}/{slug}/invitations/1/{verb}"
            assert press(eva, path, "/staff/account").status_code == 404, path
    assert db.session().scalar(select(Invitation.id)) == 1


def test_whoever_was_removed_comes_back_with_a_new_password_and_no_old_role(app, site, maria):
    account(app, site, Role.MODERATOR, email=ANNA)
    args = ["intake", "remove-account", ANNA]
    assert app.test_cli_runner().invoke(args=args).exit_code == 0
    invite(maria, role="reader")
    assert accept(app.test_client(), links()[0]).status_code == 303
    assert roles_of() == ["reader"]
    assert sign_in(app.test_client(), ANNA, NEW).status_code == 303


@pytest.mark.parametrize("token", ["", "?token=", "?token=x", "?token=%00", "?token=" + "x" * 5000])
def test_an_invented_link_is_worth_nothing(client, link, token):
    assert client.get(f"/staff/invitation{token}").status_code == 410


def test_a_link_for_something_else_accepts_nothing(app, client, maria, link):
    args = ["intake", "new-password", "maria@practice.example"]
    printed = app.test_cli_runner().invoke(args=args).stdout
    token = printed.partition("?token=")[2].strip()
    assert client.get(f"/staff/invitation?token={token}").status_code == 410
    ours = link.partition("?token=")[2]
    assert client.get(f"/staff/password?token={ours}").status_code == 410
