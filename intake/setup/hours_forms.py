"""SET UP: the form behind a site's opening hours, as text that people type."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, FieldList, Form, FormField, HiddenField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import DateInput

from intake import clock
from intake.hours import holidays_library, service, written
from intake.hours.calendar import Calendar, Day
from intake.hours.holidays_library import NoHolidays
from intake.hours.written import WEEKDAYS, WrongHours
from intake.submissions.fields import at_most, one_line

MOST_EXCEPTIONS = 200
KEPT_DAYS = 31  # how long an exception that is over stays on the list
BLANKS = 2  # rows for new ones
FURTHEST_YEARS = 20
AHEAD = timedelta(days=60)  # as far as the public holidays should be known


class HoursField(StringField):
    """The hours of one day; `day` is what they mean."""

    day: Day = ()

    def pre_validate(self, _form: Any) -> None:
        try:
            self.day = written.read(self.data)
        except WrongHours as error:
            sentence = str(error)
            said = f"{self.label.text}: {sentence[:1].lower()}{sentence[1:]}"
            raise ValidationError(said) from None


class ExceptionForm(Form):
    """A day that is not like its weekday. A row of which nothing is filled in is none."""

    on = StringField("Date", widget=DateInput(), filters=[one_line])
    name = StringField("What it is", [at_most(80, "What it is")], [one_line])
    hours = HoursField("Hours", [at_most(200, "Hours")], [one_line])
    is_gone = BooleanField("Remove")

    @property
    def is_blank(self) -> bool:
        return not (self.on.data or self.name.data or self.hours.data)

    @property
    def is_kept(self) -> bool:
        return not self.is_blank and not self.is_gone.data

    @property
    def date(self) -> date | None:
        try:
            return date.fromisoformat(self.on.data or "")
        except ValueError:
            return None

    def validate(self, extra_validators: Any = None) -> bool:
        if not self.is_kept:
            return True
        is_valid: bool = super().validate(extra_validators)
        about = self.name.data or self.on.data or "Hours"
        self.hours.errors = [said.replace("Hours:", f"{about}:", 1) for said in self.hours.errors]
        if self.date is None or abs(self.date.year - clock.now().year) > FURTHEST_YEARS:
            self.on.errors = [f"Enter the date of the exception{self._name}, like 2026-12-24"]
            return False
        return is_valid

    @property
    def _name(self) -> str:
        return f" “{self.name.data}”" if self.name.data else ""


class HoursForm(FlaskForm):
    """A week, the days that are not like it, and where the wall is on which the clock hangs."""

    seen = HiddenField(default="0")  # the version that is being changed
    agreed = HiddenField(default="")  # of whose promises it was said that they move
    zone = StringField(
        "Time zone",
        filters=[one_line],
        description="Where your people are, like America/New_York or Europe/Berlin.",
        render_kw={"list": "zones", "autocomplete": "off", "spellcheck": "false"},
    )
    exceptions = FieldList(FormField(ExceptionForm), max_entries=MOST_EXCEPTIONS + BLANKS)
    country = StringField(
        "Country", filters=[one_line], description="Its two letters, like US or DE."
    )
    part = StringField(
        "State or region",
        filters=[one_line],
        description="Its letters, like NY or BY. Leave it empty for what holds everywhere.",
    )
    year = StringField(
        "Year", filters=[one_line], description="Several with commas between, like 2026, 2027."
    )

    @classmethod
    def of(cls, calendar: Calendar, today: date, country: str) -> HoursForm:
        """Return a form that shows these hours."""
        kept = (on for on in calendar.exceptions if on >= today - timedelta(days=KEPT_DAYS))
        rows = [
            {
                "on": on.isoformat(),
                "name": calendar.names.get(on, ""),
                "hours": written.say(calendar.exceptions[on]),
            }
            for on in sorted(kept)
        ]
        week = {f"day_{n}": written.say(day) for n, day in enumerate(calendar.week)}
        data = {"seen": str(calendar.version), "zone": calendar.zone.key, "exceptions": rows}
        # The last holiday of a year is at Christmas: beyond it stand those of the next.
        years = sorted({today.year, (today + AHEAD + timedelta(days=7)).year})
        place = {"country": country, "year": ", ".join(map(str, years))}
        return cls(formdata=None, data=data | week | place)

    @property
    def week(self) -> list[HoursField]:
        return [self[f"day_{number}"] for number in range(len(WEEKDAYS))]

    @property
    def rows(self) -> list[ExceptionForm]:
        return [entry.form for entry in self.exceptions]

    def validate_zone(self, field: Field) -> None:
        if service.zone(field.data) is None:
            raise ValidationError("Enter a time zone like Europe/Berlin")

    def validate_exceptions(self, _field: Field) -> None:
        seen: set[date] = set()
        for row in self.rows:
            if row.is_kept and row.date:
                if row.date in seen:
                    row.on.errors = [f"There is an exception for {row.date} already"]
                    raise ValidationError("Enter each day once")
                seen.add(row.date)

    def calendar(self) -> Calendar:
        """Return the hours that were typed, once they are valid."""
        kept = {row.date: row for row in self.rows if row.is_kept and row.date}
        return Calendar(
            ZoneInfo(self.zone.data or "UTC"),
            tuple(field.day for field in self.week),
            {on: row.hours.day for on, row in kept.items()},
            int(self.seen.data) if (self.seen.data or "").isdecimal() else 0,
            {on: row.name.data for on, row in kept.items() if row.name.data},
        )

    def agreed_ids(self) -> list[int]:
        """Return whose promises may move, as the page said."""
        return [int(id_) for id_ in (self.agreed.data or "").split(",") if id_.isdecimal()]

    def add_holidays(self, today: date) -> int | None:
        """Add rows for the public holidays that are asked for; None if something is wrong."""
        try:
            found = holidays_library.public(
                self.country.data or "", self.part.data or "", self._years() or [0]
            )
        except NoHolidays as error:
            fields = {"country": self.country, "subdivision": self.part, "years": self.year}
            fields[error.about].errors = [str(error)]
            return None
        there = {row.date for row in self.rows if row.is_kept}
        new = {on: name for on, name in found.items() if on >= today and on not in there}
        rows = [(row.on.data, row.name.data, row.hours.data) for row in self.rows if row.is_kept]
        rows += [(on.isoformat(), name, "") for on, name in new.items()]
        self._show(sorted(rows)[:MOST_EXCEPTIONS])
        return len(new)

    def _years(self) -> list[int]:
        given = (self.year.data or "").replace(",", " ").split()
        return [int(year) if year.isdecimal() and len(year) == 4 else 0 for year in given]

    def add_blanks(self) -> None:
        """Leave room at the end for new exceptions."""
        room = sum(row.is_blank for row in self.rows[-BLANKS:])
        for _ in range(BLANKS - room):
            if len(self.exceptions) < MOST_EXCEPTIONS + BLANKS:
                self.exceptions.append_entry()

    def _show(self, rows: list[tuple[Any, Any, Any]]) -> None:
        while self.exceptions.entries:
            self.exceptions.pop_entry()
        for on, name, hours in rows:
            self.exceptions.append_entry({"on": on, "name": name, "hours": hours})

    @property
    def flat(self) -> Flat:
        return Flat(self)


for _number, _weekday in enumerate(WEEKDAYS):
    setattr(HoursForm, f"day_{_number}", HoursField(_weekday, [at_most(200, _weekday)], [one_line]))


class Flat:
    """The same form without rows in it, for the summary of what is wrong."""

    def __init__(self, form: HoursForm) -> None:
        self._form = form
        self.errors, self.form_errors = form.errors, form.form_errors

    def __iter__(self) -> Iterator[Field]:
        for field in self._form:
            if field.type != "FieldList":
                yield field
        for row in self._form.rows:
            yield from row
