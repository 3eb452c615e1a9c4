"""A plain form on the customer's own page, and scripts there: who may send, read and return."""

from __future__ import annotations

import pytest

from tests.web.visiting import CONTACT, stored

HERE = {"Origin": "https://blog.example"}


def send(client, return_to, **headers):
    return client.post(
        "/blog/contact", data=CONTACT | {"return_to": return_to}, headers=HERE | headers
    )


@pytest.mark.parametrize(
    ("return_to", "location"),
    [
        ("https://blog.example/thanks", "https://blog.example/thanks?intake=received"),
        ("https://blog.example", "https://blog.example?intake=received"),
        (
            "https://blog.example/a?page=2&q=%C3%A9#form",
            "https://blog.example/a?page=2&q=%C3%A9&intake=received#form",
        ),
        ("https://blog.example/a?intake=received", "https://blog.example/a?intake=received"),
    ],
)
def test_it_leads_back_to_the_customers_page(client, site, return_to, location):
    response = send(client, return_to)
    assert response.status_code == 303
    assert response.location == location


@pytest.mark.parametrize(
    "return_to",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\\\evil.example",
        "https:evil.example",
        "https://blog.example@evil.example/",
        "https://user@blog.example/",
        "https://evil.example\\.blog.example",
        "https://blog.example.evil.example/",
        "https://evilblog.example/",
        "https://blog.example%5C@evil.example/",
        "https://blog.example:8443/",
        "http://blog.example/",
        "https://blog.example\u3002evil.example/",
        "https://blog.example/%0d%0aX: y z",
        "/%09/evil.example",
        "javascript:alert(1)//https://blog.example/",
        "https://[",
        "/thanks",
        "",
    ],
)
def test_a_way_back_that_is_not_the_sites_is_not_taken(client, site, return_to):
    response = send(client, return_to)
    assert response.status_code == 303
    assert response.location.startswith("/receipts/")


def test_an_invalid_form_is_shown_on_our_page_and_still_leads_back(client, site):
    data = CONTACT | {"email": "", "return_to": "https://blog.example/a"}
    response = client.post("/blog/contact", data=data, headers=HERE)
    assert response.status_code == 422
    assert 'value="https://blog.example/a"' in response.text
    policy = response.headers["Content-Security-Policy"]
    assert "form-action 'self' https://blog.example;" in policy


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://blog.example.evil.example",
        "https://evilblog.example",
        "http://blog.example",
        "https://blog.example:8443",
        "https://BLOG.example",
    ],
)
def test_a_form_on_a_foreign_site_is_refused(client, site, origin):
    response = client.post("/blog/contact", data=CONTACT, headers={"Origin": origin})
    assert response.status_code == 403
    assert "may not send to this site" in response.text
    assert "Access-Control-Allow-Origin" not in response.headers
    assert stored() == 0


@pytest.mark.parametrize("origin", ["null", "http://intake.example", "http://localhost"])
def test_our_own_pages_and_those_without_an_origin_may_send(client, site, origin):
    response = client.post("/blog/contact", data=CONTACT, headers={"Origin": origin})
    assert response.status_code == 303
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(("json", "status"), [(CONTACT, 201), ({}, 422)])
def test_a_script_on_the_customers_page_may_read_the_answer(client, site, json, status):
    response = client.post("/blog/contact", json=json, headers=HERE)
    assert response.status_code == status
    assert response.headers["Access-Control-Allow-Origin"] == "https://blog.example"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Origin" in response.headers["Vary"]


@pytest.mark.parametrize("path", ["/blog/contact", "/blog/ticket/contact"])
def test_a_preflight_is_answered_for_the_exact_origin_only(client, site, path):
    asks = {"Access-Control-Request-Method": "POST"}
    response = client.options(path, headers=HERE | asks)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "https://blog.example"
    assert "Idempotency-Key" in response.headers["Access-Control-Allow-Headers"]
    other = client.options(path, headers=asks | {"Origin": "https://evil.example"})
    assert not [name for name, _ in other.headers if name.startswith("Access-Control")]


def test_another_site_is_not_allowed_by_this_ones_origins(client, site):
    response = client.options("/nobody/contact", headers=HERE)
    assert "Access-Control-Allow-Origin" not in response.headers
