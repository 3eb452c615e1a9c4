"""Alerts of callbacks that reach nobody: counted by channel, until any server takes one."""

from __future__ import annotations

import pytest

from intake.alerts import service, trouble, ways
from intake.words import Channel
from tests import sinks, told
from tests.drafts import CALLBACK
from tests.web.staff import judged


@pytest.fixture
def sink(app):
    with sinks.http() as sink:
        yield sink


@pytest.fixture
def way(app, site, sink):
    return told.has_way(told.member(app, site), site, Channel.WEBHOOK, sink.url)


@pytest.fixture
def item(site, at):
    return judged(site, CALLBACK)


def counted(site, at, item):
    return trouble.count([site.id], at.now, [item.id])


def test_a_refusal_is_trouble_until_it_is_accepted(site, sink, way, item, at):
    told.tell(site, way, item.reference, submission_id=item.id)
    assert counted(site, at, item) == {}
    sink.answers.append(b"HTTP/1.1 500 Oops\r\n\r\n")
    service.deliver_due()
    assert counted(site, at, item) == {Channel.WEBHOOK: 1}
    assert trouble.count([site.id], at.now, []) == {}
    assert trouble.count([], at.now, [item.id]) == {}
    at.advance(seconds=12)
    service.deliver_due()
    assert counted(site, at, item) == {}


def test_what_waits_too_long_is_trouble(site, sink, way, item, at):
    told.tell(site, way, item.reference, submission_id=item.id)
    at.advance(seconds=181)
    assert counted(site, at, item) == {Channel.WEBHOOK: 1}


def test_a_later_way_that_takes_it_ends_the_trouble(site, sink, way, item, at):
    told.tell(site, way, item.reference, submission_id=item.id)
    sink.answers.append(b"HTTP/1.1 410 Gone\r\n\r\n")
    service.deliver_due()
    assert counted(site, at, item) == {Channel.WEBHOOK: 1}
    by_mail = told.has_way(1, site, Channel.EMAIL, "maria@private.example")
    at.advance(seconds=60)
    told.tell(site, by_mail, item.reference, submission_id=item.id)
    service.deliver_due()
    assert counted(site, at, item) == {}
    assert [way.is_enabled for way in ways.of([site.id])] == [False, True]


def test_a_page_that_nobody_looks_at_is_none(site, app, item, at):
    page = told.has_way(told.member(app, site), site, Channel.PAGE, "")
    told.tell(site, page, item.reference, submission_id=item.id)
    at.advance(seconds=3600)
    assert counted(site, at, item) == {}
