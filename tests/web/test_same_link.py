"""On an item's page: others that link to the same place, of the moderator's own sites only."""

import pytest

from intake.moderation import judging
from intake.moderation.spam import fingerprint
from intake.words import Label, Role
from tests import people
from tests.drafts import send
from tests.machines import SaysAlways
from tests.web.staff import submission, text


class SeesLinks(SaysAlways):
    def fingerprints(self, messages):
        return fingerprint.likenesses(messages, b"only for tests")


@pytest.fixture
def ada(app, site):
    return people.signed_in(app, site, Role.MODERATOR, email="ada@x.example", name="Ada")


def receive(site, author, words):
    token = send(site, author=author, text=words).token
    judging.judge_waiting(SeesLinks(Label.UNSURE))
    return submission(token)


def test_it_names_the_others_and_leads_to_them(ada, site):
    first = receive(site, "Otto", "Look at http://shop.example/now")
    second = receive(site, "Emma", "Everything is cheap at http://shop.example/")
    page = ada.get(f"/staff/queue/{second.id}")
    assert "Others that link to the same place Otto, waiting" in text(page)
    assert f"/staff/queue/{first.id}" in page.get_data(as_text=True)


def test_without_others_it_says_nothing(ada, site):
    only = receive(site, "Otto", "Look at http://shop.example/now")
    receive(site, "Emma", "Look at http://other.example/now")
    assert "the same place" not in text(ada.get(f"/staff/queue/{only.id}"))
