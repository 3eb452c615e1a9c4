"""Bodies: whatever the bytes, there are fields or there is a refusal in words."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from intake.errors import BadBody, BodyTooLarge, WrongContentType
from intake.submissions import bodies

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
MULTI = "multipart/form-data; boundary=b"

PIECES = st.sampled_from(
    [
        b"--b", b"--", b"\r\n", b"\n", b"\r", b"Content-Disposition: form-data; ", b'name="a"',
        b"name=", b'filename="x"', b"filename*=utf-8''%ff", b"Content-Type: text/plain; charset=x",
        b"Content-Type: multipart/mixed; boundary=c", b"\xff", b"\x00", b"caf\xc3\xa9", b":", b";",
        b"{", b"}", b"[", b"]", b'"', b",", b'"a"', b"1", b"true", b"null", b"\\ud800", b"\\u0000",
        b"a", b"=", b"&", b"%", b"%zz", b"%ed%a0%80", b"+", b" ", b"#", b"-", b"e", b".", b"NaN",
    ]
)  # fmt: skip


@given(
    data=st.lists(PIECES, max_size=25).map(b"".join) | st.binary(max_size=200),
    content_type=st.sampled_from([FORM, JSON, MULTI]) | st.text(max_size=40),
    encoding=st.sampled_from(["", "identity", "gzip"]),
)
@example(b"--b\r\nContent-Disposition: form-data; x=y\r\n\r\nx\r\n--b--", MULTI, "")
@example(b"[" * 60_000, JSON, "")
@example(b'{"a":' * 12_000, JSON, "")
def test_any_bytes_are_fields_or_a_refusal(data, content_type, encoding):
    try:
        body = bodies.read(data, content_type, encoding)
    except (BadBody, BodyTooLarge, WrongContentType):
        return
    for name, text in body.fields.items(multi=True):
        (name + text).encode()
        assert "\x00" not in name + text


@given(st.dictionaries(st.text("abc_", min_size=1), st.text("aé你 \n\t&=%+\"'\\", max_size=20)))
def test_the_three_ways_to_send_mean_the_same(fields):
    import json
    from urllib.parse import urlencode

    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in fields.items()
    ]
    for data, content_type in (
        (urlencode(fields), FORM),
        (json.dumps(fields), f"{JSON}; charset=UTF-8"),
        ("".join(parts) + "--b--\r\n", MULTI),
    ):
        assert bodies.read(data.encode(), content_type).fields.to_dict() == fields


@pytest.mark.parametrize(("value", "text"), [(b"true", "true"), (b"false", "false")])
def test_a_box_in_json_is_a_word(value, text):
    assert bodies.read(b'{"box":' + value + b"}", JSON).fields["box"] == text
