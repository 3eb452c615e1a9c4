"""POLICY: the form behind what a site's owner sets."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, RadioField, TextAreaField
from wtforms.validators import ValidationError

from intake.moderation import policy
from intake.moderation.policy import Policy, WrongPolicy
from intake.submissions.fields import lines, one_line
from intake.words import Preset

PRESETS = {
    Preset.BY_HAND: "A person publishes every comment",
    Preset.FIRST_BY_HAND: "A person publishes an author’s first comment; after that, comments of "
    "authors who confirmed their address are published at once when the machine is sure",
    Preset.WHEN_SURE: "What the machine is sure of is published at once, the rest waits",
}


class PolicyForm(FlaskForm):
    """What a site publishes by itself, and what its people have set."""

    preset = RadioField(
        "What is published without a person",
        choices={str(p): said for p, said in PRESETS.items()},
    )
    shows_addresses = BooleanField("Moderators may look at authors’ email addresses")
    reasons = TextAreaField(
        "Reasons for rejecting a comment",
        [],
        [lines],
        description=f"One on each line, at most {policy.MOST_REASONS}. Authors who confirmed their "
        "address may be told the one that you choose.",
        render_kw={"rows": "8"},
    )

    def validate_reasons(self, _field: Field) -> None:
        try:
            policy.check_reasons(self._reasons())
        except WrongPolicy as error:
            raise ValidationError(str(error)) from None

    def policy(self) -> Policy:
        return Policy(Preset(self.preset.data), self.shows_addresses.data, self._reasons())

    def _reasons(self) -> tuple[str, ...]:
        found = map(one_line, (self.reasons.data or "").split("\n"))
        return tuple(dict.fromkeys(filter(None, found)))
