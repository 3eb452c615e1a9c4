"""CALL BACK, from paper: results typed in afterwards, each told once however often sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select

from intake import clock
from intake.accounts.tables import Account
from intake.callbacks import allowing, attempts, service, store
from intake.callbacks.attempts import NotPossible, Outcome, Way
from intake.callbacks.sheet_wording import LETTERS
from intake.callbacks.store import Task
from intake.callbacks.tables import Attempt
from intake.db import session
from intake.errors import Conflict, IntakeError
from intake.sites.service import SiteView

MOST_LINES = 200
LINE = "like 7K2M-Q4 n 14:05"
_CODE = re.compile(r"(\S{4})-?(\S{2,4})[\s,;]+(\S)(?:[\s,;]+(\S+))?(?:[\s,;]+(\S+(?:\s\S+)?))?")
_TIME = re.compile(r"(?:(\d{4}-\d{2}-\d{2})[ T])?([01]?\d|2[0-3])[:.]([0-5]\d)")


class Unreadable(IntakeError):
    """What was typed in for one try is not one."""

    status = 422
    code = "unreadable"


@dataclass(frozen=True)
class Typed:
    """One try as it was typed in; `place` names where in the form."""

    place: str
    reference: str
    letter: str
    at: str
    again_at: str = ""
    site_id: int | None = None  # None: whichever has this reference


@dataclass(frozen=True)
class Result:
    """One try, understood."""

    place: str
    submission_id: int
    outcome: Outcome
    at: datetime
    again_at: datetime | None


@dataclass(frozen=True)
class Told:
    """What became of a form: how many were new, how many were known, and what was refused."""

    new: int
    known: int
    refused: Mapping[str, str]


def typed_lines(text: str) -> list[Typed]:
    """Return the tries of free lines. A line that is none has no reference."""
    lines = [line.strip() for line in text.splitlines()]
    return [_typed(number, line) for number, line in enumerate(lines, start=1) if line]


def line_place(number: int) -> str:
    """Name a free line of the form."""
    return f"line {number}"


def _typed(number: int, line: str) -> Typed:
    found = _CODE.fullmatch(line)
    if not found:
        return Typed(line_place(number), "", "", "")
    start, end, letter, at, again_at = found.groups()
    return Typed(line_place(number), f"{start}-{end}".upper(), letter, at or "", again_at or "")


def understood(
    typed: Sequence[Typed], sites: Mapping[int, SiteView], on: date
) -> tuple[list[Result], dict[str, str]]:
    """Return the tries that make sense, in the order of time, and what is wrong with the others.

    Times are of this day, on the clock of each site.
    """
    results, wrong = [], {}
    for each in typed:
        try:
            results.append(_understood(each, sites, on))
        except IntakeError as error:
            wrong[each.place] = str(error)
    return sorted(results, key=lambda result: result.at), wrong


def _understood(typed: Typed, sites: Mapping[int, SiteView], on: date) -> Result:
    task = _task(typed, sites)
    zone = ZoneInfo(sites[task.site_id].time_zone)
    letter = typed.letter.upper()
    if letter not in LETTERS:
        raise Unreadable(f"Enter what came of it: one of {', '.join(LETTERS)}")
    if not typed.at:
        raise Unreadable("Enter when you called, like 14:05")
    at = _moment(typed.at, on, zone, "Enter when you called, like 14:05")
    if at > clock.now():
        raise Unreadable("Enter a time that has passed already")
    if at < task.received_at - timedelta(minutes=1):
        raise Unreadable("Enter a later time: the request came in after that")
    outcome, again_at = LETTERS[letter], None
    if outcome is Outcome.VOICEMAIL:
        _may_leave_one(task)
    if outcome is Outcome.ASKED_LATER:
        sentence = "Enter when to call again, like 16:30 or 2026-12-31 09:00"
        again_at = _moment(typed.again_at, on, zone, sentence)
        if again_at <= at:
            raise Unreadable("Enter a time to call again that is after the call")
    return Result(typed.place, task.submission_id, outcome, at, again_at)


def _may_leave_one(task: Task) -> None:
    if not allowing.of(task.submission_id).is_voicemail_ok:
        raise Unreadable("The caller allowed no voicemail: enter N instead of V")


def _task(typed: Typed, sites: Mapping[int, SiteView]) -> Task:
    if not typed.reference:
        raise Unreadable(f"Enter reference, letter and time, {LINE}")
    wanted = [typed.site_id] if typed.site_id is not None else list(sites)
    is_possible = typed.reference.isascii() and typed.reference.isprintable()
    found = store.with_reference(wanted, typed.reference) if is_possible else []
    callbacks = [task for task in found if task.is_callback]
    if not callbacks:
        raise Unreadable("There is no callback with this reference here")
    if len(callbacks) > 1:
        raise Unreadable("Two of your sites have this reference: use its row above")
    return callbacks[0]


def _moment(text: str, on: date, zone: ZoneInfo, sentence: str) -> datetime:
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise Unreadable(sentence)
    try:
        day = date.fromisoformat(found[1]) if found[1] else on
    except ValueError:
        raise Unreadable(sentence) from None
    return datetime.combine(day, time(int(found[2]), int(found[3])), zone).astimezone(UTC)


def tell(results: Sequence[Result], account: Account) -> Told:
    """Record each try that is not known yet; one that is refused leaves the others be."""
    new, known, refused = 0, 0, dict[str, str]()
    for result in results:
        try:
            is_new = _record(result, account)
        except (Conflict, NotPossible) as refusal:
            refused[result.place] = str(refusal)
        else:
            new += is_new
            known += not is_new
    return Told(new, known, refused)


def _record(result: Result, account: Account) -> bool:
    """Record one try; say whether it was new.

    The item is read before the question whether the try is known: whoever was told the same at
    the same moment has changed the item since, which is noticed.
    """
    task = store.by_id(result.submission_id)
    if task is None:
        raise Conflict("This is not on the desk any more.")
    if _is_known(result):
        return False
    if task.is_claimed and task.claimed_by != account.id:
        time_zone = service.site_of(task.site_id).time_zone
        raise Conflict(service.claim_sentence(task, time_zone))
    attempts.record(
        task,
        account,
        result.outcome,
        again_at=result.again_at,
        way=Way.PAPER,
        at=result.at,
    )
    return True


def _is_known(result: Result) -> bool:
    is_it = exists().where(
        Attempt.item_id == result.submission_id,
        Attempt.at == result.at,
        Attempt.outcome == result.outcome,
        Attempt.way == Way.PAPER,
    )
    return bool(session().scalar(select(is_it)))
