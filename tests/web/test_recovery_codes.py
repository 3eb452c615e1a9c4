"""Recovery codes: shown once, kept as digests, and each works once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from intake import db
from intake.accounts.tables import AuthenticatorApp, RecoveryCode
from intake.words import Role
from tests.authenticators import add_app, codes_of, enter, half
from tests.people import csrf_token, signed_in


@pytest.fixture
def maria(app, site):
    return signed_in(app, site, Role.OWNER)


@pytest.fixture
def guarded(maria, at):
    """Maria's app and recovery codes, a minute later."""
    made, answer = add_app(maria)
    at.advance(60)
    return made, codes_of(answer)


def test_the_secret_is_sealed_and_of_codes_only_digests_are_kept(guarded, maria):
    _, codes = guarded
    page = maria.get("/staff/account/app").text
    kept = db.session().scalar(select(AuthenticatorApp.secret_sealed))
    assert kept.startswith("k1.")
    assert kept not in page
    digests = db.session().scalars(select(RecoveryCode.digest)).all()
    assert len(set(codes)) == len(set(digests)) == 10
    assert not any(code.replace("-", "") in digest for code in codes for digest in digests)


def test_a_recovery_code_works_once_however_it_is_typed(app, guarded, maria):
    _, codes = guarded
    assert enter(half(app), recovery=codes[3].upper().replace("-", " ")).status_code == 303
    assert enter(half(app), recovery=codes[3]).status_code == 422
    assert enter(half(app), recovery=codes[4]).status_code == 303
    assert "8 of them are left" in maria.get("/staff/account").text


def test_new_codes_end_the_old_ones(app, guarded, maria):
    _, codes = guarded
    token = csrf_token(maria, "/staff/account")
    newer = codes_of(maria.post("/staff/account/codes", data={"csrf_token": token}))
    assert len(newer) == 10
    assert not set(newer) & set(codes)
    assert enter(half(app), recovery=codes[0]).status_code == 422
    assert enter(half(app), recovery=newer[0]).status_code == 303


def test_the_codes_of_one_account_open_no_other(app, site, guarded):
    _, codes = guarded
    ben = signed_in(app, site, Role.STAFF, email="ben@practice.example")
    made, _ = add_app(ben)
    client = half(app, email="ben@practice.example")
    assert enter(client, recovery=codes[0]).status_code == 422
    assert enter(half(app), code=made.digits()).status_code == 422


def test_the_page_with_codes_is_kept_by_no_cache(maria):
    _, answer = add_app(maria)
    assert "no-store" in answer.headers["Cache-Control"]
    assert len(codes_of(answer)) == 10
