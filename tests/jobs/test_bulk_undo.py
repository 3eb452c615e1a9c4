"""The undo of a bulk: as one, exactly what was before, for what still stands as it left it."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import select

from intake import audit, db
from intake.callbacks.tables import DeskItem
from intake.errors import Conflict, NotFound
from intake.moderation import bulk, bulk_batch, bulk_store, service
from intake.moderation.tabs import Tab
from intake.words import Action, Label, Status
from tests import people
from tests.drafts import CALLBACK, CONTACT
from tests.manyatonce import PENDING, begin, comments, lessons_in_force, pages, statuses
from tests.web.staff import account, judged

APPROVED, SPAM = Status.APPROVED, Status.SPAM


@pytest.fixture
def ada(app, site):
    return account(people.account(app, site, "moderator", email="ada@x.example", name="Ada"))


@pytest.fixture
def ben(app, site):
    return account(people.account(app, site, "moderator", email="ben@x.example", name="Ben"))


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(bulk_batch, "BATCH", 40)
    monkeypatch.setattr(bulk_batch, "LOOKED_UP_AT_ONCE", 120)


def now(kept):
    db.done()
    return bulk_store.bulk(kept.id)


def test_the_undo_of_600_restores_exactly_what_was_before(site, ada, ben, at):
    """From different states, over many threads, with decisions and lessons of their own."""
    chance = random.Random(7)
    ids = comments(site, 600, threads=12)
    for id_ in chance.sample(ids, 60):
        service.decide(id_, ben, chance.choice([Action.REJECT, Action.SPAM, Action.TRASH]), PENDING)
    for tab in (Tab.SPAM, Tab.REJECTED, Tab.TRASH):
        begin(site, ben, Action.APPROVE, tab=tab)
    for id_ in chance.sample(ids, 40):
        if statuses()[id_] == PENDING:
            service.decide(id_, ben, Action.SPAM, PENDING)
    before, shown, taught = statuses(), pages(), lessons_in_force()
    at.advance(seconds=60)

    bulks = [begin(site, ada, Action.TRASH, tab=tab) for tab in (Tab.WAITING, Tab.PUBLISHED)]
    bulks.append(begin(site, ada, Action.TRASH, tab=Tab.SPAM))
    bulk.work_due()
    assert set(statuses().values()) == {Status.TRASHED}
    assert lessons_in_force() == {}
    for each in bulks:
        bulk.undo(each.id, ben)
    bulk.work_due()

    assert statuses() == before
    assert pages() == shown
    assert lessons_in_force() == taught
    assert [bulk_store.undoing(each.id).skipped for each in bulks] == [0, 0, 0]
    assert audit.verify().broken_at is None


def test_undo_leaves_alone_what_was_decided_again_since(site, ada, ben):
    ids = comments(site, 60)
    begun = begin(site, ada, Action.SPAM)
    bulk.work_due()
    service.decide(ids[0], ben, Action.APPROVE, SPAM)
    service.decide(ids[1], ben, Action.UNDO, SPAM)
    service.decide(ids[2], ben, Action.APPROVE, SPAM)
    service.decide(ids[2], ben, Action.SPAM, APPROVED)  # as it was, but by somebody else
    undone = bulk.undo(begun.id, ada)
    bulk.work_due()
    assert (now(undone).total, now(undone).done, now(undone).skipped) == (59, 57, 2)
    assert [statuses()[id_] for id_ in ids[:4]] == [APPROVED, PENDING, SPAM, PENDING]


def test_it_is_undone_once_and_for_thirty_days(site, ada, ben, at):
    comments(site, 60)
    begun = begin(site, ada, Action.SPAM)
    bulk.work_due()
    at.advance(seconds=29 * 24 * 3600)
    assert bulk.is_undoable(now(begun))
    undone = bulk.undo(begun.id, ben)
    with pytest.raises(Conflict, match=r"^Ben has undone this already\.$"):
        bulk.undo(begun.id, ada)
    bulk.cancel(undone.id, ben)
    assert bulk.is_undoable(now(begun))  # of what is left
    at.advance(seconds=2 * 24 * 3600)
    with pytest.raises(Conflict, match="more than 30 days old"):
        bulk.undo(begun.id, ada)
    with pytest.raises(Conflict, match="decide about the items anew"):
        bulk.undo(undone.id, ada)


def test_messages_come_to_the_desk_and_leave_it_and_are_never_rejected(site, ada):
    ids = [judged(site, draft, Label.SPAM).id for draft in (CONTACT, CALLBACK)]
    begun = begin(site, ada, Action.APPROVE, tab=Tab.SPAM)
    is_open = select(DeskItem.submission_id).where(DeskItem.closed_at.is_(None))
    db.done()
    assert sorted(db.session().scalars(is_open)) == ids
    bulk.undo(begun.id, ada)
    db.done()
    assert list(db.session().scalars(is_open)) == []
    assert set(statuses().values()) == {SPAM}
    with pytest.raises(NotFound):
        begin(site, ada, Action.REJECT, tab=Tab.SPAM)
    chosen = begin(site, ada, Action.REJECT, tab=Tab.SPAM, ids=ids)
    assert (chosen.done, chosen.skipped) == (0, 2)
