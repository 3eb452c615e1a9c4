"""AFTERWARDS: an author shows whose address it is, changes the comment, or wants no letters."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from intake import audit, bell
from intake.authors import store, telling
from intake.authors.store import Own, Words
from intake.db import transaction
from intake.errors import Conflict, NotFound
from intake.sealing import Unsealable
from intake.submissions import changes, emails, parts, told
from intake.submissions import store as submissions
from intake.submissions.afterwards import forget_evidence
from intake.threads import markup, pages
from intake.words import Event, Evidence, Status

MOST_ASKED_A_DAY = 3  # letters that ask one address, on one site, whether it is the author's


class ChangedMeanwhile(Conflict):
    """Somebody changed the words after they were shown."""

    code = "changed_meanwhile"


class NotChangeable(Conflict):
    """The author cannot change the words, or not any more."""

    code = "not_changeable"


def ask_to_confirm(ids: Collection[int]) -> int:
    """Ask the authors of these, if they want letters, whose address it is; return how many.

    Called in the transaction of whoever has judged them: spam makes us write to nobody.
    """
    return sum(
        telling.ask(own)
        for own in store.to_ask(ids)
        if store.asked_lately(own.email_index) < MOST_ASKED_A_DAY
    )


def of(submission_id: int) -> Own:
    """Return the comment. Raises NotFound."""
    return _found(store.by_id(submission_id))


def confirm(submission_id: int) -> Own:
    """Note that the address of this comment is its author's; return the comment as it is then.

    What still waits is judged anew, for a site may publish at once what confirmed authors write.
    Done twice, it changes nothing more. Raises NotFound.
    """
    with transaction():
        own = _locked(submission_id)
        is_new = changes.confirm(own.id)
        if is_new:
            _note("comment.confirm", own)
            if own.status in {Status.RECEIVED, Status.PENDING}:
                changes.judge_anew(own.id, own.status)
    if is_new:
        bell.ring("judge")
    return of(own.id)


def stop(submission_id: int) -> Own:
    """Write to this comment's author no more about it, not even what waits to go out."""
    with transaction():
        own = _locked(submission_id)
        if changes.stop_mail(own.id):
            _note("letters.stop", own)
            for event in (Event.AUTHOR_PUBLISHED, Event.AUTHOR_REJECTED, Event.AUTHOR_REPLIED):
                telling.take_back(own.id, event)
    return of(own.id)


def may_change(own: Own) -> bool:
    """Say whether the author may change the comment."""
    return told.may_change(own.status, own.revision)


def is_said(own: Own, seen_revision: int, words: Words) -> bool:
    """Say whether it says this already: nothing was changed, or the button was pressed twice."""
    return own.words == words and own.revision in {seen_revision, seen_revision + 1}


def change(
    submission_id: int, seen_revision: int, words: Words, evidence: Iterable[Evidence]
) -> bool:
    """Give the comment other words, which are read before they are published; say if it was done.

    Words that are published leave the thread's pages in the same transaction. Raises
    ChangedMeanwhile, NotChangeable, NotFound.
    """
    with transaction():
        own = _locked(submission_id)
        if is_said(own, seen_revision, words):
            return False
        if not may_change(own):
            raise NotChangeable(why_not(own))
        if not changes.revise(own.id, seen_revision, vars(words), account_id=None):
            raise ChangedMeanwhile(
                "This comment was changed meanwhile, perhaps in another window. What you typed is "
                "below. To save it over the newer words, press Save once more."
            )
        _note("comment.change", own, revision=seen_revision + 1)
        _read_again(own, words)
        forget_evidence([own.id], [Evidence.SHOWS_ADDRESS])
        submissions.add_evidence([own.id], [*evidence, *_shown(own, words)])
    bell.ring("judge")
    return True


def _read_again(own: Own, words: Words) -> None:
    """Have the judge read it. Spam stays where it is, though it looks like what waits: whoever
    opens the spam box reads the newest words.
    """
    if own.status is Status.SPAM:
        submissions.write_html({own.id: markup.render(words.text)})
        return
    changes.judge_anew(own.id, own.status)
    if own.status is Status.APPROVED:
        pages.write(own.thread_id)
        telling.take_back(own.id, Event.AUTHOR_PUBLISHED)


def _shown(own: Own, words: Words) -> list[Evidence]:
    """Look again whether everybody would read an address."""
    try:
        email = parts.unseal(own.email_sealed, "email", own.receipt)
    except Unsealable:
        email = ""
    is_shown = emails.is_shown("\n".join(vars(words).values()), email)
    return [Evidence.SHOWS_ADDRESS] if is_shown else []


def why_not(own: Own) -> str:
    """Say why the author cannot change the comment."""
    if own.revision > told.MOST_CHANGES:
        return f"This comment was changed {told.MOST_CHANGES} times. That is all there can be."
    return "This comment cannot be changed any more: a person has decided not to publish it."


def _note(action: str, own: Own, **details: int) -> None:
    subject = f"submission:{own.id}"
    audit.note(action, account_id=None, site_id=own.site_id, subject=subject, **details)


def _locked(submission_id: int) -> Own:
    return _found(store.lock(submission_id))


def _found(own: Own | None) -> Own:
    if own is None:
        raise NotFound("There is no such comment here.")
    return own
