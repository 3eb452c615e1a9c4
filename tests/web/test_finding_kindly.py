"""The review queue: nonsense is answered kindly, and addresses are looked for on record."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import select

from intake import audit, db
from intake.moderation import addresses, listing
from intake.moderation.finding_wording import REASONS
from intake.sites import service as sites
from intake.submissions.tables import Comment, Thread
from intake.words import Evidence, Label, Role
from tests import people
from tests.drafts import CALLBACK
from tests.web.searching import WATCHES, WET, found, search, texts, three
from tests.web.staff import judged, press, text


@pytest.fixture
def ada(app, site):
    return people.signed_in(app, site, Role.MODERATOR, email="ada@x.example", name="Ada")


@pytest.fixture
def owner(app, site):
    return people.signed_in(app, site, Role.OWNER, email="olga@x.example", name="Olga")


NONSENSE = [
    ("colour:red", "There is no filter “colour:”."),
    ("before:2026-02-31", "“2026-02-31” is no day. Write one like 2026-03-02."),
    ("after:0001-01-01", "“0001-01-01” is no day."),
    ("after:9999-12-31", "“9999-12-31” is no day."),
    ("author:", "Write something behind “author:”"),
    ("kind:letter", "There is no kind called “letter”. There are: comment, contact, callback."),
    ("reason:luck", "There is no reason called “luck”."),
    ("reason:rule:x", "A rule is named by its number"),
    ("is:lovely", "Nothing is “lovely” here."),
    ("site:shop", "You have no site called “shop”."),
    ("lang:klingon", "“klingon” is no language."),
    ("links:many", "“many” is no number of links."),
    ("links:-1", "“-1” is no number of links."),
    ("older:tree", "There is no age called “tree”."),
    ("band:broad", "There is no band called “broad”."),
    ("thread:http://[", "is no page."),
    ("author:maria@example.org", "To look for an address, write email: before it."),
    ("email:maria@example.org", "You may not look for addresses here."),
]


def test_nonsense_is_answered_kindly_and_the_rest_is_found(ada, site):
    three(site)
    for typed, sentence in NONSENSE:
        page = ada.get(search(ada, f"{typed} wet").location)
        assert (typed, texts(page)) == (typed, [WET])
        assert sentence in text(page)
        assert sentence not in text(ada.get("/staff/queue"))
    assert "no letter or digit to look for in “?!”." in text(ada.get(search(ada, "?!").location))


ODD = ["since=x", "kind=x", "q=%00", "q=%22", "lang=%ff", "links=" + "9" * 400,
     "reason=rule:" + "9" * 30,
     "address=k1.00", "address=x", "sort=x", "q=" + "a+" * 400, "q=(%22a%22+OR+*", "author=%27%27",
     "q=a@example.org", "q=%F0%9F%8E%81", "q=don%27t", "q=a%26b|c!:*", "thread=%5B",
     "older=1"]  # fmt: skip


def test_whatever_stands_in_the_address_is_answered(ada, site):
    three(site)
    for query in ODD:
        assert (query, ada.get(f"/staff/queue?{query}").status_code) == (query, 200)


def test_items_that_cannot_be_lead_nowhere(ada, site):
    for query in ("link=x", "sender=-1", "alike=" + "9" * 30):
        assert ada.get(f"/staff/queue?{query}").status_code == 404


def notes():
    noted = audit.Noted
    query = select(noted.action, noted.site_id, noted.subject, noted.details)
    return db.session().execute(query.where(noted.action == "address.search")).all()


@pytest.mark.parametrize("typed", ["email:Jonas@Example.org", "jonas@example.org"])
def test_an_owner_finds_by_address_and_it_is_noted(owner, site, typed):
    three(site)
    judged(site, CALLBACK, Label.SPAM, email="jonas@example.org")
    answer = search(owner, typed)
    page = owner.get(answer.location)
    assert texts(page) == [WET]
    assert "Waiting 1 Published 0 Rejected 0 Spam 1" in text(page)
    assert "from one email address" in text(page)
    assert notes() == [("address.search", site.id, "", "{}")]
    whole = f"{answer.location} {answer.headers} {page.headers} {page.get_data(as_text=True)}"
    assert "jonas@" not in whole.lower()
    assert "jonas%40" not in whole.lower()
    index = db.session().scalar(select(Comment.email_index).where(Comment.author == "Jonas"))
    links = re.findall(r'(?:href|action)="([^"]*)"', page.get_data(as_text=True))
    assert not any(index in link for link in [answer.location, *links])


def test_an_address_is_found_as_a_whole_only(owner, site):
    three(site)
    assert found(owner, "email:jonas") == []
    assert found(owner, "email:example.org") == []


def test_who_may_not_reveal_addresses_looks_for_none(ada, owner, site):
    three(site)
    answer = search(ada, "email:jonas@example.org wet")
    assert "address=" not in answer.location
    assert notes() == []
    theirs = dict(parse_qsl(urlsplit(search(owner, "email:jonas@example.org").location).query))
    page = ada.get("/staff/queue", query_string=theirs)
    assert "This search for an address is over." in text(page)
    assert len(texts(page)) == 3


def test_searching_by_get_is_not_there(owner, site):
    assert owner.get("/staff/queue/search?q=email:a@b.example").status_code in {404, 405}
    assert notes() == []


def test_filters_survive_tabs_pages_and_decisions(ada, site, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 1)
    three(site)
    where = search(ada, "ramp thread:/articles/hello", sort="oldest").location
    page = ada.get(where).get_data(as_text=True)
    links = re.findall(r'<a href="([^"]*tab=[^"]*)"', page)
    tabs = [link for link in links if "before" not in link and "/queue?" in link][:5]
    assert len(tabs) == 5
    assert all("q=ramp" in link and "sort=oldest" in link for link in tabs)
    newer = next(link for link in links if "before=" in link).replace("&amp;", "&")
    assert texts(ada.get(newer)) == [WATCHES]
    action = re.search(r'class="decide" method="post" action="([^"]*)"', page)[1]
    answer = press(ada, action.replace("&amp;", "&"), where, action="spam", seen="pending")
    assert texts(ada.get(answer.location)) == [WATCHES]
    assert 'value="ramp thread:/articles/hello"' in ada.get(answer.location).get_data(as_text=True)


def test_what_narrows_the_list_can_be_taken_away_one_by_one(ada, site):
    three(site)
    page = ada.get("/staff/queue?q=ramp&reason=trap&sort=need").get_data(as_text=True)
    chips = [
        link.replace("&amp;", "&") for link in re.findall(r'class="chip" href="([^"]*)"', page)
    ]
    assert [len(texts(ada.get(chip))) for chip in chips] == [1, 3]
    assert all("sort=need" in chip for chip in chips)


def test_every_reason_has_a_name_and_finds(ada, site):
    page = text(ada.get("/staff/queue"))
    for reason in Evidence:
        assert REASONS[reason] in page
        assert ada.get(f"/staff/queue?reason={reason}").status_code == 200


def test_the_thread_of_another_site_is_another_thread(ada, site):
    other = sites.add("shop", "The Shop", ["https://shop.example"])
    judged(other, path="/articles/only-there")
    assert db.session().scalars(select(Thread.path)).all() == ["/articles/only-there"]
    assert found(ada, "thread:/articles/only-there") == []


def test_a_search_by_address_is_of_whoever_asked_for_as_long_as_they_may(owner, site):
    three(site)
    mine = people.store.by_email("olga@x.example").id
    sealed = addresses.ask("jonas@example.org", [site], mine)
    assert len(addresses.opened(sealed, mine, lambda _site_id: True)) == 1
    assert addresses.opened(sealed, mine, lambda _site_id: False) == ()
    assert addresses.opened(sealed, mine + 1, lambda _site_id: True) == ()


def test_an_address_in_a_pages_own_address_is_neither_looked_for_nor_repeated(owner, site):
    three(site)
    page = owner.get("/staff/queue?q=jonas@example.org&author=jonas@example.org")
    assert "To look for an address, write email: before it" in text(page)
    assert len(texts(page)) == 3
    assert not re.search(r'(href|value)="[^"]*jonas@', page.get_data(as_text=True))


def test_what_is_chosen_among_the_filters_is_kept_without_what_is_empty(owner, site):
    three(site)
    chosen = {"tab": "waiting", "sort": "need", "kind": "comment", "reason": "", "links": ""}
    answer = search(owner, "wet", **chosen, author="Jonas", unjudged="")
    assert answer.location == "/staff/queue?tab=waiting&q=wet&author=Jonas&kind=comment&sort=need"
    assert texts(owner.get(answer.location)) == [WET]
    answer = search(owner, "wet", **chosen, author="jonas@example.org")
    assert "jonas" not in answer.location
