"""What became of earlier items like this one: which are found, and what is told of them."""

import pytest
from flask import render_template_string
from sqlalchemy import insert, update

from intake import clock, db, times
from intake.accounts import store as accounts
from intake.moderation import judging, readings, similar, wording
from intake.moderation.similar import Because
from intake.moderation.tables import Fingerprint, HostSeen
from intake.sites import service as sites
from intake.submissions.tables import Comment
from intake.words import Action, Kind, Label, Role, Status
from tests import people
from tests.deciding import decide, newest
from tests.drafts import CALLBACK, COMMENT, CONTACT, send
from tests.machines import SaysAlways


@pytest.fixture
def maria(app, site):
    return people.account(app, site, Role.MODERATOR)


def sent(site, draft=COMMENT, alike=None, host=None, confirmed=False, **changes):
    """Send one on a page and by an author of its own unless said otherwise; return its id."""
    if draft is COMMENT:
        number = str(clock.now().timestamp()) + str(len(newest(1000)))
        changes = {"path": f"/{number}", "email": f"a{number}@example.org"} | changes
    send(site, draft, **changes)
    judging.judge_waiting(SaysAlways(Label.UNSURE))
    (id_,) = newest(1)
    with db.transaction() as session:
        if alike is not None:
            bands = {f"band_{n}": n for n in range(4)}
            row = {"submission_id": id_, "site_id": site.id, "campaign_id": alike or id_}
            session.execute(
                insert(Fingerprint).values(words=1, seen_at=clock.now(), **row, **bands)
            )
        if host:
            row = {"submission_id": id_, "site_id": site.id, "host": host}
            session.execute(insert(HostSeen).values(seen_at=clock.now(), **row))
        if confirmed:
            mine = Comment.submission_id == id_
            session.execute(update(Comment).where(mine).values(confirmed_at=clock.now()))
    return id_


def of(site, id_):
    db.done()
    return similar.of(readings.item([site.id], id_))


def listed(site, id_):
    return [(one.id, one.because) for one in of(site, id_)]


def test_nearly_the_same_text_is_found_with_its_outcome(site, maria, at):
    first = sent(site, alike=0, text="Buy  my\nwatches")
    decide([first], maria, Action.SPAM)
    (found,) = of(site, sent(site, alike=first))
    assert (found.id, found.because) == (first, (Because.TEXT,))
    assert (found.became, found.account_name) == (Status.SPAM, "Maria Lind")
    assert found.decided_at == at.now
    assert found.text == "Buy my watches"


def test_the_same_link_and_the_same_confirmed_author_are_found(site, maria):
    linking = sent(site, host="h1")
    known = sent(site, email="jo@example.org", confirmed=True)
    decide([linking, known], maria, Action.APPROVE)
    id_ = sent(site, host="h1", email="jo@example.org", confirmed=True)
    assert listed(site, id_) == [(known, (Because.AUTHOR,)), (linking, (Because.HOST,))]


@pytest.mark.parametrize(("theirs", "mine"), [(False, True), (True, False), (False, False)])
def test_an_address_that_was_not_confirmed_on_both_sides_is_nobodys(site, maria, theirs, mine):
    known = sent(site, email="jo@example.org", confirmed=theirs)
    decide([known], maria, Action.APPROVE)
    assert listed(site, sent(site, email="jo@example.org", confirmed=mine)) == []


def test_the_same_name_is_found_on_the_same_page_alone(site, maria):
    here = sent(site, path="/a", author="Jo")
    there = sent(site, path="/b", author="Jo")
    other = sent(site, path="/a", author="Ada")
    decide([here, there, other], maria, Action.REJECT)
    assert listed(site, sent(site, path="/a", author="Jo")) == [(here, (Because.NAME,))]


def test_one_that_is_alike_in_several_ways_is_listed_once_with_all_of_them(site, maria):
    first = sent(site, alike=0, host="h1", path="/a", email="jo@example.org", confirmed=True)
    decide([first], maria, Action.APPROVE)
    again = {"path": "/a", "email": "jo@example.org", "confirmed": True}
    assert listed(site, sent(site, alike=first, host="h1", **again)) == [(first, tuple(Because))]


