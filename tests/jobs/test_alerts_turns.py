"""Many deliveries at once: nobody's silence or slowness takes the turn of the others."""

from threading import Barrier

from intake import db
from intake.alerts import ledger, service
from intake.errors import Busy
from intake.sites import service as sites
from intake.words import Role
from tests import sinks
from tests.alerting import deliveries, happen, mails_go_to, told_by_mail


def test_those_who_wait_are_delivered_at_the_same_time(site):
    together = Barrier(4, timeout=20)
    with sinks.http() as hook:
        hook.pause = together.wait  # a post is answered only when four have come
        service.add_webhook(site.id, hook.url, Role.STAFF)
        for _ in range(4):
            happen(site)
        assert service.deliver_due() == 4
    assert {delivery.state for delivery in deliveries()} == {"accepted"}


def test_every_alert_of_a_crowd_goes_out_once(site, settings):
    with sinks.smtp() as mail:
        mails_go_to(mail, settings)
        told_by_mail(site)
        for _ in range(30):
            happen(site)
        while service.has_due():
            service.deliver_due()
    assert len({taken.id for taken in mail.accepted}) == len(mail.accepted) == 30
    assert {delivery.state for delivery in deliveries()} == {"accepted"}


def test_who_takes_everything_in_silence_keeps_only_its_own_waiting(site):
    with sinks.http() as silent, sinks.http() as good:
        silent.answers.extend([sinks.DROP] * 20)
        service.add_webhook(site.id, silent.url, Role.STAFF)
        for _ in range(20):
            happen(site)
        service.deliver_due()
        tried = silent.tries
        other = sites.add("other", "Other", ["https://other.example"])
        service.add_webhook(other.id, good.url, Role.STAFF)
        happen(other)
        service.deliver_due()
    assert len(good.accepted) == 1
    assert silent.tries == tried <= service.AT_ONCE


def test_an_acceptance_that_the_database_first_refuses_is_written_down_all_the_same(
    site, settings, monkeypatch
):
    real, refusals = ledger.accept, [Busy("Busy."), Busy("Busy.")]

    def busy_at_first(claimed):
        if refusals:
            raise refusals.pop()
        return real(claimed)

    monkeypatch.setattr(ledger, "accept", busy_at_first)
    with sinks.smtp() as mail:
        mails_go_to(mail, settings)
        told_by_mail(site)
        happen(site)
        service.deliver_due()
        assert not service.has_due()
    assert len(mail.accepted) == 1
    db.done()
