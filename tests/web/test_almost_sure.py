"""What waits and is almost surely spam, or surely none: counted, and offered for a look."""

import pytest
from sqlalchemy import func, select, update

from intake import db
from intake.moderation import judging, site_models, sure
from intake.moderation.sure import Sure
from intake.sites import service as sites
from intake.submissions.tables import Submission
from intake.words import Action, Label, Role
from tests import people
from tests.deciding import decide, newest
from tests.drafts import send
from tests.machines import SaysAlways
from tests.people import signed_in
from tests.web import staff


def waiting(site, *probabilities):
    """Have one wait for each of these; return their ids."""
    for _ in probabilities:
        send(site)
    judging.judge_waiting(SaysAlways(Label.UNSURE))
    ids = newest(len(probabilities))
    with db.transaction() as session:
        for id_, probability in zip(ids, probabilities, strict=True):
            doubt = abs(probability - 0.5)
            row = update(Submission).where(Submission.id == id_)
            session.execute(row.values(probability=probability, doubt=doubt))
    db.done()
    return ids


def bars(site, **chosen):
    with db.transaction():
        site_models.learning(site.id)
        site_models.write_bars(site.id, chosen, [])
    db.done()


def test_before_anything_is_proven_nine_in_ten_is_almost_sure_and_nothing_is_surely_fine(site):
    waiting(site, 0.01, 0.899, 0.9, 0.999)
    assert sure.waiting([site.id]) == Sure(spam=2, ham=0)


def test_each_site_has_its_own_bars(site):
    other = sites.add("other", "Other", ["https://other.example"], [])
    bars(site, ham_below=0.08, spam_from=0.97)
    bars(other, ham_below=0.3, spam_from=None)
    for each in (site, other):
        waiting(each, 0.05, 0.2, 0.95, 0.97)
    assert sure.waiting([site.id]) == Sure(spam=1, ham=1)
    assert sure.waiting([other.id]) == Sure(spam=2, ham=2)
    assert sure.waiting([site.id, other.id]) == Sure(spam=3, ham=3)
    assert sure.waiting([]) == Sure()


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
    bars(site, ham_below=0.1, spam_from=0.95)
    waiting(site, 0.0, 0.0999, 0.1, 0.5, 0.9499, 0.95, 1.0)
    send(site)  # nobody has judged this one
    counts = [
        db.session().scalar(
            select(func.count(Submission.id)).where(sure.condition(band, [site.id]))
        )
        for band in (Label.HAM, Label.UNSURE, Label.SPAM)
    ]
    assert counts == [2, 3, 2]


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.READER])
def test_the_page_offers_both_bands_and_readers_a_look(app, site, role):
    bars(site, ham_below=0.1)
    waiting(site, 0.01, 0.95, 0.96)
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
