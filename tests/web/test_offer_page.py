"""The owner's page of what callers are offered."""

import pytest

from intake.promises import offers
from intake.promises.offers import SiteOffer
from intake.sites import service as sites
from intake.submissions import emergencies, emergency_words
from intake.submissions.emergency_words import Emergency
from intake.words import Role
from tests.drafts import CALLBACK, send
from tests.people import signed_in
from tests.web.staff import press, text

PAGE = "/staff/offer/blog"
WHOLE = {
    "soon_minutes": "90",
    "calls_an_hour": "2",
    "days": "3",
    "sends_mail": "y",
    "number": "112",
    "words_en": "Lost tooth\r\n\r\n Lost  tooth\r\nFever",
    "words_es": "",
    "words_de": "Zahn ab",
}


@pytest.fixture
def owner(app, site):
    return signed_in(app, site, Role.OWNER)


def test_it_shows_what_is_usual_until_somebody_has_set_it(owner):
    assert owner.get("/staff/offer").location == PAGE
    page = owner.get(PAGE).text
    assert 'value="60"' in page
    assert 'value="911"' in page
    assert "heart attack\n" in page


def test_it_shows_what_a_caller_would_be_offered_now(owner, site):
    assert "As soon as possible - by 10:30 Today 10:00-12:00" in text(owner.get(PAGE))
    for _ in range(12):
        send(site, CALLBACK, window="20260302T1000-20260302T1200")
    assert "Today 10:00-12:00" not in text(owner.get(PAGE))


def test_what_an_owner_sets_holds(owner, site, client):
    answer = press(owner, PAGE, PAGE, **WHOLE)
    assert answer.status_code == 303
    assert offers.of(site.id) == SiteOffer(90, 2, 3, sends_mail=True)
    words = {"en": ("Lost tooth", "Fever"), "es": (), "de": ("Zahn ab",)}
    assert emergency_words.of(site) == Emergency("112", words)
    page = text(owner.get(answer.location))
    assert "Saved." in page
    assert "by 11:00" in page
    assert "by 11:00" in client.get("/blog/callback").text
    assert press(owner, PAGE, PAGE, **WHOLE | {"days": "1"}).status_code == 303
    assert offers.of(site.id).days == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"soon_minutes": "4"}, "Enter a whole number from 5 to 1440"),
        ({"soon_minutes": "soon"}, "Enter a whole number from 5 to 1440"),
        ({"calls_an_hour": "0"}, "Enter a whole number from 1 to 240"),
        ({"days": ""}, "Enter a whole number from 1 to 14"),
        ({"number": "call us"}, "Enter a number with digits only, like 911"),
        ({"number": ""}, "Enter a number with digits only, like 911"),
        ({"words_es": "a" * 61}, "must be 60 characters or fewer"),
        ({"words_de": "ab"}, "Each word must have 3 letters or more"),
        ({"words_en": "\n".join(f"word{n}" for n in range(101))}, "Enter at most 100 words"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(owner, site, fields, sentence):
    answer = press(owner, PAGE, PAGE, **WHOLE | fields)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert offers.of(site.id) == SiteOffer()
    assert emergency_words.of(site).words == emergencies.USUAL_WORDS


def test_no_words_at_all_are_a_choice_too(owner, site, client):
    press(owner, PAGE, PAGE, **WHOLE | {"words_en": "", "words_de": ""})
    assert emergency_words.of(site).phrases == []
    assert client.get("/blog/callback").status_code == 200


def test_another_site_is_another_owners(owner):
    sites.add("shop", "The Shop", ["https://shop.example"])
    assert owner.get("/staff/offer/shop").status_code == 404
