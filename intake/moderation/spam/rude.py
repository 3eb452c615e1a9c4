"""How rude a text is: a list of English words, read on the skeleton so that disguises are seen.

A list and no trained model, because the labelled data there is comes from one network: a model
trained on it against other sources learns the network (docs/model.md). Rude is not spam.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from intake.moderation.spam.normal import Normal
from intake.moderation.spam.wordlists import words_of

BAR = 0.5
_WORDS_READ = 1200
_NEAR = 4  # words on either side that may make a word harmless, or mean somebody by it

# By itself past the bar: slurs, and words that are said for nothing else than to hurt.
_SLURS = (
    "nigger niggers nigga niggas niggah faggot faggots fag fags dyke dykes kike kikes spic spics "
    "chink chinks gook gooks wetback wetbacks tranny trannies coon coons paki pakis beaner beaners "
    "cunt cunts whore whores slut sluts skank skanks bitch bitches biatch bitchy twat twats wanker "
    "wankers asshole assholes arsehole arseholes asshat dickhead dickheads shithead shitheads "
    "dumbass dumbasses dumbfuck fuckface fucktard motherfucker motherfuckers mofo cocksucker "
    "cocksuckers douchebag douchebags shitbag scumbag scumbags libtard libtards retards kys"
)
_SWEARING = "fuck fucks fucked fucker fuckers fuckin fucking fuk fukin fkn stfu gtfo bullshit"
# These need company: each other, or somebody whom they mean.
_COARSE = (
    "shit shits shitty ass asses arse bastard bastards prick pricks hoe hoes pussy pussies dick "
    "dicks cock cocks tits retard retarded bollocks piss pissed crap crappy sucks suck"
)
_INSULTS = (
    "idiot idiots idiotic moron morons moronic imbecile imbeciles stupid dumb loser losers "
    "pathetic scum worthless disgusting ugly fat clown clowns coward cowards liar liars crook "
    "crooks fool fools brainless braindead incompetent degenerate vermin"
)
_WEIGHTS: dict[str, float] = {
    **dict.fromkeys(_INSULTS.split(), 0.1),
    **dict.fromkeys(_COARSE.split(), 0.3),
    **dict.fromkeys(_SWEARING.split(), 0.55),
    **dict.fromkeys(_SLURS.split(), 0.75),
}
_MEANT = 0.45  # more for an insult or coarse word that means the reader
_YOU = frozenset({"you", "u", "ya"})
_YOU_ARE = frozenset({"you're", "you’re", "youre", "ur", "yous"})
_ARE = frozenset({"are", "r"})
# Said of bodies, ducks and growth, these words are no insult.
_MANY_SENSES = words_of(
    "pussy pussies dick dicks cock cocks tits ass asses piss retard retarded fat ugly coon "
    "coons dyke dykes hoe hoes prick pricks disgusting dumb spic fag bitch bitches"
)
_HARMLESS_NEAR = words_of(
    "pain painful pains discharge doctor doctors wound infection infected stool blood bloody "
    "bleeding itch itching rash swelling swollen sore surgery treatment symptom symptoms "
    "tumor growth puberty patient period pregnant urine bladder finger needle garden soil "
    "weed farm collection collector loss diet weight belly acid acids saturated bird birds "
    "kick kicking smart bad funny puppy puppies litter breed dog"
)
# A pattern is only tried on a text that has one of these: looking for them costs next to nothing.
_THREATENING = ("kill", "die", "hurt you", "find you", "be shot", "bleach", "nobody ")
_MASKS = "*#@$"
_THREAT = re.compile(
    r"\b(?:(?:go|just|please) (?:and )?(?:die|kill yourself)|kill yourself"
    r"|hope (?:that )?(?:you|u) die|(?:i|we) will (?:kill|hurt|find) you"
    r"|you (?:should|deserve to) (?:die|be shot)"
    r"|drink bleach|nobody (?:likes|wants) you)\b"
)
_MASKED = re.compile(
    r"(?<!\w)(?:f[*#@$]{1,3}c?k|sh[*#@$]{1,2}t|b[*#@$]{1,3}t?ch|c[*#@$]{1,2}nt"
    r"|a[*#@$]{1,2}hole|n[*#@$]{1,3}g(?:er|a)s?)\w{0,3}(?!\w)"
)


def score(text: Normal) -> float:
    """How rude, 0 to 1: of several words each adds to what the others leave, once."""
    found: dict[str, float] = {}
    for word, weight in _found(text.skeleton[:_WORDS_READ]):
        found[word] = max(weight, found.get(word, 0.0))
    left = math.prod(1 - weight for weight in found.values())
    if any(sign in text.low for sign in _MASKS) and _MASKED.search(text.low):
        left *= 1 - _WEIGHTS["fuck"]
    if any(word in text.low for word in _THREATENING) and _THREAT.search(text.low):
        left *= 1 - _WEIGHTS["kys"]
    return round(1 - left, 4)


def _found(words: Sequence[str]) -> Iterator[tuple[str, float]]:
    for place, word in enumerate(words):
        weight = _WEIGHTS.get(word)
        if weight is None:
            continue
        before = words[max(0, place - _NEAR) : place]
        near = {*before, *words[place + 1 : place + _NEAR + 1]}
        if word in _MANY_SENSES and not _HARMLESS_NEAR.isdisjoint(near):
            continue
        yield word, weight + _MEANT if weight < BAR and _means_you(before) else weight


def _means_you(before: Sequence[str]) -> bool:
    """Whether what comes next is said of the reader: "you …", "you are such a …"."""
    pairs = pairwise(before)
    return (
        (bool(before) and before[-1] in _YOU)
        or not _YOU_ARE.isdisjoint(before)
        or any(one in _YOU and other in _ARE for one, other in pairs)
    )
