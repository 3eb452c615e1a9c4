"""LEARN, drawn: a site's weeks as an SVG that runs nothing and asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from intake.moderation.chart_library import Line
from intake.moderation.weeks import Week

PRECISION, MISSED = "Right when it says spam", "Spam it missed"
NOTHING = "Too few decisions for a chart"
WIDE, NARROW = (760, 300), (360, 300)  # what a phone shows is not merely scaled down
LABELS_WIDE, LABELS_NARROW = 6, 3  # of weeks, at most

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
.color-1 .dot,.legend .color-1{fill:var(--paper);stroke-width:2.5}
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; frame-ancestors 'none'"


def weekly(weeks: Sequence[Week], title: str, *, is_narrow: bool = False) -> bytes:
    """Draw precision and misses of each week; where there was too little of it, nothing."""
    width, height = NARROW if is_narrow else WIDE
    chart = Line(
        width=width,
        height=height,
        js=[],
        css=[],
        no_prefix=True,
        range=(0, 100),
        y_labels=[0, 25, 50, 75, 100],
        value_formatter="{:.0f} %".format,
        allow_interruptions=True,
        dots_size=4,
        margin=8,
        margin_right=26,
        margin_bottom=20,
        truncate_label=-1,
        legend_at_bottom=True,
        legend_at_bottom_columns=1 if is_narrow else 2,
        truncate_legend=-1,
        no_data_text=NOTHING,
        show_minor_x_labels=False,
    )
    days = [day(week.begins_on) for week in weeks]
    chart.x_labels = days
    chart.x_labels_major = _some(days, LABELS_NARROW if is_narrow else LABELS_WIDE)
    chart.add(PRECISION, [_percents(week.precision) for week in weeks])
    chart.add(MISSED, [_percents(week.missed_share) for week in weeks])
    chart.add_xml_filter(lambda root: _harmless(root, title))
    drawn: bytes = chart.render()
    return drawn


def can_draw(weeks: Sequence[Week]) -> bool:
    """Say whether there is anything to be seen in a chart of these."""
    return any(week.precision is not None or week.missed_share is not None for week in weeks)


def day(begins_on: date) -> str:
    """Say when a week begins."""
    return f"{begins_on.day} {begins_on:%b}"


def _some(days: list[str], most: int) -> list[str]:
    """Return evenly spaced ones, the newest among them."""
    step = -(-len(days) // most) if days else 1
    return days[::-1][::step]


def _percents(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _harmless(root: Any, title: str) -> Any:
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
