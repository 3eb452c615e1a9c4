"""Words of emergency: rung at once while somebody is there; by night no word wakes the staff."""

import pytest

from intake import clock
from intake.hours import service as hours
from intake.sites import service as sites
from intake.words import Evidence
from tests.desks import ladder
from tests.drafts import CALLBACK
from tests.web.staff import judged


@pytest.fixture
def clinic(app):
    return sites.add("clinic", "Clinic", ["https://clinic.example"])  # Monday to Friday, 9 to 17


def test_an_emergency_is_rung_at_once_while_the_site_is_open(site, at):
    urgent = judged(site, CALLBACK, evidence=[Evidence.EMERGENCY])
    assert ladder(urgent.id).next_at == clock.now()
    other = judged(site, CALLBACK, phone="+12025550199")
    assert ladder(other.id).next_at > clock.now()


def test_while_it_is_closed_it_climbs_as_any_other(clinic, at):
    at.advance(12 * 3600)
    calendar = hours.calendar(clinic)
    assert not calendar.is_open(clock.now())
    urgent = judged(clinic, CALLBACK, evidence=[Evidence.EMERGENCY])
    assert ladder(urgent.id).next_at > calendar.opens_after(clock.now())
