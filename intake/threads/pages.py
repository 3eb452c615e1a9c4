"""SHOW: the pages of a thread, written anew when what is published in it changes.

Reading is one look-up of ready bytes, so the work is done here: in the transaction of the decision,
so that page and decision are never apart, and only for pages that show something else than before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from intake.errors import NotFound
from intake.threads import drawing, store
from intake.threads.drawing import Sheet
from intake.threads.store import Address, Version

PAGE = 50  # comments
DRAWN_AT_ONCE = 100  # pages


def write(*thread_ids: int) -> None:
    """Write the pages of these threads anew, in the caller's transaction."""
    at = store.lock(thread_ids)
    held, versions = store.held(at), store.versions(at)
    changed: list[Sheet] = []
    for thread_id, address in at.items():
        sheets = list(_sheets(address, versions[thread_id]))
        before = held[thread_id]
        changed += [sheet for sheet in sheets if before.get(sheet.page) != sheet.holds]
        if len(sheets) < max(before, default=0):
            store.remove_after(address, len(sheets))
    for start in range(0, len(changed), DRAWN_AT_ONCE):
        _draw(changed[start : start + DRAWN_AT_ONCE])


def _draw(sheets: Sequence[Sheet]) -> None:
    comments = {one.id: one for one in store.published([i for each in sheets for i in each.ids])}
    store.put(
        [
            {
                "site_slug": sheet.at.site_slug,
                "path": sheet.at.path,
                "page": sheet.page,
                **drawing.draw(sheet, [comments[id_] for id_ in sheet.ids]),
            }
            for sheet in sheets
        ]
    )


def read(at: Address, page: int, column: str) -> tuple[str, bytes]:
    """Return the ETag and one of the bodies of a page. Raises NotFound."""
    if found := store.page(at, page, column):
        return found
    if page > 1:
        raise NotFound("This thread has no such page of comments.")
    nothing = _of_an_empty_thread(at)
    return nothing["etag"], nothing[column]


def _of_an_empty_thread(at: Address) -> dict[str, Any]:
    (sheet,) = _sheets(at, [])
    return drawing.draw(sheet, [])


def _sheets(at: Address, versions: Sequence[Version]) -> Iterator[Sheet]:
    pages = max(1, -(-len(versions) // PAGE))
    for page in range(1, pages + 1):
        is_first = page == 1
        yield Sheet(
            at=at,
            page=page,
            versions=tuple(versions[(page - 1) * PAGE : page * PAGE]),
            has_next=page < pages,
            count=len(versions) if is_first else None,
            pages=pages if is_first else None,
        )
