"""Charts as an SVG that runs nothing and asks nobody for anything: the library, tamed, and colours.

The library would look for maps at every import, in a way that Python has given up and warns of.
"""

from __future__ import annotations

import base64
import hashlib
import sys
from typing import Any

from pygal import HorizontalBar, Line, PluginImportFixer, StackedBar  # type: ignore[import-untyped]

sys.meta_path[:] = [one for one in sys.meta_path if not isinstance(one, PluginImportFixer)]

__all__ = ["NARROW", "POLICY", "WIDE", "HorizontalBar", "Line", "StackedBar", "harmless"]

WIDE, NARROW = (760, 300), (360, 300)  # what a phone shows is not merely scaled down

# The colours are those of intake.css, which an image cannot ask.
_STYLE = """
svg{--paper:#fff;--ink:#14181d;--faint:#d5dae0;--good:#0b5cad;--bad:#b3131b}
@media(prefers-color-scheme:dark){
svg{--paper:#14181d;--ink:#eef1f4;--faint:#38414b;--good:#7db8f5;--bad:#ff8d8a}}
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif;
font-size:14px;fill:var(--ink);stroke:none}
text.no_data{font-size:18px;text-anchor:middle}
.background{fill:var(--paper)}
.axis.y text{text-anchor:end}
.axis.x text{text-anchor:middle}
.axis .line{stroke:var(--faint);fill:none}
.axis.x .line{stroke:none}
.series .line{fill:none;stroke-width:2.5}
.dot{stroke-width:2.5}
.color-0{stroke:var(--good);fill:var(--good)}
.color-1{stroke:var(--bad);fill:var(--bad)}
.series.color-1 .line{stroke-dasharray:7 5}
.color-1 .dot,.color-1 .rect,.legend .color-1{fill:var(--paper);stroke-width:2.5}
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; frame-ancestors 'none'"


def harmless(root: Any, title: str) -> Any:
    """Leave out the script that pygal always adds, its styles and its comments; put in our own."""
    root.attrib.pop("id", None)
    for parent in list(root.iter()):
        parent.attrib.pop("style", None)
        for child in list(parent):
            if child.tag == "script" or not isinstance(child.tag, str):
                parent.remove(child)
            elif child.tag == "style":
                child.text = _STYLE
            elif child.tag == "title" and parent is root:
                child.text = title
    return root
