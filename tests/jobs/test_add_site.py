"""`flask intake add-site`: the owner collects for one more website."""

import pytest
from sqlalchemy import select

from intake import db
from intake.accounts.tables import Membership
from intake.alerts.tables import Destination
from intake.sites import service as sites
from intake.words import Role
from tests import people


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=["intake", *words])


def test_a_new_site_has_forms_at_once(run, client):
    answer = run("add-site", "shop", "The Shop", "--origin", "https://shop.example")
    assert answer.exit_code == 0, answer.output
    assert client.get("/shop/contact").status_code == 200
    assert sites.get("shop").may_embed("https://shop.example")


def test_whoever_owns_a_site_owns_the_new_one_and_is_told(run, app, site):
    people.account(app, site, Role.OWNER)
    run("add-site", "shop", "The Shop", "--origin", "https://shop.example")
    run("add-site", "shop", "The Shop", "--origin", "https://shop.example")
    shop = sites.get("shop").id
    roles = db.session().scalars(select(Membership.role).where(Membership.site_id == shop))
    assert roles.all() == [Role.OWNER]
    told = db.session().scalars(select(Destination.audience).where(Destination.site_id == shop))
    assert sorted(told) == [Role.MODERATOR, Role.STAFF]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["Shop!", "S", "--origin", "https://s.example"], "A slug is"),
        (["staff", "S", "--origin", "https://s.example"], "A slug is"),
        (["shop", "S", "--origin", "s.example"], "An origin looks like"),
        (["shop", "S", "--origin", "https://s.example/"], "An origin looks like"),
        (["shop", "S", "--origin", "https://s.example", "--region", "usa"], "A region is"),
        (["shop", "S", "--origin", "https://s.example", "--time-zone", "Mars"], "A time zone"),
    ],
)
def test_what_no_site_can_be_is_refused_in_words(run, words, sentence):
    answer = run("add-site", *words)
    assert answer.exit_code == 1
    assert sentence in answer.output
