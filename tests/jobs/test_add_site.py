"""`flask intake add-site` and `set-origins`: the websites that the owner collects for."""

import pytest
from sqlalchemy import select

from intake import db
from intake.accounts import store
from intake.accounts.tables import Membership
from intake.alerts.tables import Destination
from intake.demo import service as demo
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
    shop = sites.get("shop").id
    roles = db.session().scalars(select(Membership.role).where(Membership.site_id == shop))
    assert roles.all() == [Role.OWNER]
    told = db.session().scalars(select(Destination.audience).where(Destination.site_id == shop))
    assert sorted(told) == [Role.MODERATOR, Role.STAFF]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["Shop!", "S", "--origin", "https://s.example"], "A slug is"),
        (
            ["staff", "S", "--origin", "https://s.example"],
            "This name is taken by Intake's own pages.",
        ),
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


def test_a_slug_that_is_taken_is_refused_and_its_site_stays_as_it_was(run):
    run("add-site", "shop", "The Shop", "--origin", "https://shop.example")
    answer = run("add-site", "shop", "Another", "--origin", "https://www.shop.example")
    assert answer.exit_code == 1
    assert "There is a site called shop already" in answer.output
    assert "set-origins shop --origin" in answer.output
    shop = sites.get("shop")
    assert (shop.name, shop.origins) == ("The Shop", ("https://shop.example",))


def test_the_origins_of_a_site_can_be_set(run, site):
    answer = run("set-origins", "blog", "--origin", "https://a.example", "--origin", "http://b:81")
    assert answer.exit_code == 0, answer.output
    assert "https://a.example and http://b:81" in answer.output
    assert sites.get("blog").origins == ("https://a.example", "http://b:81")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nosuch", "--origin", "https://a.example"], "There is no site of this name here."),
        (["blog", "--origin", "https://a.example/x"], "An origin looks like"),
    ],
)
def test_origins_that_cannot_be_set_are_refused_in_words(run, site, words, sentence):
    answer = run("set-origins", *words)
    assert (answer.exit_code, sentence in answer.output) == (1, True)
    assert sites.get("blog").origins == ("https://blog.example",)


def test_the_demo_belongs_to_whoever_owns_a_site(app, settings, site):
    id_ = people.account(app, site, Role.OWNER)
    for _ in range(2):
        demo.create(settings)
    assert store.roles_by_site(id_)[sites.get("demo").id] == {Role.OWNER}