def test_only_what_a_person_decided_and_nobody_undid_is_listed(site, maria):
    first = sent(site, alike=0)
    undone = sent(site, alike=first)
    decide([undone], maria, Action.SPAM)
    decide([undone], maria, Action.UNDO, Status.SPAM)
    assert listed(site, sent(site, alike=first)) == []


def test_an_item_is_not_like_itself(site, maria):
    first = sent(site, alike=0, host="h1", confirmed=True)
    decide([first], maria, Action.SPAM)
    assert listed(site, first) == []


def test_five_are_listed_the_nearest_of_them_the_newest_decision_first(site, maria):
    first = sent(site, alike=0)
    alike = [first, *(sent(site, alike=first) for _ in range(3))]
    linking = [sent(site, host="h1") for _ in range(3)]
    decide([*linking, *alike], maria, Action.SPAM)
    found = [one.id for one in of(site, sent(site, alike=first, host="h1"))]
    assert found == [*reversed(alike), linking[-1]]


def test_looking_back_ends_somewhere(site, maria, monkeypatch):
    first = sent(site, alike=0)
    decide([first], maria, Action.SPAM)
    others = [sent(site, alike=first) for _ in range(3)]
    assert listed(site, others[-1]) == [(first, (Because.TEXT,))]
    monkeypatch.setattr(similar, "LOOKS_AT", 3)
    assert listed(site, others[-1]) == []


def test_another_sites_items_are_never_listed(app, site, maria):
    other = sites.add("other", "Other", ["https://other.example"])
    with db.transaction():
        accounts.add_membership(maria, other.id, Role.MODERATOR)
    theirs = sent(other, alike=0, host="h1")
    decide([theirs], maria, Action.SPAM)
    assert listed(site, sent(site, alike=theirs, host="h1")) == []


def test_comments_tell_nothing_of_what_sealed_messages_link_to(site, maria):
    sealed = sent(site, CONTACT, host="h1", alike=0)
    decide([sealed], maria, Action.SPAM, Status.APPROVED)
    assert listed(site, sent(site, host="h1")) == []


def test_of_a_message_to_the_staff_no_word_is_told(site, maria):
    first = sent(site, CONTACT, alike=0)
    decide([first], maria, Action.SPAM, Status.APPROVED)
    (found,) = of(site, sent(site, CALLBACK, alike=first, host="h1"))
    assert found.kind is Kind.CONTACT
    assert (found.id, found.author, found.text) == (first, "", "")
    assert found.reference


SHOWN = (
    '{% from "moderation/similar.html" import similar_decisions with context %}'
    "{{ similar_decisions(similar, site) }}"
)


def shown(app, site, found):
    said = {"since": times.since, "moment_at": times.moment_at, "wording": wording}
    with app.test_request_context():
        return render_template_string(SHOWN, similar=found, site=site, **said)


def test_it_is_said_what_became_of_them_and_why_they_are_listed(app, site, maria, at):
    first = sent(site, alike=0, host="h1", author="<b>Eve", text="<script>alert(1)</script>")
    decide([first], maria, Action.SPAM)
    at.advance(180)
    page = shown(app, site, of(site, sent(site, alike=first, host="h1")))
    assert f'href="/staff/queue/{first}"' in page
    assert "&lt;b&gt;Eve" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<strong>marked as spam</strong> by Maria Lind" in page
    assert "3 min ago" in page
    assert "Nearly the same text; links to the same place" in page


def test_nothing_is_shown_where_nothing_is_alike(app, site):
    assert shown(app, site, []).strip() == ""


def test_a_later_decision_counts_in_place_of_the_former(app, site, maria):
    ada = people.account(app, site, Role.MODERATOR, email="ada@practice.example", name="Ada")
    first = sent(site, alike=0)
    decide([first], maria, Action.SPAM)
    decide([first], ada, Action.APPROVE, Status.SPAM)
    (found,) = of(site, sent(site, alike=first))
    assert (found.became, found.account_name) == (Status.APPROVED, "Ada")
