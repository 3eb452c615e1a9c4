"""`flask intake model explain`: every part of a score, and their sum, on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext

from intake.errors import IntakeError, NotFound
from intake.moderation import commands, store, wording
from intake.sites import service as sites
from intake.submissions import readings
from intake.words import Evidence, Kind, Message

if TYPE_CHECKING:
    from intake.moderation.spam.explanation import Explanation, Reason

LEAST_SHOWN = 0.005  # a weight that is not 0.00 in print


class WhichOne(IntakeError):
    """Neither a text nor an item, or a reference that more than one site gave."""

    status = 422
    code = "which_one"


@click.command()
@click.argument("text", required=False)
@click.option("--item", "reference", help="The reference of an item, in place of a text.")
@click.option("--site", "slug", help="With what the moderators of this site have taught.")
@with_appcontext
def explain(text: str | None, reference: str | None, slug: str | None) -> None:
    """Say why TEXT, or an item, has its score: every part of it, and their sum.

    Of messages to the staff, whose words are sealed, it tells only what was counted.
    """
    from intake.moderation.spam import explanation  # noqa: PLC0415 - the web never loads numpy

    message, is_sealed = _message(text, reference, sites.get(slug).id if slug else None)
    found = explanation.explain(commands.judge_of(message.site_id), message)
    for line in _lines(found, is_sealed=is_sealed):
        click.echo(line)


def _message(text: str | None, reference: str | None, site_id: int | None) -> tuple[Message, bool]:
    """Return what to explain, and whether its words are sealed."""
    if (text is None) is (reference is None):
        raise WhichOne("Give either a text, or --item and the reference of an item.")
    if reference is None:
        return Message(text or "", site_id=site_id or 0), False
    ids = store.of_reference(reference, site_id)
    if not ids:
        raise NotFound(f"There is no item {reference} here.")
    if len(ids) > 1:
        raise WhichOne(f"Several sites have an item {reference}: say which with --site.")
    (item,) = readings.for_judging(ids)
    return item.message, item.kind is not Kind.COMMENT


def _lines(found: Explanation, *, is_sealed: bool) -> Iterator[str]:
    from intake.moderation.spam.classifier import sigmoid  # noqa: PLC0415
    from intake.moderation.spam.explainer import tells_words  # noqa: PLC0415

    shown = [
        one
        for one in found.reasons
        if abs(one.weight) >= LEAST_SHOWN and not (is_sealed and tells_words(one))
    ]
    rest = found.logit - found.bias - sum(one.weight for one in shown)
    for one in shown:
        yield f"{one.weight:+7.2f}  {_said(one, is_sealed=is_sealed)}"
    yield f"{rest:+7.2f}  everything else{', and the words, which are sealed' * is_sealed}"
    yield f"{found.bias:+7.2f}  what the model begins with"
    yield f"{found.logit:+7.2f}  together: {wording.percent(sigmoid(found.logit))} spam"


def _said(one: Reason, *, is_sealed: bool) -> str:
    from intake.moderation.spam.features import Stream  # noqa: PLC0415

    names = set(Evidence)
    said = one.subject.phrase
    if one.subject.stream is Stream.NOTICED and one.subject.name in names:
        said = wording.EVIDENCE[Evidence(one.subject.name)]
    if one.examples and not is_sealed:
        said += " " + ", ".join(f"“{example}”" for example in one.examples)
    learnt = f" ({one.taught:+.2f} of it learnt here)" if abs(one.taught) >= LEAST_SHOWN else ""
    return said + learnt
