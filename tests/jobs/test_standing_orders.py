"""Campaigns as groups: one decision for all, and for a day for those that are still to come."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from intake import audit, db
from intake.audit import Noted
from intake.errors import BadBody, Conflict
from intake.moderation import bulk, choosing, groups, judging, service, standing, standing_store
from intake.moderation.choosing import Choice
from intake.moderation.queue_tables import StandingOrder
from intake.moderation.tables import Decision, Lesson
from intake.moderation.tabs import Tab
from intake.moderation.wanted import Wanted
from intake.sites import service as sites
from intake.submissions import store
from intake.submissions.tables import Comment
from intake.threads import pages as thread_pages
from intake.words import Action, Label, Role, Status
from tests import people
from tests.drafts import CONTACT
from tests.jobs.test_campaigns import OFFER, OTHER, Remembers, receive
from tests.manyatonce import count, decisions, lessons_in_force, pages, statuses
from tests.web.staff import account

PENDING, SPAM = Status.PENDING, Status.SPAM


@pytest.fixture
def ada(app, site):
    return account(people.account(app, site, Role.MODERATOR, email="ada@x.example", name="Ada"))


def arrive(site, number, **more):
    """Let so many of the campaign arrive and be judged; return their ids."""
    label = more.pop("label", Label.UNSURE)
    ids = [receive(site, OFFER, sender=str(n), **more) for n in range(number)]
    judging.judge_waiting(Remembers(label))
    return ids


def order(site, account, first, action=Action.SPAM):
    """Decide about all of the campaign, and about those to come."""
    choice = Choice(action, Wanted(alike=first), (site.id,))
    return bulk.begin(bulk.Wish(choice, account, for_a_day=True))


def carry_out(ids):
    """As the judge does, at the end of its transaction."""
    with db.transaction():
        return standing.carry_out(ids)


def test_a_group_is_counted_where_it_is(site, ada):
    ids = arrive(site, 4)
    stranger = receive(site, OTHER)
    judging.judge_waiting(Remembers())
    service.decide(ids[3], ada, Action.SPAM, PENDING)
    found = groups.groups([*ids[:2], stranger], [site.id], Tab.WAITING)
    assert {id_: (one.campaign_id, one.count) for id_, one in found.items()} == {
        ids[0]: (ids[0], 3),
        ids[1]: (ids[0], 3),
    }
    assert groups.groups(ids, [site.id], Tab.SPAM) == {}  # one alone is no group
    assert groups.groups(ids, [], Tab.WAITING) == {}


def test_those_to_come_get_the_same_and_teach_nothing(site, ada):
    ids = arrive(site, 3)
    given = order(site, ada, ids[0])
    later = arrive(site, 2)
    stranger = receive(site, OTHER)
    judging.judge_waiting(Remembers())
    assert [statuses()[id_] for id_ in (*ids, *later)] == [SPAM] * 5
    assert statuses()[stranger] == PENDING
    assert decisions(Decision.bulk_id == given.id, Decision.account_id == ada.id) == 5
    assert {*lessons_in_force()} == {*ids}
    assert carry_out(later) == set()
    noted = select(Noted.origin).where(Noted.subject == f"submission:{later[0]}")
    assert set(db.session().scalars(noted)) == {"standing order"}
    assert audit.verify().broken_at is None


def test_the_undo_takes_them_back_too_and_ends_the_order(site, ada):
    ids = arrive(site, 3)
    given = order(site, ada, ids[0])
    arrive(site, 2)
    undone = bulk.undo(given.id, ada)
    assert (undone.total, undone.done) == (5, 5)
    assert set(statuses().values()) == {PENDING}
    assert lessons_in_force() == {}
    last = arrive(site, 1)
    assert statuses()[last[0]] == PENDING


def test_what_an_order_decided_teaches_nothing_even_if_it_stands_again(site, ada):
    order(site, ada, arrive(site, 2)[0])
    later = arrive(site, 1)
    service.decide(later[0], ada, Action.APPROVE, SPAM)
    assert lessons_in_force()[later[0]] is False
    service.decide(later[0], ada, Action.UNDO, Status.APPROVED)
    assert statuses()[later[0]] == SPAM
    assert later[0] not in lessons_in_force()
    assert count(Lesson, Lesson.submission_id == later[0]) == 1


def test_it_holds_for_a_day_and_can_be_ended_alone(site, ada, at):
    first = arrive(site, 2)[0]
    given = order(site, ada, first)
    assert standing_store.of_bulk(given.id)
    at.advance(seconds=standing.LASTS_SECONDS + 1)
    later = arrive(site, 2)
    assert [statuses()[id_] for id_ in later] == [PENDING] * 2
    with pytest.raises(Conflict):
        bulk.end_order(given.id, ada)
    again = order(site, ada, first)
    bulk.end_order(again.id, ada)
    (last,) = arrive(site, 1)
    assert statuses()[last] == PENDING
    assert set(statuses().values()) == {PENDING, SPAM}


def test_an_order_is_of_its_site_and_of_somebody_who_moderates_it(site, ada, app):
    elsewhere = sites.add("other", "Other", ["https://other.example"])
    ben = account(people.account(app, elsewhere, "moderator", email="b@x.example", name="Ben"))
    ids = arrive(site, 2)
    choice = Choice(Action.TRASH, Wanted(alike=ids[0]), (site.id,))
    order(site, ada, ids[0])
    (theirs,) = arrive(elsewhere, 1)
    with db.transaction():
        standing.give(1, choice, ben)  # the newest, of somebody who has left
    (later,) = arrive(site, 1)
    assert (statuses()[theirs], statuses()[later]) == (PENDING, SPAM)
    decider = select(Decision.account_id).where(Decision.submission_id == later)
    assert list(db.session().scalars(decider)) == [ada.id]


def test_what_a_policy_published_is_taken_off_its_page(site, ada):
    order(site, ada, arrive(site, 2)[0])
    with db.transaction():
        standing_store.end(1)
    (later,) = arrive(site, 1)
    with db.transaction() as session:  # as a policy publishes, without a person
        assert store.move(later, PENDING, Status.APPROVED)
        thread_pages.write(session.get(Comment, later).thread_id)
        session.execute(update(StandingOrder).values(ended_at=None))
    assert b"comment__text" in pages()["/articles/hello", 1]
    assert carry_out([later]) == {later}
    assert statuses()[later] == SPAM
    assert b"comment__text" not in pages()["/articles/hello", 1]


def test_messages_and_what_is_spam_anyway_are_left_alone(site, ada):
    ids = arrive(site, 2, draft=CONTACT)
    choice = Choice(Action.SPAM, Wanted(alike=ids[0]), (site.id,))
    with db.transaction():
        bulk_id = bulk.bulk_store.add(
            {
                "account_id": ada.id,
                "action": Action.SPAM,
                "site_ids": [site.id],
                "wanted": Wanted(alike=ids[0]).as_dict(),
                "newest_id": 0,
                "total": 0,
            },
            is_ours=True,
        )
        standing.give(bulk_id, choice, ada)
    (message,) = arrive(site, 1, draft=CONTACT)
    first = arrive(site, 2)[0]
    order(site, ada, first)
    (surely,) = arrive(site, 1, label=Label.SPAM)
    assert statuses()[message] == Status.APPROVED
    assert decisions(Decision.submission_id.in_([message, surely])) == 0


@pytest.mark.parametrize(
    ("action", "changes"),
    [(Action.APPROVE, {}), (Action.SPAM, {"alike": None}), (Action.SPAM, {"ids": True})],
)
def test_nothing_is_published_beforehand_and_only_groups_are_ordered_about(
    site, ada, action, changes
):
    ids = arrive(site, 2)
    alike = changes.get("alike", ids[0])
    chosen = tuple(ids) if "ids" in changes else None
    choice = Choice(action, Wanted(alike=alike), (site.id,), chosen)
    with pytest.raises(BadBody):
        bulk.begin(bulk.Wish(choice, ada, for_a_day=True))
    assert decisions() == 0
    assert choosing.matching(choice).total == 2


def test_an_order_leaves_alone_what_a_person_has_decided_about(app, site, ada):
    ids = arrive(site, 3)
    bert = account(people.account(app, site, Role.MODERATOR, email="b@x.example"))
    begun = order(site, ada, ids[0])
    service.decide(ids[0], bert, Action.UNDO, SPAM)
    with db.transaction():
        assert store.move(ids[0], PENDING, Status.RECEIVED)  # its author confirms the address
    judging.judge_waiting(Remembers())
    assert [statuses()[id_] for id_ in ids] == [PENDING, SPAM, SPAM]
    assert begun.total == 3
