"""RULES: the form behind a rule."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError

from intake import clock
from intake.moderation import rule_facts, rules
from intake.moderation.rule_conditions import Act, Conditions, as_words
from intake.moderation.rule_wording import ACTS, LANGUAGES
from intake.moderation.rules import RuleDraft
from intake.sealing import mask
from intake.sites.service import SiteView
from intake.submissions import emails, parts
from intake.submissions.fields import Enter, at_most, lines, one_line

MOST_WORDS, MOST_WORD_CHARACTERS = 100, 100
MOST_LINKS, MOST_PUBLISHED, MOST_DAYS, MOST_NETWORK_DAYS = 100, 1000, 3650, 90
DOMAIN = re.compile(r"@?((?:[a-z0-9-]{1,63}\.){1,8}[a-z0-9-]{2,63})", re.IGNORECASE)
SHORT = {"inputmode": "numeric", "autocomplete": "off"}


class Number:
    """Nothing, or a whole number up to a limit."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        typed = field.data or ""
        is_number = typed.isascii() and typed.isdigit() and len(typed) < 6
        if typed and not (is_number and int(typed) <= self.most):
            raise StopValidation(f"Enter a whole number up to {self.most}, or leave it empty")


def _number(label: str, most: int, hint: str = "") -> StringField:
    return StringField(label, [Number(most)], [one_line], description=hint, render_kw=SHORT)


class RuleForm(FlaskForm):
    """A rule. `kept` is what it asks already: an address that is not typed anew stays."""

    name = StringField(
        "Name of the rule",
        [Enter("a name, so that your colleagues know what it is for"), at_most(80, "The name")],
        [one_line],
    )
    words = TextAreaField(
        "Words or phrases",
        [],
        [lines],
        description="One on each line; any of them is enough. Whole words, small or capital.",
        render_kw={"rows": "4", "spellcheck": "false"},
    )
    links = _number("At least this many links", MOST_LINKS)
    is_unconfirmed = BooleanField("Only if the author has not confirmed the email address")
    fewer_published = _number(
        "The author has fewer published comments than",
        MOST_PUBLISHED,
        "Counts for confirmed addresses only; anybody else has none.",
    )
    thread_days = _number("The page’s first comment is at least this many days old", MOST_DAYS)
    address = StringField(
        "Email address or domain",
        [],
        [one_line],
        description="Like name@example.org or example.org. It is kept as a code that nobody reads.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    forget_address = BooleanField("Ask for no address any more")
    network_of = StringField(
        "Same network as the comment with this reference",
        [],
        [one_line],
        description="Like K7F2-ABC; it stands on the comment’s page. Neighbours may share it.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    network_days = _number("For this many days from now", MOST_NETWORK_DAYS)
    language = SelectField("Language", choices={"": "Any", **LANGUAGES}, default="")
    is_other_language = BooleanField("Any language but this one")
    likely_from = _number("Spam with at least this many percent, says the machine", 100)
    likely_below = _number("Spam with less than this many percent, says the machine", 100)
    act = RadioField("What to do with it", choices={str(act): said for act, said in ACTS.items()})

    def __init__(self, site: SiteView, kept: Conditions, **more: Any) -> None:
        self.site, self.kept = site, kept
        self._address = self._network = Conditions()
        super().__init__(**more)

    def validate_words(self, _field: Field) -> None:
        words = self._words()
        if len(words) > MOST_WORDS:
            raise ValidationError(f"Enter at most {MOST_WORDS} words or phrases, one on each line")
        for word in words:
            if len(word) > MOST_WORD_CHARACTERS:
                raise ValidationError(f"Each must be {MOST_WORD_CHARACTERS} characters or fewer")
            if not as_words([word]).strip():
                raise ValidationError("Each must have a letter or a digit")

    def validate_address(self, field: Field) -> None:
        """Keep it as a code. What was typed is not stored."""
        if not field.data:
            return
        if (domain := DOMAIN.fullmatch(field.data)) is not None:
            index = rule_facts.domain_index(self.site.id, domain[1].casefold())
            shown = f"{domain[1][:1].casefold()}….{domain[1].rpartition('.')[2].casefold()}"
            self._address = Conditions(domain_index=index, address_shown=shown)
            return
        try:
            address = emails.normal(field.data)
        except ValueError as error:
            raise ValidationError(str(error)) from None
        index = parts.email_index(self.site, address)
        self._address = Conditions(email_index=index, address_shown=mask(address))

    def validate_network_of(self, field: Field) -> None:
        if not field.data:
            return
        if field.data.upper() == self.kept.network_of and not self.network_days.data:
            self._network = self.kept
            return
        if not (field.data.isascii() and field.data.isprintable()):
            raise ValidationError("Enter a reference like K7F2-ABC")
        network = rules.network_of(self.site.id, field.data)
        if network is None:
            raise ValidationError("No comment on this site has this reference")
        days = self.network_days.data or ""
        if not (days.isdecimal() and len(days) < 4 and 0 < int(days) <= MOST_NETWORK_DAYS):
            raise ValidationError("Enter below for how many days the network is asked for")
        self._network = Conditions(
            sender_key=network.sender_key,
            network_of=field.data.upper(),
            network_day=network.day.isoformat(),
            network_until=(clock.now() + timedelta(days=int(days))).isoformat(),
        )

    def validate_likely_below(self, field: Field) -> None:
        low, high = self.likely_from.data, field.data
        if low and high and low.isdecimal() and high.isdecimal() and int(low) >= int(high):
            raise ValidationError("Enter a number above the one before, or leave it empty")

    def validate_act(self, _field: Field) -> None:
        if self.asked().asks_nothing and not self.errors:
            raise ValidationError("Fill in at least one condition: this rule would meet everything")

    def draft(self) -> RuleDraft:
        return RuleDraft(self.name.data, Act(self.act.data), self.asked())

    def asked(self) -> Conditions:
        """Return what the rule asks."""
        stays = not self.address.data and not self.forget_address.data
        address = self.kept if stays else self._address
        return Conditions(
            words=self._words(),
            links=_whole(self.links),
            is_unconfirmed=self.is_unconfirmed.data,
            fewer_published=_whole(self.fewer_published),
            thread_days=_whole(self.thread_days),
            email_index=address.email_index,
            domain_index=address.domain_index,
            address_shown=address.address_shown,
            sender_key=self._network.sender_key,
            network_of=self._network.network_of,
            network_day=self._network.network_day,
            network_until=self._network.network_until,
            language=self.language.data or "",
            is_other_language=bool(self.language.data) and self.is_other_language.data,
            likely_from=_share(self.likely_from),
            likely_below=_share(self.likely_below),
        )

    def _words(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(filter(None, map(one_line, (self.words.data or "").split("\n"))))
        )


def fields_of(draft: RuleDraft) -> dict[str, Any]:
    """Return what the form of this rule shows at first."""
    asked = draft.asked
    shares = {"likely_from": asked.likely_from, "likely_below": asked.likely_below}
    return {
        "name": draft.name,
        "act": str(draft.act),
        "words": "\n".join(asked.words),
        "links": str(asked.links or ""),
        "is_unconfirmed": asked.is_unconfirmed,
        "fewer_published": str(asked.fewer_published or ""),
        "thread_days": str(asked.thread_days or ""),
        "network_of": asked.network_of,
        "language": asked.language,
        "is_other_language": asked.is_other_language,
        **{name: "" if it is None else f"{it * 100:.0f}" for name, it in shares.items()},
    }


def _whole(field: Field) -> int:
    return int(field.data) if (field.data or "").isdecimal() else 0


def _share(field: Field) -> float | None:
    return _whole(field) / 100 or None
