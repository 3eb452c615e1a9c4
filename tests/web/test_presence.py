"""Who else is looking: half a minute, ids only, a claim to nothing, and nothing without Redis."""

from dataclasses import replace

import pytest
from redis import Redis

from intake import bell, presence
from intake.sites import service as sites
from intake.words import Role
from tests import people
from tests.web.staff import judged, text


@pytest.fixture
def ada(app, site):
    return people.signed_in(app, site, Role.MODERATOR, email="ada@x.example", name="Ada")


@pytest.fixture
def ben(app, site):
    return people.signed_in(app, site, Role.MODERATOR, email="ben@x.example", name="Ben")


def seen_by(client, item):
    told = client.get(f"/staff/queue/live?shown={item.id}:pending").json
    return told["looking"].get(str(item.id), "").replace("\u2068", "").replace("\u2069", "")


def test_a_colleague_is_seen_in_the_row_and_on_the_items_page(ada, ben, site):
    item = judged(site)
    assert seen_by(ben, item) == ""
    ada.get(f"/staff/queue/{item.id}")
    assert seen_by(ben, item) == "Ada is looking at this"
    for path in ("/staff/queue", f"/staff/queue/{item.id}"):
        assert "Ada is looking at this" in text(ben.get(path))


def test_nobody_sees_themselves(ada, site):
    item = judged(site)
    ada.get(f"/staff/queue/{item.id}")
    assert seen_by(ada, item) == ""
    assert "is looking at this" not in text(ada.get(f"/staff/queue/{item.id}"))


def test_after_half_a_minute_without_a_sign_nobody_is_there(ada, ben, site, at):
    item = judged(site)
    ada.get(f"/staff/queue/{item.id}")
    at.advance(seconds=29)
    assert seen_by(ben, item) == "Ada is looking at this"
    at.advance(seconds=1)
    assert seen_by(ben, item) == ""


def test_the_page_that_asks_is_a_sign(ada, ben, site, at):
    item = judged(site)
    for _ in range(3):
        ada.get(f"/staff/queue/live?looking={item.id}")
        at.advance(seconds=20)
    assert seen_by(ben, item) == "Ada is looking at this"


def test_several_are_told_in_one_sentence(app, ada, ben, site):
    item = judged(site)
    for client in (ada, ben):
        client.get(f"/staff/queue/{item.id}")
    cem = people.signed_in(app, site, Role.READER, email="cem@x.example", name="Cem")
    assert seen_by(cem, item) == "Ada and Ben are looking at this"
    cem.get(f"/staff/queue/{item.id}")
    dan = people.signed_in(app, site, Role.MODERATOR, email="dan@x.example", name="Dan")
    assert seen_by(dan, item) == "Ada and 2 others are looking at this"


def test_who_looks_may_still_be_second(ada, ben, site):
    item = judged(site)
    ada.get(f"/staff/queue/{item.id}")
    token = people.csrf_token(ben, "/staff/queue")
    fields = {"csrf_token": token, "action": "approve", "seen": "pending"}
    assert ben.post(f"/staff/queue/{item.id}/decide", data=fields).status_code == 303


def test_redis_holds_ids_and_soon_nothing(ada, site, settings):
    item = judged(site)
    ada.get(f"/staff/queue/{item.id}")
    redis = Redis.from_url(settings.redis_url)
    (key,) = redis.keys("looking:*")
    assert key.decode() == f"looking:{item.id}"
    assert [who.decode() for who in redis.zrange(key, 0, -1)] == ["1"]
    assert 0 < redis.ttl(key) <= presence.SECONDS


def test_nobody_looks_at_what_is_not_theirs_or_not_there(ada, site, settings):
    shop = sites.add("shop", "The Shop", ["https://shop.example"])
    for id_ in (judged(shop).id, 999):
        ada.get(f"/staff/queue/live?looking={id_}")
        ada.get(f"/staff/queue/{id_}")
    assert Redis.from_url(settings.redis_url).keys("looking:*") == []


def test_without_redis_nothing_is_shown_and_nothing_breaks(ada, ben, site, settings):
    item = judged(site)
    ada.get(f"/staff/queue/{item.id}")
    bell.hang(replace(settings, redis_url=f"unix://{settings.data}/nowhere.sock"))
    assert ada.get(f"/staff/queue/{item.id}").status_code == 200
    assert ben.get("/staff/queue").status_code == 200
    assert seen_by(ben, item) == ""
