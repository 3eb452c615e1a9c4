"""The demo's mailbox: what the staff would have been sent, for them alone."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from intake.alerts import mailbox
from intake.words import Role
from tests import apps
from tests.people import signed_in


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
def test_it_shows_mails_to_the_people_of_the_site(app, site, letters, role):
    letters("one")
    page = signed_in(app, site, role).get("/staff/mailbox").text
    assert "A message waits" in page
    assert "staff@demo.example" in page
    assert "Reference ABCD-EFG" in page


def test_it_shows_nobody_else_anything(app, client, site, letters):
    letters("one")
    answer = client.get("/staff/mailbox")
    assert answer.status_code == 302
    assert "/staff/sign-in" in answer.location
    assert signed_in(app, site).get("/staff/mailbox").status_code == 403


def test_it_says_so_when_there_is_no_mail(app, site, letters):
    assert "No mail yet" in signed_in(app, site, Role.STAFF).get("/staff/mailbox").text


def test_what_a_mail_says_is_shown_as_text(app, site, letters):
    letters("one", subject="<img src=x onerror=__x=1>", text="<script>__x=1</script>")
    page = signed_in(app, site, Role.STAFF).get("/staff/mailbox").text
    assert "<img" not in page
    assert "<script>__x" not in page
    assert "&lt;script&gt;__x=1" in page


def test_it_shows_the_newest_fifty(app, site, letters):
    for number in range(51):
        letters(f"mail{number}", subject=f"Subject {number}.")
    page = signed_in(app, site, Role.STAFF).get("/staff/mailbox").text
    assert page.count('class="mail"') == 50


def test_no_cache_keeps_it(app, site, letters):
    answer = signed_in(app, site, Role.STAFF).get("/staff/mailbox")
    assert answer.headers["Cache-Control"] == "no-store"


def test_only_the_demo_has_one(app, settings, site):
    real = apps.another(settings, is_demo=False)
    answer = signed_in(real, site, Role.STAFF).get("/staff/mailbox")
    assert answer.status_code == 404
