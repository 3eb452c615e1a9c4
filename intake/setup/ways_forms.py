"""The form by which somebody adds a way of being told."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from intake.alerts.ways import MOST_MINUTES, Wish
from intake.words import Channel

CHANNELS = {
    Channel.EMAIL: "E-mail",
    Channel.SMS: "SMS, by a service of yours",
    Channel.PUSH: "An app on the phone, such as ntfy, Pushover or PagerDuty",
    Channel.CHAT: "A chat, such as Slack, Teams, Telegram or Matrix",
    Channel.WEBHOOK: "A webhook",
    Channel.PAGE: "A page of Intake that is open",
}
MINUTES = f"Enter a number of minutes from 0 to {MOST_MINUTES}"


class WayForm(FlaskForm):
    site = SelectField("Site")
    channel = RadioField(
        "How do we tell you?",
        [InputRequired("Choose how we tell you")],
        choices=[SelectChoice(value, label) for value, label in CHANNELS.items()],
    )
    address = StringField(
        "Address",
        [Length(max=500, message="Enter an address of at most 500 characters")],
        description="An e-mail address; a URL that begins with https://; for an app, a chat or an "
        "SMS service what apprise calls its URL, like ntfys://ntfy.sh/your-own-topic.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    number = StringField(
        "Number of the phone, for SMS",
        [Length(max=40, message="Enter a number of at most 40 characters")],
        description="With its country code, like +44 7700 900123. You may answer from this phone.",
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )
    minutes = IntegerField(
        "After how many minutes",
        [Optional(), NumberRange(0, MOST_MINUTES, MINUTES)],
        default=0,
        description="0: at once. A later way is used only if nobody is on it by then.",
        render_kw={"inputmode": "numeric"},
    )

    def wish(self) -> Wish:
        return Wish(
            Channel(self.channel.data),
            (self.address.data or "").strip(),
            (self.number.data or "").strip(),
            self.minutes.data or 0,
        )


class MinutesForm(FlaskForm):
    minutes = IntegerField(
        "After how many minutes",
        [InputRequired(MINUTES), NumberRange(0, MOST_MINUTES, MINUTES)],
    )
