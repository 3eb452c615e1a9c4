"""What can be counted in a message: binned signals, the hosts it links to, the words of the name.

None of these says that a field is there: a data set that lacks it must not teach its absence.
"""

from __future__ import annotations

import re
import string
from bisect import bisect_left

from intake.moderation.spam import lookalikes
from intake.moderation.spam.folding import fold_name
from intake.moderation.spam.meanings import meanings_of
from intake.moderation.spam.normal import Normal

_PHONE = re.compile(r"\+?\d[\d\s().-]{7,20}\d")
_MONEY = re.compile(r"[$€£₹¥]\s?\d|\d\s?(?:usd|eur|dollars?|euros?|bucks|rp|rupiah|jt|juta)\b")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")
_REPEATS = re.compile(r"(.)\1{2,}", re.DOTALL)
_SIGN = re.compile(r"[^\w\s]")
_LETTERS, _CAPITALS = string.ascii_letters.encode(), string.ascii_uppercase.encode()
_DIGITS, _NO_SIGNS = string.digits.encode(), b"_ \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"
_FEWEST_PHONE_DIGITS = 7
_SCHEME = re.compile(r"^(?:https?|ftp):/*|^www\.")
_HOST_END = re.compile(r"[/?#:]")
_HOST_SPLIT = re.compile(r"[-.\d]+")
_CHANNEL = re.compile(r"/(?:channel|user|watch|playlist|shorts)\b")
_NAME_WORD = re.compile(r"\w+")
_ADDRESS_AS_NAME = re.compile(r"https?:|www\.|@|\w\.(?:com|net|org|ru|info|biz|co|az|cn)\b")
_PATH_SPLIT = re.compile(r"[\W\d_]+")
_LONG_NAME = 3  # words
_SHORTENERS = {
    *("bit.ly", "goo.gl", "tinyurl.com", "t.co", "ow.ly", "is.gd", "adf.ly", "buff.ly", "j.mp"),
    *("cutt.ly", "rb.gy", "shorturl.at", "urlz.fr", "t.me", "wa.me", "tiny.cc", "bc.vc", "ouo.io"),
}
_NAME_CHARS, _ADDRESS_CHARS, _LINKS_READ = 120, 300, 50

# Upper edges of the bins: a value falls into the first bin whose edge it does not exceed.
_EDGES: dict[str, list[float]] = {
    "length": [20, 40, 80, 160, 320, 640, 1280],
    "links": [0, 1, 2, 4],
    "links per word": [0, 0.02, 0.05, 0.1, 0.3],
    "broken links": [0],
    "mails": [0],
    "phones": [0],
    "money": [0, 1],
    "capitals": [0, 0.05, 0.1, 0.2, 0.5, 0.9],
    "emoji": [0, 1, 3, 8],
    "signs": [0.02, 0.05, 0.1, 0.2, 0.4],
    "different words": [0.5, 0.7, 0.85, 0.99],
    "digits": [0, 0.02, 0.05, 0.15],
    "invisible": [0, 1, 3],
    "costumed": [0, 2],
    "disguised": [0],
    "shouts": [0, 1, 3],
    "questions": [0, 1],
    "lines": [0, 2],
    "repeats": [0, 1],
}


def counted(text: Normal) -> list[str]:
    """One token for each signal, naming its bin."""
    bins = {name: bisect_left(_EDGES[name], value) for name, value in _count(text).items()}
    tokens = [f"{name} {position}" for name, position in bins.items()]
    tokens.append(f"links {min(bins['links'], 2)} in length {bins['length'] // 2}")
    return tokens


def _count(text: Normal) -> dict[str, float]:
    raw, words = text.raw, max(len(text.words), 1)
    size, links = max(len(raw), 1), len(text.links) + text.broken_links
    letters, capitals, digits, signs = _sorts(raw)
    is_plain = raw.isascii()
    return {
        "length": len(raw),
        "links": links,
        "links per word": links / words,
        "broken links": text.broken_links,
        "mails": text.mails,
        "phones": len(_PHONE.findall(raw)) if digits >= _FEWEST_PHONE_DIGITS else 0,
        "money": len(_MONEY.findall(text.low)),
        "capitals": capitals / max(letters, 1),
        "emoji": 0 if is_plain else len(_EMOJI.findall(raw)),
        "signs": signs / size,
        "different words": len(set(text.words)) / words,
        "digits": digits / size,
        "invisible": text.invisible,
        "costumed": 0 if is_plain else len(lookalikes.COSTUMED.findall(raw)),
        "disguised": text.disguised,
        "shouts": raw.count("!"),
        "questions": raw.count("?"),
        "lines": raw.count("\n"),
        "repeats": len(_REPEATS.findall(raw)),
    }


