"""Made-up texts of many shapes: plain, disguised, in other scripts, hostile."""

from __future__ import annotations

import random
import string

from intake.moderation.spam import features
from intake.words import Message

SITE = 7
LETTERS = string.ascii_lowercase
TEXTS = [
    "",
    " ",
    "Thank you, this answered my question about the first visit.",
    "Get FREE v1agra and fr33 gift cards at http://bit.ly/x !!! Call +1 202 555 0143",
    "<a href='http://win.example.com/now'>WIN</a> the <b>big</b> prize&nbsp;now [url=http://x.ru]x",
    "f r e e   m o n e y, ВЕST pills. Vіsit my chаnnel, via\u200bgra and 𝐯𝐢𝐚𝐠𝐫𝐚",
    "Käfer, naïve cafe\u0301s and e\u0301\u0301\u0301 (see cheap dot com or mail me@x.example)",
    "שלום לכולם, מבצע http://x.example.ru היום \u202egnp.exe",
    "👩‍👩‍👧 🎉🎉 gratis 🎁!!!",
    "Здравствуйте, смотрите сайт www.example.ru и купите",
    "x " * 900,
    "\x00\x01\ue000 \ufeff\ufeff",
]
HOSTILE = {
    "one letter": "x" * 16_000,
    "dots": "." * 16_000,
    "open tags": "<a " * 5_400,
    "many short words": " ".join(a + b + c for a in "abcdefgh" for b in LETTERS for c in LETTERS),
    "hosts": "http://a.b.com/" * 1_060,
    "look-alikes": "aбс " * 4_000,
    "accents": "e\u0301" * 8_000,
    "spaced": "v.i.a.g.r.a " * 1_340,
    "a word and signs": ("a" + "." * 400) * 40,
}  # fmt: skip


def made_up(count):
    """Messages of many shapes: words, disguises, links, markup and plain noise."""
    chance = random.Random(11)
    bits = (
        "free v1agra harbour, my http://bit.ly/q channel! ВЕST <b> </b> 50% $9 a.b.c é 🎉 &amp; ."
    )
    alphabet = "abc ABC 019 <>&;/.:@-_\u200b\u0301аеο𝐚ß\n"
    for number in range(count):
        words = chance.choices(bits.split(), k=chance.randrange(30))
        noise = "".join(chance.choices(alphabet, k=chance.randrange(40)))
        evidence = tuple(chance.sample(features.NAMED, chance.randrange(3)))
        name = chance.choice(["", "Maria Lind", "Best SEO 4 you", "http://x.ru"])
        url = chance.choice(["", "http://cheap-pills.example.ru/x?y"])
        text = " ".join([*words, noise])
        yield Message(text, name, url, evidence, SITE if number % 2 else 0)
