"""An authenticator app: with one, a password alone opens nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from intake import db
from intake.accounts import factors_store
from intake.accounts.tables import AuthenticatorApp, RecoveryCode
from intake.words import Role
from tests.account_letters import actions, noted
from tests.authenticators import STEP, App, add_app, codes_of, confirm, enter, half
from tests.people import PASSWORD, account, csrf_token, prove, sign_in, signed_in


@pytest.fixture
def maria(app, site):
    return signed_in(app, site, Role.OWNER)


@pytest.fixture
def guarded(maria, at):
    """Maria's app and recovery codes, a minute later."""
    made, answer = add_app(maria)
    at.advance(60)
    return made, codes_of(answer)


def is_in(client):
    return client.get("/staff/account").status_code == 200


def test_the_page_shows_the_secret_as_a_picture_and_in_letters(maria):
    page = maria.get("/staff/account/app").text
    assert 'src="data:image/svg+xml' in page
    assert App(page).digits().isdigit()


def test_looking_at_the_page_keeps_nothing_and_only_right_digits_add_the_app(maria):
    page = maria.get("/staff/account/app").text
    answer = confirm(maria, page, "000000")
    assert answer.status_code == 422
    assert "six digits that the app shows now" in answer.text
    assert App(answer.text).digits() == App(page).digits()  # the app has read this one already
    assert not db.session().scalar(select(AuthenticatorApp))
    assert confirm(maria, page, App(page).digits()).status_code == 200


def test_an_offer_is_good_for_its_account_only_and_for_half_an_hour(app, site, maria, at):
    page = maria.get("/staff/account/app").text
    other = signed_in(app, site, Role.STAFF, email="ben@practice.example")
    assert confirm(other, page, App(page).digits()).status_code == 422
    changed = page.replace('value="k1.', 'value="k1.00')
    assert confirm(maria, changed, App(page).digits()).status_code == 422
    for _ in range(2):
        at.advance(16 * 60)
        prove(maria)
    assert confirm(maria, page, App(page).digits()).status_code == 422


def test_the_password_leads_to_the_second_step_and_the_digits_in(app, guarded):
    client = half(app, next="/staff/status")
    made, _ = guarded
    answer = enter(client, code=f" {made.digits()[:3]} {made.digits()[3:]} ")
    assert (answer.status_code, answer.location) == (303, "/staff/status")
    assert is_in(client)
    assert noted()[-1][1:] == ("account.sign_in", "account:1", '{"how": "password+app"}')


def test_half_signed_in_opens_nothing_else(app, guarded):
    client = half(app)
    for path in ("/staff/", "/staff/account", "/staff/queue", "/staff/people"):
        assert client.get(path).location.startswith("/staff/sign-in"), path
    token = csrf_token(client, STEP)
    for path in ("/staff/account/app/remove", "/staff/account/codes", "/staff/account/name"):
        answer = client.post(path, data={"csrf_token": token, "name": "Eve"})
        assert answer.location.startswith("/staff/sign-in"), path
    assert "intake-device" not in str(client.get_cookie("intake-device"))


def test_half_signed_in_lasts_ten_minutes(app, guarded, at):
    made, _ = guarded
    client = half(app)
    at.advance(10 * 60)
    assert client.get(STEP).status_code == 200
    token = csrf_token(client, STEP)
    at.advance(1)
    answer = client.post(STEP, data={"csrf_token": token, "code": made.digits()})
    assert answer.location == "/staff/sign-in?half=1"
    assert "took too long" in client.get(answer.location).text
    assert not is_in(client)


def test_nobody_gets_to_the_second_step_without_the_password(app, client, guarded):
    made, _ = guarded
    answer = client.get(STEP)
    assert answer.location == "/staff/sign-in?half=1"
    token = csrf_token(client)
    answer = client.post(STEP, data={"csrf_token": token, "code": made.digits()})
    assert answer.location == "/staff/sign-in?half=1"
    assert client.post(f"{STEP}/question", data={"csrf_token": token}).status_code == 403


def test_digits_work_once_even_on_two_devices_at_once(app, guarded):
    made, _ = guarded
    clients = [half(app) for _ in range(2)]
    tokens = [csrf_token(client, STEP) for client in clients]

    def press(number):
        data = {"csrf_token": tokens[number], "code": made.digits()}
        return clients[number].post(STEP, data=data).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == [303, 422]
    late = half(app)
    answer = enter(late, code=made.digits())
    assert answer.status_code == 422
    assert "used before" in answer.text
    assert enter(late, code=made.digits(-30)).status_code == 422  # nor any before


