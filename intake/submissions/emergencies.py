"""Words of emergency: which there are, and whether a text has one. The page's script does the same.

`normal` and static/emergency.js must make the same of a text; a test in a browser compares them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

_APOSTROPHES = re.compile("['\u2019\u02bc`\u00b4]")
_BETWEEN_WORDS = re.compile(r"[^\w]+|_+")

# What people say, as they say it, without accents or apostrophes: those make no difference.
USUAL_WORDS: dict[str, tuple[str, ...]] = {
    "en": (
        *("emergency", "chest pain", "heart attack", "stroke", "cant breathe", "cannot breathe"),
        *("difficulty breathing", "trouble breathing", "short of breath", "unconscious"),
        *("passed out", "wont wake up", "not responding", "bleeding heavily", "heavy bleeding"),
        *("bleeding badly", "wont stop bleeding", "seizure", "overdose", "suicide", "suicidal"),
        *("kill myself", "killing myself", "end my life", "choking", "anaphylaxis", "anaphylactic"),
        *("allergic reaction", "poisoned", "poisoning"),
    ),
    "es": (
        *("emergencia", "dolor de pecho", "dolor en el pecho", "infarto", "ataque al corazon"),
        *("derrame cerebral", "ictus", "no puedo respirar", "no puede respirar", "me ahogo"),
        *("se ahoga", "inconsciente", "perdio el conocimiento", "sangrado abundante", "hemorragia"),
        *("convulsion", "convulsiones", "sobredosis", "suicidio", "suicidarme", "matarme"),
        *("quitarme la vida", "envenenamiento", "reaccion alergica", "anafilaxia"),
    ),
    "de": (
        *("notfall", "brustschmerzen", "schmerzen in der brust", "herzinfarkt", "schlaganfall"),
        *("atemnot", "keine luft", "nicht atmen", "bewusstlos", "ohnmachtig", "starke blutung"),
        *("blutet stark", "krampfanfall", "uberdosis", "selbstmord", "suizid", "mich umbringen"),
        *("das leben nehmen", "vergiftung", "vergiftet", "allergischer schock", "erstickt"),
    ),
}
LANGUAGES = {"en": "English", "es": "Español", "de": "Deutsch"}
EVERYWHERE = "112"  # mobile telephones lead it to help in most of the world
NUMBERS = {
    **dict.fromkeys(("US", "CA", "MX", "PR"), "911"),
    **dict.fromkeys(("GB", "IE", "HK", "SG"), "999"),
    "AU": "000",
    "NZ": "111",
}


def usual_number(region: str) -> str:
    """Return whom people of this region call for help."""
    return NUMBERS.get(region, EVERYWHERE)


def normal(text: str) -> str:
    """Return the words of a text in small plain letters, with one space around each."""
    bare = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).lower().replace("ß", "ss")
    plain = "".join(sign for sign in bare if not unicodedata.category(sign).startswith("M"))
    return f" {' '.join(_BETWEEN_WORDS.sub(' ', plain).split())} "


def phrases(words: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the words of all languages as `has_one` looks for them, each once."""
    found = (normal(phrase) for language in words.values() for phrase in language)
    return sorted({phrase for phrase in found if phrase.strip()})


def has_one(texts: Iterable[str], wanted: Iterable[str]) -> bool:
    """Say whether any text has any of these phrases as whole words."""
    seen = [normal(text) for text in texts if text]
    return any(phrase in text for phrase in wanted for text in seen)
