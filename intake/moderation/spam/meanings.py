"""What the words of a message mean, so far as advertising goes: who is asked for what, for whom.

"Visit my channel" and "take a look at our page" share no word, but both ask for a look at one's own
place. A few hundred comments of one site cannot teach that; a list of words can. Each word has a
meaning and most meanings belong to a kind; counted are both, their neighbours, and how many kinds
meet. How much each weighs is learnt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from intake.moderation.spam.addresses import LINK, MAIL

_Found = list[tuple[int, str]]  # position of a word, and what it means

ASK, OFFER, REACH, SELF, APPLAUD = "ask", "offer", "reach", "self", "applaud"

# A kind and a meaning, and below them the words that have it. A word may have two meanings. Letters
# are those of the skeleton, so without accents.
_LEXICON = """
ask subscribe:
    subscribe subscribes subscribed subscribing subscriber subscribers subscription subs sub
    suscribe suscribete suscribanse subcribe subscibe subscrib abonnieren abonniert abonnez
    inscreva inscreve подпишись подписываитесь подписаться подпишитесь
ask follow:
    follow follows following add invite friend befriend seguir sigueme siganme folge folgt
ask look:
    check checkout chek visit view watch see look listen hear play mira visita vean besuche
    checking looking watching listening visiting viewing besuchen kunjungi cek lihat
    смотрите заходи заходите переходи переходите
ask click:
    click clic klick klik tap press copy paste type google search link open enter
ask go:
    go come head join register signup daftar gabung login try coba masuk присоединяитесь
ask share:
    share shares shared repost retweet tweet comment rate bagikan teilen
ask beg:
    please plz pls plss pleasee help support chance appreciate donate donation favor bitte
    tolong пожалуиста give dream dreams goal reach
applaud like:
    like likes vote votes thumbs thumb upvote dislike
offer get:
    get getting grab download downloads claim receive obtain install
offer shop:
    buy buying order shop store shopping sale sales sell selling cheap cheapest discount
    discounts wholesale price prices outlet coupon promo promotion deal deals offer offers
    replica brand shipping purchase affordable jerseys shoes handbags beli jual harga murah
    купить цена скидка kaufen comprar acheter
offer free:
    free gratis giveaway giveaways gift gifts win winner prize prizes bonus reward rewards
    code codes card cards voucher hadiah
offer money:
    money dollar dollars earn earned earning earnings cash paypal income bitcoin bitcoins
    btc crypto profit profits invest investment investing rich wealth pay paid salary job
    jobs loan loans credit bucks euro euros uang cuan заработок деньги доход рублеи руб geld
    verdienen dinero
offer gamble:
    slot slots gacor casino bet betting poker togel maxwin jackpot depo deposit wd jp rtp
    scatter zeus judi judol казино ставки
offer adult:
    sex sexy porn xxx nude naked girls dating webcam escort hot bikini adult milf порно секс
    интим девушки
offer pills:
    viagra cialis pharmacy pills levitra tramadol xanax drug weight diet
offer rank:
    seo backlink backlinks traffic rank ranking marketing wordpress hosting
reach contact:
    whatsapp telegram skype email mail kik call contact phone sms text dm pm message
    messenger wa viber number hubungi пишите личку лс
reach place:
    channel channels chanel page pages site website websites web webpage blog blogs homepage
    weblog profile facebook fb twitter instagram insta soundcloud itunes kanal canal saluran
    situs канал саит страница
self own:
    my our mine mein meine mi mis meu minha мои наш
self me:
    me us i'm im i we
self new:
    new newest upcoming latest just first recently started small unknown aspiring young
    talented artist musician rapper singer producer
crowd crowd:
    guys everyone everybody people friends hello hi hey yo dear sir admin webmaster folks
    hallo hola bro youtubers ladies
none work:
    video videos vid vids song songs music track tracks cover covers album mixtape beat
    beats single remix rap ep clip lyrics app game games ebook book movie movies
none make:
    make makes making made upload uploads uploaded uploading
none praise:
    great nice awesome amazing excellent wonderful good best love fantastic informative
    helpful useful interesting
