"""One's own account: name, password, and where one is signed in."""

from __future__ import annotations

import re

import pytest

from intake import db
from intake.accounts.tables import Account
from intake.words import Role
from tests.account_letters import actions, noted
from tests.people import PASSWORD, account, csrf_token, sign_in, signed_in
from tests.web.staff import press, text

PAGE = "/staff/account"
NEW = "nine slow otters"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def maria(app, site):
    account(app, site, Role.MODERATOR)
    return device(app, FIREFOX, "203.0.113.9")


def device(app, agent, address):
    client = app.test_client()
    client.environ_base = {"REMOTE_ADDR": address, "HTTP_USER_AGENT": agent}
    assert sign_in(client).status_code == 303
    return client


def change(client, **fields):
    data = {"present": PASSWORD, "password": NEW, **fields}
    return press(client, f"{PAGE}/password", f"{PAGE}/password", **data)


def is_in(client):
    return client.get(PAGE).status_code == 200


def test_the_bar_leads_to_the_page_which_says_who_one_is(maria):
    assert 'href="/staff/account"' in maria.get("/staff/queue").text
    page = text(maria.get(PAGE))
    assert "maria@practice.example" in page
    assert "Riverside Blog Moderator" in page


def test_the_name_is_changed_and_shown_from_then_on(maria):
    assert press(maria, f"{PAGE}/name", PAGE, name=" Maria Lindqvist ").status_code == 303
    assert "Maria Lindqvist" in maria.get("/staff/queue").text
    assert actions()[-1] == "account.rename"
    answer = press(maria, f"{PAGE}/name", PAGE, name=" ")
    assert answer.status_code == 422
    assert "Enter your name" in answer.text


