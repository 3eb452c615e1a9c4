"""`add-account`, `new-password` and `remove-account`: who works here, said on the terminal."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from intake import db
from intake.accounts import store
from intake.accounts.tables import Account, Membership, OneTimeLink
from intake.alerts import service as alerts
from intake.alerts.tables import Destination
from intake.sites import service as sites
from intake.words import Role
from tests.people import account, sign_in, signed_in

EMAIL = "anna@clinic.example"
LINK = "http://intake.example/staff/password?token="


@pytest.fixture
def run(app, site):
    return lambda *words: app.test_cli_runner().invoke(args=["intake", *words])


@pytest.fixture
def add(run):
    def command(email=EMAIL, role=Role.STAFF, site="blog"):
        return run("add-account", email, "--site", site, "--role", role.value)

    return command


def read(*columns):
    db.done()
    return sorted(tuple(row) for row in db.session().execute(select(*columns)))


def told():
    return read(Destination.audience, Destination.is_enabled)


def test_a_new_person_gets_a_role_and_a_link_of_their_own(add, site):
    answer = add(" Anna@Clinic.example ")
    assert answer.exit_code == 0, answer.output
    assert answer.stdout.startswith(LINK)
    assert len(answer.stdout.splitlines()) == 1
    assert "anna@clinic.example is staff of Riverside Blog now" in answer.stderr
    assert read(Account.email, Account.active) == [(EMAIL, True)]
    assert read(Membership.site_id, Membership.role) == [(site.id, "staff")]


def test_only_the_digest_of_the_link_is_kept(add):
    token = add().stdout.strip().removeprefix(LINK)
    ((digest,),) = read(OneTimeLink.digest)
    assert digest not in token
    assert token not in digest


@pytest.mark.parametrize(
    ("role", "audiences"),
    [
        (Role.STAFF, ["staff"]),
        (Role.MODERATOR, ["moderator"]),
        (Role.OWNER, ["moderator", "staff"]),
    ],
)
def test_they_are_told_by_mail_what_their_role_is_about(add, role, audiences):
    add(role=role)
    assert told() == [(audience, True) for audience in audiences]


def test_nobody_signs_in_before_the_link_was_used(add, client):
    add()
    for password in ("", "seven quiet herons"):
        assert sign_in(client, EMAIL, password).status_code == 422


def test_somebody_who_is_known_gets_the_role_only(run, app, site, add):
    run("add-site", "shop", "The Shop", "--origin", "https://shop.example")
    id_ = account(app, site, Role.STAFF, email=EMAIL)
    answer = add(role=Role.MODERATOR, site="shop")
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert "anna@clinic.example is moderator of The Shop now, too" in answer.stderr
    shop = sites.get("shop")
    assert store.roles_by_site(id_) == {site.id: {Role.STAFF}, shop.id: {Role.MODERATOR}}
    assert sign_in(app.test_client(), EMAIL).status_code == 303


def test_a_role_that_somebody_has_is_not_given_again(add, run):
    add()
    run("remove-destination", "1")
    answer = add()
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert "is staff of Riverside Blog already" in answer.stderr
    assert told() == [("staff", False)]
    assert len(read(Membership.id)) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["anna", "--site", "blog", "--role", "staff"], "Enter an e-mail address"),
        (["a\nb@clinic.example", "--site", "blog", "--role", "staff"], "Enter an e-mail address"),
        (["a" * 300 + "@x.example", "--site", "blog", "--role", "staff"], "Enter an e-mail"),
        ([EMAIL, "--site", "nosuch", "--role", "staff"], "There is no site"),
    ],
)
def test_who_cannot_be_added_is_refused_in_words(run, words, sentence):
    answer = run("add-account", *words)
    assert (answer.exit_code, answer.output.startswith("Error: ")) == (1, True)
    assert sentence in answer.output
    assert read(func.count(Account.id)) == [(0,)]


@pytest.mark.parametrize("command", ["new-password", "remove-account"])
def test_whoever_is_not_known_is_not_found(run, command):
    answer = run(command, "nobody@clinic.example")
    assert (answer.exit_code, answer.output) == (1, "Error: No account has this address.\n")


def test_whoever_was_removed_is_out_at_once_and_hears_nothing_more(run, app, site, add):
    shop = sites.add("shop", "The Shop", ["https://shop.example"])
    client = signed_in(app, site, email=EMAIL)
    add(role=Role.OWNER)
    alerts.add_email(shop.id, "Anna@clinic.example", Role.STAFF)
    alerts.add_email(shop.id, "ben@clinic.example", Role.STAFF)
    assert client.get("/staff/queue").status_code == 200

    assert run("remove-account", " Anna@Clinic.example").exit_code == 0
    assert client.get("/staff/queue").status_code == 302
    assert sign_in(app.test_client(), EMAIL).status_code == 422
    assert told() == [("moderator", False), ("staff", False), ("staff", False), ("staff", True)]
    assert run("new-password", EMAIL).exit_code == 1


def test_the_name_of_whoever_was_removed_stays_beside_what_they_did(run, app, site):
    account(app, site, Role.MODERATOR, email=EMAIL, name="Anna Berg")
    run("remove-account", EMAIL)
    assert read(Account.email, Account.name, Account.active) == [(EMAIL, "Anna Berg", False)]


def test_whoever_comes_back_begins_anew(run, app, site, add):
    id_ = account(app, site, Role.OWNER, email=EMAIL)
    run("remove-account", EMAIL)
    answer = add(role=Role.STAFF)
    assert answer.stdout.startswith(LINK)
    assert store.roles_by_site(id_) == {site.id: {Role.STAFF}}
    assert sign_in(app.test_client(), EMAIL).status_code == 422


def test_there_is_no_link_to_a_first_account_once_somebody_was_added(run, add):
    add()
    answer = run("first-account")
    assert answer.stdout == ""
    assert "add-account" in answer.stderr
