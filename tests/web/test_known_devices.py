"""A device that has signed in before: tries on it count for it alone, until a link resets all."""

from __future__ import annotations

import pytest

from intake.words import Role
from tests.authenticators import STEP, add_app, enter
from tests.people import account, csrf_token, sign_in

EMAIL = "maria@practice.example"


@pytest.fixture
def maria(app, site):
    return account(app, site, Role.OWNER, email=EMAIL)


@pytest.fixture
def known(app, maria):
    """Makes devices on which she has signed in, and out again."""

    def make(**more):
        client = app.test_client()
        assert sign_in(client, EMAIL, **more).location == "/staff/"
        sign_out(client)
        return client

    return make


def sign_out(client):
    data = {"csrf_token": csrf_token(client, "/staff/account")}
    assert client.post("/staff/sign-out", data=data).status_code == 303


def guess(client, times):
    return [sign_in(client, EMAIL, f"guess {number}").status_code for number in range(times)]


def test_wrong_tries_on_one_known_device_keep_nobody_out_on_another(known):
    old, own = known(), known()
    assert guess(old, 11) == [422] * 10 + [429]
    assert sign_in(own, EMAIL).status_code == 303


def test_a_device_keeps_its_name_so_that_signing_in_again_gives_no_more_tries(known):
    device = known()
    guess(device, 5)
    assert sign_in(device, EMAIL).status_code == 303
    sign_out(device)
    assert guess(device, 5) == [422] * 4 + [429]


def test_a_colleague_on_the_same_device_has_tries_of_their_own(app, site, known):
    account(app, site, Role.STAFF, email="ben@practice.example", name="Ben Holt")
    shared = known()
    assert sign_in(shared, "ben@practice.example").status_code == 303
    sign_out(shared)
    assert guess(shared, 11)[-1] == 429
    assert sign_in(shared, "ben@practice.example").status_code == 303


def test_wrong_codes_on_one_known_device_keep_nobody_out_on_another(app, known, at):
    old, own = known(), known()
    sign_in(own, EMAIL)
    made, _ = add_app(own)
    at.advance(60)
    sign_out(own)
    for client in (old, own):
        assert sign_in(client, EMAIL).location == STEP
    assert [enter(old, code="000000").status_code for _ in range(6)] == [422] * 5 + [429]
    assert enter(own, code=made.digits()).status_code == 303


def test_a_password_that_a_link_sets_makes_every_device_before_a_stranger(app, known):
    old = known()
    new = "nine slow otters"
    link = app.test_cli_runner().invoke(args=["intake", "new-password", EMAIL]).stdout.strip()
    path = link.removeprefix("http://intake.example")
    client = app.test_client()
    data = {"name": "Maria", "password": new, "token": path.partition("token=")[2]}
    data["csrf_token"] = csrf_token(client, path)
    assert client.post("/staff/password", data=data).location == "/staff/"
    assert client.get("/staff/account").status_code == 200
    sign_out(client)
    for number in range(20):
        stranger = app.test_client()
        stranger.environ_base = {"REMOTE_ADDR": f"198.51.100.{number}"}
        guess(stranger, 1)
    assert guess(old, 1) == [429]
    assert sign_in(client, EMAIL, new).status_code == 303


@pytest.mark.parametrize("cookie", ["", "x", "WyJhIl0.aaaa.bbbb", "\xff"])
def test_an_invented_device_is_a_strange_one(app, maria, cookie):
    client = app.test_client()
    client.set_cookie("intake-device", cookie)
    assert sign_in(client, EMAIL).status_code == 303
