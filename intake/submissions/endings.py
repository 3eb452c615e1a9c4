"""What visitors are told of what did not go as they wished, and of what was answered by mail."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app

from intake.sites.service import SiteView
from intake.submissions import own_receipts, repeats, told
from intake.submissions.calling import TITLE, Call
from intake.submissions.progress import PROGRESS, Ask, DeskProgress, State
from intake.submissions.readings import Progress
from intake.submissions.told import Standing

AN_EARLIER_ONE = "An earlier one of this number may still stand."


def of_call(call: Call, progress: Progress, site: SiteView) -> Call:
    """Say that nobody tries again by themselves, or what was not cancelled with it."""
    if call.standing.state == State.CANCELLED:
        return _cancelled(call, progress)
    # Whoever may not know of the tries, as with somebody else's number, has no time of any.
    desk = _desk(progress) if call.tried_at else None
    if desk is None or call.tried_at is None or not desk.is_unreached:
        return call
    when = told.time_and_day(call.tried_at, site)
    if desk.closed_at:
        sentence = f"We could not reach you. We tried last at {when}. Ask us again if you like."
    elif desk.is_wrong_number:
        sentence = f"We tried at {when}, and could not reach you at this number: ask us again."
    else:
        sentence = f"We tried at {when}, and could not reach you. A person decides how to go on."
    ended = replace(call.standing, title=TITLE, sentence=sentence, next="", may_ask_again=True)
    return replace(call, standing=ended)


def of_message(standing: Standing, progress: Progress, site: SiteView) -> Standing:
    """Say when it was answered by mail, if it was."""
    desk = _desk(progress)
    if desk is None or desk.answered_at is None or standing.state not in {"with_staff", "closed"}:
        return standing
    sentence = f"We answered by mail at {told.time_and_day(desk.answered_at, site)}."
    return replace(standing, sentence=sentence, next="")


def _cancelled(call: Call, progress: Progress) -> Call:
    """Promise nothing of an earlier request of whoever was told that this one joins it."""
    if repeats.earlier(progress.id, progress.received_at, own_receipts.of_browser()) is None:
        return call
    cancelled = call.standing.sentence.partition(". ")[0]
    return replace(call, standing=replace(call.standing, sentence=f"{cancelled}. {AN_EARLIER_ONE}"))


def _desk(progress: Progress) -> DeskProgress | None:
    ask: Ask | None = current_app.extensions.get(PROGRESS)
    return ask(progress.id) if ask else None
