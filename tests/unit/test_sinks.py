"""The receivers of the tests: they take only what was sent to its end."""

import socket
from urllib.parse import urlsplit

import pytest

from tests import sinks

POST = b"POST / HTTP/1.1\r\nwebhook-id: a\r\nContent-Length: 5\r\n\r\nhello"


@pytest.mark.parametrize(("sent", "taken"), [(POST, 1), (POST[:-1], 0)])
def test_a_post_that_is_cut_off_before_its_last_byte_is_not_taken(sent, taken):
    with sinks.http() as sink:
        url = urlsplit(sink.url)
        with socket.create_connection((url.hostname, url.port)) as line:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            line.recv(100)
    assert len(sink.accepted) == taken
