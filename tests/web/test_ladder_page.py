"""The ladder page: an owner sets who is told, and when, if nobody calls."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select

from intake import audit, db
from intake.alerts import service as alerts
from intake.duty import ladders
from intake.duty.ladders import USUAL, Counts, Rungs, Step, WrongLadder
from intake.duty.tables import Ladder
from intake.sites import service as sites
from intake.words import Channel, Role
from tests.people import account, signed_in
from tests.rung import STAFF, climbing, ladder, way
from tests.web.staff import press, text

PAGE = "/staff/ladder"
SETTINGS = {"share": "40", "loops": "1", "quiet_from": "22:00", "quiet_to": "06:30"}


@pytest.fixture
def owner(app, site):
    return signed_in(app, site, Role.OWNER)


def fields(*steps, **more):
    """Return what the form sends: (who, after, counts, channel) of each step."""
    names = ("who", "after", "counts", "channel")
    sent = {
        f"steps-{number}-{name}": value
        for number, step in enumerate(steps)
        for name, value in zip(names, step, strict=True)
    }
    return {**SETTINGS, **sent, **more}


def shown(answer):
    """Return what the form shows of its steps: (who, after) of each."""
    page = answer.get_data(as_text=True)
    who = re.findall(r'<select[^>]*name="steps-\d-who".*?</select>', page, re.DOTALL)
    chosen = [re.search(r'<option selected value="([^"]*)"', each)[1] for each in who]
    after = re.findall(r'name="steps-\d-after"[^>]*value="([^"]*)"', page)
    return list(zip(map(html.unescape, chosen), after, strict=True))


FIRST, SECOND = ("role:staff", "0", "open", ""), ("duty", "20", "clock", "sms")


def test_it_shows_the_usual_ladder_until_somebody_saves_one(owner):
    answer = owner.get(PAGE)
    assert shown(answer) == [("role:staff", "0"), ("duty", "80"), ("role:owner", "90")]
    assert "Nobody has saved one yet" in text(answer)


def test_what_an_owner_saves_holds_for_the_next_callback(owner, site):
    answer = press(owner, PAGE, PAGE, **fields(FIRST, SECOND))
    assert answer.status_code == 303
    assert "Saved." in text(owner.get(answer.location))
    saved = ladders.of_site(site.id)
    assert saved == Rungs(
        (Step("role:staff"), Step("duty", 20, Counts.CLOCK, Channel.SMS)),
        0.4,
        (22 * 60, 6 * 60 + 30),
        1,
        saved.id,
    )
    assert db.session().scalars(select(audit.Noted.action)).all().count("ladder.set") == 1


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        ("add", ["role:staff", "duty", "role:owner", "duty"]),
        ("remove-1", ["role:staff", "role:owner"]),
        ("up-2", ["role:staff", "role:owner", "duty"]),
        ("down-0", ["duty", "role:staff", "role:owner"]),
        ("up-0", ["role:staff", "duty", "role:owner"]),
        ("remove-99", ["role:staff", "duty", "role:owner"]),
        ("nonsense", ["role:staff", "duty", "role:owner"]),
    ],
)
def test_the_buttons_beside_a_step_show_the_ladder_anew_and_save_nothing(owner, site, do, expected):
    sent = fields(FIRST, SECOND, ("role:owner", "5", "open", ""), do=do)
    answer = press(owner, PAGE, PAGE, **sent)
    assert answer.status_code == 200
    assert [who for who, _ in shown(answer)] == expected
    assert "Nothing is saved yet." in text(answer)
    assert ladders.of_site(site.id) == USUAL


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (fields(), "Give at least one step"),
        (fields(FIRST, ("duty", "soon", "open", "")), "Step 2: enter a whole number up to 1440"),
        (fields(FIRST, ("duty", "101", "share", "")), "Step 2: enter a whole number up to 100"),
        (fields(("person:999999", "0", "open", "")), "Step 1: not a valid choice"),
        (fields(FIRST, share="100"), "Enter a whole number up to 95"),
        (fields(FIRST, loops="-1"), "Enter a whole number up to 5"),
        (fields(FIRST, quiet_to=""), "Enter when the quiet hours end"),
        (fields(FIRST, quiet_from="25:00"), "Enter when the quiet hours begin"),
    ],
)
def test_what_is_wrong_is_said_and_saves_nothing(owner, site, sent, sentence):
    answer = press(owner, PAGE, PAGE, **sent)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert db.session().scalars(select(Ladder.id)).all() == []


def test_callbacks_that_climb_keep_theirs_and_the_page_says_how_many(owner, site):
    ladder(site, STAFF)
    climbing(site)
    climbing(site)
    press(owner, PAGE, PAGE, **fields(FIRST, SECOND))
    assert "2 callbacks are on their ladders now. They keep those" in text(owner.get(PAGE))


def test_the_step_that_a_button_was_about_keeps_the_focus(owner):
    def focused(do):
        sent = fields(FIRST, SECOND, ("role:owner", "5", "open", ""), do=do)
        page = press(owner, PAGE, PAGE, **sent).get_data(as_text=True)
        return re.findall(r'id="step-(\d)" tabindex="-1" autofocus', page)

    pressed = ("add", "up-2", "down-0", "remove-1", "remove-0")
    assert [focused(do) for do in pressed] == [["4"], ["2"], ["2"], ["1"], ["1"]]


def test_who_lacks_the_way_of_a_step_is_named_and_the_set_up_is_not_done(app, owner, site):
    bo = account(app, site, Role.STAFF, email="bo@x.example", name="Bo")
    answer = press(owner, PAGE, PAGE, **fields(("role:staff", "0", "open", "sms")))
    assert answer.status_code == 303
    assert "Step 1: Bo has no SMS" in text(owner.get(answer.location))
    assert "Not yet Ladder Step 1: Bo has no SMS." in text(owner.get("/staff/setup"))
    assert "Bo has no SMS: by e-mail instead" in text(owner.get("/staff/rung"))
    way(site, bo, Channel.SMS)
    assert "has no SMS" not in text(owner.get(PAGE))
    assert "Done Ladder You have set" in text(owner.get("/staff/setup"))
    assert "has no SMS" not in text(owner.get("/staff/rung"))


def test_the_addresses_that_no_ladder_decides_about_are_counted(owner, site):
    alerts.add_email(site.id, "desk@x.example", Role.STAFF)
    alerts.add_email(site.id, "queue@x.example", Role.MODERATOR)
    for path in (PAGE, "/staff/rung", "/staff/setup"):
        said = "At once: the addresses that are told of everything (1), then the ladder."
        assert said in text(owner.get(path))


def test_a_person_of_another_site_cannot_be_a_step(app, owner, site):
    other = sites.add("shop", "The Shop", ["https://shop.example"])
    ed = account(app, other, Role.STAFF, email="ed@x.example", name="Ed")
    answer = press(owner, PAGE, PAGE, **fields((f"person:{ed}", "0", "open", "")))
    assert answer.status_code == 422
    assert "Ed" not in text(owner.get(PAGE))


def test_another_sites_ladder_is_not_found(owner, site):
    other = sites.add("shop", "The Shop", ["https://shop.example"])
    assert owner.get(f"{PAGE}?site=shop").status_code == 404
    assert press(owner, f"{PAGE}?site=shop", PAGE, **fields(FIRST)).status_code == 404
    assert ladders.of_site(other.id) == USUAL


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.STAFF, Role.READER])
def test_only_an_owner_may(app, site, role):
    client = signed_in(app, site, role)
    assert client.get(PAGE).status_code == 403
    assert press(client, PAGE, "/staff/", **fields(FIRST)).status_code == 403


@pytest.mark.parametrize(
    "rungs",
    [
        Rungs(()),
        Rungs((STAFF,) * 11),
        Rungs((STAFF,), share=1),
        Rungs((STAFF,), loops=6),
        Rungs((Step("everybody"),)),
        Rungs((Step("role:nobody"),)),
        Rungs((Step("duty", -1),)),
        Rungs((Step("duty", 101, Counts.SHARE),)),
        Rungs((Step("duty", channel="pigeon"),)),
        Rungs((STAFF,), quiet=(0, 1440)),
    ],
)
def test_a_ladder_that_cannot_be_is_refused_whoever_saves_it(site, rungs):
    with pytest.raises(WrongLadder), db.transaction():
        ladders.save(site.id, rungs, None)
