"""Figures, drawn: bars of promises kept and not kept, and of what the tries came to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from intake.callbacks import figures_wording as wording
from intake.callbacks.figures import Figures, Tally
from intake.charting import NARROW, WIDE, HorizontalBar, StackedBar, harmless

KEPT, BROKEN, TRIES = "Kept", "Not kept", "Calls"
NOTHING = "Nothing to draw yet"
BY = ("weekday", "hour", "outcome")
SHORT_DAY = 3  # letters
MOST_STEPS = 4  # at the axis of numbers


def draw(figures: Figures, by: str, title: str, *, is_narrow: bool = False) -> bytes:
    """Draw one of the three charts; `by` is one of BY."""
    size = NARROW if is_narrow else WIDE
    if by == "outcome":
        chart = _outcomes(figures.outcomes, size)
    elif by == "hour":
        labels = [hour.removesuffix(":00") for hour in wording.HOURS]
        chart = _kept(labels, figures.hours, size)
        chart.x_labels_major = labels[:: 6 if is_narrow else 3]
        chart.show_minor_x_labels = False
    else:
        labels = [day[:SHORT_DAY] for day in wording.WEEKDAYS]
        chart = _kept(labels, figures.weekdays, size)
    chart.add_xml_filter(lambda root: harmless(root, title))
    drawn: bytes = chart.render()
    return drawn


def _kept(labels: list[str], tallies: Sequence[Tally], size: tuple[int, int]) -> Any:
    chart = StackedBar(**_looks(size), legend_at_bottom_columns=2)
    chart.x_labels = labels
    most = max(tally.kept + tally.broken for tally in tallies)
    is_empty = not most
    chart.y_labels = _whole_steps(most)
    chart.add(KEPT, [] if is_empty else [tally.kept for tally in tallies])
    chart.add(BROKEN, [] if is_empty else [tally.broken for tally in tallies])
    return chart


def _outcomes(outcomes: dict[str, int], size: tuple[int, int]) -> Any:
    looks = _looks(size) | {"margin_left": 44}  # its labels are longer than the library reckons
    chart = HorizontalBar(**looks, show_legend=False)
    names = dict(reversed(wording.OUTCOMES.items()))  # the library draws from below
    chart.x_labels = list(names.values())
    chart.y_labels = _whole_steps(max(outcomes.values(), default=0))
    chart.add(TRIES, [outcomes.get(name, 0) for name in names] if outcomes else [])
    return chart


def _whole_steps(most: int) -> list[int]:
    """Return what stands at the axis: whole numbers up to the most, in a few even steps."""
    step = max(-(-most // MOST_STEPS), 1)
    return list(range(0, most + step, step))


def _looks(size: tuple[int, int]) -> dict[str, Any]:
    return {
        "width": size[0],
        "height": size[1],
        "js": [],
        "css": [],
        "no_prefix": True,
        "margin": 8,
        "margin_right": 26,
        "margin_bottom": 20,
        "truncate_label": -1,
        "truncate_legend": -1,
        "legend_at_bottom": True,
        "value_formatter": "{:,.0f}".format,
        "no_data_text": NOTHING,
    }
