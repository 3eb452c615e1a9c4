"""A forgotten password: the same answer to everybody, and a letter to whoever has an account."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, select, text

from intake import db
from intake.accounts import forgotten
from intake.accounts.tables import ForgottenPassword
from intake.alerts import mailbox
from intake.words import Event, Role
from tests.account_letters import actions, written
from tests.people import account, csrf_token, sign_in, signed_in
from workers import jobs
from workers.clock import Clock

EMAIL = "maria@practice.example"
PAGE = "/staff/forgotten"
NEW = "nine slow otters"


@pytest.fixture
def maria(app, site):
    return account(app, site, Role.MODERATOR, email=EMAIL)


def ask(client, email=EMAIL):
    return client.post(PAGE, data={"csrf_token": csrf_token(client, PAGE), "email": email})


def stranger_asks():
    """Ask as from a network that nobody slows down."""
    forgotten.ask(EMAIL)
    forgotten.write_due()


def letters():
    forgotten.write_due()
    return written(Event.ACCOUNT_PASSWORD)


def use(client, path, **more):
    data = {"name": "Maria Lind", "password": NEW, "token": path.partition("token=")[2]}
    return client.post("/staff/password", data={"csrf_token": csrf_token(client, path), **data})


def test_the_letters_link_sets_another_password_and_ends_what_was_signed_in(app, client, site):
    old = signed_in(app, site, Role.MODERATOR, email=EMAIL)
    assert PAGE in client.get("/staff/sign-in").text
    assert ask(client, " Maria@Practice.Example ").location == f"{PAGE}?asked=1"
    ((address, path),) = letters()
    assert address == EMAIL
    assert use(client, path).location == "/staff/"
    assert old.get("/staff/account").status_code == 302
    assert sign_in(app.test_client(), password=NEW).status_code == 303
    assert "account.password_reset" in actions()


def test_the_answer_is_the_same_whether_or_not_there_is_an_account(app, client, maria):
    seen = []
    event.listen(
        db.current().writer,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_: seen.append(statement),
    )
    pages = []
    for email in (EMAIL, "nobody@practice.example"):
        seen.clear()
        answer = ask(client, email)
        pages.append((answer.status_code, answer.location, list(seen)))
    assert pages[0] == pages[1]
    assert "If this address has an account" in client.get(f"{PAGE}?asked=1").text
    assert [address for address, _ in letters()] == [EMAIL]


def test_the_address_is_sealed_and_forgotten_after_a_day(client, maria, at):
    ask(client)
    kept = db.session().execute(text("SELECT * FROM forgotten_password")).all()
    assert "practice" not in str(kept)
    at.advance(24 * 3600 + 1)
    ask(client, "nobody@practice.example")
    db.done()
    assert len(db.session().scalars(select(ForgottenPassword)).all()) == 1


def test_a_link_works_once_and_for_an_hour(app, client, maria, at):
    ask(client)
    ask(client)
    (_, first), (_, second) = letters()
    at.advance(3600 - 1)
    assert client.get(first).status_code == 200  # the newer did not end it
    assert use(client, first).status_code == 303
    for path in (first, second):  # using one ends all
        page = app.test_client().get(path)
        assert page.status_code == 410
        assert "sign-in page" in page.text
    ask(client)
    third = letters()[-1][1]
    at.advance(3600 + 1)
    assert client.get(third).status_code == 410


def test_at_most_three_letters_go_to_an_address_in_a_day(client, maria, at):
    for _ in range(5):
        assert ask(client).status_code == 303
        at.advance(10 * 60)
    assert len(letters()) == 3
    at.advance(24 * 3600)
    ask(client)
    assert len(letters()) == 4


def test_a_stranger_who_asks_on_and_on_does_not_keep_the_owner_from_a_letter(client, maria, at):
    for _ in range(6):  # two days
        stranger_asks()
        at.advance(7 * 3600)
    for _ in range(30):  # and more often than that
        stranger_asks()
        at.advance(10 * 60)
    at.advance(3600)
    before = len(letters())
    ask(client)
    fresh = letters()[before:]
    assert len(fresh) == 1
    assert use(client, fresh[0][1]).status_code == 303


def test_beyond_three_letters_there_is_at_most_one_an_hour(client, maria, at):
    for _ in range(60):
        stranger_asks()
        at.advance(60)
    assert len(letters()) == 3
    at.advance(2 * 60)
    for _ in range(3):
        stranger_asks()
    assert len(letters()) == 4


def test_while_a_link_is_good_there_is_no_fourth_letter(app, client, maria, at):
    for _ in range(3):
        ask(client)
    assert len(letters()) == 3
    args = ["intake", "new-password", EMAIL]
    assert app.test_cli_runner().invoke(args=args).exit_code == 0
    ask(client)
    at.advance(3600 + 1)  # the letters' links are over, and the terminal's is good
    ask(client)
    assert len(letters()) == 3


def test_two_workers_at_once_write_one_letter(client, maria):
    ask(client)

    def write(_number):
        forgotten.write_due()
        db.done()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, range(2)))
    assert len(letters()) == 1


def test_the_worker_and_the_clock_see_to_it(app, client, maria):
    assert not forgotten.has_due()
    ask(client)
    assert forgotten.has_due()
    Clock().tick()  # rings the worker
    jobs.deliver_due()
    assert not forgotten.has_due()
    (mail,) = mailbox.newest(5)
    assert mail.to == EMAIL
    assert mail.subject == "Riverside Blog: set a new password"
    assert "http://intake.example/staff/password?token=" in mail.text


def test_nobody_without_work_here_or_switched_off_gets_a_letter(app, client, site):
    account(app, site, email="idle@practice.example")
    account(app, site, Role.STAFF, email="gone@practice.example")
    args = ["intake", "remove-account", "gone@practice.example"]
    assert app.test_cli_runner().invoke(args=args).exit_code == 0
    for email in ("idle@practice.example", "gone@practice.example"):
        assert ask(client, email).status_code == 303
    assert letters() == []
    assert not forgotten.has_due()


@pytest.mark.parametrize("email", ["", "maria", "\x00@x.example", "a" * 300 + "@x.example"])
def test_what_is_no_address_is_said(client, maria, email):
    answer = ask(client, email)
    assert answer.status_code == 422
    assert "Enter" in answer.text


def test_one_network_cannot_ask_without_end(client, maria):
    codes = [ask(client, f"{n}@practice.example").status_code for n in range(11)]
    assert codes == [303] * 10 + [429]


def test_looking_at_the_page_asks_for_nothing(client, maria):
    client.get(f"{PAGE}?asked=1&email={EMAIL}")
    assert letters() == []
