"""Comment text to HTML: what is offered, what is not, and that nothing makes it slow or fail."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.threads import markup
from intake.threads.markup import is_web_address, render

LONGEST = 5000  # characters that the form takes

SCHEMES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "&#106;avascript:alert(1)",
    "javascript%3Aalert(1)",
    "javascript&colon;alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "//evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "http:evil",
    "https:evil",
    "http:///evil",
    "blob:https://x/1",
    "file:///etc/passwd",
    "mailto:a@b.example?bcc=c@d.example",
    "tel:+12025550143",
    "ftp://x.example",
    "ws://x.example",
    "about:blank",
    "view-source:https://x.example",
    "intent://x#Intent;end",
    " javascript:alert(1)",
    "\tjavascript:alert(1)",
    "https://user:pass@evil.example",
]

MARKUP_OF_OTHERS = [
    "<math><mtext><table><mglyph><style><!--</style><img src onerror=__x=1>",
    "<noscript><style></noscript><img src=x onerror=__x=1>",
    '<svg></p><style><a id="</style><img src=1 onerror=__x=1>">',
    "<xmp><img src=x onerror=__x=1></xmp>",
    "<base href=//evil.example>",
    "<style>@\\69mport 'https://evil.example'</style>",
    "<form><button formaction=javascript:__x=1>press</button></form>",
    "<iframe srcdoc='<script>__x=1</script>'></iframe>",
    "<a href='https://x.example' onclick=__x=1>x</a>",
    "[x](https://x.example 'a\" onmouseover=\"__x=1')",
    '[x](https://x.example/"onmouseover="__x=1)',
    '<https://x.example/"onmouseover="__x=1>',
    "`<img src=x onerror=__x=1>`",
    '```"><img/src=x/onerror=__x=1>\n<script>__x=1</script>\n```',
    '![x](x"onerror="__x=1)',
]

HOSTILE = {
    "brackets": "[", "images": "![", "stars": "*_", "ticks": "`x ", "tags": "<a ", "bold": "<b>",
    "entities": "&", "blanks": " ", "dots": "a.", "quotes": ">", "quotes on lines": "> a\n",
    "lists": "- ", "list lines": "- a\n", "links": "[a](", "empty links": "[](",
    "titles": '[x](y "\\!', "openings": "*[", "declarations": "<![", "comments": "<!-",
    "autolinks": "<https://a>", "strong": "**a ", "mixed": "*a_ ", "lines": "\n", "tabs": "\t",
    "paragraphs": "a\n\n", "real links": "[x](y)", "escapes": "\\", "fences": "```\n",
    "numbers": "1. ", "nothing": "\0", "right to left": "\u202e",
}  # fmt: skip


class Reading(HTMLParser):
    """What a browser would find."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes = set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, *attribute) for attribute in attrs]

    @property
    def links(self):
        return [value for tag, name, value in self.attributes if (tag, name) == ("a", "href")]


def is_harmless(html):
    found = Reading(html)
    allowed = {("a", "href"), ("a", "rel"), ("ol", "start")}
    return (
        found.tags <= markup.TAGS
        and all((tag, name) in allowed for tag, name, _ in found.attributes)
        and all(link.startswith(("http://", "https://")) for link in found.links)
    )


def test_it_offers_paragraphs_emphasis_code_quotes_and_lists():
    html = render("Hello *you* and **all**\nof `x < y`\n\n> quoted\n\n- one\n- two\n\n3. three")
    assert html == (
        "<p>Hello <em>you</em> and <strong>all</strong><br>\nof <code>x &lt; y</code></p>\n"
        "<blockquote>\n<p>quoted</p>\n</blockquote>\n"
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
        '<ol start="3">\n<li>three</li>\n</ol>'
    )


def test_it_shows_fenced_code_as_it_was_typed():
    assert render("```python\nif a < b:\n```") == "<pre><code>if a &lt; b:\n</code></pre>"


def test_links_say_that_we_do_not_vouch_for_them():
    html = render("[our page](https://x.example/a?b=1&c=2)")
    assert html == (
        '<p><a href="https://x.example/a?b=1&amp;c=2" rel="nofollow ugc noopener">our page</a></p>'
    )


@pytest.mark.parametrize("target", SCHEMES)
def test_nothing_but_a_web_address_becomes_a_link(target):
    for text in (f"[x]({target})", f"[x](<{target}>)", f"<{target}>", f"[x][1]\n\n[1]: {target}"):
        assert Reading(render(text)).links == []
    assert not is_web_address(target)


def test_an_address_in_the_text_stays_words():
    for text in ("write to ann@example.org", "<ann@example.org>", "[me](mailto:ann@example.org)"):
        assert Reading(render(text)).tags == {"p"}
        assert "ann@example.org" in render(text)


def test_a_bare_address_of_a_page_stays_words():
    assert Reading(render("see https://x.example")).tags == {"p"}


def test_pictures_are_never_shown():
    assert "img" not in Reading(render("![a](https://x.example/a.png)")).tags


def test_headings_and_rules_are_plain_paragraphs():
    assert Reading(render("# Big\n\nBig\n===\n\n---\n\nsmall\n---")).tags <= {"p", "br"}


@pytest.mark.parametrize("text", MARKUP_OF_OTHERS)
def test_markup_that_a_visitor_typed_stays_text(text):
    assert is_harmless(render(text))
    assert is_harmless(render(f"- *{text}*\n\n> {text}"))


@given(st.text())
def test_it_renders_whatever_is_typed(text):
    assert is_harmless(render(text))


@given(st.text(alphabet="[]()*_`<>!&#-\\ \n\tab:/\"'=1.\ud800\0", max_size=300))
def test_it_renders_whatever_looks_like_markup(text):
    assert is_harmless(render(text))


def test_half_a_character_does_not_stop_it():
    assert render("a \ud83d b") == "<p>a ? b</p>"


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_costs_little(unit):
    text = (unit * LONGEST)[:LONGEST]
    before = time.process_time()
    assert is_harmless(render(text))
    assert time.process_time() - before < 1  # second of our own time; it takes a fiftieth


def test_text_with_absurdly_many_marks_is_shown_as_typed():
    html = render("*a*\n\n" * markup.MOST_MARKS + "[x](https://x.example)\nend")
    assert html.startswith("<p>*a*</p>")
    assert html.endswith("<p>[x](https://x.example)<br>end</p>")


def test_text_longer_than_any_form_takes_is_shown_as_typed():
    assert Reading(render("*a* " + "b" * markup.MOST_CHARACTERS)).tags == {"p"}


@pytest.mark.parametrize("url", ["https://x.example", "http://x.example:81/a?b=c#d"])
def test_a_web_address_has_a_scheme_and_a_host(url):
    assert is_web_address(url)


PLAIN_LINES = st.lists(st.text("ab Z9.,;:'\"?!()-+=#|/ $%1é", max_size=12).map("x".__add__))


@given(PLAIN_LINES)
def test_a_plain_text_looks_as_the_parser_would_have_it(lines):
    text = "\n".join(lines)
    assert render(text) == markup._sanitised(markup._parser.render(text)).strip()
