"""Bodies that no form of ours sends: each gets a 4xx with a sentence, and nothing is stored."""

from __future__ import annotations

import io
import json
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.visiting import CONTACT, stored

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
MULTI = "multipart/form-data; boundary=b"


def part(disposition, text=b"x"):
    return b"--b\r\nContent-Disposition: form-data; " + disposition + b"\r\n\r\n" + text + b"\r\n"


def as_json(**changed):
    return json.dumps(CONTACT | changed).encode()


BAD = {
    "65 KiB": (FORM, b"name=" + b"a" * 65 * 1024, 413),
    "65 KiB of JSON": (JSON, b'{"name":"' + b"a" * 65 * 1024 + b'"}', 413),
    "10,000 fields": (FORM, b"&".join(b"f%d=1" % n for n in range(7000)), 413),
    "101 fields of JSON": (JSON, json.dumps({f"f{n}": "" for n in range(101)}).encode(), 413),
    "many parts": (MULTI, b"".join(part(b'name="f"') for _ in range(300)) + b"--b--", 413),
    "a file": (MULTI, part(b'name="f"; filename="x.txt"') + b"--b--", 400),
    "cut off": (MULTI, part(b'name="f"'), 400),
    "no boundary": ("multipart/form-data", b"x", 400),
    "a boundary of 1,000": ("multipart/form-data; boundary=" + "b" * 1000, b"x", 400),
    "not ASCII as a boundary": ("multipart/form-data; boundary=é", b"x", 400),
    "Latin-1 in a part": (MULTI, part(b'name="f"', b"caf\xe9") + b"--b--", 400),
    "no name of a part": (MULTI, part(b"x=y") + b"--b--", 400),
    "Latin-1": (FORM, b"name=caf\xe9", 400),
    "Latin-1 in percent": (FORM, b"name=caf%e9", 400),
    "half a pair in percent": (FORM, b"name=%ed%a0%80", 400),
    "NUL": (FORM, b"name=a%00b", 400),
    "NUL in a name": (FORM, b"na%00me=a", 400),
    "escape": (FORM, b"message=%1b[31m", 400),
    "C1": (FORM, "message=\x85".encode(), 400),
    "a charset that is not ours": (f"{FORM}; charset=utf-16", b"name=a", 415),
    "UTF-16": (JSON, as_json().decode().encode("utf-16"), 400),
    "UTF-32": (JSON, as_json().decode().encode("utf-32"), 400),
    "EBCDIC": (JSON, as_json().decode().encode("cp500"), 400),
    "BOM": (JSON, b"\xef\xbb\xbf" + as_json(), 400),
    "empty JSON": (JSON, b"", 400),
    "a list": (JSON, b"[]", 400),
    "a list as a value": (JSON, as_json(name=["Jo"]), 400),
    "an object as a value": (JSON, as_json(name={"$ne": ""}), 400),
    "null": (JSON, as_json(name=None), 400),
    "a number": (JSON, as_json(name=1), 400),
    "20,000 digits": (JSON, b'{"name":' + b"1" * 20_000 + b"}", 400),
    "1e400": (JSON, b'{"name":1e400}', 400),
    "NaN": (JSON, b'{"name":NaN}', 400),
    "Infinity": (JSON, b'{"name":-Infinity}', 400),
    "depth 10,000": (JSON, b"[" * 10_000 + b"]" * 10_000, 400),
    "deep objects": (JSON, b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 400),
    "a name twice": (JSON, b'{"name":"a","name":"b"}', 400),
    "half a pair": (JSON, b'{"name":"\\ud800"}', 400),
    "NUL in JSON": (JSON, b'{"name":"\\u0000"}', 400),
    "plain text": ("text/plain", b"name=Jo", 415),
    "XML": ("application/xml", b"<name/>", 415),
    "no type": ("", b"name=Jo", 415),
}


@pytest.mark.parametrize("name", BAD)
def test_it_is_refused_with_a_sentence(client, site, name):
    content_type, data, status = BAD[name]
    response = client.post(
        "/blog/contact",
        data=data,
        content_type=content_type,
        headers={"Accept": "application/problem+json"},
    )
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert response.json["detail"].endswith(".")
    assert stored() == 0


def test_a_chunked_body_is_not_cut_off_and_stored(client, site):
    words = urlencode(CONTACT).encode() + b"&x=" + b"a" * 70_000
    response = client.post(
        "/blog/contact",
        input_stream=io.BytesIO(words),
        content_type=FORM,
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert response.status_code == 413
    assert stored() == 0


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, identity"])
def test_a_compressed_body_is_refused(client, site, encoding):
    response = client.post(
        "/blog/contact", data=b"x", content_type=FORM, headers={"Content-Encoding": encoding}
    )
    assert response.status_code == 415
    assert "without Content-Encoding" in response.text


def test_a_multipart_form_without_files_is_taken(client, site):
    response = client.post("/blog/contact", data=CONTACT, content_type="multipart/form-data")
    assert response.status_code == 303


def test_tabs_and_line_ends_and_every_script_are_taken(client, site):
    message = "Привет\t你好\r\nمرحبا 👩‍⚕️"
    assert client.post("/blog/contact", data=CONTACT | {"message": message}).status_code == 303
    assert client.post("/blog/contact", json=CONTACT | {"message": message}).status_code == 200


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    data=st.one_of(
        st.binary(max_size=300),
        st.dictionaries(st.text(max_size=8), st.text(max_size=40), max_size=5).map(
            lambda fields: json.dumps(fields).encode()
        ),
    ),
    content_type=st.sampled_from([FORM, JSON, MULTI, "text/plain", 'x/y; charset="', "json"]),
    kind=st.sampled_from(["comment", "contact", "callback"]),
)
def test_no_bytes_at_all_make_it_fail(client, site, data, content_type, kind):
    response = client.post(f"/blog/{kind}", data=data, content_type=content_type)
    assert 400 <= response.status_code < 500


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    values=st.fixed_dictionaries(
        {name: st.text(max_size=60) for name in ("name", "email", "website", "comment", "path")}
    )
)
def test_no_words_at_all_make_it_fail(client, site, values):
    assert client.post("/blog/comment", json=values).status_code in {201, 200, 400, 422}
