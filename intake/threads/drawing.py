"""SHOW: one page of comments as bytes: HTML fragment, JSON, both compressed, and their ETag."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import urlencode

from intake import clock
from intake.sealing import Sealer, sealer
from intake.threads.markup import LINK_REL, is_web_address
from intake.threads.store import Address, Answered, Published, Version


@dataclass(frozen=True)
class Sheet:
    """What one page shows.

    `count` and `pages` are of the whole thread and stand on its first page only: they change with
    every comment, and then the pages between the first and the last need not be written anew.
    """

    at: Address
    page: int
    versions: tuple[Version, ...]
    has_next: bool
    count: int | None
    pages: int | None

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(version.id for version in self.versions)

    @property
    def holds(self) -> str:
        """A digest of what decides the bytes: a revision's words never change."""
        said = (self.versions, self.has_next, self.count)
        return hashlib.sha256(repr(said).encode()).hexdigest()


def draw(sheet: Sheet, comments: Sequence[Published]) -> dict[str, Any]:
    """Return the columns of the page's row."""
    html = _html(sheet, comments).encode()
    data = json.dumps(_data(sheet, comments), ensure_ascii=False, separators=(",", ":")).encode()
    return {
        "holds": sheet.holds,
        "etag": hashlib.sha256(html + data).hexdigest()[:32],
        "html": html,
        "html_gzip": gzip.compress(html, mtime=0),
        "json": data,
        "json_gzip": gzip.compress(data, mtime=0),
        "written_at": clock.now(),
    }


def public_id(submission_id: int) -> str:
    """Return a comment's name for the public: keyed, so that it tells neither order nor number."""
    return _public_id(sealer(), submission_id)


@lru_cache(maxsize=10_000)
def _public_id(keys: Sealer, submission_id: int) -> str:
    return keys.index(str(submission_id), "public comment")[:16]


def _data(sheet: Sheet, comments: Sequence[Published]) -> dict[str, Any]:
    of_the_thread = {} if sheet.count is None else {"count": sheet.count, "pages": sheet.pages}
    return {
        "path": sheet.at.path,
        "page": sheet.page,
        "previous": sheet.page - 1 if sheet.page > 1 else None,
        "next": sheet.page + 1 if sheet.has_next else None,
        **of_the_thread,
        "comments": [_comment_data(comment) for comment in comments],
    }


def _comment_data(comment: Published) -> dict[str, Any]:
    return {
        "id": public_id(comment.id),
        "author": comment.author,
        "website": comment.website if is_web_address(comment.website) else "",
        "html": comment.html,
        "received_at": _iso(comment.received_at),
        "edited_at": _iso(comment.edited_at) if comment.edited_at else None,
        "replies": [_reply_data(reply) for reply in comment.replies],
    }


def _reply_data(reply: Answered) -> dict[str, str]:
    return {"by": reply.by, "html": reply.html, "written_at": _iso(reply.written_at)}


def _html(sheet: Sheet, comments: Sequence[Published]) -> str:
    if not comments:
        return '<p class="comments__none">No comments yet. Be the first.</p>\n'
    items = "".join(map(_comment_html, comments))
    return f'{_count_html(sheet.count)}<ol class="comments">\n{items}</ol>\n{_links_html(sheet)}'


def _count_html(count: int | None) -> str:
    if count is None:
        return ""
    return f'<p class="comments__count">{count} comment{"" if count == 1 else "s"}</p>\n'


def _comment_html(comment: Published) -> str:
    # bdi and dir keep words that run right to left from turning round what stands beside them.
    return (
        f'<li class="comment" id="comment-{public_id(comment.id)}">\n'
        f'<p class="comment__by"><bdi class="comment__author">{_author_html(comment)}</bdi> '
        f'<time class="comment__at" datetime="{_iso(comment.received_at)}">'
        f"{_in_words(comment.received_at)}</time>{_edited_html(comment)}</p>\n"
        f'<div class="comment__text" dir="auto">{comment.html}</div>\n'
        f"{''.join(map(_reply_html, comment.replies))}</li>\n"
    )


def _edited_html(comment: Published) -> str:
    return ' <span class="comment__edited">edited</span>' if comment.edited_at else ""


def _reply_html(reply: Answered) -> str:
    return (
        '<div class="comment__reply">\n'
        f'<p class="comment__by"><bdi class="comment__author">{escape(reply.by)}</bdi> '
        f'<span class="comment__answers">answered</span> '
        f'<time class="comment__at" datetime="{_iso(reply.written_at)}">'
        f"{_in_words(reply.written_at)}</time></p>\n"
        f'<div class="comment__text" dir="auto">{reply.html}</div>\n</div>\n'
    )


def _author_html(comment: Published) -> str:
    author = escape(comment.author)
    if not is_web_address(comment.website):
        return author
    return f'<a href="{escape(comment.website)}" rel="{LINK_REL}">{author}</a>'


def _links_html(sheet: Sheet) -> str:
    links = []
    if sheet.page > 1:
        links.append(_link_html(sheet, sheet.page - 1, "prev", "Earlier comments"))
    if sheet.has_next:
        links.append(_link_html(sheet, sheet.page + 1, "next", "Later comments"))
    if not links:
        return ""
    return f'<nav class="comments__pages" aria-label="Pages of comments">{" ".join(links)}</nav>\n'


def _link_html(sheet: Sheet, page: int, rel: str, words: str) -> str:
    # Only a query, so that it works on this address and on a page that shows the fragment.
    query = escape(urlencode({"path": sheet.at.path, "page": page}, safe="/"))
    return f'<a rel="{rel}" href="?{query}">{words}</a>'


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _in_words(at: datetime) -> str:
    at = at.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