def test_a_new_password_ends_every_other_sign_in_and_the_old_password(app, maria):
    other = device(app, IPHONE, "198.51.100.1")
    assert change(maria).location == f"{PAGE}?done=password"
    assert is_in(maria)
    assert not is_in(other)
    assert sign_in(app.test_client()).status_code == 422
    assert sign_in(app.test_client(), password=NEW).status_code == 303
    assert "account.password_change" in actions()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"present": ""}, "Enter your present password"),
        ({"present": "wrong"}, "This is not your present password"),
        ({"password": ""}, "Enter a new password"),
        ({"password": "elevenchars"}, "at least 12 characters"),
        ({"password": "maria@practice.example"}, "first that anybody tries"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(app, maria, changed, sentence):
    answer = change(maria, **changed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert PASSWORD not in answer.text
    assert sign_in(app.test_client()).status_code == 303


def test_whoever_sits_at_an_open_page_cannot_guess_the_password(app, maria):
    codes = [change(maria, present=f"guess {number}").status_code for number in range(6)]
    assert codes == [422] * 5 + [429]
    again = device(app, FIREFOX, "203.0.113.9")  # its owner signs in anew
    assert change(again).status_code == 303


def test_of_two_changes_at_once_one_wins(app, maria):
    from intake.accounts import people
    from intake.errors import Conflict
    from tests.web.staff import account as account_of

    with app.app_context():
        seen = account_of(1)
        assert change(maria).status_code == 303
        with pytest.raises(Conflict):
            people.change_password(seen, "eight loud foxes", "")
    assert sign_in(app.test_client(), password=NEW).status_code == 303


def test_sign_ins_are_listed_in_words_and_masked(app, maria, at):
    at.advance(5 * 60)
    device(app, IPHONE, "2001:db8:77::1")
    page = text(maria.get(PAGE))
    assert "Firefox on Windows this one Network 203.0.… Begun 5 min ago" in page
    assert "Safari on iPhone Network 2001:db8:… Begun just now, last seen just now" in page
    assert "203.0.113" not in page
    assert "db8:77" not in page


def test_when_one_was_last_seen_is_noted_to_a_minute(app, maria, at):
    other = device(app, IPHONE, "198.51.100.1")
    at.advance(20 * 60)
    assert is_in(other)
    at.advance(5 * 60)
    assert "Begun 25 min ago, last seen 5 min ago" in text(maria.get(PAGE))
    at.advance(27 * 60)  # half an hour idle: it opens nothing any more
    assert "iPhone" not in maria.get(PAGE).text
    assert not is_in(other)


def test_a_page_that_asks_by_itself_is_no_sign_of_its_owner(app, maria, at):
    other = device(app, IPHONE, "198.51.100.1")
    for _ in range(3):
        at.advance(9 * 60)
        assert other.get("/staff/queue/live").status_code == 200
    page = text(maria.get(PAGE))
    assert "Begun 27 min ago, last seen 27 min ago" in page
    assert "Begun 27 min ago, last seen just now" in page  # this one
    at.advance(4 * 60)
    assert not is_in(other)


def test_one_device_is_signed_out_and_no_other(app, maria):
    phone, tablet = (device(app, IPHONE, f"198.51.100.{n}") for n in range(2))
    ends = re.findall(r"/staff/account/sign-ins/\d+/end", maria.get(PAGE).text)
    assert len(ends) == 2  # the newest first; none for this one
    assert press(maria, ends[0], PAGE).location == f"{PAGE}?done=ended"
    assert is_in(phone)
    assert is_in(maria)
    assert not is_in(tablet)
    assert press(maria, ends[0], PAGE).status_code == 404
    assert actions()[-1] == "account.sign_out"


def test_everywhere_else_is_signed_out_at_once(app, maria, site):
    phones = [device(app, IPHONE, f"198.51.100.{n}") for n in range(2)]
    ben = signed_in(app, site, Role.STAFF, email="ben@practice.example")
    assert press(maria, f"{PAGE}/sign-ins/end-others", PAGE).status_code == 303
    assert is_in(maria)
    assert is_in(ben)
    assert not any(is_in(phone) for phone in phones)
    assert "Sign out everywhere else" not in maria.get(PAGE).text


def test_the_sign_in_of_a_colleague_is_not_there(app, maria, site):
    ben = signed_in(app, site, Role.OWNER, email="ben@practice.example")
    assert press(ben, f"{PAGE}/sign-ins/1/end", PAGE).status_code == 404
    assert is_in(maria)


@pytest.mark.parametrize("path", ["/app", "/passkeys"])
def test_long_after_signing_in_the_password_is_asked_again(maria, at, path):
    assert maria.get(PAGE + path).status_code == 200
    at.advance(10 * 60 + 1)
    asked = maria.get(PAGE + path)
    assert asked.location == f"{PAGE}/again?next=%2Fstaff%2Faccount{path.replace('/', '%2F')}"
    wrong = press(maria, f"{PAGE}/again", asked.location, password="wrong", next=PAGE + path)
    assert "This is not your password" in wrong.text
    right = press(maria, f"{PAGE}/again", asked.location, password=PASSWORD, next=PAGE + path)
    assert right.location == PAGE + path
    assert maria.get(PAGE + path).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/app", "/app/remove", "/passkeys", "/passkeys/question", "/passkeys/1/remove", "/codes"],
)
def test_no_second_factor_changes_without_it(maria, at, path):
    at.advance(10 * 60 + 1)
    answer = press(maria, PAGE + path, PAGE)
    assert answer.location == f"{PAGE}/again?next=%2Fstaff%2Faccount"


def test_it_goes_on_to_pages_of_its_own_only(maria):
    data = {"password": PASSWORD, "next": "//evil.example"}
    assert press(maria, f"{PAGE}/again", f"{PAGE}/again", **data).location == "/staff/"


def test_signing_in_and_out_is_noted_and_failing_only_for_accounts_there_are(app, maria):
    strange = app.test_client()
    strange.environ_base = {"REMOTE_ADDR": "198.51.100.5"}
    sign_in(strange, password="wrong")
    sign_in(strange, "nobody@practice.example", "wrong")
    maria.post("/staff/sign-out", data={"csrf_token": csrf_token(maria, PAGE)})
    wanted = [
        (1, "account.sign_in", "account:1", '{"how": "password"}'),
        (1, "account.sign_in_failed", "account:1", "{}"),
        (1, "account.sign_out", "account:1", "{}"),
    ]
    assert [row for row in noted() if row[1].startswith("account.")] == wanted
    from intake.audit import Noted

    query = db.session().query(Noted.origin).filter(Noted.action.startswith("account."))
    origins = query.order_by(Noted.id).all()
    assert [origin for (origin,) in origins] == ["203.0.113.9", "198.51.100.5", "203.0.113.9"]


def test_a_wrong_password_costs_a_write_whether_or_not_there_is_an_account(app, site, maria):
    from sqlalchemy import event

    seen = []
    event.listen(db.current().writer, "commit", lambda _connection: seen.append(1))
    strange = app.test_client()
    for email in ("maria@practice.example", "nobody@practice.example"):
        seen.clear()
        sign_in(strange, email, "wrong")
        assert len(seen) == 1, email


def test_the_address_of_an_account_stays_as_it_is(maria):
    press(maria, f"{PAGE}/name", PAGE, name="Maria", email="eve@evil.example")
    assert db.session().query(Account.email).all() == [("maria@practice.example",)]
