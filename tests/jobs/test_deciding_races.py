"""Many who decide at once: each item has one winner, nobody meets an error, the others are told."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from intake import audit, db
from intake.errors import Conflict
from intake.moderation import bulk, bulk_batch, bulk_store, service
from intake.moderation.bulk_store import State
from intake.moderation.choosing import Choice
from intake.moderation.tables import Decision
from intake.moderation.tabs import Tab
from intake.moderation.wanted import Wanted
from intake.threads import store as threads
from intake.threads.store import Address
from intake.words import Action, Role, Status
from tests import people
from tests.manyatonce import PENDING, begin, comments, decisions, lessons_in_force, statuses
from tests.web.staff import account

PEOPLE = 20
ACTIONS = [Action.APPROVE, Action.REJECT, Action.SPAM, Action.TRASH]


@pytest.fixture
def many(request):
    return 500 if request.config.getoption("thorough") else 125


@pytest.fixture
def moderators(app, site):
    names = [f"Mo{number}" for number in range(PEOPLE)]
    return [
        account(people.account(app, site, Role.MODERATOR, email=f"{n}@x.example", name=n))
        for n in names
    ]


def together(*works):
    """Do all of these in threads that start at once; return what each came to."""
    start = Barrier(len(works))

    def run(work):
        start.wait()
        try:
            return work()
        finally:
            db.done()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def decides_all(moderator, ids, seed):
    """Return the work of somebody who decides about all of these, in an order of their own."""
    chance = random.Random(seed)
    mine = chance.sample(ids, len(ids))

    def work():
        won, told = {}, {}
        for id_ in mine:
            try:
                won[id_] = service.decide(id_, moderator, chance.choice(ACTIONS), PENDING)
            except Conflict as refusal:
                told[id_] = str(refusal)
        return won, told

    return work


def winners():
    """Who decided about each item, and how often it was decided."""
    db.done()
    rows = db.session().execute(
        select(Decision.submission_id, func.min(Decision.account_id), func.count()).group_by(
            Decision.submission_id
        )
    )
    return {of: (account_id, number) for of, account_id, number in rows}


def shown(site):
    """How many comments the pages of all threads show."""
    held = Counter()
    for number in range(3):
        at = Address(site.slug, f"/page-{number}")
        page = threads.page(at, 1, "json")
        held[number] = int(page[1].split(b'"count":')[1].split(b",")[0]) if page else 0
    return sum(held.values())


def test_of_twenty_who_decide_at_once_each_item_has_one_winner(site, moderators, many):
    ids = comments(site, many)
    answers = together(*(decides_all(who, ids, seed) for seed, who in enumerate(moderators)))
    won = [(id_, who) for who, (mine, _) in zip(moderators, answers, strict=True) for id_ in mine]
    assert sorted(id_ for id_, _ in won) == ids
    assert winners() == {id_: (who.id, 1) for id_, who in won}
    name_of = {id_: who.name for id_, who in won}
    for _, told in answers:
        for id_, sentence in told.items():
            assert sentence.startswith("Already ")
            assert f" by {name_of[id_]}, " in sentence
    assert sum(len(told) for _, told in answers) == many * (PEOPLE - 1)
    assert list(statuses().values()).count(Status.APPROVED) == shown(site)
    assert audit.verify().broken_at is None


def test_people_and_bulks_over_the_same_items_never_both_win(site, moderators, many, monkeypatch):
    """Two bulks, the undo of a third, and six people, over the same items and threads."""
    monkeypatch.setattr(bulk_batch, "BATCH", 25)
    ids = comments(site, many)
    some = many // 5 * 2
    undone = begin(site, moderators[0], Action.APPROVE, ids=ids[:some])
    bulk.work_due()
    bulks = [
        bulk.begin(bulk.Wish(Choice(action, Wanted(tab=tab), (site.id,)), who))
        for action, tab, who in (
            (Action.SPAM, Tab.WAITING, moderators[1]),
            (Action.APPROVE, Tab.WAITING, moderators[2]),
        )
    ]
    undo = bulk.undo(undone.id, moderators[3])
    workers = [lambda: bulk.work_due(60)] * 3
    answers = together(
        *workers,
        *(decides_all(who, ids[some:], seed) for seed, who in enumerate(moderators[4:10])),
    )
    bulk.work_due()
    db.done()
    ended = [bulk_store.bulk(each.id) for each in (*bulks, undo)]
    assert [each.state for each in ended] == [State.DONE] * 3
    assert (ended[2].done, ended[2].skipped) == (some, 0)
    found = winners()
    assert {found[id_][1] for id_ in ids[some:]} == {1}
    singly = sum(len(won) for won, _ in answers[3:])
    assert decisions(Decision.bulk_id.is_(None)) == singly
    assert sum(each.done for each in ended[:2]) + singly >= many - some
    is_waiting = {id_ for id_, status in statuses().items() if status == PENDING}
    assert is_waiting <= {*ids[:some]}
    assert list(statuses().values()).count(Status.APPROVED) == shown(site)
    assert {*lessons_in_force()} <= {*ids} - is_waiting
    assert audit.verify().broken_at is None
