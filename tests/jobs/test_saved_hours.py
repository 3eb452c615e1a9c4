"""Opening hours are kept in versions, each as it was saved."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from intake import audit, db
from intake.db import transaction
from intake.hours import service as hours
from intake.hours.calendar import Calendar, Interval, NeverOpen
from intake.hours.tables import SavedHours

ROOT = Path(__file__).parents[2]
BERLIN = ZoneInfo("Europe/Berlin")
MORNING = (Interval(9 * 60, 12 * 60),)
MORNINGS = Calendar(
    BERLIN,
    (MORNING,) * 5 + ((), ()),
    {date(2026, 12, 25): (), date(2026, 12, 24): MORNING},
    names={date(2026, 12, 25): "Christmas Day"},
)


def save(site, calendar):
    with transaction():
        return hours.save(site.id, calendar, None)


def test_what_is_saved_is_read_again_and_stays_under_its_number(site, at):
    first = save(site, MORNINGS)
    assert first == replace(MORNINGS, version=first.version)
    assert hours.calendar(site) == first
    second = save(site, replace(first, week=(MORNING,) * 7))
    assert hours.calendar(site) == second
    assert hours.version(first.version, site) == first
    assert hours.calendar(site) is hours.calendar(site)  # which keeps what it has reckoned
    subjects = db.session().scalars(select(audit.Noted.subject).order_by(audit.Noted.id)).all()
    assert subjects[-2:] == [f"hours:{first.version}", f"hours:{second.version}"]


def test_hours_saved_before_exceptions_had_names_are_read(site, at):
    with transaction() as session:
        session.add(
            SavedHours(
                site_id=site.id,
                time_zone="Europe/Berlin",
                week=[[[540, 720]]] * 7,
                exceptions={"2026-12-25": [], "2026-12-24": [[540, 600]]},
                saved_at=at(),
            )
        )
    calendar = hours.calendar(site)
    assert calendar.exceptions == {
        date(2026, 12, 25): (),
        date(2026, 12, 24): (Interval(540, 600),),
    }
    assert calendar.names == {}


@pytest.mark.parametrize(
    "never",
    [
        Calendar(BERLIN, ((),) * 7),
        Calendar(BERLIN, ((),) * 7, {date(2026, 4, 1): MORNING}),
        Calendar(
            BERLIN,
            (MORNING,) + ((),) * 6,
            {date.fromordinal(date(2026, 3, 2).toordinal() + 7 * n): () for n in range(60)},
        ),
    ],
)
def test_hours_that_never_open_are_not_saved(site, at, never):
    before = hours.calendar(site)
    with pytest.raises(NeverOpen, match="never open"):
        save(site, never)
    assert hours.calendar(site) == before


def test_holidays_are_loaded_only_when_asked_for():
    code = "import sys, intake.app; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
