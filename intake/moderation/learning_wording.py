"""LEARN: how far a site has come, said to its moderators and its owner."""

from __future__ import annotations

from collections.abc import Sequence

from intake.moderation.agreement import Miss
from intake.moderation.learnt import Flag, Progress
from intake.moderation.weeks import FEW, Week
from intake.moderation.wording import END_ISOLATE, ISOLATE, NAMES, bar, became, percent

CERTAINTY = "95 %"  # 1 - teaching.DELTA; a test compares them


def headline(progress: Progress) -> str:
    """Say where the site stands, first thing."""
    if progress.spam_from is not None:
        return f"Proven on {progress.real} decisions about real messages"
    if progress.real < progress.needed:
        return f"Learning: {progress.real} of {progress.needed} decisions about real messages"
    return f"No bar can be proven yet, after {progress.real} decisions about real messages"


def explanation(progress: Progress) -> str:
    """Say what that means for what comes in."""
    most = f"at most 1 in {progress.one_in} real messages may land in the spam box"
    if progress.spam_from is not None:
        return (
            f"From {bar(progress.spam_from)} on, comments go to the spam box by themselves. "
            f"So {most}: that is {CERTAINTY} certain."
        )
    if progress.real < progress.needed:
        return (
            "Until then nothing is called spam automatically: everything waits for a person. "
            f"So many decisions prove that {most}, with a certainty of {CERTAINTY}."
        )
    return (
        "Some real messages look like spam beyond doubt, so no bar spares enough of them: "
        "everything waits for a person. Deciding about more messages helps, and so does allowing "
        "more error."
    )


def achieved(progress: Progress) -> str:
    """Say how it went so far."""
    if not progress.is_proven:
        return ""
    are = "is" if progress.above == 1 else "are"
    sentence = (
        f"Of the {progress.real} real messages that prove it, {progress.above} {are} above the "
        f"bar; of all real messages it is at most {_share(progress.bound)}."
    )
    if progress.spam_box:
        put = "one comment" if progress.spam_box == 1 else f"{progress.spam_box} comments"
        sentence += f" The machine alone put {put} into the spam box; people took "
        sentence += f"{progress.taken_back} back."
    return sentence


def agreement(progress: Progress) -> str:
    """Say how often the machine would have decided as people did."""
    if not progress.agreement.of:
        return "Nobody has decided anything yet that it could be compared with."
    agreed, of = progress.agreement.agreed, progress.agreement.of
    last = "the last decision" if of == 1 else f"{agreed} of the last {of} decisions"
    return f"Before it learnt from them, the machine agreed with {last}."


def flag(raised: Flag) -> str:
    """Say what to look at."""
    if raised.kind == "disagreement":
        return (
            f"{ISOLATE}{raised.account_name}{END_ISOLATE} decided against what the machine was "
            f"nearly certain of in {raised.count} of the last {raised.of} decisions. Perhaps the "
            "machine is wrong; perhaps the buttons are mistaken for one another, or somebody else "
            "uses the account."
        )
    return (
        f"The machine was wrong in {raised.count} of the last {raised.of} decisions, far more than "
        "before: what comes in, or how it is decided, has changed."
    )


def choice(one_in: int, needed: int) -> str:
    """Say one of the choices."""
    return f"1 in {one_in:,} (needs {needed:,})"


def sealed(one: Miss) -> str:
    """Name a message to the staff."""
    return f"{NAMES[one.kind].capitalize()} {one.reference}"


def miss(one: Miss) -> str:
    """Say what was decided about an item, and what the machine had said before it learnt that."""
    done = became(one.kind, one.became).capitalize()
    return f"{done}. The machine had said: {percent(one.probability)} spam."


def precision(week: Week) -> str:
    """Say how often it was right when it said spam: in numbers, and as a share if they suffice."""
    counts = f"{week.caught} of {week.called_spam}".replace(" ", "\N{NO-BREAK SPACE}")
    return counts if week.precision is None else f"{counts} ({percent_of(week.precision)})"


def chart(weeks: Sequence[Week]) -> str:
    """Say what the chart shows, to those who do not see it."""
    told = [week for week in weeks if week.precision is not None]
    newest = ""
    if told:
        share = percent_of(told[-1].precision or 0.0)
        newest = f" Newest: right in {share} of what it called spam."
    return (
        "Line chart, week by week: how often the machine was right when it said spam, and how much "
        f"of the spam it missed.{newest} The table below has all the numbers."
    )


def too_few() -> str:
    """Say what the chart leaves out."""
    return f"A week with fewer than {FEW} such messages is left out of the chart: they tell little."


def percent_of(share: float) -> str:
    """Say a share that was counted: it may be all or nothing."""
    return f"{round(100 * share)}\N{NO-BREAK SPACE}%" if share in {0, 1} else percent(share)


def _share(bound: float) -> str:
    return f"{100 * bound:.2g} %"
