"""What waits and is almost surely spam, or surely none: counted, and offered for a look."""

import html
import re

import pytest
from sqlalchemy import func, select

from intake import db
from intake.moderation import judging, sure
from intake.moderation.sure import Sure
from intake.sites import service as sites
from intake.submissions.tables import Submission
from intake.words import Action, Label, Role
from tests import people
from tests.deciding import StillLearning, decide, newest
from tests.drafts import send
from tests.people import signed_in
from tests.web import staff


def waiting(site, *probabilities, label=Label.UNSURE):
    """Have one wait for each of these, on a site without a bar; return their ids."""
    for probability in probabilities:
        send(site)
        judging.judge_waiting(StillLearning(label, probability))
    return newest(len(probabilities))


def test_nine_in_ten_is_almost_sure_and_surely_fine_is_what_the_machine_says(site):
    waiting(site, 0.05, 0.899, 0.9, 0.999)
    waiting(site, 0.05, 0.01, label=Label.HAM)
    assert sure.waiting([site.id]) == Sure(spam=2, ham=2)


def test_sites_are_counted_together(site):
    other = sites.add("other", "Other", ["https://other.example"])
    waiting(site, 0.95)
    waiting(other, 0.95, 0.99)
    assert sure.waiting([other.id]) == Sure(spam=2)
    assert sure.waiting([site.id, other.id]) == Sure(spam=3)
    assert sure.waiting([]) == Sure()


def test_no_bar_for_spam_is_below_what_is_almost_sure():
    from intake.moderation.spam.classifier import STRICTEST_SPAM_BAR

    assert sure.ALMOST_SPAM == STRICTEST_SPAM_BAR


def test_what_was_decided_waits_no_more(app, site):
    maria = people.account(app, site, Role.MODERATOR)
    ids = waiting(site, 0.95, 0.96)
    decide(ids[:1], maria, Action.SPAM)
    db.done()
    assert sure.waiting([site.id]) == Sure(spam=1)


def test_counting_ends_somewhere(site, monkeypatch):
    waiting(site, 0.95, 0.96, 0.97)
    monkeypatch.setattr(sure, "LOOKS_AT", 4)
    assert sure.waiting([site.id]) == Sure(spam=3)
    monkeypatch.setattr(sure, "LOOKS_AT", 2)
    assert sure.waiting([site.id]) == Sure(spam=2, is_more=True)


def test_one_that_is_at_least_one_is_not_said_to_be_the_only_one(app, site, monkeypatch):
    waiting(site, 0.95, 0.96, 0.97)
    monkeypatch.setattr(sure, "LOOKS_AT", 1)
    words = staff.text(signed_in(app, site, Role.MODERATOR).get("/staff/learning"))
    assert "almost sure that at least 1 waiting items are spam: look through them" in words


def test_every_judged_item_is_in_one_band(site):
    waiting(site, 0.0, 0.08, label=Label.HAM)
    waiting(site, 0.1, 0.5, 0.8999)
    waiting(site, 0.9, 1.0, label=Label.SPAM)
    send(site)  # nobody has judged this one
    counts = [
        db.session().scalar(select(func.count(Submission.id)).where(sure.condition(band)))
        for band in (Label.HAM, Label.UNSURE, Label.SPAM)
    ]
    assert counts == [2, 3, 2]


def test_the_links_lead_to_what_was_counted(app, site):
    client = signed_in(app, site, Role.MODERATOR)
    waiting(site, 0.5, 0.95, 0.97)
    waiting(site, 0.01, label=Label.HAM)
    page = client.get("/staff/learning").get_data(as_text=True)
    links = [html.unescape(link) for link in re.findall(r'href="([^"]*band=[^"]*)"', page)]
    assert [client.get(link).get_data(as_text=True).count("<article") for link in links] == [2, 1]


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.READER])
def test_the_page_offers_both_bands_and_readers_a_look(app, site, role):
    waiting(site, 0.95, 0.96)
    waiting(site, 0.01, label=Label.HAM)
    answer = signed_in(app, site, role).get("/staff/learning")
    words, page = staff.text(answer), answer.get_data(as_text=True)
    assert "The machine is almost sure that 2 waiting items are spam: look through them" in words
    assert "One waiting item looks surely fine: look at it." in words
    assert ("and confirm at once" in words) is (role is Role.MODERATOR)
    assert "band=spam" in page
    assert "band=ham" in page


def test_where_nothing_is_sure_nothing_is_offered(app, site):
    waiting(site, 0.5)
    assert "sure" not in staff.text(signed_in(app, site, Role.MODERATOR).get("/staff/learning"))
