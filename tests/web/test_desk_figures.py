"""The owner's figures: what counts as kept, how long people wait, and files that harm no sheet."""

from __future__ import annotations

import csv
import io
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from intake import clock, db
from intake.audit import Noted
from intake.callbacks import figures, figures_files, periods
from intake.callbacks.tables import Attempt
from intake.hours import service as hours
from intake.hours.calendar import Calendar, Interval
from intake.privacy.tables import Access
from intake.submissions.tables import CallbackRequest
from intake.words import Role, Status
from tests import oncall
from tests.oncall import row
from tests.people import signed_in
from tests.web.staff import press, text

PAGE = "/staff/desk/figures/blog"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def owner(app, site):
    return signed_in(app, site, Role.OWNER)


def counted(site, key="30"):
    return figures.of(site, periods.period(key, clock.now(), site.time_zone))


def lines(answer):
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


def test_a_promise_is_kept_if_we_tried_by_the_time_promised_at_first(site, at):
    long_ago = clock.now() - timedelta(hours=5)
    oncall.store(
        [
            row(site, long_ago, tried_in=60 * MINUTE),  # to the minute: kept
            row(site, long_ago, tried_in=61 * MINUTE, promise_at=clock.now()),  # agreed anew: not
            row(site, long_ago),  # nobody tried: not
            row(site),  # its time still runs: not counted
            row(site, long_ago, closed_at=long_ago + MINUTE),  # taken back at once: not counted
            row(site, long_ago, closed_at=clock.now()),  # given up too late: not kept
            row(site, long_ago, tried_in=MINUTE, is_synthetic=True),
            row(site, long_ago, tried_in=MINUTE, status=Status.SPAM),
            row(site, clock.now() - timedelta(days=40), tried_in=MINUTE),
        ]
    )
    found = counted(site)
    assert (found.all.came, found.all.kept, found.all.broken) == (6, 1, 3)
    assert found.open_now == 6  # with the one of 40 days ago, and the one that is spam
    assert found.outcomes == {"no_answer": 3}


def test_waiting_is_counted_by_the_clock_and_in_opening_time(site):
    nine_to_five = (Interval(9 * 60, 17 * 60),)
    with db.transaction():
        berlin = Calendar(ZoneInfo("Europe/Berlin"), (nine_to_five,) * 5 + ((),) * 2)
        version = hours.save(site.id, berlin, None).version
    friday = datetime(2026, 2, 27, 15, 30, tzinfo=UTC)  # 16:30 there; Monday opens 8:00 UTC
    late = row(site, friday, tried_in=timedelta(days=2, hours=17))  # Monday 9:30 there
    late[oncall.Promise]["hours_version"] = version
    oncall.store([late])
    friday_tally = counted(site).weekdays[4]
    assert friday_tally.median_wait == timedelta(days=2, hours=17)
    assert friday_tally.median_open_wait == timedelta(hours=1)


def test_weekday_and_hour_are_those_of_the_sites_clock(site, monkeypatch):
    sunday_night = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # Monday 0:30 in Berlin
    oncall.store([row(site, sunday_night, tried_in=MINUTE)])
    object.__setattr__(site, "time_zone", "Europe/Berlin")
    found = counted(site)
    assert [tally.came for tally in found.weekdays] == [1, 0, 0, 0, 0, 0, 0]
    assert found.hours[0].came == 1


def test_a_month_ends_where_the_next_begins(site):
    march, before = datetime(2026, 3, 1, tzinfo=UTC), timedelta(microseconds=1)
    oncall.store([row(site, march), row(site, march - before)])
    assert counted(site, "2026-03").all.came == 1
    assert counted(site, "2026-02").all.came == 1


def test_the_page_says_the_same_as_the_file(owner, site):
    long_ago = clock.now() - timedelta(hours=5)
    oncall.store([row(site, long_ago, tried_in=20 * MINUTE), row(site, long_ago)])
    page = text(owner.get(PAGE))
    assert "Promises kept 1 of 2 promises, 50 %" in page
    assert "called within 20 min of opening time" in page
    rows = lines(press(owner, f"{PAGE}/table", PAGE, period="30"))
    assert rows[1] == ["all", "all", "2", "1", "1", "50.0", "20", "20"]
    assert ["outcome of a try", "no_answer", "1"] in rows
    assert owner.get(f"{PAGE}?period=2026-02").status_code == 200
    assert owner.get(f"{PAGE}?period=forever").status_code == 404


def test_the_charts_run_nothing(owner, site):
    oncall.store([row(site, clock.now() - timedelta(hours=5), tried_in=MINUTE)])
    for by in ("weekday", "hour", "outcome"):
        answer = owner.get(f"{PAGE}/{by}.svg?size=narrow")
        assert answer.mimetype == "image/svg+xml"
        drawn = answer.get_data(as_text=True)
        assert "<script" not in drawn
        assert "http" not in drawn.replace("http://www.w3.org", "")
        assert "Nothing to draw" not in drawn
    assert owner.get(f"{PAGE}/other.svg").status_code == 404


def test_names_and_numbers_go_out_only_when_asked_for_and_noted_for_each(owner, site):
    hostile = ['=HYPERLINK("http://x.example")', "@SUM(A1)", "\t=1+1", "-2+3", 'a";=1+1;"']
    oncall.store([row(site, name=name) for name in hostile])
    plain = press(owner, f"{PAGE}/callbacks", PAGE, period="30").get_data(as_text=True)
    assert "2025550143" not in plain
    assert "HYPERLINK" not in plain
    looked = select(Access.submission_id, Access.field)
    assert not db.session().execute(looked).all()

    asked = {"period": "30", "with_numbers": "y"}
    rows = lines(press(owner, f"{PAGE}/callbacks", PAGE, **asked))
    assert [cells[-1] for cells in rows[1:]] == ["'+12025550143"] * len(hostile)
    for cells in rows[1:]:
        assert cells[-2][0] not in "=@\t-+\r", cells
        assert ";=" not in cells[-2]
    assert len(db.session().execute(looked).all()) == len(hostile)
    noted = db.session().scalars(select(Noted.action)).all()
    assert noted.count("callbacks.export") == 2
    assert noted.count("field.reveal") == len(hostile)


def test_too_many_numbers_at_once_are_refused_and_nothing_is_noted(owner, site, monkeypatch):
    monkeypatch.setattr(figures_files, "MOST_NUMBERS", 1)
    oncall.store([row(site), row(site)])
    answer = press(owner, f"{PAGE}/callbacks", PAGE, period="30", with_numbers="y")
    assert answer.status_code == 409
    assert "Choose a shorter time." in text(answer)
    assert not db.session().execute(select(Access.submission_id)).all()


def test_twenty_thousand_callbacks_are_counted_at_once(site):
    began = clock.now() - timedelta(days=80)
    step = timedelta(days=80) / 20_000
    sealed = {"name": "", "phone": ""}
    many = [
        row(site, began + number * step, tried_in=(number % 90) * MINUTE, **sealed)
        for number in range(20_000)
    ]
    for each in many:
        del each[CallbackRequest], each[Attempt]  # figures of promises read neither
    oncall.store(many)
    before = time.process_time()  # others may be using this machine too
    found = counted(site, "90")
    took = time.process_time() - before
    assert found.all.came == 20_000
    assert took < 0.3
