"""RULES: how they are said to the people of a site, and the languages that they may name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from intake.moderation.rule_conditions import Act, Conditions, State
from intake.moderation.shadow import LOOKS_BACK, MOST_LOOKED_AT, Would
from intake.moderation.wording import END_ISOLATE, ISOLATE

ACTS = {
    Act.HOLD: "Hold it for a person",
    Act.SPAM: "Put it into the spam box",
    Act.APPROVE: "Publish it",
    Act.NOTIFY: "Tell the moderators by email",
    Act.CLOSE: "Close comments on its page",
}
STATES = {
    State.SHADOW: "In its shadow: it only counts",
    State.ON: "On",
    State.OFF: "Off",
}
STATE_BUTTONS = {
    State.SHADOW: "Only count",
    State.ON: "Turn on",
    State.OFF: "Turn off",
}
LANGUAGES = {
    "ar": "Arabic",
    "bg": "Bulgarian",
    "ca": "Catalan",
    "zh": "Chinese",
    "hr": "Croatian",
    "cs": "Czech",
    "da": "Danish",
    "nl": "Dutch",
    "en": "English",
    "et": "Estonian",
    "fi": "Finnish",
    "fr": "French",
    "de": "German",
    "el": "Greek",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lv": "Latvian",
    "lt": "Lithuanian",
    "ms": "Malay",
    "no": "Norwegian",
    "fa": "Persian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sr": "Serbian",
    "sk": "Slovak",
    "sl": "Slovene",
    "es": "Spanish",
    "sv": "Swedish",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
}
_DAYS = f"the last {LOOKS_BACK.days} days’"


def conditions(asked: Conditions) -> list[str]:
    """Say what must hold, one sentence for each."""
    return [*_about_words(asked), *_about_author(asked), *_about_machine(asked)]


def _about_words(asked: Conditions) -> Iterable[str]:
    if asked.words:
        quoted = ", ".join(f"“{ISOLATE}{word}{END_ISOLATE}”" for word in asked.words)
        yield f"It has {'one of these: ' if len(asked.words) > 1 else ''}{quoted}."
    if asked.links:
        yield f"It has at least {_number(asked.links, 'link')}."
    if asked.thread_days:
        yield f"The first comment on its page is more than {_number(asked.thread_days, 'day')} old."


def _about_author(asked: Conditions) -> Iterable[str]:
    if asked.is_unconfirmed:
        yield "Its author has not confirmed the email address."
    if asked.fewer_published:
        published = _number(asked.fewer_published, "published comment")
        yield f"Its confirmed author has fewer than {published}, or nobody confirmed it."
    if asked.email_index:
        yield f"Its email address is {asked.address_shown}."
    if asked.domain_index:
        yield f"Its email address is at {asked.address_shown}."
    if asked.sender_key:
        until = datetime.fromisoformat(asked.network_until).date()
        yield f"It comes from the network of {asked.network_of}, until {_day(until)}."


def _about_machine(asked: Conditions) -> Iterable[str]:
    if asked.language:
        name = LANGUAGES.get(asked.language, asked.language)
        yield f"It is {'not ' if asked.is_other_language else ''}in {name}."
    if asked.likely_from is not None and asked.likely_below is not None:
        low, high = _percent(asked.likely_from), _percent(asked.likely_below)
        yield f"The machine thinks it is spam with {low} or more, but less than {high}."
    elif asked.likely_from is not None:
        yield f"The machine thinks it is spam with {_percent(asked.likely_from)} or more."
    elif asked.likely_below is not None:
        yield f"The machine thinks it is spam with less than {_percent(asked.likely_below)}."


def would(act: Act, tried: Would) -> str:
    """Say what the rule would have done."""
    if tried.is_due:
        return "It is being tried on the last comments. Look again in a moment."
    met, of = f"{tried.met:,}", f"{tried.of:,}"
    said = {
        Act.HOLD: f"It would have held {met} of {_DAYS} {of} published.",
        Act.SPAM: f"It would have put {met} of {_DAYS} {of} published into the spam box.",
        Act.APPROVE: f"It would have published {met} of {_DAYS} {of} that were not.",
        Act.NOTIFY: f"It would have told of {met} of {_DAYS} {of} comments.",
        Act.CLOSE: f"It would have closed a page at {met} of {_DAYS} {of} comments.",
    }[act]
    return f"{said} Only the newest {MOST_LOOKED_AT:,} were tried." if tried.is_capped else said


def since(tried: Would) -> str:
    """Say how many have met it in earnest."""
    met = {0: "Nothing has", 1: "One comment has"}.get(
        tried.since, f"{tried.since:,} comments have"
    )
    return f"{met} met it since."


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _percent(share: float) -> str:
    return f"{share * 100:.3g}\N{NO-BREAK SPACE}%"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