def _sorts(raw: str) -> tuple[int, int, int, int]:
    """How many letters, capital letters, digits and signs."""
    if raw.isascii():  # the same, many times as fast
        plain = raw.encode("ascii")
        size, no_capitals = len(plain), len(plain.translate(None, _CAPITALS))
        no_letters = plain.translate(None, _LETTERS)
        no_digits = no_letters.translate(None, _DIGITS)
        letters, digits = size - len(no_letters), len(no_letters) - len(no_digits)
        return letters, size - no_capitals, digits, len(no_digits.translate(None, _NO_SIGNS))
    letters, capitals = sum(map(str.isalpha, raw)), sum(map(str.isupper, raw))
    return letters, capitals, sum(map(str.isdigit, raw)), len(_SIGN.findall(raw))


def hosts(text: Normal, author_url: str) -> list[str]:
    """Parts of the hosts linked to. The author's address adds the same words as a link would."""
    tokens: list[str] = []
    for link in text.links[:_LINKS_READ]:
        host = _host(link)
        tokens += _host_words(host)
        tokens.append("ending " + host.rpartition(".")[2])
        tokens += ["shortener"] * (host in _SHORTENERS)
        tokens += ["channel"] * bool(_CHANNEL.search(link))
        tokens += ["query"] * ("?" in link)
    if address := _address(author_url):
        tokens += _host_words(_host(address))
    return tokens


def linked_hosts(text: Normal, author_url: str) -> list[str]:
    """The hosts that a message links to, the author's own among them."""
    links = [*text.links[:_LINKS_READ], _address(author_url)]
    return [host for host in map(_host, links) if "." in host]


def _address(author_url: str) -> str:
    return fold_name(author_url.strip()[:_ADDRESS_CHARS])


def _host(link: str) -> str:
    bare = _SCHEME.sub("", _SCHEME.sub("", link))
    return _HOST_END.split(bare, maxsplit=1)[0]


def _host_words(host: str) -> list[str]:
    domain = ".".join(host.split(".")[-2:])
    words = [part for part in _HOST_SPLIT.split(host.rpartition(".")[0]) if len(part) > 2]
    return [f"domain {domain}", *(f"part {word}" for word in words)]


def named(author: str, author_url: str) -> list[str]:
    """The words of the name, and what a person's own name and address seldom have."""
    name = fold_name(author[:_NAME_CHARS]).strip()
    words = _NAME_WORD.findall(name)
    tokens = [f"name {word}" for word in words]
    tokens += ["digits in name"] * any(map(str.isdigit, name))
    tokens += ["address as name"] * bool(_ADDRESS_AS_NAME.search(name))
    tokens += ["long name"] * (len(words) > _LONG_NAME)
    tokens += ["phrase as name"] * (len(words) > 1 and name == author.strip())
    if sells := meanings_of(words):
        tokens += ["name sells", *(f"name sells {what}" for what in sorted(sells))]
    address = _address(author_url)
    return tokens + (_addressed(words, address) if address else [])


def _addressed(name: list[str], address: str) -> list[str]:
    """What an advertised page's address has and that of a person's own site seldom has."""
    host = _host(address)
    path = _SCHEME.sub("", address).removeprefix(host).strip("/")
    words = _PATH_SPLIT.split(path)
    tokens = ["deep address"] * bool(path)
    tokens += ["long address"] * (len(words) > _LONG_NAME)
    tokens += ["address of name"] * bool(set(words).intersection(name) - {""})
    if sells := meanings_of([*_PATH_SPLIT.split(host), *words]):
        tokens += ["address sells", *(f"address sells {what}" for what in sorted(sells))]
    return tokens
