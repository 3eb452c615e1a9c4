"""JUDGE, remembering: which earlier submissions of the site have nearly the same text or sender.

Two texts are alike if few bits of their simhashes differ, and compared if they share a band; what
both find and miss is in docs/model.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from intake import clock
from intake.db import transaction
from intake.moderation import campaigns_store as store
from intake.submissions.readings import Readable
from intake.words import Evidence, Kind, Likeness

MOST_APART = 12  # bits
ALL_BITS = (1 << 63) - 1
LOOKS_BACK = timedelta(days=30)
FORGOTTEN_AFTER = timedelta(days=90)
FORGOTTEN_AT_ONCE = 500
BURST = 5  # from one sender
BURST_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Recalled:
    """What a batch shares with what came before, and with itself."""

    prints: list[dict[str, Any]]  # as they will be rows
    hosts: list[dict[str, Any]]
    evidence: Mapping[int, tuple[Evidence, ...]]


NOTHING = Recalled([], [], {})


class _Campaigns:
    """The campaigns of one site that a batch may belong to, each by the bits of its first."""

    def __init__(self) -> None:
        self._by_band: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)

    def add(self, campaign_id: int, words: int, bands: Sequence[int]) -> None:
        for place in enumerate(bands):
            self._by_band[place].append((words, campaign_id))

    def of(self, words: int, bands: Sequence[int]) -> int | None:
        """Return the nearest campaign, of equally near ones the oldest."""
        near = (
            ((words ^ other).bit_count(), campaign_id)
            for place in enumerate(bands)
            for other, campaign_id in self._by_band.get(place, ())
        )
        apart, nearest = min(near, default=(MOST_APART + 1, 0))
        return nearest if apart <= MOST_APART else None


def recall(items: Sequence[Readable], likenesses: Mapping[int, Likeness]) -> Recalled:
    """Look for others like these; items of the batch see each other too. Writes nothing."""
    if not items:
        return NOTHING
    prints: list[dict[str, Any]] = []
    hosts: list[dict[str, Any]] = []
    likenesses = {
        item.id: _kept_apart(item, likenesses[item.id]) for item in items if item.id in likenesses
    }
    for site_id, ours in _by_site(items).items():
        known = _known(site_id, ours, [likenesses[id_] for id_ in ours if id_ in likenesses])
        for id_ in ours:
            likeness = likenesses.get(id_, Likeness())
            hosts += [{"submission_id": id_, "site_id": site_id, "host": h} for h in likeness.hosts]
            if likeness.words is None:
                continue
            campaign_id = known.of(likeness.words, likeness.bands)
            if campaign_id is None:
                known.add(campaign_id := id_, likeness.words, likeness.bands)
            prints.append(_row(id_, site_id, campaign_id, likeness))
    return Recalled(prints, hosts, _evidence(items, prints))


def _kept_apart(item: Readable, likeness: Likeness) -> Likeness:
    """Return the likeness of a message to the staff turned round, so that it is like no comment.

    Or else whoever sees comments alone could guess at sealed words, and see the guess confirmed.
    """
    if item.kind is Kind.COMMENT or likeness.words is None:
        return likeness
    return replace(
        likeness,
        words=likeness.words ^ ALL_BITS,
        bands=tuple(band ^ ALL_BITS for band in likeness.bands),
    )


def remember(recalled: Recalled, ours: Collection[int]) -> None:
    """Keep what these of the batch share, in the place of what their former words did."""
    prints = [row for row in recalled.prints if row["submission_id"] in ours]
    former = store.prints(ours)
    now = {row["submission_id"]: row["words"] for row in prints}
    store.remove(ours)
    for id_, (words, campaign_id) in former.items():
        is_alike = id_ in now and (words ^ now[id_]).bit_count() <= MOST_APART
        if campaign_id == id_ and not is_alike:
            store.hand_on(id_)
    store.add(prints, [row for row in recalled.hosts if row["submission_id"] in ours])


def forget() -> int:
    """Remove a few of what is too old to be looked for; return how many."""
    before = clock.now() - FORGOTTEN_AFTER
    if not store.has_old(before):
        return 0
    with transaction():
        return store.forget(before, FORGOTTEN_AT_ONCE)


def _by_site(items: Iterable[Readable]) -> dict[int, list[int]]:
    sites: dict[int, list[int]] = defaultdict(list)
    for item in sorted(items, key=lambda item: item.id):
        sites[item.site_id].append(item.id)
    return sites


def _known(site_id: int, ours: Collection[int], likenesses: Sequence[Likeness]) -> _Campaigns:
    known = _Campaigns()
    places = [each.bands for each in likenesses if each.words is not None]
    if places:
        wanted = [sorted({*column}) for column in zip(*places, strict=True)]
        for first in store.firsts(site_id, wanted, clock.now() - LOOKS_BACK):
            if first[0] not in ours:  # what is judged anew is like its new words only
                known.add(*first)
    return known


def _row(id_: int, site_id: int, campaign_id: int, likeness: Likeness) -> dict[str, Any]:
    bands = {f"band_{place}": band for place, band in enumerate(likeness.bands)}
    who = {"submission_id": id_, "site_id": site_id, "campaign_id": campaign_id}
    return {**who, "words": likeness.words, **bands}


def _evidence(
    items: Sequence[Readable], prints: Sequence[dict[str, Any]]
) -> dict[int, tuple[Evidence, ...]]:
    found: dict[int, tuple[Evidence, ...]] = defaultdict(tuple)
    size = Counter(row["campaign_id"] for row in prints)
    here = {item.id for item in items}
    for row in prints:
        if row["campaign_id"] not in here or size[row["campaign_id"]] > 1:
            found[row["submission_id"]] += (Evidence.SAME_TEXT,)
    for id_ in _bursting(here):
        found[id_] += (Evidence.BURST,)
    return found


def _bursting(ids: Collection[int]) -> list[int]:
    """Return those of these that are their sender's fifth or later within ten minutes."""
    times: dict[tuple[int, str], list[datetime]] = defaultdict(list)
    bursting = []
    for id_, site_id, sender_key, received_at in store.sendings(ids, BURST_WITHIN):
        sent = times[site_id, sender_key]
        sent.append(received_at)
        if id_ in ids and len(sent) >= BURST and received_at - sent[-BURST] <= BURST_WITHIN:
            bursting.append(id_)
    return bursting
