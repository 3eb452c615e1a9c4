"""What ends an invitation that nobody took back: a removal, and an inviter who owns no longer."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from intake import db
from intake.accounts import service, store
from intake.accounts.tables import Invitation
from intake.sites import service as sites
from intake.words import Event, Role
from tests.account_letters import noted, written
from tests.people import account, signed_in
from tests.web.staff import press
from tests.web.test_invitations import ANNA, PAGE, accept, invite, roles_of

BEN = "ben@practice.example"
MARIA = "maria@practice.example"


@pytest.fixture
def maria(app, site):
    return signed_in(app, site, Role.OWNER)


@pytest.fixture
def ben(app, site, maria):
    return signed_in(app, site, Role.OWNER, email=BEN, name="Ben Holt")


def command(app, *args):
    ran = app.test_cli_runner().invoke(args=["intake", *args])
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def newest():
    return written(Event.ACCOUNT_INVITED)[-1][1]


def is_open(app, path):
    return app.test_client().get(path).status_code == 200


def count():
    db.done()
    return len(db.session().scalars(select(Invitation.id)).all())


def take_all(client, id_):
    assert press(client, f"{PAGE}/blog/{id_}/remove", PAGE).status_code == 303


def id_of(email):
    return service.find(email).id


def test_whoever_is_removed_does_not_come_back_by_an_older_invitation(app, site, maria):
    clinic = sites.add("clinic", "Clinic", ["https://clinic.example"])
    with db.transaction():
        store.add_membership(id_of(MARIA), clinic.id, Role.OWNER)
    account(app, site, Role.STAFF, email=ANNA)
    invite(maria, role="owner", site="clinic")
    path = newest()
    assert is_open(app, path)
    command(app, "remove-account", ANNA)
    assert not is_open(app, path)
    assert written(Event.ACCOUNT_INVITED) == []  # and the letter that waited was taken back
    assert count() == 0
    assert (None, "invitation.withdraw", "invitation:1") in {row[:3] for row in noted()}
    assert roles_of() == []


def test_whom_a_removed_owner_invited_is_invited_no_longer(app, maria, ben):
    invite(ben, role="owner")
    path = newest()
    command(app, "remove-account", BEN)
    assert not is_open(app, path)
    assert count() == 0


def test_whom_somebody_invited_who_owns_no_longer_is_invited_no_longer(app, maria, ben):
    invite(ben, role="owner")
    by_ben = newest()
    invite(maria, "eva@clinic.example")
    by_maria = newest()
    path = f"{PAGE}/blog/{id_of(BEN)}"
    assert press(maria, path, PAGE, roles=["moderator"]).status_code == 303
    assert not is_open(app, by_ben)
    assert is_open(app, by_maria)
    assert count() == 1


def test_an_ownership_that_ended_at_the_same_moment_counts_too(app, site, maria, ben):
    invite(ben, role="owner")
    path = newest()
    with db.transaction():
        store.deactivate(id_of(BEN))  # by somebody who has not seen the invitation yet
    assert not is_open(app, path)


def test_another_owner_who_invites_again_vouches_for_it(app, maria, ben, at):
    invite(ben)
    before = newest()
    at.advance(60)
    press(maria, f"{PAGE}/blog/invitations/1/again", PAGE)
    path = newest()
    assert path != before
    take_all(maria, id_of(BEN))
    assert is_open(app, path)


def test_a_role_that_was_taken_is_not_given_back_by_an_older_invitation(app, site, maria):
    invite(maria, role="owner")
    path = newest()
    command(app, "add-account", ANNA, "--site", "blog", "--role", "staff")
    db.done()
    take_all(maria, store.by_email(ANNA).id)
    assert not is_open(app, path)


def test_accepting_ends_the_links_that_would_set_the_password(app, client, site, maria):
    account(app, site, email=ANNA, name="Anna Berg")
    printed = command(app, "new-password", ANNA)
    token = printed.partition("?token=")[2].split()[0]
    assert is_open(app, f"/staff/password?token={token}")
    invite(maria)
    assert accept(client, newest()).status_code == 303
    assert roles_of() == ["staff"]
    assert not is_open(app, f"/staff/password?token={token}")