def test_whoever_comes_second_to_a_half_minute_finds_it_used_up(guarded):
    step = db.session().scalar(select(AuthenticatorApp.last_step)) + 2
    with db.transaction():
        assert factors_store.use_step(1, step)
    with db.transaction():
        assert not factors_store.use_step(1, step)
        assert not factors_store.use_step(1, step - 1)


def test_the_digits_that_added_the_app_do_not_sign_in(app, maria):
    made, _ = add_app(maria)
    assert enter(half(app), code=made.digits()).status_code == 422


@pytest.mark.parametrize(("seconds", "status"), [(-30, 303), (30, 303), (-60, 422), (60, 422)])
def test_a_clock_may_be_off_by_half_a_minute(app, guarded, at, seconds, status):
    made, _ = guarded
    at.advance(60)
    assert enter(half(app), code=made.digits(seconds)).status_code == status


@pytest.mark.parametrize("typed", ["", "1", "1234567", "¹²³⁴⁵⁶", "abcdef", "\x00" * 6, "x" * 101])
def test_odd_digits_are_only_wrong_ones(app, guarded, typed):
    client = half(app)
    assert enter(client, code=typed).status_code == 422
    assert enter(client, recovery=typed).status_code == 422
    assert not is_in(client)


def test_a_wrong_code_is_noted_and_leaves_one_half_signed_in(app, guarded):
    made, _ = guarded
    client = half(app)
    assert enter(client, code="000000").status_code == 422
    assert actions()[-1] == "account.second_factor_failed"
    assert enter(client, code=made.digits()).status_code == 303


def test_guessing_is_stopped_and_a_known_device_still_gets_in(app, guarded, maria):
    made, _ = guarded
    statuses = [enter(half(app, f"198.51.100.{n}"), code=f"00000{n}").status_code for n in range(7)]
    assert statuses == [422] * 5 + [429] * 2
    maria.post("/staff/sign-out", data={"csrf_token": csrf_token(maria, "/staff/account")})
    assert sign_in(maria).location == STEP
    assert enter(maria, code=made.digits()).status_code == 303


def test_another_password_ends_what_was_half_signed_in(app, guarded, maria):
    made, _ = guarded
    client = half(app)
    token = csrf_token(client, STEP)
    data = {"present": PASSWORD, "password": "nine slow otters"}
    data["csrf_token"] = csrf_token(maria, "/staff/account/password")
    assert maria.post("/staff/account/password", data=data).status_code == 303
    answer = client.post(STEP, data={"csrf_token": token, "code": made.digits()})
    assert answer.location == "/staff/sign-in?half=1"


def test_a_link_that_sets_the_password_does_not_go_around_it(app, guarded):
    link = app.test_cli_runner().invoke(args=["intake", "new-password", "maria@practice.example"])
    path = link.stdout.strip().removeprefix("http://intake.example")
    client = app.test_client()
    data = {"name": "Eve", "password": "nine slow otters", "token": path.partition("token=")[2]}
    answer = client.post("/staff/password", data={**data, "csrf_token": csrf_token(client, path)})
    assert answer.location == STEP
    assert not is_in(client)


def test_another_app_takes_the_place_of_the_one_before(app, guarded, maria, at):
    made, codes = guarded
    newer, answer = add_app(maria)
    assert answer.location == "/staff/account?done=added"  # the codes are those there were
    at.advance(60)
    assert enter(half(app), code=made.digits()).status_code == 422
    assert enter(half(app), code=newer.digits()).status_code == 303
    assert enter(half(app), recovery=codes[0]).status_code == 303


def test_after_the_app_was_removed_the_password_is_enough(app, guarded, maria):
    token = csrf_token(maria, "/staff/account")
    answer = maria.post("/staff/account/app/remove", data={"csrf_token": token})
    assert answer.location == "/staff/account?done=removed"
    assert sign_in(app.test_client()).location == "/staff/"
    assert actions()[-2] == "account.second_factor_remove"
    assert not db.session().scalars(select(RecoveryCode)).all()


def test_the_terminal_lets_in_whoever_lost_everything(app, guarded, maria):
    answer = app.test_cli_runner().invoke(
        args=["intake", "remove-second-factor", "maria@practice.example"]
    )
    assert answer.exit_code == 0, answer.output
    assert not is_in(maria)
    assert sign_in(app.test_client()).location == "/staff/"


def test_an_account_without_one_signs_in_as_before_and_is_told_of_it(app, site):
    account(app, site, Role.MODERATOR)
    client = app.test_client()
    assert sign_in(client).location == "/staff/"
    assert "A password alone can be stolen" in client.get("/staff/account").text
