"""Signing in and out: who gets in, for how long, and what an attacker cannot do."""

import pytest
from argon2 import PasswordHasher
from sqlalchemy import update

from intake import db
from intake.accounts.tables import Account
from intake.words import Role
from tests import apps
from tests.people import PASSWORD, account, csrf_token, sign_in, signed_in

EMAIL = "maria@practice.example"


@pytest.fixture
def maria(app, site):
    return account(app, site, Role.OWNER, email=EMAIL)


def is_signed_in(client):
    return client.get("/staff/").location != "/staff/sign-in?next=/staff/"


def without_tokens(response):
    page = response.get_data(as_text=True)
    return [line for line in page.splitlines() if "csrf_token" not in line]


def test_the_right_password_leads_to_the_page_that_was_asked_for(client, maria):
    asked = client.get("/staff/status")
    assert asked.status_code == 302
    assert asked.location == "/staff/sign-in?next=/staff/status"
    assert 'value="/staff/status"' in client.get(asked.location).get_data(as_text=True)
    answer = sign_in(client, next="/staff/status")
    assert (answer.status_code, answer.location) == (303, "/staff/status")
    assert client.get("/staff/status").status_code == 200


def test_the_address_may_be_typed_in_capitals(client, maria):
    assert sign_in(client, " Maria@Practice.Example ").status_code == 303


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, maria):
    known, unknown = sign_in(client, EMAIL, "wrong"), sign_in(client, "no.one@practice.example")
    assert known.status_code == unknown.status_code == 422
    kept = without_tokens(known)
    assert kept == [line.replace("no.one@", "maria@") for line in without_tokens(unknown)]
    assert "do not belong together" in "".join(kept)
    assert not is_signed_in(client)


def test_a_password_kept_by_weaker_means_is_kept_anew(client, maria):
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with db.transaction() as session:
        session.execute(update(Account).values(password=weak))
    assert sign_in(client).status_code == 303
    db.done()
    kept = db.session().get(Account, maria).password
    assert kept != weak
    assert "m=32768" in kept


def test_what_is_missing_is_said_at_once(client, maria):
    page = sign_in(client, "", "").get_data(as_text=True)
    assert "Enter your email address" in page
    assert "Enter your password" in page
    assert "<title>Error: " in page


@pytest.mark.parametrize("email", ["\x00", "a" * 5000, "maria@practice.example\x00", "ὀ@ὀ", "%s"])
def test_an_odd_address_is_only_a_wrong_one(client, maria, email):
    assert sign_in(client, email).status_code == 422


def test_an_account_that_was_switched_off_is_out_at_once(client, maria):
    sign_in(client)
    with db.transaction() as session:
        session.execute(update(Account).values(active=False))
    assert not is_signed_in(client)
    assert sign_in(client).status_code == 422


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\\\evil.example",
        "https:evil.example",
        "http://intake.example@evil.example",
        "http://evil.example\\.intake.example",
        "/%5Cevil.example",
        "/%0d%0aLocation:evil",
        "/staff/\r\nLocation:evil",
        "/\t/evil.example",
        "/staff/\\evil",
        "/demo/",
        "http://xn--evl-8ma.example",
        "/staff/queue\u3002evil",
    ],
)
def test_it_leads_to_pages_of_its_own_only(client, maria, wanted):
    assert sign_in(client, next=wanted).location == "/staff/"


def test_after_half_an_hour_without_a_click_one_signs_in_again(client, maria, at):
    sign_in(client)
    at.advance(29 * 60)
    assert is_signed_in(client)
    at.advance(29 * 60)
    assert is_signed_in(client)
    at.advance(31 * 60)
    assert not is_signed_in(client)


def test_after_twelve_hours_one_signs_in_again_however_busy(client, maria, at):
    sign_in(client)
    for _ in range(12 * 3 - 1):
        at.advance(20 * 60)
        assert is_signed_in(client)
    at.advance(21 * 60)
    assert not is_signed_in(client)


