"""Rules that ask for a network: it is known again on other days, until its time is up."""

import pytest
from sqlalchemy import select

from intake import db
from intake.moderation import judging, rule_store, rules
from intake.moderation.rule_conditions import State
from intake.submissions.tables import Submission
from intake.words import Label, Role
from tests.machines import SaysAlways
from tests.people import signed_in
from tests.web.staff import judged, press, text

LIST = "/staff/rules/blog"
NEW = f"{LIST}/new"
VALID = {"name": "This network", "act": "spam"}


@pytest.fixture
def maria(app, site):
    return signed_in(app, site, Role.MODERATOR)


def make(client, **fields):
    return press(client, NEW, NEW, **VALID, **fields)


def one(site):
    db.done()
    return rule_store.of_site(site.id)[0]


def test_a_network_is_known_again_on_another_day_until_its_time_is_up(maria, site, at, client):
    comment = {"name": "A", "email": "a@one.example", "path": "/a"}

    def post(words, address):
        at.advance(seconds=10)
        answer = client.post(
            "/blog/comment", json={**comment, "comment": words}, environ_base=_from(address)
        )
        assert answer.status_code == 201
        judging.judge_waiting(SaysAlways(Label.HAM))
        db.done()
        newest = select(Submission.status, Submission.reference).order_by(Submission.id.desc())
        return db.session().execute(newest.limit(1)).one()

    seen = post("first", "203.0.113.7")
    make(maria, network_of=seen.reference.lower(), network_days="7")
    rules.set_state(site.id, one(site).id, 1, State.ON)
    assert f"from the network of {seen.reference}, until 9 March 2026" in text(maria.get(LIST))
    assert post("same day", "203.0.113.7").status == "spam"
    at.advance(seconds=3 * 24 * 3600)
    assert post("other day", "203.0.113.7").status == "spam"
    assert post("neighbour", "203.0.113.8").status == "pending"
    at.advance(seconds=4 * 24 * 3600)
    assert post("too late", "203.0.113.7").status == "pending"


def _from(address):
    return {"REMOTE_ADDR": address}


def test_a_network_needs_its_days(maria, site):
    item = judged(site)
    answer = make(maria, network_of=item.reference, network_days="")
    assert "Enter below for how many days" in text(answer)
