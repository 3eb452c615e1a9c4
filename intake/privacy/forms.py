"""PRIVACY: the forms of the audit page: what to look for, what to take out, which code was kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import AnyOf, Length, Optional, Regexp

from intake.errors import BadBody
from intake.privacy import wording
from intake.privacy.exporting import Form
from intake.privacy.readings import COMMANDS, Search

FIRST, LAST = date(2000, 1, 1), date(2999, 12, 31)


def strip(text: str | None) -> str:
    return (text or "").strip()


class Day(DateField):
    """A day that can be looked for."""

    data: date | None

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
            if self.data and not FIRST <= self.data <= LAST:
                raise ValueError
        except ValueError:
            self.data = None
            raise ValueError("Enter a date, like 2026-03-02") from None


class SearchForm(FlaskForm):
    """Which lines to show. It changes nothing, so it needs no token."""

    class Meta:
        csrf = False

    who = SelectField("Who did it")
    action = SelectField("What was done", validate_choice=False)
    about = StringField(
        "To what",
        [
            Length(max=80, message="Enter at most 80 characters"),
            Regexp(r"[\x20-\x7e]*\Z", message="Enter a reference, like K7WM-4T2P, or a number"),
        ],
        [strip],
        description="A reference, or the number of an item.",
    )
    site = SelectField("Where")
    since = Day("From", [Optional()])
    until = Day("To", [Optional()], description="This day included.")

    def offer(
        self, people: list[tuple[int, str]], actions: list[str], sites: Mapping[str, str]
    ) -> None:
        """Say what there is to choose from; `sites` are names by slug."""
        everybody = {"": "Anybody", **{str(id_): name for id_, name in people}}
        self.who.choices = {**everybody, str(COMMANDS): "Nobody who was signed in"}
        self.action.choices = {"": "Anything", **{each: wording.name(each) for each in actions}}
        self.site.choices = {"": "Anywhere", **sites}
        for field in (self.who, self.action, self.site):
            field.data = field.data or ""

    def search(self, site_ids: Mapping[str, int], time_zone: str) -> Search:
        """Return what is looked for. The days are those of this time zone."""
        zone, until = ZoneInfo(time_zone), self.until.data
        return Search(
            account_id=int(self.who.data) if self.who.data else None,
            action=self.action.data,
            subject=self.about.data or "",
            site_id=site_ids.get(self.site.data),
            since=_begins(self.since.data, zone),
            before=_begins(until + timedelta(days=1), zone) if until else None,
        )


class ExportForm(FlaskForm):
    """What the file is written in."""

    form = StringField(validators=[AnyOf(list(Form))])

    def wanted(self) -> Form:
        """Return it. Raises BadBody."""
        if not self.validate():
            raise BadBody("The audit log comes as csv or as jsonl. Nothing was taken out.")
        return Form(self.form.data)


class CheckForm(FlaskForm):
    head = StringField(
        "Code you kept",
        [Regexp(r"([0-9a-f]{64})?\Z", message="A code is 64 digits and letters from a to f")],
        [strip],
        description="The code of an earlier check shows that nothing is gone since.",
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"},
    )


def _begins(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone) if day else None


def asked(form: SearchForm) -> dict[str, Any]:
    """Return what the search says, as it stands in an address."""
    return {field.name: field.raw_data[0] for field in form if field.raw_data and field.raw_data[0]}