def test_signing_out_ends_a_copy_of_the_cookie_too(app, client, maria):
    sign_in(client)
    thief = app.test_client()
    thief.set_cookie("intake", client.get_cookie("intake").value)
    assert is_signed_in(thief)
    answer = client.post(
        "/staff/sign-out", data={"csrf_token": csrf_token(client, "/staff/status")}
    )
    assert (answer.status_code, answer.location) == (303, "/staff/sign-in")
    assert "cache" in answer.headers["Clear-Site-Data"]
    assert not is_signed_in(client)
    assert not is_signed_in(thief)


def test_nothing_of_the_session_before_is_left_after_signing_in(app, client, maria):
    planted = csrf_token(client)
    sign_in(client)
    answer = client.post("/staff/sign-out", data={"csrf_token": planted})
    assert answer.status_code == 403
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_website_cannot_sign_anybody_out_even_with_a_token(client, maria, headers):
    sign_in(client)
    token = csrf_token(client, "/staff/status")
    answer = client.post("/staff/sign-out", data={"csrf_token": token}, headers=headers)
    assert answer.status_code == 403
    assert is_signed_in(client)


def test_a_form_without_its_token_or_with_somebody_elses_changes_nothing(app, client, site, maria):
    sign_in(client)
    other = signed_in(app, site, Role.OWNER, email="other@practice.example")
    foreign = csrf_token(other, "/staff/status")
    for data in ({}, {"csrf_token": "x"}, {"csrf_token": foreign}, {"_method": "GET"}):
        assert client.post("/staff/sign-out", data=data).status_code == 403
    assert client.get("/staff/sign-out").status_code == 405
    assert is_signed_in(client)


def test_nobody_signs_in_without_the_token_of_the_page(client, maria):
    answer = client.post("/staff/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 403
    assert not is_signed_in(client)


def test_a_token_in_the_address_or_a_header_signs_nobody_in(app, client, maria):
    with app.test_request_context():
        token = db.session().get(Account, maria).get_auth_token()
    assert client.get(f"/staff/status?auth_token={token}").status_code == 302
    headers = {"Authentication-Token": token}
    assert client.get("/staff/status", headers=headers).status_code == 302


def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(client, maria):
    cookies = sign_in(client).headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"intake", "intake-device"}
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_over_https_the_cookies_belong_to_this_host_alone(settings, at, site, maria):
    app = apps.another(settings, base_url="https://intake.example")
    app.testing = True
    client = app.test_client()
    base = {"base_url": "https://intake.example"}
    page = client.get("/staff/sign-in", **base)
    for cookie in page.headers.getlist("Set-Cookie"):
        assert cookie.startswith("__Host-intake=")
        assert "Secure" in cookie
        assert "Path=/" in cookie


def test_guessing_is_slowed_down_and_the_owner_still_gets_in(app, client, maria):
    sign_in(client)  # an attempt from a strange device; from now on it is known
    client.post("/staff/sign-out", data={"csrf_token": csrf_token(client, "/staff/status")})
    answers = []
    for number in range(25):
        stranger = app.test_client()
        stranger.environ_base = {"REMOTE_ADDR": f"198.51.100.{number}"}
        answers.append(sign_in(stranger, EMAIL, f"guess {number}"))
    assert [answer.status_code for answer in answers] == [422] * 19 + [429] * 6
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 600
    assert "Too many attempts" in answers[-1].get_data(as_text=True)
    assert sign_in(client).status_code == 303


def test_one_network_cannot_try_one_password_on_many_accounts(app, client, maria):
    codes = [sign_in(client, f"{n}@practice.example").status_code for n in range(32)]
    assert codes == [422] * 30 + [429] * 2
    elsewhere = app.test_client()
    elsewhere.environ_base = {"REMOTE_ADDR": "2001:db8::1"}
    assert sign_in(elsewhere).status_code == 303


def test_everybody_lands_where_they_work(app, site, client):
    for role, page in (
        (Role.OWNER, "/staff/queue"),
        (Role.MODERATOR, "/staff/queue"),
        (Role.STAFF, "/staff/desk"),
    ):
        person = signed_in(app, site, role, email=f"{role}@practice.example")
        assert person.get("/staff/").location == page
    nobody = signed_in(app, site, email="nobody@practice.example")
    assert nobody.get("/staff/").status_code == 403
