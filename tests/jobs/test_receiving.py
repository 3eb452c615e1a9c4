"""Receiving: a draft becomes a row exactly once, however often and from wherever it is sent."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis
from sqlalchemy import func, select

from intake import clock, db
from intake.errors import AlreadyUsed
from intake.submissions import service
from intake.submissions.tables import CallbackRequest, Comment, Submission, Thread
from tests.drafts import CALLBACK, COMMENT, send


def count(table=Submission):
    return db.session().scalar(select(func.count()).select_from(table))


def test_the_same_form_sent_twice_is_one_row_and_one_receipt(site):
    first = send(site, key="ticket:a")
    again = send(site, key="ticket:a")
    assert (first.token, first.is_new, again.is_new) == (again.token, True, False)
    assert count() == 1


def test_the_same_ticket_with_other_words_is_refused_and_the_first_words_stay(site):
    send(site, key="ticket:a", text="first")
    with pytest.raises(AlreadyUsed):
        send(site, key="ticket:a", text="second")
    assert db.session().scalars(select(Comment.text)).all() == ["first"]


def test_twenty_clicks_at_once_are_one_row(site):
    with ThreadPoolExecutor(20) as pool:
        receipts = list(pool.map(lambda _: send(site, key="ticket:a"), range(20)))
    assert len({receipt.token for receipt in receipts}) == 1
    assert sum(receipt.is_new for receipt in receipts) == 1
    assert count() == count(Comment) == 1


def test_many_visitors_at_once_are_all_stored(site):
    with ThreadPoolExecutor(20) as pool:
        receipts = list(pool.map(lambda n: send(site, path=f"/{n % 3}"), range(200)))
    assert len({receipt.token for receipt in receipts}) == count() == 200
    assert len({receipt.reference for receipt in receipts}) == 200
    assert count(Thread) == 3


def test_one_bad_write_in_a_group_takes_no_other_with_it(site):
    send(site, key="ticket:a", text="first")

    def attempt(number):
        try:
            return send(site, key="ticket:a" if number % 2 else f"own:{number}", text=str(number))
        except AlreadyUsed:
            return None

    with ThreadPoolExecutor(16) as pool:
        receipts = list(pool.map(attempt, range(40)))
    assert sum(receipt is not None for receipt in receipts) == 20
    assert count() == 21


def test_the_same_words_without_a_ticket_are_one_within_the_half_hour(site, at):
    def key():
        return service.key_of_content(COMMENT, lambda _: "sender", clock.now())

    first = send(site, key=key())
    at.advance(seconds=10 * 60)
    assert send(site, key=key()).token == first.token
    at.advance(seconds=2 * 3600)
    assert send(site, key=key()).is_new


def test_the_same_words_of_another_sender_are_another_submission(site):
    for sender in ("one", "two"):
        key = service.key_of_content(COMMENT, lambda _, key=sender: key, clock.now())
        assert send(site, key=key, sender=sender).is_new


def test_addresses_phones_and_messages_are_sealed_in_the_database(site):
    send(site, CALLBACK, email="ines@example.org")
    row = db.session().scalars(select(CallbackRequest)).one()
    stored = " ".join(str(value) for value in vars(row).values())
    for secret in (CALLBACK.phone, "ines@example.org", CALLBACK.text, CALLBACK.name):
        assert secret not in stored


def test_the_bell_rings_once_for_a_burst_and_carries_no_words(site, redis_url):
    for _ in range(5):
        send(site)
    redis = Redis.from_url(redis_url)
    assert redis.llen("rq:queue:judge") == 1
    assert redis.get("bell:judge") == b"1"


def test_it_takes_the_words_when_redis_is_gone(site):
    from intake import bell

    bell._bell.redis.connection_pool.disconnect()
    bell._bell = bell.Bell("redis://127.0.0.1:1/0")
    assert send(site).is_new
    assert not bell.ring("judge")


def test_words_that_differ_only_in_capitals_are_other_words(site):
    send(site, key="ticket:a", text="please do NOT call before ten")
    with pytest.raises(AlreadyUsed):
        send(site, key="ticket:a", text="please do not call before ten")


def test_jobs_do_not_pile_up_while_nobody_works(site, redis_url):
    redis = Redis.from_url(redis_url)
    for _ in range(3):
        send(site)
        redis.delete("bell:judge")  # as when its second is over
    assert redis.llen("rq:queue:judge") == 1
