"""What hostile visitors write, to run where it is read: seeds, and a thousand made of them."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

# Each tries to set window.__x, or to become a link or a picture that is not the visitor's to make.
WORDS = [
    "<script>window.__x=1</script>",
    "<img src=x onerror=window.__x=1>",
    "<math><mtext><table><mglyph><style><!--</style><img src onerror=window.__x=1>",
    "<noscript><style></noscript><img src=x onerror=window.__x=1>",
    '<svg></p><style><a id="</style><img src=1 onerror=window.__x=1>">',
    "<svg><animate onbegin=window.__x=1 attributeName=x dur=1s>",
    "<math><mi><p><style><!--</style><img title='--&gt;&lt;img src=1 onerror=window.__x=1&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=window.__x=1>",
    "<xmp><img src=x onerror=window.__x=1></xmp>",
    "<template><img src=x onerror=window.__x=1></template>",
    "<iframe srcdoc='<script>parent.__x=1</script>'></iframe>",
    "<details open ontoggle=window.__x=1>",
    "<base href=//evil.example><link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<form><button formaction=javascript:window.__x=1>press</button></form>",
    "<input autofocus onfocus=window.__x=1>",
    "</p></div></li></ol></section><script>window.__x=1</script>",
    "--><script>window.__x=1</script><!--",
    "&lt;script&gt;window.__x=1&lt;/script&gt;",
    "&#60;img src=x onerror=window.__x=1&#62;",
    "[x](javascript:window.__x=1)",
    "[x](JaVaScRiPt:window.__x=1)",
    "[x](java\nscript:window.__x=1)",
    "[x](&#106;avascript:window.__x=1)",
    "[x](<\x01javascript:window.__x=1>)",
    "[x](data:text/html,<script>window.__x=1</script>)",
    "[x](vbscript:window.__x=1) [x](//evil.example) [x](\\\\evil.example) [x](file:///etc/passwd)",
    "[x](https://x.example 'a\" onmouseover=\"window.__x=1')",
    '[x](https://x.example/"onmouseover="window.__x=1)',
    '<https://x.example/"onmouseover="window.__x=1>',
    "![x](https://evil.example/p.gif) ![x](x\"onerror=\"window.__x=1)",
    "`<img src=x onerror=window.__x=1>`",
    "```\n</code></pre><script>window.__x=1</script>\n```",
    "> - *<b onclick=window.__x=1>* **[`x`](javascript:window.__x=1)**",
    "[a][b]\n\n[b]: javascript:window.__x=1",
    "ann@example.org <ann@example.org> <mailto:ann@example.org>",
    "\u202e</p><script>window.__x=1</script>\u2066",
]  # fmt: skip
WEBSITES = [
    "https://x.example/'onmouseover='window.__x=1",
    'https://x.example/"onmouseover="window.__x=1',
    "https://x.example/`onmouseover=`window.__x=1",
    "https://x.example/\fonmouseover=window.__x=1",
    "javascript:window.__x=1",
    "JaVaScRiPt:window.__x=1//https://x.example",
    "data:text/html,<script>window.__x=1</script>",
    "//evil.example",
    "https:evil",
    "mailto:ann@example.org?bcc=ben@example.org",
]

# Where a text may end up if it is put into a page carelessly: it breaks out of there first.
BREAK_OUTS = [
    "{}", '"{}', "'{}", "`{}", '">{}', "'>{}", "</textarea>{}", "</title>{}", "</script>{}",
    "</style>{}", "</option></select>{}", "</noscript>{}", "--><!-->{}", "]]>{}", "\\u003c{}",
    "{{{{ config }}}}{{% raw %}}{}", "${{7*7}}{}", "\u2028{}", "\u200b{}\ufeff", "\f{}", "&quot;{}",
    "<{}", "{} accesskey=x onclick=window.__x=1",
]  # fmt: skip
MOST = 1000


def inputs() -> list[str]:
    """Return a thousand texts, always the same: each seed in each break-out, then encoded anew."""
    seeds = [*WORDS, *WEBSITES]
    found = [form.format(seed) for form in BREAK_OUTS for seed in seeds]
    found += [quote(seed) for seed in seeds] + [escape(escape(seed)) for seed in seeds]
    found = [text.replace("\0", "") for text in found]
    assert len(found) >= MOST
    step = len(found) / MOST
    return [found[int(number * step)] for number in range(MOST)]
