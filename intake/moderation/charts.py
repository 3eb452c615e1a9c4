"""LEARN, drawn: a site's weeks as an SVG that runs nothing and asks nobody for anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from intake.charting import NARROW, POLICY, WIDE, Line, harmless
from intake.moderation.weeks import Week

__all__ = ["NARROW", "POLICY", "WIDE", "can_draw", "day", "weekly"]

PRECISION, MISSED = "Right when it says spam", "Spam it missed"
NOTHING = "Too few decisions for a chart"
LABELS_WIDE, LABELS_NARROW = 6, 3  # of weeks, at most


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
    chart.add_xml_filter(lambda root: harmless(root, title))
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
