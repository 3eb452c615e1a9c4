"""TELL: the ledger - who is told, when it is tried again, and who wins a delivery."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, update

from intake import db, outbox
from intake.alerts import ledger, service
from intake.alerts.outcomes import LostLease, Refused
from intake.alerts.tables import Delivery, Destination
from intake.errors import IntakeError
from intake.outbox import Alert
from intake.sites import service as sites
from intake.words import Event, Role
from tests.alerting import deliveries, delivery, die_while, happen, told_by_mail


def test_staff_hear_of_messages_and_moderators_of_the_queue(site):
    told_by_mail(site, "staff@clinic.example", Role.STAFF)
    told_by_mail(site, "mod@clinic.example", Role.MODERATOR)
    for event in Event:
        happen(site, event)
    service.deliver_due()
    events = dict(enumerate(Event, start=1))
    told = {(events[row.alert_id], row.destination_id) for row in deliveries()}
    assert told == {
        (Event.CONTACT_RECEIVED, 1),
        (Event.CALLBACK_RECEIVED, 1),
        (Event.HOURS_CHANGED, 1),
        (Event.QUEUE_WAITING, 2),
        (Event.QUEUE_NOTICED, 2),
    }


def test_other_sites_people_are_not_told(site):
    other = sites.add("shop", "Shop", [])
    told_by_mail(other)
    happen(site)
    assert not service.has_due()
    assert service.deliver_due() == 0


def test_an_alert_that_nobody_could_be_told_waits_for_somebody(site):
    happen(site)
    service.deliver_due()
    assert db.session().scalar(select(Alert.spread_at)) is None
    told_by_mail(site)
    assert service.has_due()
    service.deliver_due()
    assert delivery().state == "accepted"


def test_somebody_who_comes_later_is_not_told_of_the_past(site):
    told_by_mail(site)
    happen(site)
    service.deliver_due()
    told_by_mail(site, "new@clinic.example")
    assert service.deliver_due() == 0


def test_an_address_that_subscribes_twice_is_told_once(site):
    told_by_mail(site, "anna@clinic.example")
    told_by_mail(site, " anna@CLINIC.example ")
    happen(site)
    assert service.deliver_due() == 1


@pytest.mark.parametrize(
    "address", ["", "anna", "a b@x.example", '"a" <x@y.example>', "x@y.example, z@w.example",
                "x@y.example\r\nBcc: z@w.example",
                "=?utf-8?q?a=40evil.org=3e?=@", "x@y\x85.example"],
)  # fmt: skip
def test_what_is_no_single_address_is_not_told(site, address):
    with pytest.raises(IntakeError, match="Enter an e-mail address"):
        told_by_mail(site, address)


def test_subscribing_is_part_of_the_callers_transaction(site):
    def subscribe_and_fail():
        with db.transaction():
            service.subscribe(site.id, "anna@clinic.example", Role.STAFF)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        subscribe_and_fail()
    assert db.session().scalar(select(Destination.id)) is None


def test_spreading_twice_writes_each_delivery_once(site):
    told_by_mail(site)
    happen(site)
    service._spread()
    with db.transaction() as session:
        session.execute(update(Alert).values(spread_at=None))
    service._spread()
    assert len(deliveries()) == 1


def test_refusals_are_tried_again_after_longer_and_longer_pauses(site, at):
    told_by_mail(site)
    happen(site)
    service._spread()
    for pause in [10, 30, 120, 600, 1800, 3600, 3600]:
        assert ledger.refuse(ledger.claim(), Refused("550 at the text")) == "refused"
        waits = (delivery().next_at - at.now).total_seconds()
        assert pause <= waits <= pause * 1.1
        at.advance(seconds=waits)


def test_after_eight_refusals_a_person_is_shown_and_it_is_tried_on_for_two_days(site, at):
    told_by_mail(site)
    happen(site)
    service._spread()
    began = at.now
    while claimed := ledger.claim():
        state = ledger.refuse(claimed, Refused("550 at the text"))
        assert state == ("needs_attention" if delivery().attempts >= 8 else "refused")
        at.now = delivery().next_at or at.now
    hours = (at.now - began).total_seconds() / 3600
    assert 46 < hours <= 48
    assert delivery().state == "needs_attention"
    at.advance(seconds=10**6)
    assert not service.has_due()


def test_a_delivery_is_one_workers_at_a_time(site, app):
    told_by_mail(site)
    for _ in range(10):
        happen(site)
    service._spread()
    claimed, ready = [], threading.Barrier(4)

    def work():
        ready.wait()
        while mine := ledger.claim():
            claimed.append(mine.id)
        db.done()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(claimed) == len(set(claimed))
    while mine := ledger.claim():  # one who met another's lock found nothing and went home
        claimed.append(mine.id)
    assert len(claimed) == 10


@pytest.mark.parametrize(
    "finish",
    [ledger.mark_committing, ledger.accept, lambda mine: ledger.doubt(mine, "no answer"),
     lambda mine: ledger.refuse(mine, Refused("no connection", is_route_down=True))],
)  # fmt: skip
def test_who_lost_the_lease_changes_nothing(site, at, finish):
    told_by_mail(site)
    happen(site)
    service._spread()
    lost = die_while("claimed")
    at.advance(seconds=31)
    ours = ledger.claim()
    before = vars(delivery()) | {"_sa_instance_state": None}
    with pytest.raises(LostLease):
        finish(lost)
    assert vars(delivery()) | {"_sa_instance_state": None} == before
    ledger.mark_committing(ours)
    ledger.accept(ours)


def test_an_address_that_cannot_be_opened_does_not_stop_the_others(site):
    told_by_mail(site, "anna@clinic.example")
    told_by_mail(site, "ben@clinic.example")
    with db.transaction() as session:
        broken = update(Destination).where(Destination.id == 1)
        session.execute(broken.values(address_sealed="gone.00"))
    happen(site)
    service.deliver_due()
    assert sorted(row.state for row in deliveries()) == ["accepted", "refused"]


def test_a_run_that_is_too_long_ends_and_rings_again(site, app, settings, monkeypatch):
    from redis import Redis

    monkeypatch.setattr(service, "WORK_SECONDS", 0.0)
    told_by_mail(site)
    happen(site)
    assert service.deliver_due() == 0
    assert service.has_due()
    assert Redis.from_url(settings.redis_url).llen("rq:queue:tell") == 1


def test_no_word_of_an_alert_could_hold_content():
    columns = {column.name for column in Alert.__table__.columns}
    assert columns == {
        "id", "event", "site_id", "submission_id", "reference", "due_at", "dedupe_key",
        "created_at", "spread_at",
    }  # fmt: skip
    assert outbox.add.__kwdefaults__.keys() == {"submission_id", "reference", "due_at"}
    assert Delivery.__table__.columns["last_error"].type.length == 80
