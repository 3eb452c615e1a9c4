"""Where to look once it runs: the page addresses that `make run` prints."""

from __future__ import annotations

from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

from intake.run.redis_server import Embedded

PLACES = {
    "Article with comments": "/demo/articles/your-first-visit",
    "Contact form": "/demo/contact",
    "Callback form": "/demo/callback",
    "Review queue": "/staff/queue",
    "Desk": "/staff/desk",
    "Set up": "/staff/setup",
    "Learning": "/staff/learning",
    "Status": "/staff/status",
    "Mailbox": "/staff/mailbox",
}


def answers(host: str, port: int) -> bool:
    """Whether the web process serves there. From this first request on it is seen alive."""
    connection = HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def text(base_url: str, first_account: str, redis: Embedded | None) -> str:
    """Everything a person needs to begin, in one block."""
    width = max(map(len, PLACES))
    lines = ["", "Intake is running. Look here:", ""]
    lines += [f"  {name.ljust(width)}  {base_url}{path}" for name, path in PLACES.items()]
    if first_account:
        lines += ["", "There is no account yet. This link makes the first one, once:"]
        lines += ["", *(f"  {line}" for line in first_account.splitlines())]
    if redis and redis.is_elsewhere:
        lines += ["", f"For commands in another terminal: export REDIS_URL={redis.url}"]
    return "\n".join([*lines, "", "Ctrl-C stops everything.", ""])
