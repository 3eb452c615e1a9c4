"""Names and websites that we made up, for ham whose data set has none.

Where only spam has a name and a website, having one would become a sign of spam. So some of the ham
is learnt once more as if ordinary people had signed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zlib import crc32

from intake.moderation.spam.corpus import Example

_FIRST = """
Anna Ben Carla David Elena Frank Grace Henrik Ines Jakob Karen Luis Maria Nadia Oliver Paula
Quentin Rosa Stefan Tina Ursula Victor Wendy Xavier Yusuf Zoe Aisha Bruno Chen Dmitri Emeka
Farah Giulia Hiro Ivan Joana Kofi Leila Mateo Nils Olga Priya Raj Sofia Tom Amelie Erik
"""
_LAST = """
Adler Brown Costa Dubois Evans Fischer Garcia Hansen Ito Jensen Kowalski Lindgren Moreau Novak
Okafor Petrov Quinn Rossi Schmidt Tanaka Urban Vidal Weber Young Zimmer Baker Cooper Dixon
Foster Gray Hughes Keller Larsen Mendes Nolan Osei Park Reyes Singh Turner Walsh Yilmaz
"""
_SITES = (
    "http://{first}{last}.com",
    "https://www.{first}-{last}.net/",
    "http://blog.{last}.org/",
    "https://{first}.{last}.me",
    "http://{last}design.com/blog",
    "https://github.com/{first}{last}",
    "http://{first}writes.wordpress.com/",
    "https://twitter.com/{first}_{last}",
    "http://notes.{last}.dev/about",
    "http://www.{last}consulting.co.uk",
    "https://{first}scode.blogspot.com/2012/03/parsing-dates.html",
    "http://{last}.example.edu/~{first}/",
)
_EVERY = 3  # of the ham without a name, each third row
_SOURCES = ("blog", "medical", "abuse")  # like what people write to a site's form


def signed(examples: Sequence[Example]) -> list[Example]:
    """Copies of some ham rows without a name, signed with a made-up one."""
    return [
        replace(example, message=replace(example.message, author=name, author_url=site))
        for example in examples
        if not (example.is_spam or example.message.author)
        and example.source.startswith(_SOURCES)
        and (code := crc32(example.message.text.encode("utf-8", "surrogatepass"))) % _EVERY == 0
        for name, site in [_person(code // _EVERY)]
    ]


def _person(code: int) -> tuple[str, str]:
    first_names, last_names = _FIRST.split(), _LAST.split()
    code, first = divmod(code, len(first_names))
    code, last = divmod(code, len(last_names))
    code, site = divmod(code, 2 * len(_SITES))  # every other person has none
    first_name, last_name = first_names[first], last_names[last]
    names = (
        f"{first_name} {last_name}",
        first_name,
        first_name.lower(),
        f"{first_name}{last_name[0]}",
    )
    site_of = _SITES[site] if site < len(_SITES) else ""
    return names[code % len(names)], site_of.format(
        first=first_name.lower(), last=last_name.lower()
    )
