"""The demo's mailbox: what the staff would have been sent, for them alone."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from intake.alerts import mailbox
from intake.demo import service as demo
from intake.sites import service as sites
from intake.words import Role
from tests import apps
from tests.people import signed_in


@pytest.fixture
def demo_site(app, settings):
    demo.create(settings)
    return sites.get("demo")


@pytest.fixture
def letters(app, settings):
    """Writes mails as the worker does."""
    directory = settings.data / "mailbox"

    def write(name, subject="A message waits", text="Reference ABCD-EFG"):
        mail = EmailMessage()
        mail["To"], mail["Subject"], mail["Message-ID"] = (
            "staff@demo.example",
            subject,
            f"<{name}@x>",
        )
        mail.set_content(text)
        mailbox.Mailbox(directory).send(mail, name, lambda: None)

    return write


@pytest.mark.parametrize("role", [Role.OWNER, Role.STAFF, Role.MODERATOR])
def test_it_shows_mails_to_the_people_of_the_site(app, demo_site, letters, role):
    letters("one")
    page = signed_in(app, demo_site, role).get("/staff/mailbox").text
    assert "A message waits" in page
    assert "staff@demo.example" in page
    assert "Reference ABCD-EFG" in page


def test_it_shows_nobody_else_anything(app, client, demo_site, letters):
    letters("one")
    answer = client.get("/staff/mailbox")
    assert answer.status_code == 302
    assert "/staff/sign-in" in answer.location
    assert signed_in(app, demo_site).get("/staff/mailbox").status_code == 403


@pytest.mark.parametrize("role", [Role.OWNER, Role.STAFF, Role.MODERATOR])
def test_it_shows_nothing_to_people_of_other_sites(app, site, demo_site, letters, role):
    letters("one")
    client = signed_in(app, site, role)
    answer = client.get("/staff/mailbox")
    assert answer.status_code == 403
    assert "A message waits" not in answer.text
    assert "/staff/mailbox" not in client.get("/staff/", follow_redirects=True).text


def test_it_shows_nothing_where_there_is_no_demo_site(app, site, letters):
    letters("one")
    assert signed_in(app, site, Role.OWNER).get("/staff/mailbox").status_code == 403


def test_it_says_so_when_there_is_no_mail(app, demo_site, letters):
    assert "No mail yet" in signed_in(app, demo_site, Role.STAFF).get("/staff/mailbox").text


def test_what_a_mail_says_is_shown_as_text(app, demo_site, letters):
    letters("one", subject="<img src=x onerror=__x=1>", text="<script>__x=1</script>")
    page = signed_in(app, demo_site, Role.STAFF).get("/staff/mailbox").text
    assert "<img" not in page
    assert "<script>__x" not in page
    assert "&lt;script&gt;__x=1" in page


def test_it_shows_the_newest_fifty(app, demo_site, letters):
    for number in range(51):
        letters(f"mail{number}", subject=f"Subject {number}.")
    page = signed_in(app, demo_site, Role.STAFF).get("/staff/mailbox").text
    assert page.count('class="mail"') == 50


def test_no_cache_keeps_it(app, demo_site, letters):
    answer = signed_in(app, demo_site, Role.STAFF).get("/staff/mailbox")
    assert answer.headers["Cache-Control"] == "no-store"


def test_only_the_demo_has_one(app, settings, demo_site):
    real = apps.another(settings, is_demo=False)
    answer = signed_in(real, demo_site, Role.STAFF).get("/staff/mailbox")
    assert answer.status_code == 404
