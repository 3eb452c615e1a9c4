"""Security headers on every answer."""

from __future__ import annotations

import pytest

from tests import apps
from tests.web.visiting import CONTACT


@pytest.mark.parametrize(
    "path", ["/blog/contact", "/nowhere", "/static/intake.css", "/staff/queue", "/receipts/0"]
)
def test_every_answer_has_them(client, site, path):
    with client.get(path) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("path", ["/staff/sign-in", "/staff/queue", "/receipts/0"])
def test_what_is_private_is_kept_by_nobody(client, site, path):
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_an_answer_to_a_form_is_kept_by_nobody(client, site):
    assert client.post("/blog/contact", data={}).headers["Cache-Control"] == "no-store"
    assert client.post("/blog/contact", json=CONTACT).headers["Cache-Control"] == "no-store"


def test_a_site_on_https_asks_to_stay_there(settings, site):
    client = apps.another(settings, base_url="https://intake.example").test_client()
    assert client.get("/nowhere").headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("path", ["/blog/contact", "/blog/comment?path=/a", "/nowhere"])
def test_no_page_asks_a_third_party_or_runs_script_of_its_own(client, site, path):
    page = client.get(path).text
    assert "://" not in page
    assert "style=" not in page
    assert " on" + "click" not in page
    assert "<script>" not in page