none post:
    post article blog weblog content information info writing website site topic subject
    paragraph
none thanks:
    thank thanks bookmark bookmarked bookmarking keep
none hours:
    work home hour hours week weekly month monthly day daily online
none you:
    you your u ur you're
none this:
    this here below
"""

_NEAR, _KINDS_NEAR = 1, 2  # how many words apart two meanings, two kinds, may be to make a pair
_LONG = 6  # letters; in shorter words a slip makes another word
_MOST_COUNTED = {ASK: 3, SELF: 3, OFFER: 3, REACH: 2}
_COUNTED = frozenset((*_MOST_COUNTED, APPLAUD))


def _entries() -> Iterator[tuple[str, str, list[str]]]:
    """Kind, meaning and words of each entry of the lexicon."""
    for entry in re.split(r"\n(?=\S)", _LEXICON.strip()):
        head, _, words = entry.partition(":")
        kind, meaning = head.split()
        yield kind, meaning, words.split()


def _by_word() -> dict[str, tuple[str, ...]]:
    meanings: dict[str, tuple[str, ...]] = {LINK: ("link",), MAIL: ("mail",)}
    for _, meaning, words in _entries():
        for word in words:
            meanings[word] = (*meanings.get(word, ()), meaning)
    return meanings


def _by_slip() -> dict[str, tuple[str, ...]]:
    """The long words with an inner letter missing, and with those after the first in order."""
    slips: dict[str, tuple[str, ...]] = {}
    for word, meaning in _MEANINGS.items():
        if len(word) >= _LONG:
            slips |= {word[:i] + word[i + 1 :]: meaning for i in range(1, len(word) - 1)}
            slips[_in_order(word)] = meaning
    return slips


def _in_order(word: str) -> str:
    return word[0] + "".join(sorted(word[1:]))


_MEANINGS = _by_word()
_SLIPS = _by_slip()
_KINDS = dict.fromkeys(("link", "mail", "digits"), REACH) | {
    meaning: kind for kind, meaning, _ in _entries() if kind != "none"
}


def meant(skeleton: list[str]) -> list[str]:
    """One token for each meaning, each pair of neighbours, and each bin of a count."""
    meanings = [
        (position, meaning)
        for position, word in enumerate(skeleton)
        for meaning in meanings_of_word(word)
    ]
    kinds = [(place, _KINDS[meaning]) for place, meaning in meanings if meaning in _KINDS]
    tokens = [meaning for _, meaning in meanings]
    tokens += _pairs(meanings, _NEAR)
    tokens += [f"any {kind}" for _, kind in kinds]
    tokens += _pairs(kinds, _KINDS_NEAR)
    found = [kind for _, kind in kinds]
    tokens.append(f"kinds {len(_COUNTED.intersection(found))}")
    tokens += [f"{kind} {min(found.count(kind), most)}" for kind, most in _MOST_COUNTED.items()]
    if skeleton:
        tokens += [f"first {meaning}" for meaning in meanings_of_word(skeleton[0]) or ("word",)]
    return tokens


@lru_cache(maxsize=1 << 13)
def meanings_of_word(word: str) -> tuple[str, ...]:
    """What a word means, even if two letters changed places or one is missing."""
    if found := _MEANINGS.get(word):
        return found
    if word.isdigit():
        return ("digits",)
    if len(word) < _LONG - 1:
        return ()
    return _SLIPS.get(word) or _SLIPS.get(_in_order(word), ())


def meanings_of(words: list[str]) -> set[str]:
    """What advertises among the words of a name or an address."""
    return {m for word in words for m in _MEANINGS.get(word, ()) if _KINDS.get(m) == OFFER}


def _pairs(found: _Found, near: int) -> Iterator[str]:
    """Two different meanings in the order in which they follow each other."""
    for i, (place, first) in enumerate(found):
        for later, second in found[i + 1 : i + 1 + 3 * near]:
            if later - place > near:
                break
            if later > place and first != second:
                yield f"{first} > {second}"


def kind_of(meaning: str) -> str:
    """Return the kind that a meaning belongs to; one that belongs to none is its own."""
    return _KINDS.get(meaning, meaning)
