"""The form behind a site's ladder: its steps, in their order, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, SelectChoice, SelectField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import TimeInput

from intake.duty import wording
from intake.duty.ladders import (
    MOST_LOOPS,
    MOST_MINUTES,
    MOST_STEPS,
    PERSON,
    Counts,
    Rungs,
    Step,
)
from intake.duty.roster import Member

NUMBER = {"inputmode": "numeric", "autocomplete": "off"}
MOST_SHARE = 95
ADD, SAVE = "add", "save"


def one_line(text: str | None) -> str:
    """Return what was typed without blanks around it or doubled in it."""
    return " ".join((text or "").split())


def minute_of(text: str) -> int | None:
    """Read a time of day, as browsers and people write it: 22:00."""
    hours, _, minutes = text.partition(":")
    if not (hours.isdecimal() and minutes[:2].isdecimal() and len(hours) < 3):
        return None
    hour, minute = int(hours), int(minutes[:2])
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def number_of(text: str) -> int | None:
    """Read a whole number."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 6
    return int(text) if is_number else None


class StepForm(Form):
    """One step of a ladder."""

    who = SelectField("Who is told")
    after = StringField("After", filters=[one_line], render_kw=NUMBER)
    counts = SelectField(
        "What that counts", choices={str(each): said for each, said in wording.COUNTS.items()}
    )
    channel = SelectField(
        "By which way",
        choices={
            "": "Each person’s own ways, in their order",
            **{str(each): said for each, said in wording.CHANNELS.items()},
        },
    )

    def validate_after(self, field: Any) -> None:
        number = number_of(field.data or "")
        is_share = self.counts.data == Counts.SHARE
        most = 100 if is_share else MOST_MINUTES
        if number is None or number > most:
            raise ValidationError(f"Enter a whole number up to {most}")

    def step(self) -> Step:
        return Step(
            self.who.data,
            number_of(self.after.data or "") or 0,
            Counts(self.counts.data),
            self.channel.data,
        )


class LadderForm(FlaskForm):
    """A ladder. Its first step comes at a share of the promised time."""

    share = StringField(
        "Percent of the promised time",
        filters=[one_line],
        description=f"When the first step is, from 0 to {MOST_SHARE}: 50 means that half of the "
        "time has passed in which you promised to call.",
        render_kw=NUMBER,
    )
    steps = FieldList(FormField(StepForm), max_entries=MOST_STEPS)
    loops = StringField(
        "How often it begins again",
        filters=[one_line],
        description=f"If nobody acted, from 0 to {MOST_LOOPS}. After that the owners are told "
        "every 30 minutes of opening time until somebody does.",
        render_kw=NUMBER,
    )
    quiet_from = StringField("Quiet hours from", filters=[one_line], widget=TimeInput())
    quiet_to = StringField("to", filters=[one_line], widget=TimeInput())

    def __init__(self, members: Mapping[int, Member], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        people = {
            f"{PERSON}{member.account_id}": member.name or member.email
            for member in members.values()
        }
        choices = [SelectChoice(*each) for each in (wording.WHO | people).items()]
        for step in self.steps:
            step.form.who.choices = choices

    @classmethod
    def of(cls, rungs: Rungs, members: Mapping[int, Member]) -> LadderForm:
        """Return a form that shows this ladder."""
        quiet = [wording.minute(minute) for minute in rungs.quiet or ()] or ["", ""]
        steps = [
            {
                "who": step.who,
                "after": str(step.after),
                "counts": step.counts,
                "channel": step.channel,
            }
            for step in rungs.steps
        ]
        return cls.showing(
            members,
            steps,
            share=str(round(rungs.share * 100)),
            loops=str(rungs.loops),
            quiet_from=quiet[0],
            quiet_to=quiet[1],
        )

    @classmethod
    def showing(
        cls, members: Mapping[int, Member], steps: list[dict[str, Any]], **more: Any
    ) -> LadderForm:
        """Return a form that shows these steps."""
        return cls(members, formdata=None, data={"steps": steps, **more})

    def changed(self, members: Mapping[int, Member], do: str) -> LadderForm:
        """Return the form after one of the buttons beside its steps was pressed."""
        steps = [step.form.data for step in self.steps]
        what, _, place = do.partition("-")
        at = number_of(place) if place else len(steps)
        if what == ADD and len(steps) < MOST_STEPS:
            steps.append({"who": "duty", "after": "10", "counts": Counts.OPEN, "channel": ""})
        elif at is not None and at < len(steps):
            if what == "remove":
                del steps[at]
            elif what == "up" and at > 0:
                steps[at - 1], steps[at] = steps[at], steps[at - 1]
            elif what == "down" and at + 1 < len(steps):
                steps[at + 1], steps[at] = steps[at], steps[at + 1]
        names = ("share", "loops", "quiet_from", "quiet_to")
        return self.showing(members, steps, **{name: self[name].data for name in names})

    def place_of(self, do: str) -> int:
        """Return where the step is after a button, or the one before a step that is gone."""
        what, _, place = do.partition("-")
        last = len(self.steps) - 1
        at = last + 1 if what == ADD else number_of(place) or 0
        return max(min(at + {"up": -1, "down": 1, "remove": -1}.get(what, 0), MOST_STEPS - 1), 0)

    def validate_share(self, field: Any) -> None:
        number = number_of(field.data or "")
        if number is None or number > MOST_SHARE:
            raise ValidationError(f"Enter a whole number up to {MOST_SHARE}")

    def validate_loops(self, field: Any) -> None:
        number = number_of(field.data or "")
        if number is None or number > MOST_LOOPS:
            raise ValidationError(f"Enter a whole number up to {MOST_LOOPS}")

    def validate_quiet_from(self, field: Any) -> None:
        if field.data and minute_of(field.data) is None:
            raise ValidationError("Enter when the quiet hours begin, like 22:00")
        if self.quiet_to.data and not field.data:
            raise ValidationError("Enter when the quiet hours begin, or leave both empty")

    def validate_quiet_to(self, field: Any) -> None:
        if field.data and minute_of(field.data) is None:
            raise ValidationError("Enter when the quiet hours end, like 07:00")
        if self.quiet_from.data and not field.data:
            raise ValidationError("Enter when the quiet hours end, or leave both empty")

    def wrong_steps(self) -> list[tuple[str, str]]:
        """Return (id of the field, sentence) of what is wrong with the steps."""
        return [
            (field.id, f"Step {number}: {str(field.errors[0])[:1].lower()}{field.errors[0][1:]}")
            for number, step in enumerate(self.steps, start=1)
            for field in step.form
            if field.errors
        ]

    def rungs(self) -> Rungs:
        begins, ends = minute_of(self.quiet_from.data or ""), minute_of(self.quiet_to.data or "")
        return Rungs(
            tuple(step.form.step() for step in self.steps),
            share=(number_of(self.share.data) or 0) / 100,
            quiet=None if begins is None or ends is None else (begins, ends),
            loops=number_of(self.loops.data) or 0,
        )
