"""DECIDE, read: what happened to an item, in order, and what was just done to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from intake.errors import NotFound
from intake.moderation import readings, store, wording
from intake.moderation.items import Item
from intake.moderation.store import Decided, Judged
from intake.words import Action


@dataclass(frozen=True)
class Happening:
    """One line of an item's history."""

    at: datetime
    sentence: str


@dataclass(frozen=True)
class Told:
    """What this person has just done, and whether Undo still takes back that and nothing else."""

    sentence: str
    item: Item
    is_undoable: bool


def history(item: Item, account_id: int) -> list[Happening]:
    """Return what happened to the item, oldest first."""
    arrived = Happening(item.received_at, f"The {wording.NAMES[item.kind]} arrived.")
    judged = [Happening(each.judged_at, _judged(each)) for each in store.verdicts([item.id])]
    decided = [
        Happening(each.decided_at, _decided(item, each, account_id))
        for each in store.decisions([item.id])
    ]
    by_policy = [
        Happening(at, "Published by the machine, as the site’s policy or a rule says.")
        for at in store.published_by_policy(item.id)
    ]
    everything = [arrived, *judged, *by_policy, *decided]
    return sorted(everything, key=lambda happening: happening.at)


def told(site_ids: Collection[int], decision_id: int, account_id: int) -> Told | None:
    """Return what to say about a decision just made; None if it is not theirs to see any more."""
    decided = store.decision(decision_id)
    if decided is None:
        return None
    try:
        item = readings.item(site_ids, decided.submission_id)
    except NotFound:
        return None
    what = wording.what(item.kind, item.author, item.reference)
    sentence = wording.done(item.kind, decided.new, what)
    if decided.undoes_id and (undone := store.decision(decided.undoes_id)):
        whose = wording.whose(undone.account_name, is_me=undone.account_id == account_id)
        sentence = f"Undid {whose} decision: {what} is {wording.where(item.kind, decided.new)}."
    is_undoable = item.undoable is not None and item.undoable.id == decision_id
    return Told(sentence, item, is_undoable)


def _judged(judged: Judged) -> str:
    said = wording.verdict(judged.label, judged.probability)
    return f"{said}. Model: {judged.model_version}."


def _decided(item: Item, decided: Decided, account_id: int) -> str:
    who = "you" if decided.account_id == account_id else decided.account_name
    done = wording.became(item.kind, decided.new)
    undoing = "Undo: " if decided.action is Action.UNDO else ""
    return f"{undoing}{done} by {who}." if undoing else f"{done.capitalize()} by {who}."
