"""What can be counted in a message: binned signals, the hosts it links to, the words of the name.

None of these says that a field is there: a data set that lacks it must not teach its absence.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from intake.moderation.spam import lookalikes
from intake.moderation.spam.normal import MAIL, Normal, fold_name

_PHONE = re.compile(r"\+?\d[\d\s().-]{7,20}\d")
_MONEY = re.compile(r"[$€£₹¥]\s?\d|\d\s?(?:usd|eur|dollars?|euros?|bucks|rp|rupiah|jt|juta)\b")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")
_REPEATS = re.compile(r"(.)\1{2,}", re.DOTALL)
_SIGN = re.compile(r"[^\w\s]")
_SCHEME = re.compile(r"^(?:https?|ftp):/*|^www\.")
_HOST_END = re.compile(r"[/?#:]")
_HOST_SPLIT = re.compile(r"[-.\d]+")
_CHANNEL = re.compile(r"/(?:channel|user|watch|playlist|shorts)\b")
_NAME_WORD = re.compile(r"\w+")
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
    letters = sum(map(str.isalpha, raw))
    is_plain = raw.isascii()
    return {
        "length": len(raw),
        "links": links,
        "links per word": links / words,
        "broken links": text.broken_links,
        "mails": text.mails,
        "phones": len(_PHONE.findall(raw)),
        "money": len(_MONEY.findall(text.low)),
        "capitals": sum(map(str.isupper, raw)) / max(letters, 1),
        "emoji": 0 if is_plain else len(_EMOJI.findall(raw)),
        "signs": len(_SIGN.findall(raw)) / size,
        "different words": len(set(text.words)) / words,
        "digits": sum(map(str.isdigit, raw)) / size,
        "invisible": text.invisible,
        "costumed": 0 if is_plain else len(lookalikes.COSTUMED.findall(raw)),
        "disguised": text.disguised,
        "shouts": raw.count("!"),
        "questions": raw.count("?"),
        "lines": raw.count("\n"),
        "repeats": len(_REPEATS.findall(raw)),
    }


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
    if address := author_url.strip()[:_ADDRESS_CHARS]:
        tokens += _host_words(_host(fold_name(address)))
    return tokens


def linked_hosts(text: Normal, author_url: str) -> list[str]:
    """The hosts that a message links to, the author's own among them."""
    links = [*text.links[:_LINKS_READ], fold_name(author_url.strip()[:_ADDRESS_CHARS])]
    return [host for host in map(_host, links) if "." in host]


def _host(link: str) -> str:
    bare = _SCHEME.sub("", _SCHEME.sub("", link))
    return _HOST_END.split(bare, maxsplit=1)[0]


def _host_words(host: str) -> list[str]:
    domain = ".".join(host.split(".")[-2:])
    words = [part for part in _HOST_SPLIT.split(host.rpartition(".")[0]) if len(part) > 2]
    return [f"domain {domain}", *(f"part {word}" for word in words)]


def named(author: str) -> list[str]:
    """The words of the name, and what a person's own name seldom has."""
    name = fold_name(author[:_NAME_CHARS]).strip()
    words = _NAME_WORD.findall(name)
    tokens = [f"name {word}" for word in words]
    tokens += ["digits in name"] * any(map(str.isdigit, name))
    tokens += ["address as name"] * ("http" in name or "www." in name or MAIL in name)
    tokens += ["long name"] * (len(words) > 3)
    return tokens
