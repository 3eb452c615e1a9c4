"""CALL BACK: the staff answer an alert by SMS: mine, or pass it on; nobody else does anything."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from intake import db
from intake.accounts.tables import Account, Membership
from intake.alerts import own_store, replies, service, ways
from intake.callbacks.tables import DeskItem
from intake.duty.tables import Escalation
from intake.errors import Conflict
from intake.words import Channel, Role
from tests import signing, sinks, told
from tests.drafts import CALLBACK
from tests.web.staff import judged

NUMBER = "+15550100042"


@pytest.fixture
def person(app, site):
    return told.member(app, site)


@pytest.fixture
def item(site, at):
    return judged(site, CALLBACK)


@pytest.fixture
def way(site, person, at):
    with sinks.http(yes=sinks.NTFY_YES) as sink:
        where = told.address(Channel.SMS, sink.url)
        id_ = told.has_way(person, site, Channel.SMS, where, NUMBER)
        with db.transaction():
            own_store.prove(id_, at.now)
        at.advance(seconds=60)
        yield id_


@pytest.fixture
def secret(site, person):
    return replies.open_door(site.id, person)[1]


@pytest.fixture
def told_of_it(site, way, item):
    told.tell(site, way, item.reference, submission_id=item.id)
    service.deliver_due()


def answer(client, site, secret, text, number=NUMBER, **how):
    return signing.send(
        client, replies.path(site.id), secret, {"from": number, "text": text}, **how
    )


def desk(item):
    wanted = (DeskItem.claimed_by, DeskItem.claimed_until, DeskItem.closed_at)
    return db.session().execute(select(*wanted).where(DeskItem.submission_id == item.id)).one()


def climbs_at(item):
    wanted = select(Escalation.next_at).where(Escalation.submission_id == item.id)
    return db.session().scalar(wanted)


@pytest.mark.parametrize("text", ["{whole} 1", "{start} 1", " {lower}  1. ", "{start}\n1"])
def test_one_means_mine(client, site, secret, person, item, told_of_it, text):
    whole = item.reference
    said = text.format(whole=whole, start=whole[:4], lower=whole.lower())
    heard = answer(client, site, secret, said)
    assert (heard.status_code, heard.text) == (200, "Heard.")
    assert desk(item).claimed_by == person


def test_an_answer_proves_the_way_anew(client, site, secret, way, told_of_it, at):
    answer(client, site, secret, "thanks, will do")
    (own,) = ways.of([site.id])
    assert own.proven_at == at.now


def test_two_lets_the_next_one_be_told_at_once(client, site, secret, item, told_of_it, at):
    assert climbs_at(item) > at.now
    answer(client, site, secret, f"{item.reference[:4]} 2")
    assert climbs_at(item) == at.now
    assert desk(item).claimed_by is None


def test_nobody_else_passes_on_what_somebody_has(client, app, site, secret, item, told_of_it, at):
    other = told.member(app, site, email="jo@practice.example")
    with db.transaction() as session:
        session.execute(
            update(DeskItem).values(claimed_by=other, claimed_until=at.now.replace(hour=10))
        )
    before = climbs_at(item)
    answer(client, site, secret, f"{item.reference[:4]} 2")
    answer(client, site, secret, f"{item.reference[:4]} 1")
    assert (desk(item).claimed_by, climbs_at(item)) == (other, before)


@pytest.mark.parametrize(
    "text", ["", "1", "7K2 1", "{start} 3", "{start} 1 please", "{start}1", "%%%% 1", "____ 1"]
)
def test_what_is_no_answer_does_nothing(client, site, secret, item, told_of_it, text):
    heard = answer(client, site, secret, text.format(start=item.reference[:4]))
    assert (heard.status_code, heard.text) == (200, "Heard.")
    assert desk(item).claimed_by is None


def test_the_same_answer_sent_twice_is_heard_once(client, site, secret, item, told_of_it):
    said = f"{item.reference[:4]} 1"
    answer(client, site, secret, said, id_="in_1")
    with db.transaction() as session:
        session.execute(update(DeskItem).values(claimed_by=None, claimed_until=None))
    assert answer(client, site, secret, said, id_="in_1").text == "Heard."
    assert desk(item).claimed_by is None


def nobodys_number(app, site, at):
    return {"number": "+15550100099"}


def a_day_later(app, site, at):
    at.advance(seconds=12 * 3600 + 1)
    return {}


def who_left(app, site, at):
    with db.transaction() as session:
        session.execute(update(Account).values(active=False))
    return {}


def who_only_reads_now(app, site, at):
    with db.transaction() as session:
        session.execute(update(Membership).values(role=Role.READER))
    return {}


@pytest.mark.parametrize("case", [nobodys_number, a_day_later, who_left, who_only_reads_now])
def test_others_are_not_heard_and_told_the_same(
    app, client, site, secret, item, told_of_it, at, case
):
    heard = answer(client, site, secret, f"{item.reference[:4]} 1", **case(app, site, at))
    assert (heard.status_code, heard.text) == (200, "Heard.")
    assert desk(item).claimed_by is None


def test_who_was_not_told_of_it_does_not_take_it(client, site, secret, way, item):
    answer(client, site, secret, f"{item.reference} 1")
    assert desk(item).claimed_by is None


def test_only_a_number_that_is_proven_is_heard_and_a_new_gateway_is_not(
    client, site, secret, person, way, item, told_of_it
):
    with sinks.http(yes=sinks.NTFY_YES) as sink:
        told.has_way(person, site, Channel.SMS, told.address(Channel.SMS, sink.url), NUMBER)
        (own,) = ways.of([site.id])
        assert (own.id, own.proven_at) == (way, None)
        answer(client, site, secret, f"{item.reference[:4]} 1")
        assert desk(item).claimed_by is None
        ways.send_test(person, way)
        service.deliver_due()
        path = re.search(rb"http://intake.example(/ways/[\w.~-]+)", sink.accepted[-1].body)[1]
    client.post(path.decode())
    answer(client, site, secret, f"{item.reference[:4]} 1")
    assert desk(item).claimed_by == person


def test_letters_that_fit_two_of_them_take_neither(client, site, secret, way, at):
    both = [judged(site, CALLBACK, phone=f"+1202555014{number}") for number in (3, 4)]
    with db.transaction() as session:
        for one, reference in zip(both, ("7K2M-Q4", "7K2M-Q5"), strict=True):
            session.execute(
                update(DeskItem).where(DeskItem.submission_id == one.id).values(reference=reference)
            )
    for one in both:
        told.tell(site, way, submission_id=one.id)
    service.deliver_due()
    answer(client, site, secret, "7K2M 1")
    assert [desk(one).claimed_by for one in both] == [None, None]
    answer(client, site, secret, "7K2M-Q5 1")
    assert [bool(desk(one).claimed_by) for one in both] == [False, True]


def test_a_secret_that_was_made_anew_ends_the_old_one(client, site, secret, person):
    replies.open_door(site.id, person)
    assert answer(client, site, secret, "7K2M 1").status_code == 401


def test_a_number_is_one_persons(app, site, way, person):
    other = told.member(app, site, email="jo@practice.example")
    with pytest.raises(Conflict, match="somebody else"):
        told.has_way(other, site, Channel.SMS, "smseagle://token@127.0.0.1:9", NUMBER)
    assert [way.account_id for way in ways.of([site.id])] == [person]
