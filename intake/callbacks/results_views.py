"""Results from paper: one form for the whole list, in which nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from intake import clock, times
from intake.accounts import guard
from intake.callbacks import results, results_forms, sheet
from intake.callbacks import sheet_wording as wording
from intake.callbacks.results import Told
from intake.callbacks.results_forms import ResultsForm
from intake.callbacks.sheet import Line
from intake.sites.service import SiteView
from intake.words import Role

bp = Blueprint("results", __name__)

HOME = "/staff/desk/results"


@bp.get(HOME)
@guard.requires(Role.STAFF)
def enter() -> ResponseReturnValue:
    """Show a row for each open callback."""
    sites = _my_sites()
    today = clock.now().astimezone(ZoneInfo(next(iter(sites.values())).time_zone)).date()
    form = ResultsForm(on=today)
    return _page(form, sheet.everything(sites.values()), told=session.pop("results", None))


@bp.post(HOME)
@guard.requires(Role.STAFF)
def record() -> ResponseReturnValue:
    """Record what was typed in; whatever is wrong comes back as it was typed."""
    sites, form = _my_sites(), ResultsForm(request.form)
    lines = sheet.everything(sites.values())
    is_good = form.validate()
    zone = next(iter(sites.values())).time_zone
    on = results_forms.day(form, clock.now().astimezone(ZoneInfo(zone)).date())
    fields = request.form.to_dict()
    closed = results_forms.as_lines(fields, lines, sites)
    form.lines.data = "\n".join(filter(None, (form.lines.data, closed)))
    typed = [*results_forms.typed_rows(fields, lines), *results.typed_lines(form.lines.data)]
    understood, wrong = results.understood(typed, sites, on)
    if len(typed) > results.MOST_LINES:
        form.lines.errors = [f"Type at most {results.MOST_LINES} calls at once"]
    if wrong or form.errors or not is_good:
        return _page(form, lines, wrong=wrong, typed=fields, status=422)
    told = results.tell(understood, guard.me())
    if told.refused:
        return _page_of_refused(form, told, fields)
    session["results"] = [told.new, told.known]
    return redirect(url_for(".enter"), code=303)


def _page_of_refused(
    form: ResultsForm, told: Told, fields: Mapping[str, str]
) -> ResponseReturnValue:
    """Show again only what was refused: all else is recorded."""
    sites = _my_sites()
    lines = sheet.everything(sites.values())
    texts = enumerate((form.lines.data or "").splitlines(), start=1)
    kept = [(text, told.refused.get(results.line_place(number))) for number, text in texts]
    shown = {results_forms.place(line) for line in lines}
    for place in told.refused.keys() - shown:  # rows of what somebody has closed meanwhile
        text = results_forms.as_lines(results_forms.of_row(fields, place), lines, sites)
        kept.append((text, told.refused[place] if text else None))
    refused = [(text, said) for text, said in kept if said]
    form.lines.data = "\n".join(text for text, _ in refused)
    rows = told.refused.keys() & shown
    wrong = {place: told.refused[place] for place in rows}
    wrong |= {results.line_place(number): said for number, (_, said) in enumerate(refused, 1)}
    typed = {name: fields[name] for name in results_forms.of_rows(fields, rows, lines)}
    return _page(form, lines, wrong=wrong, typed=typed, told=[told.new, told.known], status=409)


def _page(
    form: ResultsForm,
    lines: list[Line],
    *,
    wrong: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    told: list[int] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    wrong = wrong or {}
    sites = _my_sites()
    wrong_lines = [(place, said) for place, said in wrong.items() if place.startswith("line")]
    if wrong_lines:
        form.lines.errors = [
            ". ".join(f"{place.capitalize()}: {said}" for place, said in wrong_lines)
        ]
    page = render_template(
        "callbacks/results.html",
        form=form,
        lines=lines,
        whose=sheet.masked(lines),
        sites=sites,
        site=None,
        wrong=wrong,
        wrong_lines=wrong_lines,
        told=told,
        typed=typed or {},
        fields=results_forms,
        wording=wording,
        moment_at=times.moment_at,
        is_recorded_in_part=status == 409,
    )
    return page, status


def _my_sites() -> dict[int, SiteView]:
    return {site.id: site for site in guard.my_sites(Role.STAFF)}
