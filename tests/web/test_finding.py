"""The review queue: what is looked for is found, and nonsense is answered kindly."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from intake import db
from intake.moderation.queue_tables import Rule, RuleHit
from intake.moderation.tables import HostSeen
from intake.sites import service as sites
from intake.submissions.tables import Comment, Submission
from intake.words import Label, Role
from tests import people
from tests.drafts import CONTACT
from tests.web.searching import RAMP, WATCHES, WET, found, texts, three, write
from tests.web.staff import judged, text


@pytest.fixture
def ada(app, site):
    return people.signed_in(app, site, Role.MODERATOR, email="ada@x.example", name="Ada")


@pytest.fixture
def owner(app, site):
    return people.signed_in(app, site, Role.OWNER, email="olga@x.example", name="Olga")


CASES = [
    ("", {RAMP, WET, WATCHES}),
    ("ramp", {RAMP, WET, WATCHES}),  # the last word may go on, and names are searched too
    ("open ramp", {RAMP}),
    ("RAMP is", {RAMP}),
    ('"the ramp"', {RAMP}),
    ('"ramp the"', set()),
    ('"ramp" open', {RAMP}),
    ("example", {WATCHES}),  # a part of an address of the web is a word as well
    ("author:ramp", {WATCHES}),
    ('author:"maria lind"', {RAMP}),
    ("author:maria open", {RAMP}),
    ("author:open", set()),
    ("thread:/articles/rain", {WET}),
    ("thread:https://blog.example/articles/rain", {WET}),
    ("thread:/articles", set()),
    ("reason:fast", {WET}),
    ("reason:trap ramp", {WATCHES}),
    ("reason:trap reason:fast", {WET}),
    ("band:ham", {WET}),
    ("band:unsure author:maria", {RAMP}),
    ("kind:comment", {RAMP, WET, WATCHES}),
    ("kind:callback", set()),
    ("site:blog", {RAMP, WET, WATCHES}),
    ("is:published", set()),
    ("is:waiting wet", {WET}),
    ("before:2026-03-02", set()),
    ("before:2026-03-03 after:2026-03-02", {RAMP, WET, WATCHES}),
    ("after:today wet", {WET}),
    ("after:2026-03-03", set()),
    ("older:day", set()),
]


def test_the_search_box_finds(ada, site):
    three(site)
    for typed, expected in CASES:
        assert (typed, set(found(ada, typed))) == (typed, expected)


def test_it_looks_at_what_only_a_comment_has(ada, site):
    for row, values in zip(three(site), (
        {"language": "en", "links": 0, "edited_at": datetime(2026, 3, 2, tzinfo=UTC)},
        {"language": "en", "confirmed_at": datetime(2026, 3, 2, tzinfo=UTC)},
        {"language": "de", "links": 2},
    ), strict=True):  # fmt: skip
        write(Comment, row.id, **values)
    assert found(ada, "lang:de") == [WATCHES]
    assert found(ada, "lang:EN is:confirmed") == [WET]
    assert found(ada, "is:edited") == [RAMP]
    assert found(ada, "links:2") == [WATCHES]
    assert found(ada, "links:3") == []


def test_it_finds_what_nobody_judged(ada, site):
    judged(site, label=None, text="Unread")
    judged(site, text="Read")
    with db.transaction() as session:
        read = select(Comment.submission_id).where(Comment.text == "Read")
        session.execute(
            update(Submission).where(Submission.id.in_(read)).values(probability=0.1, doubt=0.4)
        )
        unread = select(Comment.submission_id).where(Comment.text == "Unread")
        session.execute(
            update(Submission).where(Submission.id.in_(unread)).values(probability=None, doubt=-1)
        )
    assert found(ada, "is:unjudged") == ["Unread"]


def test_it_finds_what_a_rule_was_met_by(ada, site, at):
    row, *_ = three(site)
    with db.transaction() as session:
        account_id = people.store.by_email("ada@x.example").id
        rule = Rule(site_id=site.id, position=1, name="Ramps", conditions={}, action="hold",
                    state="on", account_id=account_id, created_at=at(),
                    changed_at=at())  # fmt: skip
        session.add(rule)
        session.flush()
        session.add(RuleHit(submission_id=row.id, rule_id=rule.id, acted=True, at=at()))
        rule_id = rule.id
    assert found(ada, f"reason:rule:{rule_id}") == [RAMP]
    assert found(ada, f"reason:rule:{rule_id + 1}") == []
    assert "Rule: Ramps" in text(ada.get("/staff/queue"))


def test_it_finds_what_has_the_same_link_or_came_from_the_same_network(ada, site):
    ramp, wet, watches = three(site)
    with db.transaction() as session:
        for id_, host in ((ramp.id, "a" * 64), (watches.id, "a" * 64), (wet.id, "b" * 64)):
            moment = datetime(2026, 3, 2, tzinfo=UTC)
            session.add(HostSeen(submission_id=id_, site_id=site.id, host=host, seen_at=moment))
    assert texts(ada.get(f"/staff/queue?link={ramp.id}")) == [WATCHES, RAMP]
    assert texts(ada.get(f"/staff/queue?sender={wet.id}")) == [WET]
    assert found(ada, "cheap", sender=ramp.id) == [WATCHES]


def test_an_item_of_another_site_says_nothing_about_its_network(ada, site):
    three(site)
    other = sites.add("shop", "The Shop", ["https://shop.example"])
    foreign = judged(other, text="Same network")
    assert texts(ada.get(f"/staff/queue?sender={foreign.id}")) == []
    assert found(ada, "network") == []


def test_words_of_messages_to_the_staff_are_never_searched(ada, site):
    item = judged(site, CONTACT, Label.SPAM)
    page = text(ada.get("/staff/queue?tab=spam"))
    assert item.reference in page
    assert item.reference not in text(ada.get("/staff/queue?tab=spam&q=form"))
    assert item.reference in text(ada.get("/staff/queue?tab=spam&kind=contact"))


def test_what_is_changed_or_erased_is_found_no_longer(ada, site):
    ramp, wet, _ = three(site)
    write(Comment, ramp.id, text="About a lift")
    assert found(ada, "ramp open") == []
    assert found(ada, "lift") == ["About a lift"]
    with db.transaction() as session:
        session.delete(session.get(Submission, wet.id))
    assert found(ada, "wet") == []


def test_a_day_begins_where_the_site_is(app, ada, site):
    judged(site, text="Late")
    id_ = judged(site, text="Early").id
    write(Submission, id_, received_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert found(ada, "after:2026-03-02") == ["Late"]
    with db.transaction() as session:
        session.execute(update(sites.store.Site).values(time_zone="Europe/Berlin"))
    sites.forget()
    assert found(ada, "after:2026-03-02") == ["Late", "Early"]


def test_a_moderator_of_two_sites_can_look_at_one(ada, site):
    three(site)
    other = sites.add("shop", "The Shop", ["https://shop.example"])
    with db.transaction():
        people.store.add_membership(people.store.by_email("ada@x.example").id, other.id, "owner")
    judged(other, text="From the shop")
    assert found(ada, "site:shop") == ["From the shop"]
    assert len(found(ada, "")) == 4
