"""The comment form, as a page."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from intake import db
from intake.submissions.tables import Thread
from tests.web import visiting
from tests.web.visiting import error_of, send, stored, ticket_for, value_of


def test_it_stores_a_comment_and_thanks_with_a_reference(client, site, at):
    response = send(client, at, "comment", website="example.org")
    assert response.status_code == 303
    assert visiting.comment() == {
        "author": "Jo Doe",
        "website": "https://example.org",
        "text": "A fine article.",
    }
    assert "Thank you for your comment" in client.get(response.location).text
    assert visiting.evidence() == []


def test_it_explains_the_star_before_the_first_field(client, site):
    page = client.get("/blog/comment?path=/a").text
    assert page.index("Fields marked with an asterisk") < page.index('name="name"')
    for name in ("name", "email", "comment"):
        tag = page[page.index(f'<label for="{name}"') :]
        assert '<span class="star">*</span></label>' in tag[:120]
        assert 'aria-required="true"' in tag[: tag.index(f'name="{name}"')]


def test_it_ties_the_promise_about_the_address_to_the_field(client, site):
    page = client.get("/blog/comment?path=/a").text
    assert 'id="email-hint" class="hint">Your email address will not be published.' in page
    assert 'aria-describedby="email-hint"' in page


def test_saving_the_name_is_off_and_hidden_until_a_script_can_do_it(client, site):
    page = client.get("/blog/comment?path=/a").text
    box = page[page.index("<div hidden data-save-name>") :]
    assert 'name="save_name"' in box
    assert "checked" not in page


def test_it_shows_all_errors_at_once_and_keeps_what_was_typed(client, site, at):
    response = send(client, at, "comment", name=" ", email="jane@", comment="Keep <this>")
    assert response.status_code == 422
    assert "<title>Error: Write a comment, Riverside Blog</title>" in response.text
    assert error_of(response, "name") == "Enter your name"
    assert (
        error_of(response, "email")
        == "Enter an email address in the correct format, like name@example.com"
    )
    assert '<a href="#email">Enter an email address' in response.text
    assert 'value="jane@"' in response.text
    assert "Keep &lt;this&gt;" in response.text
    assert 'aria-describedby="email-hint email-error"' in response.text
    assert stored() == 0


def test_a_corrected_form_is_stored_with_the_same_ticket(client, site, at):
    ticket = ticket_for(client, at, "comment")
    wrong = client.post("/blog/comment", data=visiting.COMMENT | ticket | {"name": ""})
    assert value_of(wrong, "ticket") == ticket["ticket"]
    assert client.post("/blog/comment", data=visiting.COMMENT | ticket).status_code == 303


@pytest.mark.parametrize(
    ("name", "length", "sentence"),
    [
        ("name", 81, "Your name must be 80 characters or fewer"),
        ("email", 255, "Your email address must be 254 characters or fewer"),
        ("comment", 5001, "Your comment must be 5000 characters or fewer"),
    ],
)
def test_it_names_the_limit_of_what_is_too_long(client, site, at, name, length, sentence):
    assert error_of(send(client, at, "comment", **{name: "x" * length}), name) == sentence


def test_line_ends_count_once_as_in_the_browser(client, site, at):
    assert send(client, at, "comment", comment="\r\n".join(["x"] * 2500)).status_code == 303


@pytest.mark.parametrize("email", ["=?utf-8?q?a=40evil.org=3e=20?=@x.org", "a@b.org\nBcc: x@y.org"])
def test_it_refuses_an_address_that_is_a_trick(client, site, at, email):
    assert error_of(send(client, at, "comment", email=email), "email")


def test_it_keeps_the_path_without_query_and_fragment(client, site, at):
    send(client, at, "comment", path="/articles/x?utm=1#top")
    with db.transaction() as session:
        assert session.scalar(select(Thread.path)) == "/articles/x"


def test_the_path_may_come_from_the_address_of_the_form(client, site, at):
    data = visiting.COMMENT | ticket_for(client, at, "comment")
    del data["path"]
    assert client.post("/blog/comment?path=/a", data=data).status_code == 303


@pytest.mark.parametrize("path", ["", "a", "//evil.example", "/\\evil", "/a b", "/" + "a" * 500])
def test_it_refuses_a_path_that_is_none(client, site, at, path):
    response = send(client, at, "comment", path=path)
    assert response.status_code == 422
    assert stored() == 0
    assert client.get("/blog/comment", query_string={"path": path}).status_code == 404


def test_a_link_fills_in_nothing_but_the_page(client, site):
    page = client.get("/blog/comment?path=/a&name=Mallory&ticket=x&comment=Spam")
    assert "Mallory" not in page.text
    assert "Spam" not in page.text
    assert value_of(page, "ticket") != "x"


def test_a_field_that_the_form_does_not_have_changes_nothing(client, site, at):
    send(client, at, "comment", status="approved", id="7", site_id="9", is_admin="1")
    assert visiting.newest().status == "received"


def test_the_trap_is_evidence_and_no_refusal(client, site, at):
    assert send(client, at, "comment", website_2="x").status_code == 303
    assert visiting.evidence() == ["trap"]


def test_no_cookie_is_set_and_no_cache_may_share_a_ticket(client, site):
    response = client.get("/blog/comment?path=/a")
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "private, no-cache"
