"""Passkeys, by a software authenticator: made, named, used as second factor, and removed."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from intake import db
from intake.accounts.passkeys import party
from intake.accounts.tables import Passkey as Row
from intake.words import Role
from tests import apps
from tests.account_letters import actions
from tests.authenticators import Passkey, add_passkey, codes_of, question
from tests.people import csrf_token, sign_in, signed_in

STEP = "/staff/second-factor"
ADD = "/staff/account/passkeys"


@pytest.fixture
def local(app, settings):
    """The application at an address where browsers have passkeys."""
    return apps.another(settings, base_url="http://localhost")


@pytest.fixture
def maria(local, site):
    return signed_in(local, site, Role.OWNER)


@pytest.fixture
def key(maria):
    made = Passkey()
    assert add_passkey(maria, made).status_code == 200
    return made


def half(local):
    client = local.test_client()
    assert sign_in(client).location == STEP
    return client


def ask(client):
    return question(client, f"{STEP}/question", STEP).json


def use(client, answer):
    return client.post(STEP, data={"csrf_token": csrf_token(client, STEP), "answer": answer})


def rows():
    db.done()
    return db.session().execute(select(Row.id, Row.name, Row.sign_count)).all()


def test_the_first_passkey_brings_recovery_codes(maria):
    answer = add_passkey(maria, Passkey())
    assert len(codes_of(answer)) == 10
    assert [tuple(row)[1:] for row in rows()] == [("My telephone", 1)]
    assert actions()[-1] == "account.second_factor_add"
    assert add_passkey(maria, Passkey(), "My key").location == "/staff/account?done=added"


def test_the_question_names_us_and_a_person_only_by_a_number_of_ours(maria, key):
    asked = question(maria, f"{ADD}/question", ADD).json
    assert asked["rp"] == {"name": "Intake", "id": "localhost"}
    assert len(asked["user"]["id"]) == 43
    assert [known["id"] for known in asked["excludeCredentials"]] == [json.loads(
        key.make(asked)
    )["id"]]  # fmt: skip


def test_a_passkey_signs_in_after_the_password(local, key):
    client = half(local)
    assert use(client, key.sign(ask(client))).status_code == 303
    assert client.get("/staff/account").status_code == 200
    assert rows()[0].sign_count == 2


def test_a_passkey_that_does_not_count_signs_in_again_and_again(local, maria):
    made = Passkey(counts=False)
    add_passkey(maria, made)
    for _ in range(2):
        client = half(local)
        assert use(client, made.sign(ask(client))).status_code == 303


def test_a_copy_of_a_passkey_that_counts_less_is_refused(local, key):
    client = half(local)
    assert use(client, key.sign(ask(client))).status_code == 303
    key.count -= 1
    client = half(local)
    answer = use(client, key.sign(ask(client)))
    assert answer.status_code == 422
    assert "did not work here" in answer.text
    assert actions()[-1] == "account.second_factor_failed"


def test_a_question_is_answered_once_also_by_a_copy_of_the_cookie(local, maria):
    made = Passkey(counts=False)
    add_passkey(maria, made)
    client = half(local)
    answer = made.sign(ask(client))
    thief = local.test_client()
    thief.set_cookie("intake", client.get_cookie("intake").value)
    assert use(client, answer).status_code == 303
    assert use(thief, answer).status_code == 422


def test_a_question_is_answered_within_five_minutes(local, key, at):
    client = half(local)
    answer = key.sign(ask(client))
    at.advance(5 * 60 + 1)
    assert use(client, answer).status_code == 422


def test_after_a_wrong_answer_one_asks_anew(local, key):
    client = half(local)
    right = key.sign(ask(client))
    assert use(client, "{}").status_code == 422
    assert use(client, right).status_code == 422
    assert use(client, key.sign(ask(client))).status_code == 303


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "https://intake.evil.example"},
        {"challenge": "AAAA"},
        {"type": "webauthn.create"},
        {"flags": 0},
    ],
)
def test_an_answer_to_somebody_else_or_without_a_person_is_refused(local, key, changes):
    client = half(local)
    assert use(client, key.sign(ask(client), **changes)).status_code == 422


def test_another_passkey_with_the_same_name_tag_is_refused(local, key):
    thief = Passkey()
    thief.id, thief.count = key.id, 100
    client = half(local)
    assert use(client, thief.sign(ask(client))).status_code == 422


def test_the_passkey_of_a_colleague_opens_only_their_account(local, site, key):
    ben = signed_in(local, site, Role.STAFF, email="ben@practice.example")
    bens = Passkey()
    add_passkey(ben, bens)
    client = half(local)
    asked = ask(client)
    assert len(asked["allowCredentials"]) == 1
    assert use(client, bens.sign(asked)).status_code == 422


DAMAGED = (
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA",'
    '"attestationObject":"AA","authenticatorData":"AA","signature":"AA"}}'
)


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", "\x00", '"x"', '{"id": "a"}', "x" * 5000, "[" * 9000, DAMAGED],
)
def test_a_damaged_answer_is_refused_in_words(local, maria, key, answer):
    question(maria, f"{ADD}/question", ADD)
    data = {"csrf_token": csrf_token(maria, ADD), "name": "Odd", "answer": answer}
    refused = maria.post(ADD, data=data)
    assert refused.status_code == 422
    assert "no good passkey" in refused.text
    client = half(local)
    ask(client)
    assert use(client, answer).status_code == 422
    assert len(rows()) == 1


def test_an_answer_longer_than_any_passkeys_is_not_read(local, maria, key):
    question(maria, f"{ADD}/question", ADD)
    data = {"csrf_token": csrf_token(maria, ADD), "name": "Odd", "answer": "[" * 20_001}
    client = half(local)
    ask(client)
    for refused in (maria.post(ADD, data=data), use(client, data["answer"])):
        assert refused.status_code == 422
        assert "too long for a passkey" in refused.text


def test_a_passkey_is_added_only_by_an_answer_to_our_own_question(maria):
    made = Passkey(origin="https://intake.evil.example")
    assert add_passkey(maria, made).status_code == 422
    assert add_passkey(maria, Passkey(), challenge="AAAA").status_code == 422
    assert rows() == []


def test_the_same_passkey_is_added_once(maria, key):
    assert add_passkey(maria, key).status_code == 409
    assert len(rows()) == 1


def test_a_passkey_is_renamed_and_removed_by_its_owner_only(local, site, maria, key):
    ben = signed_in(local, site, Role.OWNER, email="ben@practice.example")
    (row,) = rows()
    page = f"{ADD}/{row.id}"
    for path in (page, f"{page}/rename", f"{page}/remove"):
        method = ben.get if path == page else ben.post
        data = {"csrf_token": csrf_token(ben, "/staff/account"), "name": "Ben's"}
        assert method(path, data=data).status_code == 404
    token = csrf_token(maria, page)
    answer = maria.post(f"{page}/rename", data={"csrf_token": token, "name": "The blue key"})
    assert answer.location == "/staff/account?done=renamed"
    assert rows()[0].name == "The blue key"
    assert maria.post(f"{page}/rename", data={"csrf_token": token, "name": " "}).status_code == 422
    assert maria.post(f"{page}/remove", data={"csrf_token": token}).status_code == 303
    assert rows() == []
    assert sign_in(local.test_client()).location == "/staff/"


def test_the_pages_say_what_is_missing_without_a_script_and_where_there_are_none(
    app, local, site, maria, key
):
    assert "passkeys need JavaScript" in maria.get(ADD).text
    page = half(local).get(STEP).text
    assert "A passkey needs JavaScript" in page
    assert "<script>" not in page
    at_ip = signed_in(app, site, Role.OWNER, email="ben@practice.example")
    assert "only at addresses that begin with https" in at_ip.get(ADD).text


@pytest.mark.parametrize(
    ("url", "host", "is_possible"),
    [
        ("https://intake.example.org:8443", "intake.example.org", True),
        ("http://localhost:8000", "localhost", True),
        ("http://127.0.0.1:8000", "127.0.0.1", False),
        ("https://[::1]", "::1", False),
        ("http://intake.example.org", "intake.example.org", False),
    ],
)
def test_who_we_are_to_a_browser(url, host, is_possible):
    us = party(url)
    assert (us.id, us.origin, us.is_possible) == (host, url, is_possible)
