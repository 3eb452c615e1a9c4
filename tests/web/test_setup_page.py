"""The owner's list of what there is to set."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from intake import clock, db
from intake.alerts.people import OWN
from intake.alerts.tables import Destination
from intake.duty.tables import DutyWeek, Ladder
from intake.hours import service as hours
from intake.promises.tables import Offer
from intake.setup import checks
from intake.sites import service as sites
from intake.watch.tables import Watching
from intake.words import Channel, Role
from tests.people import account, sign_in, signed_in
from tests.web.staff import text


@pytest.fixture
def owner(app, site):
    return signed_in(app, site, Role.OWNER, name="Ola Berg")


def done(site):
    db.done()
    return {check.title for check in checks.of(site) if check.is_done}


def add(table, **values):
    with db.transaction() as session:
        session.execute(insert(table).values(**values))


def prove(site, account_id, index):
    add(
        Destination,
        site_id=site.id,
        account_id=account_id,
        channel=Channel.EMAIL,
        audience=OWN,
        address_index=index,
        address_sealed="",
        secret_sealed="",
        proven_at=clock.now(),
        is_enabled=True,
        created_at=clock.now(),
    )


def test_it_says_what_is_done_and_leads_to_what_is_not(owner, site):
    answer = owner.get("/staff/setup")
    page = answer.get_data(as_text=True)
    for path in ("hours?site=", "offer/", "forms/", "ladder?site=", "duty?site=", "rung?site="):
        assert f'href="/staff/{path}blog"' in page
    assert "Done Opening hours You have set them." in text(answer)
    assert "Not yet Times to call" in text(answer)
    assert "8 of 10 are not done yet." in text(answer)
    assert "One person may call yet: invite at least two." in text(answer)
    assert "At once nobody is told: the ladder alone decides." in text(answer)
    assert "No test message has reached yet: Ola Berg." in text(answer)


def test_each_thing_is_done_when_it_is_set(app, owner, site, at):
    maria = account(app, site, Role.STAFF, email="staff@practice.example")
    account(app, site, Role.MODERATOR, email="reads@practice.example")
    assert done(site) == {"People", "Opening hours"}
    add(Offer, site_id=site.id, soon_minutes=60, calls_an_hour=6, days=2, sends_mail=False)
    add(Ladder, site_id=site.id, steps=[], share=0.5, quiet=[], loops=1, saved_at=clock.now())
    add(DutyWeek, site_id=site.id, account_id=maria, weekday=0, begins=0, ends=60)
    people = {"People", "Opening hours", "Times to call", "Ladder", "Duty", "Dry run"}
    assert done(site) == people
    add(Watching, site_id=site.id, heartbeat_sealed="sealed", ping_error="")
    assert done(site) == people | {"Watch"}
    prove(site, maria, "one")
    assert "Ways to reach everybody" not in done(site)  # the owner has none
    prove(site, maria - 1, "two")
    assert "Ways to reach everybody" in done(site)


def test_holidays_are_on_the_list_until_the_last_is_over(owner, site, at):
    said = "The last day on the list is 25 December 2026."
    christmas = replace(hours.calendar(site), exceptions={date(2026, 12, 25): ()})
    with db.transaction():
        hours.save(site.id, christmas, None)
    assert said in text(owner.get("/staff/setup"))
    at.now = datetime(2026, 10, 26, 9, tzinfo=UTC)
    assert "Public holidays" in done(site)
    at.now = datetime(2026, 10, 27, 9, tzinfo=UTC)  # too few days before the last of them
    assert "Public holidays" not in done(site)
    sign_in(owner)
    assert f"{said} Add those that come after it." in text(owner.get("/staff/setup"))
    assert 'value="2026, 2027"' in owner.get("/staff/hours").get_data(as_text=True)


def test_another_sites_list_is_not_found(owner, site):
    other = sites.add("other", "Other", ["https://other.example"])
    assert owner.get("/staff/setup?site=other").status_code == 404
    assert done(other) == set()  # nobody works there, who could be reached


def test_every_page_of_the_set_up_leads_back_to_it(owner, site):
    back = 'href="/staff/setup'
    places = ("hours", "offer/blog", "forms/blog", "ladder", "duty", "rung", "watching/blog")
    for place in (*places, "ways", "ways/people"):
        page = owner.get(f"/staff/{place}").get_data(as_text=True)
        assert page.count(back) == 2, place  # the bar has one as well


def test_the_staff_finds_who_is_on_duty_and_no_set_up(app, site):
    page = signed_in(app, site, Role.STAFF).get("/staff/ways").get_data(as_text=True)
    assert 'href="/staff/duty"' in page
    assert "/staff/setup" not in page
