"""What the model counts, said so that a moderator understands it: the one home of these words.

Each says what is there, not what it means: the same thing may speak for spam on one site and
against it on another.
"""

from __future__ import annotations

from intake.moderation.reasons import QUOTE

# For each signal of signals.py a phrase for each of its bins, the smallest value first.
SIGNALS: dict[str, tuple[str, ...]] = {
    "length": (
        "a text of a few letters", "a very short text", "a short text", "a short text",
        "a text of medium length", "a text of medium length", "a long text", "a very long text",
    ),
    "links": ("no link", "1 link", "2 links", "3 or 4 links", "5 links or more"),
    "broken links": ("no hidden link", "a link written so that no filter sees it"),
    "mails": ("no e-mail address in the text", "an e-mail address in the text"),
    "phones": ("no phone number in the text", "a phone number in the text"),
    "money": ("no sum of money", "a sum of money", "several sums of money"),
    "capitals": (
        "no capital letters", "few capital letters", "capital letters as usual",
        "rather many capital letters", "many capital letters", "mostly capital letters",
        "all in capital letters",
    ),
    "emoji": ("no emoji", "1 emoji", "2 or 3 emoji", "many emoji", "very many emoji"),
    "signs": (
        "hardly any punctuation", "little punctuation", "punctuation as usual",
        "much punctuation", "very much punctuation", "mostly punctuation",
    ),
    "different words": (
        "the same words again and again", "many repeated words", "some repeated words",
        "hardly a word repeated", "no word repeated",
    ),
    "digits": ("no digits", "few digits", "some digits", "many digits", "very many digits"),
    "invisible": (
        "no invisible characters", "an invisible character", "a few invisible characters",
        "many invisible characters",
    ),
    "costumed": (
        "no letters in fancy styles", "a few letters in fancy styles",
        "many letters in fancy styles",
    ),
    "disguised": ("no look-alike letters", "words spelt with look-alike letters"),
    "shouts": (
        "no exclamation mark", "1 exclamation mark", "2 or 3 exclamation marks",
        "many exclamation marks",
    ),
    "questions": ("no question mark", "a question mark", "several question marks"),
    "lines": ("all in one line", "2 or 3 lines", "many lines"),
    "repeats": (
        "no letter repeated on and on", "a letter repeated on and on",
        "letters repeated on and on",
    ),
}  # fmt: skip
# Signals that say the same as another one, whose phrase they share.
SAME_AS = {"links per word": "links"}
IN_LENGTH = (" in a very short text", " in a short text", "", " in a long text")  # pairs of bins

HOSTS = {
    "shortener": "a shortened link",
    "channel": "a link to a video channel",
    "query": "a link with a question mark in it",
}
LINKS_TO, WEBSITE = f"a link to {QUOTE}", f"the website {QUOTE}"
ENDING, HOST_PART = f"a link that ends in .{QUOTE}", f"“{QUOTE}” in a link"

NAME = f"the name “{QUOTE}”"
NAMES = {
    "digits in name": "digits in the name",
    "address as name": "an address in place of a name",
    "long name": "a name of many words",
    "phrase as name": "a name all in small letters",
    "name sells": "a name that reads like an advertisement",
    "deep address": "a website that leads deep into a site",
    "long address": "a website with a long address",
    "address of name": "a website that goes with the name",
    "address sells": "a website that reads like an advertisement",
}

# Of meanings.py: what somebody is asked for or offered, and how that is said.
MEANINGS = {
    "ask": "asks its readers to do something",
    "offer": "offers something",
    "reach": "says where somebody can be found",
    "self": "speaks of its writer",
    "applaud": "speaks of likes and votes",
    "crowd": "speaks to a crowd",
    "subscribe": "asks to subscribe",
    "follow": "asks to follow or to invite",
    "look": "asks to look at something",
    "click": "asks to click or to open something",
    "go": "asks to come or to join",
    "share": "asks to share",
    "beg": "begs for support",
    "like": "speaks of likes and votes",
    "get": "something to get or to download",
    "shop": "something to buy",
    "free": "something for nothing",
    "money": "speaks of money",
    "gamble": "speaks of gambling",
    "adult": "speaks of sex",
    "pills": "speaks of pills or diets",
    "rank": "speaks of search rankings",
    "contact": "a way to get in touch",
    "place": "speaks of a page or channel",
    "own": "speaks of its writer’s own",
    "me": "speaks of its writer",
    "new": "speaks of something new",
    "work": "speaks of videos or songs",
    "make": "speaks of making something",
    "praise": "praise",
    "post": "speaks of the article",
    "thanks": "thanks",
    "hours": "speaks of hours and work",
    "you": "speaks to its reader",
    "this": "points at something here",
    "word": "begins with an ordinary word",
    "ask 0": "asks its readers for nothing",
    "offer 0": "offers nothing",
    "reach 0": "says of nobody where to be found",
    "self 0": "speaks of others than its writer",
    "kinds 0": "no sign of advertising",
    "kinds 1": "one sign of advertising",
    "kinds": "several signs of advertising at once",
}
# Meanings that are signals too.
MEANT_SIGNALS = {"link": "links", "mail": "mails", "digits": "digits"}

IN_GENERAL = "what is decided here in general"
WORDS = f"“{QUOTE}”"
