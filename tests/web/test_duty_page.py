"""The duty page: owners say who is on duty; the staff may read it."""

from __future__ import annotations

import pytest

from intake import clock
from intake.duty import keeping, roster, store
from intake.sites import service as sites
from intake.words import Role
from tests.people import account, signed_in
from tests.rung import duty_of, on_duty
from tests.web.staff import press, text

PAGE = "/staff/duty"


@pytest.fixture
def bo(app, site):
    return account(app, site, Role.STAFF, email="bo@x.example", name="Bo Ek")


@pytest.fixture
def owner(app, site, bo):
    return signed_in(app, site, Role.OWNER)


def test_nobody_is_on_duty_at_first(owner):
    assert "Nobody is on duty now." in text(owner.get(PAGE))


def test_an_owner_puts_somebody_on_duty_on_several_days_at_once(owner, site, bo):
    sent = {"person": str(bo), "days": "weekdays", "begins": "08:00", "ends": "18:00"}
    assert press(owner, f"{PAGE}/shifts", PAGE, **sent).status_code == 303
    assert press(owner, f"{PAGE}/shifts", PAGE, **sent).status_code == 303  # pressed twice
    assert [(row.weekday, row.begins, row.ends) for row in store.weeks(site.id)] == [
        (day, 480, 1080) for day in range(5)
    ]
    page = text(owner.get(PAGE))
    assert "On duty now: Bo Ek." in page
    assert "Friday 08:00 to 18:00: Bo Ek" in page


def test_a_night_is_said_to_end_on_the_next_day(owner, site, bo):
    on_duty(site, bo, [5], 20 * 60, 8 * 60)
    assert "Saturday 20:00 to 08:00 of the next day: Bo Ek" in text(owner.get(PAGE))


def test_somebody_else_or_nobody_is_on_duty_for_once(owner, site, bo):
    on_duty(site, bo)
    today = f"{clock.now():%Y-%m-%d}"
    sent = {"instead": "", "from_at": f"{today}T09:00", "until_at": f"{today} 11:00"}
    assert press(owner, f"{PAGE}/swaps", PAGE, **sent).status_code == 303
    assert roster.on_duty(site, clock.now()) == []
    assert "Monday, 2 March, 09:00 to 11:00: nobody" in text(owner.get(PAGE))


def test_all_that_a_person_has_in_the_week_is_taken_out_at_once(app, owner, site, bo):
    cy = account(app, site, Role.STAFF, email="cy@x.example", name="Cy")
    on_duty(site, bo)
    on_duty(site, cy, [0])
    page = text(owner.get(PAGE))
    assert "Remove all 7 of Bo Ek" in page
    assert "of Cy" not in page  # who has one
    assert press(owner, f"{PAGE}/people/{bo}/remove", PAGE).status_code == 303
    assert [row.account_id for row in store.weeks(site.id)] == [cy]


def test_what_is_there_can_be_taken_out(owner, site, bo):
    shift, swap = duty_of(site, bo)
    assert press(owner, f"{PAGE}/shifts/{shift}/remove", PAGE).status_code == 303
    assert press(owner, f"{PAGE}/swaps/{swap}/remove", PAGE).status_code == 303
    assert press(owner, f"{PAGE}/swaps/{swap}/remove", PAGE).status_code == 404
    assert [*store.weeks(site.id), *store.swaps(site.id)] == []


@pytest.mark.parametrize(
    ("path", "sent", "sentence"),
    [
        ("shifts", {"begins": "8", "ends": "18:00"}, "Enter when the duty begins, like 08:00"),
        ("shifts", {"begins": "08:00", "ends": "24:30"}, "Enter when the duty ends, like 18:00"),
        ("swaps", {"from_at": "today"}, "Enter when the swap begins, like 2026-12-24 18:00"),
        (
            "swaps",
            {"from_at": "2026-03-03T09:00", "until_at": "2026-03-03T08:00"},
            "It must end after it begins",
        ),
        (
            "swaps",
            {"from_at": "2026-02-03T09:00", "until_at": "2026-02-03T10:00"},
            "That is over already",
        ),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(owner, site, bo, path, sent, sentence):
    fields = {"person": str(bo), "days": "0", "instead": str(bo)} | sent
    answer = press(owner, f"{PAGE}/{path}", PAGE, **fields)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert [*store.weeks(site.id), *store.swaps(site.id)] == []


def test_only_who_may_answer_can_be_on_duty(app, owner, site):
    reader = account(app, site, Role.READER, email="ed@x.example", name="Ed")
    sent = {"person": str(reader), "days": "0", "begins": "08:00", "ends": "18:00"}
    assert press(owner, f"{PAGE}/shifts", PAGE, **sent).status_code == 422


def test_the_staff_reads_it_and_has_no_buttons(app, site, bo):
    on_duty(site, bo)
    client = signed_in(app, site, Role.STAFF)
    answer = client.get(PAGE)
    assert "On duty now: Bo Ek." in text(answer)
    assert answer.get_data(as_text=True).count("<form") == 1  # to sign out
    assert press(client, f"{PAGE}/shifts", "/staff/account").status_code == 403


def test_an_old_swap_is_not_shown(owner, site, bo, at):
    keeping.add_swap(site.id, bo, clock.now(), clock.in_(600), None)
    at.advance(601)
    assert "Everything is as the week says." in text(owner.get(PAGE))


def test_another_sites_roster_is_not_found(app, owner, site):
    other = sites.add("shop", "The Shop", ["https://shop.example"])
    shift, swap = duty_of(other, account(app, other, Role.STAFF, email="ed@x.example", name="Ed"))
    assert owner.get(f"{PAGE}?site=shop").status_code == 404
    for path in (f"shifts/{shift}/remove", f"swaps/{swap}/remove"):
        assert press(owner, f"{PAGE}/{path}", PAGE).status_code == 404
        assert press(owner, f"{PAGE}/{path}?site=shop", PAGE).status_code == 404
    assert len([*store.weeks(other.id), *store.swaps(other.id)]) == 2
