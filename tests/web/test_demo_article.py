"""The demo: an article as a customer's site would have it, with comments and a plain form below."""

from __future__ import annotations

import re

import pytest

from intake.demo import service as demo
from intake.sites import service as sites
from intake.threads.pages import PAGE
from tests import apps
from tests.published import publish, waiting

ARTICLE = "/demo/articles/your-first-visit"


@pytest.fixture
def demo_site(app, settings):
    demo.create(settings)
    return sites.get("demo")


def hidden(page):
    """Return the hidden fields of the page's form."""
    tags = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
    return dict(re.search(r'name="([^"]*)".*value="([^"]*)"', tag).groups() for tag in tags)


def test_making_the_demo_twice_makes_it_once(demo_site, settings):
    demo.create(settings)
    assert [site.slug for site in sites.everything()] == ["demo"]


def test_the_demo_moves_with_the_address_that_it_is_started_at(app, settings, at):
    demo.create(settings)
    moved = apps.another(settings, base_url="http://127.0.0.1:8301")
    demo.create(moved.config["SETTINGS"])
    client = moved.test_client()
    fields = hidden(client.get(ARTICLE).text)
    words = {"name": "Ann", "email": "ann@x.example", "comment": "Hello"}
    headers = {"Origin": "http://127.0.0.1:8301"}
    answer = client.post("/demo/comment", data=fields | words, headers=headers)
    assert answer.location == f"http://127.0.0.1:8301{ARTICLE}?intake=received"


def test_the_start_page_leads_to_the_demo_or_else_to_the_staff(client, settings, at):
    answer = client.get("/")
    assert (answer.status_code, answer.location) == (302, "/demo/")
    answer = apps.another(settings, is_demo=False).test_client().get("/")
    assert (answer.status_code, answer.location) == (302, "/staff/")


def test_the_way_back_from_the_thanks_leads_to_the_demo(client, demo_site, settings):
    words = {"name": "Ann", "email": "ann@x.example", "message": "Hello"}
    thanks = client.get(client.post("/demo/contact", data=words).location).text
    assert f'<a href="{settings.base_url}">Back to Riverside Practice</a>' in thanks
    assert client.get("/", follow_redirects=True).request.path == "/demo/"


def test_the_index_leads_to_all_there_is_to_try(client, demo_site):
    page = client.get("/demo/").get_data(as_text=True)
    for path in (ARTICLE, "/demo/contact", "/demo/callback", "/staff/queue", "/staff/mailbox"):
        assert f'href="{path}"' in page


def test_every_public_link_of_the_demo_leads_somewhere(client, demo_site):
    for start in ("/demo/", ARTICLE):
        links = re.findall(r'(?:href|src)="(/(?!staff)[^"#]*)"', client.get(start).text)
        assert links
        for link in links:
            with client.get(link.replace("&amp;", "&")) as answer:
                assert answer.status_code == 200, link


def test_the_article_invites_the_first_comment(client, demo_site):
    assert "No comments yet. Be the first." in client.get(ARTICLE).text


def test_the_article_shows_what_was_approved_and_nothing_that_waits(client, demo_site, at):
    publish(demo_site, at, path=ARTICLE, author="Ann", text="It was *kind*")
    waiting(demo_site, path=ARTICLE, text="zq4711")
    page = client.get(ARTICLE).text
    assert "It was <em>kind</em>" in page
    assert "zq4711" not in page


def test_later_comments_are_a_link_away(client, demo_site, at):
    publish(demo_site, at, PAGE + 1, path=ARTICLE, text="Hello there")
    (link,) = re.findall(r'rel="next" href="([^"]*)"', client.get(ARTICLE).text)
    page = client.get(ARTICLE + link.replace("&amp;", "&"))
    assert page.text.count("Hello there") == 1
    assert client.get(ARTICLE + "?page=3").status_code == 404
    assert client.get(ARTICLE + "?page=x").status_code == 400


def test_who_has_the_article_is_told_so_until_a_comment_appears(client, demo_site, at):
    etag = client.get(ARTICLE).headers["ETag"]
    again = client.get(ARTICLE, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    publish(demo_site, at, path=ARTICLE)
    assert client.get(ARTICLE, headers={"If-None-Match": etag}).status_code == 200


def test_the_form_below_is_a_plain_one_and_brings_the_visitor_back(client, demo_site, at, settings):
    fields = hidden(client.get(ARTICLE).text)
    assert fields == {"path": ARTICLE, "return_to": settings.base_url + ARTICLE}
    words = {"name": "Ann", "email": "zq4711@canary.example", "website": "", "comment": "Hello"}
    answer = client.post("/demo/comment", data=fields | words | {"website_2": ""})
    assert answer.status_code == 303
    assert answer.location == f"{settings.base_url}{ARTICLE}?intake=received"
    back = client.get(f"{ARTICLE}?intake=received")
    assert "your comment has reached us" in back.text
    assert "canary" not in back.text


def test_the_thanks_are_said_only_to_who_comes_back(client, demo_site):
    assert "has reached us" not in client.get(ARTICLE).text


def test_what_is_missing_is_said_on_a_page_that_keeps_the_words(client, demo_site):
    fields = hidden(client.get(ARTICLE).text)
    answer = client.post("/demo/comment", data=fields | {"name": "", "comment": "My words"})
    assert answer.status_code == 422
    assert "My words" in answer.text
    assert hidden(answer.text)["path"] == ARTICLE
    assert hidden(answer.text)["return_to"].endswith(ARTICLE)


def test_without_the_demo_there_is_no_demo(client):
    assert client.get(ARTICLE).status_code == 404
    assert client.get("/demo/").status_code == 404
