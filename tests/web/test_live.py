"""What a page of the queue asks every few seconds: counts, what is new, what has changed."""

import pytest

from intake.moderation import judging, service
from intake.sites import service as sites
from intake.words import Action, Label, Role, Status
from tests import people
from tests.drafts import send
from tests.machines import SaysAlways
from tests.web.staff import account, judged, submission

LIVE = "/staff/queue/live"


@pytest.fixture
def ada(app, site):
    return people.signed_in(app, site, Role.MODERATOR, email="ada@x.example", name="Ada")


@pytest.fixture
def ben(app, site):
    return account(people.account(app, site, Role.MODERATOR, email="ben@x.example", name="Ben"))


def ask(client, **wanted):
    answer = client.get(LIVE, query_string=wanted)
    assert answer.status_code == 200
    return answer.json


def test_it_counts_each_tab_and_what_came_since(ada, site):
    newest = judged(site).id
    assert ask(ada, newest=newest)["new"] == 0
    judged(site)
    send(site)
    told = ask(ada, newest=newest)
    assert (told["new"], told["counts"]["waiting"]) == (2, "3")
    assert ask(ada, newest=newest, tab="spam")["new"] == 0


def test_only_new_ones_of_the_same_filter_are_announced(ada, site):
    newest = judged(site).id
    judged(site)
    assert ask(ada, newest=newest, alike=newest)["new"] == 0


def test_it_says_who_decided_what_is_shown(ada, ben, site, at):
    item, other = judged(site), judged(site)
    service.decide(item.id, ben, Action.APPROVE, Status.PENDING)
    at.advance(seconds=12)
    shown = f"{item.id}:pending,{other.id}:pending"
    assert ask(ada, shown=shown)["changed"] == {str(item.id): "Published by Ben, 12 s ago."}
    assert ask(ada, shown=f"{item.id}:approved")["changed"] == {}


def test_it_says_that_the_machine_has_read_what_had_just_arrived(ada, site):
    item = submission(send(site).token)
    shown = f"{item.id}:received"
    assert ask(ada, shown=shown)["changed"] == {}
    judging.judge_waiting(SaysAlways(Label.UNSURE))
    assert ask(ada, shown=shown)["changed"] == {str(item.id): "The machine has read this now."}


def test_another_sites_items_are_gone_whatever_became_of_them(ada, site):
    shop = sites.add("shop", "The Shop", ["https://shop.example"])
    theirs = judged(shop)
    told = ask(ada, shown=f"{theirs.id}:approved,999:pending", newest=0, looking=theirs.id)
    assert told["changed"] == {
        str(theirs.id): "This is gone meanwhile.",
        "999": "This is gone meanwhile.",
    }
    assert (told["new"], told["counts"]["waiting"], told["looking"]) == (0, "0", {})


@pytest.mark.parametrize(
    "wanted",
    [{"shown": "x"}, {"shown": "1:"}, {"shown": "1:lost"}, {"shown": "x:pending"}, {"tab": "all"},
     {"shown": ",".join(["1:pending"] * 101)}, {"newest": "-1"}, {"looking": "9" * 40},
     {"newest": "\u0661"}],
)  # fmt: skip
def test_what_no_page_asks_is_not_found(ada, site, wanted):
    assert ada.get(LIVE, query_string=wanted).status_code == 404


def test_strangers_and_staff_are_told_nothing(app, client, site):
    answer = client.get(LIVE, headers={"Accept": "application/json"})
    assert answer.status_code == 401
    staff = people.signed_in(app, site, Role.STAFF, email="s@x.example")
    assert staff.get(LIVE).status_code == 403


def test_asking_by_itself_does_not_keep_anybody_signed_in(ada, site, at):
    for _ in range(31):
        at.advance(seconds=60)
        last = ada.get(LIVE, headers={"Accept": "application/json"})
    assert last.status_code == 401


def test_the_page_says_from_where_on_things_are_new_and_how_many_wait(ada, site):
    shop = sites.add("shop", "The Shop", ["https://shop.example"])
    newest = judged(site).id
    judged(shop)
    page = ada.get("/staff/queue").get_data(as_text=True)
    assert f'data-newest="{newest}"' in page
    assert "<title>(1) Waiting, review queue</title>" in page
