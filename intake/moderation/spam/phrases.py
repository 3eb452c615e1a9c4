"""How each thing that the model counts is said to a moderator: a phrase for each bin."""

from __future__ import annotations

# In the order of the bins of signals._EDGES, one phrase for each bin.
SIGNALS: dict[str, list[str]] = {
    "length": [
        *("a few letters only", "very short", "short", "some sentences", "a longer text"),
        *("a long text", "a very long text", "an extremely long text"),
    ],
    "links": ["no link", "a link", "two links", "three or four links", "many links"],
    "links per word": [
        *("no link among its words", "few links for its length", "a link in a longer text"),
        *("a link in a short text", "many links for so few words", "hardly anything but links"),
    ],
    "broken links": ["no disguised web address", "a disguised web address"],
    "mails": ["no email address", "an email address in the text"],
    "phones": ["no phone number", "a phone number in the text"],
    "money": ["no amount of money", "an amount of money", "several amounts of money"],
    "capitals": [
        *("no capital letter", "hardly any capitals", "few capitals", "ordinary capitals"),
        *("many capitals", "mostly capitals", "all in capitals"),
    ],
    "emoji": ["no emoji", "an emoji", "some emoji", "many emoji", "very many emoji"],
    "signs": [
        *("hardly any punctuation", "ordinary punctuation", "a lot of punctuation"),
        *("very much punctuation", "more signs than is usual", "mostly signs"),
    ],
    "different words": [
        *("the same words again and again", "repeats many words", "repeats some words"),
        *("few words come twice", "no word comes twice"),
    ],
    "digits": ["no digit", "few digits", "some digits", "many digits", "very many digits"],
    "invisible": [
        *("no invisible character", "an invisible character"),
        *("invisible characters", "many invisible characters"),
    ],
    "costumed": ["no fancy letters", "some fancy letters", "written in fancy letters"],
    "disguised": ["no disguised word", "words disguised with letters of other alphabets"],
    "shouts": ["no exclamation mark", "an exclamation mark", "exclamation marks", "shouts a lot"],
    "questions": ["asks no question", "asks a question", "asks several questions"],
    "lines": ["in one paragraph", "in a few lines", "in many lines"],
    "repeats": ["no stretched letters", "stretched letters", "many stretched letters"],
}
LINK_KINDS = {
    "shortener": "a shortened link that hides where it leads",
    "channel": "a link to a video or channel",
    "query": "a link with parameters",
}
# What words mean, by kind (meanings.py); the words themselves are named beside it.
KINDS = {
    "ask": "asks its readers to do something",
    "offer": "offers or sells something",
    "reach": "names a place or a way to reach somebody",
    "self": "is about the writer’s own things",
    "applaud": "asks for likes or votes",
    "crowd": "speaks to everybody",
}
NO_KINDS = {
    "ask": "asks nothing of its readers",
    "offer": "offers nothing",
    "reach": "names no place to go to",
    "self": "is not about the writer’s own things",
}
MEANINGS = {
    "work": "speaks of videos, songs or apps",
    "make": "speaks of making or uploading",
    "praise": "praises",
    "post": "speaks of the article or the site",
    "thanks": "says thanks",
    "hours": "speaks of hours and working times",
    "you": "speaks to the reader",
    "this": "points at something",
    "link": "has a link",
    "mail": "has an email address",
    "digits": "has a number",
}
MIX = "the mix of asking, offering and the writer’s own things"
BEGINNING = "its first word"
NAME, ADDRESS = "the name", "the author’s website"
WORDS, HOST = "the words", "links to"
SITE = "most of what was decided here was of this kind"
